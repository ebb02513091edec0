//! Several forms next to each other: which version is used on a day, and whether they go together.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::definition::Form;
use crate::ids::FormId;

/// The newest version of a form that is in use on a day.
#[must_use]
pub fn pick<'a>(
    forms: impl IntoIterator<Item = &'a Form>,
    id: &FormId,
    today: NaiveDate,
) -> Option<&'a Form> {
    let in_use = forms.into_iter().filter(|form| form.id == *id && form.valid_from <= today);
    in_use.max_by_key(|form| (form.valid_from, form.version))
}

/// What is wrong between several forms, one sentence each: the same version twice, a later version that comes into
/// use earlier, two forms for one procedure on the same day.
#[must_use]
pub fn check(forms: &[Form]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for form in forms {
        if !seen.insert((&form.id, form.version)) {
            problems.push(format!("form `{}` has version {} twice", form.id, form.version));
        }
    }
    for (position, form) in forms.iter().enumerate() {
        for other in &forms[position + 1..] {
            problems.extend(between(form, other));
        }
    }
    problems
}

fn between(one: &Form, other: &Form) -> Option<String> {
    if one.id == other.id {
        let is_odd = one.version != other.version
            && one.version.cmp(&other.version) != one.valid_from.cmp(&other.valid_from);
        return is_odd.then(|| {
            format!(
                "form `{}`: version {} is in use from {} and version {} from {}; a later version must come \
                 into use later",
                one.id, one.version, one.valid_from, other.version, other.valid_from
            )
        });
    }
    None
}
