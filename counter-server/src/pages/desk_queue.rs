//! Who waits for a desk and who is absent: the rows, how long is too long, and why the first is the first.

use chrono::{DateTime, FixedOffset, Utc};
use shared::catalog::{Catalog, Desk};
use shared::day::{Day, PrintOutcome, Ticket, TicketState};
use shared::ids::ServiceId;
use shared::protocol::NextTicket;
use shared::text::Language;

use super::desk_ticket::priority_line;
use super::words::{self, WaitLevel};
use crate::language::{fill, tr};
use crate::views;

/// How many of those who wait a desk's page lists: as many as a person reads.
const ROWS_MAX: usize = 50;

/// Missed numbers that a page lists: the latest, which are the ones who still come.
const MISSED_SHOWN: usize = 8;

/// One person who waits.
pub(super) struct QueueRow {
    pub(super) number: String,
    pub(super) what: String,
    pub(super) priority: Option<String>,
    pub(super) no_paper: bool,
    /// Sent to this very desk.
    pub(super) sent_here: bool,
    /// Called before, and set aside.
    pub(super) came_back: bool,
    pub(super) has_note: bool,
    pub(super) since: String,
    pub(super) waited: String,
    pub(super) level: WaitLevel,
    pub(super) level_label: Option<&'static str>,
}

/// Somebody who is set aside or did not come, and can be called back.
pub(super) struct AbsentRow {
    pub(super) number: String,
    pub(super) what: String,
    /// `held` or `no_show`.
    pub(super) state: &'static str,
    /// Since when, until when, by whom.
    pub(super) line: String,
    pub(super) has_note: bool,
}

/// The people whom a desk may serve, in the order in which it calls them.
pub(super) fn rows(
    language: Language,
    day: &Day,
    catalog: &Catalog,
    desk: &Desk,
    now: DateTime<Utc>,
) -> Vec<QueueRow> {
    day.in_call_order(desk, ROWS_MAX)
        .into_iter()
        .map(|ticket| row(language, catalog, ticket, now))
        .collect()
}

fn row(language: Language, catalog: &Catalog, ticket: &Ticket, now: DateTime<Utc>) -> QueueRow {
    let level = wait_level(catalog, &ticket.service, ticket.queued_at(), now);
    QueueRow {
        number: ticket.number.to_string(),
        what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
        priority: words::priority(language, catalog, ticket.priority.as_ref()),
        no_paper: matches!(ticket.print, Some(PrintOutcome::Failed | PrintOutcome::Unknown)),
        sent_here: ticket.wanted_desk.is_some(),
        came_back: ticket.first_called_at.is_some(),
        has_note: ticket.note.is_some(),
        since: views::local(ticket.queued_at(), catalog.center.time_zone).to_rfc3339(),
        waited: words::waited(language, ticket.queued_at(), now),
        level,
        level_label: level.label(language),
    }
}

/// How a wait compares with the limit that the center set for the queue.
pub(super) fn wait_level(
    catalog: &Catalog,
    service: &ServiceId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> WaitLevel {
    let limit = catalog.service(service).and_then(|entry| entry.limits.wait_minutes_max);
    WaitLevel::of(now - since, limit)
}

/// Why the next ticket is the next one, in one line.
pub(super) fn why_next(language: Language, catalog: &Catalog, next: &NextTicket) -> String {
    let with_time =
        |text: &'static str, at: DateTime<FixedOffset>| fill(text, "time", &words::time(at));
    let why = if next.sent_here {
        with_time(tr(language, "sent to this desk, arrived {time}"), next.arrived_at)
    } else if let Some(at) = next.appointment_at {
        with_time(tr(language, "appointment at {time}"), at)
    } else if let Some(reason) = words::priority(language, catalog, next.priority.as_ref()) {
        let line = priority_line(language, &reason, next.arrived_at);
        first_small(&line)
    } else if next.was_called {
        with_time(tr(language, "back from being set aside, arrived {time}"), next.arrived_at)
    } else {
        with_time(tr(language, "first in line, arrived {time}"), next.arrived_at)
    };
    if next.delay_minutes == 0 {
        return why;
    }
    let service = words::service(language, catalog, &next.service);
    let helping = fill(tr(language, "{why}; this desk helps with {service}"), "why", &why);
    fill(&helping, "service", &service)
}

/// The line in the middle of a sentence.
fn first_small(line: &str) -> String {
    let mut letters = line.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Everybody who is set aside, and the latest who did not come.
pub(super) fn absent(language: Language, day: &Day, catalog: &Catalog) -> Vec<AbsentRow> {
    let held = day.held().map(|ticket| AbsentRow {
        number: ticket.number.to_string(),
        what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
        state: ticket.state.code(),
        line: held_line(language, catalog, ticket),
        has_note: ticket.note.is_some(),
    });
    held.chain(missed(language, day, catalog)).collect()
}

fn held_line(language: Language, catalog: &Catalog, ticket: &Ticket) -> String {
    let time = |at| words::time(views::local(at, catalog.center.time_zone));
    let since = ticket.held_at.map(|at| fill(tr(language, "since {time}"), "time", &time(at)));
    let until = ticket.held_until.map_or_else(
        || tr(language, "until called back").to_owned(),
        |at| fill(tr(language, "until {time}"), "time", &time(at)),
    );
    let by = ticket.desk.as_ref().map(|desk| words::desk_named(language, catalog, desk));
    [since, Some(until), by].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn missed(language: Language, day: &Day, catalog: &Catalog) -> Vec<AbsentRow> {
    let mut missed: Vec<&Ticket> =
        day.tickets().filter(|ticket| ticket.state == TicketState::NoShow).collect();
    missed.sort_unstable_by_key(|ticket| std::cmp::Reverse(ticket.ended_at));
    missed.truncate(MISSED_SHOWN);
    let line = |ticket: &Ticket| {
        let at = ticket.ended_at.map(|at| views::local(at, catalog.center.time_zone));
        let at = at.map(words::time).unwrap_or_default();
        let by = ticket.desk.as_ref().map(|desk| words::desk_named(language, catalog, desk));
        let missed = fill(tr(language, "did not come at {time}"), "time", &at);
        format!("{missed} · {}", by.unwrap_or_default())
    };
    missed
        .into_iter()
        .map(|ticket| AbsentRow {
            number: ticket.number.to_string(),
            what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
            state: TicketState::NoShow.code(),
            line: line(ticket),
            has_note: ticket.note.is_some(),
        })
        .collect()
}
