//! Forms as data: which fields an entry has, and what can be wrong with them.

mod values;

use std::collections::BTreeMap;

use shared::catalog::Wrong;
use shared::text::Text;

pub use values::{compact, drop_empty_texts, read, row_count, set, show, told};

/// What a person entered: every value by the name of its field.
pub type Entered = BTreeMap<String, Vec<String>>;

/// Fields that belong together.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are about; a message.
    pub legend: &'static str,
    /// More about it; a message.
    pub hint: Option<&'static str>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its path within the entry, such as `name.vi`.
    pub name: String,
    /// What people read; a message.
    pub label: &'static str,
    /// How to fill it in; a message.
    pub hint: Option<&'static str>,
    /// What can be entered.
    pub kind: Kind,
    /// Whether nothing may stand there.
    pub optional: bool,
    /// The field counts only while another one (its name) has one of these values.
    pub only_for: Option<(&'static str, Vec<&'static str>)>,
}

/// What can be entered into a field.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One line of text.
    Line,
    /// Text of several lines.
    Area,
    /// A list of texts, one a line.
    Lines,
    /// A password; never shown again.
    Password,
    /// A whole number.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Minutes, also parts of one; kept as whole seconds.
    Minutes {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Yes or no.
    Switch,
    /// One of some codes.
    Choice(Vec<Choice>),
    /// One of the uploaded pictures, by its code; the first choice is none.
    Picture(Vec<Choice>),
    /// Any of some codes.
    Several(Vec<Choice>),
    /// Any of the days 1–7.
    Weekdays,
    /// A time of day as minutes after midnight; 24:00 is the end of the day.
    Clock,
    /// A date.
    Date,
    /// Queues that a desk serves, each with its delay in minutes: fills `services` and `delay_minutes`.
    Serves(Vec<Choice>),
    /// Any number of rows of fields.
    Rows {
        /// The fields of a row.
        fields: Vec<Field>,
        /// What one row is; a message.
        one: &'static str,
        /// What adds a row; a message.
        add: &'static str,
        /// Empty rows that are offered.
        spare: usize,
    },
}

/// A code that can be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The code.
    pub value: String,
    /// What people read, in their language.
    pub label: String,
}

/// What is wrong with what was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field; empty for the whole.
    pub field: String,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// As the check of the catalogue says.
    Catalog(Wrong),
    /// Another entry has it.
    Taken {
        /// The sentence, with places for `{value}` and `{name}`; a message.
        message: &'static str,
        /// What it has.
        value: String,
        /// What the other entry is called.
        name: Text,
    },
    /// No whole number.
    NoNumber,
    /// No time of day.
    NoTime,
    /// No date.
    NoDate,
    /// None of what can be chosen.
    NoChoice,
    /// No number of a ticket.
    NoTicketNumber,
    /// The name is taken.
    NameTaken,
    /// The password is too short.
    ShortPassword,
    /// Nobody could administer the center any more.
    LastAdmin,
}

impl Field {
    /// A field in which something must stand.
    #[must_use]
    pub fn new(name: impl Into<String>, label: &'static str, kind: Kind) -> Self {
        Self { name: name.into(), label, hint: None, kind, optional: false, only_for: None }
    }

    /// The same, with how to fill it in.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// The same; it counts only while the field `name` has one of these values.
    #[must_use]
    pub fn only_for(self, name: &'static str, values: Vec<&'static str>) -> Self {
        Self { only_for: Some((name, values)), ..self }
    }

    /// The same; nothing may stand there.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
}

impl Kind {
    /// Any number that the catalogue can hold.
    #[must_use]
    pub fn number() -> Self {
        Self::Number { least: 0, most: u32::MAX }
    }
}
