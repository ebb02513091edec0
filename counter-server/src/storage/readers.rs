//! Connections for reading beside the writer.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::StorageError;
use super::database::{self, OpenError, Purpose};

/// Idle connections kept; more are opened when more is asked at once, and closed again.
const KEPT: usize = 4;

/// Lends connections that only read. In WAL mode they neither wait for the writer nor hold it up.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of the database at `path`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn new(path: PathBuf) -> Result<Self, OpenError> {
        let first = database::open_current(&path, Purpose::Read, Duration::from_secs(1))?;
        Ok(Self { path, idle: Mutex::new(vec![first]) })
    }

    /// Reads on one of the connections, on the thread that asks, which may be one of the runtime's: what is
    /// read this way is a row or two by key, for which a hand-over to another thread would cost more than
    /// the reading. WAL readers never wait for the writer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => database::open_current(&self.path, Purpose::Read, Duration::from_secs(1))
                .map_err(|error| match error {
                    OpenError::Sqlite(error) => StorageError::Sqlite(error),
                    other => StorageError::Unreadable {
                        table: "database",
                        row: self.path.display().to_string(),
                        reason: other.to_string(),
                    },
                })?,
        };
        let answer = read(&connection);
        // A connection that failed is not used again: the next one opens the file anew.
        if answer.is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(connection);
            }
        }
        answer
    }
}
