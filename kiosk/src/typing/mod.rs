//! What a key does to the text of a field: Vietnamese by Telex, by VNI or by keys of its own for every mark, numbers, e-mail.
//!
//! Pure, and the same for keys on the screen and real ones. What comes as ready letters (another keyboard
//! layout, a paste) is kept as it is.

mod compose;
mod letters;

use compose::Way;
use letters::Tone;
pub use letters::normal;

/// Backspace, as a keyboard sends it (and as Slint passes it on).
pub const BACKSPACE: &str = "\u{8}";

/// What is written into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Any words.
    Text,
    /// An answer in words: it begins with a capital by itself.
    Sentence,
    /// The name of a person: each word begins with a capital by itself.
    Name,
    /// Digits.
    Number,
    /// An address of e-mail: letters as they are.
    Email,
    /// Secret digits.
    Pin,
    /// An amount: digits.
    Money,
    /// A date: digits, and strokes between them.
    Date,
}

/// How marks are typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// Letters that mean marks.
    #[default]
    Telex,
    /// Digits that mean marks.
    Vni,
    /// A key for each mark; letters and digits are only themselves.
    Marks,
}

impl Method {
    /// The next one of the key that changes it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Telex => Self::Vni,
            Self::Vni => Self::Marks,
            Self::Marks => Self::Telex,
        }
    }
}

/// A text with the place at which is typed. No value is shown by `Debug`: it may be a person's.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// The place, in bytes from the beginning.
    pub caret: usize,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Written").field("caret", &self.caret).finish_non_exhaustive()
    }
}

/// A field into which is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// What is written into it.
    pub kind: Kind,
    /// How marks are typed.
    pub method: Method,
    /// The most characters that it takes.
    pub characters_max: usize,
}

impl Field {
    /// The text after a key; none when the key is not for writing (arrows, Enter, Tab). `selected` is the part
    /// that is marked, in bytes: it is replaced, and its end is the caret when it is empty.
    #[must_use]
    pub fn press(&self, text: &str, selected: (usize, usize), key: &str) -> Option<Written> {
        if !is_for_writing(key) {
            return None;
        }
        let [start, end] = [selected.0.min(selected.1), selected.0.max(selected.1)]
            .map(|at| text.floor_char_boundary(at));
        let (before, after) = (&text[..start], &text[end..]);
        let before = if key == BACKSPACE {
            if start == end { self.shorten(before) } else { before.to_owned() }
        } else {
            self.lengthen(before, key)
        };
        let written = Written { caret: before.len(), text: before + after };
        // Taking away is always allowed; what does not fit is not begun.
        let fits = written.text.chars().count() <= self.characters_max.max(text.chars().count());
        Some(if fits { written } else { Written { text: text.to_owned(), caret: end } })
    }

    /// Whether a letter that is typed behind this text becomes a capital by itself.
    #[must_use]
    pub fn begins_word(&self, before: &str) -> bool {
        match self.kind {
            Kind::Name => !before.ends_with(|last: char| !last.is_whitespace() && last != '-'),
            Kind::Sentence => before.trim().is_empty(),
            _ => false,
        }
    }

