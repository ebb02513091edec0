//! What is said when a number is called: the sentence for a voice that reads, and the same as names of recorded clips.

mod english;
mod sign;

use crate::catalog::VoiceRegion;
use crate::text::Language;
use crate::vietnam::number_words::{Region, code_aloud, in_words_of};

use sign::{Piece, Sign};

/// From so many times on, a call says that it is the last one.
pub const LAST_CALL_TIMES: u8 = 3;

/// The longest number that is said.
pub const NUMBER_SIGNS_MAX: usize = 8;

/// Vietnamese words that a synthesiser (espeak-ng 1.51) reads without a sound, and words that sound alike and are
/// read: the name of the letter J.
const UNHEARD: [(&str, &str); 1] = [("gi", "di")];

/// One call, as it is to be said once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement<'a> {
    /// The number that is called, such as `A025`.
    pub number: &'a str,
    /// What stands on the desk's sign, such as `5` or `Tiếp dân`.
    pub desk: &'a str,
    /// The language.
    pub language: Language,
    /// Whose Vietnamese it is.
    pub region: VoiceRegion,
    /// How often the person has been called, this call included.
    pub times: u8,
}

/// Whether this can be said as a number: letters from A to Z, Đ and digits, not too many.
#[must_use]
pub fn is_number(text: &str) -> bool {
    let signs = text.chars().count();
    (1..=NUMBER_SIGNS_MAX).contains(&signs)
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, 'đ' | 'Đ'))
}

impl Announcement<'_> {
    /// Whether it says that it is the last call.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.times >= LAST_CALL_TIMES
    }

    /// The sentence for a synthesiser: words and commas only, never a digit or a short form.
    #[must_use]
    pub fn sentence(&self) -> String {
        let sign = Sign::read(self.desk);
        match self.language {
            Language::Vi => self.vietnamese(&sign),
            Language::En => self.english(&sign),
        }
    }

    fn vietnamese(&self, sign: &Sign) -> String {
        let region = Region::from(self.region);
        let code = heard(&code_aloud(self.number));
        let words: Vec<String> =
            sign.pieces.iter().map(|piece| vietnamese(piece, region)).collect();
        let way = if sign.is_numbered() { "đến quầy số" } else { "đến quầy" };
        let desk = [way, &words.join(" ")].join(" ");
        let last = if self.is_last() { ", lần cuối" } else { "" };
        format!("Mời công dân có số thứ tự {code} {}{last}", desk.trim_end())
    }

    fn english(&self, sign: &Sign) -> String {
        let code: Vec<String> = self.number.chars().filter_map(english::sign).collect();
        let words = sign.pieces.iter().map(english::piece).filter(|words| !words.is_empty());
        let words: Vec<String> = words.collect();
        let desk = ["please go to desk", &words.join(" ")].join(" ");
        let last = if self.is_last() { ", final call" } else { "" };
        format!("Number {}, {}{last}", code.join(" "), desk.trim_end())
    }

    /// The names of the recorded clips that say the same, one list for each part of the sentence: a short rest
    /// stands between parts.
    #[must_use]
    pub fn clips(&self) -> Vec<Vec<String>> {
        let names = ClipNames::of(self.language);
        let mut code = vec![names.opening.to_owned()];
        code.extend(self.number.chars().filter_map(|sign| names.sign(sign)));
        let sign = Sign::read(self.desk);
        let mut parts = vec![code, names.desk(&sign)];
        if self.is_last() {
            parts.push(vec![names.last.to_owned()]);
        }
        parts
    }
}

impl From<VoiceRegion> for Region {
    /// The center of the country counts with the words of the south: lẻ and ngàn.
    fn from(region: VoiceRegion) -> Self {
        match region {
            VoiceRegion::North => Self::North,
            VoiceRegion::Central | VoiceRegion::South => Self::South,
        }
    }
}

fn vietnamese(piece: &Piece, region: Region) -> String {
    match piece {
        Piece::Number(number) => in_words_of(*number, region),
        Piece::Letter(letter) => heard(&code_aloud(&letter.to_string())),
        Piece::ShortForm(short) => short.vietnamese.to_owned(),
        Piece::Word(word) => word.clone(),
    }
}

/// The words with those replaced that would not be heard.
fn heard(words: &str) -> String {
    let replaced = words.split(' ').map(|word| {
        UNHEARD.iter().find(|(unheard, _)| *unheard == word).map_or(word, |(_, alike)| *alike)
    });
    replaced.collect::<Vec<_>>().join(" ")
}

/// What the clips of a language are called.
struct ClipNames {
    opening: &'static str,
    letter: &'static str,
    number: &'static str,
    numbered_desk: &'static str,
    named_desk: &'static str,
    last: &'static str,
}

impl ClipNames {
    const fn of(language: Language) -> Self {
        match language {
            Language::Vi => Self {
                opening: "moi-cong-dan-co-so-thu-tu",
                letter: "chu",
                number: "so",
                numbered_desk: "den-quay-so",
                named_desk: "den-quay",
                last: "lan-cuoi",
            },
            Language::En => Self {
                opening: "number",
                letter: "letter",
                number: "digits",
                numbered_desk: "please-go-to-desk-number",
                named_desk: "please-go-to-desk",
                last: "final-call",
            },
        }
    }

    fn sign(&self, sign: char) -> Option<String> {
        match sign {
            digit if digit.is_ascii_digit() => Some(format!("{}-{digit}", self.number)),
            // đ and d bear the same name, đê.
            'đ' | 'Đ' => Some(format!("{}-d", self.letter)),
            letter if letter.is_ascii_alphabetic() => {
                Some(format!("{}-{}", self.letter, letter.to_ascii_lowercase()))
            }
            _ => None,
        }
    }

    /// A number on the sign is one clip, so that it has its own melody; a name is one clip with the way to it.
    fn desk(&self, sign: &Sign) -> Vec<String> {
        let mut clips = vec![self.numbered_desk.to_owned()];
        for piece in &sign.pieces {
            match piece {
                Piece::Number(number) => clips.push(format!("{}-{number}", self.number)),
                Piece::Letter(letter) => clips.extend(self.sign(*letter)),
                Piece::ShortForm(_) | Piece::Word(_) => clips.clear(),
            }
            if clips.is_empty() {
                break;
            }
        }
        if sign.is_numbered() && !clips.is_empty() {
            return clips;
        }
        let name = sign.file_name();
        let parts = [self.named_desk, &name];
        vec![parts.join("-").trim_end_matches('-').to_owned()]
    }
}
