//! All SQL, one file a noun. Functions take the connection; whoever calls them holds the transaction.

pub mod audit;
pub mod catalogs;
pub mod command_answers;
pub mod database;
pub mod declarations;
pub mod desks;
pub mod devices;
pub mod dossiers;
pub mod events;
pub mod help_calls;
pub mod integrity;
pub mod legs;
pub mod names;
pub mod notes;
pub mod paces;
pub mod probe;
pub mod readers;
pub mod replay;
pub mod schema;
pub mod sessions;
pub mod staff;
pub mod tickets;
pub mod transaction;

use chrono::{DateTime, Utc};

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// SQLite says no; no source beside it, since the sentence says all of it.
    #[error("{}", database::sentence(.0))]
    Sqlite(rusqlite::Error),
    /// Something stored cannot be read back.
    #[error("{table} row {row} cannot be read: {reason}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// A moment from Unix milliseconds, for rows of `table`.
fn moment(table: &'static str, row: &dyn ToString, ms: i64) -> Result<DateTime<Utc>, StorageError> {
    DateTime::from_timestamp_millis(ms).ok_or_else(|| StorageError::Unreadable {
        table,
        row: row.to_string(),
        reason: format!("{ms} ms is no moment"),
    })
}
