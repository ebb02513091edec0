//! Whoever writes is told of a field that nobody knows; whoever only shows something passes over it.
//!
//! The types of the catalogue are lenient, because kiosks and boards are not updated in the same minute as their server:
//! an older one goes on with a newer server's catalogue and leaves out what it cannot show. What is imported, edited
//! or stored is read here, where a slip of the pen must not lose what somebody meant.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_ignored::Path;

/// A field that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownField {
    name: String,
    /// Where it stands, such as `tips.3`; empty at the top.
    within: String,
}

impl UnknownField {
    pub(crate) fn at(path: &Path<'_>) -> Self {
        let mut steps = steps(path);
        let name = steps.pop().unwrap_or_default();
        Self { name, within: steps.join(".") }
    }
}

impl fmt::Display for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown field `{}`", self.name)?;
        if self.within.is_empty() { Ok(()) } else { write!(f, " in {}", self.within) }
    }
}

/// From the top down; entries of a list by their position from 0.
fn steps(path: &Path<'_>) -> Vec<String> {
    let (parent, step) = match path {
        Path::Root => return Vec::new(),
        Path::Seq { parent, index } => (parent, Some(index.to_string())),
        Path::Map { parent, key } => (parent, Some(key.clone())),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => (parent, None),
    };
    let mut steps = steps(parent);
    steps.extend(step);
    steps
}

/// Reads something of which every field must be known.
///
/// # Errors
/// When it is not in the right shape, or holds a field that nobody knows.
pub fn strictly<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let mut unknown = None;
    let read = serde_ignored::deserialize(deserializer, |path: Path<'_>| {
        unknown.get_or_insert_with(|| UnknownField::at(&path));
    });
    // A slip of the pen in a name makes two mistakes, and this one says more than the name that is then missing.
    match unknown {
        Some(unknown) => Err(D::Error::custom(unknown)),
        None => read,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::strictly;
    use crate::catalog::{Catalog, ward};

    /// JSON pointers to every object of a value.
    fn objects(value: &Value, at: String) -> Vec<String> {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (format!("{at}/{name}"), value)).collect()
            }
            Value::Array(entries) => (0..).map(|n| format!("{at}/{n}")).zip(entries).collect(),
            _ => Vec::new(),
        };
        let deeper = inner.into_iter().flat_map(|(at, value)| objects(value, at));
        value.is_object().then_some(at.clone()).into_iter().chain(deeper).collect()
    }

    #[test]
    fn a_device_passes_over_what_only_a_newer_server_knows_and_an_import_refuses_it() {
        let catalog = ward().expect("the sample data can be read");
        let whole = serde_json::to_value(&catalog).expect("written");
        assert_eq!(strictly::<Catalog, _>(&whole).expect("nothing is unknown"), catalog);
        let (mut passed_over, mut refused) = (0, 0);
        for at in objects(&whole, String::new()) {
            let object = whole.pointer(&at).and_then(Value::as_object).expect("an object");
            // Names of the one are codes of queues. Of the other serde reads the kind alone, and looks no further.
            if at.ends_with("/delay_minutes") || object.keys().eq(["kind"]) {
                continue;
            }
            let mut newer = whole.clone();
            newer.pointer_mut(&at).expect("there")["from_later"] = true.into();
            let error = strictly::<Catalog, _>(&newer).expect_err(&at).to_string();
            assert!(error.starts_with("unknown field `from_later`"), "{at}: {error}");
            // A part of a price or a term changes what the rest means: such an entry is not understood at all.
            let is_whole_or_nothing = at.ends_with("/amount") || at.ends_with("/span");
            match serde_json::from_value::<Catalog>(newer) {
                Ok(read) => {
                    assert!(!is_whole_or_nothing, "{at}");
                    assert_eq!(read, catalog, "{at}");
                    passed_over += 1;
                }
                Err(error) => {
                    assert!(is_whole_or_nothing, "{at}: {error}");
                    refused += 1;
                }
            }
        }
        assert!(passed_over > 100 && refused > 10, "{passed_over} and {refused}");
    }
}
