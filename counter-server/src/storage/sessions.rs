//! Who is signed in, known by the hash of their cookie.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use shared::ids::DeskId;

use super::StorageError;
use crate::identity::{Role, SignedIn, TokenHash};

/// A session to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// The hash of the cookie's token.
    pub token: TokenHash,
    /// Whose it is.
    pub staff: i64,
    /// The desk acted for.
    pub desk: Option<DeskId>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Writes a session and clears away those that have ended.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    session: &NewSession,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE expires_at_ms <= ?1")?
        .execute([at.timestamp_millis()])?;
    connection
        .prepare_cached(
            "INSERT INTO sessions (token_hash, staff, desk, created_at_ms, expires_at_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            session.token.as_bytes(),
            session.staff,
            session.desk.as_ref().map(DeskId::as_str),
            at.timestamp_millis(),
            session.expires_at.timestamp_millis(),
        ])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database cannot be written.
pub fn delete(connection: &Connection, token: &TokenHash) -> Result<(), StorageError> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE token_hash = ?1")?
        .execute([token.as_bytes()])?;
    Ok(())
}

/// Who is signed in with this token at this moment; nobody whose row is deactivated.
///
/// # Errors
/// When the database cannot be read.
pub fn find(
    connection: &Connection,
    token: &TokenHash,
    at: DateTime<Utc>,
) -> Result<Option<SignedIn>, StorageError> {
    let found: Option<(i64, String, String, Option<String>)> = connection
        .prepare_cached(
            "SELECT staff.id, staff.name, staff.role, sessions.desk FROM sessions \
             JOIN staff ON staff.id = sessions.staff \
             WHERE token_hash = ?1 AND expires_at_ms > ?2 AND staff.deactivated_at_ms IS NULL",
        )?
        .query_row(params![token.as_bytes(), at.timestamp_millis()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((staff, name, role, desk)) = found else { return Ok(None) };
    let role = Role::from_name(&role).ok_or_else(|| StorageError::Unreadable {
        table: "staff",
        row: staff.to_string(),
        reason: format!("{role} is no role"),
    })?;
    Ok(Some(SignedIn { staff, name, role, desk: desk.map(DeskId::from) }))
}
