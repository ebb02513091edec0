//! The list in which a person checks the answers before sending them.

use std::fmt;

use chrono::NaiveDate;

use super::answer::Answers;
use super::definition::{Form, Kind};
use super::journey::{Journey, PlaceState};
use super::key::AnswerKey;
use super::walk::{Stop, Walk};
use super::words;
use crate::ids::SectionId;
use crate::text::Language;

/// One part of the list: a section, or one item of a repeated section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSection {
    /// The section of the form.
    pub section: SectionId,
    /// The item of a repeated section, from 0.
    pub item: Option<u32>,
    /// What stands above it; of an item with its number.
    pub title: String,
    /// Its lines; never none.
    pub lines: Vec<ReviewLine>,
}

/// One answer in the list.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// Where the answer belongs. A computed line has the key that its question would have.
    pub key: AnswerKey,
    /// The short name of the question.
    pub short: String,
    /// The answer in words; masked when sensitive; empty while there is none.
    pub words: String,
    /// How the answer stands. Computed lines are answered.
    pub state: PlaceState,
    /// Whether the words are masked.
    pub sensitive: bool,
    /// Whether it is worked out and cannot be changed by itself.
    pub computed: bool,
}

impl fmt::Debug for ReviewLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReviewLine({}, …)", self.key)
    }
}

/// Everything that is asked and worked out, with its answer in words. Notes are left out.
#[must_use]
pub fn review(
    form: &Form,
    answers: &Answers,
    language: Language,
    today: NaiveDate,
) -> Vec<ReviewSection> {
    let journey = Journey::new(form, answers, today);
    let walk = Walk::through(form, answers, |_, _| ());
    let mut sections: Vec<ReviewSection> = Vec::new();
    for stop in walk.stops.iter().filter(|stop| stop.question.kind != Kind::Note) {
        let line = line(&walk, &journey, stop, language, today);
        let is_same = sections
            .last()
            .is_some_and(|last| last.section == stop.section.id && last.item == stop.item);
        if !is_same {
            sections.push(ReviewSection {
                section: stop.section.id.clone(),
                item: stop.item,
                title: title(stop, language),
                lines: Vec::new(),
            });
        }
        if let Some(last) = sections.last_mut() {
            last.lines.push(line);
        }
    }
    sections
}

fn line(
    walk: &Walk<'_, '_>,
    journey: &Journey<'_>,
    stop: &Stop<'_>,
    language: Language,
    today: NaiveDate,
) -> ReviewLine {
    let computed = !stop.question.is_asked();
    let state = match journey.place(&stop.key) {
        Some(place) => place.state.clone(),
        None => PlaceState::Answered,
    };
    let sensitive = walk.is_sensitive(stop);
    let words = if state == PlaceState::Skipped {
        words::left_out(language).to_owned()
    } else {
        let words = walk.words(stop, language, today).unwrap_or_default();
        if sensitive { words::masked(&words) } else { words }
    };
    let short = stop.question.short.get(language).to_owned();
    ReviewLine { key: stop.key.clone(), short, words, state, sensitive, computed }
}

fn title(stop: &Stop<'_>, language: Language) -> String {
    match (&stop.section.repeat, stop.item) {
        (Some(repeat), Some(item)) => format!("{} {}", repeat.item.get(language), item + 1),
        _ => stop.section.title.get(language).to_owned(),
    }
}
