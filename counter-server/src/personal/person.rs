//! Personal IDs as hashes: enough to find a second ticket of the same person, nothing to read back.

use std::io;

use chrono::NaiveDate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::ids::Digest;
use uuid::Uuid;

use super::date_keys::{DateKeys, KeyUse};
use crate::data_folder::ServerKey;

/// Digits of a personal ID number (số định danh cá nhân; Law on Identification 2023, article 12).
pub const PERSON_ID_DIGITS: usize = 12;

/// Whether this can be a personal ID.
#[must_use]
pub fn is_person_id(text: &str) -> bool {
    text.len() == PERSON_ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The hash of a personal ID on a date.
///
/// # Errors
/// When the key of the date can be neither read nor made.
pub fn person_digest(keys: &DateKeys, date: NaiveDate, person_id: &str) -> io::Result<Digest> {
    let key = keys.get_or_make(date, KeyUse::Persons)?;
    mac(&key, "person", &[person_id.as_bytes()]).map(Digest)
}

/// The first 128 bits of an HMAC-SHA-256 (RFC 2104) over parts, each with its length before it so that
/// no two lists of parts read alike.
pub(super) fn mac(key: &ServerKey, label: &str, parts: &[&[u8]]) -> io::Result<Uuid> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(io::Error::other)?;
    for part in [label.as_bytes()].iter().chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    let bytes = mac.finalize().into_bytes();
    let mut first = [0; 16];
    first.copy_from_slice(&bytes[..16]);
    Ok(Uuid::from_bytes(first))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{DateKeys, is_person_id, person_digest};

    #[test]
    fn a_person_is_the_same_on_one_date_only() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DateKeys::new(folder.path().to_owned());
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let digest = person_digest(&keys, date, "001099012345").unwrap();
        assert_eq!(person_digest(&keys, date, "001099012345").unwrap(), digest);
        assert_ne!(person_digest(&keys, date, "001099012346").unwrap(), digest);
        let tomorrow = date.succ_opt().unwrap();
        assert_ne!(person_digest(&keys, tomorrow, "001099012345").unwrap(), digest);
    }

    #[test]
    fn an_id_has_twelve_digits() {
        assert!(is_person_id("001099012345"));
        for wrong in ["", "00109901234", "0010990123456", "00109901234x", "٠٠١٠٩٩"] {
            assert!(!is_person_id(wrong), "{wrong}");
        }
    }
}
