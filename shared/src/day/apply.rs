//! What an event changes. Never fails: an event that does not fit the state changes nothing but the
//! sequence, and `check` finds the difference to the projections.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use imbl::HashMap;

use super::command::Actor;
use super::event::{Carried, EventKind, LoggedEvent};
use super::state::{
    CALLS_KEPT, CallRecord, Day, DeskNow, DeskState, PrintOutcome, Ticket, TicketState,
    seconds_between,
};
use crate::ids::{DeskId, TicketId};

impl Day {
    /// Changes the day by one event of the log.
    pub fn apply(&mut self, logged: &LoggedEvent) {
        let at = logged.event.at;
        self.seq = logged.seq;
        self.last_at = Some(self.last_at.map_or(at, |last| last.max(at)));
        match &logged.event.what {
            EventKind::DayOpened { business_date, carried } => {
                self.begin_day(*business_date, carried);
            }
            EventKind::TicketIssued { .. } => self.add_ticket(logged),
            EventKind::PrintReported { ticket, outcome } => self.keep_print(*ticket, *outcome),
            EventKind::TicketCalled { ticket, desk } => self.call(*ticket, desk, at),
            EventKind::TicketRecalled { ticket, desk } => self.recall(*ticket, desk, at),
            EventKind::ServiceStarted { ticket, .. } => self.change(*ticket, |ticket| {
                ticket.state = TicketState::Serving;
                ticket.started_at = Some(at);
            }),
            EventKind::ServiceFinished { ticket, .. } => self.end(*ticket, TicketState::Done, at),
            EventKind::TicketMissed { ticket, .. } => self.end(*ticket, TicketState::NoShow, at),
            EventKind::TicketLapsed { ticket } => self.end(*ticket, TicketState::Lapsed, at),
            EventKind::DeskOpened { desk } => self.desk_entry(desk).state = DeskState::Open,
            EventKind::DeskClosed { desk } => self.desk_entry(desk).state = DeskState::Closed,
        }
    }

    fn begin_day(&mut self, business_date: NaiveDate, carried: &Carried) {
        let mut next = Self {
            business_date: Some(business_date),
            seq: self.seq,
            last_at: self.last_at,
            desks: carried.desks.clone().into_iter().collect(),
            ..Self::default()
        };
        let mut calls = Vec::new();
        for ticket in &carried.tickets {
            next.carried_numbers.insert((ticket.service.clone(), ticket.n));
            if let (Some(desk), Some(called_at)) = (&ticket.desk, ticket.called_at) {
                calls.push(CallRecord { ticket: ticket.id, desk: desk.clone(), called_at });
            }
            next.tickets.insert(ticket.id, Arc::new(ticket.clone()));
        }
        calls.sort_by_key(|call| std::cmp::Reverse(call.called_at));
        next.calls = calls.into_iter().collect();
        *self = next;
    }

    fn add_ticket(&mut self, logged: &LoggedEvent) {
        let EventKind::TicketIssued {
            ticket,
            service,
            n,
            number,
            procedure,
            priority,
            head_start_minutes,
            language,
        } = &logged.event.what
        else {
            return;
        };
        let at = logged.event.at;
        let device = match logged.event.by {
            Actor::Device { device } => Some(device),
            Actor::Server | Actor::Staff { .. } => None,
        };
        let issued = Ticket {
            id: *ticket,
            number: number.clone(),
            n: *n,
            service: service.clone(),
            procedure: procedure.clone(),
            priority: priority.clone(),
            head_start_minutes: *head_start_minutes,
            language: *language,
            device,
            state: TicketState::Waiting,
            issued_seq: logged.seq,
            issued_at: at,
            arrived_at: at,
            first_called_at: None,
            called_at: None,
            started_at: None,
            ended_at: None,
            desk: None,
            recalls: 0,
            print: None,
        };
        self.last_numbers.insert(service.clone(), *n);
        self.queues.entry(service.clone()).or_default().insert(issued.key());
        self.counts.entry(service.clone()).or_default().issued += 1;
        self.tickets.insert(*ticket, Arc::new(issued));
    }

