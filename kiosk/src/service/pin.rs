//! The PIN of the service menu, as it stands in its file: digits, or an Argon2 hash of digits.

use std::fmt;
use std::fs;
use std::path::Path;

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;

/// The fewest digits of a PIN.
pub const PIN_DIGITS_MIN: usize = 6;
/// The most digits of a PIN.
pub const PIN_DIGITS_MAX: usize = 10;

/// Why a PIN cannot be used, as one sentence for the person who installs the kiosk. It never names the PIN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// The file is not there or may not be read.
    #[error("the file {0} of --service-pin-file cannot be read: {1}")]
    Unreadable(String, String),
    /// Neither digits nor a hash.
    #[error(
        "the file {0} of --service-pin-file holds neither a PIN of {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX} digits nor an Argon2 hash of one"
    )]
    NoPin(String),
    /// Too few or too many digits.
    #[error(
        "the PIN in the file {0} of --service-pin-file has {1} digits: it needs {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX}"
    )]
    Length(String, usize),
    /// A PIN that is tried first.
    #[error(
        "the PIN in the file {0} of --service-pin-file is too easy to guess (one digit again and again, a row such as 123456, or a short pattern): choose another"
    )]
    Weak(String),
}

#[derive(Clone, PartialEq, Eq)]
enum Kept {
    Digits(String),
    Hash(String),
}

/// A PIN to compare with. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ServicePin(Kept);

impl fmt::Debug for ServicePin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServicePin(…)")
    }
}

impl ServicePin {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, or holds no PIN that may be used.
    pub fn read(path: &Path) -> Result<Self, PinError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| PinError::Unreadable(shown.clone(), error.to_string()))?;
        Self::parse(text.trim(), shown)
    }

    fn parse(text: &str, shown: String) -> Result<Self, PinError> {
        if text.starts_with("$argon2") {
            return match PasswordHash::new(text) {
                Ok(_) => Ok(Self(Kept::Hash(text.to_owned()))),
                Err(_) => Err(PinError::NoPin(shown)),
            };
        }
        if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(PinError::NoPin(shown));
        }
        if !(PIN_DIGITS_MIN..=PIN_DIGITS_MAX).contains(&text.len()) {
            return Err(PinError::Length(shown, text.len()));
        }
        if is_weak(text.as_bytes()) {
            return Err(PinError::Weak(shown));
        }
        Ok(Self(Kept::Digits(text.to_owned())))
    }

    /// Whether these are the digits. With a hash it takes as long as the hash was made to take.
    #[must_use]
    pub fn fits(&self, typed: &str) -> bool {
        match &self.0 {
            Kept::Digits(digits) => is_same(digits.as_bytes(), typed.as_bytes()),
            Kept::Hash(hash) => PasswordHash::new(hash).is_ok_and(|parsed| {
                Argon2::default().verify_password(typed.as_bytes(), &parsed).is_ok()
            }),
        }
    }
}

/// Compares to the end, whatever differs first.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differs = one.iter().zip(other).fold(0, |so_far, (a, b)| so_far | (a ^ b));
    one.len() == other.len() && differs == 0
}

/// Rows of neighbours up or down, and patterns of at most half the length again and again.
fn is_weak(digits: &[u8]) -> bool {
    let steps = |step: i16| {
        digits
            .windows(2)
            .all(|pair| (i16::from(pair[1]) - i16::from(pair[0])).rem_euclid(10) == step)
    };
    let repeats = |length: usize| {
        digits.iter().zip(digits.iter().skip(length)).all(|(first, later)| first == later)
    };
    steps(1) || steps(9) || (1..=digits.len() / 2).any(repeats)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordHasher;

    use super::*;

    fn parse(text: &str) -> Result<ServicePin, PinError> {
        ServicePin::parse(text, "pin".to_owned())
    }

    #[test]
    fn digits_are_taken_unless_they_are_too_few_or_too_easy() {
        for good in ["280451", "1945021976", "135790"] {
            assert!(parse(good).unwrap().fits(good), "{good}");
        }
        for weak in ["111111", "123456", "987654", "890123", "121212", "123123", "28042804"] {
            assert_eq!(parse(weak), Err(PinError::Weak("pin".to_owned())), "{weak}");
        }
        assert_eq!(parse("28045"), Err(PinError::Length("pin".to_owned(), 5)));
        assert_eq!(parse("28045128045"), Err(PinError::Length("pin".to_owned(), 11)));
        for no_pin in ["", "abcdef", "28 04 51", "$argon2id$nonsense", "２８０４５１"] {
            assert_eq!(parse(no_pin), Err(PinError::NoPin("pin".to_owned())), "{no_pin}");
        }
    }

    #[test]
    fn only_the_digits_fit_and_nothing_shows_them() {
        let pin = parse("280451").unwrap();
        for other in ["", "28045", "280452", "2804510", "180451"] {
            assert!(!pin.fits(other), "{other}");
        }
        assert_eq!(format!("{pin:?}"), "ServicePin(…)");
        let sentence = parse("123456").unwrap_err().to_string();
        assert!(!sentence.contains("the PIN 123456") && sentence.contains("choose another"));
    }

    #[test]
    fn a_hash_fits_its_digits() {
        let hash = Argon2::default().hash_password(b"280451").unwrap().to_string();
        let pin = parse(&hash).unwrap();
        assert!(pin.fits("280451"));
        assert!(!pin.fits("280452"));
    }
}
