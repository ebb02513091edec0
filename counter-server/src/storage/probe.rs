//! A row written only to learn whether the database can be written.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::StorageError;

/// Writes the row.
///
/// # Errors
/// When the database cannot be written.
pub fn write(connection: &Connection, at: DateTime<Utc>) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO probe (id, at_ms) VALUES (1, ?1) \
             ON CONFLICT (id) DO UPDATE SET at_ms = ?1",
        )?
        .execute([at.timestamp_millis()])?;
    Ok(())
}
