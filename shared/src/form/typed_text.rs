//! Texts, names, telephone numbers, e-mail addresses and personal ID numbers in their normal forms.

use unicode_normalization::char::is_combining_mark;

use super::definition::Kind;
use super::limits::{EMAIL_MAX, NAME_MAX, TEXT_MAX, TEXT_USUAL};
use super::problem::AnswerProblem;
use crate::vietnam::folding;
use crate::vietnam::personal_id::{PersonalId, PersonalIdProblem};
use crate::vietnam::phone::{self, PhoneProblem};

/// The most characters of a kind.
pub(super) fn most(kind: &Kind) -> usize {
    match kind {
        Kind::Text { max_length } => (*max_length).min(TEXT_MAX),
        Kind::FullName => NAME_MAX,
        Kind::Email => EMAIL_MAX,
        _ => TEXT_USUAL,
    }
}

/// The normal form of what was typed; it is tidy already.
pub(super) fn read(kind: &Kind, typed: &str) -> Result<String, AnswerProblem> {
    let most = most(kind);
    if typed.chars().count() > most {
        return Err(AnswerProblem::TooLong { most });
    }
    match kind {
        Kind::FullName => name(typed),
        Kind::Phone => phone(typed),
        Kind::Email => email(typed),
        Kind::PersonalId => personal_id(typed),
        _ => text(typed),
    }
}

/// Whether an answer is in its normal form, which reading gives.
pub(super) fn text_stands(kind: &Kind, answer: &str) -> Result<(), AnswerProblem> {
    let most = most(kind);
    if answer.chars().count() > most {
        return Err(AnswerProblem::TooLong { most });
    }
    if answer.is_empty() {
        return Err(AnswerProblem::Missing);
    }
    if folding::tidy(answer) != answer {
        return Err(AnswerProblem::UnreadableText);
    }
    // Whoever filled it in, a scanner or another program, wrote it as reading would.
    if read(kind, answer)? == answer { Ok(()) } else { Err(AnswerProblem::UnreadableText) }
}

/// Signs that no printer of a center draws: parts of private sets, and those that turn the direction of writing.
fn is_unreadable(letter: char) -> bool {
    matches!(letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..)
}

fn text(typed: &str) -> Result<String, AnswerProblem> {
    if typed.chars().any(is_unreadable) {
        return Err(AnswerProblem::UnreadableText);
    }
    Ok(typed.to_owned())
}

/// A full name with its words capitalised: "nguyễn văn an" and "NGUYỄN VĂN AN" become "Nguyễn Văn An".
fn name(typed: &str) -> Result<String, AnswerProblem> {
    let plain = typed.replace(['\u{2019}', '\u{2018}', '\u{02bc}', '`'], "'");
    if !plain.chars().all(|letter| is_of_a_name(letter) || letter == ' ') {
        return Err(AnswerProblem::NameLetters);
    }
    let words: Vec<String> = plain.split(' ').map(capitalised).collect();
    let has_letters = |word: &String| word.chars().any(char::is_alphabetic);
    if !words.iter().all(has_letters) {
        return Err(AnswerProblem::NameLetters);
    }
    if words.len() < 2 {
        return Err(AnswerProblem::NameIncomplete);
    }
    let name = folding::tidy(&words.join(" "));
    if name.chars().count() > NAME_MAX {
        return Err(AnswerProblem::TooLong { most: NAME_MAX });
    }
    Ok(name)
}

/// Latin letters with or without marks, and what stands between them in names such as H'Hen.
fn is_of_a_name(letter: char) -> bool {
    let is_latin =
        matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    (is_latin && letter.is_alphabetic() && !is_combining_mark(letter))
        || matches!(letter, '\'' | '-')
}

/// A word with a capital at its beginning and after an apostrophe or a hyphen. Capitals further on stay when small
/// letters stand next to them, as in McDonald.
fn capitalised(word: &str) -> String {
    word.split_inclusive(['\'', '-']).map(piece_capitalised).collect()
}

fn piece_capitalised(piece: &str) -> String {
    let mut letters = piece.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    let is_mixed = rest.chars().any(char::is_uppercase) && rest.chars().any(char::is_lowercase);
    let mut written = String::with_capacity(piece.len());
    written.push(one_letter(first, first.to_uppercase()));
    if is_mixed {
        written.push_str(rest);
    } else {
        written.extend(rest.chars().map(|letter| one_letter(letter, letter.to_lowercase())));
    }
    written
}

/// The other case of a letter, unless that is more than one letter or none of a name.
fn one_letter(letter: char, mut other: impl Iterator<Item = char>) -> char {
    match (other.next(), other.next()) {
        (Some(other), None) if is_of_a_name(other) => other,
        _ => letter,
    }
}

fn phone(typed: &str) -> Result<String, AnswerProblem> {
    phone::parse(typed).map_err(|problem| match problem {
        PhoneProblem::Empty => AnswerProblem::Missing,
        PhoneProblem::NotDigits => AnswerProblem::PhoneDigits,
        PhoneProblem::Foreign => AnswerProblem::PhoneForeign,
        PhoneProblem::OldMobile => AnswerProblem::PhoneOld,
        PhoneProblem::Beginning => AnswerProblem::PhoneStart,
        PhoneProblem::Length { digits, expected } => {
            AnswerProblem::PhoneLength { found: digits, expected }
        }
    })
}

fn personal_id(typed: &str) -> Result<String, AnswerProblem> {
    match PersonalId::parse(typed) {
        Ok(id) => Ok(id.as_str().to_owned()),
        Err(problem) => Err(match problem {
            PersonalIdProblem::Empty => AnswerProblem::Missing,
            PersonalIdProblem::NotDigits => AnswerProblem::PersonalIdDigits,
            PersonalIdProblem::OldNumber => AnswerProblem::PersonalIdOld,
            PersonalIdProblem::Length { digits } => {
                AnswerProblem::PersonalIdLength { found: digits }
            }
            PersonalIdProblem::Place => AnswerProblem::PersonalIdPlace,
        }),
    }
}

/// An e-mail address as mail programs take it (RFC 5321, without quotes and address literals); its domain in small
/// letters.
fn email(typed: &str) -> Result<String, AnswerProblem> {
    if !typed.is_ascii() || typed.contains(' ') {
        return Err(AnswerProblem::EmailLetters);
    }
    let (local, domain) = typed.split_once('@').ok_or(AnswerProblem::NotAnEmail)?;
    let is_atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let is_local = local.len() <= 64
        && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom));
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let mut labels = domain.rsplit('.');
    let has_end = labels
        .next()
        .is_some_and(|end| end.len() >= 2 && end.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if is_local && has_end && domain.contains('.') && domain.split('.').all(is_label) {
        Ok(format!("{local}@{}", domain.to_ascii_lowercase()))
    } else {
        Err(AnswerProblem::NotAnEmail)
    }
}
