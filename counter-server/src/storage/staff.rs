//! Members of staff and the hashes of their passwords.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, moment};
use crate::identity::{Role, TokenHash};

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

/// The member of staff with this name, upper and lower case alike, unless they were deactivated.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, name: &str) -> Result<Option<StaffMember>, StorageError> {
    let found: Option<(i64, String, String, String)> = connection
        .prepare_cached(
            "SELECT id, name, role, password_hash FROM staff \
             WHERE name_key = ?1 AND deactivated_at_ms IS NULL",
        )?
        .query_row([name_key(name)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((id, name, role, password_hash)) = found else { return Ok(None) };
    Ok(Some(StaffMember { id, name, role: parse_role(id, &role)?, password_hash }))
}

fn parse_role(id: i64, role: &str) -> Result<Role, StorageError> {
    Role::from_name(role).ok_or_else(|| StorageError::Unreadable {
        table: "staff",
        row: id.to_string(),
        reason: format!("{role} is no role"),
    })
}

/// A member of staff as administrators see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedStaff {
    /// Their row.
    pub id: i64,
    /// The name to sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// Since when they may no longer sign in.
    pub deactivated_at: Option<DateTime<Utc>>,
}

/// Everybody, also those who were deactivated, in the order of their names.
///
/// # Errors
/// When the database cannot be read.
pub fn list(connection: &Connection) -> Result<Vec<ListedStaff>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, role, created_at_ms, deactivated_at_ms FROM staff ORDER BY name_key",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, role, deactivated): (i64, String, Option<i64>) =
            (row.get(0)?, row.get(2)?, row.get(4)?);
        found.push(ListedStaff {
            id,
            name: row.get(1)?,
            role: parse_role(id, &role)?,
            created_at: moment("staff", &id, row.get(3)?)?,
            deactivated_at: deactivated.map(|ms| moment("staff", &id, ms)).transpose()?,
        });
    }
    Ok(found)
}

/// Administrators who may sign in, other than this one.
///
/// # Errors
/// When the database cannot be read.
pub fn count_other_admins(connection: &Connection, staff: i64) -> Result<i64, StorageError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM staff \
             WHERE role = 'admin' AND deactivated_at_ms IS NULL AND id <> ?1",
        )?
        .query_row([staff], |row| row.get(0))?)
}

/// Gives a member of staff another role.
///
/// # Errors
/// When the database cannot be written.
pub fn set_role(connection: &Connection, staff: i64, role: Role) -> Result<(), StorageError> {
    let statement = "UPDATE staff SET role = ?2 WHERE id = ?1";
    connection.prepare_cached(statement)?.execute(params![staff, role.name()])?;
    Ok(())
}

/// Gives a member of staff another password.
///
/// # Errors
/// When the database cannot be written.
pub fn set_password(connection: &Connection, staff: i64, hash: &str) -> Result<(), StorageError> {
    let statement = "UPDATE staff SET password_hash = ?2 WHERE id = ?1";
    connection.prepare_cached(statement)?.execute(params![staff, hash])?;
    Ok(())
}

/// Keeps since when a member of staff may not sign in, or that they may again.
///
/// # Errors
/// When the database cannot be written.
pub fn set_deactivated(
    connection: &Connection,
    staff: i64,
    at: Option<DateTime<Utc>>,
) -> Result<(), StorageError> {
    connection
        .prepare_cached("UPDATE staff SET deactivated_at_ms = ?2 WHERE id = ?1")?
        .execute(params![staff, at.map(|at| at.timestamp_millis())])?;
    Ok(())
}

/// Ends every session of a member of staff, but for one that is named.
///
/// # Errors
/// When the database cannot be written.
pub fn end_sessions(
    connection: &Connection,
    staff: i64,
    but: Option<&TokenHash>,
) -> Result<(), StorageError> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE staff = ?1 AND token_hash IS NOT ?2")?
        .execute(params![staff, but.map(TokenHash::as_bytes)])?;
    Ok(())
}

/// Whether somebody may sign in, and with this very hash of a password.
///
/// # Errors
/// When the database cannot be read.
pub fn has_password(connection: &Connection, staff: i64, hash: &str) -> Result<bool, StorageError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM staff \
             WHERE id = ?1 AND password_hash = ?2 AND deactivated_at_ms IS NULL",
        )?
        .query_row(params![staff, hash], |row| row.get::<_, i64>(0))?
        > 0)
}

/// The form under which names are compared: without outer spaces, in lower case of every alphabet.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}
