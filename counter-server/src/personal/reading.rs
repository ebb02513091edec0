//! Reading a note: the audit row is durable before the text is given.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use shared::ids::{DeskId, NoteId, TicketId};

use super::notes;
use crate::api::ApiError;
use crate::identity::SignedIn;
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::notes as stored_notes;
use crate::writer::Record;

/// Readings kept in memory at most; after that a reading is kept in the audit once more, which harms nobody.
const READINGS_MAX: usize = 20_000;

/// Who has read which note already. A page that refreshes itself reads a note a hundred times, and only
/// the first time says something.
#[derive(Debug, Default)]
pub struct NotesRead(Mutex<HashSet<(i64, Option<DeskId>, NoteId)>>);

impl NotesRead {
    fn knows(&self, who: &SignedIn, note: NoteId) -> bool {
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.contains(&(who.staff, who.desk.clone(), note))
    }

    fn keep(&self, who: &SignedIn, note: NoteId) {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= READINGS_MAX {
            read.clear();
        }
        read.insert((who.staff, who.desk.clone(), note));
    }
}

/// The text of a note for somebody who may read it; `None` when it was erased, or the key of its date did
/// not come along with a restored database. Who may read it is for the caller to say.
///
/// # Errors
/// `storage_unavailable` when it cannot be read, or the reading cannot be kept.
pub async fn read_note(
    state: &AppState,
    who: &SignedIn,
    ticket: TicketId,
    note: NoteId,
) -> Result<Option<String>, ApiError> {
    let sealed = state.readers.read(|connection| stored_notes::find(connection, note))?;
    let Some(sealed) = sealed else { return Ok(None) };
    let text = match notes::open(&state.date_keys, &sealed) {
        Ok(Some(text)) => text,
        Ok(None) => return Ok(None),
        Err(error) => {
            tracing::error!(%error, "a note cannot be read");
            return Ok(None);
        }
    };
    if !state.notes_read.knows(who, note) {
        let entry = AuditEntry::new(AuditAction::NoteRead, Some(who.staff))
            .at_desk(who.desk.clone())
            .about(format!("tickets/{ticket}"));
        state.writer.record(Record::Audit(entry)).await?;
        state.notes_read.keep(who, note);
    }
    Ok(Some(text))
}
