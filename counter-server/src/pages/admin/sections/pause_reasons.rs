//! The closed list of reasons for which a desk pauses.

use serde_json::json;

use crate::admin::form::{Group, Kind};
use crate::auth::Permission;
use crate::language::msgid;
use crate::pages::admin::section::{
    Context, List, Section, Shape, both, code_field, group, no_finish, text,
};

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "pause-reasons",
    title: msgid("Pause reasons"),
    lead: msgid(
        "Why a desk takes nobody for a while. A closed list, because free text about staff is nobody's business.",
    ),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::List(List {
        list: "pause_reasons",
        is_ordered: true,
        add: msgid("Add a pause reason"),
        headings: &[msgid("Reason"), msgid("Code")],
        rows,
        blank: || json!({}),
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let reasons = context.catalog.pause_reasons.iter();
    reasons.map(|reason| vec![text(context, &reason.name), reason.id.to_string()]).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let mut fields = Vec::from(both("name", msgid("Name shown"), &Kind::Line));
    fields.extend(code_field(context));
    vec![group(msgid("Reason"), fields)]
}
