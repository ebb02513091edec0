//! What can be wrong with a catalogue, named by list, entry and field so that a form can show it where it belongs.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use super::tip_text::RefusedMark;

/// The most characters of a code.
pub(super) const CODE_MAX: usize = 40;

/// One thing that is wrong with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CatalogProblem {
    /// The list or table of the document, such as `services`.
    #[schema(value_type = String)]
    pub list: &'static str,
    /// The entry's code, date, or position from 0; empty where there is one of a kind.
    pub entry: String,
    /// The field within the entry, such as `name.vi` or `documents.2.name.en`.
    pub field: String,
    /// What is wrong with it.
    pub what: Wrong,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Wrong {
    /// Something must stand there.
    Missing,
    /// No code: letters A–Z and a–z, digits and hyphens, at most 40.
    NoCode,
    /// Another entry of the list has the same.
    Repeated {
        /// The other entry's code or date.
        other: String,
    },
    /// It names something that does not exist.
    Unknown {
        /// The code that is named.
        id: String,
    },
    /// A delay for a queue that the desk does not serve.
    NotServed,
    /// A prefix is one to three capital letters A–Z.
    Prefix,
    /// It is not between two numbers.
    Bounds {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// The end stands before the beginning.
    EndBeforeBeginning,
    /// The end is the beginning.
    EmptySpan,
    /// No weekday is chosen, or one that is not 1–7.
    Weekdays,
    /// A text that is too long.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// No web address: `https://` and a name.
    WebAddress,
    /// A kind of tip that does not show it.
    NotForKind,
    /// A mark of Markdown that boards do not show.
    TipText {
        /// The line of the text, from 1.
        line: u32,
        /// What stands there.
        mark: RefusedMark,
    },
    /// A name that is too long for what takes it.
    TooManyBytes {
        /// The most bytes.
        most: usize,
    },
    /// No password that a wireless network takes.
    WifiPassword,
}

impl fmt::Display for CatalogProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.list)?;
        if !self.entry.is_empty() {
            write!(formatter, " `{}`", self.entry)?;
        }
        if !self.field.is_empty() {
            write!(formatter, ", {}", self.field)?;
        }
        write!(formatter, ": {}", self.what)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("something must stand here"),
            Self::NoCode => {
                write!(formatter, "a code has 1–{CODE_MAX} letters A–Z, a–z, digits or hyphens")
            }
            Self::Repeated { other } => write!(formatter, "`{other}` has the same"),
            Self::Unknown { id } => write!(formatter, "`{id}` does not exist"),
            Self::NotServed => formatter.write_str("the desk does not serve this queue"),
            Self::Prefix => formatter.write_str("a prefix has 1–3 capital letters A–Z"),
            Self::Bounds { least, most } => write!(formatter, "must be {least}–{most}"),
            Self::EndBeforeBeginning => formatter.write_str("the end stands before the beginning"),
            Self::EmptySpan => formatter.write_str("the end is the beginning"),
            Self::Weekdays => formatter.write_str("weekdays are 1–7, at least one"),
            Self::TooLong { most } => write!(formatter, "at most {most} characters"),
            Self::WebAddress => formatter.write_str("a web address begins with https://"),
            Self::NotForKind => formatter.write_str("this kind does not show it"),
            Self::TipText { line, mark } => write!(formatter, "line {line}: {mark}"),
            Self::TooManyBytes { most } => {
                write!(formatter, "at most {most} bytes; a letter with marks has 2 or 3")
            }
            Self::WifiPassword => {
                formatter.write_str("8–63 letters, digits and signs without marks, or nothing")
            }
        }
    }
}
