//! Declarations, sealed: the answers open only with a key that stands outside the database.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::ids::{DeclarationId, FormId, TicketId};
use shared::text::Language;
use uuid::Uuid;

use super::notes::NONCE_BYTES;
use super::{StorageError, moment, names};

/// Bytes of what makes a code.
pub const SALT_BYTES: usize = 16;
/// Bytes of a keyed hash.
pub const HASH_BYTES: usize = 16;

const COLUMNS: &str = "id, form, version, language, notice_version, complete, business_date, \
     code_salt, code_hash, sent_hash, device, at_ms, revision, ticket, nonce, ciphertext";

/// A declaration that nobody can read without its key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedDeclaration {
    /// Its id, under which events know it.
    pub id: DeclarationId,
    /// The form.
    pub form: FormId,
    /// The form's version.
    pub version: u32,
    /// The language in which it is filled in.
    pub language: Language,
    /// The version of the notice about personal data that was read.
    pub notice_version: u32,
    /// Whether every question is answered.
    pub complete: bool,
    /// The local date on which its code holds.
    pub business_date: NaiveDate,
    /// Makes the code.
    pub code_salt: [u8; SALT_BYTES],
    /// A keyed hash of the code.
    pub code_hash: [u8; HASH_BYTES],
    /// A keyed hash of what was sent last.
    pub sent_hash: [u8; HASH_BYTES],
    /// The kiosk that sent it last.
    pub device: Option<i64>,
    /// When it was last changed.
    pub at: DateTime<Utc>,
    /// Grows with each change.
    pub revision: i64,
    /// The ticket that it belongs to.
    pub ticket: Option<TicketId>,
    /// Used once.
    pub nonce: [u8; NONCE_BYTES],
    /// The answers and what was filed, sealed.
    pub ciphertext: Vec<u8>,
}

impl fmt::Debug for SealedDeclaration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SealedDeclaration")
            .field("id", &self.id)
            .field("form", &self.form)
            .field("revision", &self.revision)
            .field("ticket", &self.ticket)
            .finish_non_exhaustive()
    }
}

/// What a count of declarations counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was begun.
    Begun,
    /// It came to a ticket.
    GivenIn,
    /// It was filed as a dossier.
    Filed,
    /// It was erased.
    Erased,
}

/// Writes a declaration, anew or in the place of what stood there; its ticket stays.
///
/// # Errors
/// When the database cannot be written, or another one of the date has the same code.
pub fn put(connection: &Connection, row: &SealedDeclaration) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO declarations (id, form, version, language, notice_version, complete, \
             business_date, code_salt, code_hash, sent_hash, device, at_ms, revision, nonce, \
             ciphertext) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
             ON CONFLICT (id) DO UPDATE SET form = ?2, version = ?3, language = ?4, \
             notice_version = ?5, complete = ?6, business_date = ?7, code_salt = ?8, \
             code_hash = ?9, sent_hash = ?10, device = ?11, at_ms = ?12, revision = ?13, \
             nonce = ?14, ciphertext = ?15",
        )?
        .execute(params![
            row.id.0.as_bytes(),
            row.form.as_str(),
            row.version,
            row.language.code(),
            row.notice_version,
            row.complete,
            row.business_date,
            row.code_salt,
            row.code_hash,
            row.sent_hash,
            row.device,
            row.at.timestamp_millis(),
            row.revision,
            row.nonce,
            row.ciphertext,
        ])?;
    Ok(())
}

/// The declaration with this id.
///
/// # Errors
/// When the database cannot be read.
pub fn find(
    connection: &Connection,
    id: DeclarationId,
) -> Result<Option<SealedDeclaration>, StorageError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM declarations WHERE id = ?1"))?;
    let mut rows = statement.query([id.0.as_bytes()])?;
    rows.next()?.map(declaration).transpose()
}

/// The declaration of a date that has the code with this hash.
///
/// # Errors
/// When the database cannot be read.
pub fn find_by_code(
    connection: &Connection,
    business_date: NaiveDate,
    code_hash: &[u8; HASH_BYTES],
) -> Result<Option<SealedDeclaration>, StorageError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM declarations WHERE business_date = ?1 AND code_hash = ?2"
    ))?;
    let mut rows = statement.query(params![business_date, code_hash])?;
    rows.next()?.map(declaration).transpose()
}

/// Ties a declaration to a ticket; tells whether it belongs to that ticket now.
///
/// # Errors
/// When the database cannot be written.
pub fn tie(
    connection: &Connection,
    id: DeclarationId,
    ticket: TicketId,
) -> Result<bool, StorageError> {
    let changed = connection
        .prepare_cached(
            "UPDATE declarations SET ticket = ?2 WHERE id = ?1 AND (ticket IS NULL OR ticket = ?2)",
        )?
        .execute(params![id.0.as_bytes(), ticket.0.as_bytes()])?;
    Ok(changed > 0)
}

