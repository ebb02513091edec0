//! What is wrong with a form, and whom a change would strand, in words.

use shared::catalog::{Catalog, CatalogProblem, Wrong};
use shared::ids::DeskId;
use shared::text::{Language, Text};

use super::section::Context;
use super::{named, sections, wrong_words};
use crate::admin::form::{Fault, What};
use crate::admin::strand::{How, Stranded};
use crate::language::{fill, msgid, tr};
use crate::pages::words;

/// A problem of another entry, or of a whole file: where it stands and what is wrong. The context holds the
/// catalogue with the problem.
pub(super) fn elsewhere(context: &Context<'_>, problem: &CatalogProblem) -> String {
    let language = context.language;
    let mut place = vec![list_title(language, problem.list)];
    place.push(named::entry(context, problem.list, &problem.entry));
    place.push(named::field(context, problem.list, "", &problem.field));
    place.retain(|part| !part.is_empty());
    let what = what_of(problem, context.catalog);
    format!("{}: {}", place.join(" · "), wrong_words::sentence(language, &what))
}

/// The list of the document as the menu calls it; by all its names where several sections edit parts of it.
pub(super) fn list_title(language: Language, list: &str) -> String {
    let titles: Vec<&str> =
        sections::of_list(list).map(|section| tr(language, section.title)).collect();
    if titles.is_empty() { list.to_owned() } else { titles.join(", ") }
}

/// The fault that a problem of a catalogue means for a form, by the name of its field.
pub(super) fn of_problem(problem: &CatalogProblem, catalog: &Catalog, is_whole: bool) -> Fault {
    let field = match (is_whole, problem.field.as_str()) {
        (false, field) => field.to_owned(),
        (true, field) => format!("{}.{field}", problem.list),
    };
    Fault { field, what: what_of(problem, catalog) }
}

/// What is wrong; of what another entry has already, which one.
fn what_of(problem: &CatalogProblem, catalog: &Catalog) -> What {
    let Wrong::Repeated { other } = &problem.what else {
        return What::Catalog(problem.what.clone());
    };
    let name = named::texts(catalog, problem.list, other);
    let (message, value) = match (problem.list, problem.field.as_str()) {
        ("services", "prefix") => {
            let service = catalog.services.iter().find(|service| service.id.as_str() == other);
            let prefix = service.map(|service| service.prefix.clone()).unwrap_or_default();
            (msgid("The prefix {value} is used by {name}."), prefix)
        }
        ("desks", "name") => {
            (msgid("The desk with the code “{value}” has this name already."), other.clone())
        }
        ("desks", _) => (msgid("Desk {name} has the code “{value}” already."), other.clone()),
        ("holidays", _) => (msgid("This day stands in the list already: {name}."), other.clone()),
        _ => (msgid("The code “{value}” is used by {name}."), other.clone()),
    };
    let name = name.unwrap_or_else(|| Text { vi: other.clone(), en: other.clone() });
    What::Taken { message, value, name }
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
