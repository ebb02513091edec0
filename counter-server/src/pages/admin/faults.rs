//! What is wrong with a form, and whom a change would strand, in words.

use shared::catalog::tip_text::RefusedMark;
use shared::catalog::{Catalog, CatalogProblem, Wrong};
use shared::ids::DeskId;
use shared::text::{Language, Text};

use super::named;
use super::section::{self, Context};
use crate::admin::form::{Fault, What};
use crate::admin::strand::{How, Stranded};
use crate::auth::password::PASSWORD_CHARACTERS_MIN;
use crate::language::{fill, msgid, tr};
use crate::pages::words;

/// One sentence for a field.
pub(super) fn sentence(language: Language, what: &What) -> String {
    match what {
        What::Catalog(wrong) => wrong_sentence(language, wrong),
        What::Taken { message, value, name } => {
            let text = fill(tr(language, message), "value", value);
            fill(&text, "name", &name.get(language))
        }
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
        Wrong::Repeated { .. } => tr(language, "Another entry has the same.").to_owned(),
        Wrong::Unknown { id } => {
            fill(tr(language, "“{code}” does not exist (any more)."), "code", id)
        }
        Wrong::NotServed => {
            tr(language, "The desk does not serve this queue: tick it, or leave the delay empty.")
                .to_owned()
        }
        Wrong::Prefix => tr(language, "Enter one to three capital letters A–Z.").to_owned(),
        Wrong::Bounds { least, most } => {
            let text = fill(tr(language, "Enter a number from {least} to {most}."), "least", least);
            fill(&text, "most", most)
        }
        Wrong::EndBeforeBeginning => {
            tr(language, "The end stands before the beginning.").to_owned()
        }
        Wrong::EmptySpan => {
            tr(language, "The end is the beginning. For a whole day enter 00:00 to 24:00.")
                .to_owned()
        }
        Wrong::Weekdays => tr(language, "Choose at least one day.").to_owned(),
        Wrong::WebAddress => {
            tr(language, "Enter a web address that begins with https://.").to_owned()
        }
        Wrong::TooLong { most } => {
            fill(tr(language, "That is too long: at most {count} characters."), "count", most)
        }
        Wrong::NotForKind => {
            tr(language, "This kind does not show it: leave it empty, or choose another kind.")
                .to_owned()
        }
        Wrong::TipText { line, mark } => {
            let what = fill(tr(language, "Line {n}"), "n", line);
            format!("{what}: {}", tr(language, refused_mark(*mark)))
        }
        Wrong::TooManyBytes { most } => fill(
            tr(
                language,
                "That is too long: at most {count} letters without marks, and fewer with marks.",
            ),
            "count",
            most,
        ),
        Wrong::WifiPassword => tr(
            language,
            "Enter 8 to 63 letters, digits and signs without Vietnamese marks, or nothing for an open network.",
        )
        .to_owned(),
    }
}

/// What stands in a tip's text that boards do not show; a message.
fn refused_mark(mark: RefusedMark) -> &'static str {
    match mark {
        RefusedMark::Heading => msgid(
            "boards show no headings (# at the beginning of a line, or a line of - or = under it). The title has its own field.",
        ),
        RefusedMark::Link => msgid(
            "boards show no links, since nobody can tap them. Choose the procedure: its QR code leads to its page.",
        ),
        RefusedMark::Image => msgid("choose the picture in its own field."),
        RefusedMark::Html => msgid("boards show no HTML. Write plain text."),
        RefusedMark::Table => msgid("boards show no tables. Use lines that begin with “- ”."),
        RefusedMark::Code => msgid("boards show no text between ` marks. Leave them out."),
        RefusedMark::Quote => msgid("boards show no quotations (> at the beginning of a line)."),
        RefusedMark::Rule => msgid("boards show no lines across. Leave an empty line instead."),
        RefusedMark::NestedPoint => {
            msgid("a point stands within a point. One level of points is enough.")
        }
    }
}

/// A problem of another entry, or of a whole file: where it stands and what is wrong. The context holds the
/// catalogue with the problem.
pub(super) fn elsewhere(context: &Context<'_>, problem: &CatalogProblem) -> String {
    let language = context.language;
    let mut place = vec![list_title(language, problem.list)];
    place.push(named::entry(context, problem.list, &problem.entry));
    place.push(named::field(context, problem.list, "", &problem.field));
    place.retain(|part| !part.is_empty());
    let what = what_of(problem, context.catalog);
    format!("{}: {}", place.join(" · "), sentence(language, &what))
}

/// The list of the document as the menu calls it; by all its names where several sections edit parts of it.
pub(super) fn list_title(language: Language, list: &str) -> String {
    let titles: Vec<&str> =
        section::of_list(list).map(|section| tr(language, section.title)).collect();
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
