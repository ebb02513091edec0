//! Who would be left without a way to be served by a change of the catalogue; said before it is made.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::catalog::Catalog;
use shared::day::Day;
use shared::ids::{DeskId, ServiceId, TicketNumber};

/// People whom a change leaves without a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranded {
    /// What happens to them.
    pub how: How,
    /// How many they are.
    pub people: u32,
}

/// What a change does to people who wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Their service is removed.
    ServiceRemoved(ServiceId),
    /// No desk serves their service any more.
    NobodyServes(ServiceId),
    /// Their service closes at once, which was open.
    ServiceCloses(ServiceId),
    /// A service that their visit goes on to is removed.
    StepRemoved(ServiceId),
    /// The desk that has their ticket is removed.
    DeskRemoved(DeskId, Option<TicketNumber>),
    /// The desk that they were sent to, and no other, is removed.
    DeskOfTheirsRemoved(DeskId),
}

/// Whom the change from `old` to `new` would strand at this moment.
#[must_use]
pub fn stranded(day: &Day, old: &Catalog, new: &Catalog, now: DateTime<Utc>) -> Vec<Stranded> {
    let mut found = Vec::new();
    for (service, people) in open_tickets(day) {
        let Some(before) = old.service(&service) else { continue };
        let is_served =
            |catalog: &Catalog| catalog.desks.iter().any(|desk| desk.services.contains(&service));
        let how = match new.service(&service) {
            None => How::ServiceRemoved(service),
            Some(_) if is_served(old) && !is_served(new) => How::NobodyServes(service),
            Some(after) if old.is_service_open(before, now) && !new.is_service_open(after, now) => {
                How::ServiceCloses(service)
            }
            Some(_) => continue,
        };
        found.push(Stranded { how, people });
    }
    for (service, people) in later_steps(day) {
        if old.service(&service).is_some() && new.service(&service).is_none() {
            found.push(Stranded { how: How::StepRemoved(service), people });
        }
    }
    for desk in old.desks.iter().filter(|desk| new.desk(&desk.id).is_none()) {
        if let Some(ticket) = day.desk(&desk.id).ticket {
            let number = day.ticket(ticket).map(|ticket| ticket.number.clone());
            found.push(Stranded { how: How::DeskRemoved(desk.id.clone(), number), people: 1 });
        }
        let people = u32::try_from(day.queue_of_desk(&desk.id).count()).unwrap_or(u32::MAX);
        if people > 0 {
            found.push(Stranded { how: How::DeskOfTheirsRemoved(desk.id.clone()), people });
        }
    }
    found
}

/// People of each service who are neither served nor gone, by service.
fn open_tickets(day: &Day) -> BTreeMap<ServiceId, u32> {
    let mut open = BTreeMap::new();
    for ticket in day.tickets().filter(|ticket| is_open(ticket.state)) {
        *open.entry(ticket.service.clone()).or_insert(0) += 1;
    }
    open
}

/// People whose visit goes on to a service later, by that service; those at a desk too.
fn later_steps(day: &Day) -> BTreeMap<ServiceId, u32> {
    let mut later = BTreeMap::new();
    for ticket in day.tickets().filter(|ticket| ticket.is_open()) {
        let steps: BTreeSet<&ServiceId> = ticket.steps.iter().collect();
        for step in steps {
            *later.entry(step.clone()).or_insert(0) += 1;
        }
    }
    later
}

fn is_open(state: shared::day::TicketState) -> bool {
    use shared::day::TicketState::{Booked, Held, Waiting};
    matches!(state, Booked | Held | Waiting)
}
