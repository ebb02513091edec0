//! The message that takes every board whole, as a form; its pages stand in `pages/admin/emergency.rs`.

use crate::admin::form::{Group, Kind};
use crate::auth::Permission;
use crate::language::msgid;
use crate::pages::admin::section::{Context, Section, Shape, both, group, no_finish};

/// The part of the configuration.
pub(in crate::pages::admin) const LIST: &str = "lobby";
pub(in crate::pages::admin) const FIELD: &str = "lobby.emergency";

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "emergency",
    title: msgid("Emergency message"),
    lead: msgid(
        "For what everybody must know now: leave the building, the center closes early. It takes all boards of the center at once, whole, until you withdraw it.",
    ),
    may: Permission::EditNotices,
    form,
    finish: no_finish,
    shape: Shape::Single(&[LIST]),
    trial: None,
};

fn form(_: &Context<'_>) -> Vec<Group> {
    let text = both(FIELD, msgid("Message"), &Kind::Area);
    let mut group = group(msgid("What the boards show"), text.into());
    group.hint = Some(msgid(
        "Short, at most 200 characters in each language: it is read from across the lobby.",
    ));
    vec![group]
}
