//! What a definition may refer to from where: questions that stand before, in reach of a repeated section or not.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::nearest;
use crate::form::definition::Kind;
use crate::ids::SectionId;

/// A question that was read already.
pub(super) struct Earlier {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// The repeated section whose items have it; none when it is asked once.
    pub(super) of_items: Option<SectionId>,
}

/// The names of a definition.
#[derive(Default)]
pub(super) struct Known {
    /// Every question and section with its line, found before anything is read.
    pub(super) all: BTreeMap<String, usize>,
    pub(super) earlier: Vec<Earlier>,
    /// Questions that stand before but could not be read: told once is enough.
    pub(super) unreadable: BTreeSet<String>,
}

impl Known {
    /// A question that stands before, referred to from an item of `here` or from outside any item; or the
    /// sentence that says why not, empty when the reason was told already.
    pub(super) fn find(&self, name: &str, here: Option<&SectionId>) -> Result<&Earlier, String> {
        let Some(found) = self.earlier.iter().find(|earlier| earlier.id == name) else {
            return Err(match self.all.get(name) {
                _ if self.unreadable.contains(name) => String::new(),
                Some(line) => format!(
                    "`{name}` (line {line}) is not asked before this; only earlier questions can be \
                     referred to"
                ),
                None => {
                    let near = nearest(name, self.all.keys().map(String::as_str));
                    format!("`{name}` names no question of this form{near}")
                }
            });
        };
        match &found.of_items {
            Some(section) if here != Some(section) => Err(format!(
                "`{name}` is asked once for each item of `{section}`; it can be referred to only within it"
            )),
            _ => Ok(found),
        }
    }
}

/// The name of a kind as it stands in files.
pub(super) fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "text",
        Kind::FullName => "full_name",
        Kind::Date { .. } => "date",
        Kind::Time => "time",
        Kind::Choice { .. } => "choice",
        Kind::YesNo => "yes_no",
        Kind::Number { .. } => "number",
        Kind::Money { .. } => "money",
        Kind::Phone => "phone",
        Kind::Email => "email",
        Kind::PersonalId => "personal_id",
        Kind::Address => "address",
        Kind::Computed { .. } => "computed",
        Kind::Note => "note",
    }
}
