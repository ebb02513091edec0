//! Sealing: records under a key of their own (XChaCha20-Poly1305), and what kiosks seal for this server while
//! they cannot reach it (sealed boxes of X25519).

use std::io;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use chrono::NaiveDate;
use crypto_box::SecretKey;

use super::date_keys::{DateKeys, KeyUse};
use crate::data_folder::ServerKey;

pub(super) use crate::storage::notes::NONCE_BYTES;

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;

/// For how many days after its own date the key of a date still opens what was sealed for it: a kiosk that was
/// cut off over a weekend can bring everything.
pub const SEALING_DAYS: u64 = 3;

/// Seals a record. It opens only together with `about`, so that no record can be moved to another place.
///
/// # Errors
/// When the system has no randomness.
pub(super) fn seal(
    key: &ServerKey,
    about: &[u8],
    plain: &[u8],
) -> io::Result<([u8; NONCE_BYTES], Vec<u8>)> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(io::Error::other)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key.as_bytes()));
    let ciphertext = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: about })
        .map_err(|_| io::Error::other("a record cannot be sealed"))?;
    Ok((nonce, ciphertext))
}

/// Opens a record.
///
/// # Errors
/// When it does not fit the key, or was tampered with or moved.
pub(super) fn open(
    key: &ServerKey,
    about: &[u8],
    nonce: &[u8; NONCE_BYTES],
    sealed: &[u8],
) -> io::Result<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(&Key::from(*key.as_bytes()));
    cipher
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: about })
        .map_err(|_| io::Error::other("a record does not fit its key"))
}

/// The public key for which kiosks seal on a date; its secret half is made on first use.
///
/// # Errors
/// When the key of the date can be neither read nor made.
pub fn public_key(keys: &DateKeys, date: NaiveDate) -> io::Result<[u8; KEY_BYTES]> {
    let secret = SecretKey::from_bytes(*keys.get_or_make(date, KeyUse::Sealing)?.as_bytes());
    Ok(*secret.public_key().as_bytes())
}

/// Opens what a kiosk sealed for a date; `None` when the key of the date is gone or never was, or the bytes
/// were sealed for another key.
///
/// # Errors
/// When the key file cannot be read.
pub fn open_box(keys: &DateKeys, date: NaiveDate, sealed: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let Some(key) = keys.get(date, KeyUse::Sealing)? else { return Ok(None) };
    Ok(SecretKey::from_bytes(*key.as_bytes()).unseal(sealed).ok())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use crypto_box::PublicKey;
    use crypto_box::aead::OsRng;

    use super::{DateKeys, KeyUse, open, open_box, public_key, seal};
    use crate::data_folder::ServerKey;

    #[test]
    fn a_record_opens_with_its_key_in_its_place_only() {
        let key = ServerKey::new([3; 32]);
        let (nonce, sealed) = seal(&key, b"here", b"plain").unwrap();
        assert_eq!(open(&key, b"here", &nonce, &sealed).unwrap(), b"plain");
        assert!(open(&key, b"there", &nonce, &sealed).is_err());
        assert!(open(&ServerKey::new([4; 32]), b"here", &nonce, &sealed).is_err());
    }

    #[test]
    fn a_box_for_a_date_opens_while_the_key_of_the_date_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DateKeys::new(folder.path().to_owned());
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let public = public_key(&keys, date).unwrap();
        assert_eq!(public_key(&keys, date).unwrap(), public);
        let sealed = PublicKey::from_bytes(public).seal(&mut OsRng, b"{}").unwrap();
        assert_eq!(open_box(&keys, date, &sealed).unwrap().as_deref(), Some(&b"{}"[..]));
        assert_eq!(open_box(&keys, date.succ_opt().unwrap(), &sealed).unwrap(), None);
        assert_eq!(open_box(&keys, date, b"garbage").unwrap(), None);
        keys.throw_away_before(date.succ_opt().unwrap(), KeyUse::Sealing).unwrap();
        assert_eq!(open_box(&keys, date, &sealed).unwrap(), None);
    }
}
