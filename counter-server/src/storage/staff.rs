//! Members of staff and the hashes of their passwords.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::StorageError;
use crate::identity::Role;

/// A member of staff as sign-in needs them.
#[derive(Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Their row.
    pub id: i64,
    /// The name to sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// An Argon2id hash in PHC format.
    pub password_hash: String,
}

/// Adds a member of staff; `None` when the name is taken.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    name: &str,
    role: Role,
    password_hash: &str,
    at: DateTime<Utc>,
) -> Result<Option<i64>, StorageError> {
    let added = connection.execute(
        "INSERT INTO staff (name, name_key, role, password_hash, created_at_ms) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name_key) DO NOTHING",
        params![name, name_key(name), role.name(), password_hash, at.timestamp_millis()],
    )?;
    Ok((added == 1).then(|| connection.last_insert_rowid()))
}

/// The member of staff with this name, upper and lower case alike.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, name: &str) -> Result<Option<StaffMember>, StorageError> {
    let found: Option<(i64, String, String, String)> = connection
        .prepare_cached("SELECT id, name, role, password_hash FROM staff WHERE name_key = ?1")?
        .query_row([name_key(name)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((id, name, role, password_hash)) = found else { return Ok(None) };
    let role = Role::from_name(&role).ok_or_else(|| StorageError::Unreadable {
        table: "staff",
        row: id.to_string(),
        reason: format!("{role} is no role"),
    })?;
    Ok(Some(StaffMember { id, name, role, password_hash }))
}

/// The form under which names are compared: without outer spaces, in lower case of every alphabet.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}
