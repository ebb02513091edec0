//! The notice about personal data that a person reads before filling in a form (Law 91/2025/QH15).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::{Language, Text};

const SAMPLE: &str = include_str!("../../data/forms/notice.toml");

/// What is kept of a declaration, why, by whom, for how long, and the rights of the person. There is no consent by
/// default: a person chooses `agree` or `decline`, and the version that was read is kept with the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrivacyNotice {
    /// 1 for the first; grows with every change of meaning.
    pub version: u32,
    /// The first day on which it is shown.
    pub valid_from: NaiveDate,
    /// The law that it follows.
    pub law: String,
    /// What stands above it.
    pub title: Text,
    /// Who is responsible; `{center}` is the name of the center.
    pub controller: Text,
    /// What the data are for.
    pub purpose: Text,
    /// What is kept.
    pub kept: Vec<Text>,
    /// What is not.
    pub not_kept: Vec<Text>,
    /// Who can see it.
    pub seen_by: Text,
    /// How long it is kept; `{days}` is the number of days.
    pub how_long: Text,
    /// How long it is kept when the center keeps nothing overnight.
    pub how_long_today: Text,
    /// The rights of the person.
    pub rights: Vec<Text>,
    /// What else one can do.
    pub choice: Text,
    /// The button that goes on.
    pub agree: Text,
    /// The button that goes back.
    pub decline: Text,
}

impl PrivacyNotice {
    /// Reads the notice from its file.
    ///
    /// # Errors
    /// When it is no TOML, or something is missing or unknown.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The sample notice.
    ///
    /// # Errors
    /// When the file compiled into the program cannot be read; the tests hold that it can.
    pub fn sample() -> Result<Self, toml::de::Error> {
        Self::from_toml(SAMPLE)
    }

    /// Who is responsible, with the name of the center.
    #[must_use]
    pub fn controller_of(&self, center: &str, language: Language) -> String {
        self.controller.get(language).replace("{center}", center)
    }

    /// How long a declaration is kept by a center that keeps it for so many days; 0 is until the end of the day.
    #[must_use]
    pub fn kept_for(&self, days: u32, language: Language) -> String {
        match days {
            0 => self.how_long_today.get(language).to_owned(),
            _ => self.how_long.get(language).replace("{days}", &days.to_string()),
        }
    }
}
