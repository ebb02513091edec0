//! A whole catalogue as one TOML file that people read and edit, in the shape of the sample data.

use serde_ignored::Path;
use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::Catalog;
use crate::strict::UnknownField;

/// The first lines of every file.
const HEAD: &str = "# The configuration of one center: names, queues, procedures, desks, priority classes, hours, holidays,\n\
    # pause reasons, rules, retention, zones, tips. Texts stand in Vietnamese (vi) and English (en); opening\n\
    # times are minutes after midnight, weekdays 1 = Monday … 7 = Sunday.\n";

/// What people look for first stands first: tables of the file, and fields of an entry.
const FIRST: [&str; 27] = [
    "id",
    "date",
    "kind",
    "service",
    "title",
    "vi",
    "en",
    "agency",
    "name",
    "description",
    "about",
    "body",
    "prefix",
    "range_first",
    "weekdays",
    "opens_minute",
    "documents",
    "center",
    "services",
    "procedures",
    "desks",
    "priorities",
    "hours",
    "holidays",
    "pause_reasons",
    "rules",
    "zones",
];

/// From how many characters on a list of tables is written with one table a line.
const LINE_MAX: usize = 100;

/// Why a file is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It cannot be read.
    #[error("{}{message}", at_line(*.line))]
    Unreadable {
        /// The line, from 1, where one is to blame.
        line: Option<usize>,
        /// What is wrong, in English.
        message: String,
    },
    /// A catalogue that cannot be written.
    #[error("{0}")]
    Unwritable(#[from] serde_json::Error),
}

/// Writes a catalogue as a file.
///
/// # Errors
/// When it cannot be written, which no catalogue of this type does.
pub fn to_toml(catalog: &Catalog) -> Result<String, DocumentError> {
    let Value::Object(tables) = serde_json::to_value(catalog)? else { return Ok(String::new()) };
    let mut text = HEAD.to_owned();
    // What would be written as a plain value must stand before the first table.
    let tables = in_order(&tables);
    for (name, value) in tables.iter().filter(|(_, value)| is_empty_list(value)) {
        text += &format!("\n{name} = {}\n", inline(value));
    }
    for (name, value) in tables {
        match value {
            Value::Object(_) => text += &table(&format!("[{name}]"), value),
            Value::Array(entries) => {
                for entry in entries {
                    text += &table(&format!("[[{name}]]"), entry);
                }
            }
            _ => {}
        }
    }
    Ok(text)
}

/// Reads a catalogue from a file. It may still have problems.
///
/// # Errors
/// A sentence with the line when the file is not in the right shape, or holds a field that nobody knows.
pub fn from_toml(text: &str) -> Result<Catalog, DocumentError> {
    let line = |start: usize| {
        let before = text.get(..start).unwrap_or(text);
        Some(before.bytes().filter(|byte| *byte == b'\n').count() + 1)
    };
    let wrong = |error: toml::de::Error| DocumentError::Unreadable {
        line: error.span().and_then(|span| line(span.start)),
        message: error.message().replace('\n', " "),
    };
    let mut unknown = None;
    let read = serde_ignored::deserialize(
        toml::Deserializer::parse(text).map_err(wrong)?,
        |path: Path<'_>| {
            unknown.get_or_insert_with(|| DocumentError::Unreadable {
                line: start_of(text, &path).and_then(line),
                message: UnknownField::at(&path).to_string(),
            });
        },
    );
    // A slip of the pen in a name makes two mistakes, and this one says more than the name that is then missing.
    match unknown {
        Some(unknown) => Err(unknown),
        None => read.map_err(wrong),
    }
}

/// Where the name of a field stands in a file, in bytes from its beginning.
fn start_of(text: &str, path: &Path<'_>) -> Option<usize> {
    fn value<'a, 'i>(root: &'a DeTable<'i>, path: &Path<'_>) -> Option<&'a DeValue<'i>> {
        match path {
            Path::Root => None,
            Path::Map { parent: Path::Root, key } => Some(root.get(key.as_str())?.get_ref()),
            Path::Map { parent, key } => {
                Some(value(root, parent)?.as_table()?.get(key.as_str())?.get_ref())
            }
            Path::Seq { parent, index } => {
                Some(value(root, parent)?.as_array()?.get(*index)?.get_ref())
            }
            Path::Some { parent }
            | Path::NewtypeStruct { parent }
            | Path::NewtypeVariant { parent } => value(root, parent),
        }
    }
    let file = DeTable::parse(text).ok()?;
    let Path::Map { parent, key } = path else { return None };
    let table = match parent {
        Path::Root => file.get_ref(),
        parent => value(file.get_ref(), parent)?.as_table()?,
    };
    Some(table.get_key_value(key.as_str())?.0.span().start)
}

