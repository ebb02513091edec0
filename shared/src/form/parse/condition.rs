//! Reads conditions.

use toml::de::DeValue;

use super::fields::{Fields, Node, Notes};
use super::known::{Earlier, Known, kind_name};
use crate::form::condition::{Condition, ConditionValue};
use crate::form::definition::Kind;
use crate::form::limits::CONDITION_DEPTH_MAX;
use crate::ids::{QuestionId, SectionId};

/// The condition in the field `show_if`, when there is one.
pub(super) fn show_if(
    fields: &Fields<'_, '_>,
    known: &Known,
    here: Option<&SectionId>,
) -> Option<Condition> {
    condition(fields.notes, fields.node("show_if")?, known, here, 1)
}

fn condition(
    notes: &Notes,
    node: &Node<'_>,
    known: &Known,
    here: Option<&SectionId>,
    depth: usize,
) -> Option<Condition> {
    let fields = Fields::of(notes, node, "a condition")?;
    if depth > CONDITION_DEPTH_MAX {
        let sentence =
            format!("conditions stand within each other more than {CONDITION_DEPTH_MAX} deep");
        notes.wrong(fields.line, sentence);
        return None;
    }
    let several = |name: &'static str| -> Option<Vec<Condition>> {
        let nodes = fields.list(name);
        if nodes.is_empty() {
            notes.wrong(fields.line_of(name), format!("`{name}` needs at least one condition"));
        }
        nodes.into_iter().map(|node| condition(notes, node, known, here, depth + 1)).collect()
    };
    let read = if fields.has("question") {
        about_question(&fields, known, here)
    } else if fields.has("all") {
        several("all").map(Condition::All)
    } else if fields.has("any") {
        several("any").map(Condition::Any)
    } else if let Some(inner) = fields.node("not") {
        condition(notes, inner, known, here, depth + 1).map(|inner| Condition::Not(Box::new(inner)))
    } else {
        notes.wrong(fields.line, "a condition needs `question`, `all`, `any` or `not`");
        return None;
    };
    fields.end();
    read
}

fn about_question(
    fields: &Fields<'_, '_>,
    known: &Known,
    here: Option<&SectionId>,
) -> Option<Condition> {
    let name = fields.text("question")?;
    let ways = ["is", "is_not", "answered"].map(|way| fields.has(way));
    if ways.iter().filter(|way| **way).count() != 1 {
        let sentence = "with `question` stands exactly one of `is`, `is_not` and `answered`";
        fields.notes.wrong(fields.line, sentence);
        return None;
    }
    let earlier = match known.find(&name, here) {
        Ok(earlier) => earlier,
        Err(sentence) => {
            fields.notes.wrong(fields.line_of("question"), sentence);
            return None;
        }
    };
    let question = QuestionId::from(name);
    if matches!(earlier.kind, Kind::Computed { .. } | Kind::Note) {
        let sentence =
            format!("a question of kind `{}` is never answered", kind_name(&earlier.kind));
        fields.notes.wrong(fields.line_of("question"), sentence);
        return None;
    }
    if ways[2] {
        return Some(Condition::Answered(question, fields.boolean("answered")?));
    }
    let way = if ways[0] { "is" } else { "is_not" };
    match value(fields.node(way)?, earlier) {
        Ok(value) if ways[0] => Some(Condition::Is(question, value)),
        Ok(value) => Some(Condition::IsNot(question, value)),
        Err(sentence) => {
            fields.notes.wrong(fields.line_of(way), sentence);
            None
        }
    }
}

fn value(node: &Node<'_>, earlier: &Earlier) -> Result<ConditionValue, String> {
    let id = &earlier.id;
    match (&earlier.kind, node.get_ref()) {
        (Kind::Choice { options }, DeValue::String(text)) => {
            if options.iter().any(|option| option.id == **text) {
                return Ok(ConditionValue::Choice(text.to_string()));
            }
            let near =
                super::fields::nearest(text, options.iter().map(|option| option.id.as_str()));
            Err(format!("`{id}` has no option `{text}`{near}"))
        }
        (Kind::Choice { .. }, _) => Err(format!("`{id}` is compared with the id of an option")),
        (Kind::YesNo, DeValue::Boolean(yes)) => Ok(ConditionValue::Yes(*yes)),
        (Kind::YesNo, DeValue::String(text)) if text == "yes" => Ok(ConditionValue::Yes(true)),
        (Kind::YesNo, DeValue::String(text)) if text == "no" => Ok(ConditionValue::Yes(false)),
        (Kind::YesNo, _) => Err(format!("`{id}` is compared with true or false")),
        (Kind::Number { .. } | Kind::Money { .. }, DeValue::Integer(digits)) => {
            i64::from_str_radix(digits.as_str(), digits.radix())
                .map(ConditionValue::Number)
                .map_err(|_| "this number is too large".to_owned())
        }
        (Kind::Number { .. } | Kind::Money { .. }, _) => {
            Err(format!("`{id}` is compared with a whole number"))
        }
        (kind, _) => Err(format!(
            "`{id}` of kind `{}` can only be asked whether it was answered: {{ question = \"{id}\", answered \
             = true }}",
            kind_name(kind)
        )),
    }
}
