//! Notes, sealed: the text opens only with a key that stands outside the database.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use shared::ids::{NoteId, TicketId};

use super::StorageError;

/// Bytes of a nonce of XChaCha20-Poly1305.
pub const NONCE_BYTES: usize = 24;

/// A note that nobody can read without the key of its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedNote {
    /// Its id, under which events know it.
    pub id: NoteId,
    /// The date whose key opens it.
    pub key_date: NaiveDate,
    /// Used once.
    pub nonce: [u8; NONCE_BYTES],
    /// The text, sealed.
    pub ciphertext: Vec<u8>,
}

/// Keeps a note; one that is kept already stays as it is.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    note: &SealedNote,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO notes (id, ticket, key_date, nonce, ciphertext, at_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            note.id.0.as_bytes(),
            ticket.0.as_bytes(),
            note.key_date,
            note.nonce,
            note.ciphertext,
            at.timestamp_millis(),
        ])?;
    Ok(())
}

/// The note with this id.
///
/// # Errors
/// When the database cannot be read.
pub fn find(connection: &Connection, id: NoteId) -> Result<Option<SealedNote>, StorageError> {
    let note = connection
        .prepare_cached("SELECT key_date, nonce, ciphertext FROM notes WHERE id = ?1")?
        .query_row([id.0.as_bytes()], |row| {
            let (key_date, nonce, ciphertext) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(SealedNote { id, key_date, nonce, ciphertext })
        })
        .optional()?;
    Ok(note)
}

/// Whether a note is kept whose key is of a date before this one.
///
/// # Errors
/// When the database cannot be read.
pub fn has_before(connection: &Connection, first_kept: NaiveDate) -> Result<bool, StorageError> {
    let found = connection
        .prepare_cached("SELECT 1 FROM notes WHERE key_date < ?1 LIMIT 1")?
        .query_row([first_kept], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Erases the notes whose key is of a date before this one; tells how many.
///
/// # Errors
/// When the database cannot be written.
pub fn delete_before(
    connection: &Connection,
    first_kept: NaiveDate,
) -> Result<usize, StorageError> {
    let mut statement = connection.prepare_cached("DELETE FROM notes WHERE key_date < ?1")?;
    Ok(statement.execute([first_kept])?)
}
