//! How boards speak: whose Vietnamese, how often, how loud at which time.

use serde_json::Value;
use shared::catalog::{Voice, VoiceRegion};
use shared::text::Language;

use crate::admin::form::{Choice, Fault, Field, Group, Kind, set};
use crate::auth::Permission;
use crate::language::{msgid, tr};
use crate::pages::admin::section::{Context, Section, Shape, Trial, choice, group};

/// Where the form is sent to be heard.
pub(in crate::pages::admin) const LISTEN: &str = "/admin/voice/listen";

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "voice",
    title: msgid("Voice in the lobby"),
    lead: msgid("How boards say a call: a chime, then the number and the desk."),
    may: Permission::Administer,
    form,
    finish,
    shape: Shape::Single(&["lobby"]),
    trial: Some(Trial { path: LISTEN, label: msgid("Listen") }),
};

/// Chosen by its words and kept as a number.
const TIMES: &str = "lobby.voice.times";

/// The field of the region.
pub(in crate::pages::admin) const REGION: &str = "lobby.voice.region";

/// Whose Vietnamese can be chosen: its name on the wire, and its words, a message.
pub(in crate::pages::admin) const REGIONS: [(VoiceRegion, &str, &str); 3] = [
    (VoiceRegion::North, "north", msgid("Northern (Hà Nội)")),
    (VoiceRegion::Central, "central", msgid("Central (Huế)")),
    (VoiceRegion::South, "south", msgid("Southern (Ho Chi Minh City)")),
];

pub(in crate::pages::admin) fn region_choices(language: Language) -> Vec<Choice> {
    REGIONS.iter().map(|(_, name, words)| choice(*name, tr(language, words))).collect()
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let language = context.language;
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
        Field::new(REGION, msgid("Vietnamese of"), Kind::Choice(region_choices(language))),
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
