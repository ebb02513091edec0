//! A form as data: sections, questions and what each of them takes.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::condition::Condition;
use super::template::PaperTemplate;
use crate::ids::{FormId, ProcedureId, QuestionId, SectionId};
use crate::text::Text;

/// One version of a form. Made from a file by [`Form::from_toml`], which checks everything; as JSON it goes
/// from the server to the kiosks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its code, the same for all versions.
    pub id: FormId,
    /// 1 for the first; a later one is higher.
    pub version: u32,
    /// The first day on which this version is used.
    pub valid_from: NaiveDate,
    /// The procedures of the catalogue that use it.
    pub procedures: Vec<ProcedureId>,
    /// What people read.
    pub title: Text,
    /// Where the official form stands; empty when unknown.
    pub source: String,
    /// Whether somebody must still compare it with the official text.
    pub check_before_use: bool,
    /// The parts, in the order in which they are asked.
    pub sections: Vec<Section>,
    /// How it is laid out on paper.
    pub paper: PaperTemplate,
}

/// What a list of forms shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormSummary {
    /// Its code.
    pub id: FormId,
    /// The version.
    pub version: u32,
    /// What people read.
    pub title: Text,
    /// The procedures of the catalogue that use it.
    pub procedures: Vec<ProcedureId>,
    /// The first day on which this version is used.
    pub valid_from: NaiveDate,
}

/// A part of a form under one title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its code; of a repeated section also the key of how many items there are.
    pub id: SectionId,
    /// What people read.
    pub title: Text,
    /// When it is asked; absent means always.
    pub show_if: Option<Condition>,
    /// Present when it is asked once for each of several things.
    pub repeat: Option<Repeat>,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<Question>,
}

/// How a section is asked several times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// The fewest items.
    pub min: u32,
    /// The most items. Equal to `min`, the number of items is never asked.
    pub max: u32,
    /// What one item is called, such as "Member".
    pub item: Text,
    /// How many items there are, asked as a number before the first of them.
    pub count: Box<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its code.
    pub id: QuestionId,
    /// What it takes.
    pub kind: Kind,
    /// The question, as asked.
    pub label: Text,
    /// Its short name in lists and on paper.
    pub short: Text,
    /// Why it is asked or how to answer.
    pub why: Option<Text>,
    /// An answer as one could look.
    pub example: Option<Text>,
    /// Whether it must be answered; one that need not can be skipped.
    pub required: bool,
    /// Never spoken aloud, masked in lists.
    pub sensitive: bool,
    /// Where on a person's ID card the answer stands.
    pub card: Option<CardSource>,
    /// When it is asked; absent means always.
    pub show_if: Option<Condition>,
}

/// What a question takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Kind {
    /// Any text on one line.
    Text {
        /// The most characters.
        max_length: usize,
    },
    /// A person's full name.
    FullName,
    /// A date.
    Date {
        /// The first that can be.
        earliest: Option<DateBound>,
        /// The last that can be.
        latest: Option<DateBound>,
        /// Whether a year alone, or a month of a year, is enough.
        year_only: bool,
    },
    /// Hour and minute.
    Time,
    /// One of several options.
    Choice {
        /// The options, in the order in which people see them.
        options: Vec<ChoiceOption>,
    },
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number {
        /// The least.
        min: Option<i64>,
        /// The most.
        max: Option<i64>,
    },
    /// An amount in đồng.
    Money {
        /// The least.
        min: Option<i64>,
        /// The most.
        max: Option<i64>,
    },
    /// A telephone number of Vietnam.
    Phone,
    /// An e-mail address.
    Email,
    /// A 12-digit personal ID number.
    PersonalId,
    /// An address of two levels: province and ward, with a line before them.
    Address,
    /// Worked out from another answer; never asked.
    Computed {
        /// How.
        compute: Compute,
    },
    /// Something to read; nothing is asked.
    Note,
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Its code.
    pub id: String,
    /// What people read.
    pub label: Text,
}

