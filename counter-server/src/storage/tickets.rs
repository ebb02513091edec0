//! Tickets as the log leaves them: the projection that knows every ticket of every date.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::day::Ticket;
use shared::ids::{DeskId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
use uuid::Uuid;

use super::{StorageError, moment, names};

const COLUMNS: &str = "id, business_date, number, n, service, procedure, priority, \
     head_start_minutes, language, device, state, issued_seq, issued_at_ms, arrived_at_ms, \
     first_called_at_ms, called_at_ms, started_at_ms, ended_at_ms, desk, recalls, print";

/// A ticket with the local date on which it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// The local date that its number belongs to.
    pub business_date: NaiveDate,
}

/// Writes a ticket that was just issued.
///
/// # Errors
/// When the database cannot be written, or the id is taken.
pub fn insert(
    connection: &Connection,
    ticket: &Ticket,
    business_date: NaiveDate,
) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO tickets (id, business_date, number, n, service, procedure, priority, \
             head_start_minutes, language, device, state, issued_seq, issued_at_ms, \
             arrived_at_ms, first_called_at_ms, called_at_ms, started_at_ms, ended_at_ms, desk, \
             recalls, print) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
             ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        )?
        .execute(params![
            ticket.id.0.as_bytes(),
            business_date,
            ticket.number.as_str(),
            ticket.n,
            ticket.service.as_str(),
            ticket.procedure.as_ref().map(ProcedureId::as_str),
            ticket.priority.as_ref().map(PriorityId::as_str),
            ticket.head_start_minutes,
            ticket.language.code(),
            ticket.device,
            ticket.state.code(),
            i64::try_from(ticket.issued_seq).unwrap_or(i64::MAX),
            ticket.issued_at.timestamp_millis(),
            ticket.arrived_at.timestamp_millis(),
            ms(ticket.first_called_at),
            ms(ticket.called_at),
            ms(ticket.started_at),
            ms(ticket.ended_at),
            ticket.desk.as_ref().map(DeskId::as_str),
            ticket.recalls,
            ticket.print.map(names::print_outcome),
        ])?;
    Ok(())
}

/// Writes what changes about a ticket after its issue.
///
/// # Errors
/// When the database cannot be written.
pub fn update(connection: &Connection, ticket: &Ticket) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "UPDATE tickets SET state = ?2, arrived_at_ms = ?3, first_called_at_ms = ?4, \
             called_at_ms = ?5, started_at_ms = ?6, ended_at_ms = ?7, desk = ?8, recalls = ?9, \
             print = ?10 WHERE id = ?1",
        )?
        .execute(params![
            ticket.id.0.as_bytes(),
            ticket.state.code(),
            ticket.arrived_at.timestamp_millis(),
            ms(ticket.first_called_at),
            ms(ticket.called_at),
            ms(ticket.started_at),
            ms(ticket.ended_at),
            ticket.desk.as_ref().map(DeskId::as_str),
            ticket.recalls,
            ticket.print.map(names::print_outcome),
        ])?;
    Ok(())
}

/// The ticket with this id, of whatever date.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, id: TicketId) -> Result<Option<StoredTicket>, StorageError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM tickets WHERE id = ?1"))?;
    let mut rows = statement.query([id.0.as_bytes()])?;
    rows.next()?.map(stored_ticket).transpose()
}

/// Whether a ticket with this id was ever issued.
///
/// # Errors
/// When the database cannot be read.
pub fn is_known(connection: &Connection, id: TicketId) -> Result<bool, StorageError> {
    let known = connection
        .prepare_cached("SELECT 1 FROM tickets WHERE id = ?1")?
        .query_row([id.0.as_bytes()], |_| Ok(()))
        .optional()?;
    Ok(known.is_some())
}

/// Hands every ticket to `take`, in no order.
///
/// # Errors
/// When the database cannot be read.
pub fn read_all(
    connection: &Connection,
    mut take: impl FnMut(StoredTicket),
) -> Result<(), StorageError> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM tickets"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(stored_ticket(row)?);
    }
    Ok(())
}

fn ms(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp_millis())
}

fn stored_ticket(row: &Row<'_>) -> Result<StoredTicket, StorageError> {
    let id = Uuid::from_bytes(row.get("id")?);
    let unreadable = |reason: &str| StorageError::Unreadable {
        table: "tickets",
        row: id.to_string(),
        reason: reason.to_owned(),
    };
    let at = |column: &str| -> Result<DateTime<Utc>, StorageError> {
        moment("tickets", &id, row.get(column)?)
    };
    let maybe_at = |column: &str| -> Result<Option<DateTime<Utc>>, StorageError> {
        row.get::<_, Option<i64>>(column)?.map(|ms| moment("tickets", &id, ms)).transpose()
    };
    let print: Option<String> = row.get("print")?;
    let print = match print {
        None => None,
        Some(name) => Some(names::parse(&name).ok_or_else(|| unreadable("print"))?),
    };
    let text = |column: &str| row.get::<_, Option<String>>(column);
    let ticket = Ticket {
        id: TicketId(id),
        number: TicketNumber::from(row.get::<_, String>("number")?),
        n: row.get("n")?,
        service: ServiceId::from(row.get::<_, String>("service")?),
        procedure: text("procedure")?.map(ProcedureId::from),
        priority: text("priority")?.map(PriorityId::from),
        head_start_minutes: row.get("head_start_minutes")?,
        language: names::parse(&row.get::<_, String>("language")?)
            .ok_or_else(|| unreadable("language"))?,
        device: row.get("device")?,
        state: names::parse(&row.get::<_, String>("state")?).ok_or_else(|| unreadable("state"))?,
        issued_seq: row.get::<_, i64>("issued_seq")?.try_into().unwrap_or(0),
        issued_at: at("issued_at_ms")?,
        arrived_at: at("arrived_at_ms")?,
        first_called_at: maybe_at("first_called_at_ms")?,
        called_at: maybe_at("called_at_ms")?,
        started_at: maybe_at("started_at_ms")?,
        ended_at: maybe_at("ended_at_ms")?,
        desk: text("desk")?.map(DeskId::from),
        recalls: row.get("recalls")?,
        print,
    };
    Ok(StoredTicket { ticket, business_date: row.get("business_date")? })
}
