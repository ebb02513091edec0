//! A first wait range: people ahead, open desks, and the pace set for the service.

use super::Estimate;
use crate::day::state::Day;
use crate::day::ticket::{Ticket, TicketState};
use crate::catalog::{Catalog, Service};

/// The cautious wait takes every service as so much longer than its pace, in percent.
const CAUTIOUS_PERCENT: u64 = 150;

/// The wait of a ticket that waits; `None` for any other.
#[must_use]
pub fn estimate(day: &Day, catalog: &Catalog, ticket: &Ticket) -> Option<Estimate> {
    if ticket.state != TicketState::Waiting {
        return None;
    }
    let service = catalog.service(&ticket.service)?;
    let ahead = day.queue(&ticket.service).take_while(|other| other.id != ticket.id).count();
    let people_ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
    Some(estimate_behind(day, catalog, service, people_ahead))
}

/// The wait of somebody with so many people of the same service ahead.
///
/// Those ahead are shared out over the open desks that serve the service; with none open, over one, since
/// one must open. Likely: each takes the pace, and where no desk is free the person in service is half
/// done. Cautious: each takes half as long again, and the one in service has just begun.
#[must_use]
pub fn estimate_behind(
    day: &Day,
    catalog: &Catalog,
    service: &Service,
    people_ahead: u32,
) -> Estimate {
    let (mut desks_open, mut desks_free) = (0_u64, 0_u64);
    for desk in day.desks_open(catalog, &service.id) {
        desks_open += 1;
        desks_free += u64::from(desk.ticket.is_none());
    }
    let pace_seconds = u64::from(service.pace_seconds);
    let ahead = u64::from(people_ahead);
    let desks = desks_open.max(1);
    let has_free_desk = desks_free > ahead;
    let in_service_seconds = if has_free_desk { 0 } else { pace_seconds / 2 };
    let likely_seconds =
        if has_free_desk { 0 } else { (ahead * pace_seconds + in_service_seconds) / desks };
    let cautious_seconds = (ahead + 1) * pace_seconds * CAUTIOUS_PERCENT / 100 / desks;
    let likely_minutes = minutes(likely_seconds);
    Estimate {
        people_ahead,
        likely_minutes,
        cautious_minutes: minutes(cautious_seconds).max(likely_minutes),
    }
}

fn minutes(seconds: u64) -> u32 {
    u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX)
}
