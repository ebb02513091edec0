//! Who would be left without a way to be served by a change of the catalogue; said before it is made.

use std::collections::BTreeMap;

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
    /// The desk that has their ticket is removed.
    DeskRemoved(DeskId, Option<TicketNumber>),
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
    for desk in &old.desks {
        let ticket = day.desk(&desk.id).ticket;
        if let (Some(ticket), None) = (ticket, new.desk(&desk.id)) {
            let number = day.ticket(ticket).map(|ticket| ticket.number.clone());
            found.push(Stranded { how: How::DeskRemoved(desk.id.clone(), number), people: 1 });
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

fn is_open(state: shared::day::TicketState) -> bool {
    use shared::day::TicketState::{Booked, Held, Waiting};
    matches!(state, Booked | Held | Waiting)
}
