//! Entries, fields and values of the configuration in words: where a problem or a difference stands.

use serde_json::Value;
use shared::catalog::Catalog;
use shared::text::{Language, Text};

use super::section::{Context, Section, Shape, label_of, name_of, short_date, weekdays};
use super::sections;
use crate::admin::change;
use crate::admin::form::{Choice, Field, Kind, told};
use crate::language::{fill, tr};
use crate::pages::words;

/// What an entry of a list is called, with its code as it stands in the file; empty where there is one of a kind.
pub(super) fn entry(context: &Context<'_>, list: &str, code: &str) -> String {
    let language = context.language;
    if code.is_empty() {
        return String::new();
    }
    // Hours of the center have no name: they are counted.
    if let (true, Ok(number)) = (list == "hours", code.parse::<usize>()) {
        return fill(tr(language, "Stretch {n}"), "n", &number);
    }
    let Some(found) = find_entry(context.catalog, list, code) else { return code.to_owned() };
    let name = name_of(language, &found);
    match list {
        "desks" => format!("{} ({code})", words::desk_name(language, &name)),
        "tips" => name,
        "holidays" => match code.parse() {
            Ok(date) => format!("{} ({name})", short_date(date)),
            Err(_) => name,
        },
        _ => format!("{name} ({code})"),
    }
}

/// The name of an entry in both languages.
pub(super) fn texts(catalog: &Catalog, list: &str, code: &str) -> Option<Text> {
    let entry = find_entry(catalog, list, code)?;
    let name = |language| name_of(language, &entry);
    Some(Text { vi: name(Language::Vi), en: name(Language::En) })
}

/// The entry with a code, a date, a title, or a place counted from 0, as problems and differences name it.
fn find_entry(catalog: &Catalog, list: &str, code: &str) -> Option<Value> {
    let all = change::entries(catalog, list).ok()?;
    let named = |entry: &&Value| {
        let names = [&entry["id"], &entry["date"], &entry["title"]["vi"]];
        names.into_iter().any(|name| name.as_str() == Some(code))
    };
    let place = || all.get(code.parse::<usize>().ok()?);
    all.iter().find(named).or_else(place).cloned()
}

/// A field as its form calls it, such as `Document 2 · Document (English)`; as the file does where no form has it.
pub(super) fn field(context: &Context<'_>, list: &str, entry: &str, path: &str) -> String {
    let language = context.language;
    match find(context, list, entry, path) {
        Some(Found { rows, kind: Kind::Serves(services), label, last }) => {
            let delayed = last.strip_prefix("delay_minutes.");
            let queue = delayed.map(|id| label_in(&services, id));
            let back = tr(language, "stands back by (minutes)");
            let label = queue.map_or(label, |queue| format!("{queue} – {back}"));
            joined(rows, label)
        }
        Some(found) => joined(found.rows, found.label),
        None if path == "id" => tr(language, "Code").to_owned(),
        None => path.to_owned(),
    }
}

/// A value as its form shows it.
pub(super) fn value(
    context: &Context<'_>,
    (list, entry, path): (&str, &str, &str),
    stored: &str,
) -> String {
    let language = context.language;
    let Some(found) = find(context, list, entry, path) else { return stored.to_owned() };
    let each = |choices: &[Choice]| {
        stored.split(", ").map(|code| label_in(choices, code)).collect::<Vec<_>>().join(", ")
    };
    match &found.kind {
        Kind::Switch if stored == "true" => tr(language, "Yes").to_owned(),
        Kind::Switch => tr(language, "No").to_owned(),
        Kind::Choice(choices) | Kind::Picture(choices) | Kind::Several(choices) => each(choices),
        Kind::Serves(services) if found.last == "services" => each(services),
        Kind::Weekdays => {
            let days =
                weekdays(language).map(|(day, name)| Choice { value: day, label: name.into() });
            each(&days)
        }
        Kind::Date => stored.parse().map_or_else(|_| stored.to_owned(), short_date),
        kind => told(kind, stored),
    }
}

fn joined(mut rows: Vec<String>, label: String) -> String {
    rows.push(label);
    rows.join(" · ")
}

fn label_in(choices: &[Choice], code: &str) -> String {
    let found = choices.iter().find(|choice| choice.value == code);
    found.map_or_else(|| code.to_owned(), |choice| choice.label.clone())
}

/// A field of a form.
struct Found {
    /// The rows that it stands in, from the outermost.
    rows: Vec<String>,
    kind: Kind,
    label: String,
    /// What of the path names it.
    last: String,
}

fn find(context: &Context<'_>, list: &str, entry: &str, path: &str) -> Option<Found> {
    sections::of_list(list).find_map(|section| find_in(section, context, list, entry, path))
}

fn find_in(
    section: &Section,
    context: &Context<'_>,
    list: &str,
    entry: &str,
    path: &str,
) -> Option<Found> {
    let fields: Vec<Field> =
        (section.form)(context).into_iter().flat_map(|group| group.fields).collect();
    let found = |path: &str| find_field(context.language, &fields, path);
    match (&section.shape, entry.parse::<usize>()) {
        (Shape::List(_), _) => found(path),
        // The rows of a list of which there is one are counted from 1 as entries, from 0 as fields.
        (Shape::Single(_), Ok(row)) => {
            let mut found = found(&format!("{list}.{}.{path}", row.saturating_sub(1)))?;
            // The entry says already which row it is.
            found.rows.remove(0);
            Some(found)
        }
        (Shape::Single(_), Err(_)) => found(&format!("{list}.{path}")),
    }
}

fn find_field(language: Language, fields: &[Field], path: &str) -> Option<Found> {
    for field in fields {
        let below = path.strip_prefix(&field.name).and_then(|rest| rest.strip_prefix('.'));
        let found = |rows| Found {
            rows,
            kind: field.kind.clone(),
            label: label_of(language, field).0,
            last: path.to_owned(),
        };
        match (&field.kind, below) {
            (Kind::Serves(_), _) if path == "services" || path.starts_with("delay_minutes.") => {
                return Some(found(Vec::new()));
            }
            (Kind::Lines, Some(line)) if line.parse::<usize>().is_ok() => {
                return Some(found(Vec::new()));
            }
            (Kind::Rows { fields, one, .. }, Some(below)) => {
                let (number, last) = below.split_once('.').unwrap_or((below, ""));
                let number: usize = number.parse().ok()?;
                let mut inner = find_field(language, fields, last)
                    .or_else(|| find_field(language, fields, &format!("text.{last}")))?;
                inner.rows.insert(0, fill(tr(language, one), "n", &(number + 1)));
                return Some(inner);
            }
            _ if path == field.name => return Some(found(Vec::new())),
            _ => {}
        }
    }
    None
}
