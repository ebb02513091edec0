//! The closed list of reasons that give a head start.

use serde_json::json;
use shared::catalog::PriorityClass;

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{msgid, tr};
use crate::pages::admin::section::{
    Context, List, Section, Shape, both, code_field, group, minutes, no_finish, text,
};

/// A head start of a whole day, in minutes.
const ALWAYS_FIRST: u32 = 1_440;

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "priorities",
    title: msgid("Priority"),
    lead: msgid("The closed list of reasons for priority. Every use of one is kept in the log."),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::List(List {
        list: "priorities",
        is_ordered: true,
        add: msgid("Add a reason"),
        headings: &[msgid("Reason"), msgid("Who may take it"), msgid("Head start")],
        rows,
        blank: || json!({"head_start_minutes": 30}),
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |class: &PriorityClass| {
        let head_start = match class.head_start_minutes {
            ALWAYS_FIRST.. => tr(context.language, "Always first").to_owned(),
            credit => minutes(context, credit),
        };
        vec![text(context, &class.name), text(context, &class.description), head_start]
    };
    context.catalog.priorities.iter().map(row).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let mut fields = Vec::from(both("name", msgid("Name shown"), &Kind::Line));
    fields.extend(both("description", msgid("Who may take it"), &Kind::Area));
    fields.extend(code_field(context));
    fields.push(
        Field::new("head_start_minutes", msgid("Head start in minutes"), Kind::number()).hint(
            msgid(
                "The queue takes the person as having come so many minutes earlier. 1440 means always first.",
            ),
        ),
    );
    vec![group(msgid("Reason"), fields)]
}
