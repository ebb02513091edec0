//! The list of answers before they are sent, and what a card would fill in: lines in words, a page at a time.

use std::fmt;

use shared::form::{AnswerKey, PlaceState, ReviewLine, masked, review, words};
use shared::text::Language;

use super::rows::turned;
use super::{Draft, FillInput, FillScreen, Filling, Look};

/// One line of the list.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Where the answer belongs.
    pub key: AnswerKey,
    /// The short name of the question.
    pub short: String,
    /// The answer in words; masked unless it was asked for.
    pub words: String,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Whether it is masked at first.
    pub hidden: bool,
    /// Whether it is shown now although it is sensitive.
    pub revealed: bool,
    /// Whether it can be changed by itself.
    pub changeable: bool,
}

/// No words.
impl fmt::Debug for ReviewRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReviewRow({}, …)", self.key)
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPage {
    /// The section.
    pub title: String,
    /// Its answers, or a part of them.
    pub rows: Vec<ReviewRow>,
    /// Which page, from 1.
    pub page: usize,
    /// Of how many; at least 1.
    pub pages: usize,
    /// Whether everything was seen once, so that it can be sent.
    pub reviewed: bool,
}

/// One line of what a card fills in.
#[derive(Clone, PartialEq, Eq)]
pub struct CardLine {
    /// The short name of the question.
    pub short: String,
    /// What the card says; masked when sensitive.
    pub words: String,
}

/// No words.
impl fmt::Debug for CardLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CardLine(…)")
    }
}

/// The height of a line whose words stand on one row, in units of the screen.
const LINE_UNITS: usize = 148;
/// The height of each further row.
const ROW_UNITS: usize = 50;
/// So many characters stand on one row, in the narrowest column.
const ROW_CHARACTERS: usize = 24;

/// Lines in pages that are not higher than the budget; each has one line at least.
fn pages_of(lines: &[ReviewLine], budget: usize) -> Vec<&[ReviewLine]> {
    let rows = |text: &str| text.chars().count().div_ceil(ROW_CHARACTERS).max(1);
    let units = |line: &ReviewLine| {
        let further = rows(&line.words) + rows(&line.short) - 2;
        LINE_UNITS + further.saturating_sub(1) * ROW_UNITS
    };
    let mut pages = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (place, line) in lines.iter().enumerate() {
        let units = units(line);
        if place > start && used + units > budget {
            pages.push(&lines[start..place]);
            (start, used) = (place, 0);
        }
        used += units;
    }
    pages.push(&lines[start..]);
    pages
}

impl Filling {
    /// The answers on the screen.
    #[must_use]
    pub fn review(&self, look: Look) -> ReviewPage {
        let language = look.language;
        let sections = review(self.form(), &self.answers, language, self.today);
        let budget = (look.places.max(2) - 1) * LINE_UNITS;
        let pages: Vec<(&str, &[ReviewLine])> = sections
            .iter()
            .flat_map(|section| {
                pages_of(&section.lines, budget)
                    .into_iter()
                    .map(|lines| (section.title.as_str(), lines))
            })
            .collect();
        let page = self.review_page.min(pages.len().saturating_sub(1));
        let (title, lines) = pages.get(page).copied().unwrap_or_default();
        ReviewPage {
            title: title.to_owned(),
            rows: lines.iter().map(|line| self.review_row(line, language)).collect(),
            page: page + 1,
            pages: pages.len().max(1),
            reviewed: self.reviewed || page + 1 >= pages.len(),
        }
    }

    fn review_row(&self, line: &ReviewLine, language: Language) -> ReviewRow {
        let revealed = self.revealed.as_ref() == Some(&line.key);
        ReviewRow {
            key: line.key.clone(),
            short: line.short.clone(),
            words: if revealed {
                words(self.form(), &line.key, &self.answers, language, self.today)
            } else {
                line.words.clone()
            },
            problem: match &line.state {
                PlaceState::Wrong(problem) => Some(problem.sentence(language)),
                PlaceState::Open | PlaceState::Answered | PlaceState::Skipped => None,
            },
            hidden: line.sensitive && line.state == PlaceState::Answered && !line.computed,
            revealed,
            changeable: !line.computed,
        }
    }

    /// What the card that was scanned would fill in.
    #[must_use]
    pub fn card_lines(&self, language: Language) -> Vec<CardLine> {
        let Some(card) = &self.card else { return Vec::new() };
        let line = |key: &AnswerKey| {
            let question = self.form().question_at(key)?;
            let words = words(self.form(), key, card.answers(), language, self.today);
            (!words.is_empty()).then(|| CardLine {
                short: question.short.get(language).to_owned(),
                words: if question.sensitive { masked(&words) } else { words },
            })
        };
        card.filled().iter().filter_map(line).collect()
    }

    pub(super) fn to_review(&mut self) -> FillScreen {
        self.at = None;
        self.draft = Draft::default();
        self.trouble = None;
        self.revealed = None;
        self.changing = false;
        FillScreen::Review
    }

    pub(super) fn to_review_if_complete(&mut self) -> Option<FillScreen> {
        let complete = self.journey(|journey| journey.is_complete());
        complete.then(|| self.to_review())
    }

    pub(super) fn take_at_review(&mut self, input: &FillInput, look: Look) -> Option<FillScreen> {
        match input {
            FillInput::Change(key) => {
                let may = self.journey(|journey| journey.place(key).is_some());
                if !may {
                    return None;
                }
                self.revealed = None;
                self.changing = true;
                Some(self.go_to(key.clone()))
            }
            FillInput::Reveal(key) => {
                let again = self.revealed.as_ref() == Some(key);
                self.revealed = if again { None } else { Some(key.clone()) };
                None
            }
            FillInput::PageNext | FillInput::PagePrevious => {
                let shown = self.review(look);
                let forward = matches!(input, FillInput::PageNext);
                self.reviewed |= shown.reviewed;
                self.revealed = None;
                self.trouble = None;
                self.review_page = turned(shown.page, shown.pages, forward);
                self.reviewed |= self.review_page + 1 >= shown.pages;
                None
            }
            _ => None,
        }
    }

    pub(super) fn back_from_review(&mut self) -> FillScreen {
        self.revealed = None;
        let last = self.journey(|journey| journey.places().last().map(|place| place.key.clone()));
        match last {
            Some(key) => self.go_to(key),
            None => FillScreen::Notice,
        }
    }
}
