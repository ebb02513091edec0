//! What lies between two calls of a desk while somebody waits: a breath, paperwork, a pause. Learned from
//! the day itself, because nothing tells more about today than today.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::lengths::Lengths;
use crate::catalog::Stretch;
use crate::day::state::Day;
use crate::day::ticket::{Ticket, TicketState};
use crate::ids::DeskId;

/// Gaps that are known before the first of the day, in seconds: mostly a breath, seldom a pause.
const PRIOR_SECONDS: [f64; 12] =
    [8.0, 10.0, 15.0, 15.0, 20.0, 20.0, 30.0, 30.0, 45.0, 60.0, 90.0, 480.0];

/// How many gaps of the day the known ones count for.
const PRIOR_GAPS: f64 = 8.0;

/// The newest gaps that count.
const GAPS_MAX: usize = 150;

/// A longer gap is no gap between two calls any more: the desk had ceased to work.
const LONGEST: TimeDelta = TimeDelta::minutes(45);

/// A gap from here on was a pause, in seconds.
const PAUSE_SECONDS: f64 = 180.0;

/// How long pauses last before any is learned, in minutes.
const PRIOR_PAUSE_MINUTES: [f64; 10] = [5.0, 8.0, 10.0, 10.0, 15.0, 15.0, 20.0, 30.0, 45.0, 60.0];

/// What lies between calls.
pub(super) struct Gaps {
    /// From the end of a call to the next, pauses among them.
    pub(super) between: Lengths,
    /// The same without pauses: what passes before a desk that takes people calls.
    pub(super) breath: Lengths,
    /// Pauses alone.
    pub(super) pause: Lengths,
}

/// A call that is over, or the one that runs.
struct Stay {
    called_at: DateTime<Utc>,
    queued_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl Gaps {
    /// The gaps of the day so far; `open` is when the center is open today.
    pub(super) fn of(day: &Day, open: &[Stretch]) -> Self {
        let mut seconds = seconds_between_calls(day, open);
        seconds.sort_unstable_by_key(|(at, _)| std::cmp::Reverse(*at));
        seconds.truncate(GAPS_MAX);
        let learned: Vec<(f64, f64)> = seconds.iter().map(|(_, gap)| (*gap, 1.0)).collect();
        let weight = PRIOR_GAPS / PRIOR_SECONDS.len() as f64;
        let prior = PRIOR_SECONDS.iter().map(|gap| (*gap, weight));
        let between: Vec<(f64, f64)> = learned.into_iter().chain(prior).collect();
        let (pauses, breaths): (Vec<_>, Vec<_>) =
            between.iter().copied().partition(|(gap, _)| *gap >= PAUSE_SECONDS);
        let prior_pauses = PRIOR_PAUSE_MINUTES.iter().map(|minutes| (minutes * 60.0, 1.0));
        Self {
            between: Lengths::of(between),
            breath: Lengths::of(breaths),
            pause: Lengths::of(pauses.into_iter().chain(prior_pauses).collect()),
        }
    }
}

/// Each gap in which the person called next had waited all the time, with the moment of its end.
fn seconds_between_calls(day: &Day, open: &[Stretch]) -> Vec<(DateTime<Utc>, f64)> {
    let mut by_desk: BTreeMap<&DeskId, Vec<Stay>> = BTreeMap::new();
    for ticket in day.tickets() {
        for leg in &ticket.legs {
            if let (Some(desk), Some(called_at)) = (&leg.desk, leg.first_called_at) {
                let ended_at = Some(leg.ended_at);
                let stay = Stay { called_at, queued_at: leg.queued_at, ended_at };
                by_desk.entry(desk).or_default().push(stay);
            }
        }
        if let (Some(desk), Some(stay)) = (&ticket.desk, present_stay(ticket)) {
            by_desk.entry(desk).or_default().push(stay);
        }
    }
    let mut gaps = Vec::new();
    for stays in by_desk.values_mut() {
        stays.sort_unstable_by_key(|stay| stay.called_at);
        for pair in stays.windows(2) {
            let (Some(from), to) = (pair[0].ended_at, pair[1].called_at) else { continue };
            let was_free = pair[1].queued_at <= from && from <= to && to - from <= LONGEST;
            let closed = open.iter().any(|stretch| (from..=to).contains(&stretch.closes_at));
            if was_free && !closed {
                gaps.push((to, (to - from).as_seconds_f64()));
            }
        }
    }
    gaps
}

/// The last stay of a ticket at a desk. One that was called again is left out: its call is not known.
fn present_stay(ticket: &Ticket) -> Option<Stay> {
    if ticket.recalls > 0 || ticket.state == TicketState::Waiting {
        return None;
    }
    let ended_at = ticket.ended_at.or(ticket.held_at);
    Some(Stay { called_at: ticket.called_at?, queued_at: ticket.queued_at(), ended_at })
}
