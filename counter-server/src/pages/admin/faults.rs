//! What is wrong with a form, and whom a change would strand, in words.

use shared::catalog::{Catalog, CatalogProblem, Wrong};
use shared::ids::DeskId;
use shared::text::Language;

use super::section;
use crate::admin::form::{Fault, What};
use crate::admin::strand::{How, Stranded};
use crate::auth::password::PASSWORD_CHARACTERS_MIN;
use crate::language::{fill, tr};
use crate::pages::words;

/// One sentence for a field.
pub(super) fn sentence(language: Language, what: &What) -> String {
    match what {
        What::Catalog(wrong) => wrong_sentence(language, wrong),
        What::NoNumber => tr(language, "Enter a whole number.").to_owned(),
        What::NoTime => tr(language, "Enter a time such as 08:00, at most 24:00.").to_owned(),
        What::NoDate => tr(language, "Enter a date.").to_owned(),
        What::NoChoice => tr(language, "Choose one of the list.").to_owned(),
        What::NameTaken => {
            tr(language, "Somebody has this name already. Choose another one.").to_owned()
        }
        What::ShortPassword => fill(
            tr(language, "Enter at least {count} characters."),
            "count",
            &PASSWORD_CHARACTERS_MIN,
        ),
        What::LastAdmin => tr(
            language,
            "This is the last administrator: nobody could change anything any more. Make somebody else an administrator first.",
        )
        .to_owned(),
    }
}

fn wrong_sentence(language: Language, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Missing => tr(language, "Something must stand here.").to_owned(),
        Wrong::NoCode => {
            tr(language, "Use only letters A–Z, digits and hyphens, at most 40.").to_owned()
        }
        Wrong::Repeated => tr(language, "Another entry has the same.").to_owned(),
        Wrong::Unknown { id } => {
            fill(tr(language, "“{code}” does not exist (any more)."), "code", id)
        }
        Wrong::Prefix => tr(language, "Enter one to three capital letters A–Z.").to_owned(),
        Wrong::Bounds { least, most } => {
            let text = fill(tr(language, "Enter a number from {least} to {most}."), "least", least);
            fill(&text, "most", most)
        }
        Wrong::EndBeforeBeginning => {
            tr(language, "The end stands before the beginning.").to_owned()
        }
        Wrong::Weekdays => tr(language, "Choose at least one day.").to_owned(),
        Wrong::TooLong { most } => {
            fill(tr(language, "That is too long: at most {count} characters."), "count", most)
        }
    }
}

/// A problem of another entry, or of a whole file: where it stands and what is wrong.
pub(super) fn elsewhere(language: Language, problem: &CatalogProblem) -> String {
    let title = list_title(language, problem.list);
    let mut place = vec![title];
    place.extend(
        [&problem.entry, &problem.field].into_iter().filter(|part| !part.is_empty()).cloned(),
    );
    format!("{}: {}", place.join(" · "), wrong_sentence(language, &problem.what))
}

/// The list of the document as the menu calls it.
pub(super) fn list_title(language: Language, list: &str) -> String {
    let found = section::SECTIONS.into_iter().find(|section| match &section.shape {
        section::Shape::Single(roots) => roots.contains(&list),
        section::Shape::List(own) => own.list == list,
    });
    found.map_or_else(|| list.to_owned(), |section| tr(language, section.title).to_owned())
}

/// The faults that a problem of the catalogue means for a form, by the names of its fields.
pub(super) fn of_problem(problem: &CatalogProblem, is_whole: bool) -> Fault {
    let field = match (is_whole, problem.field.as_str()) {
        (false, field) => field.to_owned(),
        (true, field) => format!("{}.{field}", problem.list),
    };
    Fault { field, what: What::Catalog(problem.what.clone()) }
}

fn desk_name(language: Language, catalog: &Catalog, id: &DeskId) -> String {
    let name = catalog.desk(id).map_or_else(|| id.to_string(), |desk| desk.name.clone());
    words::desk_name(language, &name)
}

/// Whom a change would strand.
pub(super) fn stranded(language: Language, catalog: &Catalog, stranded: &Stranded) -> String {
    let (text, name) = match &stranded.how {
        How::ServiceRemoved(id) => (
            tr(
                language,
                "{name}: the service goes. Open tickets that could not be called any more: {count}.",
            ),
            words::service(language, catalog, id),
        ),
        How::NobodyServes(id) => (
            tr(language, "{name}: no desk would serve it any more. Open tickets: {count}."),
            words::service(language, catalog, id),
        ),
        How::ServiceCloses(id) => (
            tr(language, "{name}: it would close at once. Open tickets: {count}."),
            words::service(language, catalog, id),
        ),
        How::StepRemoved(id) => (
            tr(language, "{name}: the service goes. Visits that were to go on there: {count}."),
            words::service(language, catalog, id),
        ),
        How::DeskOfTheirsRemoved(id) => (
            tr(language, "{name}: the desk goes. Tickets that were sent there alone: {count}."),
            desk_name(language, catalog, id),
        ),
        How::DeskRemoved(id, number) => {
            let text = tr(language, "{name} still has ticket {number}.");
            let number = number.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
            let text = fill(text, "name", &desk_name(language, catalog, id));
            return fill(&text, "number", &number);
        }
    };
    fill(&fill(text, "name", &name), "count", &stranded.people)
}
