//! Names and keywords as whole phrases: what makes "khai sinh" more than two words.

/// What a word of a phrase that stands whole in the query adds, and of a phrase that the query begins.
const PHRASE_WORD: f32 = 30.0;
const BEGUN_PHRASE_WORD: f32 = 14.0;
/// What a word of a phrase adds whose words stand apart: "sửa tên trong giấy khai sinh".
const SCATTERED_PHRASE_WORD: f32 = 25.0;
/// What the whole query being the phrase adds.
const WHOLE_PHRASE: f32 = 25.0;

/// A name or keyword, its words in one spelling, with a space before and after each.
#[derive(Debug)]
pub(super) struct Phrase {
    padded: String,
    size: f32,
}

impl Phrase {
    pub(super) fn new(words: &[String]) -> Self {
        Self { padded: padded(words.iter().map(String::as_str)), size: super::small(words.len()) }
    }
}

/// A query as it is compared with phrases.
pub(super) struct Query {
    /// All words.
    padded: String,
    /// Without those that only stand around the matter.
    bare: String,
    bare_size: f32,
}

impl Query {
    /// From the words as understood, each with whether it is of the matter.
    pub(super) fn new(words: &[(String, bool)]) -> Self {
        let of_matter: Vec<&str> =
            words.iter().filter(|(_, matters)| *matters).map(|(word, _)| word.as_str()).collect();
        Self {
            padded: padded(words.iter().map(|(word, _)| word.as_str())),
            bare_size: super::small(of_matter.len()),
            bare: padded(of_matter.into_iter()),
        }
    }

    /// What the best of some phrases adds.
    pub(super) fn points(&self, phrases: &[Phrase]) -> f32 {
        phrases.iter().map(|phrase| self.points_of(phrase)).fold(0.0, f32::max)
    }

    fn points_of(&self, phrase: &Phrase) -> f32 {
        let Phrase { padded, size } = phrase;
        let is_short = *size <= 1.0 && padded.len() <= 5;
        if padded.len() <= 1 {
            0.0
        } else if *padded == self.padded || *padded == self.bare {
            PHRASE_WORD * size + WHOLE_PHRASE
        } else if !is_short && self.padded.contains(padded.as_str()) {
            PHRASE_WORD * size
        } else if self.bare.len() > 4 && padded.starts_with(self.bare.trim_end()) {
            let begun = super::small(self.bare.len()) / super::small(padded.len());
            BEGUN_PHRASE_WORD * self.bare_size * (0.5 + 0.5 * begun)
        } else if *size > 1.0 && padded.split_whitespace().all(|word| self.has(word)) {
            SCATTERED_PHRASE_WORD * size
        } else {
            0.0
        }
    }

    fn has(&self, word: &str) -> bool {
        self.padded.split_whitespace().any(|own| own == word)
    }
}

fn padded<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut padded = " ".to_owned();
    for word in words {
        padded.push_str(word);
        padded.push(' ');
    }
    padded
}
