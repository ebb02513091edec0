//! What a citizen declared: sealed for the database, opened for whoever may see it.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};
use shared::form::Answers;
use shared::ids::DeclarationId;
use shared::protocol::ReceiptDetails;

use super::declarations_keys::DeclarationKeys;
use super::person::mac;
use super::sealing;
use crate::storage::declarations::{HASH_BYTES, SealedDeclaration};
use crate::storage::notes::NONCE_BYTES;

/// Everything of a declaration that belongs to a person.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The answers.
    pub answers: Answers,
    /// What stands on the receipt, once it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptDetails>,
}

impl fmt::Debug for Contents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Contents(…)")
    }
}

/// Seals the contents of a declaration under its own key, which is made with the first of them.
///
/// # Errors
/// When the key can be neither read nor made.
pub fn seal_contents(
    keys: &DeclarationKeys,
    id: DeclarationId,
    contents: &Contents,
) -> io::Result<([u8; NONCE_BYTES], Vec<u8>)> {
    let key = keys.get_or_make(id)?;
    let plain = serde_json::to_vec(contents).map_err(|_| io::Error::other("no JSON"))?;
    sealing::seal(&key, id.0.as_bytes(), &plain)
}

/// The contents of a declaration; `None` when its key is gone.
///
/// # Errors
/// When the key file cannot be read, or the record was tampered with.
pub fn open_contents(
    keys: &DeclarationKeys,
    row: &SealedDeclaration,
) -> io::Result<Option<Contents>> {
    let Some(key) = keys.get(row.id)? else { return Ok(None) };
    let plain = sealing::open(&key, row.id.0.as_bytes(), &row.nonce, &row.ciphertext)?;
    // What serde would say of it could name what was answered.
    let contents = serde_json::from_slice(&plain)
        .map_err(|_| io::Error::other("a declaration has another shape"))?;
    Ok(Some(contents))
}

/// A keyed hash of what was sent, to compare a repeated sending with; nothing once the key is gone.
///
/// # Errors
/// When the key can be neither read nor made.
pub fn sent_hash(
    keys: &DeclarationKeys,
    id: DeclarationId,
    sent: &[u8],
) -> io::Result<[u8; HASH_BYTES]> {
    Ok(mac(&keys.get_or_make(id)?, "sent", &[sent])?.into_bytes())
}
