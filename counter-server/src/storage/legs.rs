//! Parts of visits: one row for each desk that was done with a person. What reports read.

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use shared::day::{Leg, Ticket};
use shared::ids::{DeskId, TicketId};
use uuid::Uuid;

use super::StorageError;

/// A part of a visit that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegRow {
    /// The queue.
    pub service: String,
    /// The desk that called last.
    pub desk: Option<String>,
    /// When the ticket joined the queue, in Unix milliseconds.
    pub queued_at_ms: i64,
    /// When it was first called there.
    pub first_called_at_ms: Option<i64>,
    /// Seconds from joining the queue to the first call.
    pub waiting_seconds: Option<u32>,
    /// Seconds from the call to the start of service.
    pub way_seconds: Option<u32>,
    /// Seconds of service, less holds.
    pub service_seconds: Option<u32>,
    /// When the part ended.
    pub ended_at_ms: i64,
    /// Why: `finished`, `transferred`, `corrected`, or how the visit ended.
    pub end: String,
}

/// The parts of a ticket's visit that are over, in their order; the last one when the visit is.
#[must_use]
pub fn of_ticket(ticket: &Ticket) -> Vec<LegRow> {
    let mut rows: Vec<LegRow> = ticket.legs.iter().map(of_leg).collect();
    if let Some(ended_at) = ticket.ended_at {
        rows.push(LegRow {
            service: ticket.service.to_string(),
            desk: ticket.desk.as_ref().map(DeskId::to_string),
            queued_at_ms: ticket.queued_at().timestamp_millis(),
            first_called_at_ms: ticket.first_called_at.map(|at| at.timestamp_millis()),
            waiting_seconds: ticket.waiting_seconds(),
            way_seconds: ticket.way_seconds(),
            service_seconds: ticket.service_seconds_until(ended_at),
            ended_at_ms: ended_at.timestamp_millis(),
            end: ticket.state.code().to_owned(),
        });
    }
    rows
}

fn of_leg(leg: &Leg) -> LegRow {
    LegRow {
        service: leg.service.to_string(),
        desk: leg.desk.as_ref().map(DeskId::to_string),
        queued_at_ms: leg.queued_at.timestamp_millis(),
        first_called_at_ms: leg.first_called_at.map(|at| at.timestamp_millis()),
        waiting_seconds: leg.waiting_seconds(),
        way_seconds: leg.way_seconds,
        service_seconds: leg.service_seconds,
        ended_at_ms: leg.ended_at.timestamp_millis(),
        end: leg.end.code().to_owned(),
    }
}

/// Writes the parts of a ticket's visit from the one with this place on, and takes away what stood there.
///
/// # Errors
/// When the database cannot be written.
pub fn write(
    connection: &Connection,
    ticket: TicketId,
    business_date: NaiveDate,
    rows: &[LegRow],
    from: usize,
) -> Result<(), StorageError> {
    connection
        .prepare_cached("DELETE FROM legs WHERE ticket = ?1 AND leg >= ?2")?
        .execute(params![ticket.0.as_bytes(), place(from)])?;
    for (index, row) in rows.iter().enumerate().skip(from) {
        insert(connection, ticket, business_date, index, row)?;
    }
    Ok(())
}

/// Writes one part of a ticket's visit at its place.
///
/// # Errors
/// When the database cannot be written, or the place is taken.
pub fn insert(
    connection: &Connection,
    ticket: TicketId,
    business_date: NaiveDate,
    index: usize,
    row: &LegRow,
) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO legs (ticket, leg, business_date, service, desk, queued_at_ms, \
             first_called_at_ms, waiting_seconds, way_seconds, service_seconds, ended_at_ms, end) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            ticket.0.as_bytes(),
            place(index),
            business_date,
            row.service,
            row.desk,
            row.queued_at_ms,
            row.first_called_at_ms,
            row.waiting_seconds,
            row.way_seconds,
            row.service_seconds,
            row.ended_at_ms,
            row.end,
        ])?;
    Ok(())
}

/// Forgets every part, before all are written anew.
///
/// # Errors
/// When the database cannot be written.
pub fn clear(connection: &Connection) -> Result<(), StorageError> {
    connection.execute("DELETE FROM legs", [])?;
    Ok(())
}

fn place(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// Hands the parts of each visit to `take`, in their order.
///
/// # Errors
/// When the database cannot be read.
pub fn read_all(
    connection: &Connection,
    mut take: impl FnMut(TicketId, NaiveDate, LegRow),
) -> Result<(), StorageError> {
    let mut statement = connection.prepare(
        "SELECT ticket, business_date, service, desk, queued_at_ms, first_called_at_ms, \
         waiting_seconds, way_seconds, service_seconds, ended_at_ms, end FROM legs \
         ORDER BY ticket, leg",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let leg = LegRow {
            service: row.get(2)?,
            desk: row.get(3)?,
            queued_at_ms: row.get(4)?,
            first_called_at_ms: row.get(5)?,
            waiting_seconds: row.get(6)?,
            way_seconds: row.get(7)?,
            service_seconds: row.get(8)?,
            ended_at_ms: row.get(9)?,
            end: row.get(10)?,
        };
        take(TicketId(Uuid::from_bytes(row.get(0)?)), row.get(1)?, leg);
    }
    Ok(())
}
