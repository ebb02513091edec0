//! What a key makes of a word: Telex and VNI as the crate `vi` knows them, marks by keys of their own, and what is behind backspace.
//!
//! No keystroke is remembered. The keys that would make the word that stands there are found anew, so typing
//! goes on in any word, whoever typed it and whatever was taken away from it.

use vi::processor::AccentStyle;
use vi::validation::is_valid_syllable;
use vi::{Definition, TELEX, VNI};

use super::letters::{Letter, Shape, Tone, normal, plain, same_but_for_place, take_apart};

/// How many consonants before a syllable are left alone: names such as Krông and Kpă.
const HEAD_MAX: usize = 2;

/// A way of typing marks with plain keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Letters: aa aw dd s f r x j.
    Telex,
    /// Digits 0–9.
    Vni,
}

impl Way {
    fn definition(self) -> &'static Definition {
        match self {
            Self::Telex => &TELEX,
            Self::Vni => &VNI,
        }
    }

    fn shape_key(self, letter: Letter) -> Option<char> {
        Some(match (self, letter.shape?) {
            (Self::Telex, Shape::Circumflex | Shape::Stroke) => letter.plain,
            (Self::Telex, Shape::Horn | Shape::Breve) => 'w',
            (Self::Vni, Shape::Circumflex) => '6',
            (Self::Vni, Shape::Horn) => '7',
            (Self::Vni, Shape::Breve) => '8',
            (Self::Vni, Shape::Stroke) => '9',
        })
    }

    fn tone_key(self, tone: Tone) -> char {
        match (self, tone) {
            (Self::Telex, Tone::Acute) => 's',
            (Self::Telex, Tone::Grave) => 'f',
            (Self::Telex, Tone::Hook) => 'r',
            (Self::Telex, Tone::Tilde) => 'x',
            (Self::Telex, Tone::Dot) => 'j',
            (Self::Vni, Tone::Acute) => '1',
            (Self::Vni, Tone::Grave) => '2',
            (Self::Vni, Tone::Hook) => '3',
            (Self::Vni, Tone::Tilde) => '4',
            (Self::Vni, Tone::Dot) => '5',
        }
    }
}

/// The word after one more key of Telex or VNI.
pub(super) fn take_key(way: Way, word: &str, key: char) -> String {
    let literal = format!("{word}{key}");
    // The first way that does something with the key. Foreign consonants in front are looked past only where
    // they are foreign.
    let is_native = is_valid_syllable(&literal.to_lowercase());
    let made = splits(word)
        .take(if is_native { 1 } else { HEAD_MAX + 1 })
        .filter_map(|(head, tail)| Some(format!("{head}{}", try_key(way, tail, key)?)))
        .find(|made| *made != literal);
    restore_foreign(way, word, key, made.unwrap_or(literal))
}

/// The word after one more letter that is to stand as it is; the tone moves to where it belongs.
pub(super) fn take_letter(word: &str, letter: char) -> String {
    settle(&format!("{word}{letter}"))
}

/// The word with this tone, or without it when it has it already; the same when it can have none.
pub(super) fn take_tone(word: &str, tone: Tone) -> String {
    for (head, tail) in splits(word) {
        let Some((letters, now)) = take_apart(tail) else { continue };
        let key = if now == Some(tone) { '0' } else { Way::Vni.tone_key(tone) };
        let before: String = letters.iter().map(|letter| letter.plain).collect();
        if let Some(made) = try_key(Way::Vni, tail, key).filter(|made| plain(made) == before)
            && made != tail
        {
            return format!("{head}{made}");
        }
    }
    word.to_owned()
}

/// The word with its tone where it belongs.
pub(super) fn settle(word: &str) -> String {
    for (head, tail) in splits(word) {
        if let Some(keys) = keys_of(Way::Vni, &tail.to_lowercase()) {
            return format!("{head}{}", with_case_of(tail, &compose(Way::Vni, &keys)));
        }
    }
    word.to_owned()
}

