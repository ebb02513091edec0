//! How long calls kept a desk busy: what is learned from the log, kept so that a start need not read all of it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use shared::day::{Paces, SAMPLES_MAX};
use shared::ids::ServiceId;

use super::{StorageError, moment};

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaceSample {
    /// The queue.
    pub service: ServiceId,
    /// Seconds from the call until the desk was free again.
    pub busy_seconds: u32,
    /// When it was free.
    pub at: DateTime<Utc>,
}

/// Keeps a call that is over.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(connection: &Connection, sample: &PaceSample) -> Result<(), StorageError> {
    let PaceSample { service, busy_seconds, at } = sample;
    connection
        .prepare_cached("INSERT INTO paces (service, busy_seconds, at_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![service.as_str(), busy_seconds, at.timestamp_millis()])?;
    Ok(())
}

/// Forgets a call: its end was taken back.
///
/// # Errors
/// When the database cannot be written.
pub fn delete_one(connection: &Connection, sample: &PaceSample) -> Result<(), StorageError> {
    let PaceSample { service, busy_seconds, at } = sample;
    connection
        .prepare_cached(
            "DELETE FROM paces WHERE id = (SELECT max(id) FROM paces \
             WHERE service = ?1 AND busy_seconds = ?2 AND at_ms = ?3)",
        )?
        .execute(params![service.as_str(), busy_seconds, at.timestamp_millis()])?;
    Ok(())
}

/// Forgets all but the last calls of each service that are of use.
///
/// # Errors
/// When the database cannot be written.
pub fn trim(connection: &Connection) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "DELETE FROM paces WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER \
             (PARTITION BY service ORDER BY id DESC) AS place FROM paces) WHERE place > ?1)",
        )?
        .execute([i64::try_from(SAMPLES_MAX).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Forgets every call, before all are written anew.
///
/// # Errors
/// When the database cannot be written.
pub fn clear(connection: &Connection) -> Result<(), StorageError> {
    connection.execute("DELETE FROM paces", [])?;
    Ok(())
}

/// Every call that is kept, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn read_all(connection: &Connection) -> Result<Vec<PaceSample>, StorageError> {
    let mut statement = connection
        .prepare_cached("SELECT id, service, busy_seconds, at_ms FROM paces ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut samples = Vec::new();
    while let Some(row) = rows.next()? {
        samples.push(PaceSample {
            service: ServiceId::from(row.get::<_, String>(1)?),
            busy_seconds: row.get(2)?,
            at: moment("paces", &row.get::<_, i64>(0)?, row.get(3)?)?,
        });
    }
    Ok(samples)
}

/// What is known about paces.
///
/// # Errors
/// When the database cannot be read.
pub fn read(connection: &Connection) -> Result<Paces, StorageError> {
    let mut paces = Paces::default();
    for sample in read_all(connection)? {
        paces.learn(&sample.service, sample.busy_seconds);
    }
    Ok(paces)
}
