//! The way through a form, worked out from the answers alone: what is asked, what is settled, where to go.

use chrono::NaiveDate;

use super::answer::{Answer, Answers};
use super::check;
use super::definition::{Form, Question, Section};
use super::key::AnswerKey;
use super::problem::AnswerProblem;
use super::walk::{Stop, Walk};

/// One question as it is asked now.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// Where its answer belongs.
    pub key: AnswerKey,
    /// The section that it stands in.
    pub section: &'a Section,
    /// The item of a repeated section, from 0; none outside, and for the question how many there are.
    pub item: Option<u32>,
    /// The question.
    pub question: &'a Question,
    /// How its answer stands.
    pub state: PlaceState,
    /// The person whose ID card can fill it in, as [`super::fill_from_card`] takes it.
    pub person: Option<String>,
}

/// How an answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceState {
    /// Not answered yet.
    Open,
    /// Answered, and the answer stands.
    Answered,
    /// Answered, but the answer does not stand, perhaps because another one changed.
    Wrong(AnswerProblem),
    /// Left out on purpose.
    Skipped,
}

impl PlaceState {
    /// Whether nothing is left to do here.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Answered | Self::Skipped)
    }
}

/// The way through a form with the answers given so far. Nothing of it is stored: it is made anew after every
/// change.
#[derive(Clone, Debug)]
pub struct Journey<'a> {
    form: &'a Form,
    places: Vec<Place<'a>>,
}

impl<'a> Journey<'a> {
    /// Works it out.
    #[must_use]
    pub fn new(form: &'a Form, answers: &Answers, today: NaiveDate) -> Self {
        let mut places = Vec::new();
        Walk::through(form, answers, |walk, stop| {
            if stop.question.is_asked() {
                places.push(place(walk, stop, answers, today));
            }
        });
        Self { form, places }
    }

    /// Everything that is asked, in order.
    #[must_use]
    pub fn places(&self) -> &[Place<'a>] {
        &self.places
    }

    /// One place; none when its question is not asked.
    #[must_use]
    pub fn place(&self, key: &AnswerKey) -> Option<&Place<'a>> {
        self.places.iter().find(|place| place.key == *key)
    }

    /// The first place that is not settled: where to go on. None when everything is.
    #[must_use]
    pub fn first_open(&self) -> Option<&Place<'a>> {
        self.places.iter().find(|place| !place.state.is_settled())
    }

    /// The place after a key, also after one that is not asked any more.
    #[must_use]
    pub fn next(&self, key: &AnswerKey) -> Option<&Place<'a>> {
        let rank = self.form.rank(key)?;
        self.places.iter().find(|place| self.form.rank(&place.key) > Some(rank))
    }

    /// The place before a key, also before one that is not asked any more.
    #[must_use]
    pub fn previous(&self, key: &AnswerKey) -> Option<&Place<'a>> {
        let rank = self.form.rank(key)?;
        self.places.iter().rev().find(|place| self.form.rank(&place.key) < Some(rank))
    }

    /// Whether one may go there: it is asked, and everything before it is settled.
    #[must_use]
    pub fn may_visit(&self, key: &AnswerKey) -> bool {
        self.places.iter().position(|place| place.key == *key).is_some_and(|position| {
            self.places[..position].iter().all(|place| place.state.is_settled())
        })
    }

    /// How many places stand before a key, and how many there are in all.
    #[must_use]
    pub fn progress(&self, key: &AnswerKey) -> (usize, usize) {
        let rank = self.form.rank(key);
        let before = self.places.iter().take_while(|place| self.form.rank(&place.key) < rank);
        (before.count(), self.places.len())
    }

    /// Whether everything that is asked is settled.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.first_open().is_none()
    }
}

fn place<'a>(
    walk: &Walk<'a, '_>,
    stop: &Stop<'a>,
    answers: &Answers,
    today: NaiveDate,
) -> Place<'a> {
    let state = match answers.get(&stop.key) {
        None => PlaceState::Open,
        Some(answer) => match check::at_stop(walk, stop, answer, today) {
            Err(problem) => PlaceState::Wrong(problem),
            Ok(()) if *answer == Answer::Skipped => PlaceState::Skipped,
            Ok(()) => PlaceState::Answered,
        },
    };
    Place {
        key: stop.key.clone(),
        section: stop.section,
        item: stop.item,
        question: stop.question,
        state,
        person: stop.person(),
    }
}
