//! Beginning and ending transactions, and what a failure means for them.

use rusqlite::{Connection, ErrorCode};

use super::StorageError;

/// Begins to write; waits here for other programs that write.
///
/// # Errors
/// When another program writes for too long.
pub fn begin_writing(connection: &Connection) -> Result<(), StorageError> {
    execute(connection, "BEGIN IMMEDIATE")
}

/// Begins to read: everything until the connection is closed is as of one moment.
///
/// # Errors
/// When the database cannot be read.
pub fn begin_reading(connection: &Connection) -> Result<(), StorageError> {
    execute(connection, "BEGIN")
}

/// Makes durable what was written.
///
/// # Errors
/// When it is not durable; [`is_open`] then tells whether the transaction still stands.
pub fn commit(connection: &Connection) -> Result<(), StorageError> {
    execute(connection, "COMMIT")
}

/// Takes back what was written.
///
/// # Errors
/// When the database cannot even do that.
pub fn roll_back(connection: &Connection) -> Result<(), StorageError> {
    execute(connection, "ROLLBACK")
}

/// Whether a transaction is open.
#[must_use]
pub fn is_open(connection: &Connection) -> bool {
    !connection.is_autocommit()
}

/// Whether an error may be the fault of what was written, and something else can still be written.
#[must_use]
pub fn may_concern_one(error: &StorageError) -> bool {
    !matches!(
        code(error),
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::NotADatabase
                | ErrorCode::OutOfMemory
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
        )
    )
}

/// Whether a commit failed for a reason that can pass: SQLite keeps the transaction open then.
#[must_use]
pub fn can_pass(error: &StorageError) -> bool {
    matches!(code(error), Some(ErrorCode::DatabaseBusy | ErrorCode::DiskFull))
}

fn code(error: &StorageError) -> Option<ErrorCode> {
    match error {
        StorageError::Sqlite(error) => error.sqlite_error_code(),
        StorageError::Unreadable { .. } => None,
    }
}

/// Runs a statement without parameters, kept prepared.
fn execute(connection: &Connection, sql: &str) -> Result<(), StorageError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
