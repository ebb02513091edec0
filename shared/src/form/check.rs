//! Whether an answer stands: alone, and next to the answers before it. The kiosk and the server use the same.

use chrono::{Datelike, NaiveDate};

use super::answer::{Address, Answer, Answers};
use super::definition::{CardField, DateBound, Form, Kind, Question};
use super::key::AnswerKey;
use super::limits::{ADDRESS_LINE_MAX, NUMBER_MAX};
use super::moments::PartialDate;
use super::problem::AnswerProblem;
use super::typed_text;
use super::walk::{Stop, Walk};
use crate::vietnam::addresses;
use crate::vietnam::personal_id::{PersonalId, Sex};

/// The codes of the options of a question for the sex that an ID card can fill in.
pub(super) const MALE: &str = "male";
pub(super) const FEMALE: &str = "female";

impl Form {
    /// Whether an answer to a question stands, given the other answers. Only those before it in the form are
    /// looked at, so that of two that do not agree it is the later one that is wrong.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(
        &self,
        key: &AnswerKey,
        answer: &Answer,
        answers: &Answers,
        today: NaiveDate,
    ) -> Result<(), AnswerProblem> {
        if self.at(key).is_none() {
            return Err(AnswerProblem::UnknownKey);
        }
        let mut outcome = Err(AnswerProblem::NotAsked);
        Walk::through(self, answers, |walk, stop| {
            if stop.key == *key {
                outcome = at_stop(walk, stop, answer, today);
            }
        });
        outcome
    }
}

/// Whether an answer stands at a place that was reached.
pub(super) fn at_stop(
    walk: &Walk<'_, '_>,
    stop: &Stop<'_>,
    answer: &Answer,
    today: NaiveDate,
) -> Result<(), AnswerProblem> {
    alone(stop.question, answer, today)?;
    match answer {
        Answer::Date(date) => {
            by_other_dates(walk, stop, *date)?;
            with_card_number(walk, stop, answer)
        }
        Answer::Text(_) | Answer::Choice(_) => with_card_number(walk, stop, answer),
        _ => Ok(()),
    }
}

/// Whether an answer stands by itself.
pub(super) fn alone(
    question: &Question,
    answer: &Answer,
    today: NaiveDate,
) -> Result<(), AnswerProblem> {
    match (&question.kind, answer) {
        (Kind::Computed { .. }, _) => Err(AnswerProblem::WrongKind),
        (Kind::Note, Answer::Seen)
        | (Kind::YesNo, Answer::Yes(_))
        | (Kind::Time, Answer::Time(_)) => Ok(()),
        (_, Answer::Skipped) if question.required => Err(AnswerProblem::NotSkippable),
        (_, Answer::Skipped) => Ok(()),
        (Kind::Date { earliest, latest, year_only }, Answer::Date(date)) => {
            if !*year_only && date.day().is_none() {
                return Err(AnswerProblem::DateIncomplete);
            }
            by_bounds(*date, earliest.as_ref(), latest.as_ref(), today)
        }
        (Kind::Choice { options }, Answer::Choice(chosen)) => {
            let is_one = options.iter().any(|option| option.id == *chosen);
            if is_one { Ok(()) } else { Err(AnswerProblem::NotAnOption) }
        }
        (Kind::Number { min, max } | Kind::Money { min, max }, Answer::Number(number)) => {
            let (least, most) = number_bounds(*min, *max);
            match number {
                number if *number < least => Err(AnswerProblem::TooSmall { least }),
                number if *number > most => Err(AnswerProblem::TooLarge { most }),
                _ => Ok(()),
            }
        }
        (Kind::Address, Answer::Address(address)) => address_stands(address),
        (
            Kind::Text { .. } | Kind::FullName | Kind::Phone | Kind::Email | Kind::PersonalId,
            Answer::Text(text),
        ) => {
            typed_text::text_stands(&question.kind, text)?;
            match PersonalId::parse(text) {
                Ok(id) if question.kind == Kind::PersonalId && id.birth_year() > today.year() => {
                    Err(AnswerProblem::PersonalIdYear)
                }
                _ => Ok(()),
            }
        }
        _ => Err(AnswerProblem::WrongKind),
    }
}

/// The least and the most that a number may be. A number is never negative unless the form says so.
pub(super) fn number_bounds(min: Option<i64>, max: Option<i64>) -> (i64, i64) {
    (min.unwrap_or(0).max(-NUMBER_MAX), max.unwrap_or(NUMBER_MAX).min(NUMBER_MAX))
}

