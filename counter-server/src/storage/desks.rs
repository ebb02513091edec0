//! Desks as the log leaves them.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use shared::day::DeskNow;
use shared::ids::{DeskId, TicketId};
use uuid::Uuid;

use super::{StorageError, names};

/// Writes a desk.
///
/// # Errors
/// When the database cannot be written.
pub fn write(connection: &Connection, id: &DeskId, desk: &DeskNow) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO desks (id, state, ticket, served, service_seconds_sum) \
             VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (id) DO UPDATE SET state = ?2, ticket = ?3, served = ?4, \
             service_seconds_sum = ?5",
        )?
        .execute(params![
            id.as_str(),
            desk.state.code(),
            desk.ticket.map(|ticket| *ticket.0.as_bytes()),
            desk.served,
            i64::try_from(desk.service_seconds_sum).unwrap_or(i64::MAX),
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
    let mut statement =
        connection.prepare("SELECT id, state, ticket, served, service_seconds_sum FROM desks")?;
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
        };
        desks.insert(DeskId::from(id), desk);
    }
    Ok(desks)
}
