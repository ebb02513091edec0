//! Calls for help from kiosks: one row a kiosk, gone at the turn of the day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{StorageError, moment};

/// An answered call is shown for so long; then whoever came has come.
const ANSWER_SHOWN_MINUTES: i64 = 10;

/// A call that comes so soon after an answer is the one that was answered, sent again.
const SENT_AGAIN_SECONDS: i64 = 20;

/// A call as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCall {
    /// The kiosk's row.
    pub device: i64,
    /// The kiosk's name.
    pub name: String,
    /// Since when.
    pub called_at: DateTime<Utc>,
    /// The screen at which somebody stands, as a code.
    pub screen: Option<String>,
    /// When somebody said that they come.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who comes.
    pub answered_by: Option<String>,
}

impl StoredCall {
    /// Whether it still is to be shown: it is of this local date, and nobody came long ago.
    #[must_use]
    pub fn stands(&self, time_zone: Tz, now: DateTime<Utc>) -> bool {
        let date = |at: DateTime<Utc>| at.with_timezone(&time_zone).date_naive();
        let shown = TimeDelta::minutes(ANSWER_SHOWN_MINUTES);
        date(self.called_at) == date(now) && self.answered_at.is_none_or(|at| now - at < shown)
    }

    /// Whether another call of the same kiosk says nothing new.
    fn covers_another(&self, time_zone: Tz, now: DateTime<Utc>) -> bool {
        let soon = TimeDelta::seconds(SENT_AGAIN_SECONDS);
        self.stands(time_zone, now) && self.answered_at.is_none_or(|at| now - at < soon)
    }
}

const SELECT: &str = "SELECT help_calls.device, devices.name, called_at_ms, screen, answered_at_ms, staff.name \
     FROM help_calls JOIN devices ON devices.id = help_calls.device \
     LEFT JOIN staff ON staff.id = help_calls.answered_by WHERE devices.revoked_at_ms IS NULL";

fn read(row: &Row<'_>) -> Result<StoredCall, StorageError> {
    let device: i64 = row.get(0)?;
    let answered: Option<i64> = row.get(4)?;
    Ok(StoredCall {
        device,
        name: row.get(1)?,
        called_at: moment("help_calls", &device, row.get(2)?)?,
        screen: row.get(3)?,
        answered_at: answered.map(|ms| moment("help_calls", &device, ms)).transpose()?,
        answered_by: row.get(5)?,
    })
}

/// Every call that is kept, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(connection: &Connection) -> Result<Vec<StoredCall>, StorageError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY called_at_ms"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The call of a kiosk.
///
/// # Errors
/// When the database cannot be read.
pub fn of(connection: &Connection, device: i64) -> Result<Option<StoredCall>, StorageError> {
    connection
        .prepare_cached(&format!("{SELECT} AND help_calls.device = ?1"))?
        .query_row([device], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// Keeps a call. One that stands already stays as it is, so that calling again is harmless.
///
/// # Errors
/// When the database cannot be written.
pub fn call(
    connection: &Connection,
    device: i64,
    screen: Option<&str>,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if of(connection, device)?.is_some_and(|call| call.covers_another(time_zone, now)) {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO help_calls (device, called_at_ms, screen) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![device, now.timestamp_millis(), screen])?;
    Ok(())
}

/// Keeps that somebody comes; whoever said it first stays. Tells whether a call stands.
///
/// # Errors
/// When the database cannot be written.
pub fn answer(
    connection: &Connection,
    device: i64,
    by: i64,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    if !of(connection, device)?.is_some_and(|call| call.stands(time_zone, now)) {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "UPDATE help_calls SET answered_at_ms = ?2, answered_by = ?3 \
             WHERE device = ?1 AND answered_at_ms IS NULL",
        )?
        .execute(params![device, now.timestamp_millis(), by])?;
    Ok(true)
}

/// The call of a kiosk is over.
///
/// # Errors
/// When the database cannot be written.
pub fn end(connection: &Connection, device: i64) -> Result<(), StorageError> {
    connection.prepare_cached("DELETE FROM help_calls WHERE device = ?1")?.execute([device])?;
    Ok(())
}

/// Throws away what was called before a local date.
///
/// # Errors
/// When the database cannot be written.
pub fn delete_before(
    connection: &Connection,
    today: NaiveDate,
    time_zone: Tz,
) -> Result<(), StorageError> {
    for call in list(connection)? {
        if call.called_at.with_timezone(&time_zone).date_naive() < today {
            end(connection, call.device)?;
        }
    }
    Ok(())
}
