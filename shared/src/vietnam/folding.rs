//! Compares Vietnamese text without regard to diacritics and case, as people type it.

use unicode_normalization::UnicodeNormalization;

/// The text in lower case and plain ASCII: `Đất đai` becomes `dat dai`. Both sides of a comparison are
/// folded; what is stored and shown keeps its diacritics (NFC).
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Composed first, so that text with separate marks (NFD) folds alike.
    let composed: String = text.nfc().collect();
    any_ascii::any_ascii(&composed).to_ascii_lowercase()
}

/// The text composed (NFC), without control characters, and with single spaces: the form that is stored.
#[must_use]
pub fn tidy(text: &str) -> String {
    let composed: String = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a folded text: what stands between characters that are neither letters nor digits.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether each word that was typed begins a word of the text, in any order. Nothing typed matches all.
#[must_use]
pub fn matches(text: &str, typed: &str) -> bool {
    let (text, typed) = (fold(text), fold(typed));
    words(&typed).all(|wanted| words(&text).any(|word| word.starts_with(wanted)))
}

#[cfg(test)]
mod tests {
    use super::{fold, matches, tidy};

    #[test]
    fn diacritics_and_case_do_not_count() {
        for (text, folded) in [
            ("Đất đai", "dat dai"),
            ("NGUYỄN THỊ ƯƠNG", "nguyen thi uong"),
            ("Bà Rịa – Vũng Tàu", "ba ria - vung tau"),
            ("Nguye\u{302}\u{303}n", "nguyen"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn every_letter_of_the_alphabet_folds_to_its_base() {
        for (base, letters) in [
            ('a', "aàảãáạăằẳẵắặâầẩẫấậ"),
            ('d', "dđ"),
            ('e', "eèẻẽéẹêềểễếệ"),
            ('i', "iìỉĩíị"),
            ('o', "oòỏõóọôồổỗốộơờởỡớợ"),
            ('u', "uùủũúụưừửữứự"),
            ('y', "yỳỷỹýỵ"),
        ] {
            for letter in letters.chars() {
                for letter in [letter.to_string(), letter.to_uppercase().to_string()] {
                    assert_eq!(fold(&letter), base.to_string(), "{letter}");
                }
            }
        }
    }

    #[test]
    fn words_match_from_their_beginning() {
        assert!(matches("Phường Hoàn Kiếm", "hoan k"));
        assert!(matches("Phường Hoàn Kiếm", "kiếm phường"));
        assert!(matches("Phường Hoàn Kiếm", " "));
        assert!(!matches("Phường Hoàn Kiếm", "oan"));
    }

    #[test]
    fn stored_text_is_composed_and_has_single_spaces() {
        assert_eq!(tidy(" Nguye\u{302}\u{303}n \r\n  Va\u{306}n\tAn "), "Nguyễn Văn An");
    }
}
