//! A filled-in form as it is printed: plain data that a page template turns into HTML.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::FormId;

/// What the paper needs besides the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperContext {
    /// The center's name, Vietnamese.
    pub center: String,
    /// The day of printing; ages are counted until then.
    pub date: NaiveDate,
}

/// A filled-in form on paper, Vietnamese.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDocument {
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// Where the official form stands; empty when unknown.
    pub source: String,
    /// Whether the layout was never compared with the official text.
    pub check_before_use: bool,
    /// The name of the form.
    pub heading: String,
    /// Whom it is addressed to; nothing when the form does not say.
    pub addressed_to: Vec<Run>,
    /// From top to bottom.
    pub blocks: Vec<PaperPart>,
    /// Who signs, from left to right.
    pub signatures: Vec<super::template::PaperSignature>,
}

/// One block of the paper.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperPart {
    /// A line.
    Line(Vec<Run>),
    /// A bold line.
    Title(String),
    /// Options with a box before each.
    Boxes {
        /// What stands before them.
        label: String,
        /// The options from left to right.
        options: Vec<PaperBox>,
    },
    /// One box for each digit.
    Digits {
        /// What stands before them.
        label: String,
        /// What stands in each box; `None` is an empty one.
        digits: Vec<Option<char>>,
    },
    /// A table.
    Table {
        /// What stands above the columns.
        headings: Vec<String>,
        /// The rows, each with one cell a column; one empty row when there is no item.
        rows: Vec<Vec<Vec<Run>>>,
    },
    /// Blocks side by side.
    Columns(Vec<Vec<PaperPart>>),
}

/// One option with its box.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperBox {
    /// The option.
    pub label: String,
    /// Whether the box is ticked.
    pub ticked: bool,
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Words that always stand there.
    Words(String),
    /// What was answered.
    Filled(String),
    /// A dotted leader where nothing was answered.
    Leader,
}

/// Hides what was answered.
macro_rules! silent {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        })*
    };
}
silent!(PaperDocument, PaperPart, PaperBox, Run);
