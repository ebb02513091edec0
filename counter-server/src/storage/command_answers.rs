//! First answers to named commands, so that a repeated sending gets the same one.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use shared::ids::CommandId;

use super::StorageError;

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// What was asked.
    pub request: String,
    /// The answer, as JSON.
    pub body: String,
}

/// Keeps the first answer to a command.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    id: CommandId,
    at: DateTime<Utc>,
    seq: u64,
    answer: &GivenAnswer,
) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO command_answers (command_id, at_ms, request, seq, body) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            id.0.as_bytes(),
            at.timestamp_millis(),
            answer.request,
            i64::try_from(seq).unwrap_or(i64::MAX),
            answer.body,
        ])?;
    Ok(())
}

/// The answer given to this command before.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, id: CommandId) -> Result<Option<GivenAnswer>, StorageError> {
    let answer = connection
        .prepare_cached("SELECT request, body FROM command_answers WHERE command_id = ?1")?
        .query_row([id.0.as_bytes()], |row| {
            Ok(GivenAnswer { request: row.get(0)?, body: row.get(1)? })
        })
        .optional()?;
    Ok(answer)
}

/// Forgets answers given before a moment.
///
/// # Errors
/// When the database cannot be written.
pub fn delete_before(connection: &Connection, at: DateTime<Utc>) -> Result<(), StorageError> {
    connection
        .prepare_cached("DELETE FROM command_answers WHERE at_ms < ?1")?
        .execute([at.timestamp_millis()])?;
    Ok(())
}
