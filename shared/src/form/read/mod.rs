//! Reads what was typed or chosen into an answer in its normal form.

mod dates;
mod numbers;

use chrono::NaiveDate;

use super::answer::{Address, Answer, RawAnswer};
use super::check;
use super::definition::{Form, Kind, Question};
use super::limits::TYPED_MAX;
use super::moments::PartialDate;
use super::problem::AnswerProblem;
use super::typed_text;
use crate::vietnam::folding;

impl Form {
    /// Reads what was entered into an answer in its normal form, and checks it by itself. Whether it agrees with
    /// other answers says [`Form::check`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(
        &self,
        question: &Question,
        raw: &RawAnswer,
        today: NaiveDate,
    ) -> Result<Answer, AnswerProblem> {
        let answer = match raw {
            RawAnswer::Skip => Answer::Skipped,
            RawAnswer::Seen => Answer::Seen,
            RawAnswer::Yes(yes) => Answer::Yes(*yes),
            RawAnswer::Choice(option) => Answer::Choice(option.clone()),
            RawAnswer::Address(address) => Answer::Address(tidy(address)),
            RawAnswer::Typed(typed) => of_typed(question, typed)?,
        };
        check::alone(question, &answer, today)?;
        Ok(answer)
    }
}

/// What was typed in its normal form, not yet checked against bounds.
pub(super) fn of_typed(question: &Question, typed: &str) -> Result<Answer, AnswerProblem> {
    if typed.len() > TYPED_MAX {
        return Err(AnswerProblem::TooLong { most: typed_text::most(&question.kind) });
    }
    let typed = folding::tidy(typed);
    if typed.is_empty() {
        return Err(AnswerProblem::Missing);
    }
    match &question.kind {
        Kind::Text { .. } | Kind::FullName | Kind::Phone | Kind::Email | Kind::PersonalId => {
            typed_text::read(&question.kind, &typed).map(Answer::Text)
        }
        Kind::Date { year_only, .. } => match dates::date(&typed)? {
            date @ PartialDate::Day(_) => Ok(Answer::Date(date)),
            _ if !*year_only => Err(AnswerProblem::DateIncomplete),
            date => Ok(Answer::Date(date)),
        },
        Kind::Time => dates::time(&typed).map(Answer::Time),
        Kind::Choice { .. } => Ok(Answer::Choice(typed)),
        Kind::YesNo => match folding::fold(&typed).as_str() {
            "yes" | "true" | "co" => Ok(Answer::Yes(true)),
            "no" | "false" | "khong" => Ok(Answer::Yes(false)),
            _ => Err(AnswerProblem::NotAnOption),
        },
        Kind::Number { .. } => numbers::number(&typed).map(Answer::Number),
        Kind::Money { .. } => numbers::money(&typed).map(Answer::Number),
        // An address is chosen from lists, a note is only read: neither is typed.
        Kind::Address | Kind::Computed { .. } | Kind::Note => Err(AnswerProblem::WrongKind),
    }
}

fn tidy(address: &Address) -> Address {
    Address {
        province: address.province.trim().to_owned(),
        ward: address.ward.trim().to_owned(),
        line: folding::tidy(&address.line),
    }
}
