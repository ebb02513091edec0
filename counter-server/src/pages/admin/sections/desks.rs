//! Places where staff serve: which queues with which delay, and when they are planned to be open.

use serde_json::{Value, json};
use shared::catalog::Desk;

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{fill, msgid, tr};
use crate::pages::admin::section::{
    Context, List, Section, Shape, code_field, group, hours_field, no_finish, service_choices, text,
};
use crate::pages::words;

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "desks",
    title: msgid("Desks"),
    lead: msgid("Where staff serve, and which queues each desk takes."),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::List(List {
        list: "desks",
        is_ordered: true,
        add: msgid("Add a desk"),
        headings: &[msgid("Desk"), msgid("Own work"), msgid("Helps out with")],
        rows,
        blank: || json!({"services": []}),
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |desk: &Desk| {
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for id in &desk.services {
            let name = context.catalog.service(id);
            let name = name.map_or_else(|| id.to_string(), |service| text(context, &service.name));
            match desk.delay(id).unwrap_or(0) {
                0 => own.push(name),
                minutes => {
                    let delay =
                        fill(tr(context.language, "after {minutes} min"), "minutes", &minutes);
                    others.push(format!("{name} ({delay})"));
                }
            }
        }
        let list = |names: Vec<String>| {
            if names.is_empty() { "–".to_owned() } else { names.join(", ") }
        };
        vec![words::desk_name(context.language, &desk.name), list(own), list(others)]
    };
    context.catalog.desks.iter().map(row).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let mut sign = vec![
        Field::new("name", msgid("Name on the sign"), Kind::Line)
            .hint(msgid("Shown and spoken after “desk”, such as 5.")),
    ];
    sign.extend(code_field(context).map(|field| {
        field.hint(msgid("Letters A–Z, digits and hyphens; it never changes. Left empty, it is made from the name."))
    }));
    let serves = Field::new("services", msgid("Queues"), Kind::Serves(service_choices(context)))
        .hint(msgid(
            "Without a delay a queue is the desk's own work. With one, its people stand back here by so many minutes, and are taken at once when nobody else waits.",
        ));
    let planned = hours_field("planned", msgid("Planned to be open")).hint(msgid(
        "Counts for the expected wait while the desk is not open yet. May be left empty.",
    ));
    vec![
        group(msgid("The sign"), sign),
        group(msgid("What it serves"), vec![serves]),
        group(msgid("Plan"), vec![planned]),
    ]
}

/// The code of a desk is made from its name, which is short and stands on the sign.
pub(in crate::pages::admin) fn name_for_code(entry: &Value) -> Option<&str> {
    entry["name"].as_str()
}
