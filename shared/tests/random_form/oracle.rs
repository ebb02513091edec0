//! What a definition says about a journey, told anew and without the engine's way of walking.

use std::collections::BTreeSet;

use shared::form::{
    Answer, AnswerKey, Answers, Condition, ConditionValue, DateBound, Form, Kind, Question, Section,
};
use shared::ids::QuestionId;

/// Every key that a form can have.
pub(crate) fn all_keys(form: &Form) -> Vec<AnswerKey> {
    let mut keys = Vec::new();
    for section in &form.sections {
        let asked = section.questions.iter().filter(|question| question.is_asked());
        match &section.repeat {
            None => keys.extend(asked.map(|question| AnswerKey::of(&question.id))),
            Some(repeat) => {
                if repeat.min < repeat.max {
                    keys.push(AnswerKey::count(&section.id));
                }
                let asked: Vec<_> = asked.collect();
                keys.extend((0..repeat.max).flat_map(|item| {
                    let key = move |question: &&Question| {
                        AnswerKey::in_item(&section.id, item, &question.id)
                    };
                    asked.iter().map(key).collect::<Vec<_>>()
                }));
            }
        }
    }
    keys
}

/// Whether a question is asked, told from the definition anew and without the engine's way of walking.
pub(crate) fn is_asked(form: &Form, answers: &Answers, key: &AnswerKey) -> bool {
    let (section, question) = find(form, key);
    let item = key.item_number();
    let holds = |condition: &Option<Condition>, item| {
        condition.as_ref().is_none_or(|condition| holds(form, answers, condition, section, item))
    };
    let is_count = key.question.as_str() == section.id.as_str();
    if !holds(&section.show_if, None) || (!is_count && !holds(&question.show_if, item)) {
        return false;
    }
    let (Some(repeat), Some(item)) = (&section.repeat, item) else { return true };
    if repeat.min == repeat.max {
        return item < repeat.min;
    }
    let bounds = i64::from(repeat.min)..=i64::from(repeat.max);
    match answers.get(&AnswerKey::count(&section.id)) {
        Some(Answer::Number(count)) => bounds.contains(count) && i64::from(item) < *count,
        _ => false,
    }
}

fn find<'a>(form: &'a Form, key: &AnswerKey) -> (&'a Section, &'a Question) {
    let question = form.question_at(key).expect("a known key");
    let mut sections = form.sections.iter();
    let section = sections.find(|section| {
        section.id.as_str() == key.question.as_str()
            || section.questions.iter().any(|one| one.id == key.question)
    });
    (section.expect("its section"), question)
}

fn holds(
    form: &Form,
    answers: &Answers,
    condition: &Condition,
    section: &Section,
    item: Option<u32>,
) -> bool {
    let answer = |question: &QuestionId| {
        let key = near(question, section, item);
        let answer = answers.get(&key).filter(|answer| **answer != Answer::Skipped)?;
        is_asked(form, answers, &key).then_some(answer)
    };
    let same = |answer: &Answer, value: &ConditionValue| match value {
        ConditionValue::Choice(option) => *answer == Answer::Choice(option.clone()),
        ConditionValue::Yes(yes) => *answer == Answer::Yes(*yes),
        ConditionValue::Number(number) => *answer == Answer::Number(*number),
    };
    match condition {
        Condition::Is(question, value) => answer(question).is_some_and(|given| same(given, value)),
        Condition::IsNot(question, value) => {
            answer(question).is_some_and(|given| !same(given, value))
        }
        Condition::Answered(question, wanted) => answer(question).is_some() == *wanted,
        Condition::All(parts) => parts.iter().all(|part| holds(form, answers, part, section, item)),
        Condition::Any(parts) => parts.iter().any(|part| holds(form, answers, part, section, item)),
        Condition::Not(part) => !holds(form, answers, part, section, item),
    }
}

/// The key of a question that is referred to from a section.
fn near(question: &QuestionId, section: &Section, item: Option<u32>) -> AnswerKey {
    match item {
        Some(item) if section.questions.iter().any(|other| other.id == *question) => {
            AnswerKey::in_item(&section.id, item, question)
        }
        _ => AnswerKey::of(question),
    }
}

/// The keys whose state may change with the answer to a key, that key among them.
pub(crate) fn touched_by(form: &Form, changed: &AnswerKey) -> BTreeSet<AnswerKey> {
    let keys = all_keys(form);
    let mut touched = BTreeSet::from([changed.clone()]);
    loop {
        let more: Vec<AnswerKey> = keys
            .iter()
            .filter(|key| !touched.contains(key))
            .filter(|key| reads(form, key).iter().any(|read| touched.contains(read)))
            .cloned()
            .collect();
        if more.is_empty() {
            return touched;
        }
        touched.extend(more);
    }
}

/// The keys that the state of a key is worked out from.
fn reads(form: &Form, key: &AnswerKey) -> Vec<AnswerKey> {
    let (section, question) = find(form, key);
    let item = key.item_number();
    let mut read: Vec<AnswerKey> = Vec::new();
    read.extend(section.show_if.iter().flat_map(Condition::questions).map(AnswerKey::of));
    let shown = question.show_if.iter().flat_map(Condition::questions);
    read.extend(shown.map(|other| near(other, section, item)));
    if item.is_some() {
        read.push(AnswerKey::count(&section.id));
    }
    if let Kind::Date { earliest, latest, .. } = &question.kind {
        for bound in [earliest, latest].into_iter().flatten() {
            if let DateBound::Question(other) = bound {
                read.push(near(other, section, item));
            }
        }
    }
    if question.card.is_some() {
        // Whatever else is about the holder of the same card.
        let same_scope = all_keys(form).into_iter().filter(|other| {
            let (of, asked) = find(form, other);
            asked.card.is_some()
                && other.item_number() == item
                && (item.is_none() || of.id == section.id)
        });
        read.extend(same_scope.filter(|other| other != key));
    }
    read
}
