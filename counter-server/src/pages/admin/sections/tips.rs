//! The playlist of the boards: tips, checklists, notices, pictures, free things, figures, urgent notices.

use serde_json::{Value, json};
use shared::catalog::playlist::{SECONDS_LEAST, SECONDS_MOST};
use shared::catalog::{TipFields, TipKind, Use};

use super::tip_words;
use crate::admin::form::{Choice, Fault, Field, Group, Kind};
use crate::auth::Permission;
use crate::language::{msgid, tr};
use crate::pages::admin::section::{
    Context, List, Section, Shape, Trial, both, choice, group, service_choices, text,
};

/// Where the form is sent to be looked at.
pub(in crate::pages::admin) const PREVIEW: &str = "/admin/tips/preview";

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "tips",
    title: msgid("Tips and notices"),
    lead: msgid(
        "Boards show these to people who wait, one after the other in this order. Tips of a queue that is longer than the others come more often; urgent notices stand in a strip beside everything else.",
    ),
    may: Permission::EditNotices,
    form,
    finish,
    shape: Shape::List(List {
        list: "tips",
        is_ordered: true,
        add: msgid("Add a tip or notice"),
        headings: &[msgid("Title"), msgid("Kind"), msgid("When and where"), msgid("Now")],
        rows: tip_words::rows,
        blank: || json!({"kind": "advice"}),
    }),
    trial: Some(Trial { path: PREVIEW, label: msgid("Preview") }),
};

/// The kinds that do something with a field.
fn kinds_with(of: fn(TipFields) -> Use) -> Vec<&'static str> {
    let shows = TipKind::ALL.into_iter().filter(|kind| of(kind.fields()) != Use::Never);
    shows.map(TipKind::name).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    vec![
        group(msgid("What it is"), what(context)),
        group(msgid("What it says"), words()),
        group(msgid("What stands beside it"), beside(context)),
        Group {
            legend: msgid("When and where"),
            hint: Some(msgid("What is left empty does not limit: it is shown always, everywhere.")),
            fields: when(context),
        },
    ]
}

fn what(context: &Context<'_>) -> Vec<Field> {
    let language = context.language;
    let kinds = TipKind::ALL.map(|kind| choice(kind.name(), tip_words::kind_told(language, kind)));
    let none = choice("", tr(language, "None in particular"));
    let no_queue = choice("", tr(language, "No queue in particular"));
    let procedures = context.catalog.procedures.iter();
    let procedures: Vec<Choice> = [none]
        .into_iter()
        .chain(procedures.map(|it| choice(it.id.to_string(), text(context, &it.name))))
        .collect();
    let services: Vec<Choice> = [no_queue].into_iter().chain(service_choices(context)).collect();
    vec![
        Field::new("kind", msgid("Kind"), Kind::Choice(kinds.into())),
        Field::new("procedure", msgid("Procedure that it speaks of"), Kind::Choice(procedures))
            .optional()
            .only_for("kind", kinds_with(|fields| fields.procedure))
            .hint(msgid(
                "A QR code beside it leads to the page of the procedure. While many wait for its queue, it comes more often.",
            )),
        Field::new("service", msgid("Queue that it speaks to"), Kind::Choice(services))
            .optional()
            .only_for("kind", kinds_with(|fields| fields.service))
            .hint(msgid("Where no procedure is chosen: while many wait for this queue, it comes more often.")),
    ]
}

fn words() -> Vec<Field> {
    let mut fields = Vec::from(both("title", msgid("Title"), &Kind::Line));
    let help = msgid(
        "An empty line begins a new paragraph, a line that begins with a hyphen and a space is a point, with “1.” a numbered one. **Words between two stars** are bold.",
    );
    let kinds = kinds_with(|fields| fields.body);
    let body = both("body", msgid("Text"), &Kind::Area);
    fields.extend(body.map(|field| field.only_for("kind", kinds.clone()).hint(help)));
    fields
}

fn beside(context: &Context<'_>) -> Vec<Field> {
    let none = choice("", tr(context.language, "No picture"));
    let kept = context
        .pictures
        .iter()
        .map(|picture| choice(picture.id.to_string(), tip_words::picture_told(picture)));
    let pictures = [none].into_iter().chain(kept).collect();
    let networks = || kinds_with(|fields| fields.wifi);
    vec![
        Field::new("picture", msgid("Picture"), Kind::Picture(pictures))
            .optional()
            .only_for("kind", kinds_with(|fields| fields.picture))
            .hint(msgid("PNG or JPEG, at most 5 MB.")),
        Field::new("wifi.name", msgid("Name of the wireless network"), Kind::Line)
            .optional()
            .only_for("kind", networks())
            .hint(msgid("Boards show it with a QR code that phones join by.")),
        Field::new("wifi.password", msgid("Its password"), Kind::Line)
            .optional()
            .only_for("kind", networks())
            .hint(msgid("Everybody in the lobby can read it. Empty means an open network.")),
    ]
}

fn when(context: &Context<'_>) -> Vec<Field> {
    let zones = context.catalog.zones.iter();
    let zones = zones.map(|zone| choice(zone.id.to_string(), text(context, &zone.name))).collect();
    let seconds = Kind::Number { least: SECONDS_LEAST.into(), most: SECONDS_MOST.into() };
    vec![
        Field::new("schedule.first_date", msgid("From (day)"), Kind::Date).optional(),
        Field::new("schedule.last_date", msgid("To (day)"), Kind::Date).optional(),
        Field::new("schedule.from_minute", msgid("From (time)"), Kind::Clock).optional(),
        Field::new("schedule.to_minute", msgid("To (time)"), Kind::Clock)
            .optional()
            .hint(msgid("An end before the beginning means: over midnight.")),
        Field::new("schedule.weekdays", msgid("Days"), Kind::Weekdays).optional(),
        Field::new("zones", msgid("Zones"), Kind::Several(zones))
            .hint(msgid("None ticked: all boards.")),
        Field::new("seconds", msgid("Seconds"), seconds)
            .optional()
            .hint(msgid("Left empty: as long as its text takes to be read.")),
    ]
}

/// A network without a name and a password is none.
fn finish(entry: &mut Value, _: &mut Vec<Fault>) {
    let Value::Object(fields) = entry else { return };
    let Some(wifi) = fields.get_mut("wifi").and_then(Value::as_object_mut) else { return };
    let is_empty = |name: &str| wifi.get(name).and_then(Value::as_str).unwrap_or("").is_empty();
    match (is_empty("name"), is_empty("password")) {
        (true, true) => {
            fields.remove("wifi");
        }
        // To be refused beside its field.
        (true, false) => {
            wifi.insert("name".to_owned(), json!(""));
        }
        _ => {}
    }
}
