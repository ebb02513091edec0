//! What stands on a desk's sign, taken apart into what can be said.

use crate::vietnam::folding::{fold, tidy};

/// Numbers with more digits are said digit by digit.
const NUMBER_DIGITS_MAX: usize = 4;

/// Words in front of the name that the sentence says itself.
const SAID_ANYWAY: [&str; 4] = ["quay so ", "quay ", "so ", "desk "];

/// A short form that is said in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortForm {
    pub(super) short: &'static str,
    pub(super) vietnamese: &'static str,
}

/// Short forms that stand on signs of public service centers. A synthesiser reads them as English letters.
const SHORT_FORMS: [ShortForm; 10] = [
    ShortForm { short: "UBND", vietnamese: "ủy ban nhân dân" },
    ShortForm { short: "HĐND", vietnamese: "hội đồng nhân dân" },
    ShortForm { short: "BHYT", vietnamese: "bảo hiểm y tế" },
    ShortForm { short: "BHXH", vietnamese: "bảo hiểm xã hội" },
    ShortForm { short: "CCCD", vietnamese: "căn cước công dân" },
    ShortForm { short: "TTHC", vietnamese: "thủ tục hành chính" },
    ShortForm { short: "HCC", vietnamese: "hành chính công" },
    ShortForm { short: "QSDĐ", vietnamese: "quyền sử dụng đất" },
    ShortForm { short: "GCN", vietnamese: "giấy chứng nhận" },
    ShortForm { short: "ĐKKD", vietnamese: "đăng ký kinh doanh" },
];

/// One piece of a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A number, said as such: 12 is "mười hai".
    Number(u64),
    /// A letter, said by its name.
    Letter(char),
    /// Said in full in Vietnamese, letter by letter in English.
    ShortForm(ShortForm),
    /// Any other word.
    Word(String),
}

/// A desk's sign, without a word such as "Quầy" in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) pieces: Vec<Piece>,
}

impl Sign {
    pub(super) fn read(name: &str) -> Self {
        let tidied = tidy(name);
        let runs = runs(without_said(&tidied));
        let mut pieces = Vec::new();
        for (index, run) in runs.iter().enumerate() {
            let is_before_word = runs
                .get(index + 1)
                .is_some_and(|next| next.chars().count() > 1 && !is_digits(next));
            push(run, is_before_word, &mut pieces);
        }
        Self { pieces }
    }

    /// Whether it begins with a number, and so is "quầy số …".
    pub(super) fn is_numbered(&self) -> bool {
        matches!(self.pieces.first(), Some(Piece::Number(_)))
    }

    /// Its pieces as a part of a file name: small letters of ASCII, digits and `-`.
    pub(super) fn file_name(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Number(number) => number.to_string(),
            Piece::Letter(letter) => fold(&letter.to_string()),
            Piece::ShortForm(form) => fold(form.short),
            Piece::Word(word) => fold(word),
        });
        let joined = pieces.collect::<Vec<_>>().join("-");
        joined.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect()
    }
}

/// The name without "Quầy số" and the like, unless nothing would be left.
fn without_said(name: &str) -> &str {
    for said in SAID_ANYWAY {
        let mut signs = name.char_indices().skip(said.len());
        let Some((rest, _)) = signs.next() else { continue };
        if fold(&name[..rest]) == said {
            return name[rest..].trim_start();
        }
    }
    name
}

/// Runs of letters and runs of digits; everything else only parts them.
fn runs(name: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before = None;
    for sign in name.chars() {
        let kind = (sign.is_ascii_digit(), is_latin(sign));
        match (kind, before) {
            ((false, false), _) => {}
            (kind, Some(same)) if kind == same => {
                if let Some(run) = runs.last_mut() {
                    run.push(sign);
                }
            }
            _ => runs.push(sign.to_string()),
        }
        before = Some(kind);
    }
    runs
}

/// Whether it is a letter that a Vietnamese or English voice can read (Unicode blocks up to Latin Extended-B, and
/// Latin Extended Additional).
fn is_latin(sign: char) -> bool {
    sign.is_alphabetic() && matches!(sign, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn is_digits(run: &str) -> bool {
    run.chars().all(|sign| sign.is_ascii_digit())
}

fn push(run: &str, is_before_word: bool, pieces: &mut Vec<Piece>) {
    if is_digits(run) {
        if run.len() <= NUMBER_DIGITS_MAX {
            pieces.extend(run.parse().ok().map(Piece::Number));
        } else {
            let digits = run.chars().filter_map(|sign| sign.to_digit(10));
            pieces.extend(digits.map(|digit| Piece::Number(digit.into())));
        }
        return;
    }
    if let Some(form) = SHORT_FORMS.iter().find(|form| form.short == run) {
        pieces.push(Piece::ShortForm(*form));
        return;
    }
    let is_capitals = run.chars().all(char::is_uppercase);
    let mut signs = run.chars();
    match (signs.next(), signs.next()) {
        // "Y tế" is two words; "A" and the A of "5A" are letters.
        (Some(letter), None) if is_name_of_letter(letter) && !(is_before_word && is_y(letter)) => {
            pieces.push(Piece::Letter(letter.to_ascii_uppercase()));
        }
        _ if is_capitals && !has_vowel(run) && run.chars().all(is_name_of_letter) => {
            pieces.extend(run.chars().map(Piece::Letter))
        }
        _ if is_capitals => {
            let small = run.to_lowercase();
            pieces.push(Piece::Word(small.chars().filter(|sign| sign.is_alphabetic()).collect()));
        }
        _ => pieces.push(Piece::Word(run.to_owned())),
    }
}

fn is_name_of_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == 'Đ'
}

fn is_y(letter: char) -> bool {
    matches!(letter, 'y' | 'Y')
}

/// What has no vowel cannot be read as a word.
fn has_vowel(run: &str) -> bool {
    fold(run).chars().any(|sign| "aeiouy".contains(sign))
}
