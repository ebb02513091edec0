//! What is known at the moment of the estimate: who waits, who will come, which desks work and when.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::gaps::Gaps;
use super::lengths::Lengths;
use super::moment::{Moment, minutes, since};
use super::staff::{self, DeskPlan};
use crate::catalog::{Catalog, Stretch};
use crate::day::pace::Paces;
use crate::day::state::Day;
use crate::day::ticket::{Ticket, TicketState};
use crate::ids::{ServiceId, TicketId};

/// Arrivals of so many minutes back tell how many come in the next.
const RECENT: TimeDelta = TimeDelta::minutes(30);

/// The least time over which arrivals are counted, so that the first of the day is no rush.
const RECENT_LEAST: TimeDelta = TimeDelta::minutes(15);

/// Those who come later than this overtake nobody, unless their class is always first.
const LOOK_AHEAD: Moment = 4 * 3_600_000;

/// Of so many appointments, before any of today is known, so many persons come.
const PRIOR_SHOWN: (f64, f64) = (8.0, 10.0);

/// An entry without a ticket: somebody who will come.
pub(super) const NOBODY: u32 = u32::MAX;

/// A place in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Arrival less head start.
    pub(super) key: Moment,
    /// Order of issue.
    pub(super) order: u64,
    /// The row of the answer; [`NOBODY`] for those who will come.
    pub(super) who: u32,
    /// The service.
    pub(super) service: u32,
}

/// Somebody who joins a line later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Joining {
    pub(super) at: Moment,
    pub(super) line: u32,
    pub(super) place: Place,
}

/// An appointment whose person has not come.
pub(super) struct Appointment {
    pub(super) starts: Moment,
    pub(super) ends: Moment,
    pub(super) head_start: Moment,
    pub(super) service: u32,
}

/// One whose answer is wanted.
pub(super) enum Asked {
    /// A ticket that waits.
    Ticket(TicketId),
    /// Somebody who would come now, by service and head start in minutes.
    Newcomer(ServiceId, u32),
}

/// Everything that a run needs and does not change.
pub(super) struct Plan {
    /// Whose waits are asked for; a newcomer takes nobody's time.
    pub(super) asked: Vec<Asked>,
    /// Those who wait, by line, in their order: first a line for each service, then one for each desk.
    pub(super) lines: Vec<Vec<Place>>,
    pub(super) desks: Vec<DeskPlan>,
    /// How long calls keep a desk busy, by service.
    pub(super) busy: Vec<Lengths>,
    pub(super) gaps: Gaps,
    /// Those who come back at a known time.
    pub(super) returning: Vec<Joining>,
    pub(super) appointments: Vec<Appointment>,
    /// The share of appointments whose person comes.
    pub(super) shown: f64,
    /// Service and head start of those who came lately.
    pub(super) recent: Vec<(u32, Moment)>,
    /// Milliseconds from one arrival to the next, on average; `None` when nobody comes.
    pub(super) arrival_gap: Option<f64>,
    /// Nobody comes after this.
    pub(super) arrivals_end: Moment,
    /// The longest delay of a desk: whoever has a later key than this overtakes nobody.
    pub(super) delay_max: Moment,
    /// The next service of a visit, by the ticket's row.
    pub(super) onward: HashMap<u32, u32>,
}

impl Plan {
    pub(super) fn of(day: &Day, catalog: &Catalog, paces: &Paces, now: DateTime<Utc>) -> Self {
        let open = catalog.stretches(catalog.local_date(now));
        let gaps = Gaps::of(day, &open);
        let index: HashMap<&ServiceId, u32> =
            catalog.services.iter().map(|service| &service.id).zip(0..).collect();
        let desks = staff::desks(day, catalog, &open, now);
        let busy = catalog.services.iter().map(|s| Lengths::of(paces.weighted_seconds(s)));
        let mut plan = Self {
            asked: Vec::new(),
            lines: vec![Vec::new(); catalog.services.len() + desks.len()],
            desks,
            busy: busy.collect(),
            gaps,
            returning: Vec::new(),
            appointments: Vec::new(),
            shown: 0.0,
            recent: Vec::new(),
            arrival_gap: None,
            arrivals_end: 0,
            delay_max: 0,
            onward: HashMap::new(),
        };
        plan.add_tickets(day, &index, now);
        plan.add_newcomers(catalog);
        plan.add_returning(day, &index, now);
        plan.add_arrivals(day, catalog, &open, &index, now);
        for line in &mut plan.lines {
            line.sort_unstable();
        }
        plan
    }

    fn ask(&mut self, asked: Asked) -> u32 {
        self.asked.push(asked);
        u32::try_from(self.asked.len() - 1).unwrap_or(NOBODY)
    }

    /// The line in which a ticket stands: that of its desk while the desk works, else its service's.
    fn line_of(&self, ticket: &Ticket, service: u32) -> u32 {
        let first_desk_line = self.busy.len();
        ticket
            .wanted_desk
            .as_ref()
            .and_then(|wanted| self.desks.iter().position(|desk| desk.id.as_ref() == Some(wanted)))
            .and_then(|desk| u32::try_from(first_desk_line + desk).ok())
            .unwrap_or(service)
    }