    fn writes_words(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Sentence | Kind::Name)
    }

    fn shorten(&self, before: &str) -> String {
        let is_mark = |letter: char| ('\u{300}'..='\u{36f}').contains(&letter);
        let mut left = before.trim_end_matches(is_mark).to_owned();
        left.pop();
        if !self.writes_words() {
            return left;
        }
        let (front, word) = last_word(&left);
        format!("{front}{}", compose::settle(word))
    }

    fn lengthen(&self, before: &str, key: &str) -> String {
        let mut single = key.chars();
        if let (Some(character), None) = (single.next(), single.next()) {
            return self.take_character(before, character);
        }
        let is_digits = key.chars().all(|character| character.is_ascii_digit());
        match self.kind {
            Kind::Number | Kind::Pin | Kind::Money | Kind::Date if !is_digits => before.to_owned(),
            _ => normal(&format!("{before}{key}")),
        }
    }

    fn take_character(&self, before: &str, character: char) -> String {
        let literal = || format!("{before}{character}");
        match self.kind {
            Kind::Number | Kind::Pin | Kind::Money => {
                if character.is_ascii_digit() {
                    literal()
                } else {
                    before.to_owned()
                }
            }
            Kind::Date => match character {
                '0'..='9' => literal(),
                // Whatever people put between day and month.
                '/' | '-' | '.' | ' ' if before.ends_with(|c: char| c.is_ascii_digit()) => {
                    format!("{before}/")
                }
                _ => before.to_owned(),
            },
            Kind::Email => {
                if character.is_whitespace() || Tone::of_mark(character).is_some() {
                    before.to_owned()
                } else {
                    normal(&literal())
                }
            }
            Kind::Text | Kind::Sentence | Kind::Name => self.take_letter(before, character),
        }
    }

    fn take_letter(&self, before: &str, character: char) -> String {
        let (front, word) = last_word(before);
        if let Some(tone) = Tone::of_mark(character) {
            return format!("{front}{}", compose::take_tone(word, tone));
        }
        let character = if self.begins_word(before) {
            character.to_uppercase().next().unwrap_or(character)
        } else {
            character
        };
        let is_key = character.is_ascii_alphabetic()
            || (self.method == Method::Vni && character.is_ascii_digit() && !word.is_empty());
        let word = match self.method {
            Method::Telex if is_key => compose::take_key(Way::Telex, word, character),
            Method::Vni if is_key => compose::take_key(Way::Vni, word, character),
            Method::Marks if character.is_alphabetic() => compose::take_letter(word, character),
            // Ready letters in Telex and VNI move the tone as well: a mark key may have made it.
            _ if letters::is_vietnamese(character) => compose::take_letter(word, character),
            _ => return normal(&format!("{before}{character}")),
        };
        format!("{front}{word}")
    }
}

/// Keys beside those that write come as control characters and from the private use area.
fn is_for_writing(key: &str) -> bool {
    let is_special = |c: char| c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c);
    key == BACKSPACE || (!key.is_empty() && !key.contains(is_special))
}

