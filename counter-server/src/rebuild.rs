//! Bringing a database up to date: its schema, then its projections, made anew from the log where an
//! earlier program knew less.

use shared::day::SAMPLES_MAX;

use crate::fold::{Folded, fold};
use crate::storage::database::{self, Connection, OpenError};
use crate::storage::{StorageError, desks, legs, paces, schema, tickets, transaction};

/// Grows when the projections hold more of the log than before.
const PROJECTIONS: i64 = 2;

/// Brings a database up to date.
///
/// # Errors
/// When a migration fails or the log cannot be read; the database is as before then, or has the newer
/// schema and is brought further up to date with the next try.
pub fn bring_up_to_date(connection: &mut Connection) -> Result<(), OpenError> {
    schema::migrate(connection)?;
    make_projections(connection).map_err(|error| OpenError::Migration(error.to_string()))
}

fn make_projections(connection: &Connection) -> Result<(), StorageError> {
    if database::projections(connection)? >= PROJECTIONS {
        return Ok(());
    }
    transaction::begin_writing(connection)?;
    let made = fold(connection, |problem| tracing::warn!(problem, "the log has a fault"))
        .and_then(|folded| write(connection, &folded))
        .and_then(|()| database::set_projections(connection, PROJECTIONS))
        .and_then(|()| transaction::commit(connection));
    if made.is_err() && transaction::is_open(connection) {
        transaction::roll_back(connection)?;
    }
    made
}

fn write(connection: &Connection, folded: &Folded) -> Result<(), StorageError> {
    tickets::clear(connection)?;
    for stored in folded.tickets.values() {
        tickets::insert(connection, &stored.ticket, stored.business_date)?;
    }
    legs::clear(connection)?;
    for (ticket, parts) in &folded.legs {
        for (place, (date, part)) in parts.iter().enumerate() {
            legs::insert(connection, *ticket, *date, place, part)?;
        }
    }
    desks::clear(connection)?;
    for (id, desk) in &folded.desks {
        desks::write(connection, id, desk)?;
    }
    paces::clear(connection)?;
    for samples in folded.paces.values() {
        for sample in samples.iter().skip(samples.len().saturating_sub(SAMPLES_MAX)) {
            paces::insert(connection, sample)?;
        }
    }
    Ok(())
}
