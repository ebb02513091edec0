//! The code with which a citizen goes on at another kiosk: eight digits that hold on one date, kept as a keyed
//! hash only, and how often one may guess wrong.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::date_keys::{DateKeys, KeyUse};
use super::person::mac;
use crate::storage::declarations::{HASH_BYTES, SALT_BYTES};

/// Digits of a code.
const DIGITS: usize = 8;
/// Codes that there are.
const CODES: u64 = 100_000_000;
/// Wrong codes that one kiosk may try before it must rest: people mistype.
const WRONG_A_DEVICE_MAX: u32 = 8;
/// How long a kiosk rests then; each further wrong code begins it anew.
const REST: Duration = Duration::from_secs(5 * 60);
/// Wrong codes on a date, over all kiosks, after which none is taken any more: with a thousand codes about, the
/// chance that one of so many guesses fits is 1 in 500.
const WRONG_A_DATE_MAX: u32 = 200;

/// What makes a new code: random bits, of which the code follows under the key of the date.
///
/// # Errors
/// When the system has no randomness.
pub fn new_salt() -> io::Result<[u8; SALT_BYTES]> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(io::Error::other)?;
    Ok(salt)
}

/// The code that follows from a salt on a date; `None` once the key of the date is gone. So that it can be told
/// again to whoever asks again, and yet is stored nowhere.
///
/// # Errors
/// When the key of the date can be neither read nor made.
pub fn code(keys: &DateKeys, date: NaiveDate, salt: &[u8; SALT_BYTES]) -> io::Result<String> {
    let key = keys.get_or_make(date, KeyUse::Codes)?;
    // A range that is a multiple of the number of codes makes all codes equally likely.
    let most = u64::MAX - u64::MAX % CODES;
    let mut round = 0_u8;
    loop {
        let bits = mac(&key, "code", &[salt, &[round]])?.as_u64_pair().0;
        if bits < most {
            return Ok(format!("{:0DIGITS$}", bits % CODES));
        }
        round = round.wrapping_add(1);
    }
}

/// The hash under which a code is kept on its date.
///
/// # Errors
/// When the key of the date can be neither read nor made.
pub fn code_hash(keys: &DateKeys, date: NaiveDate, code: &str) -> io::Result<[u8; HASH_BYTES]> {
    let key = keys.get_or_make(date, KeyUse::Codes)?;
    Ok(mac(&key, "code hash", &[code.as_bytes()])?.into_bytes())
}

/// The digits of a code as people type it, with or without blanks and dashes; `None` when it can be none.
#[must_use]
pub fn typed_code(typed: &str) -> Option<String> {
    let digits: String =
        typed.chars().filter(|sign| !matches!(sign, ' ' | '-' | '.' | '\u{a0}')).collect();
    (digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// Counts wrong codes, in memory only: a program that starts anew forgets them, and kiosks cannot start it.
#[derive(Debug, Default)]
pub struct CodeGuard {
    wrong: Mutex<Wrong>,
}

#[derive(Debug, Default)]
struct Wrong {
    date: Option<NaiveDate>,
    on_date: u32,
    by_device: HashMap<i64, (u32, Instant)>,
}

impl CodeGuard {
    /// Takes one try of a device; it counts as wrong until it [`succeeded`](Self::succeeded), so that tries at
    /// the same moment are counted too.
    ///
    /// # Errors
    /// How long the device must rest first.
    pub fn take_try(&self, device: i64, date: NaiveDate) -> Result<(), Duration> {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.date != Some(date) {
            *wrong = Wrong { date: Some(date), ..Wrong::default() };
        }
        if wrong.on_date >= WRONG_A_DATE_MAX {
            return Err(REST);
        }
        wrong.by_device.retain(|_, (_, last)| last.elapsed() < REST);
        let entry = wrong.by_device.entry(device).or_insert((0, Instant::now()));
        if entry.0 >= WRONG_A_DEVICE_MAX {
            return Err(REST.saturating_sub(entry.1.elapsed()));
        }
        *entry = (entry.0 + 1, Instant::now());
        wrong.on_date += 1;
        Ok(())
    }

    /// The try that was taken was right: the device may go on, and the date counts one less.
    pub fn succeeded(&self, device: i64) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.by_device.remove(&device);
        wrong.on_date = wrong.on_date.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{CodeGuard, DateKeys, code, code_hash, new_salt, typed_code};

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn a_code_has_eight_digits_and_holds_on_its_date() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DateKeys::new(folder.path().to_owned());
        let salt = new_salt().unwrap();
        let told = code(&keys, date(23), &salt).unwrap();
        assert_eq!(typed_code(&told), Some(told.clone()));
        assert_eq!(code(&keys, date(23), &salt).unwrap(), told);
        assert_ne!(code(&keys, date(24), &salt).unwrap(), told);
        assert_ne!(code(&keys, date(23), &new_salt().unwrap()).unwrap(), told);
        let hash = code_hash(&keys, date(23), &told).unwrap();
        assert_eq!(code_hash(&keys, date(23), &told).unwrap(), hash);
        assert_ne!(code_hash(&keys, date(24), &told).unwrap(), hash);
        assert!(!format!("{hash:?}").contains(&told));
    }

    #[test]
    fn a_code_is_typed_with_blanks_or_without() {
        assert_eq!(typed_code("1234 5678").as_deref(), Some("12345678"));
        assert_eq!(typed_code("12-34-56-78").as_deref(), Some("12345678"));
        for wrong in ["", "1234567", "123456789", "1234567a", "１２３４５６７８"] {
            assert_eq!(typed_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whoever_guesses_must_rest_and_all_of_them_together_too() {
        let guard = CodeGuard::default();
        for _ in 0..8 {
            assert!(guard.take_try(1, date(23)).is_ok());
        }
        assert!(guard.take_try(1, date(23)).is_err());
        assert!(guard.take_try(2, date(23)).is_ok(), "another kiosk is not held up");
        guard.succeeded(2);
        for device in 100..292 {
            assert!(guard.take_try(device, date(23)).is_ok(), "{device}");
        }
        assert!(guard.take_try(300, date(23)).is_err(), "too many over all kiosks");
        assert!(guard.take_try(300, date(24)).is_ok(), "another date");
    }

    #[test]
    fn whoever_knows_the_code_is_never_held_up() {
        let guard = CodeGuard::default();
        for _ in 0..1_000 {
            assert!(guard.take_try(1, date(23)).is_ok());
            guard.succeeded(1);
        }
    }
}
