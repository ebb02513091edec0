//! A Vietnamese letter taken apart into its plain letter, its shape (ă â đ ê ô ơ ư) and its tone, and put in order again.

use unicode_normalization::UnicodeNormalization;

/// What makes another letter of a plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// â ê ô.
    Circumflex,
    /// ơ ư.
    Horn,
    /// ă.
    Breve,
    /// đ.
    Stroke,
}

/// One of the five marks of tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Dấu huyền.
    Grave,
    /// Dấu sắc.
    Acute,
    /// Dấu hỏi.
    Hook,
    /// Dấu ngã.
    Tilde,
    /// Dấu nặng.
    Dot,
}

impl Tone {
    /// The tone that a combining mark stands for (Unicode, Combining Diacritical Marks).
    pub(super) fn of_mark(mark: char) -> Option<Self> {
        match mark {
            '\u{300}' => Some(Self::Grave),
            '\u{301}' => Some(Self::Acute),
            '\u{309}' => Some(Self::Hook),
            '\u{303}' => Some(Self::Tilde),
            '\u{323}' => Some(Self::Dot),
            _ => None,
        }
    }
}

/// A letter in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Without marks, as large or small as it was.
    pub(super) plain: char,
    pub(super) shape: Option<Shape>,
    pub(super) tone: Option<Tone>,
}

impl Letter {
    /// Takes a letter apart; none when it has marks that Vietnamese does not know.
    pub(super) fn of(character: char) -> Option<Self> {
        let mut letter = match character {
            'đ' => return Some(Self { plain: 'd', shape: Some(Shape::Stroke), tone: None }),
            'Đ' => return Some(Self { plain: 'D', shape: Some(Shape::Stroke), tone: None }),
            _ => Self { plain: character, shape: None, tone: None },
        };
        for (place, part) in std::iter::once(character).nfd().enumerate() {
            if place == 0 {
                letter.plain = part;
            } else if let Some(tone) = Tone::of_mark(part) {
                letter.tone = Some(tone);
            } else {
                letter.shape = Some(match part {
                    '\u{302}' => Shape::Circumflex,
                    '\u{31b}' => Shape::Horn,
                    '\u{306}' => Shape::Breve,
                    _ => return None,
                });
            }
        }
        Some(letter)
    }
}

/// A word in its parts: its letters without tones, and its tone. None when a letter is foreign or when there
/// are two tones.
pub(super) fn take_apart(word: &str) -> Option<(Vec<Letter>, Option<Tone>)> {
    let mut tone = None;
    let mut letters = Vec::new();
    for character in word.chars() {
        let mut letter = Letter::of(character)?;
        if let Some(found) = letter.tone.take()
            && tone.replace(found).is_some()
        {
            return None;
        }
        letters.push(letter);
    }
    Some((letters, tone))
}

/// The plain letters of a word.
pub(super) fn plain(word: &str) -> String {
    word.chars().map(|character| Letter::of(character).map_or(character, |it| it.plain)).collect()
}

/// Whether two words have the same letters and the same tone, wherever it stands.
pub(super) fn same_but_for_place(one: &str, other: &str) -> bool {
    let one = take_apart(one);
    one.is_some() && one == take_apart(other)
}

/// The text in the composed form in which everything is kept (NFC).
#[must_use]
pub fn normal(text: &str) -> String {
    text.nfc().collect()
}

/// Whether it is a letter with marks that Vietnamese knows.
pub(super) fn is_vietnamese(character: char) -> bool {
    Letter::of(character).is_some_and(|letter| letter.shape.is_some() || letter.tone.is_some())
}