/// The word as it is, then without one and two consonants before a consonant.
fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_consonant = |letter: char| {
        Letter::of(letter).is_some_and(|it| {
            it.plain.is_ascii_alphabetic()
                && !matches!(it.plain.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
        })
    };
    let consonants = word.chars().take_while(|letter| is_consonant(*letter)).count();
    let most = consonants.saturating_sub(1).min(HEAD_MAX);
    (0..=most).map(|head| word.split_at(word.char_indices().nth(head).map_or(0, |(at, _)| at)))
}

/// What `vi` makes of the word and one more key; none when it does not know the word or loses a letter.
fn try_key(way: Way, word: &str, key: char) -> Option<String> {
    let small = word.to_lowercase();
    let small_key = key.to_ascii_lowercase();
    // Names of the highlands end with k (Đắk Lắk), which `vi` does not know: c behaves alike.
    let stem = small.strip_suffix('k').filter(|stem| !stem.is_empty() && is_mark(way, small_key));
    let known = stem.map_or_else(|| small.clone(), |stem| format!("{stem}c"));
    let mut keys = keys_of(way, &known)?;
    keys.push(small_key);
    let mut made = compose(way, &keys);
    if !keeps_letters(&plain(&known), &plain(&made), small_key) {
        return None;
    }
    if stem.is_some() {
        made = format!("{}k", made.strip_suffix('c')?);
    }
    Some(with_case_of(&format!("{word}{key}"), &made))
}

/// Whether no letter was lost: a mark was added, or the key itself, or the ư that a w stands for, or that ư
/// became the w again.
fn keeps_letters(before: &str, after: &str, key: char) -> bool {
    let with = |letter: char| after.strip_prefix(before) == Some(letter.encode_utf8(&mut [0; 4]));
    let took_back = || {
        before.strip_suffix('u').zip(after.strip_suffix('w')).is_some_and(|(one, two)| one == two)
    };
    after == before || with(key) || key == 'w' && (with('u') || took_back())
}

/// The letters of `made`, as large as those of `typed` in the same places: `vi` knows small letters best.
fn with_case_of(typed: &str, made: &str) -> String {
    let mut large = typed.chars().map(char::is_uppercase);
    made.chars()
        .map(|letter| {
            let is_large = large.next().unwrap_or_default();
            if is_large { letter.to_uppercase().next().unwrap_or(letter) } else { letter }
        })
        .collect()
}

fn is_mark(way: Way, key: char) -> bool {
    way.definition().contains_key(&key)
}

/// Words that begin with W are not Vietnamese: once ư can be no letter of a syllable, it is a W again.
fn restore_foreign(way: Way, word: &str, key: char, made: String) -> String {
    let horned = |word: &str| {
        let first = word.chars().next().and_then(Letter::of);
        first.is_some_and(|it| it.plain.eq_ignore_ascii_case(&'u') && it.shape == Some(Shape::Horn))
    };
    let in_doubt = way == Way::Telex && horned(word) && !key.eq_ignore_ascii_case(&'w');
    if !in_doubt || (horned(&made) && is_valid_syllable(&made)) {
        return made;
    }
    let keys = keys_of(way, &word.to_lowercase()).map(|keys| keys + &key.to_string());
    keys.map_or(made, |keys| with_case_of(&format!("{word}{key}"), &keys))
}

/// The keys that make this word of small letters, its tone last; none when no keys do.
fn keys_of(way: Way, word: &str) -> Option<String> {
    let (letters, tone) = take_apart(word)?;
    let spellings = [Spelling::Short, Spelling::Whole, Spelling::HornLast, Spelling::Doubled];
    spellings.into_iter().find_map(|spelling| {
        let mut keys = spelling.keys(way, &letters);
        keys.extend(tone.map(|tone| way.tone_key(tone)));
        same_but_for_place(&compose(way, &keys), word).then_some(keys)
    })
}

