//! What differs between two catalogues, list by list and field by field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Catalog;

/// One entry that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    /// The list or table of the document, such as `services`.
    pub list: String,
    /// The entry's code, date or title; empty where there is one of a kind.
    pub entry: String,
    /// How it differs.
    pub how: How,
}

/// How an entry differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum How {
    /// Only the new catalogue has it.
    Added,
    /// Only the old catalogue has it.
    Removed,
    /// Fields of it differ.
    Changed {
        /// Which.
        fields: Vec<FieldChange>,
    },
    /// The entries of the list stand in another order.
    Reordered,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldChange {
    /// The field within the entry, such as `name.vi`.
    pub field: String,
    /// The old value; absent when nothing stood there.
    pub from: Option<String>,
    /// The new value; absent when nothing stands there.
    pub to: Option<String>,
}

/// What differs between two catalogues; nothing when they are equal.
///
/// # Errors
/// When a catalogue cannot be written as JSON, which no catalogue of this type does.
pub fn differences(old: &Catalog, new: &Catalog) -> Result<Vec<Difference>, serde_json::Error> {
    let (old, new) = (serde_json::to_value(old)?, serde_json::to_value(new)?);
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    // In an order of their own: that of a JSON object depends on how the library was built.
    let mut lists_now: Vec<(&String, &Value)> = new.iter().collect();
    lists_now.sort_unstable_by_key(|(name, _)| *name);
    for (list, after) in lists_now {
        match (old.get(list).unwrap_or(&Value::Null), after) {
            (Value::Array(before), Value::Array(after)) => lists(list, before, after, &mut found),
            (before, after) => entry(list, "", before, after, &mut found),
        }
    }
    Ok(found)
}

/// The differences in one line, for the audit log: `services/land: prefix C → K; + tips/…`.
#[must_use]
pub fn summary(differences: &[Difference]) -> String {
    let line = |difference: &Difference| {
        let name = match difference.entry.as_str() {
            "" => difference.list.clone(),
            entry => format!("{}/{entry}", difference.list),
        };
        match &difference.how {
            How::Added => format!("+ {name}"),
            How::Removed => format!("− {name}"),
            How::Reordered => format!("↕ {name}"),
            How::Changed { fields } => {
                let fields: Vec<String> = fields.iter().map(FieldChange::line).collect();
                format!("{name}: {}", fields.join(", "))
            }
        }
    };
    differences.iter().map(line).collect::<Vec<_>>().join("; ")
}

impl FieldChange {
    fn line(&self) -> String {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        format!("{} {} → {}", self.field, shown(&self.from), shown(&self.to))
    }
}

/// What names an entry of a list.
fn name_of(entry: &Value, index: usize) -> String {
    let named = ["/id", "/date", "/title/vi"].iter().find_map(|path| entry.pointer(path)?.as_str());
    named.map_or_else(|| (index + 1).to_string(), str::to_owned)
}

fn lists(list: &str, before: &[Value], after: &[Value], found: &mut Vec<Difference>) {
    let names = |entries: &[Value]| -> Vec<String> {
        entries.iter().enumerate().map(|(index, entry)| name_of(entry, index)).collect()
    };
    let (old_names, new_names) = (names(before), names(after));
    let mut note = |entry: &str, how| {
        found.push(Difference { list: list.to_owned(), entry: entry.to_owned(), how });
    };
    for name in old_names.iter().filter(|name| !new_names.contains(name)) {
        note(name, How::Removed);
    }
    for name in new_names.iter().filter(|name| !old_names.contains(name)) {
        note(name, How::Added);
    }
    let kept_old = old_names.iter().filter(|name| new_names.contains(name));
    let kept_new = new_names.iter().filter(|name| old_names.contains(name));
    if !kept_old.eq(kept_new) {
        note("", How::Reordered);
    }
    for (name, value) in new_names.iter().zip(after) {
        let position = old_names.iter().position(|old| old == name);
        if let Some(old) = position.and_then(|position| before.get(position)) {
            entry(list, name, old, value, found);
        }
    }
}

fn entry(list: &str, name: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    leaves(before, "", &mut old);
    leaves(after, "", &mut new);
    let mut fields: Vec<&String> = old.keys().chain(new.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    let fields: Vec<FieldChange> = fields
        .into_iter()
        .filter(|field| old.get(*field) != new.get(*field))
        .map(|field| FieldChange {
            field: field.clone(),
            from: old.get(field).cloned(),
            to: new.get(field).cloned(),
        })
        .collect();
    if !fields.is_empty() {
        let (list, entry) = (list.to_owned(), name.to_owned());
        found.push(Difference { list, entry, how: How::Changed { fields } });
    }
}

/// Every value with its path. A list of plain values is one value.
fn leaves(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &below(name), found);
            }
        }
        Value::Array(values) if values.iter().all(is_plain) => {
            let values: Vec<String> = values.iter().map(plain).collect();
            found.insert(path.to_owned(), values.join(", "));
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                leaves(value, &below(&index.to_string()), found);
            }
        }
        value => {
            found.insert(path.to_owned(), plain(value));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{differences, summary};
    use crate::catalog::{Catalog, ward};

    fn line(change: impl FnOnce(&mut Catalog)) -> String {
        let old = ward().expect("the sample data can be read");
        let mut new = old.clone();
        change(&mut new);
        summary(&differences(&old, &new).expect("catalogues are JSON"))
    }

    #[test]
    fn every_kind_of_change_is_found() {
        assert_eq!(line(|_| ()), "");
        assert_eq!(
            line(|c| c.services[0].prefix = "K".into()),
            "services/civil-status: prefix A → K"
        );
        assert_eq!(
            line(|c| {
                c.services[0].quota_per_day = Some(5);
                c.desks.remove(7);
            }),
            "− desks/8; services/civil-status: quota_per_day – → 5"
        );
        assert_eq!(line(|c| c.priorities.swap(0, 1)), "↕ priorities");
        assert_eq!(line(|c| c.rules.recalls_max = 4), "rules: recalls_max 2 → 4");
        assert_eq!(
            line(|c| {
                let mut zone = c.zones[0].clone();
                zone.id = "hall".into();
                zone.desks.pop();
                c.zones.push(zone);
                c.zones[1].desks = vec!["5".into()];
            }),
            "+ zones/hall; zones/right: desks 5, 6, 7, 8 → 5"
        );
        let closes = line(|c| c.hours[0].closes_minute = 1_020);
        assert_eq!(closes, "hours/1: closes_minute 1440 → 1020");
    }
}