fn at_line(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}

/// The fields that hold something.
fn in_order(fields: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = fields.iter().filter(|(_, value)| !value.is_null()).collect();
    let rank = |name: &str| FIRST.iter().position(|first| *first == name);
    fields.sort_by_key(|(name, _)| rank(name).unwrap_or(FIRST.len()));
    fields
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

fn table(head: &str, value: &Value) -> String {
    let mut text = format!("\n{head}\n");
    if let Value::Object(fields) = value {
        for (name, value) in in_order(fields) {
            text += &format!("{} = {}\n", key(name), field(value));
        }
    }
    text
}

fn field(value: &Value) -> String {
    let line = inline(value);
    match value {
        Value::Array(values)
            if values.iter().any(Value::is_object) && line.chars().count() > LINE_MAX =>
        {
            let lines: String =
                values.iter().map(|value| format!("    {},\n", inline(value))).collect();
            format!("[\n{lines}]")
        }
        _ => line,
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            format!("[{}]", values.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = in_order(fields)
                .into_iter()
                .map(|(name, value)| format!("{} = {}", key(name), inline(value)))
                .collect();
            if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
        }
        Value::String(text) => toml::Value::String(text.clone()).to_string(),
        // Numbers and booleans are written alike in both; nothing else is left.
        other => other.to_string(),
    }
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { name.to_owned() } else { toml::Value::String(name.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::{from_toml, to_toml};
    use crate::catalog::{Catalog, Holiday, OpeningHours, ward};
    use crate::text::Text;

    fn sample() -> Catalog {
        ward().expect("the sample data can be read")
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let mut catalog = sample();
        let text = to_toml(&catalog).expect("written");
        assert_eq!(from_toml(&text).expect("read"), catalog);
        assert!(text.contains("\n[[desks]]\nid = \"1\"\n"), "{text}");
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest < Some(600), "a list of documents stands on lines of its own: {longest:?}");

        // Text that must be escaped, dates, hours, and lists without an entry.
        catalog.center.slogan = Text { vi: "\"Một\"\\\nhai\tba".into(), en: "'''x'''".into() };
        catalog.holidays.push(Holiday {
            date: "2027-02-06".parse().expect("a date"),
            name: Text { vi: "Tết".into(), en: "Tết".into() },
        });
        let hours = OpeningHours { weekdays: vec![1, 2], opens_minute: 480, closes_minute: 720 };
        catalog.services[0].hours.push(hours);
        catalog.zones.clear();
        catalog.tips.clear();
        let text = to_toml(&catalog).expect("written");
        assert_eq!(from_toml(&text).expect("read"), catalog);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let text = to_toml(&sample()).expect("written");
        let broken = text.replacen("prefix = \"A\"", "prefix = 7", 1);
        let line = broken.lines().position(|line| line == "prefix = 7").expect("there") + 1;
        let error = from_toml(&broken).expect_err("a number is no prefix").to_string();
        assert!(error.starts_with(&format!("line {line}: ")), "{error}");
    }

    #[test]
    fn a_name_that_nobody_knows_is_told_with_its_line_at_any_depth() {
        let text = to_toml(&sample()).expect("written");
        let slips = [
            ("[center]\n", "[center]\ncolour = \"red\"\n", "colour"),
            // The name itself is mistaken: what is then missing is not what is told.
            ("prefix = \"A\"", "prefux = \"A\"", "prefux"),
            ("name = { vi = ", "name = { fr = \"\", vi = ", "fr"),
            ("[[desks]]\n", "[[dasks]]\nid = \"7\"\n\n[[desks]]\n", "dasks"),
            ("limits = { ", "limits = { wayt = 3, ", "wayt"),
            (
                "span = { kind = \"working_days\"",
                "span = { weeks = 3, kind = \"working_days\"",
                "weeks",
            ),
        ];
        for (right, slip, name) in slips {
            let broken = text.replacen(right, slip, 1);
            assert_ne!(broken, text, "{right}");
            let line = broken.lines().position(|line| line.contains(name)).expect("there") + 1;
            let error = from_toml(&broken).expect_err(slip).to_string();
            assert!(error.starts_with(&format!("line {line}: unknown field `{name}`")), "{error}");
        }
    }
}
