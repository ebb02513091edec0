//! The cards that open the service menu, as they stand in their file: Argon2 hashes of what is in their codes.

use std::fmt;
use std::fs;
use std::path::Path;

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use zeroize::Zeroizing;

/// What the code of a staff card begins with. No ID card does: theirs begin with digits (12 of them, or 10 and 15
/// on cards of the health insurance), so that none is ever compared with a hash.
pub const CARD_PREFIX: &str = "ONESTOP-STAFF-";
/// The fewest signs behind the prefix: 20 random ones of 16 cannot be tried out.
const SIGNS_MIN: usize = 20;
/// The most signs behind it.
const SIGNS_MAX: usize = 64;
/// The most cards of one kiosk: each is compared with what is held to the reader, and that takes its time.
pub const CARDS_MAX: usize = 20;

/// Why the file of the cards cannot be used, as one sentence for the person who installs the kiosk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardFileError {
    /// The file is not there or may not be read.
    #[error("the file {0} of --service-card-file cannot be read: {1}")]
    Unreadable(String, String),
    /// No line with a hash.
    #[error("the file {0} of --service-card-file holds no Argon2 hash of a card")]
    Empty(String),
    /// A line that is none.
    #[error("line {1} of the file {0} of --service-card-file is no Argon2 hash")]
    NoHash(String, usize),
    /// More cards than are compared.
    #[error(
        "the file {0} of --service-card-file holds {1} cards: at most {CARDS_MAX} can open one kiosk"
    )]
    TooMany(String, usize),
}

/// The cards of one kiosk, each with the line of its file. `Debug` shows how many.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StaffCards(Vec<(usize, String)>);

impl fmt::Debug for StaffCards {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StaffCards({})", self.0.len())
    }
}

impl StaffCards {
    /// Reads the file: one hash a line; empty lines and those that begin with # count for nothing.
    ///
    /// # Errors
    /// When it cannot be read, holds no hash, something else, or too many.
    pub fn read(path: &Path) -> Result<Self, CardFileError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| CardFileError::Unreadable(shown.clone(), error.to_string()))?;
        Self::parse(&text, shown)
    }

    fn parse(text: &str, shown: String) -> Result<Self, CardFileError> {
        let mut cards = Vec::new();
        for (number, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if !line.starts_with("$argon2") || PasswordHash::new(line).is_err() {
                return Err(CardFileError::NoHash(shown, number + 1));
            }
            cards.push((number + 1, line.to_owned()));
        }
        match cards.len() {
            0 => Err(CardFileError::Empty(shown)),
            many if many > CARDS_MAX => Err(CardFileError::TooMany(shown, many)),
            _ => Ok(Self(cards)),
        }
    }

    /// Whether no card opens the menu.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The line of the card with this code; none for every other code, and for what is no code of a staff card.
    #[must_use]
    pub fn line_of(&self, code: &str) -> Option<usize> {
        let code = plain(code);
        if !is_form_right(&code) {
            return None;
        }
        let fits = |hash: &str| {
            PasswordHash::new(hash).is_ok_and(|parsed| {
                Argon2::default().verify_password(code.as_bytes(), &parsed).is_ok()
            })
        };
        self.0.iter().find(|(_, hash)| fits(hash)).map(|(line, _)| *line)
    }
}

/// Whether this is meant to be the code of a staff card, right or wrong.
#[must_use]
pub fn is_staff_code(code: &str) -> bool {
    plain(code).starts_with(CARD_PREFIX)
}

/// In capitals: a reader that types like a keyboard turns them round while the shift lock is on.
fn plain(code: &str) -> Zeroizing<String> {
    Zeroizing::new(code.trim().to_ascii_uppercase())
}

fn is_form_right(code: &str) -> bool {
    code.strip_prefix(CARD_PREFIX).is_some_and(|signs| {
        (SIGNS_MIN..=SIGNS_MAX).contains(&signs.len())
            && signs.bytes().all(|sign| sign.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use argon2::Params;
    use argon2::password_hash::PasswordHasher;

    use super::*;

    const CODE: &str = "ONESTOP-STAFF-9F2C41D07A6B88E3510C";

    /// Quick, since a test tries many.
    fn hash(code: &str) -> String {
        let params = Params::new(64, 1, 1, None).unwrap();
        let quick = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        quick.hash_password(code.as_bytes()).unwrap().to_string()
    }

    fn parse(text: &str) -> Result<StaffCards, CardFileError> {
        StaffCards::parse(text, "cards".to_owned())
    }

    #[test]
    fn the_line_of_a_card_is_found_and_nothing_shows_its_code() {
        let other = CODE.replace("9F2C", "AAAA");
        let text = format!("# Lan\n{}\n\n# Minh\n  {}\n", hash(&other), hash(CODE));
        let cards = parse(&text).unwrap();
        assert_eq!(cards.line_of(CODE), Some(5));
        assert_eq!(cards.line_of(&other), Some(2));
        assert_eq!(cards.line_of(&format!(" {}\r", CODE.to_ascii_lowercase())), Some(5));
        assert_eq!(cards.line_of(&CODE.replace("9F", "9E")), None);
        assert_eq!(format!("{cards:?}"), "StaffCards(2)");
    }

    #[test]
    fn what_is_no_staff_code_opens_nothing_although_its_hash_stands_in_the_file() {
        let citizens = [
            "001099012345|011111111|Nguyễn Văn An|01011999|Nam|Số 1 Hàng Phèn, Hà Nội|15032022",
            "DN4010112345678|4e677579|01/01/1999|1|",
            "ONESTOP-STAFF-1234",
            "ONESTOP-STAFF-9F2C41D07A6B88E3510C|x",
            "",
        ];
        for code in citizens {
            let cards = parse(&hash(code)).unwrap();
            assert_eq!(cards.line_of(code), None, "{code}");
        }
        assert!(!is_staff_code(citizens[0]) && !is_staff_code(citizens[1]));
        assert!(is_staff_code(citizens[2]) && is_staff_code(&CODE.to_ascii_lowercase()));
    }

    #[test]
    fn a_file_that_cannot_be_used_is_named_with_its_line() {
        assert_eq!(parse("# nobody\n\n"), Err(CardFileError::Empty("cards".to_owned())));
        for wrong in [CODE, "280451", "$argon2id$nonsense"] {
            let text = format!("# one\n{wrong}\n");
            let error = parse(&text).unwrap_err();
            assert_eq!(error, CardFileError::NoHash("cards".to_owned(), 2));
            assert!(!error.to_string().contains(wrong), "it never shows what stands there");
        }
        let many = vec![hash(CODE); CARDS_MAX + 1].join("\n");
        assert_eq!(parse(&many), Err(CardFileError::TooMany("cards".to_owned(), CARDS_MAX + 1)));
    }
}
