//! From an event to the log and the projections.

use shared::day::{Day, EventKind, LoggedEvent};
use shared::ids::{DeskId, TicketId};

use crate::storage::database::Connection;
use crate::storage::{StorageError, desks, events, tickets};

/// Appends an event to the log and writes what it changed. `day` is the day right after it.
pub(super) fn write(
    connection: &Connection,
    day: &Day,
    logged: &LoggedEvent,
) -> Result<(), StorageError> {
    let business_date = day.business_date().ok_or_else(|| StorageError::Unreadable {
        table: "events",
        row: logged.seq.to_string(),
        reason: "no day was opened before it".to_owned(),
    })?;
    events::append(connection, logged, business_date)?;
    match &logged.event.what {
        EventKind::DayOpened { .. } => {
            desks::clear(connection)?;
            for (id, desk) in day.desks() {
                desks::write(connection, id, desk)?;
            }
        }
        EventKind::TicketIssued { ticket, .. } => {
            if let Some(ticket) = day.ticket(*ticket) {
                tickets::insert(connection, ticket, business_date)?;
            }
        }
        what => {
            if let Some(ticket) = what.ticket() {
                write_ticket(connection, day, ticket)?;
            }
            let of_ticket = || day.ticket(what.ticket()?)?.desk.as_ref();
            if let Some(desk) = what.desk().or_else(of_ticket) {
                write_desk(connection, day, desk)?;
            }
        }
    }
    Ok(())
}

fn write_ticket(connection: &Connection, day: &Day, id: TicketId) -> Result<(), StorageError> {
    day.ticket(id).map_or(Ok(()), |ticket| tickets::update(connection, ticket))
}

fn write_desk(connection: &Connection, day: &Day, id: &DeskId) -> Result<(), StorageError> {
    desks::write(connection, id, &day.desk(id))
}
