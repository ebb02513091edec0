//! What people answer. Nothing here shows a value when it is debugged: answers are personal data.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key::AnswerKey;
use super::moments::{PartialDate, TimeOfDay};

/// One answer in its normal form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A text, full name, phone number, e-mail address or personal ID number.
    Text(String),
    /// A date, perhaps not known to the day.
    Date(PartialDate),
    /// Hour and minute.
    Time(TimeOfDay),
    /// The code of an option.
    Choice(String),
    /// Yes or no.
    Yes(bool),
    /// A number, an amount in đồng, or how many items a repeated section has.
    Number(i64),
    /// An address.
    Address(Address),
    /// Left out on purpose.
    Skipped,
    /// A note was read.
    Seen,
}

impl Answer {
    /// Overwrites what it holds; a note that was read is left.
    pub fn wipe(&mut self) {
        match self {
            Self::Text(text) | Self::Choice(text) => blank(text),
            Self::Address(address) => {
                blank(&mut address.province);
                blank(&mut address.ward);
                blank(&mut address.line);
            }
            Self::Date(_) | Self::Time(_) | Self::Yes(_) | Self::Number(_) => {}
            Self::Skipped | Self::Seen => {}
        }
        *self = Self::Seen;
    }
}

/// Overwrites a text in the memory that it has.
fn blank(text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.fill(0);
    // Looked at, so that the compiler does not leave the writing out.
    std::hint::black_box(&bytes);
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Date(_) => "Date(…)",
            Self::Time(_) => "Time(…)",
            Self::Choice(_) => "Choice(…)",
            Self::Yes(_) => "Yes(…)",
            Self::Number(_) => "Number(…)",
            Self::Address(_) => "Address(…)",
            Self::Skipped => "Skipped",
            Self::Seen => "Seen",
        })
    }
}

/// An address of two levels, as they are since July 2025.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The code of the province or city; empty while it is not chosen.
    pub province: String,
    /// The code of the commune, ward or special zone; empty while it is not chosen.
    pub ward: String,
    /// House number, street, hamlet; may be empty.
    pub line: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

/// What was entered, before it is read.
#[derive(Clone, PartialEq, Eq)]
pub enum RawAnswer {
    /// Typed; of a choice the code of the option, of yes or no `yes` or `no`.
    Typed(String),
    /// The code of the option that was chosen.
    Choice(String),
    /// Yes or no.
    Yes(bool),
    /// An address of its three parts.
    Address(Address),
    /// Left out on purpose.
    Skip,
    /// A note was read.
    Seen,
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RawAnswer(…)")
    }
}

impl From<&str> for RawAnswer {
    fn from(typed: &str) -> Self {
        Self::Typed(typed.to_owned())
    }
}

/// All answers of a person to one form, those to questions that are not asked at the moment included.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub struct Answers(BTreeMap<AnswerKey, Answer>);

impl fmt::Debug for Answers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answers({} of them)", self.0.len())
    }
}

impl Answers {
    /// No answer yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One answer.
    #[must_use]
    pub fn get(&self, key: &AnswerKey) -> Option<&Answer> {
        self.0.get(key)
    }

    /// Puts an answer; gives back the one that stood there.
    pub fn set(&mut self, key: AnswerKey, answer: Answer) -> Option<Answer> {
        self.0.insert(key, answer)
    }

    /// Takes an answer away.
    pub fn remove(&mut self, key: &AnswerKey) -> Option<Answer> {
        self.0.remove(key)
    }

    /// Takes all answers away and overwrites what they held in memory.
    pub fn wipe(&mut self) {
        for answer in self.0.values_mut() {
            answer.wipe();
        }
        self.0.clear();
    }

    /// All of them by key.
    pub fn iter(&self) -> impl Iterator<Item = (&AnswerKey, &Answer)> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(AnswerKey, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (AnswerKey, Answer)>>(answers: I) -> Self {
        Self(answers.into_iter().collect())
    }
}
