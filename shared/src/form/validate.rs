//! What is sent of the answers, and whether what was sent stands. The server trusts nothing and uses this again.

use chrono::NaiveDate;

use super::answer::{Answer, Answers};
use super::definition::{Form, Kind};
use super::journey::{Journey, PlaceState};
use super::key::AnswerKey;
use super::limits::ANSWERS_MAX;
use super::problem::AnswerProblem;

/// The answers to what is asked, without those to questions that another answer hides: what is sent.
#[must_use]
pub fn relevant(form: &Form, answers: &Answers, today: NaiveDate) -> Answers {
    let journey = Journey::new(form, answers, today);
    let places = journey.places().iter();
    places
        .filter_map(|place| {
            answers.get(&place.key).map(|answer| (place.key.clone(), answer.clone()))
        })
        .collect()
}

/// Whether a form is filled in completely and correctly, and holds nothing else. What [`relevant`] gives of a
/// complete journey does.
///
/// # Errors
/// Everything that is wrong, in the order of the form; keys that do not belong there stand last.
pub fn validate(
    form: &Form,
    answers: &Answers,
    today: NaiveDate,
) -> Result<(), Vec<(AnswerKey, AnswerProblem)>> {
    not_too_many(answers)?;
    let journey = Journey::new(form, answers, today);
    let mut problems: Vec<(AnswerKey, AnswerProblem)> = journey
        .places()
        .iter()
        .filter_map(|place| match &place.state {
            PlaceState::Open => Some((place.key.clone(), AnswerProblem::Missing)),
            PlaceState::Wrong(problem) => Some((place.key.clone(), problem.clone())),
            PlaceState::Answered | PlaceState::Skipped => None,
        })
        .collect();
    for (key, _) in answers.iter().filter(|(key, _)| journey.place(key).is_none()) {
        let is_known = form.question_at(key).is_some();
        let problem = if is_known { AnswerProblem::NotAsked } else { AnswerProblem::UnknownKey };
        problems.push((key.clone(), problem));
    }
    outcome(problems)
}

/// Whether answers that are not complete yet can be kept as a draft: known keys only, answers of the right kinds
/// and sizes. Hidden, missing and disagreeing ones are fine.
///
/// # Errors
/// Everything that is wrong, by key.
pub fn validate_draft(
    form: &Form,
    answers: &Answers,
) -> Result<(), Vec<(AnswerKey, AnswerProblem)>> {
    not_too_many(answers)?;
    let problem = |(key, answer): (&AnswerKey, &Answer)| {
        let problem = match form.question_at(key) {
            None => Some(AnswerProblem::UnknownKey),
            Some(question) => kind_and_size(&question.kind, answer).err(),
        };
        problem.map(|problem| (key.clone(), problem))
    };
    outcome(answers.iter().filter_map(problem).collect())
}

fn outcome(
    problems: Vec<(AnswerKey, AnswerProblem)>,
) -> Result<(), Vec<(AnswerKey, AnswerProblem)>> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// More than any form can hold is not looked at one by one.
fn not_too_many(answers: &Answers) -> Result<(), Vec<(AnswerKey, AnswerProblem)>> {
    match answers.iter().nth(ANSWERS_MAX) {
        Some((key, _)) => {
            Err(vec![(key.clone(), AnswerProblem::TooManyAnswers { most: ANSWERS_MAX })])
        }
        None => Ok(()),
    }
}

fn kind_and_size(kind: &Kind, answer: &Answer) -> Result<(), AnswerProblem> {
    match (kind, answer) {
        (Kind::Computed { .. }, _) => Err(AnswerProblem::WrongKind),
        (_, Answer::Skipped)
        | (Kind::Note, Answer::Seen)
        | (Kind::YesNo, Answer::Yes(_))
        | (Kind::Time, Answer::Time(_))
        | (Kind::Date { .. }, Answer::Date(_))
        | (Kind::Number { .. } | Kind::Money { .. }, Answer::Number(_)) => Ok(()),
        (Kind::Choice { .. }, Answer::Choice(text)) => short(text, super::limits::CODE_MAX),
        (Kind::Address, Answer::Address(address)) => short(&address.line, super::limits::TEXT_MAX)
            .and_then(|()| short(&address.province, super::limits::CODE_MAX))
            .and_then(|()| short(&address.ward, super::limits::CODE_MAX)),
        (
            Kind::Text { .. } | Kind::FullName | Kind::Phone | Kind::Email | Kind::PersonalId,
            Answer::Text(text),
        ) => short(text, super::limits::TEXT_MAX),
        _ => Err(AnswerProblem::WrongKind),
    }
}

fn short(text: &str, most: usize) -> Result<(), AnswerProblem> {
    if text.chars().count() > most { Err(AnswerProblem::TooLong { most }) } else { Ok(()) }
}
