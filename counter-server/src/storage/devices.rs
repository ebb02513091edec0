//! Enrolled kiosks and boards, known by the hash of their token.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{StorageError, moment};
use crate::identity::{Device, DeviceKind, TokenHash};

/// Enrols a device.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    kind: DeviceKind,
    name: &str,
    token: &TokenHash,
    at: DateTime<Utc>,
) -> Result<i64, StorageError> {
    connection.execute(
        "INSERT INTO devices (kind, name, token_hash, created_at_ms) VALUES (?1, ?2, ?3, ?4)",
        params![kind.name(), name, token.as_bytes(), at.timestamp_millis()],
    )?;
    Ok(connection.last_insert_rowid())
}

/// The device with this token, unless it was revoked.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, token: &TokenHash) -> Result<Option<Device>, StorageError> {
    let found: Option<(i64, String, String)> = connection
        .prepare_cached(
            "SELECT id, kind, name FROM devices WHERE token_hash = ?1 AND revoked_at_ms IS NULL",
        )?
        .query_row([token.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, kind, name)) = found else { return Ok(None) };
    Ok(Some(Device { id, kind: parse_kind(id, &kind)?, name }))
}

fn parse_kind(id: i64, kind: &str) -> Result<DeviceKind, StorageError> {
    DeviceKind::from_name(kind).ok_or_else(|| StorageError::Unreadable {
        table: "devices",
        row: id.to_string(),
        reason: format!("{kind} is no kind"),
    })
}

/// A device as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDevice {
    /// Its row.
    pub id: i64,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
    /// When it was enrolled.
    pub created_at: DateTime<Utc>,
    /// When it was last heard of.
    pub last_seen: Option<DateTime<Utc>>,
    /// Since when its token no longer holds.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Every device, also those that were revoked, in the order in which they were enrolled.
///
/// # Errors
/// When the database cannot be read.
pub fn list(connection: &Connection) -> Result<Vec<ListedDevice>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, name, created_at_ms, last_seen_ms, revoked_at_ms FROM devices ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        let optional = |ms: Option<i64>| ms.map(|ms| moment("devices", &id, ms)).transpose();
        found.push(ListedDevice {
            id,
            kind: parse_kind(id, &kind)?,
            name: row.get(2)?,
            created_at: moment("devices", &id, row.get(3)?)?,
            last_seen: optional(row.get(4)?)?,
            revoked_at: optional(row.get(5)?)?,
        });
    }
    Ok(found)
}

/// Whether this is a kiosk whose token holds.
///
/// # Errors
/// When the database cannot be read.
pub fn is_kiosk(connection: &Connection, device: i64) -> Result<bool, StorageError> {
    let found: Option<String> = connection
        .prepare_cached("SELECT kind FROM devices WHERE id = ?1 AND revoked_at_ms IS NULL")?
        .query_row([device], |row| row.get(0))
        .optional()?;
    Ok(found.as_deref() == Some(DeviceKind::Kiosk.name()))
}

/// How many kiosks there are whose token holds.
///
/// # Errors
/// When the database cannot be read.
pub fn count_kiosks(connection: &Connection) -> Result<u32, StorageError> {
    let count = connection
        .prepare_cached("SELECT count(*) FROM devices WHERE kind = ?1 AND revoked_at_ms IS NULL")?
        .query_row([DeviceKind::Kiosk.name()], |row| row.get(0))?;
    Ok(count)
}

/// Gives a device another name.
///
/// # Errors
/// When the database cannot be written.
pub fn rename(connection: &Connection, device: i64, name: &str) -> Result<(), StorageError> {
    let statement = "UPDATE devices SET name = ?2 WHERE id = ?1";
    connection.prepare_cached(statement)?.execute(params![device, name])?;
    Ok(())
}

/// The token of a device no longer holds; its name stays for the tickets that it gave.
///
/// # Errors
/// When the database cannot be written.
pub fn revoke(connection: &Connection, device: i64, at: DateTime<Utc>) -> Result<(), StorageError> {
    let statement = "UPDATE devices SET revoked_at_ms = ?2 WHERE id = ?1 AND revoked_at_ms IS NULL";
    connection.prepare_cached(statement)?.execute(params![device, at.timestamp_millis()])?;
    Ok(())
}

/// Names of all devices by their rows.
///
/// # Errors
/// When the database cannot be read.
pub fn read_names(connection: &Connection) -> Result<BTreeMap<i64, String>, StorageError> {
    let mut statement = connection.prepare_cached("SELECT id, name FROM devices")?;
    let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Keeps when a device was last heard of.
///
/// # Errors
/// When the database cannot be written.
pub fn touch(connection: &Connection, device: i64, at: DateTime<Utc>) -> Result<(), StorageError> {
    connection
        .prepare_cached("UPDATE devices SET last_seen_ms = ?2 WHERE id = ?1")?
        .execute(params![device, at.timestamp_millis()])?;
    Ok(())
}
