//! What is said aloud, decided without a voice: sentences in the language of the screen, never a value that is
//! masked on it.

use shared::text::Language;

/// The kind of thing that has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focused {
    /// A button.
    Button,
    /// One of several things to choose.
    Choice,
    /// A field for typing.
    Field,
    /// A key of the keyboard on the screen.
    Key,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// The words, as the synthesiser is to read them.
    pub text: String,
    /// The voice.
    pub language: Language,
}

/// Short forms that a synthesiser reads letter by letter in the wrong language, and what people say.
const SPELLED: &[(&str, &str)] = &[
    ("UBND", "ủy ban nhân dân"),
    ("BHYT", "bảo hiểm y tế"),
    ("BHXH", "bảo hiểm xã hội"),
    ("CCCD", "căn cước công dân"),
    ("CT01", "xê tê không một"),
    ("QR", "quy rờ"),
    ("VNeID", "vi en ai đi"),
    ("TTHC", "thủ tục hành chính"),
    ("đ", "đồng"),
];

impl Utterance {
    /// Several pieces as sentences, without the empty ones.
    #[must_use]
    pub fn of(pieces: &[&str], language: Language) -> Self {
        let mut text = String::new();
        for piece in pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(piece);
            if !piece.ends_with(['.', '?', '!', ':', '…']) {
                text.push('.');
            }
        }
        Self { text: if language == Language::Vi { spelled_out(&text) } else { text }, language }
    }
}

/// What has the focus: its name, what stands under the name, what it is.
#[must_use]
pub fn focused(label: &str, detail: &str, kind: Focused, language: Language) -> Utterance {
    let what = match (kind, language) {
        (Focused::Button, Language::Vi) => "nút",
        (Focused::Button, Language::En) => "button",
        (Focused::Field, Language::Vi) => "ô nhập",
        (Focused::Field, Language::En) => "field",
        // A list and a keyboard are gone through quickly: their names are enough.
        (Focused::Choice | Focused::Key, _) => "",
    };
    if kind == Focused::Key {
        return Utterance { text: key_name(label, language), language };
    }
    let name = if what.is_empty() { label.to_owned() } else { format!("{label}, {what}") };
    Utterance::of(&[&name, detail], language)
}

/// A key of the keyboard: a letter is said alone, a sign by its name.
fn key_name(label: &str, language: Language) -> String {
    let name = match (label, language) {
        ("@", Language::Vi) => "a còng",
        ("@", Language::En) => "at",
        (".", Language::Vi) => "chấm",
        (".", Language::En) => "dot",
        (",", Language::Vi) => "phẩy",
        (",", Language::En) => "comma",
        ("-", Language::Vi) => "gạch ngang",
        ("-", Language::En) => "dash",
        ("_", Language::Vi) => "gạch dưới",
        ("_", Language::En) => "underscore",
        ("/", Language::Vi) => "gạch chéo",
        ("/", Language::En) => "slash",
        (other, _) => other,
    };
    name.to_owned()
}

/// Replaces short forms where they stand alone.
fn spelled_out(text: &str) -> String {
    let mut spoken = String::with_capacity(text.len());
    let mut word = String::new();
    let flush = |word: &mut String, spoken: &mut String| {
        let known = SPELLED.iter().find(|(short, _)| *short == word.as_str());
        spoken.push_str(known.map_or(word.as_str(), |(_, long)| long));
        word.clear();
    };
    for sign in text.chars() {
        if sign.is_alphanumeric() {
            word.push(sign);
        } else {
            flush(&mut word, &mut spoken);
            spoken.push(sign);
        }
    }
    flush(&mut word, &mut spoken);
    spoken
}

#[cfg(test)]
mod tests {
    use shared::text::Language;

    use super::{Focused, Utterance, focused};

    #[test]
    fn pieces_become_sentences() {
        let said = Utterance::of(&["Lấy số", "", "Chạm để lấy số."], Language::Vi);
        assert_eq!(said.text, "Lấy số. Chạm để lấy số.");
        assert_eq!(Utterance::of(&["", " "], Language::En).text, "");
    }

    #[test]
    fn short_forms_are_said_in_full_in_vietnamese_only() {
        let said = Utterance::of(&["UBND phường, thẻ BHYT"], Language::Vi);
        assert_eq!(said.text, "ủy ban nhân dân phường, thẻ bảo hiểm y tế.");
        // A letter inside a word is no short form.
        assert_eq!(Utterance::of(&["đường"], Language::Vi).text, "đường.");
        assert_eq!(Utterance::of(&["UBND"], Language::En).text, "UBND.");
    }

    #[test]
    fn what_has_the_focus_says_what_it_is() {
        let vi = |kind| focused("Lấy số", "", kind, Language::Vi).text;
        assert_eq!(vi(Focused::Button), "Lấy số, nút.");
        assert_eq!(vi(Focused::Field), "Lấy số, ô nhập.");
        assert_eq!(vi(Focused::Choice), "Lấy số.");
        assert_eq!(focused("@", "", Focused::Key, Language::Vi).text, "a còng");
        assert_eq!(focused("a", "", Focused::Key, Language::En).text, "a");
    }
}
