//! From an event to the log and the projections.

use chrono::NaiveDate;
use shared::day::{Day, EventKind, LoggedEvent, Ticket};
use shared::ids::TicketId;

use super::touched::Touched;
use crate::storage::database::Connection;
use crate::storage::{StorageError, desks, events, legs, tickets};

/// Appends an event to the log and writes what it changed. `before` and `day` are the day right before and
/// right after it.
pub(super) fn write(
    connection: &Connection,
    before: &Day,
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
        EventKind::DayOpened { carried, .. } => {
            desks::clear(connection)?;
            for (id, desk) in day.desks() {
                desks::write(connection, id, desk)?;
            }
            for ticket in &carried.tickets {
                write_ticket(connection, before, day, ticket.id, business_date)?;
            }
        }
        EventKind::TicketIssued { ticket, .. } => {
            if let Some(ticket) = day.ticket(*ticket) {
                let date = tickets::number_date(ticket, business_date);
                tickets::insert(connection, ticket, date)?;
                // One that a kiosk tells of when its date is over is closed as it comes.
                write_legs(connection, None, ticket, date)?;
            }
        }
        what => {
            let touched = Touched::by(before, what);
            for ticket in touched.tickets {
                write_ticket(connection, before, day, ticket, business_date)?;
            }
            for desk in touched.desks {
                desks::write(connection, &desk, &day.desk(&desk))?;
            }
        }
    }
    Ok(())
}

fn write_ticket(
    connection: &Connection,
    before: &Day,
    day: &Day,
    id: TicketId,
    business_date: NaiveDate,
) -> Result<(), StorageError> {
    let Some(ticket) = day.ticket(id) else { return Ok(()) };
    tickets::update(connection, ticket)?;
    write_legs(connection, before.ticket(id), ticket, business_date)
}

/// Most events end no part of a visit and cost nothing here.
fn write_legs(
    connection: &Connection,
    before: Option<&Ticket>,
    ticket: &Ticket,
    business_date: NaiveDate,
) -> Result<(), StorageError> {
    let old = before.map(legs::of_ticket).unwrap_or_default();
    let new = legs::of_ticket(ticket);
    if old == new {
        return Ok(());
    }
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    legs::write(connection, ticket.id, business_date, &new, same)
}
