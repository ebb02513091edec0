//! Advice and notices for people who wait.

use serde_json::{Value, json};
use shared::catalog::{Tip, TipKind};

use super::section::{Context, List, Section, Shape, both, choice, group, text};
use crate::admin::form::{Choice, Fault, Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{msgid, tr};

pub(super) static SECTION: Section = Section {
    slug: "tips",
    title: msgid("Tips and notices"),
    lead: msgid("Boards and kiosks show these to people who wait, one at a time."),
    may: Permission::EditNotices,
    form,
    finish,
    shape: Shape::List(List {
        list: "tips",
        is_ordered: true,
        add: msgid("Add a tip or notice"),
        headings: &[msgid("Title"), msgid("Kind"), msgid("Text")],
        rows,
        blank: || json!({"kind": "advice"}),
    }),
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |tip: &Tip| {
        let kind = match tip.kind {
            TipKind::Advice => tr(context.language, "Advice"),
            TipKind::Notice => tr(context.language, "Notice"),
        };
        vec![text(context, &tip.title), kind.to_owned(), text(context, &tip.body)]
    };
    context.catalog.tips.iter().map(row).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let language = context.language;
    let kinds =
        vec![choice("advice", tr(language, "Advice")), choice("notice", tr(language, "Notice"))];
    let procedures = context.catalog.procedures.iter();
    let named = procedures.map(|entry| choice(entry.id.to_string(), text(context, &entry.name)));
    let none = choice("", tr(language, "None in particular"));
    let procedures: Vec<Choice> = [none].into_iter().chain(named).collect();
    let mut fields = vec![Field::new("kind", msgid("Kind"), Kind::Choice(kinds))];
    fields.extend(both("title", msgid("Title"), &Kind::Line));
    fields.extend(both("body", msgid("Text"), &Kind::Area));
    fields.push(
        Field::new("procedure", msgid("Procedure that it speaks of"), Kind::Choice(procedures))
            .optional(),
    );
    vec![group(msgid("Tip or notice"), fields)]
}

fn finish(entry: &mut Value, _: &mut Vec<Fault>) {
    if let Value::Object(fields) = entry
        && fields.get("procedure").is_some_and(|procedure| procedure == "")
    {
        fields.remove("procedure");
    }
}
