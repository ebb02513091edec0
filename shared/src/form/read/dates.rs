//! Dates and times as people type them: `05031990`, `5/3/1990`, `ngày 5 tháng 3 năm 1990`, `1990`, `8h30`.

use crate::form::moments::{PartialDate, TimeOfDay};
use crate::form::problem::AnswerProblem;
use crate::vietnam::folding::fold;

/// The groups of digits in a text; `None` when it holds anything else than digits, separators and `words`.
fn groups(typed: &str, words: &[&str], separators: &[char]) -> Option<Vec<String>> {
    let mut rest = fold(typed);
    for word in words {
        rest = rest.replace(word, " ");
    }
    if !rest.chars().all(|c| c.is_ascii_digit() || c == ' ' || separators.contains(&c)) {
        return None;
    }
    let parts = rest.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    Some(parts.map(str::to_owned).collect())
}

/// A date as far as it was typed.
pub(super) fn date(typed: &str) -> Result<PartialDate, AnswerProblem> {
    let groups = groups(typed, &["ngay", "thang", "nam"], &['/', '-', '.', ','])
        .ok_or(AnswerProblem::NotADate)?;
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    match groups.as_slice() {
        [digits] => of_digits(digits),
        [month, year] if year.len() == 4 => of_month(year, month),
        [year, month] if year.len() == 4 => of_month(year, month),
        [_, _] => Err(AnswerProblem::DateIncomplete),
        [year, month, day] if year.len() == 4 => of_day(year, month, day),
        [day, month, year] if year.len() == 4 => of_day(year, month, day),
        [_, _, year] if year.len() <= 2 => Err(AnswerProblem::YearOfTwoDigits),
        _ => Err(AnswerProblem::NotADate),
    }
}

/// Digits without anything between them: `05031990`, `031990`, `1990`.
fn of_digits(digits: &str) -> Result<PartialDate, AnswerProblem> {
    match digits.len() {
        8 => of_day(&digits[4..], &digits[2..4], &digits[..2]),
        // Six digits are a month and a year, unless only a day, a month and a short year make sense of them.
        6 => of_month(&digits[2..], &digits[..2]).map_err(|_| AnswerProblem::YearOfTwoDigits),
        4 => PartialDate::of_year(number(digits)).ok_or(AnswerProblem::NotADate),
        1..=3 => Err(AnswerProblem::DateIncomplete),
        _ => Err(AnswerProblem::NotADate),
    }
}

fn of_month(year: &str, month: &str) -> Result<PartialDate, AnswerProblem> {
    PartialDate::of_month(number(year), number(month)).ok_or(AnswerProblem::NoSuchDate)
}

fn of_day(year: &str, month: &str, day: &str) -> Result<PartialDate, AnswerProblem> {
    PartialDate::of_day(number(year), number(month), number(day)).ok_or(AnswerProblem::NoSuchDate)
}

/// A group of digits as a number; 0, which no calendar has, when it is too long for one.
fn number<T: std::str::FromStr + Default>(digits: &str) -> T {
    digits.parse().unwrap_or_default()
}

/// A time of day: `0830`, `830`, `8:30`, `8h30`, `8 giờ 30 phút`, `8h`.
pub(super) fn time(typed: &str) -> Result<TimeOfDay, AnswerProblem> {
    let groups = groups(typed, &["gio", "phut", "h", "g", "p"], &[':', '.', ','])
        .ok_or(AnswerProblem::NotATime)?;
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    let (hour, minute) = match groups.as_slice() {
        [digits] => match digits.len() {
            1 | 2 => (*digits, "0"),
            3 | 4 => digits.split_at(digits.len() - 2),
            _ => return Err(AnswerProblem::NotATime),
        },
        [hour, minute] if hour.len() <= 2 && minute.len() <= 2 => (*hour, *minute),
        _ => return Err(AnswerProblem::NotATime),
    };
    TimeOfDay::new(number(hour), number(minute)).ok_or(AnswerProblem::NotATime)
}
