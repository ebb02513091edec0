//! Notes, sealed with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) under the key of their date.

use std::io;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use chrono::NaiveDate;
use shared::ids::NoteId;

use super::date_keys::{DateKeys, KeyUse};
use super::person::mac;
use crate::storage::notes::{NONCE_BYTES, SealedNote};

/// Seals a note. The same text of the same `scope` on the same date gets the same id, so that a repeated
/// request compares equal; the text itself is sealed anew each time.
///
/// # Errors
/// When the key of the date can be neither read nor made.
pub fn seal(keys: &DateKeys, date: NaiveDate, scope: &str, text: &str) -> io::Result<SealedNote> {
    let key = keys.get_or_make(date, KeyUse::Notes)?;
    let id = NoteId(mac(&key, "note", &[scope.as_bytes(), text.as_bytes()])?);
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(io::Error::other)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key.as_bytes()));
    let payload = Payload { msg: text.as_bytes(), aad: id.0.as_bytes() };
    let ciphertext = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| io::Error::other("a note cannot be sealed"))?;
    Ok(SealedNote { id, key_date: date, nonce, ciphertext })
}

/// The text of a note; `None` when the key of its date is gone.
///
/// # Errors
/// When the key file cannot be read, or the note was tampered with.
pub fn open(keys: &DateKeys, note: &SealedNote) -> io::Result<Option<String>> {
    let Some(key) = keys.get(note.key_date, KeyUse::Notes)? else { return Ok(None) };
    let cipher = XChaCha20Poly1305::new(&Key::from(*key.as_bytes()));
    let payload = Payload { msg: &note.ciphertext, aad: note.id.0.as_bytes() };
    let text = cipher
        .decrypt(&XNonce::from(note.nonce), payload)
        .map_err(|_| io::Error::other("a note does not fit the key of its date"))?;
    String::from_utf8(text).map(Some).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{DateKeys, KeyUse, open, seal};

    #[test]
    fn a_note_opens_with_the_key_of_its_date_only() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DateKeys::new(folder.path().to_owned());
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let text = "Thiếu giấy chứng sinh";
        let note = seal(&keys, date, "ticket", text).unwrap();
        assert_eq!(open(&keys, &note).unwrap().as_deref(), Some(text));
        assert!(!note.ciphertext.windows(6).any(|part| text.as_bytes().starts_with(part)));
        let again = seal(&keys, date, "ticket", text).unwrap();
        assert_eq!(note.id, again.id, "a repeated request compares equal");
        assert_ne!(note.ciphertext, again.ciphertext);
        assert_ne!(note.id, seal(&keys, date, "other", text).unwrap().id);
        assert_ne!(note.id, seal(&keys, date.succ_opt().unwrap(), "ticket", text).unwrap().id);
        let mut forged = note.clone();
        forged.ciphertext[0] ^= 1;
        assert!(open(&keys, &forged).is_err());
        let swapped = crate::storage::notes::SealedNote {
            id: shared::ids::NoteId(uuid::Uuid::nil()),
            ..note.clone()
        };
        assert!(open(&keys, &swapped).is_err(), "a row moved under another id is found out");
        keys.throw_away_before(date.succ_opt().unwrap(), KeyUse::Notes).unwrap();
        assert_eq!(open(&keys, &note).unwrap(), None);
    }
}
