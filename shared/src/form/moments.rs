//! Dates that may be known to the month or year alone, and times of day, as they stand in answers.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date as far as it is known: `1990-03-05`, `1990-03` or `1990`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// To the day.
    Day(NaiveDate),
    /// The month of a year.
    Month(i32, u32),
    /// The year alone.
    Year(i32),
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PartialDate(…)")
    }
}

/// A text that is no date or no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no date or time")]
pub struct NoMoment;

/// The years in which a date can lie.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

impl PartialDate {
    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Day(date) => date.year(),
            Self::Month(year, _) | Self::Year(year) => year,
        }
    }

    /// The month, 1 to 12, when it is known.
    #[must_use]
    pub fn month(self) -> Option<u32> {
        match self {
            Self::Day(date) => Some(date.month()),
            Self::Month(_, month) => Some(month),
            Self::Year(_) => None,
        }
    }

    /// The date, when it is known to the day.
    #[must_use]
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month(..) | Self::Year(_) => None,
        }
    }

    /// The first day that it can mean.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Day(date) => date,
            _ => NaiveDate::from_ymd_opt(self.year(), self.month().unwrap_or(1), 1)
                .unwrap_or_default(),
        }
    }

    /// The last day that it can mean.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let first = self.first_day();
        let months = match self {
            Self::Day(date) => return date,
            Self::Month(..) => 1,
            Self::Year(_) => 12,
        };
        first
            .checked_add_months(Months::new(months))
            .and_then(|after| after.pred_opt())
            .unwrap_or(first)
    }

    /// A month of a year, when both can be.
    #[must_use]
    pub fn of_month(year: i32, month: u32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then_some(Self::Month(year, month))
    }

    /// A year alone, when it can be.
    #[must_use]
    pub fn of_year(year: i32) -> Option<Self> {
        YEARS.contains(&year).then_some(Self::Year(year))
    }

    /// A date to the day, when it exists.
    #[must_use]
    pub fn of_day(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year)).map(Self::Day)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(formatter, "{}", date.format("%Y-%m-%d")),
            Self::Month(year, month) => write!(formatter, "{year:04}-{month:02}"),
            Self::Year(year) => write!(formatter, "{year:04}"),
        }
    }
}

/// Digits only, of a fixed number.
fn digits<T: FromStr>(text: &str, count: usize) -> Result<T, NoMoment> {
    if text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| NoMoment)
    } else {
        Err(NoMoment)
    }
}

impl FromStr for PartialDate {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            [year] => Self::of_year(digits(year, 4)?),
            [year, month] => Self::of_month(digits(year, 4)?, digits(month, 2)?),
            [year, month, day] => {
                Self::of_day(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)
            }
            _ => None,
        }
        .ok_or(NoMoment)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NoMoment;

    fn try_from(text: String) -> Result<Self, NoMoment> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

/// An hour and a minute, written `HH:MM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    hour: u32,
    minute: u32,
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TimeOfDay(…)")
    }
}

impl TimeOfDay {
    /// A time, when there is one.
    #[must_use]
    pub fn new(hour: u32, minute: u32) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { hour, minute })
    }

    /// 0 to 23.
    #[must_use]
    pub fn hour(self) -> u32 {
        self.hour
    }

    /// 0 to 59.
    #[must_use]
    pub fn minute(self) -> u32 {
        self.minute
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let (hour, minute) = text.split_once(':').ok_or(NoMoment)?;
        Self::new(digits(hour, 2)?, digits(minute, 2)?).ok_or(NoMoment)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NoMoment;

    fn try_from(text: String) -> Result<Self, NoMoment> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}
