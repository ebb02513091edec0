//! Whether the pages and the references of a database are whole.

use rusqlite::Connection;

use super::StorageError;

/// What is wrong with the pages, at most ten findings; empty when they are whole.
///
/// # Errors
/// When the database cannot be read at all.
pub fn damages(connection: &Connection) -> Result<Vec<String>, StorageError> {
    let mut statement = connection.prepare("PRAGMA integrity_check(10)")?;
    let lines: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(if lines == ["ok"] { Vec::new() } else { lines })
}

/// Rows that name rows that do not exist.
///
/// # Errors
/// When the database cannot be read.
pub fn dangling_rows(connection: &Connection) -> Result<usize, StorageError> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    Ok(statement.query_map([], |_| Ok(()))?.count())
}
