//! Where an answer belongs: a question, an item of a repeated section, or the number of its items.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::limits::ITEMS_MAX;
use crate::ids::{QuestionId, SectionId};

/// Names one answer: `requester_name`; in item 2 (the third) of a repeated section
/// `members[2].member_name`; the number of a repeated section's items has the section's code, `members`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnswerKey {
    /// The repeated section and the item in it, counted from 0.
    pub item: Option<(SectionId, u32)>,
    /// The question, or the repeated section whose items are counted.
    pub question: QuestionId,
}

/// A text that names no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no key of an answer")]
pub struct NoKey;

impl AnswerKey {
    /// The answer to a question that is asked once.
    #[must_use]
    pub fn of(question: &QuestionId) -> Self {
        Self { item: None, question: question.clone() }
    }

    /// The answer to a question within an item, counted from 0.
    #[must_use]
    pub fn in_item(section: &SectionId, item: u32, question: &QuestionId) -> Self {
        Self { item: Some((section.clone(), item)), question: question.clone() }
    }

    /// How many items a repeated section has.
    #[must_use]
    pub fn count(section: &SectionId) -> Self {
        Self { item: None, question: QuestionId::from(section.as_str()) }
    }

    /// The number of the item, counted from 0.
    #[must_use]
    pub fn item_number(&self) -> Option<u32> {
        self.item.as_ref().map(|(_, number)| *number)
    }
}

impl fmt::Display for AnswerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((section, number)) = &self.item {
            write!(formatter, "{section}[{number}].")?;
        }
        write!(formatter, "{}", self.question)
    }
}

/// Whether a text can name a section or a question.
pub(super) fn is_code(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text.len() <= super::limits::CODE_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl FromStr for AnswerKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let Some((before, question)) = text.split_once('.') else {
            return if is_code(text) { Ok(Self::of(&text.into())) } else { Err(NoKey) };
        };
        let (section, number) =
            before.strip_suffix(']').and_then(|rest| rest.split_once('[')).ok_or(NoKey)?;
        let item: u32 = number.parse().map_err(|_| NoKey)?;
        let is_written_plainly = item.to_string() == number && item < ITEMS_MAX;
        if is_written_plainly && is_code(section) && is_code(question) {
            Ok(Self::in_item(&section.into(), item, &question.into()))
        } else {
            Err(NoKey)
        }
    }
}

impl TryFrom<String> for AnswerKey {
    type Error = NoKey;

    fn try_from(text: String) -> Result<Self, NoKey> {
        text.parse()
    }
}

impl From<AnswerKey> for String {
    fn from(key: AnswerKey) -> Self {
        key.to_string()
    }
}
