//! How the same word is spelled: without diacritics, as said in a region, with a slip, or as raw Telex keys.

use crate::vietnam::folding;

/// Words as some regions say and write them, folded, with the spelling of the catalogue.
const REGIONAL: [(&str, &str); 4] =
    [("sanh", "sinh"), ("chanh", "chinh"), ("nhon", "nhan"), ("nhut", "nhat")];

/// What people say around that which they look for, folded, in both languages. Such words may be missing.
const AROUND: [&str; 72] = [
    "a", "am", "an", "and", "anh", "apply", "bac", "bi", "bo", "can", "cho", "chi", "chau", "chu",
    "co", "con", "cua", "da", "dau", "de", "di", "do", "duoc", "em", "for", "get", "gi", "giup",
    "have", "help", "hoi", "how", "i", "in", "is", "it", "khi", "la", "lam", "make", "me", "minh",
    "moi", "muon", "my", "nao", "need", "new", "nhu", "o", "of", "on", "ong", "or", "please",
    "sao", "the", "thi", "thu", "to", "toi", "tuc", "up", "va", "vay", "ve", "vi", "voi", "want",
    "where", "with", "xin",
];

/// Whether a folded word only stands around what is looked for.
pub(super) fn is_around(folded: &str) -> bool {
    AROUND.contains(&folded)
}

/// A folded word in one spelling: sanh is sinh, ki is ky (schools write both).
pub(super) fn canonical(folded: &str) -> String {
    if let Some((_, word)) = REGIONAL.iter().find(|(spelled, _)| *spelled == folded) {
        return (*word).to_owned();
    }
    match folded.as_bytes() {
        [consonant, b'y'] if !is_vowel(char::from(*consonant)) => {
            format!("{}i", char::from(*consonant))
        }
        _ => folded.to_owned(),
    }
}

/// The words of a text, each as it is written (lower case) and in one spelling.
pub(super) fn words(text: &str) -> Vec<(String, String)> {
    let lower = folding::tidy(text).to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .flat_map(parts)
        .map(|word| (word.to_owned(), canonical(&folding::fold(word))))
        .filter(|(_, canonical)| !canonical.is_empty())
        .collect()
}

/// A code such as `2.000908` is one word; other dots end a word.
fn parts(word: &str) -> Vec<&str> {
    let is_code = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_code && word.bytes().any(|byte| byte.is_ascii_digit()) {
        return vec![word.trim_matches('.')];
    }
    word.split('.').filter(|part| !part.is_empty()).collect()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// How a word sounds in the regions where s and x, ch and tr, d and gi and r, l and n are one.
pub(super) fn sound(canonical: &str) -> String {
    const BEGINNINGS: [(&str, &str); 12] = [
        ("ngh", "ng"),
        ("gh", "g"),
        ("gi", "d"),
        ("tr", "ch"),
        ("ng", "ng"),
        ("nh", "nh"),
        ("kh", "kh"),
        ("x", "s"),
        ("r", "d"),
        ("z", "d"),
        ("n", "l"),
        ("k", "c"),
    ];
    let changed = BEGINNINGS
        .iter()
        .find_map(|(from, to)| canonical.strip_prefix(from).map(|rest| format!("{to}{rest}")));
    changed.unwrap_or_else(|| canonical.to_owned())
}

/// What raw Telex or VNI keys stand for, folded: `ddaats` and `d9at61` are `dat`. `None` when the word holds none.
pub(super) fn from_raw_keys(word: &str) -> Option<String> {
    if !word.is_ascii() || word.len() < 3 {
        return None;
    }
    let mut plain = String::new();
    for letter in word.chars() {
        let after_vowel = plain.contains(is_vowel);
        let doubles = matches!(letter, 'a' | 'e' | 'o' | 'd') && plain.contains(letter);
        let is_tone = matches!(letter, 's' | 'f' | 'r' | 'x' | 'j' | 'w') && after_vowel;
        let is_digit_key = letter.is_ascii_digit() && !plain.is_empty();
        match letter {
            _ if doubles || is_tone || is_digit_key => {}
            'w' => plain.push('u'),
            letter => plain.push(letter),
        }
    }
    (plain != word && plain.contains(is_vowel)).then(|| canonical(&plain))
}

/// How many slips of the finger stand between two words, where that is few for their length; `None` when they
/// are different words. Short words hardly leave room: of three letters two may be swapped.
pub(super) fn slips(typed: &str, word: &str) -> Option<usize> {
    // Folded words are ASCII; whatever is not is counted in bytes.
    let length = typed.len();
    let most = match length {
        ..=2 => return None,
        3..=6 => 1,
        _ => 2,
    };
    // A slip changes the length by one and the letters by two at most: most words need no closer look.
    let changed = (letters(typed) ^ letters(word)).count_ones();
    if length.abs_diff(word.len()) > most || changed > 2 * u32::try_from(most).unwrap_or(2) {
        return None;
    }
    let found = strsim::damerau_levenshtein(typed, word);
    let begins_alike = typed.chars().next() == word.chars().next();
    let is_close = match length {
        3 => sorted(typed) == sorted(word),
        4 | 5 => begins_alike || sorted(typed) == sorted(word),
        _ => true,
    };
    (found <= most && is_close).then_some(found)
}

/// Which letters a word has, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte % 32))
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::{canonical, from_raw_keys, slips, sound, words};

    #[test]
    fn one_word_has_one_spelling() {
        for (spelled, word) in [("sanh", "sinh"), ("ky", "ki"), ("ly", "li"), ("hay", "hay")] {
            assert_eq!(canonical(spelled), word);
        }
        assert_eq!(sound("xay"), sound("say"));
        assert_eq!(sound("trung"), sound("chung"));
        assert_eq!(sound("giay"), sound("ray"));
        let found: Vec<String> =
            words("Mã 2.000908, v.v.").into_iter().map(|word| word.1).collect();
        assert_eq!(found, ["ma", "2.000908", "v", "v"]);
    }

    #[test]
    fn raw_keys_are_read() {
        for (keys, word) in [
            ("ddaats", Some("dat")),
            ("giaays", Some("giay")),
            ("taajm", Some("tam")),
            ("truws", Some("tru")),
            ("dduwowngf", Some("duong")),
            ("d9at61", Some("dat")),
            ("sinh", None),
            ("sổ", None),
        ] {
            assert_eq!(from_raw_keys(keys).as_deref(), word, "{keys}");
        }
    }

    #[test]
    fn a_slip_is_forgiven_as_far_as_the_length_allows() {
        assert_eq!(slips("sinj", "sinh"), Some(1));
        assert_eq!(slips("dta", "dat"), Some(1));
        assert_eq!(slips("dot", "dat"), None);
        assert_eq!(slips("thai", "khai"), None);
        assert_eq!(slips("thuonfg", "thuong"), Some(1));
        assert_eq!(slips("marraige", "marriage"), Some(1));
        assert_eq!(slips("insurence", "insurance"), Some(1));
    }
}
