//! How wide and high the letters of a call are, in shares of their size: Noto Sans Bold.

/// Height of a capital.
pub const CAP_EM: f32 = 0.714;

/// The least height of a line of capitals, with the air above and below them.
pub const LINE_EM: f32 = 0.85;

/// The arrow between number and desk, with the air beside it.
pub const ARROW_EM: f32 = 0.7;

/// The word before a desk that stands under its number, with the air beside it.
pub const WORD_EM: f32 = 1.0;

/// The share of the letter size at which words with their tails and marks are no higher than a line of capitals.
const WORDS_SHARE: f32 = 0.72;

/// The widths of one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallLetters {
    /// The number.
    pub number_em: f32,
    /// The desk's sign.
    pub desk_em: f32,
    /// The share of the letter size at which the sign fits into a line of capitals: small letters hang below
    /// it, and Vietnamese capitals carry marks.
    pub desk_share: f32,
}

impl CallLetters {
    /// No call is set as if it were narrower than this, so that sizes do not jump from call to call.
    pub const USUAL_EM: f32 = 2.5;

    /// A desk of two digits: a longer sign takes smaller letters rather than making the number small.
    pub const DESK_USUAL_EM: f32 = 1.21;

    /// The widths of a number and a desk's sign.
    #[must_use]
    pub fn new(number: &str, desk: &str) -> Self {
        let plain =
            desk.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
        Self {
            number_em: width_em(number),
            desk_em: width_em(desk),
            desk_share: if plain { 1.0 } else { WORDS_SHARE },
        }
    }

    /// The word "Desk" stands before signs that are as short as a number; a long sign says itself what it is.
    #[must_use]
    pub fn word_em(&self) -> f32 {
        if self.desk_em <= Self::DESK_USUAL_EM { WORD_EM } else { 0.0 }
    }
}

/// The width of a text, never too small, in shares of the letter size.
#[must_use]
pub fn width_em(text: &str) -> f32 {
    text.chars().map(letter_em).sum::<f32>().max(0.5) + 0.06
}

fn letter_em(letter: char) -> f32 {
    match letter {
        '0'..='9' => 0.572,
        ' ' | '.' | ',' | ':' | 'I' | 'i' | 'j' | 'l' => 0.36,
        '-' | '/' | '(' | ')' | 'f' | 't' | 'r' | 's' => 0.5,
        'M' | 'W' | 'm' | 'w' => 0.99,
        'A' | 'B' | 'C' | 'E' | 'F' | 'J' | 'L' | 'P' | 'R' | 'S' | 'T' | 'V' | 'X' | 'Y' | 'Z' => {
            0.7
        }
        _ if letter.is_lowercase() => 0.66,
        _ => 0.83,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_call_is_as_wide_as_its_letters() {
        let call = CallLetters::new("A025", "12");
        assert!((call.number_em - 2.476).abs() < 0.01, "{call:?}");
        assert!(call.desk_em <= CallLetters::DESK_USUAL_EM && call.word_em() > 0.0);
        assert!(width_em("M001") > width_em("A001"));
        assert!(CallLetters::new("A025", "Tiếp dân").word_em() < 0.1);
    }
}