fn by_bounds(
    date: PartialDate,
    earliest: Option<&DateBound>,
    latest: Option<&DateBound>,
    today: NaiveDate,
) -> Result<(), AnswerProblem> {
    if let Some(earliest) = earliest.and_then(|bound| bound.on(today))
        && date.last_day() < earliest
    {
        return Err(AnswerProblem::DateTooEarly { earliest });
    }
    if let Some(latest) = latest.and_then(|bound| bound.on(today))
        && date.first_day() > latest
    {
        return Err(AnswerProblem::DateTooLate { latest });
    }
    Ok(())
}

/// Bounds that are the answers to earlier questions.
fn by_other_dates(
    walk: &Walk<'_, '_>,
    stop: &Stop<'_>,
    date: PartialDate,
) -> Result<(), AnswerProblem> {
    let Kind::Date { earliest, latest, .. } = &stop.question.kind else { return Ok(()) };
    let other = |bound: &Option<DateBound>| {
        let Some(DateBound::Question(question)) = bound else { return None };
        match walk.near(question, stop.section, stop.item) {
            Some(Answer::Date(other)) => {
                walk.question(question).map(|question| (*other, question.short.clone()))
            }
            _ => None,
        }
    };
    if let Some((first, name)) = other(earliest)
        && date.last_day() < first.first_day()
    {
        return Err(AnswerProblem::DateBefore { other: name });
    }
    if let Some((last, name)) = other(latest)
        && date.first_day() > last.last_day()
    {
        return Err(AnswerProblem::DateAfter { other: name });
    }
    Ok(())
}

/// A personal ID number against the date of birth and the sex of the same person. Whichever of them comes later in
/// the form is the one that is wrong.
fn with_card_number(
    walk: &Walk<'_, '_>,
    stop: &Stop<'_>,
    answer: &Answer,
) -> Result<(), AnswerProblem> {
    let Some(field) = stop.question.card.as_ref().map(|card| card.field) else { return Ok(()) };
    let of_person = |wanted: CardField| of_same_person(walk, stop, wanted);
    match (field, answer) {
        (CardField::PersonalId, Answer::Text(digits)) => {
            agrees_with_birth(digits, of_person(CardField::BirthDate))?;
            agrees_with_sex(digits, of_person(CardField::Sex))
        }
        (CardField::BirthDate, Answer::Date(_)) => match of_person(CardField::PersonalId) {
            Some(Answer::Text(digits)) => agrees_with_birth(digits, Some(answer)),
            _ => Ok(()),
        },
        (CardField::Sex, Answer::Choice(_)) => match of_person(CardField::PersonalId) {
            Some(Answer::Text(digits)) => agrees_with_sex(digits, Some(answer)),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// What was answered before about the holder of the same card.
fn of_same_person<'a>(
    walk: &Walk<'_, 'a>,
    stop: &Stop<'_>,
    field: CardField,
) -> Option<&'a Answer> {
    let person = stop.person()?;
    let mut of_person = walk.stops.iter().filter(|other| {
        other.question.card.as_ref().is_some_and(|card| card.field == field)
            && other.person().as_ref() == Some(&person)
    });
    of_person.find_map(|other| walk.given(&other.key))
}

fn agrees_with_birth(digits: &str, birth: Option<&Answer>) -> Result<(), AnswerProblem> {
    match (PersonalId::parse(digits), birth) {
        (Ok(id), Some(Answer::Date(date))) if !id.agrees_with_birth(date.year()) => {
            Err(AnswerProblem::PersonalIdBirth)
        }
        _ => Ok(()),
    }
}

fn agrees_with_sex(digits: &str, sex: Option<&Answer>) -> Result<(), AnswerProblem> {
    let sex = match sex {
        Some(Answer::Choice(option)) if option == MALE => Sex::Male,
        Some(Answer::Choice(option)) if option == FEMALE => Sex::Female,
        _ => return Ok(()),
    };
    match PersonalId::parse(digits) {
        Ok(id) if !id.agrees_with_sex(sex) => Err(AnswerProblem::PersonalIdSex),
        _ => Ok(()),
    }
}

fn address_stands(address: &Address) -> Result<(), AnswerProblem> {
    if address.line.chars().count() > ADDRESS_LINE_MAX {
        return Err(AnswerProblem::TooLong { most: ADDRESS_LINE_MAX });
    }
    if !address.line.is_empty() {
        typed_text::text_stands(&Kind::Text { max_length: ADDRESS_LINE_MAX }, &address.line)?;
    }
    if address.province.is_empty() {
        return Err(AnswerProblem::ProvinceMissing);
    }
    let province = addresses::province(&address.province).ok_or(AnswerProblem::ProvinceUnknown)?;
    if address.ward.is_empty() {
        return Err(AnswerProblem::WardMissing);
    }
    match addresses::ward(&address.ward) {
        Some(ward) if ward.province == province.code => Ok(()),
        _ => Err(AnswerProblem::WardUnknown),
    }
}
