//! How boards speak: whose Vietnamese, how often, how loud at which time.

use serde_json::Value;
use shared::catalog::Voice;

use super::section::{Context, Section, Shape, choice, group};
use crate::admin::form::{Fault, Field, Group, Kind, set};
use crate::auth::Permission;
use crate::language::{msgid, tr};

pub(super) static SECTION: Section = Section {
    slug: "voice",
    title: msgid("Voice in the lobby"),
    lead: msgid("How boards say a call: a chime, then the number and the desk."),
    may: Permission::Administer,
    form,
    finish,
    shape: Shape::Single(&["lobby"]),
};

/// Chosen by its words and kept as a number.
const TIMES: &str = "lobby.voice.times";

fn form(context: &Context<'_>) -> Vec<Group> {
    let language = context.language;
    let regions = vec![
        choice("north", tr(language, "Northern (Hà Nội)")),
        choice("central", tr(language, "Central (Huế)")),
        choice("south", tr(language, "Southern (Ho Chi Minh City)")),
    ];
    let times = (0..=Voice::TIMES_MAX).map(|times| {
        let words = match times {
            0 => tr(language, "Not at all: the chime alone"),
            1 => tr(language, "Once"),
            2 => tr(language, "Twice"),
            _ => tr(language, "Three times"),
        };
        choice(times.to_string(), words)
    });
    let saying = vec![
        Field::new(TIMES, msgid("How often a call is said"), Kind::Choice(times.collect())),
        Field::new("lobby.voice.region", msgid("Vietnamese of"), Kind::Choice(regions)),
        Field::new("lobby.voice.english", msgid("After it in English"), Kind::Switch),
    ];
    let percent = || Kind::Number { least: 0, most: 100 };
    let span = vec![
        Field::new("weekdays", msgid("Days"), Kind::Weekdays)
            .hint(msgid("None ticked: every day.")),
        Field::new("from_minute", msgid("From"), Kind::Clock),
        Field::new("to_minute", msgid("To"), Kind::Clock),
        Field::new("volume_percent", msgid("Volume (percent)"), percent()),
    ];
    let (one, add) = (msgid("Time {n}"), msgid("Add a time"));
    let spans = Field::new(
        "lobby.voice.volumes",
        msgid("Other volume at some times"),
        Kind::Rows { fields: span, one, add, spare: 1 },
    )
    .hint(msgid(
        "For quiet hours enter 0. Where times overlap, the first one counts. A time such as 22:00 to 06:00 goes over midnight.",
    ));
    let volume = Field::new("lobby.voice.volume_percent", msgid("Volume (percent)"), percent())
        .hint(msgid("Of what the board's machine can do; 0 is silence."));
    vec![group(msgid("What is said"), saying), group(msgid("How loud"), vec![volume, spans])]
}

fn finish(parts: &mut Value, _: &mut Vec<Fault>) {
    let times = parts.pointer("/lobby/voice/times").and_then(Value::as_str);
    if let Some(times) = times.and_then(|times| times.parse::<u8>().ok()) {
        set(parts, TIMES, times.into());
    }
}
