//! How long what belongs to persons is kept.

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::msgid;
use crate::pages::admin::section::{Context, Section, Shape, group, no_finish};

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "retention",
    title: msgid("Retention"),
    lead: msgid("How long personal data and the log are kept, in days after the visit."),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::Single(&["retention"]),
    trial: None,
};

fn form(_: &Context<'_>) -> Vec<Group> {
    let fields = vec![
        Field::new(
            "retention.note_days",
            msgid("Notes of staff about a visit (days)"),
            Kind::number(),
        )
        .hint(msgid("0 means until the turn of the day.")),
        Field::new("retention.declaration_days", msgid("Forms filled in by citizens (days)"), Kind::number())
            .hint(msgid("Counted from the end of the visit; 0 means until the turn of the day. Then they are erased for good.")),
        Field::new("retention.audit_days", msgid("Rows of the audit log (days)"), Kind::number()),
    ];
    vec![group(msgid("Days to keep"), fields)]
}
