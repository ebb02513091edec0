//! What stands on the receipt, as far as the declaration and the catalogue say it.

use chrono::NaiveDate;
use shared::catalog::{Catalog, Procedure};
use shared::form::{self, AnswerKey, CardField, Kind, Place};
use shared::protocol::ReceiptDetails;
use shared::text::Language;

use super::open::Opened;

/// Fills the receipt in from the declaration: the person is whoever's ID card the form asks for first.
#[must_use]
pub fn draft(
    opened: &Opened,
    catalog: &Catalog,
    procedure: Option<&Procedure>,
    today: NaiveDate,
) -> ReceiptDetails {
    let answers = &opened.contents.answers;
    let journey = form::Journey::new(&opened.form, answers, today);
    let words = |key: &AnswerKey| form::words(&opened.form, key, answers, Language::Vi, today);
    let first = |is_it: &dyn Fn(&Place<'_>) -> bool| {
        let found = journey.places().iter().find(|place| place.item.is_none() && is_it(place));
        found.map(|place| words(&place.key)).unwrap_or_default()
    };
    let person = journey.places().iter().find_map(|place| {
        has_field(place, CardField::Name).then(|| place.person.clone()).flatten()
    });
    let of_person = |field: CardField| {
        first(&|place| has_field(place, field) && (person.is_none() || place.person == person))
    };
    ReceiptDetails {
        person: of_person(CardField::Name),
        personal_id: of_person(CardField::PersonalId),
        address: of_person(CardField::Address),
        phone: first(&|place| place.question.kind == Kind::Phone),
        email: first(&|place| place.question.kind == Kind::Email),
        authorised: String::new(),
        content: procedure
            .map_or(&opened.form.title, |procedure| &procedure.name)
            .get(Language::Vi)
            .to_owned(),
        documents: documents(opened, procedure),
        sets: 1,
        result_place: catalog.center.name.get(Language::Vi).to_owned(),
        book: String::new(),
    }
}

fn has_field(place: &Place<'_>, field: CardField) -> bool {
    place.question.card.as_ref().is_some_and(|card| card.field == field)
}

/// The form itself, then what everybody brings.
fn documents(opened: &Opened, procedure: Option<&Procedure>) -> Vec<String> {
    let form = opened.form.title.get(Language::Vi);
    let needed = procedure.into_iter().flat_map(|procedure| &procedure.documents);
    let names = needed
        .filter(|document| !document.only_some)
        .map(|document| document.name.get(Language::Vi))
        .filter(|name| !name.to_lowercase().starts_with("tờ khai"));
    std::iter::once(form).chain(names).map(str::to_owned).collect()
}
