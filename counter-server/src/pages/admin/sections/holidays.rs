//! Days on which the center is closed all day.

use serde_json::json;
use shared::catalog::Holiday;

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::msgid;
use crate::pages::admin::section::{Context, List, Section, Shape, both, group, no_finish, text};
use crate::pages::words;

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "holidays",
    title: msgid("Holidays"),
    lead: msgid(
        "Days on which the center is closed all day. The government sets Tết and 2/9 each year, so check what is proposed.",
    ),
    may: Permission::EditNotices,
    form,
    finish: no_finish,
    shape: Shape::List(List {
        list: "holidays",
        is_ordered: false,
        add: msgid("Add a holiday"),
        headings: &[msgid("Date"), msgid("Holiday")],
        rows,
        blank: || json!({}),
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |holiday: &Holiday| {
        vec![words::date(context.language, holiday.date), text(context, &holiday.name)]
    };
    context.catalog.holidays.iter().map(row).collect()
}

fn form(_: &Context<'_>) -> Vec<Group> {
    let mut fields = vec![Field::new("date", msgid("Date"), Kind::Date)];
    fields.extend(both("name", msgid("Name shown"), &Kind::Line));
    vec![group(msgid("Holiday"), fields)]
}
