//! Which desks work from now on: those that are open, those that pause and come back, those that are
//! planned to open.

use chrono::{DateTime, Utc};

use super::moment::{Moment, minutes, since};
use crate::catalog::{Catalog, Desk, Stretch, stretches};
use crate::day::desk_now::{DeskNow, DeskState};
use crate::day::state::Day;
use crate::ids::DeskId;

/// A desk that should be open by its plan and is not opens after so many minutes.
const LATE_MINUTES: u32 = 5;

/// When a desk can call.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Begins {
    /// It takes people and is empty; so long it has let somebody wait, in seconds.
    Free {
        /// `None`: nobody waits whom it may serve.
        neglected_seconds: Option<f64>,
    },
    /// When it has served the one at the desk.
    Busy {
        /// The row of the service.
        service: u32,
        /// So long it is at it, in seconds.
        passed_seconds: f64,
    },
    /// When its pause is over.
    Paused {
        /// So long it pauses, in seconds.
        passed_seconds: f64,
        /// The earliest end, when the center is closed meanwhile.
        not_before: Moment,
    },
    /// At a known time.
    At(Moment),
}

/// A desk as the simulation sees it.
#[derive(Clone, Debug)]
pub(super) struct DeskPlan {
    /// `None`: a desk that must open, whichever it is.
    pub(super) id: Option<DeskId>,
    /// The lines from which it calls, each with its delay; its own line comes last.
    pub(super) lines: Vec<(u32, Moment)>,
    pub(super) begins: Begins,
    /// When it calls nobody: lunch, by its plan or the center's hours.
    pub(super) breaks: Vec<(Moment, Moment)>,
}

/// The desks that work now or will today. A service that none of them serves gets one desk of its own,
/// which opens now or when the center opens next: somebody must.
pub(super) fn desks(
    day: &Day,
    catalog: &Catalog,
    open: &[Stretch],
    now: DateTime<Utc>,
) -> Vec<DeskPlan> {
    let mut plans: Vec<DeskPlan> = Vec::new();
    let services = u32::try_from(catalog.services.len()).unwrap_or(0);
    for desk in &catalog.desks {
        let planned = stretches(&desk.planned, catalog.local_date(now), catalog.center.time_zone);
        let works: &[Stretch] = if desk.planned.is_empty() { open } else { &planned };
        let Some(begins) = begins(day, catalog, desk, works, now) else { continue };
        let own = services + u32::try_from(plans.len()).unwrap_or(0);
        let served = catalog
            .services
            .iter()
            .zip(0_u32..)
            .filter_map(|(service, line)| Some((line, minutes(desk.delay(&service.id)?))));
        plans.push(DeskPlan {
            id: Some(desk.id.clone()),
            lines: served.chain([(own, 0)]).collect(),
            begins,
            breaks: breaks(works, now),
        });
    }
    let opens =
        open.iter().find(|s| s.closes_at > now).map_or(0, |s| since(now, s.opens_at).max(0));
    for line in 0..services {
        if !plans.iter().any(|plan| plan.lines.iter().any(|(served, _)| *served == line)) {
            plans.push(DeskPlan {
                id: None,
                lines: vec![(line, 0)],
                begins: Begins::At(opens),
                breaks: breaks(open, now),
            });
        }
    }
    plans
}

/// When a desk can call for the first time; `None` when nobody knows of such a time today.
fn begins(
    day: &Day,
    catalog: &Catalog,
    desk: &Desk,
    works: &[Stretch],
    now: DateTime<Utc>,
) -> Option<Begins> {
    let state = day.desk(&desk.id);
    let passed_seconds = state.since.map_or(0.0, |at| (now - at).as_seconds_f64().max(0.0));
    let next = works.iter().find(|stretch| stretch.closes_at > now);
    let opens = next.map(|stretch| since(now, stretch.opens_at));
    match state.state {
        DeskState::Open => Some(busy(day, catalog, &state, now).unwrap_or_else(|| {
            let waits_since = day.next_for(desk).and_then(|id| day.ticket(id));
            let neglected_seconds = waits_since.map(|ticket| {
                let waits = (now - ticket.queued_at()).as_seconds_f64().max(0.0);
                waits.min(passed_seconds)
            });
            Begins::Free { neglected_seconds }
        })),
        DeskState::Paused => {
            let not_before = opens.unwrap_or(0).max(0);
            Some(Begins::Paused { passed_seconds, not_before })
        }
        // Late by the plan, or not yet due.
        DeskState::Closed if desk.planned.is_empty() => None,
        DeskState::Closed => opens.map(|at| Begins::At(at.max(minutes(LATE_MINUTES)))),
    }
}

fn busy(day: &Day, catalog: &Catalog, state: &DeskNow, now: DateTime<Utc>) -> Option<Begins> {
    let ticket = day.ticket(state.ticket?)?;
    let row = catalog.services.iter().position(|service| service.id == ticket.service)?;
    // A recall renews the call; the desk has been with this person since its own last change.
    let since = state.since.into_iter().chain(ticket.called_at).min()?;
    let passed_seconds = (now - since).as_seconds_f64().max(0.0);
    Some(Begins::Busy { service: u32::try_from(row).ok()?, passed_seconds })
}

/// The times between stretches that are still to come.
fn breaks(works: &[Stretch], now: DateTime<Utc>) -> Vec<(Moment, Moment)> {
    works
        .windows(2)
        .filter(|pair| pair[0].closes_at > now)
        .map(|pair| (since(now, pair[0].closes_at), since(now, pair[1].opens_at)))
        .collect()
}
