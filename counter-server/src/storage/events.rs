//! The event log: appended to, read from, never changed.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::day::{Event, LoggedEvent};

use super::StorageError;

/// The shape in which bodies are written now.
const VERSION: i64 = 1;

/// An event with the local date that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event.
    pub logged: LoggedEvent,
    /// The business date of the day right after it.
    pub business_date: NaiveDate,
}

/// Writes an event at its place.
///
/// # Errors
/// When the database cannot be written, or the place is taken.
pub fn append(
    connection: &Connection,
    logged: &LoggedEvent,
    business_date: NaiveDate,
) -> Result<(), StorageError> {
    let body = serde_json::to_string(&logged.event)
        .map_err(|error| unreadable(logged.seq, &error.to_string()))?;
    connection
        .prepare_cached(
            "INSERT INTO events (seq, business_date, at_ms, type, version, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            i64::try_from(logged.seq).unwrap_or(i64::MAX),
            business_date,
            logged.event.at.timestamp_millis(),
            logged.event.what.name(),
            VERSION,
            body,
        ])?;
    Ok(())
}

/// The last turn of the day: where replay starts.
///
/// # Errors
/// When the database cannot be read.
pub fn last_day_opened(connection: &Connection) -> Result<Option<u64>, StorageError> {
    let seq: Option<i64> = connection
        .query_row("SELECT max(seq) FROM events WHERE type = 'day_opened'", [], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(seq.and_then(|seq| u64::try_from(seq).ok()))
}

/// Hands every event from `from` on to `take`, in order.
///
/// # Errors
/// When the database cannot be read or a body has no known shape.
pub fn read_from(
    connection: &Connection,
    from: u64,
    mut take: impl FnMut(StoredEvent) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut statement = connection.prepare(
        "SELECT seq, business_date, version, body FROM events WHERE seq >= ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([i64::try_from(from).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        take(stored_event(row)?)?;
    }
    Ok(())
}

fn stored_event(row: &Row<'_>) -> Result<StoredEvent, StorageError> {
    let seq: u64 = row.get::<_, i64>(0)?.try_into().unwrap_or(0);
    let version: i64 = row.get(2)?;
    if version != VERSION {
        return Err(unreadable(seq, &format!("version {version} is not known")));
    }
    let body = row.get_ref(3)?.as_str().map_err(|error| unreadable(seq, &error.to_string()))?;
    let event: Event =
        serde_json::from_str(body).map_err(|error| unreadable(seq, &error.to_string()))?;
    Ok(StoredEvent { logged: LoggedEvent { seq, event }, business_date: row.get(1)? })
}

fn unreadable(seq: u64, reason: &str) -> StorageError {
    StorageError::Unreadable { table: "events", row: seq.to_string(), reason: reason.to_owned() }
}
