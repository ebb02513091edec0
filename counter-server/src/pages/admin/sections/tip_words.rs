//! A tip in words: what it is, when and where it is on, and how often it comes now.

use shared::catalog::{Schedule, Tip, TipKind, playlist};
use shared::text::Language;

use crate::language::{fill, tr};
use crate::pages::admin::section::{Context, short_date, text, weekdays};
use crate::pictures::Picture;

/// The cells of the list.
pub(in crate::pages::admin) fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let tips = context.catalog.tips.iter();
    tips.map(|tip| {
        vec![
            text(context, &tip.title),
            kind(context.language, tip.kind).to_owned(),
            when_and_where(context, tip),
            now(context, tip),
        ]
    })
    .collect()
}

/// A kind, in a word or two.
pub(in crate::pages::admin) fn kind(language: Language, kind: TipKind) -> &'static str {
    match kind {
        TipKind::Advice => tr(language, "Advice"),
        TipKind::Notice => tr(language, "Notice"),
        TipKind::Slogan => tr(language, "Slogan"),
        TipKind::Utility => tr(language, "Free to use"),
        TipKind::Checklist => tr(language, "Checklist"),
        TipKind::Picture => tr(language, "Picture"),
        TipKind::Figures => tr(language, "Figures of the day"),
        TipKind::Urgent => tr(language, "Urgent notice"),
    }
}

/// A kind with what it shows.
pub(in crate::pages::admin) fn kind_told(language: Language, of: TipKind) -> String {
    let told = match of {
        TipKind::Advice => tr(language, "text for people who wait"),
        TipKind::Notice => tr(language, "something that the center makes known"),
        TipKind::Slogan => tr(language, "one line, large and alone"),
        TipKind::Utility => tr(language, "wifi, copies, water"),
        TipKind::Checklist => tr(language, "the papers of a procedure, with a QR code"),
        TipKind::Picture => tr(language, "a picture over the whole place"),
        TipKind::Figures => tr(language, "served, waiting, mean wait"),
        TipKind::Urgent => tr(language, "in the strip until it is taken away"),
    };
    format!("{} – {told}", kind(language, of))
}

/// `1920×1080 · 214 KB`.
pub(in crate::pages::admin) fn picture_told(picture: &Picture) -> String {
    format!("{}×{} · {} KB", picture.width, picture.height, picture.bytes.div_ceil(1_024))
}

/// When a tip is on, and on which boards.
pub(in crate::pages::admin) fn when_and_where(context: &Context<'_>, tip: &Tip) -> String {
    let language = context.language;
    let mut parts = schedule(language, &tip.schedule);
    if parts.is_empty() {
        parts.push(tr(language, "Always").to_owned());
    }
    let zones = tip.zones.iter().map(|id| match context.catalog.zone(id) {
        Some(zone) => text(context, &zone.name),
        None => id.to_string(),
    });
    parts.extend(zones);
    parts.join(" · ")
}

fn schedule(language: Language, schedule: &Schedule) -> Vec<String> {
    let mut parts = Vec::new();
    let dates = |message: &'static str, value| fill(tr(language, message), "date", &value);
    match (schedule.first_date.map(short_date), schedule.last_date.map(short_date)) {
        (Some(first), Some(last)) if first == last => parts.push(first),
        (Some(first), Some(last)) => parts.push(format!("{first}–{last}")),
        (Some(first), None) => parts.push(dates("from {date}", first)),
        (None, Some(last)) => parts.push(dates("until {date}", last)),
        (None, None) => {}
    }
    if !schedule.weekdays.is_empty() {
        let names = weekdays(language);
        let on = |day: &&(String, &str)| schedule.weekdays.iter().any(|it| it.to_string() == day.0);
        parts.push(names.iter().filter(on).map(|(_, name)| *name).collect::<Vec<_>>().join(", "));
    }
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    if schedule.from_minute.is_some() || schedule.to_minute.is_some() {
        let from = clock(schedule.from_minute.unwrap_or(0));
        parts.push(format!("{from}–{}", clock(schedule.to_minute.unwrap_or(1_440))));
    }
    parts
}

/// Whether a tip is on at this moment somewhere, and how often it comes.
pub(in crate::pages::admin) fn now(context: &Context<'_>, tip: &Tip) -> String {
    let language = context.language;
    let procedures = &context.catalog.procedures;
    // On the boards of any of its zones.
    let one = std::slice::from_ref(tip);
    let entries = playlist::on(one, procedures, context.now, tip.zones.first());
    let Some(entry) = entries.first() else {
        return tr(language, "○ Off").to_owned();
    };
    if entry.is_urgent() {
        return tr(language, "● On, in the strip").to_owned();
    }
    match playlist::weight(entry.service, &context.waiting) {
        playlist::WEIGHT_MIN => tr(language, "● On").to_owned(),
        weight => {
            fill(tr(language, "● On, {count}× as often: its queue is long"), "count", &weight)
        }
    }
}
