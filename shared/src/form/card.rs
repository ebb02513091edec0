//! Fills in what a person's ID card says, so that nobody is asked again for what the card holds.

use super::answer::{Address, Answer, Answers};
use super::check::{FEMALE, MALE};
use super::definition::{CardField, CardSource, Form, Kind, Question};
use super::key::AnswerKey;
use super::limits::TEXT_MAX;
use super::moments::PartialDate;
use super::read;
use crate::vietnam::folding;
use crate::vietnam::id_card::{IdCard, split_address};
use crate::vietnam::personal_id::Sex;

/// Puts what the card says into every answer about its holder, also where another answer stood; gives back the keys
/// in the order of the form, for the person to confirm. A person within an item of a repeated section is written
/// with it, `members[2].member`, as [`super::Place::person`] does. What the card does not say stays as it was. An
/// address from before July 2025 has no ward: its question stays to be answered.
pub fn fill_from_card(
    form: &Form,
    person: &str,
    card: &IdCard,
    answers: &mut Answers,
) -> Vec<AnswerKey> {
    let Ok(AnswerKey { item, question: person }) = person.parse::<AnswerKey>() else {
        return Vec::new();
    };
    let mut filled = Vec::new();
    for section in &form.sections {
        for question in &section.questions {
            let Some(field) = field_of(question.card.as_ref(), person.as_str()) else { continue };
            let key = match &item {
                Some((of, number)) if *of == section.id => {
                    AnswerKey::in_item(of, *number, &question.id)
                }
                Some(_) => continue,
                None => AnswerKey::of(&question.id),
            };
            if form.at(&key).is_none() {
                continue;
            }
            if let Some(answer) = answer(question, field, card) {
                answers.set(key.clone(), answer);
                filled.push(key);
            }
        }
    }
    filled
}

fn field_of(source: Option<&CardSource>, person: &str) -> Option<CardField> {
    source.filter(|source| source.person == person).map(|source| source.field)
}

fn answer(question: &Question, field: CardField, card: &IdCard) -> Option<Answer> {
    match field {
        CardField::Name => words(question, &card.name),
        CardField::BirthDate => Some(Answer::Date(PartialDate::Day(card.birth_date))),
        CardField::Sex => Some(Answer::Choice(
            match card.sex {
                Sex::Male => MALE,
                Sex::Female => FEMALE,
            }
            .to_owned(),
        )),
        CardField::PersonalId => words(question, &card.personal_id),
        CardField::Address if question.kind == Kind::Address => {
            let split = split_address(&card.address);
            Some(Answer::Address(Address {
                province: split.province.unwrap_or_default().to_owned(),
                ward: split.ward.unwrap_or_default().to_owned(),
                line: split.line,
            }))
        }
        CardField::Address => words(question, &card.address),
        CardField::IssuedOn => card.issued_on.map(|date| Answer::Date(PartialDate::Day(date))),
        CardField::Father => words(question, card.father.as_deref()?),
        CardField::Mother => words(question, card.mother.as_deref()?),
    }
}

/// Words of the card in the normal form of the question. What cannot be brought into it, such as a name that lost
/// letters on the way, stands as it came: the person sees it with the sentence that says how to mend it.
fn words(question: &Question, text: &str) -> Option<Answer> {
    let tidy = folding::tidy(text);
    if tidy.is_empty() || tidy.chars().count() > TEXT_MAX {
        return None;
    }
    Some(read::of_typed(question, &tidy).unwrap_or(Answer::Text(tidy)))
}
