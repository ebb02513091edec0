//! How the queue behaves where centers differ.

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{msgid, tr};
use crate::pages::admin::section::{Context, Section, Shape, choice, group, no_finish};

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "rules",
    title: msgid("Queue rules"),
    lead: msgid("How the queue behaves where centers differ."),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::Single(&["rules"]),
    trial: None,
};

fn form(context: &Context<'_>) -> Vec<Group> {
    let language = context.language;
    let arrival = vec![
        choice("kept", tr(language, "The place that the first arrival gives")),
        choice("renewed", tr(language, "As if coming now")),
    ];
    let number = |name: &str, label| Field::new(format!("rules.{name}"), label, Kind::number());
    let desk = vec![
        number("recalls_max", msgid("Times the same person may be called again"))
            .hint(msgid("Then the desk is offered to mark the person as not come.")),
        number("undo_seconds", msgid("Seconds in which a desk can take back its last command")),
        Field::new(
            "rules.desks_call_numbers",
            msgid("Desks may call a waiting number out of turn"),
            Kind::Switch,
        ),
        Field::new(
            "rules.transfer_arrival",
            msgid("Place of a person who is sent to another queue"),
            Kind::Choice(arrival),
        ),
        Field::new(
            "rules.carries_waiting",
            msgid("Those who still wait at midnight keep their place on the next day"),
            Kind::Switch,
        ),
    ];
    let persons = vec![
        Field::new(
            "rules.one_place_a_field",
            msgid("A person who showed an ID may wait only once in a field"),
            Kind::Switch,
        ),
        number("numbers_a_person_max", msgid("Numbers a day for a person who showed an ID"))
            .optional()
            .hint(msgid("Left empty: no limit.")),
        number("booking_days_max", msgid("Days ahead for which appointments are taken")),
    ];
    let alarms = vec![
        number("called_minutes_max", msgid("Called, but service has not begun for (minutes)"))
            .optional(),
        number("idle_minutes_max", msgid("An open desk stays empty while people wait (minutes)"))
            .optional(),
    ];
    let mut alarms = group(msgid("Alarms"), alarms);
    alarms.hint = Some(msgid("Left empty: no alarm."));
    vec![group(msgid("At the desk"), desk), group(msgid("Persons"), persons), alarms]
}
