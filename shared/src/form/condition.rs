//! When a question is asked: conditions on the answers to earlier questions.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use crate::ids::QuestionId;

/// A condition. A question that is hidden, unanswered or skipped counts as not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It was answered with this.
    Is(QuestionId, ConditionValue),
    /// It was answered, and with something else. The exact opposite of `is` is `not` around it.
    IsNot(QuestionId, ConditionValue),
    /// Whether it was answered at all.
    Answered(QuestionId, bool),
    /// Each of them holds.
    All(Vec<Self>),
    /// At least one of them holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

/// What an answer is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionValue {
    /// An option of a choice.
    Choice(String),
    /// Yes or no.
    Yes(bool),
    /// A number, an amount, or how many items there are.
    Number(i64),
}

impl ConditionValue {
    fn is(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Self::Choice(option), Answer::Choice(chosen)) => option == chosen,
            (Self::Yes(yes), Answer::Yes(said)) => yes == said,
            (Self::Number(number), Answer::Number(given)) => number == given,
            _ => false,
        }
    }
}

impl Condition {
    /// Whether it holds, given the answers to the questions that are asked; skipped ones are `None`.
    pub(super) fn holds<'a>(&self, answer: &dyn Fn(&QuestionId) -> Option<&'a Answer>) -> bool {
        match self {
            Self::Is(question, value) => answer(question).is_some_and(|given| value.is(given)),
            Self::IsNot(question, value) => answer(question).is_some_and(|given| !value.is(given)),
            Self::Answered(question, wanted) => answer(question).is_some() == *wanted,
            Self::All(parts) => parts.iter().all(|part| part.holds(answer)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(answer)),
            Self::Not(part) => !part.holds(answer),
        }
    }

    /// The questions that it asks about, in the order in which they stand in it.
    #[must_use]
    pub fn questions(&self) -> Vec<&QuestionId> {
        match self {
            Self::Is(question, _) | Self::IsNot(question, _) | Self::Answered(question, _) => {
                vec![question]
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::questions).collect(),
            Self::Not(part) => part.questions(),
        }
    }
}
