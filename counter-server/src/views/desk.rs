//! Desks and queues as staff see them.

use chrono::{DateTime, Utc};
use shared::catalog::{Catalog, Desk};
use shared::day::{Day, Forecast, Ticket};
use shared::ids::ServiceId;
use shared::protocol::{
    DeskTicket, DeskView, HeadlineDesk, HeldTicket, LegView, NextTicket, QueueEntry, QueueView,
    ServiceQueue, UndoOffer,
};

use super::ticket::wait_range;
use super::{local, mean, seconds_since};
use crate::forecasts::estimate;

/// A desk with the ticket at it, whom it would call next, and what it can take back at this moment.
#[must_use]
pub fn desk(day: &Day, catalog: &Catalog, entry: &Desk, at: DateTime<Utc>) -> DeskView {
    let now = day.desk(&entry.id);
    let time_zone = catalog.center.time_zone;
    DeskView {
        seq: day.seq(),
        id: entry.id.clone(),
        name: entry.name.clone(),
        services: entry.services.clone(),
        state: now.state,
        pause_reason: now.pause_reason,
        ticket: now
            .ticket
            .and_then(|id| day.ticket(id))
            .and_then(|ticket| desk_ticket(ticket, catalog)),
        waiting: u32::try_from(day.waiting_for(entry)).unwrap_or(u32::MAX),
        next: day
            .next_for(entry)
            .and_then(|id| day.ticket(id))
            .map(|ticket| next_ticket(ticket, catalog, entry)),
        held: day
            .held()
            .filter(|t| t.desk.as_ref() == Some(&entry.id) || entry.services.contains(&t.service))
            .take(DeskView::HELD_MAX)
            .map(|ticket| held_ticket(ticket, catalog))
            .collect(),
        undo: day.can_undo(catalog, &entry.id, at).map(|(undone, until)| UndoOffer {
            undone: undone.to_owned(),
            until: local(until, time_zone),
        }),
        served_today: now.served,
        service_seconds_mean: mean(now.service_seconds_sum, now.served),
    }
}

/// A ticket that was called; `None` for one that never was.
#[must_use]
pub fn desk_ticket(ticket: &Ticket, catalog: &Catalog) -> Option<DeskTicket> {
    let time_zone = catalog.center.time_zone;
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
        recalls_left: catalog.rules.recalls_max.saturating_sub(ticket.recalls),
        head_start_minutes: ticket.head_start_minutes,
        served_seconds: ticket.served_seconds,
        steps: ticket.steps.clone(),
        legs: legs(ticket),
        channel: ticket.channel,
        appointment_at: ticket.slot.map(|slot| local(slot.starts_at, time_zone)),
        has_note: ticket.note.is_some(),
        note: None,
        declaration: None,
    })
}

/// The parts of the visit that are over.
pub(super) fn legs(ticket: &Ticket) -> Vec<LegView> {
    ticket
        .legs
        .iter()
        .map(|leg| LegView {
            service: leg.service.clone(),
            desk: leg.desk.clone(),
            waiting_seconds: leg.waiting_seconds(),
            service_seconds: leg.service_seconds,
        })
        .collect()
}

fn next_ticket(ticket: &Ticket, catalog: &Catalog, entry: &Desk) -> NextTicket {
    let time_zone = catalog.center.time_zone;
    let sent_here = ticket.wanted_desk.is_some();
    NextTicket {
        id: ticket.id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        arrived_at: local(ticket.arrived_at, time_zone),
        priority: ticket.priority.clone(),
        head_start_minutes: ticket.head_start_minutes,
        delay_minutes: entry.delay(&ticket.service).filter(|_| !sent_here).unwrap_or(0),
        sent_here,
        was_called: ticket.first_called_at.is_some(),
        appointment_at: ticket.slot.map(|slot| local(slot.starts_at, time_zone)),
    }
}

fn held_ticket(ticket: &Ticket, catalog: &Catalog) -> HeldTicket {
    let time_zone = catalog.center.time_zone;
    HeldTicket {
        id: ticket.id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        desk: ticket.desk.clone(),
        held_at: ticket.held_at.map(|at| local(at, time_zone)),
        held_until: ticket.held_until.map(|at| local(at, time_zone)),
        has_note: ticket.note.is_some(),
    }
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
pub fn queue(day: &Day, catalog: &Catalog, forecast: &Forecast, now: DateTime<Utc>) -> QueueView {
    QueueView {
        seq: day.seq(),
        now: local(now, catalog.center.time_zone),
        services: catalog
            .services
            .iter()
            .map(|service| &service.id)
            // Whoever waits for a queue that left the catalogue must still be seen and helped.
            .chain(day.services_waiting().into_iter().filter(|id| catalog.service(id).is_none()))
            .map(|service| service_queue(day, catalog, forecast, service, now))
            .collect(),
        desks: catalog.desks.iter().map(|entry| headline(day, entry)).collect(),
    }
}

fn service_queue(
    day: &Day,
    catalog: &Catalog,
    forecast: &Forecast,
    service: &ServiceId,
    now: DateTime<Utc>,
) -> ServiceQueue {
    let entries = day
        .queue(service)
        .take(ServiceQueue::ENTRIES_MAX)
        .map(|ticket| QueueEntry {
            id: ticket.id,
            number: ticket.number.clone(),
            procedure: ticket.procedure.clone(),
            priority: ticket.priority.clone(),
            arrived_at: local(ticket.arrived_at, catalog.center.time_zone),
            waiting_seconds: seconds_since(ticket.queued_at(), now),
            print: ticket.print,
            wait_minutes: estimate(forecast, ticket).map(wait_range),
            wanted_desk: ticket.wanted_desk.clone(),
            was_called: ticket.first_called_at.is_some(),
            channel: ticket.channel,
            has_note: ticket.note.is_some(),
        })
        .collect();
    ServiceQueue { service: service.clone(), waiting: day.waiting(service), entries }
}
