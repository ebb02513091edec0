//! Every Vietnamese syllable can be typed in Telex, in VNI and with the keys for marks, in more than one order.

use std::collections::BTreeSet;
use std::path::Path;

use kiosk::typing::{BACKSPACE, Field, Kind, Method, Written, normal};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

const INITIALS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

const RHYMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ăc", "ăm",
    "ăn", "ăng", "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em",
    "en", "eng", "eo", "ep", "et", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "i", "ia",
    "ich", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "im", "in", "inh", "ip", "it", "iu",
    "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay",
    "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong",
    "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt",
    "u", "ua", "uân", "uâng", "uât", "uây", "uc", "uê", "uênh", "ui", "um", "un", "ung", "uôc",
    "uôi", "uôm", "uôn", "uông", "uôt", "up", "ut", "uy", "uya", "uych", "uyên", "uyêt", "uynh",
    "uyt", "uyu", "ư", "ưa", "ưc", "ưi", "ưng", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt",
    "ươu", "ưt", "ưu", "y", "yêm", "yên", "yêt", "yêu",
];

const TONES: &[(&str, char, char)] = &[
    ("", ' ', ' '),
    ("\u{301}", 's', '1'),
    ("\u{300}", 'f', '2'),
    ("\u{309}", 'r', '3'),
    ("\u{303}", 'x', '4'),
    ("\u{323}", 'j', '5'),
];

