//! Desks and queues as staff see them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use shared::catalog::{Catalog, Desk, Service};
use shared::day::{Day, Ticket, estimate_behind};
use shared::protocol::{DeskTicket, DeskView, HeadlineDesk, QueueEntry, QueueView, ServiceQueue};

use super::ticket::wait_range;
use super::{local, mean, seconds_since};

/// A desk with the ticket at it.
#[must_use]
pub fn desk(day: &Day, catalog: &Catalog, entry: &Desk) -> DeskView {
    let now = day.desk(&entry.id);
    DeskView {
        seq: day.seq(),
        id: entry.id.clone(),
        name: entry.name.clone(),
        services: entry.services.clone(),
        state: now.state,
        ticket: now
            .ticket
            .and_then(|id| day.ticket(id))
            .and_then(|ticket| desk_ticket(ticket, catalog.center.time_zone)),
        served_today: now.served,
        service_seconds_mean: mean(now.service_seconds_sum, now.served),
    }
}

/// A ticket that was called; `None` for one that never was.
#[must_use]
pub fn desk_ticket(ticket: &Ticket, time_zone: Tz) -> Option<DeskTicket> {
    Some(DeskTicket {
        id: ticket.id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        procedure: ticket.procedure.clone(),
        priority: ticket.priority.clone(),
        language: ticket.language,
        state: ticket.state,
        arrived_at: local(ticket.arrived_at, time_zone),
        waiting_seconds: ticket.waiting_seconds()?,
        called_at: local(ticket.called_at?, time_zone),
        started_at: ticket.started_at.map(|at| local(at, time_zone)),
        recalls: ticket.recalls,
    })
}

/// A desk in one line.
#[must_use]
pub fn headline(day: &Day, entry: &Desk) -> HeadlineDesk {
    let now = day.desk(&entry.id);
    let ticket = now.ticket.and_then(|id| day.ticket(id));
    HeadlineDesk {
        id: entry.id.clone(),
        name: entry.name.clone(),
        state: now.state,
        number: ticket.map(|ticket| ticket.number.clone()),
        ticket_state: ticket.map(|ticket| ticket.state),
    }
}

/// Everyone who waits, and every desk.
#[must_use]
pub fn queue(day: &Day, catalog: &Catalog, now: DateTime<Utc>) -> QueueView {
    QueueView {
        seq: day.seq(),
        now: local(now, catalog.center.time_zone),
        services: catalog
            .services
            .iter()
            .map(|service| service_queue(day, catalog, service, now))
            .collect(),
        desks: catalog.desks.iter().map(|entry| headline(day, entry)).collect(),
    }
}

fn service_queue(
    day: &Day,
    catalog: &Catalog,
    service: &Service,
    now: DateTime<Utc>,
) -> ServiceQueue {
    let entries = (0..)
        .zip(day.queue(&service.id).take(ServiceQueue::ENTRIES_MAX))
        .map(|(people_ahead, ticket)| QueueEntry {
            id: ticket.id,
            number: ticket.number.clone(),
            procedure: ticket.procedure.clone(),
            priority: ticket.priority.clone(),
            arrived_at: local(ticket.arrived_at, catalog.center.time_zone),
            waiting_seconds: seconds_since(ticket.arrived_at, now),
            print: ticket.print,
            wait_minutes: Some(wait_range(estimate_behind(day, catalog, service, people_ahead))),
        })
        .collect();
    ServiceQueue { service: service.id.clone(), waiting: day.waiting(&service.id), entries }
}
