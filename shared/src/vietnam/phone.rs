//! Phone numbers: ten digits for a mobile, eleven for a landline, stored with the leading 0.
//!
//! Numbering plan of circular 22/2014/TT-BTTTT and the change of prefixes in 2017 and 2018.

use crate::text::Language;

/// How many digits a mobile number has, with its 0.
const MOBILE_DIGITS: usize = 10;
/// How many digits a landline number has, with its 0 and area code.
const LANDLINE_DIGITS: usize = 11;

/// Why a text is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneProblem {
    /// Nothing was given.
    #[error("nothing was given")]
    Empty,
    /// It holds something else than digits.
    #[error("it holds something else than digits")]
    NotDigits,
    /// A number of another country.
    #[error("it is a number of another country")]
    Foreign,
    /// An eleven-digit mobile number, as they were until 2018.
    #[error("it is a mobile number from before 2018")]
    OldMobile,
    /// No network has numbers that begin so.
    #[error("no network has numbers that begin so")]
    Beginning,
    /// Too few or too many digits.
    #[error("it has {digits} digits instead of {expected}")]
    Length {
        /// How many it has.
        digits: usize,
        /// How many a number that begins so has.
        expected: usize,
    },
}

impl PhoneProblem {
    /// The problem in a sentence for the person who typed it.
    #[must_use]
    pub fn sentence(self, language: Language) -> String {
        match (self, language) {
            (Self::Empty, Language::Vi) => "Xin nhập số điện thoại.".to_owned(),
            (Self::Empty, Language::En) => "Please enter a phone number.".to_owned(),
            (Self::NotDigits, Language::Vi) => "Số điện thoại chỉ gồm chữ số.".to_owned(),
            (Self::NotDigits, Language::En) => "A phone number has digits only.".to_owned(),
            (Self::Foreign, Language::Vi) => "Xin nhập số điện thoại ở Việt Nam.".to_owned(),
            (Self::Foreign, Language::En) => "Please enter a number in Vietnam.".to_owned(),
            (Self::OldMobile, Language::Vi) => {
                "Số di động 11 số đã đổi thành 10 số từ năm 2018. Xin nhập số mới.".to_owned()
            }
            (Self::OldMobile, Language::En) => {
                "Mobile numbers with 11 digits changed in 2018. Please enter the new number."
                    .to_owned()
            }
            (Self::Beginning, Language::Vi) => {
                "Số điện thoại bắt đầu bằng 03, 05, 07, 08, 09 hoặc 02.".to_owned()
            }
            (Self::Beginning, Language::En) => {
                "A phone number begins with 03, 05, 07, 08, 09 or 02.".to_owned()
            }
            (Self::Length { digits, expected }, Language::Vi) => {
                format!("Số này phải có {expected} chữ số, số vừa nhập có {digits}.")
            }
            (Self::Length { digits, expected }, Language::En) => {
                format!("This number should have {expected} digits; it has {digits}.")
            }
        }
    }
}

/// The number in its normal form: digits with the leading 0, such as `0912345678`. Spaces, dots, hyphens
/// and brackets do not count; `+84`, `0084` and `84` stand for the 0.
///
/// # Errors
/// When it cannot be a number in Vietnam.
pub fn parse(text: &str) -> Result<String, PhoneProblem> {
    let typed: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')' | '\u{2011}' | '–'))
        .collect();
    if typed.is_empty() {
        return Err(PhoneProblem::Empty);
    }
    let international = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00"));
    if !international.unwrap_or(&typed).bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PhoneProblem::NotDigits);
    }
    let national = match international {
        Some(number) => Some(number.strip_prefix("84").ok_or(PhoneProblem::Foreign)?),
        // Without its 0 no number of ours begins with 84 and has nine or more digits after it.
        None => typed.strip_prefix("84").filter(|rest| rest.len() >= MOBILE_DIGITS - 1),
    };
    let number = match national {
        // Many write +84 and keep the 0.
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => typed,
    };
    let expected = match number.as_bytes() {
        [b'0', b'1', ..] if number.len() == LANDLINE_DIGITS => return Err(PhoneProblem::OldMobile),
        [b'0', b'3' | b'5' | b'7' | b'8' | b'9', ..] => MOBILE_DIGITS,
        [b'0', b'2', ..] => LANDLINE_DIGITS,
        _ => return Err(PhoneProblem::Beginning),
    };
    let digits = number.len();
    if digits == expected { Ok(number) } else { Err(PhoneProblem::Length { digits, expected }) }
}

/// A number in normal form as people read it: `0912 345 678`, `024 3825 1234`, `0203 382 1234`. Anything else
/// stays as it is.
#[must_use]
pub fn grouped(number: &str) -> String {
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    let sizes: [usize; 3] = match number.as_bytes() {
        // Hà Nội and Hồ Chí Minh City have area codes of three digits, all others of four.
        [b'0', b'2', b'4' | b'8', ..] => [3, 4, 4],
        _ => [4, 3, 4],
    };
    let mut groups = Vec::new();
    let mut rest = number;
    for size in sizes {
        let (group, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
        groups.push(group);
        rest = after;
    }
    groups.push(rest);
    groups.retain(|group| !group.is_empty());
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{PhoneProblem, grouped, parse};

    #[test]
    fn the_same_number_is_read_however_it_is_written() {
        for text in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "+84912345678",
            "+84 912-345-678",
            "+84 0912 345 678",
            "84912345678",
            "0084912345678",
            "(091) 2345678",
        ] {
            assert_eq!(parse(text).as_deref(), Ok("0912345678"), "{text}");
        }
        for (text, number) in [
            ("024 3825 1234", "02438251234"),
            ("+84 24 3825 1234", "02438251234"),
            ("842438251234", "02438251234"),
            ("0203.382.1234", "02033821234"),
            ("0841234567", "0841234567"),
            ("0341234567", "0341234567"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        for (text, problem) in [
            ("  ", PhoneProblem::Empty),
            ("không có", PhoneProblem::NotDigits),
            ("09123a5678", PhoneProblem::NotDigits),
            ("+", PhoneProblem::Foreign),
            ("+1 202 555 0100", PhoneProblem::Foreign),
            ("01681234567", PhoneProblem::OldMobile),
            ("0612345678", PhoneProblem::Beginning),
            ("912345678", PhoneProblem::Beginning),
            ("113", PhoneProblem::Beginning),
            ("091234567", PhoneProblem::Length { digits: 9, expected: 10 }),
            ("09123456789", PhoneProblem::Length { digits: 11, expected: 10 }),
            ("0243825123", PhoneProblem::Length { digits: 10, expected: 11 }),
        ] {
            assert_eq!(parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_number_is_shown_in_groups() {
        for (number, shown) in [
            ("0912345678", "0912 345 678"),
            ("02438251234", "024 3825 1234"),
            ("02033821234", "0203 382 1234"),
            ("091", "091"),
            ("", ""),
            ("không", "không"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }
}
