//! What can be wrong with an answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Text;

/// Why an answer does not stand. It never holds what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum AnswerProblem {
    /// Nothing was answered.
    Missing,
    /// It must be answered and cannot be skipped.
    NotSkippable,
    /// An answer of another kind than the question takes.
    WrongKind,
    /// The form has no such question.
    UnknownKey,
    /// The question is not asked, given the other answers.
    NotAsked,
    /// More answers than a form can hold.
    TooManyAnswers {
        /// The most.
        most: usize,
    },
    /// A text that is too long.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// A text with signs that cannot be printed, or not in its normal form.
    UnreadableText,
    /// A name with digits or other signs.
    NameLetters,
    /// A name of one word.
    NameIncomplete,
    /// No date.
    NotADate,
    /// A date that no calendar has, such as 31/02.
    NoSuchDate,
    /// A year of two digits.
    YearOfTwoDigits,
    /// Day and month are needed as well.
    DateIncomplete,
    /// Too early.
    DateTooEarly {
        /// The first that can be.
        earliest: NaiveDate,
    },
    /// Too late.
    DateTooLate {
        /// The last that can be.
        latest: NaiveDate,
    },
    /// Before the date answered to another question.
    DateBefore {
        /// The short name of the other question.
        other: Text,
    },
    /// After the date answered to another question.
    DateAfter {
        /// The short name of the other question.
        other: Text,
    },
    /// No time of day.
    NotATime,
    /// None of the options.
    NotAnOption,
    /// No whole number.
    NotANumber,
    /// Dots or commas that do not part groups of three digits.
    OddGroups,
    /// Below the least.
    TooSmall {
        /// The least.
        least: i64,
    },
    /// Above the most.
    TooLarge {
        /// The most.
        most: i64,
    },
    /// Something else than digits in a telephone number.
    PhoneDigits,
    /// A telephone number of another country.
    PhoneForeign,
    /// A mobile number of 11 digits, as they were until 2018.
    PhoneOld,
    /// It begins like no telephone number of Vietnam.
    PhoneStart,
    /// Too few or too many digits for a telephone number that begins so.
    PhoneLength {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// No e-mail address.
    NotAnEmail,
    /// Letters with marks, or spaces, in an e-mail address.
    EmailLetters,
    /// Not 12 digits.
    PersonalIdLength {
        /// How many digits there are.
        found: usize,
    },
    /// Something else than digits in a personal ID number.
    PersonalIdDigits,
    /// The nine digits of an old identity card.
    PersonalIdOld,
    /// Its first three digits name no province.
    PersonalIdPlace,
    /// It belongs to somebody who is not born yet.
    PersonalIdYear,
    /// The number and the date of birth do not agree.
    PersonalIdBirth,
    /// The number and the sex do not agree.
    PersonalIdSex,
    /// No province is chosen.
    ProvinceMissing,
    /// A code that no province has.
    ProvinceUnknown,
    /// No ward is chosen.
    WardMissing,
    /// A code that no ward of the province has.
    WardUnknown,
}