    fn keep_print(&mut self, id: TicketId, outcome: PrintOutcome) {
        self.change(id, |ticket| ticket.print = Some(outcome));
        let Some(ticket) = self.ticket(id) else {
            return;
        };
        let entry = (ticket.issued_seq, id);
        if ticket.state == TicketState::Waiting && outcome != PrintOutcome::Printed {
            self.unprinted.insert(entry);
        } else {
            self.unprinted.remove(&entry);
        }
    }

    fn call(&mut self, id: TicketId, desk: &DeskId, at: DateTime<Utc>) {
        self.leave_queue(id);
        let Some(ticket) = self.ticket(id) else {
            return;
        };
        let service = ticket.service.clone();
        let is_first_call = ticket.first_called_at.is_none();
        let wait_seconds = u64::from(seconds_between(ticket.arrived_at, at));
        self.change(id, |ticket| {
            ticket.state = TicketState::Called;
            ticket.desk = Some(desk.clone());
            ticket.first_called_at.get_or_insert(at);
            ticket.called_at = Some(at);
            ticket.recalls = 0;
        });
        self.desk_entry(desk).ticket = Some(id);
        self.show_call(id, desk, at);
        if is_first_call {
            let count = self.counts.entry(service).or_default();
            count.called += 1;
            count.wait_seconds_sum += wait_seconds;
        }
    }

    fn recall(&mut self, id: TicketId, desk: &DeskId, at: DateTime<Utc>) {
        self.change(id, |ticket| {
            ticket.called_at = Some(at);
            ticket.recalls += 1;
        });
        self.show_call(id, desk, at);
    }

    /// Puts a call on top of the board's list; an older line of the same ticket goes.
    fn show_call(&mut self, id: TicketId, desk: &DeskId, at: DateTime<Utc>) {
        self.calls.retain(|call| call.ticket != id);
        self.calls.push_front(CallRecord { ticket: id, desk: desk.clone(), called_at: at });
        self.calls.truncate(CALLS_KEPT);
    }

    /// Ends a ticket wherever it stands, frees its desk and counts it.
    fn end(&mut self, id: TicketId, state: TicketState, at: DateTime<Utc>) {
        self.leave_queue(id);
        self.change(id, |ticket| {
            ticket.state = state;
            ticket.ended_at = Some(at);
        });
        let Some(ticket) = self.ticket(id).cloned() else {
            return;
        };
        if let Some(desk) = &ticket.desk
            && self.desk(desk).ticket == Some(id)
        {
            let entry = self.desk_entry(desk);
            entry.ticket = None;
            if state == TicketState::Done {
                entry.served += 1;
                entry.service_seconds_sum += u64::from(ticket.service_seconds().unwrap_or(0));
            }
        }
        match state {
            TicketState::Done => self.counts.entry(ticket.service).or_default().served += 1,
            TicketState::NoShow => self.counts.entry(ticket.service).or_default().missed += 1,
            _ => {}
        }
    }

    fn leave_queue(&mut self, id: TicketId) {
        let Some(ticket) = self.ticket(id) else {
            return;
        };
        let (service, key) = (ticket.service.clone(), ticket.key());
        self.unprinted.remove(&(ticket.issued_seq, id));
        remove_from(&mut self.queues, &service, &key);
    }

    fn change(&mut self, id: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(ticket) = self.tickets.get_mut(&id) {
            change(Arc::make_mut(ticket));
        }
    }

    fn desk_entry(&mut self, desk: &DeskId) -> &mut DeskNow {
        self.desks.entry(desk.clone()).or_default()
    }
}

/// Takes a key out of its queue; a queue that runs empty goes, so that equal days compare equal.
fn remove_from(
    queues: &mut HashMap<crate::ids::ServiceId, imbl::OrdSet<super::order::QueueKey>>,
    service: &crate::ids::ServiceId,
    key: &super::order::QueueKey,
) {
    if let Some(queue) = queues.get_mut(service) {
        queue.remove(key);
        if queue.is_empty() {
            queues.remove(service);
        }
    }
}
