//! Enrolled kiosks and boards, known by the hash of their token.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::StorageError;
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

/// The device with this token.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, token: &TokenHash) -> Result<Option<Device>, StorageError> {
    let found: Option<(i64, String, String)> = connection
        .prepare_cached("SELECT id, kind, name FROM devices WHERE token_hash = ?1")?
        .query_row([token.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, kind, name)) = found else { return Ok(None) };
    let kind = DeviceKind::from_name(&kind).ok_or_else(|| StorageError::Unreadable {
        table: "devices",
        row: id.to_string(),
        reason: format!("{kind} is no kind"),
    })?;
    Ok(Some(Device { id, kind, name }))
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
