//! How a form is laid out on paper, as its definition says; Vietnamese only, like the official forms.

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use crate::ids::{QuestionId, SectionId};

/// The layout of a form on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperTemplate {
    /// The name of the form, centred at the top.
    pub heading: String,
    /// Whom it is addressed to, under the heading.
    pub addressed_to: Option<Phrase>,
    /// What stands below, from top to bottom.
    pub blocks: Vec<PaperBlock>,
    /// Who signs, from left to right.
    pub signatures: Vec<PaperSignature>,
}

/// One block of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperBlock {
    /// When it is printed; absent means always.
    pub show_if: Option<Condition>,
    /// What it is.
    pub part: BlockPart,
}

/// What a block of the paper is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockPart {
    /// A line of text with answers in it.
    Line(Phrase),
    /// A bold line.
    Title(String),
    /// A choice or a yes-or-no question with a box before each option.
    Boxes {
        /// The question.
        question: QuestionId,
        /// What stands before the boxes.
        label: String,
    },
    /// An answer with one box for each digit.
    Digits {
        /// The question.
        question: QuestionId,
        /// What stands before the boxes.
        label: String,
    },
    /// One row for each item of a repeated section.
    Table {
        /// The section.
        section: SectionId,
        /// The columns from left to right.
        columns: Vec<TableColumn>,
    },
    /// Blocks side by side.
    Columns(Vec<Vec<PaperBlock>>),
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableColumn {
    /// What stands above it.
    pub heading: String,
    /// What stands in each row.
    pub cell: Phrase,
}

/// Somebody who signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperSignature {
    /// Who.
    pub title: String,
    /// How, in small letters; may be empty.
    pub note: String,
}

/// Text with places for answers: `Họ, chữ đệm, tên: {requester_name}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phrase(pub Vec<PhrasePart>);

/// A piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhrasePart {
    /// Words that always stand there.
    Words(String),
    /// An answer, or a part of it: `{q}`, `{q.day}`, `{q.ward}` …
    Answer(QuestionId, AnswerPart),
    /// `{center}`: the name of the center.
    Center,
    /// `{date}`: the day of printing in words, `ngày … tháng … năm …`.
    Date,
    /// `{n}` in a table: the number of the row, from 1.
    Row,
}

/// How much of an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerPart {
    /// All of it.
    Whole,
    /// `{q.day}` of a date.
    Day,
    /// `{q.month}` of a date.
    Month,
    /// `{q.year}` of a date.
    Year,
    /// `{q.hour}` of a time.
    Hour,
    /// `{q.minute}` of a time.
    Minute,
    /// `{q.province}` of an address.
    Province,
    /// `{q.ward}` of an address.
    Ward,
    /// `{q.line}` of an address.
    Line,
}

impl AnswerPart {
    /// By the name that stands after the dot.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "month" => Self::Month,
            "year" => Self::Year,
            "hour" => Self::Hour,
            "minute" => Self::Minute,
            "province" => Self::Province,
            "ward" => Self::Ward,
            "line" => Self::Line,
            _ => return None,
        })
    }
}
