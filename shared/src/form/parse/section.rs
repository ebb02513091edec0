//! Reads sections and the questions in them.

use super::condition::show_if;
use super::fields::{Fields, Node, Notes};
use super::kind;
use super::known::{Earlier, Known};
use crate::form::definition::{Kind, Question, Repeat, Section};
use crate::form::key::is_code;
use crate::form::limits::ITEMS_MAX;
use crate::ids::{QuestionId, SectionId};
use crate::text::Text;

/// All sections. Nothing when one cannot be read; what is wrong is noted.
pub(super) fn sections(fields: &Fields<'_, '_>, known: &mut Known) -> Option<Vec<Section>> {
    let nodes = fields.list("sections");
    if nodes.is_empty() {
        fields.notes.wrong(fields.line_of("sections"), "a form needs at least one [[sections]]");
    }
    note_names(fields.notes, &nodes, known);
    // All are read before one that failed ends it, so that everything wrong is told at once.
    let read: Vec<_> = nodes.into_iter().map(|node| section(fields.notes, node, known)).collect();
    let sections: Vec<Section> = read.into_iter().collect::<Option<_>>()?;
    super::look_at_size(fields, &sections);
    Some(sections)
}

/// Finds every name with its line; notes those that stand twice or are no code.
fn note_names(notes: &Notes, sections: &[&Node<'_>], known: &mut Known) {
    let mut note = |node: Option<&Node<'_>>| {
        let Some((node, name)) = node.and_then(|node| Some((node, node.get_ref().as_str()?)))
        else {
            return;
        };
        let line = notes.line(node.span().start);
        if !is_code(name) {
            let sentence =
                format!("`{name}` is no code: small letters a–z, digits and _, a letter first");
            notes.wrong(line, sentence);
        } else if name == "center" || name == "date" || name == "n" {
            notes.wrong(
                line,
                format!("`{name}` has a meaning of its own on the paper; choose another"),
            );
        }
        if let Some(first) = known.all.get(name) {
            notes.wrong(line, format!("`{name}` stands on line {first} already"));
        } else {
            known.all.insert(name.to_owned(), line);
        }
    };
    for section in sections {
        let Some(table) = section.get_ref().as_table() else { continue };
        note(table.get("id"));
        let questions = table.get("questions").and_then(|node| node.get_ref().as_array());
        for question in questions.into_iter().flat_map(|array| array.iter()) {
            note(question.get_ref().as_table().and_then(|table| table.get("id")));
        }
    }
}

fn section(notes: &Notes, node: &Node<'_>, known: &mut Known) -> Option<Section> {
    let fields = Fields::of(notes, node, "a section")?;
    let id = fields.text("id").map(SectionId::from);
    let title = fields.both("title");
    let show_if = show_if(&fields, known, None);
    let repeat = repeat(&fields, id.as_ref(), title.as_ref());
    if let (Some(id), Some(repeat)) = (&id, &repeat) {
        let kind = repeat.count.kind.clone();
        known.earlier.push(Earlier { id: id.as_str().to_owned(), kind, of_items: None });
    } else if let Some(id) = &id {
        known.unreadable.insert(id.as_str().to_owned());
    }
    let here = id.as_ref().filter(|_| repeat.is_some());
    let nodes = fields.list("questions");
    let read: Vec<_> = nodes.into_iter().map(|node| question(notes, node, known, here)).collect();
    if read.is_empty() {
        notes.wrong(fields.line, "a section needs at least one [[sections.questions]]");
    }
    fields.end();
    let questions: Vec<Question> = read.into_iter().collect::<Option<_>>()?;
    Some(Section { id: id?, title: title?, show_if, repeat, questions })
}

fn repeat(
    fields: &Fields<'_, '_>,
    section: Option<&SectionId>,
    title: Option<&Text>,
) -> Option<Repeat> {
    let inner = Fields::of(fields.notes, fields.node("repeat")?, "`repeat`")?;
    let min = if inner.has("min") { inner.count("min", 0, ITEMS_MAX) } else { Some(0) };
    let max = inner.count("max", 1, ITEMS_MAX);
    if !inner.has("max") {
        inner.notes.wrong(inner.line, "`max` is missing");
    }
    let count_label = inner.both("count_label");
    let (why, example) = (inner.optional_both("why"), inner.optional_both("example"));
    let (item, short) = (inner.both("item"), inner.optional_both("short"));
    inner.end();
    let (min, max) = (min?, max?);
    if min > max {
        inner.notes.wrong(inner.line_of("min"), "`min` is above `max`");
    }
    let count = Question {
        id: QuestionId::from(section?.as_str()),
        kind: Kind::Number { min: Some(i64::from(min)), max: Some(i64::from(max)) },
        label: count_label?,
        short: short.or_else(|| title.cloned())?,
        why,
        example,
        required: true,
        sensitive: false,
        card: None,
        show_if: None,
    };
    Some(Repeat { min, max, item: item?, count: Box::new(count) })
}

fn question(
    notes: &Notes,
    node: &Node<'_>,
    known: &mut Known,
    here: Option<&SectionId>,
) -> Option<Question> {
    let fields = Fields::of(notes, node, "a question")?;
    let id = fields.text("id");
    let kind = kind::kind(&fields, known, here);
    let short = fields.optional_both("short");
    // A computed question is never put to anybody: its short name is enough.
    let needs_label = kind.as_ref().is_some_and(|kind| !matches!(kind, Kind::Computed { .. }));
    let label = if needs_label || short.is_none() {
        fields.both("label")
    } else {
        fields.optional_both("label").or_else(|| short.clone())
    };
    let (why, example) = (fields.optional_both("why"), fields.optional_both("example"));
    let required = fields.boolean("required").unwrap_or(true);
    let sensitive = fields.boolean("sensitive").unwrap_or(kind == Some(Kind::PersonalId));
    let card = kind.as_ref().and_then(|kind| kind::card(&fields, kind));
    let show_if = show_if(&fields, known, here);
    if matches!(kind, Some(Kind::Computed { .. } | Kind::Note)) {
        for name in ["required", "example"].into_iter().filter(|name| fields.has(name)) {
            let sentence = format!("`{name}` does not belong to a question that is not answered");
            notes.wrong(fields.line_of(name), sentence);
        }
    }
    // A kind that cannot be read has fields of its own that are not wrong for that.
    if kind.is_some() {
        fields.end();
    }
    if let (Some(id), Some(kind)) = (&id, &kind) {
        let (id, kind) = (id.clone(), kind.clone());
        known.earlier.push(Earlier { id, kind, of_items: here.cloned() });
    } else if let Some(id) = &id {
        known.unreadable.insert(id.clone());
    }
    let label = label?;
    let short = short.unwrap_or_else(|| label.clone());
    Some(Question {
        id: QuestionId::from(id?),
        kind: kind?,
        label,
        short,
        why,
        example,
        required,
        sensitive,
        card,
        show_if,
    })
}
