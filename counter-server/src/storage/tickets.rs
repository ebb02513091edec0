//! Tickets as the log leaves them: the projection that knows every ticket of every date.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use shared::day::{Channel, Leg, Slot, Ticket};
use shared::ids::{
    DeclarationId, DeskId, Digest, NoteId, PriorityId, ProcedureId, ServiceId, TicketId,
    TicketNumber,
};
use uuid::Uuid;

use super::{StorageError, moment, names};

const COLUMNS: &str = "id, business_date, number, n, service, procedure, priority, \
     head_start_minutes, language, device, state, issued_seq, issued_at_ms, arrived_at_ms, \
     first_called_at_ms, called_at_ms, started_at_ms, ended_at_ms, desk, recalls, print, rest";

/// A ticket with the local date on which it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// The local date that its number belongs to.
    pub business_date: NaiveDate,
}

/// The local date that a ticket's number belongs to: that of its appointment, or the one that its kiosk told,
/// else that of its issue.
#[must_use]
pub fn number_date(ticket: &Ticket, issued_on: NaiveDate) -> NaiveDate {
    ticket.number_date(issued_on)
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
             recalls, print, rest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
             ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
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
            rest_text(ticket)?,
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
             print = ?10, service = ?11, rest = ?12 WHERE id = ?1",
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
            ticket.service.as_str(),
            rest_text(ticket)?,
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

/// Forgets every ticket, before all are written anew.
///
/// # Errors
/// When the database cannot be written.
pub fn clear(connection: &Connection) -> Result<(), StorageError> {
    connection.execute("DELETE FROM tickets", [])?;
    Ok(())
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

/// Whether a number stands on a ticket of a date.
///
/// # Errors
/// When the database cannot be read.
pub fn has_number(
    connection: &Connection,
    date: NaiveDate,
    number: &TicketNumber,
) -> Result<bool, StorageError> {
    let known = connection
        .prepare_cached("SELECT 1 FROM tickets WHERE business_date = ?1 AND number = ?2")?
        .query_row(params![date, number.as_str()], |_| Ok(()))
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

/// What the columns do not hold. The names are those of the ticket's fields.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TicketRest {
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<ServiceId>,
    #[serde(skip_serializing_if = "is_default")]
    channel: Channel,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queued_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way_seconds: Option<u32>,
    #[serde(skip_serializing_if = "is_default")]
    served_seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted_desk: Option<DeskId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reprint: Option<i64>,
    #[serde(skip_serializing_if = "is_default")]
    reprints: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<ServiceId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asked_steps: Vec<ServiceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_note: Option<NoteId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    legs: Vec<Leg>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<Slot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offline_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<NoteId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration: Option<DeclarationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_seq: Option<u64>,
    #[serde(skip_serializing_if = "is_default")]
    touched_seq: u64,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn rest_text(ticket: &Ticket) -> Result<String, StorageError> {
    let rest = TicketRest {
        home: ticket.home.clone(),
        channel: ticket.channel,
        person: ticket.person,
        queued_at: ticket.queued_at,
        way_seconds: ticket.way_seconds,
        served_seconds: ticket.served_seconds,
        wanted_desk: ticket.wanted_desk.clone(),
        reprint: ticket.reprint,
        reprints: ticket.reprints,
        steps: ticket.steps.clone(),
        asked_steps: ticket.asked_steps.clone(),
        asked_note: ticket.asked_note,
        legs: ticket.legs.clone(),
        held_until: ticket.held_until,
        held_at: ticket.held_at,
        slot: ticket.slot,
        offline_date: ticket.offline_date,
        note: ticket.note,
        declaration: ticket.declaration,
        call_seq: ticket.call_seq,
        touched_seq: ticket.touched_seq,
    };
    serde_json::to_string(&rest).map_err(|error| StorageError::Unreadable {
        table: "tickets",
        row: ticket.id.to_string(),
        reason: error.to_string(),
    })
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
    let rest: TicketRest = serde_json::from_str(row.get_ref("rest")?.as_str().unwrap_or_default())
        .map_err(|error| unreadable(&error.to_string()))?;
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
        home: rest.home,
        channel: rest.channel,
        person: rest.person,
        queued_at: rest.queued_at,
        way_seconds: rest.way_seconds,
        served_seconds: rest.served_seconds,
        wanted_desk: rest.wanted_desk,
        reprint: rest.reprint,
        reprints: rest.reprints,
        steps: rest.steps,
        asked_steps: rest.asked_steps,
        asked_note: rest.asked_note,
        legs: rest.legs,
        held_until: rest.held_until,
        held_at: rest.held_at,
        slot: rest.slot,
        offline_date: rest.offline_date,
        note: rest.note,
        declaration: rest.declaration,
        call_seq: rest.call_seq,
        touched_seq: rest.touched_seq,
    };
    Ok(StoredTicket { ticket, business_date: row.get("business_date")? })
}
