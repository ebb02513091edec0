//! Names of the center and its opening hours.

use crate::admin::form::{Group, Kind};
use crate::auth::Permission;
use crate::language::msgid;
use crate::pages::admin::section::{Context, Section, Shape, both, group, hours_field, no_finish};

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "center",
    title: msgid("Center and hours"),
    lead: msgid("What stands on tickets and screens, and when the center gives numbers."),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::Single(&["center", "hours"]),
    trial: None,
};

fn form(_: &Context<'_>) -> Vec<Group> {
    let mut names = Vec::new();
    for (name, label) in [
        ("center.agency", msgid("Authority above the center")),
        ("center.name", msgid("Name of the center")),
        ("center.slogan", msgid("Line on welcome screens")),
        ("center.closing_line", msgid("Last line of a ticket")),
    ] {
        names.extend(both(name, label, &Kind::Line));
    }
    let hours = hours_field("hours", msgid("Opening hours")).hint(msgid(
        "A lunch break is the gap between two stretches. Times as 08:00; midnight at the end of the day is 24:00. Without a stretch the center is always closed.",
    ));
    vec![group(msgid("Names"), names), group(msgid("When it is open"), vec![hours])]
}