/// A syllable without its tone: what begins it, and the rest.
fn syllable() -> impl Strategy<Value = (String, (&'static str, char, char))> {
    let parts = (proptest::sample::select(INITIALS), proptest::sample::select(RHYMES));
    (parts, proptest::sample::select(TONES))
        .prop_map(|((initial, rhyme), tone)| (format!("{initial}{rhyme}"), tone))
        .prop_filter("it is written otherwise", |(letters, _)| is_written_so(letters))
}

/// The rules of spelling that the lists of beginnings and rhymes alone do not hold.
fn is_written_so(letters: &str) -> bool {
    let rest_of = |begin: &str| letters.strip_prefix(begin).unwrap_or_default();
    let doubled =
        rest_of("qu").starts_with(['u', 'ư', 'o']) || rest_of("gi").starts_with(['i', 'y']);
    // yê begins a syllable, or follows a u.
    let misplaced = letters.find("yê").is_some_and(|at| at > 0 && !letters[..at].ends_with('u'));
    !doubled && !misplaced
}

/// The syllable with its tone where the old way of writing puts it: on ê and ơ, else on the vowel before a final
/// consonant, on the middle one of three, on the first of two.
fn with_tone(letters: &str, tone: &str) -> String {
    let begins = ["qu", "gi"]
        .into_iter()
        .find(|begin| letters.strip_prefix(begin).is_some_and(|rest| rest.starts_with(is_vowel)));
    let start = begins.map_or_else(|| letters.find(is_vowel).unwrap_or(0), str::len);
    let vowels: Vec<(usize, char)> = letters[start..]
        .char_indices()
        .take_while(|(_, letter)| is_vowel(*letter))
        .map(|(at, letter)| (start + at, letter))
        .collect();
    let end = vowels.last().map_or(letters.len(), |(at, letter)| at + letter.len_utf8());
    let marked = vowels.iter().rposition(|(_, letter)| matches!(letter, 'ê' | 'ơ' | 'â'));
    let closed = end < letters.len();
    let place = marked.unwrap_or(match (vowels.len(), closed) {
        (3, _) | (2, true) => 1,
        _ => 0,
    });
    let after = vowels.get(place).map_or(end, |(at, letter)| at + letter.len_utf8());
    normal(&format!("{}{tone}{}", &letters[..after], &letters[after..]))
}

fn is_vowel(letter: char) -> bool {
    "aăâeêioôơuưy".contains(letter)
}

/// The letters as keys, each mark behind its letter or all marks behind the word.
fn keys(letters: &str, method: Method, marks_last: bool) -> String {
    let (mut keys, mut late) = (String::new(), String::new());
    for letter in letters.chars() {
        let (plain, telex, vni) = match letter {
            'ă' => ('a', "w", "8"),
            'â' => ('a', "a", "6"),
            'ê' => ('e', "e", "6"),
            'ô' => ('o', "o", "6"),
            'ơ' => ('o', "w", "7"),
            'ư' => ('u', "w", "7"),
            'đ' => ('d', "d", "9"),
            other => (other, "", ""),
        };
        keys.push(plain);
        let mark = if method == Method::Telex { telex } else { vni };
        // đ is not put off: a second d behind another one is a letter.
        if marks_last && letter != 'đ' { late.push_str(mark) } else { keys.push_str(mark) }
    }
    // ươ needs its horn once.
    let late = late.replace("ww", "w").replace("77", "7");
    keys + &late
}

fn type_keys(kind: Kind, method: Method, keys: &str) -> String {
    let field = Field { kind, method, characters_max: 100 };
    keys.chars()
        .fold(Written::default(), |written, key| {
            let caret = written.caret;
            field.press(&written.text, (caret, caret), &key.to_string()).unwrap()
        })
        .text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn a_syllable_typed_is_the_syllable(
        (letters, tone) in syllable(),
        late in any::<bool>(),
        capital in any::<bool>(),
    ) {
        let expected = with_tone(&letters, tone.0);
        let expected = if capital { expected.to_uppercase() } else { expected };
        for (method, tone_key) in [(Method::Telex, tone.1), (Method::Vni, tone.2)] {
            let typed = format!("{}{tone_key}", keys(&letters, method, late));
            let typed = typed.trim_end();
            let typed = if capital { typed.to_uppercase() } else { typed.to_owned() };
            prop_assert_eq!(&type_keys(Kind::Text, method, &typed), &expected, "{}", typed);
        }
        let marks = if capital { letters.to_uppercase() } else { letters.clone() } + tone.0;
        prop_assert_eq!(&type_keys(Kind::Text, Method::Marks, &marks), &expected, "{}", marks);
    }

    #[test]
    fn what_is_taken_away_can_be_typed_again((letters, tone) in syllable(), count in 1..4_usize) {
        let expected = with_tone(&letters, tone.0);
        let count = count.min(letters.chars().count() - 1);
        for (method, tone_key) in [(Method::Telex, tone.1), (Method::Vni, tone.2)] {
            let typed = keys(&letters, method, false);
            let whole = format!("{typed}{tone_key}");
            let back = BACKSPACE.repeat(count);
            let kept: String = letters.chars().take(letters.chars().count() - count).collect();
            let kept_keys = keys(&kept, method, false);
            let rest = &typed[kept_keys.len()..];
            let again = format!("{}{back}{rest}", whole.trim_end());
            // The tone goes with the letter that carried it, and is typed again.
            let mut made = type_keys(Kind::Text, method, &again);
            if made != expected && tone_key != ' ' {
                made = type_keys(Kind::Text, method, &format!("{again}{tone_key}"));
            }
            prop_assert_eq!(&made, &expected, "{}", again.escape_debug());
        }
    }

    #[test]
    fn no_key_ever_loses_what_stands_there(
        text in "[ -~àáảãạăâđêôơư]{0,20}",
        at in 0..20_usize,
        key in "[ -~àáảãạăâđêôơư]",
    ) {
        let text = normal(&text);
        let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
        for method in [Method::Telex, Method::Vni, Method::Marks] {
            let field = Field { kind: Kind::Text, method, characters_max: 100 };
            let written = field.press(&text, (at, at), &key).unwrap();
            prop_assert!(written.text.ends_with(&text[at..]));
            prop_assert!(written.text.is_char_boundary(written.caret));
            let letters = |text: &str| text.chars().count();
            // A key adds a letter or changes one; a second w takes the place of its ư.
            prop_assert!(letters(&written.text) >= letters(&text));
            prop_assert_eq!(&normal(&written.text), &written.text);
        }
    }
}

#[test]
fn the_words_of_our_own_texts_can_be_typed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut words = BTreeSet::new();
    for file in ["lang/vi/LC_MESSAGES/kiosk.po", "../shared/data/ward/procedures.toml"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        for word in normal(&text).split(|letter: char| !letter.is_alphabetic()) {
            let word = word.to_lowercase();
            // Words with marks are Vietnamese; the others are of any language.
            if !word.is_ascii() {
                words.insert(word);
            }
        }
    }
    assert!(words.len() > 300, "only {} words", words.len());
    for word in words {
        let tone =
            TONES.iter().skip(1).find(|(mark, ..)| word.nfd().any(|part| mark.contains(part)));
        let tone = *tone.unwrap_or(&TONES[0]);
        let letters =
            normal(&word.nfd().filter(|part| !tone.0.contains(*part)).collect::<String>());
        for (method, key) in [(Method::Telex, tone.1), (Method::Vni, tone.2)] {
            let typed = format!("{}{key}", keys(&letters, method, false));
            assert_eq!(type_keys(Kind::Text, method, typed.trim_end()), word, "{typed}");
        }
    }
}