    fn add_tickets(&mut self, day: &Day, index: &HashMap<&ServiceId, u32>, now: DateTime<Utc>) {
        for id in day.queues.values().chain(day.bound.values()).flat_map(imbl::OrdSet::iter) {
            let Some(ticket) = day.ticket(id.ticket()) else { continue };
            let Some(service) = index.get(&ticket.service).copied() else { continue };
            let who = self.ask(Asked::Ticket(ticket.id));
            let line = self.line_of(ticket, service);
            let place = Place { key: key(ticket, now), order: ticket.issued_seq, who, service };
            self.lines[line as usize].push(place);
            if let Some(next) = ticket.steps.iter().find_map(|step| index.get(step)) {
                self.onward.insert(who, *next);
            }
        }
    }

    /// A newcomer of each service and head start stands in line and is passed over.
    fn add_newcomers(&mut self, catalog: &Catalog) {
        let mut credits: Vec<u32> =
            catalog.priorities.iter().map(|class| class.head_start_minutes).chain([0]).collect();
        credits.sort_unstable();
        credits.dedup();
        for (service, line) in catalog.services.iter().zip(0_u32..) {
            for credit in &credits {
                let who = self.ask(Asked::Newcomer(service.id.clone(), *credit));
                let key = -minutes(*credit);
                let place = Place { key, order: u64::MAX, who, service: line };
                self.lines[line as usize].push(place);
            }
        }
    }

    /// Timed holds that end, next steps of those at a desk, appointments.
    fn add_returning(&mut self, day: &Day, index: &HashMap<&ServiceId, u32>, now: DateTime<Utc>) {
        for ticket in day.held() {
            let (Some(until), Some(service)) = (ticket.held_until, index.get(&ticket.service))
            else {
                continue;
            };
            let place = unasked(ticket, *service, now);
            let line = self.line_of(ticket, *service);
            self.returning.push(Joining { at: since(now, until).max(0), line, place });
        }
        let (mut came, mut expected) = PRIOR_SHOWN;
        for ticket in day.tickets().filter(|ticket| ticket.slot.is_some()) {
            let lapsed = ticket.state == TicketState::Lapsed;
            if ticket.state != TicketState::Booked {
                expected += 1.0;
                came += f64::from(u8::from(!lapsed));
            }
        }
        self.shown = came / expected;
        for ticket in day.booked().filter(|ticket| day.is_of_today(ticket)) {
            if let (Some(slot), Some(service)) = (ticket.slot, index.get(&ticket.service)) {
                self.appointments.push(Appointment {
                    starts: since(now, slot.starts_at),
                    ends: since(now, slot.ends_at),
                    head_start: minutes(ticket.head_start_minutes),
                    service: *service,
                });
            }
        }
    }

    fn add_arrivals(
        &mut self,
        day: &Day,
        catalog: &Catalog,
        open: &[Stretch],
        index: &HashMap<&ServiceId, u32>,
        now: DateTime<Utc>,
    ) {
        let Some(stretch) = open.iter().find(|s| s.opens_at <= now && now < s.closes_at) else {
            return;
        };
        let begun = stretch.opens_at.max(day.opened_at.unwrap_or(stretch.opens_at));
        let counted = (now - begun).min(RECENT).max(RECENT_LEAST);
        let walked_in = |ticket: &&Ticket| {
            ticket.slot.is_none() && ticket.issued_at > now - counted && ticket.issued_at <= now
        };
        let mut came: Vec<&Ticket> = day.tickets().filter(walked_in).collect();
        came.sort_unstable_by_key(|ticket| ticket.issued_seq);
        self.recent = came
            .iter()
            .filter_map(|t| Some((*index.get(t.home())?, minutes(t.head_start_minutes))))
            .collect();
        if !self.recent.is_empty() {
            let gap = counted.num_milliseconds() as f64 / self.recent.len() as f64;
            self.arrival_gap = Some(gap);
        }
        let delays = catalog.desks.iter().flat_map(|desk| desk.delay_minutes.values());
        self.delay_max = minutes(delays.copied().max().unwrap_or(0));
        let credit = catalog.priorities.iter().map(|class| class.head_start_minutes).max();
        let overtaking = self.delay_max + minutes(credit.unwrap_or(0));
        self.arrivals_end = since(now, stretch.closes_at).min(overtaking).min(LOOK_AHEAD);
    }
}

fn key(ticket: &Ticket, now: DateTime<Utc>) -> Moment {
    since(now, ticket.arrived_at) - minutes(ticket.head_start_minutes)
}

fn unasked(ticket: &Ticket, service: u32, now: DateTime<Utc>) -> Place {
    Place { key: key(ticket, now), order: ticket.issued_seq, who: NOBODY, service }
}