/// Where on a person's ID card an answer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardSource {
    /// Whose card, by a code of the form's own, such as `requester`.
    pub person: String,
    /// What of it.
    pub field: CardField,
}

/// What an ID card says about its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardField {
    /// The full name.
    Name,
    /// The date of birth.
    BirthDate,
    /// The sex; its choice has the options `male` and `female`.
    Sex,
    /// The personal ID number.
    PersonalId,
    /// Where the holder lives.
    Address,
    /// When the card was issued.
    IssuedOn,
    /// The father's full name; newer cards only.
    Father,
    /// The mother's full name; newer cards only.
    Mother,
}

/// How an answer is worked out from another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compute {
    /// A date in words, Vietnamese.
    WordsOfDate(QuestionId),
    /// A number or an amount in words, Vietnamese.
    WordsOfNumber(QuestionId),
    /// The same again.
    CopyOf(QuestionId),
    /// Full years from a date until today.
    AgeOf(QuestionId),
}

impl Compute {
    /// The question that it is worked out from.
    #[must_use]
    pub fn source(&self) -> &QuestionId {
        match self {
            Self::WordsOfDate(id)
            | Self::WordsOfNumber(id)
            | Self::CopyOf(id)
            | Self::AgeOf(id) => id,
        }
    }
}

/// A bound of a date: fixed, counted from today, or the answer to an earlier question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateBound {
    /// Always the same.
    Fixed(NaiveDate),
    /// Today and so much more or less.
    Today {
        /// Years and months, in months.
        months: i32,
        /// Days.
        days: i32,
    },
    /// What was answered to an earlier date question, as far as it was.
    Question(QuestionId),
}

impl DateBound {
    /// The date, unless it depends on an answer.
    #[must_use]
    pub fn on(&self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Fixed(date) => Some(*date),
            Self::Question(_) => None,
            Self::Today { months, days } => {
                let (by_months, by_days) =
                    (Months::new(months.unsigned_abs()), Days::new(u64::from(days.unsigned_abs())));
                let date = if *months < 0 {
                    today.checked_sub_months(by_months)
                } else {
                    today.checked_add_months(by_months)
                }?;
                if *days < 0 {
                    date.checked_sub_days(by_days)
                } else {
                    date.checked_add_days(by_days)
                }
            }
        }
    }
}

impl Form {
    /// What a list of forms shows.
    #[must_use]
    pub fn summary(&self) -> FormSummary {
        FormSummary {
            id: self.id.clone(),
            version: self.version,
            title: self.title.clone(),
            procedures: self.procedures.clone(),
            valid_from: self.valid_from,
        }
    }

    /// A question by its code, or how many items a repeated section has by the section's code.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.find(id).map(|(_, question)| question)
    }

    /// A question with its section.
    pub(super) fn find(&self, id: &str) -> Option<(&Section, &Question)> {
        self.sections.iter().find_map(|section| {
            let count = section.repeat.as_ref().map(|repeat| repeat.count.as_ref());
            let mut all = count.into_iter().chain(&section.questions);
            all.find(|question| question.id.as_str() == id).map(|question| (section, question))
        })
    }

    /// A section by its code.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id.as_str() == id)
    }

    /// The persons whose ID card can fill something in, each once, in the order in which they are asked
    /// about. Those of a repeated section are not among them.
    #[must_use]
    pub fn persons(&self) -> Vec<&str> {
        let mut persons: Vec<&str> = Vec::new();
        for section in self.sections.iter().filter(|section| section.repeat.is_none()) {
            for card in section.questions.iter().filter_map(|question| question.card.as_ref()) {
                if !persons.contains(&card.person.as_str()) {
                    persons.push(&card.person);
                }
            }
        }
        persons
    }
}

impl Question {
    /// Whether it is put to a person: all but computed ones.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !matches!(self.kind, Kind::Computed { .. })
    }

    /// The options of a choice; none for any other kind.
    #[must_use]
    pub fn options(&self) -> &[ChoiceOption] {
        match &self.kind {
            Kind::Choice { options } => options,
            _ => &[],
        }
    }
}
