//! Queues: prefix, range of numbers, pace, hours, quota, limits.

use serde_json::{Value, json};

use crate::admin::form::{Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{msgid, tr};
use crate::pages::admin::section::{
    Context, List, Section, Shape, both, choice, code_field, group, hours_field, minutes,
    no_finish, text,
};

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "services",
    title: msgid("Services"),
    lead: msgid(
        "Each service is one queue with numbers of its own. People see them in this order.",
    ),
    may: Permission::Administer,
    form,
    finish: no_finish,
    shape: Shape::List(List {
        list: "services",
        is_ordered: true,
        add: msgid("Add a service"),
        headings: &[
            msgid("Service"),
            msgid("Prefix"),
            msgid("Numbers"),
            msgid("One person takes"),
            msgid("Quota a day"),
            msgid("Hours"),
        ],
        rows,
        blank,
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |service: &shared::catalog::Service| {
        let hours = if service.hours.is_empty() {
            tr(context.language, "As the center")
        } else {
            tr(context.language, "Its own")
        };
        vec![
            text(context, &service.name),
            service.prefix.clone(),
            format!(
                "{}–{}",
                service.number(service.range_first),
                service.number(service.range_last)
            ),
            minutes(context, service.pace_seconds / 60),
            service.quota_per_day.map_or_else(|| "–".to_owned(), |quota| quota.to_string()),
            hours.to_owned(),
        ]
    };
    context.catalog.services.iter().map(row).collect()
}

fn blank() -> Value {
    json!({
        "icon": "folder", "range_first": 1, "range_last": 999, "digits_min": 3, "pace_seconds": 600,
    })
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let mut names = Vec::from(both("name", msgid("Name shown"), &Kind::Line));
    names.extend(both("description", msgid("Description"), &Kind::Area));
    names.push(Field::new("icon", msgid("Picture"), Kind::Choice(icons(context))));
    names.extend(code_field(context));
    let numbers = vec![
        Field::new("prefix", msgid("Prefix"), Kind::Line)
            .hint(msgid("One to three capital letters A–Z that no other service has.")),
        Field::new("range_first", msgid("First number of a day"), Kind::number()),
        Field::new("range_last", msgid("Last number of a day"), Kind::number()),
        Field::new("digits_min", msgid("Digits"), Kind::Number { least: 1, most: 6 })
            .hint(msgid("Numbers are filled up with zeros to so many digits: 3 makes A007.")),
        Field::new("offline_numbers", msgid("Numbers kept for kiosks without the server"), Kind::number())
            .optional()
            .hint(msgid("So many at the end of the range, given by kiosks alone while the server is away. Left empty: a quarter of the range, at most 1000.")),
    ];
    let pace = Field::new(
        "pace_seconds",
        msgid("Minutes to serve one person"),
        Kind::Minutes { least: 1, most: 480 },
    )
    .hint(msgid("A first guess, used until it is learned from real calls."));
    let admission = vec![
        pace,
        Field::new("quota_per_day", msgid("Numbers a day from kiosks and phones"), Kind::number())
            .optional()
            .hint(msgid("Left empty: no quota. Reception is not bound by it.")),
        Field::new(
            "stops_at_capacity",
            msgid("Stop giving numbers once those who wait fill the rest of the day"),
            Kind::Switch,
        ),
        hours_field("hours", msgid("Hours of this service")).hint(msgid(
            "Within the center's hours. Without a stretch it is open whenever the center is.",
        )),
    ];
    let optional = |name: &str, label| Field::new(name, label, Kind::number()).optional();
    let limits = vec![
        optional("limits.wait_minutes_max", msgid("Somebody waits longer than (minutes)")),
        optional("limits.line_max", msgid("More people wait than")),
        optional("limits.service_minutes_max", msgid("Serving takes longer than (minutes)")),
    ];
    let mut limits = group(msgid("Alarms"), limits);
    limits.hint = Some(msgid("Left empty: no alarm."));
    vec![
        group(msgid("What people read"), names),
        group(msgid("Numbers"), numbers),
        group(msgid("Pace and admission"), admission),
        limits,
    ]
}

fn icons(context: &Context<'_>) -> Vec<crate::admin::form::Choice> {
    let language = context.language;
    vec![
        choice("family", tr(language, "Family")),
        choice("stamp", tr(language, "Stamp")),
        choice("house", tr(language, "House")),
        choice("care", tr(language, "Care")),
        choice("shop", tr(language, "Shop")),
        choice("folder", tr(language, "Folder")),
    ]
}
