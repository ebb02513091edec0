//! Who did what beside the queue: codes and rows, never a name or what somebody typed.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use shared::ids::DeskId;

use super::StorageError;

/// Something worth keeping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done.
    pub action: AuditAction,
    /// By whom, when known.
    pub staff: Option<i64>,
    /// At which desk.
    pub desk: Option<DeskId>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditAction {
    /// Somebody signed in.
    SignedIn,
    /// Name and password did not fit.
    SignInFailed,
    /// Somebody signed out.
    SignedOut,
}

/// Writes an entry.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    entry: &AuditEntry,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let action = match entry.action {
        AuditAction::SignedIn => "signed_in",
        AuditAction::SignInFailed => "sign_in_failed",
        AuditAction::SignedOut => "signed_out",
    };
    connection
        .prepare_cached("INSERT INTO audit (at_ms, action, staff, desk) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            at.timestamp_millis(),
            action,
            entry.staff,
            entry.desk.as_ref().map(DeskId::as_str)
        ])?;
    Ok(())
}
