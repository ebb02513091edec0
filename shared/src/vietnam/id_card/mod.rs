//! Reads the QR code of an ID card: what a scanner sends becomes the data that pre-fill a declaration.
//!
//! Seven fields, `personal ID|old number or nothing|name|birth DDMMYYYY|Nam or Nữ|address|issued DDMMYYYY`;
//! newer cards add `||father|mother|`. The code is static and can be copied: it pre-fills, it never proves
//! who stands there.

mod address;
mod problem;

use std::fmt;

use chrono::{Datelike, NaiveDate};

pub use address::{CardAddress, split_address};
pub use problem::CardProblem;

use super::folding::{fold, tidy};
use super::personal_id::{PersonalId, PersonalIdProblem, Sex};

/// How many fields a card has at least.
const FIELDS: usize = 7;
/// How many fields a card has at most: with the names of the parents.
const FIELDS_WITH_PARENTS: usize = 11;
/// More than any card holds; a longer text is some other code.
const BYTES_MAX: usize = 2_000;

/// What stands on an ID card.
#[derive(Clone, PartialEq, Eq)]
pub struct IdCard {
    /// Twelve digits.
    pub personal_id: String,
    /// The nine digits of the card before, where there was one.
    pub old_id: Option<String>,
    /// Family name, middle name and name.
    pub name: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// The place of residence in one line, as it was when the card was issued.
    pub address: String,
    /// When the card was issued.
    pub issued_on: Option<NaiveDate>,
    /// The father's name, on newer cards.
    pub father: Option<String>,
    /// The mother's name, on newer cards.
    pub mother: Option<String>,
    /// Whether the words came through whole.
    pub certain: CardCertainty,
}

impl fmt::Debug for IdCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdCard(…)")
    }
}

/// Whether the words of a card came through whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardCertainty {
    /// Name and address can be taken as they are.
    Certain,
    /// The scanner seems to have lost letters, as those that act as a keyboard do: numbers and dates hold, name
    /// and address must be confirmed or typed.
    ConfirmWords,
}

/// Reads what a scanner sent.
///
/// # Errors
/// When it is something else than the code of an ID card, or one whose data cannot be right.
pub fn read(scanned: &str) -> Result<IdCard, CardProblem> {
    let text = scanned.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(CardProblem::Empty);
    }
    if let Some(problem) = problem::another_code(text) {
        return Err(problem);
    }
    if text.len() > BYTES_MAX {
        return Err(CardProblem::AnotherCode);
    }
    let repaired = repaired(text);
    let fields: Vec<String> = repaired.split('|').map(tidy).collect();
    let personal_id = personal_id(&fields)?;
    match fields.len() {
        ..FIELDS => return Err(CardProblem::CutOff),
        FIELDS..=FIELDS_WITH_PARENTS => {}
        _ => return Err(CardProblem::AnotherCode),
    }
    let field = |index: usize| fields.get(index).map(String::as_str).unwrap_or_default();
    let some = |index: usize| Some(field(index)).filter(|text| !text.is_empty()).map(str::to_owned);
    let birth_date = birth_date(field(3))?;
    if !personal_id.agrees_with_birth(birth_date.year()) {
        return Err(CardProblem::BirthDisagrees);
    }
    let (sex, sex_is_whole) = sex(field(4), &personal_id)?;
    let issued_on = issued_on(field(6), fields.len() == FIELDS)?;
    if issued_on.is_some_and(|issued_on| issued_on < birth_date) {
        return Err(CardProblem::ImpossibleDate);
    }
    let name = some(2).ok_or(CardProblem::NoName)?;
    let words_are_whole = sex_is_whole && came_through(&fields);
    Ok(IdCard {
        personal_id: personal_id.as_str().to_owned(),
        old_id: some(1),
        name,
        birth_date,
        sex,
        address: field(5).to_owned(),
        issued_on,
        father: some(8),
        mother: some(9),
        certain: if words_are_whole { CardCertainty::Certain } else { CardCertainty::ConfirmWords },
    })
}

fn personal_id(fields: &[String]) -> Result<PersonalId, CardProblem> {
    let first = fields.first().map(String::as_str).unwrap_or_default();
    PersonalId::parse(first).map_err(|problem| match problem {
        PersonalIdProblem::Place => CardProblem::ImpossibleNumber,
        // The beginning of a card's code and nothing more, or some other code.
        PersonalIdProblem::OldNumber | PersonalIdProblem::Length { .. }
            if fields.len() >= FIELDS =>
        {
            CardProblem::CutOff
        }
        _ => CardProblem::AnotherCode,
    })
}

fn birth_date(text: &str) -> Result<NaiveDate, CardProblem> {
    let year_only = |year: &str| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    // People whose day of birth was never recorded have the year alone.
    if year_only(text) || text.strip_prefix("0000").is_some_and(year_only) {
        return Err(CardProblem::YearOnly);
    }
    date(text).ok_or(CardProblem::ImpossibleDate)
}

fn issued_on(text: &str, is_last: bool) -> Result<Option<NaiveDate>, CardProblem> {
    if text.is_empty() {
        return Ok(None);
    }
    match date(text) {
        Some(date) => Ok(Some(date)),
        None if is_last && text.len() < 8 => Err(CardProblem::CutOff),
        None => Err(CardProblem::ImpossibleDate),
    }
}

/// A date written DDMMYYYY; some readers put strokes between.
fn date(text: &str) -> Option<NaiveDate> {
    let digits: String = text.chars().filter(|c| *c != '/').collect();
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let year = i32::try_from(number(4..8)?).ok().filter(|year| *year >= 1850)?;
    NaiveDate::from_ymd_opt(year, number(2..4)?, number(0..2)?)
}

/// The sex, and whether its word came through whole. Of "Nữ" a keyboard scanner may leave "N?" or "N": then
/// the number tells.
fn sex(text: &str, personal_id: &PersonalId) -> Result<(Sex, bool), CardProblem> {
    let (sex, is_whole) = match fold(text).as_str() {
        "nam" => (Sex::Male, true),
        "nu" => (Sex::Female, true),
        word if word.starts_with('n') && word.len() <= 4 => (personal_id.sex(), false),
        _ => return Err(CardProblem::AnotherCode),
    };
    if personal_id.agrees_with_sex(sex) {
        Ok((sex, is_whole))
    } else {
        Err(CardProblem::SexDisagrees)
    }
}

/// Whether the Vietnamese letters are there: a name and an address without a single letter beyond Latin-1
/// (such as ạ, đ, ư) hardly exist, but a scanner that acts as a keyboard drops just those.
fn came_through(fields: &[String]) -> bool {
    let words = || [2, 5, 8, 9].into_iter().filter_map(|index| fields.get(index));
    let is_lost = |c: char| matches!(c, '?' | '\u{fffd}');
    !words().any(|text| text.contains(is_lost))
        && words().any(|text| text.chars().any(|c| c > '\u{ff}'))
}

/// Undoes UTF-8 that was taken for Latin-1 or Windows-1252, which some scanners do: `Nguyá»…n` is `Nguyễn`.
fn repaired(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(windows_1252).collect();
    match bytes.map(String::from_utf8) {
        Some(Ok(read)) => read,
        _ => text.to_owned(),
    }
}

/// The byte that Windows-1252 shows as this character; the control characters of Latin-1 stand for themselves.
fn windows_1252(c: char) -> Option<u8> {
    const FROM_128: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    FROM_128.chars().zip(128..=159).find(|(shown, _)| *shown == c).map(|(_, byte)| byte)
}
