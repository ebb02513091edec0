//! What a section of administration is, and the fields that several of them have.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;
use shared::catalog::Catalog;
use shared::protocol::WaitingByService;
use shared::text::{Language, Text};

use crate::admin::form::{Choice, Fault, Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{fill, tr};
use crate::pictures::Picture;

/// What a form or list is made for.
pub(super) struct Context<'a> {
    pub(super) language: Language,
    pub(super) catalog: &'a Catalog,
    pub(super) today: NaiveDate,
    /// The local time.
    pub(super) now: NaiveDateTime,
    /// How many wait for each queue.
    pub(super) waiting: WaitingByService,
    /// The pictures that were uploaded for the boards.
    pub(super) pictures: Vec<Picture>,
    /// Whether an entry is being added, so that its code can be chosen.
    pub(super) is_new: bool,
}

/// One section whose entries stand in the catalogue.
pub(super) struct Section {
    /// In the address.
    pub(super) slug: &'static str,
    /// A message.
    pub(super) title: &'static str,
    /// What it is for; a message.
    pub(super) lead: &'static str,
    pub(super) may: Permission,
    pub(super) form: fn(&Context<'_>) -> Vec<Group>,
    /// What fields alone cannot say; may find more faults.
    pub(super) finish: fn(&mut Value, &mut Vec<Fault>),
    pub(super) shape: Shape,
    /// Where what stands in the form can be tried before it is saved.
    pub(super) trial: Option<Trial>,
}

/// A look at, or a listen to, what stands in a form.
pub(super) struct Trial {
    /// The address that takes the form.
    pub(super) path: &'static str,
    /// What the button says; a message.
    pub(super) label: &'static str,
}

pub(super) enum Shape {
    /// Parts of the catalogue of which there is one of a kind.
    Single(&'static [&'static str]),
    List(List),
}

/// A list of the catalogue.
pub(super) struct List {
    /// Its name in the document.
    pub(super) list: &'static str,
    /// Whether people see the entries in this order, so that they can be moved.
    pub(super) is_ordered: bool,
    /// What adds an entry; a message.
    pub(super) add: &'static str,
    /// Messages.
    pub(super) headings: &'static [&'static str],
    /// The cells of each entry; the first is the entry's name.
    pub(super) rows: fn(&Context<'_>) -> Vec<Vec<String>>,
    /// A new entry.
    pub(super) blank: fn() -> Value,
}

/// Nothing to add to what the fields say.
pub(super) fn no_finish(_: &mut Value, _: &mut Vec<Fault>) {}

/// A field in each language.
pub(super) fn both(name: &str, label: &'static str, kind: &Kind) -> [Field; 2] {
    ["vi", "en"].map(|language| Field::new(format!("{name}.{language}"), label, kind.clone()))
}

/// The code of a new entry.
pub(super) fn code_field(context: &Context<'_>) -> Option<Field> {
    context.is_new.then(|| {
        Field::new("id", crate::language::msgid("Code"), Kind::Line).optional().hint(
            crate::language::msgid(
                "Letters A–Z, digits and hyphens; it never changes. Left empty, it is made from the English name.",
            ),
        )
    })
}

pub(super) fn group(legend: &'static str, fields: Vec<Field>) -> Group {
    Group { legend, hint: None, fields }
}

/// Hours of a week; a lunch break is the gap between two rows.
pub(super) fn hours_field(name: &str, label: &'static str) -> Field {
    use crate::language::msgid;
    let fields = vec![
        Field::new("weekdays", msgid("Days"), Kind::Weekdays),
        Field::new("opens_minute", msgid("From"), Kind::Clock),
        Field::new("closes_minute", msgid("To"), Kind::Clock),
    ];
    let (one, add) = (msgid("Stretch {n}"), msgid("Add a stretch"));
    Field::new(name, label, Kind::Rows { fields, one, add, spare: 1 })
}

pub(super) fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

pub(super) fn service_choices(context: &Context<'_>) -> Vec<Choice> {
    let services = context.catalog.services.iter();
    services
        .map(|service| {
            let name = service.name.get(context.language);
            choice(service.id.to_string(), format!("{} – {name}", service.prefix))
        })
        .collect()
}

/// The text in the language of the page.
pub(super) fn text(context: &Context<'_>, text: &Text) -> String {
    text.get(context.language).to_owned()
}

/// `30 min`.
pub(super) fn minutes(context: &Context<'_>, minutes: u32) -> String {
    fill(tr(context.language, "{minutes} min"), "minutes", &minutes)
}

/// `31/01/2027`.
pub(super) fn short_date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// What a field is called, and the language of what is entered when it stands for one.
pub(super) fn label_of(language: Language, field: &Field) -> (String, &'static str) {
    let label = tr(language, field.label);
    let (of, code) = match field.name.rsplit('.').next() {
        Some("vi") => (tr(language, "Vietnamese"), "vi"),
        Some("en") => (tr(language, "English"), "en"),
        _ => return (label.to_owned(), ""),
    };
    (format!("{label} ({of})"), code)
}

/// The days of a week by their numbers, 1 = Monday.
pub(super) fn weekdays(language: Language) -> [(String, &'static str); 7] {
    let names = [
        tr(language, "Mon"),
        tr(language, "Tue"),
        tr(language, "Wed"),
        tr(language, "Thu"),
        tr(language, "Fri"),
        tr(language, "Sat"),
        tr(language, "Sun"),
    ];
    let mut day = 0;
    names.map(|name| {
        day += 1;
        (day.to_string(), name)
    })
}

/// What an entry is called on its own page.
pub(super) fn name_of(language: Language, entry: &Value) -> String {
    let text = |field: &str| {
        let value = &entry[field];
        value[language.code()].as_str().or_else(|| value.as_str()).map(str::to_owned)
    };
    text("name").or_else(|| text("title")).unwrap_or_default()
}
