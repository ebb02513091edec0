//! Desks as the log leaves them.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use shared::day::DeskNow;
use shared::ids::{DeskId, PauseReasonId, TicketId};
use uuid::Uuid;

use super::{StorageError, names};

/// Writes a desk.
///
/// # Errors
/// When the database cannot be written.
pub fn write(connection: &Connection, id: &DeskId, desk: &DeskNow) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO desks \
             (id, state, ticket, served, service_seconds_sum, pause_reason, since_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (id) DO UPDATE SET state = ?2, ticket = ?3, served = ?4, \
             service_seconds_sum = ?5, pause_reason = ?6, since_ms = ?7",
        )?
        .execute(params![
            id.as_str(),
            desk.state.code(),
            desk.ticket.map(|ticket| *ticket.0.as_bytes()),
            desk.served,
            i64::try_from(desk.service_seconds_sum).unwrap_or(i64::MAX),
            desk.pause_reason.as_ref().map(PauseReasonId::as_str),
            desk.since.map(|at| at.timestamp_millis()),
        ])?;
    Ok(())
}

/// Forgets every desk: at the turn of the day, before those that go on are written.
///
/// # Errors
/// When the database cannot be written.
pub fn clear(connection: &Connection) -> Result<(), StorageError> {
    connection.prepare_cached("DELETE FROM desks")?.execute([])?;
    Ok(())
}

/// Every desk.
///
/// # Errors
/// When the database cannot be read.
pub fn read_all(connection: &Connection) -> Result<BTreeMap<DeskId, DeskNow>, StorageError> {
    let mut statement = connection.prepare(
        "SELECT id, state, ticket, served, service_seconds_sum, pause_reason, since_ms FROM desks",
    )?;
    let mut rows = statement.query([])?;
    let mut desks = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let state: String = row.get(1)?;
        let state = names::parse(&state).ok_or_else(|| StorageError::Unreadable {
            table: "desks",
            row: id.clone(),
            reason: format!("{state} is no state"),
        })?;
        let ticket: Option<[u8; 16]> = row.get(2)?;
        let desk = DeskNow {
            state,
            ticket: ticket.map(|bytes| TicketId(Uuid::from_bytes(bytes))),
            served: row.get(3)?,
            service_seconds_sum: row.get::<_, i64>(4)?.try_into().unwrap_or(0),
            pause_reason: row.get::<_, Option<String>>(5)?.map(PauseReasonId::from),
            since: row
                .get::<_, Option<i64>>(6)?
                .map(|ms| super::moment("desks", &id, ms))
                .transpose()?,
        };
        desks.insert(DeskId::from(id), desk);
    }
    Ok(desks)
}
