//! Dossier codes: those that the portals give, in the old and the new shape, and the center's own series.

use chrono::NaiveDate;

/// The pattern of the center's own codes until somebody sets another: an office of Hà Nội (H26) in the shape
/// of the national one-stop system, `{yymmdd}` the date and `{serial}` the number of the date.
pub const PATTERN_USUAL: &str = "000.00.00.H26-{yymmdd}-{serial}";

/// Digits of a serial number at least.
const SERIAL_DIGITS_MIN: usize = 4;
/// The most characters of a code.
const CODE_CHARACTERS_MAX: usize = 40;

/// The code that a pattern gives.
#[must_use]
pub fn from_pattern(pattern: &str, date: NaiveDate, serial: u32) -> String {
    pattern
        .replace("{yymmdd}", &date.format("%y%m%d").to_string())
        .replace("{serial}", &format!("{serial:0SERIAL_DIGITS_MIN$}"))
}

/// Whether a pattern makes codes that can be read back, another one for each date and serial number.
#[must_use]
pub fn is_pattern(pattern: &str) -> bool {
    let example = NaiveDate::from_ymd_opt(2026, 9, 30)
        .map(|date| from_pattern(pattern, date, 12))
        .unwrap_or_default();
    pattern.contains("{yymmdd}") && pattern.contains("{serial}") && read(&example) == Some(example)
}

/// A code as people type it, in its normal form; `None` when it is none. Accepted are the shape of Decision
/// 468/QĐ-TTg, `V.Z.Y.M-YYMMDD-serial` such as `000.00.01.H26-260930-0012`, and the newer national one,
/// `MX.Y.Z-YYMMDD-serial`, whose parts are read loosely until its rule is published.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let code: String = typed
        .trim()
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .collect::<String>()
        .to_uppercase();
    if code.len() > CODE_CHARACTERS_MAX {
        return None;
    }
    let mut parts = code.split('-');
    let (office, date, serial) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none()
        && is_office(office)
        && is_date(date)
        && serial.len() >= SERIAL_DIGITS_MIN
        && is_digits(serial);
    is_whole.then_some(code)
}

/// Three or four groups of capital letters and digits, at least one of them with a letter.
fn is_office(office: &str) -> bool {
    let groups: Vec<&str> = office.split('.').collect();
    (3..=4).contains(&groups.len())
        && groups.iter().all(|group| {
            (1..=6).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        && office.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_date(date: &str) -> bool {
    date.len() == 6 && is_digits(date) && NaiveDate::parse_from_str(date, "%y%m%d").is_ok()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{PATTERN_USUAL, from_pattern, is_pattern, read};

    #[test]
    fn both_shapes_are_read_and_nothing_else() {
        for good in ["000.00.01.H26-260930-0012", "H26.11.2-260930-0001", "G22.99.1-261231-123456"]
        {
            assert_eq!(read(good).as_deref(), Some(good));
        }
        assert_eq!(
            read(" 000.00.01.h26 - 260930 - 0012 ").as_deref(),
            Some("000.00.01.H26-260930-0012")
        );
        for wrong in [
            "",
            "A025",
            "000.00.01.H26-260931-0012",
            "000.00.01.H26-260930-012",
            "000.00.01.H26-260930",
            "000.00.01.H26-260930-0012-1",
            "000.00-260930-0012",
            "000.00.01.26-260930-0012",
            "000.00.01.Đ26-260930-0012",
            "000.00.01.H26-260930-00123456789012345678901",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_series_of_the_center_reads_back() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(from_pattern(PATTERN_USUAL, date, 7), "000.00.00.H26-261123-0007");
        assert_eq!(from_pattern(PATTERN_USUAL, date, 12_345), "000.00.00.H26-261123-12345");
        assert!(is_pattern(PATTERN_USUAL));
        for wrong in ["", "{serial}", "000.00.00.H26-{yymmdd}", "x-{yymmdd}-{serial}"] {
            assert!(!is_pattern(wrong), "{wrong}");
        }
    }
}
