//! Lists of desks that a board can show alone.

use serde_json::json;
use shared::catalog::Zone;

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::msgid;
use crate::pages::admin::section::{
    Context, List, Section, Shape, both, choice, code_field, group, no_finish, text,
};
use crate::pages::words;

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "zones",
    title: msgid("Zones"),
    lead: msgid("A board can show one zone alone: start it with the zone's code."),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::List(List {
        list: "zones",
        is_ordered: true,
        add: msgid("Add a zone"),
        headings: &[msgid("Zone"), msgid("Code"), msgid("Desks")],
        rows,
        blank: || json!({"desks": []}),
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |zone: &Zone| {
        let desks = zone.desks.iter().map(|id| {
            context.catalog.desk(id).map_or_else(|| id.to_string(), |desk| desk.name.clone())
        });
        vec![text(context, &zone.name), zone.id.to_string(), desks.collect::<Vec<_>>().join(", ")]
    };
    context.catalog.zones.iter().map(row).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let desks =
        context.catalog.desks.iter().map(|desk| {
            choice(desk.id.to_string(), words::desk_name(context.language, &desk.name))
        });
    let mut fields = Vec::from(both("name", msgid("Name shown"), &Kind::Line));
    fields.extend(code_field(context));
    fields.push(Field::new("desks", msgid("Desks"), Kind::Several(desks.collect())));
    vec![group(msgid("Zone"), fields)]
}
