//! Alarms that stand, in words: what is the matter, where, since when.

use shared::catalog::Catalog;
use shared::day::{Alarm, AlarmKind, Day};
use shared::ids::ServiceId;
use shared::text::Language;

use super::words;
use crate::language::{fill, tr};
use crate::views;

/// One alarm.
pub(super) struct AlarmLine {
    pub(super) kind: &'static str,
    pub(super) text: String,
    /// `09:12`.
    pub(super) since: String,
}

/// The alarms that stand, the oldest first.
pub(super) fn lines(language: Language, day: &Day, catalog: &Catalog) -> Vec<AlarmLine> {
    let mut alarms: Vec<_> = day.alarms().collect();
    alarms.sort_by_key(|(_, since)| *since);
    alarms
        .into_iter()
        .map(|(alarm, since)| AlarmLine {
            kind: code(alarm.kind),
            text: text(language, day, catalog, alarm),
            since: words::time(views::local(since, catalog.center.time_zone)),
        })
        .collect()
}

fn code(kind: AlarmKind) -> &'static str {
    match kind {
        AlarmKind::WaitOverLimit => "wait",
        AlarmKind::LineOverLimit => "line",
        AlarmKind::ServiceOverLimit => "service",
        AlarmKind::DeskIdle => "idle",
        AlarmKind::CalledNotStarted => "called",
    }
}

fn text(language: Language, day: &Day, catalog: &Catalog, alarm: &Alarm) -> String {
    let rules = &catalog.rules;
    let limits = alarm.service.as_ref().and_then(|id| catalog.service(id)).map(|it| it.limits);
    let limit = |pick: fn(&shared::catalog::AlarmLimits) -> Option<u32>| {
        limits.as_ref().and_then(pick).unwrap_or_default()
    };
    let (words, figure) = match alarm.kind {
        AlarmKind::WaitOverLimit => (
            tr(language, "{service}: somebody waits longer than {figure} min"),
            limit(|it| it.wait_minutes_max),
        ),
        AlarmKind::LineOverLimit => {
            (tr(language, "{service}: more than {figure} people wait"), limit(|it| it.line_max))
        }
        AlarmKind::ServiceOverLimit => (
            tr(language, "{desk}: serving {number} takes longer than {figure} min"),
            limit(|it| it.service_minutes_max),
        ),
        AlarmKind::DeskIdle => (
            tr(
                language,
                "{desk} is open and empty for more than {figure} min, although people wait",
            ),
            rules.idle_minutes_max.unwrap_or_default(),
        ),
        AlarmKind::CalledNotStarted => (
            tr(
                language,
                "{desk}: {number} was called more than {figure} min ago, and service has not begun",
            ),
            rules.called_minutes_max.unwrap_or_default(),
        ),
    };
    let desk = alarm.desk.as_ref().map(|id| words::desk_named(language, catalog, id));
    let number = alarm.ticket.and_then(|id| day.ticket(id)).map(|it| it.number.to_string());
    let service = |id: &ServiceId| words::service(language, catalog, id);
    let said = fill(words, "figure", &figure);
    let said = fill(&said, "desk", &desk.unwrap_or_default());
    let said = fill(&said, "number", &number.unwrap_or_default());
    fill(&said, "service", &alarm.service.as_ref().map(service).unwrap_or_default())
}
