//! One change of the catalogue: an entry put, taken away or moved, checked, and written with its audit row.

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::catalog::diff::{self, Difference};
use shared::catalog::{Catalog, CatalogProblem};
use shared::strict::strictly;

use super::strand::{self, Stranded};
use crate::api::ApiError;
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::writer::{NotKept, Record, WriteError};

/// The most characters of what an audit row says.
const DETAIL_MAX: usize = 4_000;

/// What names an entry of a list: its code, its date, or a digest of what it says.
#[must_use]
pub fn key_of(entry: &Value) -> String {
    match entry["id"].as_str().or_else(|| entry["date"].as_str()) {
        Some(key) => key.to_owned(),
        None => {
            let digest = Sha256::digest(entry.to_string().as_bytes());
            digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
        }
    }
}

/// The entries of a list of a catalogue.
///
/// # Errors
/// When the catalogue cannot be written as JSON, which no catalogue does.
pub fn entries(catalog: &Catalog, list: &str) -> Result<Vec<Value>, ApiError> {
    let mut whole = whole(catalog)?;
    match whole[list].take() {
        Value::Array(entries) => Ok(entries),
        _ => Ok(Vec::new()),
    }
}

/// The whole catalogue as one value.
///
/// # Errors
/// When it cannot be written as JSON, which no catalogue does.
pub fn whole(catalog: &Catalog) -> Result<Value, ApiError> {
    serde_json::to_value(catalog).map_err(|error| ApiError::internal(&error))
}

/// The catalogue with other entries in a list.
///
/// # Errors
/// When the entries are not of the shape of the list.
pub fn with_entries(
    catalog: &Catalog,
    list: &str,
    entries: Vec<Value>,
) -> Result<Catalog, ApiError> {
    with_parts(catalog, [(list, Value::Array(entries))])
}

/// The catalogue with other parts.
///
/// # Errors
/// When the parts are not of the shape of a catalogue.
pub fn with_parts<'a>(
    catalog: &Catalog,
    parts: impl IntoIterator<Item = (&'a str, Value)>,
) -> Result<Catalog, ApiError> {
    let mut whole = whole(catalog)?;
    for (name, value) in parts {
        whole[name] = value;
    }
    strictly(whole).map_err(|error| ApiError::bad_request(error.to_string()))
}

/// What is wrong with a new catalogue that was not wrong with the old one.
#[must_use]
pub fn new_problems(old: &Catalog, new: &Catalog) -> Vec<CatalogProblem> {
    let known = old.problems();
    new.problems().into_iter().filter(|problem| !known.contains(problem)).collect()
}

/// A code made of a name: small letters, digits and hyphens; one that no other entry has.
#[must_use]
pub fn code_of(name: &str, entries: &[Value]) -> String {
    let mut code = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            code.push(letter.to_ascii_lowercase());
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
    }
    code.truncate(36);
    let code = code.trim_end_matches('-');
    let code = if code.is_empty() { "entry" } else { code };
    let is_taken = |code: &str| entries.iter().any(|entry| entry["id"] == code);
    if !is_taken(code) {
        return code.to_owned();
    }
    (2..).map(|n| format!("{code}-{n}")).find(|code| !is_taken(code)).unwrap_or_default()
}

/// What came of a change.
#[derive(Debug, PartialEq, Eq)]
pub enum Saved {
    /// It holds now.
    Done(Vec<Difference>),
    /// Somebody else changed the catalogue in between.
    Outdated,
    /// Nothing was written: it would leave people without a way to be served, and nobody was asked.
    Strands(Vec<Stranded>),
}

/// Writes another catalogue. Nothing is written when nothing differs, or when people would be stranded and
/// whoever changes it did not say that it is meant all the same (`anyway`).
///
/// # Errors
/// `storage_unavailable`.
pub async fn save(
    state: &AppState,
    new: Catalog,
    base_version: i64,
    (action, by): (AuditAction, i64),
    anyway: bool,
) -> Result<Saved, ApiError> {
    let snapshot = state.snapshot();
    if snapshot.catalog_version != base_version {
        return Ok(Saved::Outdated);
    }
    let differences =
        diff::differences(&snapshot.catalog, &new).map_err(|error| ApiError::internal(&error))?;
    if differences.is_empty() {
        return Ok(Saved::Done(differences));
    }
    let stranded = strand::stranded(&snapshot.day, &snapshot.catalog, &new, state.now());
    if !stranded.is_empty() && !anyway {
        return Ok(Saved::Strands(stranded));
    }
    let audit = audit_entry(&differences, action, Some(by));
    let record = Record::ChangeCatalog { catalog: Arc::new(new), base_version, audit };
    match state.writer.record(record).await {
        Ok(()) => Ok(Saved::Done(differences)),
        Err(WriteError::NotKept(NotKept::Outdated { .. })) => Ok(Saved::Outdated),
        Err(error) => Err(error.into()),
    }
}

/// The audit row of a change: the entry when it is one, and what changed.
#[must_use]
pub fn audit_entry(differences: &[Difference], action: AuditAction, by: Option<i64>) -> AuditEntry {
    let subject = match differences {
        [one] if one.entry.is_empty() => one.list.clone(),
        [one] => format!("{}/{}", one.list, one.entry),
        _ => "catalog".to_owned(),
    };
    let mut detail = diff::summary(differences);
    if detail.chars().count() > DETAIL_MAX {
        detail = detail.chars().take(DETAIL_MAX).chain(['…']).collect();
    }
    AuditEntry::new(action, by).about(subject).saying(detail)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{code_of, key_of};

    #[test]
    fn codes_are_made_of_names_and_never_twice() {
        let entries = [json!({"id": "land"}), json!({"id": "land-2"})];
        assert_eq!(code_of("Land & building!", &entries), "land-building");
        assert_eq!(code_of("Land", &entries), "land-3");
        assert_eq!(code_of("Đất", &[]), "t");
        assert_eq!(code_of("…", &[]), "entry");
    }

    #[test]
    fn entries_without_a_code_are_named_by_what_they_say() {
        assert_eq!(key_of(&json!({"id": "a"})), "a");
        assert_eq!(key_of(&json!({"date": "2027-01-01"})), "2027-01-01");
        let (one, other) = (json!({"title": {"vi": "x"}}), json!({"title": {"vi": "y"}}));
        assert_eq!(key_of(&one).len(), 12);
        assert_ne!(key_of(&one), key_of(&other));
    }
}