/// The ways to spell the same letters: which of them a word needs is found by trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    /// ư is w alone.
    Short,
    /// Every letter with its mark behind it.
    Whole,
    /// The horn of ươ once, behind both letters.
    HornLast,
    /// Letters that stand twice are typed three times, as Telex wants them (xoong).
    Doubled,
}

impl Spelling {
    fn keys(self, way: Way, letters: &[Letter]) -> String {
        let mut keys = String::new();
        for (place, letter) in letters.iter().enumerate() {
            let is_horned = |letter: Option<&Letter>, plain: char| {
                letter.is_some_and(|it| it.shape == Some(Shape::Horn) && it.plain == plain)
            };
            if self == Self::Short && way == Way::Telex && is_horned(Some(letter), 'u') {
                keys.push('w');
                continue;
            }
            keys.push(letter.plain);
            let twice = letter.shape.is_none()
                && place > 0
                && letters
                    .get(place - 1)
                    .is_some_and(|before| before.shape.is_none() && before.plain == letter.plain);
            if self == Self::Doubled && way == Way::Telex && twice {
                keys.push(letter.plain);
            }
            let horn_comes = self == Self::HornLast
                && is_horned(Some(letter), 'u')
                && is_horned(letters.get(place + 1), 'o');
            if !horn_comes {
                keys.extend(way.shape_key(*letter));
            }
        }
        keys
    }
}

fn compose(way: Way, keys: &str) -> String {
    let mut made = String::new();
    vi::transform_buffer_with_style(way.definition(), AccentStyle::Old, keys.chars(), &mut made);
    normal(&made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telex(keys: &str) -> String {
        keys.chars().fold(String::new(), |word, key| take_key(Way::Telex, &word, key))
    }

    fn vni(keys: &str) -> String {
        keys.chars().fold(String::new(), |word, key| take_key(Way::Vni, &word, key))
    }

    #[test]
    fn a_word_is_made_key_by_key() {
        for (keys, word) in [
            ("hoaf", "hòa"),
            ("hofa", "hòa"),
            ("hofang", "hoàng"),
            ("nguyeenx", "nguyễn"),
            ("nguyenxe", "nguyễn"),
            ("NGUYEENX", "NGUYỄN"),
            ("ddatas", "đất"),
            ("dadts", "đát"),
            ("thuowngf", "thường"),
            ("thwowngf", "thường"),
            ("huow", "huơ"),
            ("uow", "ươ"),
            ("huouw", "hươu"),
            ("huowu", "hươu"),
            ("ruowuj", "rượu"),
            ("thuowr", "thuở"),
            ("huowng", "hương"),
            ("truwowngf", "trường"),
            ("Dduwcs", "Đức"),
            ("quys", "quý"),
            ("giuwx", "giữ"),
            ("gif", "gì"),
            ("gieengs", "giếng"),
            ("nghieeng", "nghiêng"),
            ("w", "ư"),
            ("ww", "w"),
            ("Ww", "W"),
            ("uw", "ư"),
            ("tww", "tw"),
            ("ass", "as"),
            ("ddd", "dd"),
            ("aaa", "aa"),
            ("Lissa", "Lisa"),
            ("xooong", "xoong"),
            ("xooongs", "xoóng"),
            ("Windows", "Windows"),
            ("William", "William"),
            ("Ddawks", "Đắk"),
            ("Lawsk", "Lắk"),
            ("Kroong", "Krông"),
            ("Kpaw", "Kpă"),
            ("hoafz", "hoa"),
            ("khuyur", "khuỷu"),
            ("khuyru", "khuỷu"),
        ] {
            assert_eq!(telex(keys), word, "{keys}");
        }
        for (keys, word) in [
            ("hoa2", "hòa"),
            ("nguye6n4", "nguyễn"),
            ("D9u71c", "Đức"),
            ("d9a61t", "đất"),
            ("thuong72", "thường"),
            ("a11", "a1"),
            ("12", "12"),
            ("D9a8k1", "Đắk"),
            ("Windows", "Windows"),
        ] {
            assert_eq!(vni(keys), word, "{keys}");
        }
    }
}
