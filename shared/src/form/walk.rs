//! Goes through a form from its beginning and finds what is asked, given the answers.

use std::collections::BTreeMap;

use super::answer::{Answer, Answers};
use super::condition::Condition;
use super::definition::{Form, Kind, Question, Repeat, Section};
use super::key::AnswerKey;
use crate::ids::QuestionId;

/// A question that is asked, or worked out, at this point of the form.
#[derive(Clone)]
pub(super) struct Stop<'a> {
    pub(super) key: AnswerKey,
    pub(super) section: &'a Section,
    /// The item of a repeated section, from 0; none for the question how many there are.
    pub(super) item: Option<u32>,
    pub(super) question: &'a Question,
}

impl Stop<'_> {
    /// The person whose card can fill this in, as [`super::fill_from_card`] takes it.
    pub(super) fn person(&self) -> Option<String> {
        let person = &self.question.card.as_ref()?.person;
        Some(match self.item {
            Some(item) => format!("{}[{item}].{person}", self.section.id),
            None => person.clone(),
        })
    }
}

/// What was passed on the way.
pub(super) struct Walk<'f, 'a> {
    form: &'f Form,
    answers: &'a Answers,
    /// Passed so far, in order.
    pub(super) stops: Vec<Stop<'f>>,
    /// Answers to what was passed; skipped ones are left out.
    given: BTreeMap<AnswerKey, &'a Answer>,
}

impl<'f, 'a> Walk<'f, 'a> {
    /// The whole way. `at_each` sees every stop with what stands before it.
    pub(super) fn through(
        form: &'f Form,
        answers: &'a Answers,
        mut at_each: impl FnMut(&Self, &Stop<'f>),
    ) -> Self {
        let mut walk = Self { form, answers, stops: Vec::new(), given: BTreeMap::new() };
        for section in &form.sections {
            if !walk.holds(section.show_if.as_ref(), section, None) {
                continue;
            }
            let Some(repeat) = &section.repeat else {
                walk.questions(section, None, &mut at_each);
                continue;
            };
            if repeat.min < repeat.max {
                let key = AnswerKey::count(&section.id);
                let stop = Stop { key, section, item: None, question: &repeat.count };
                walk.pass(stop, &mut at_each);
            }
            for item in 0..items(repeat, section, answers) {
                walk.questions(section, Some(item), &mut at_each);
            }
        }
        walk
    }

    fn questions(
        &mut self,
        section: &'f Section,
        item: Option<u32>,
        at_each: &mut impl FnMut(&Self, &Stop<'f>),
    ) {
        for question in &section.questions {
            if self.holds(question.show_if.as_ref(), section, item) {
                let key = key_of(section, item, &question.id);
                self.pass(Stop { key, section, item, question }, at_each);
            }
        }
    }

    fn pass(&mut self, stop: Stop<'f>, at_each: &mut impl FnMut(&Self, &Stop<'f>)) {
        at_each(self, &stop);
        if let Some(answer) = self.answers.get(&stop.key)
            && *answer != Answer::Skipped
        {
            self.given.insert(stop.key.clone(), answer);
        }
        self.stops.push(stop);
    }

    /// Whether a condition holds here; no condition always does.
    pub(super) fn holds(
        &self,
        condition: Option<&Condition>,
        section: &Section,
        item: Option<u32>,
    ) -> bool {
        condition.is_none_or(|condition| {
            condition.holds(&|question| self.near(question, section, item).copied())
        })
    }

    /// Whether a condition holds that stands outside all sections.
    pub(super) fn holds_outside(&self, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| {
            condition.holds(&|question| self.given(&AnswerKey::of(question)))
        })
    }

    /// The answer to a question as it is meant from within a section: in the same item when the question
    /// belongs to it.
    pub(super) fn near(
        &self,
        question: &QuestionId,
        section: &Section,
        item: Option<u32>,
    ) -> Option<&&'a Answer> {
        let is_here = section.questions.iter().any(|other| other.id == *question);
        let key = match item {
            Some(item) if is_here => AnswerKey::in_item(&section.id, item, question),
            _ => AnswerKey::of(question),
        };
        self.given.get(&key)
    }

    /// The answer that stands at a stop passed before, unless skipped.
    pub(super) fn given(&self, key: &AnswerKey) -> Option<&'a Answer> {
        self.given.get(key).copied()
    }

    /// The short name of a question.
    pub(super) fn question(&self, id: &QuestionId) -> Option<&'f Question> {
        self.form.question(id.as_str())
    }
}

/// The key of a question in a section.
pub(super) fn key_of(section: &Section, item: Option<u32>, question: &QuestionId) -> AnswerKey {
    match item {
        Some(item) => AnswerKey::in_item(&section.id, item, question),
        None => AnswerKey::of(question),
    }
}

/// How many items are asked about: none while the number is unknown or cannot be.
fn items(repeat: &Repeat, section: &Section, answers: &Answers) -> u32 {
    if repeat.min == repeat.max {
        return repeat.min;
    }
    match answers.get(&AnswerKey::count(&section.id)) {
        Some(Answer::Number(number)) => u32::try_from(*number)
            .ok()
            .filter(|n| (repeat.min..=repeat.max).contains(n))
            .unwrap_or(0),
        _ => 0,
    }
}

impl Form {
    /// The question that a key names, whether it is asked at the moment or not; none for a key that this
    /// form can never have. Computed questions have no key.
    #[must_use]
    pub fn question_at(&self, key: &AnswerKey) -> Option<&Question> {
        self.at(key).map(|(_, question)| question)
    }

    pub(super) fn at(&self, key: &AnswerKey) -> Option<(&Section, &Question)> {
        let (section, question) = self.find(key.question.as_str())?;
        let is_count = key.question.as_str() == section.id.as_str();
        let fits = match (&section.repeat, &key.item) {
            (None, None) => true,
            (Some(repeat), None) => is_count && repeat.min < repeat.max,
            (Some(repeat), Some((of, item))) => {
                !is_count && *of == section.id && *item < repeat.max
            }
            (None, Some(_)) => false,
        };
        (fits && !matches!(question.kind, Kind::Computed { .. })).then_some((section, question))
    }

    /// Where a key stands in the order of the form: section, item, question.
    pub(super) fn rank(&self, key: &AnswerKey) -> Option<(usize, u32, usize)> {
        let (section, question) = self.at(key)?;
        let position = self.sections.iter().position(|other| other.id == section.id)?;
        match section.questions.iter().position(|other| other.id == question.id) {
            Some(place) => Some((position, key.item_number().map_or(0, |item| item + 1), place)),
            None => Some((position, 0, 0)),
        }
    }
}
