//! Amounts of money as people read them.

use crate::text::Language;

/// An amount in đồng: "20.000 đồng", in English "20,000 đồng".
#[must_use]
pub fn dong(amount: i64, language: Language) -> String {
    let separator = match language {
        Language::Vi => '.',
        Language::En => ',',
    };
    let digits = amount.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    let sign = if amount < 0 { "−" } else { "" };
    format!("{sign}{grouped} đồng")
}

#[cfg(test)]
mod tests {
    use super::dong;
    use crate::text::Language;

    #[test]
    fn thousands_are_set_apart_as_the_language_does() {
        for (amount, vi, en) in [
            (0, "0 đồng", "0 đồng"),
            (500, "500 đồng", "500 đồng"),
            (20_000, "20.000 đồng", "20,000 đồng"),
            (1_234_567, "1.234.567 đồng", "1,234,567 đồng"),
            (-7_000, "−7.000 đồng", "−7,000 đồng"),
            (i64::MIN, "−9.223.372.036.854.775.808 đồng", "−9,223,372,036,854,775,808 đồng"),
        ] {
            assert_eq!(dong(amount, Language::Vi), vi);
            assert_eq!(dong(amount, Language::En), en);
        }
    }
}