/// Deletes a declaration with its dossier; tells whether there was one. Until it is said to be erased it
/// stands among those that may still be in the write-ahead log.
///
/// # Errors
/// When the database cannot be written.
pub fn delete(
    connection: &Connection,
    id: DeclarationId,
    at: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let form: Option<(String, NaiveDate)> = connection
        .prepare_cached("DELETE FROM declarations WHERE id = ?1 RETURNING form, business_date")?
        .query_row([id.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((form, business_date)) = form else { return Ok(false) };
    connection
        .prepare_cached(
            "INSERT INTO declaration_erasures (declaration, at_ms) VALUES (?1, ?2) \
             ON CONFLICT (declaration) DO NOTHING",
        )?
        .execute(params![id.0.as_bytes(), at.timestamp_millis()])?;
    count(connection, business_date, &FormId::from(form), Counted::Erased)?;
    Ok(true)
}

/// Declarations whose time is over: those of earlier dates that never came to a ticket, and those whose
/// visit ended before `ended_before`.
///
/// # Errors
/// When the database cannot be read.
pub fn due(
    connection: &Connection,
    today: NaiveDate,
    ended_before: DateTime<Utc>,
) -> Result<Vec<DeclarationId>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT declarations.id FROM declarations \
         LEFT JOIN tickets ON tickets.id = declarations.ticket \
         WHERE (declarations.ticket IS NULL AND declarations.business_date < ?1) \
         OR tickets.ended_at_ms < ?2",
    )?;
    let rows =
        statement.query_map(params![today, ended_before.timestamp_millis()], |row| row.get(0))?;
    rows.map(|id| Ok(DeclarationId(Uuid::from_bytes(id?)))).collect()
}

/// The ids of all declarations.
///
/// # Errors
/// When the database cannot be read.
pub fn ids(connection: &Connection) -> Result<Vec<DeclarationId>, StorageError> {
    let mut statement = connection.prepare("SELECT id FROM declarations")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.map(|id| Ok(DeclarationId(Uuid::from_bytes(id?)))).collect()
}

/// What was deleted and is not yet said to be erased.
///
/// # Errors
/// When the database cannot be read.
pub fn unsaid_erasures(connection: &Connection) -> Result<Vec<DeclarationId>, StorageError> {
    let mut statement =
        connection.prepare_cached("SELECT declaration FROM declaration_erasures")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.map(|id| Ok(DeclarationId(Uuid::from_bytes(id?)))).collect()
}

/// Forgets that a deletion is still to be said.
///
/// # Errors
/// When the database cannot be written.
pub fn erasure_said(connection: &Connection, id: DeclarationId) -> Result<(), StorageError> {
    connection
        .prepare_cached("DELETE FROM declaration_erasures WHERE declaration = ?1")?
        .execute([id.0.as_bytes()])?;
    Ok(())
}

/// Counts one more; nothing about anybody.
///
/// # Errors
/// When the database cannot be written.
pub fn count(
    connection: &Connection,
    date: NaiveDate,
    form: &FormId,
    what: Counted,
) -> Result<(), StorageError> {
    let sql = match what {
        Counted::Begun => {
            "INSERT INTO declaration_counts (business_date, form, begun) VALUES (?1, ?2, 1) \
             ON CONFLICT (business_date, form) DO UPDATE SET begun = begun + 1"
        }
        Counted::GivenIn => {
            "INSERT INTO declaration_counts (business_date, form, given_in) VALUES (?1, ?2, 1) \
             ON CONFLICT (business_date, form) DO UPDATE SET given_in = given_in + 1"
        }
        Counted::Filed => {
            "INSERT INTO declaration_counts (business_date, form, filed) VALUES (?1, ?2, 1) \
             ON CONFLICT (business_date, form) DO UPDATE SET filed = filed + 1"
        }
        Counted::Erased => {
            "INSERT INTO declaration_counts (business_date, form, erased) VALUES (?1, ?2, 1) \
             ON CONFLICT (business_date, form) DO UPDATE SET erased = erased + 1"
        }
    };
    connection.prepare_cached(sql)?.execute(params![date, form.as_str()])?;
    Ok(())
}

fn declaration(row: &Row<'_>) -> Result<SealedDeclaration, StorageError> {
    let id = Uuid::from_bytes(row.get("id")?);
    let language: String = row.get("language")?;
    Ok(SealedDeclaration {
        id: DeclarationId(id),
        form: FormId::from(row.get::<_, String>("form")?),
        version: row.get("version")?,
        language: names::parse(&language).ok_or_else(|| StorageError::Unreadable {
            table: "declarations",
            row: id.to_string(),
            reason: "language".to_owned(),
        })?,
        notice_version: row.get("notice_version")?,
        complete: row.get("complete")?,
        business_date: row.get("business_date")?,
        code_salt: row.get("code_salt")?,
        code_hash: row.get("code_hash")?,
        sent_hash: row.get("sent_hash")?,
        device: row.get("device")?,
        at: moment("declarations", &id, row.get("at_ms")?)?,
        revision: row.get("revision")?,
        ticket: row.get::<_, Option<[u8; 16]>>("ticket")?.map(|id| TicketId(Uuid::from_bytes(id))),
        nonce: row.get("nonce")?,
        ciphertext: row.get("ciphertext")?,
    })
}
