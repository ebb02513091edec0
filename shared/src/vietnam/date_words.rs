//! Dates in Vietnamese words, as a declaration asks for next to the digits.

use chrono::{Datelike, NaiveDate};

use super::number_words::in_words;

/// A date in words: "ngày năm tháng ba năm một nghìn chín trăm chín mươi".
#[must_use]
pub fn date_in_words(date: NaiveDate) -> String {
    let day = in_words(u64::from(date.day()));
    format!("ngày {day} {}", month_in_words(date.year(), date.month()))
}

/// A month in words: "tháng ba năm một nghìn chín trăm chín mươi". The fourth month is "tháng tư".
#[must_use]
pub fn month_in_words(year: i32, month: u32) -> String {
    let month = if month == 4 { "tư".to_owned() } else { in_words(u64::from(month)) };
    format!("tháng {month} {}", year_in_words(year))
}

/// A year in words: "năm một nghìn chín trăm chín mươi". Years before our era do not occur in declarations;
/// they are written without their sign.
#[must_use]
pub fn year_in_words(year: i32) -> String {
    format!("năm {}", in_words(u64::from(year.unsigned_abs())))
}

#[cfg(test)]
mod tests {
    use super::{date_in_words, month_in_words, year_in_words};

    #[test]
    fn dates_are_written_as_in_a_birth_certificate() {
        for (date, words) in [
            ("1990-03-05", "ngày năm tháng ba năm một nghìn chín trăm chín mươi"),
            ("2004-04-24", "ngày hai mươi tư tháng tư năm hai nghìn không trăm linh bốn"),
            ("2015-12-15", "ngày mười lăm tháng mười hai năm hai nghìn không trăm mười lăm"),
            ("2021-01-31", "ngày ba mươi mốt tháng một năm hai nghìn không trăm hai mươi mốt"),
            ("2025-07-04", "ngày bốn tháng bảy năm hai nghìn không trăm hai mươi lăm"),
            ("2000-10-10", "ngày mười tháng mười năm hai nghìn"),
        ] {
            assert_eq!(date_in_words(date.parse().expect("a date")), words);
        }
    }

    #[test]
    fn what_is_known_of_a_date_stands_alone() {
        assert_eq!(month_in_words(1945, 4), "tháng tư năm một nghìn chín trăm bốn mươi lăm");
        assert_eq!(year_in_words(1905), "năm một nghìn chín trăm linh năm");
    }
}