/// What stands before the last word, and the last word: the letters at the end.
fn last_word(text: &str) -> (&str, &str) {
    let start = text.trim_end_matches(char::is_alphabetic).len();
    text.split_at(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_into(kind: Kind, method: Method, keys: &str) -> String {
        let field = Field { kind, method, characters_max: 200 };
        let mut text = Written::default();
        for key in keys.chars() {
            let caret = text.caret;
            text = field.press(&text.text, (caret, caret), &key.to_string()).expect("it writes");
        }
        text.text
    }

    #[test]
    fn whole_names_and_sentences() {
        for (kind, method, keys, text) in [
            (Kind::Name, Method::Telex, "nguyeenx thij hoaf", "Nguyễn Thị Hòa"),
            (Kind::Name, Method::Vni, "tra62n van8 d9u71c", "Trần Văn Đức"),
            (Kind::Name, Method::Marks, "pha\u{323}m thi\u{323} đoan", "Phạm Thị Đoan"),
            (Kind::Name, Method::Telex, "H'hen nieee", "H'hen Niee"),
            (Kind::Name, Method::Telex, "y-leer", "Y-Lể"),
            (Kind::Text, Method::Telex, "soos 12 ngox 3A", "số 12 ngõ 3A"),
            (Kind::Sentence, Method::Telex, "soos 12 ngox 3A", "Số 12 ngõ 3A"),
            (Kind::Sentence, Method::Vni, "d9u7o7ng2 so61 5", "Đường số 5"),
            (Kind::Sentence, Method::Telex, "12 phoos Hoaf", "12 phố Hòa"),
            (Kind::Text, Method::Vni, "so61 12 ngo4 3", "số 12 ngõ 3"),
            (Kind::Text, Method::Marks, "ho\u{300}ang windows 12", "hoàng windows 12"),
            (Kind::Text, Method::Telex, "ddatas. Ddaats", "đất. Đất"),
            (Kind::Email, Method::Telex, "windows.ddas@gmail.com", "windows.ddas@gmail.com"),
            (Kind::Email, Method::Vni, "an 12@x.vn", "an12@x.vn"),
            (Kind::Number, Method::Telex, "0a9 1", "091"),
            (Kind::Pin, Method::Vni, "12x34", "1234"),
            (Kind::Money, Method::Telex, "1.500", "1500"),
            (Kind::Date, Method::Telex, "/3-2.1990", "3/2/1990"),
        ] {
            assert_eq!(type_into(kind, method, keys), text, "{keys}");
        }
    }

    #[test]
    fn backspace_takes_a_letter_and_typing_goes_on_in_the_word() {
        let back = BACKSPACE;
        for (method, keys, text) in [
            (Method::Telex, format!("vieetj{back}n"), "viện"),
            (Method::Telex, format!("hoangf{back}{back}"), "hòa"),
            (Method::Telex, format!("hoangf{back}{back}s"), "hóa"),
            (Method::Telex, format!("hoangf{back}{back}nz"), "hoan"),
            (Method::Telex, format!("dduwowngf{back}{back}{back}cs"), "đức"),
            (Method::Telex, format!("ass{back}s"), "á"),
            (Method::Vni, format!("nguye6n4{back}t"), "nguyễt"),
            (Method::Vni, format!("d9{back}d9"), "đ"),
            (Method::Marks, format!("tuâ\u{300}n{back}t"), "tuầt"),
            (Method::Marks, format!("a\u{301}\u{301}"), "a"),
            (Method::Telex, format!("{back}{back}aas"), "ấ"),
        ] {
            assert_eq!(type_into(Kind::Text, method, &keys), text, "{keys:?}");
        }
    }

    #[test]
    fn the_caret_may_stand_in_the_middle_and_a_part_may_be_marked() {
        let field = Field { kind: Kind::Name, method: Method::Telex, characters_max: 12 };
        let written = field.press("Nguyn An", (4, 4), "e").expect("it writes");
        assert_eq!((written.text.as_str(), written.caret), ("Nguyen An", 5));
        let written = field.press(&written.text, (5, 5), "e").expect("it writes");
        assert_eq!((written.text.as_str(), written.caret), ("Nguyên An", 6));
        let written = field.press("Lê An", (0, 3), "h").expect("it writes");
        assert_eq!((written.text.as_str(), written.caret), ("H An", 1));
        let written = field.press("Lê An", (3, 0), BACKSPACE).expect("it writes");
        assert_eq!((written.text.as_str(), written.caret), (" An", 0));
        // Full: nothing more goes in, everything goes out. A mark needs no room.
        let full = "Nguyen An An";
        assert_eq!(field.press(full, (12, 12), "h").expect("it writes").text, full);
        assert_eq!(field.press(full, (12, 12), "s").expect("it writes").text, "Nguyen An Án");
        assert_eq!(field.press(full, (12, 12), BACKSPACE).expect("it writes").text.len(), 11);
        for other in ["\n", "\t", "\u{1b}", "\u{f700}", "\u{7f}", ""] {
            assert_eq!(field.press("An", (2, 2), other), None, "{other:?}");
        }
    }

    #[test]
    fn ready_letters_are_kept_as_they_are() {
        for method in [Method::Telex, Method::Vni, Method::Marks] {
            assert_eq!(type_into(Kind::Text, method, "Thủy Zoë Æ 山 ß"), "Thủy Zoë Æ 山 ß");
        }
        // Decomposed letters are put together.
        let field = Field { kind: Kind::Text, method: Method::Telex, characters_max: 200 };
        let written = field.press("", (0, 0), "Nguye\u{302}\u{303}n").expect("it writes");
        assert_eq!(written.text, "Nguyễn");
    }
}
