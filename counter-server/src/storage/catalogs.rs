//! What the center offers, as one document a version.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use shared::catalog::Catalog;
use shared::strict::strictly;

use super::StorageError;

/// A catalogue with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCatalog {
    /// Grows by one with each change.
    pub version: i64,
    /// The catalogue.
    pub catalog: Catalog,
}

/// Adds a catalogue, which holds from now on, and gives its version.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    catalog: &Catalog,
    at: DateTime<Utc>,
) -> Result<i64, StorageError> {
    let body = serde_json::to_string(catalog).map_err(|error| unreadable(&"new", &error))?;
    connection.execute(
        "INSERT INTO catalogs (created_at_ms, body) VALUES (?1, ?2)",
        params![at.timestamp_millis(), body],
    )?;
    Ok(connection.last_insert_rowid())
}

/// The version of the catalogue that holds; 0 when there is none.
///
/// # Errors
/// When the database cannot be read.
pub fn newest_version(connection: &Connection) -> Result<i64, StorageError> {
    let version = connection
        .prepare_cached("SELECT coalesce(max(version), 0) FROM catalogs")?
        .query_row([], |row| row.get(0))?;
    Ok(version)
}

/// The catalogue that holds.
///
/// # Errors
/// When the database cannot be read, or has none.
pub fn newest(connection: &Connection) -> Result<StoredCatalog, StorageError> {
    let found: Option<(i64, String)> = connection
        .query_row("SELECT version, body FROM catalogs ORDER BY version DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (version, body) = found.ok_or_else(|| unreadable(&"newest", &"there is none"))?;
    // What a newer program wrote must not be lost by the next change.
    let catalog = strictly(&mut serde_json::Deserializer::from_str(&body))
        .map_err(|error| unreadable(&version, &error))?;
    Ok(StoredCatalog { version, catalog })
}

fn unreadable(row: &dyn ToString, reason: &dyn ToString) -> StorageError {
    StorageError::Unreadable { table: "catalogs", row: row.to_string(), reason: reason.to_string() }
}
