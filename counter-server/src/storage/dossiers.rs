//! Dossiers: declarations that were accepted, under the code by which the office knows them.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use shared::ids::{DeclarationId, ProcedureId};
use shared::protocol::FilingWay;

use super::{StorageError, moment, names};

/// What the database knows of a dossier in the clear: nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The declaration that was filed.
    pub declaration: DeclarationId,
    /// The code by which the office knows it.
    pub code: String,
    /// How it was filed.
    pub way: FilingWay,
    /// The procedure.
    pub procedure: Option<ProcedureId>,
    /// When it was accepted.
    pub filed_at: DateTime<Utc>,
    /// When the result is due; `None` when the rules name no time.
    pub due_at: Option<DateTime<Utc>>,
    /// Who accepted it.
    pub staff: Option<i64>,
}

/// Writes a dossier; tells whether its code was free.
///
/// # Errors
/// When the database cannot be written, or the declaration was filed before.
pub fn insert(connection: &Connection, dossier: &Dossier) -> Result<bool, StorageError> {
    let written = connection
        .prepare_cached(
            "INSERT INTO dossiers (declaration, code, way, procedure, filed_at_ms, due_at_ms, staff) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (code) DO NOTHING",
        )?
        .execute(params![
            dossier.declaration.0.as_bytes(),
            dossier.code,
            dossier.way.code(),
            dossier.procedure.as_ref().map(ProcedureId::as_str),
            dossier.filed_at.timestamp_millis(),
            dossier.due_at.map(|at| at.timestamp_millis()),
            dossier.staff,
        ])?;
    Ok(written > 0)
}

/// The dossier of a declaration.
///
/// # Errors
/// When the database cannot be read.
pub fn find(
    connection: &Connection,
    declaration: DeclarationId,
) -> Result<Option<Dossier>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT code, way, procedure, filed_at_ms, due_at_ms, staff FROM dossiers \
         WHERE declaration = ?1",
    )?;
    let mut rows = statement.query([declaration.0.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let way: String = row.get(1)?;
    Ok(Some(Dossier {
        declaration,
        code: row.get(0)?,
        way: names::parse(&way).ok_or_else(|| StorageError::Unreadable {
            table: "dossiers",
            row: declaration.to_string(),
            reason: "way".to_owned(),
        })?,
        procedure: row.get::<_, Option<String>>(2)?.map(ProcedureId::from),
        filed_at: moment("dossiers", &declaration, row.get(3)?)?,
        due_at: row
            .get::<_, Option<i64>>(4)?
            .map(|ms| moment("dossiers", &declaration, ms))
            .transpose()?,
        staff: row.get(5)?,
    }))
}

/// Whether a dossier has this code.
///
/// # Errors
/// When the database cannot be read.
pub fn is_taken(connection: &Connection, code: &str) -> Result<bool, StorageError> {
    let found = connection
        .prepare_cached("SELECT 1 FROM dossiers WHERE code = ?1")?
        .query_row([code], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// The next serial number of a date.
///
/// # Errors
/// When the database cannot be written.
pub fn next_serial(connection: &Connection, date: NaiveDate) -> Result<u32, StorageError> {
    let serial = connection
        .prepare_cached(
            "INSERT INTO dossier_serials (business_date, last) VALUES (?1, 1) \
             ON CONFLICT (business_date) DO UPDATE SET last = last + 1 RETURNING last",
        )?
        .query_row([date], |row| row.get(0))?;
    Ok(serial)
}
