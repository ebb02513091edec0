//! Puts a ticket into every list in which it stands. There is one way in and one way out, so that no list
//! ever disagrees with a ticket.

use std::hash::Hash;
use std::sync::Arc;

use imbl::{HashMap, OrdSet};

use super::queue_key::QueueKey;
use super::state::{Day, ServiceCount};
use super::ticket::{Channel, LegEnd, PrintOutcome, Ticket, TicketState};
use crate::ids::{ServiceId, TicketId};

impl Day {
    /// Replaces a ticket, or adds it, in every list.
    pub(super) fn put(&mut self, ticket: Ticket) {
        if let Some(old) = self.tickets.get(&ticket.id).cloned() {
            self.remove_from_lists(&old);
        }
        self.add_to_lists(&ticket);
        self.tickets.insert(ticket.id, Arc::new(ticket));
    }

    /// Changes a ticket; does nothing when the day has no such ticket.
    pub(super) fn change(&mut self, id: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(mut ticket) = self.ticket(id).cloned() {
            change(&mut ticket);
            self.put(ticket);
        }
    }

    fn add_to_lists(&mut self, ticket: &Ticket) {
        if self.is_of_today(ticket) && !self.came_too_late(ticket) {
            self.numbers.insert(ticket.number.clone(), ticket.id);
        }
        if let Some(seq) = ticket.call_seq {
            self.calls.insert(seq, ticket.id);
        }
        if let Some(person) = ticket.person {
            self.persons.entry(person).or_default().insert(ticket.id);
        }
        let by_issue = (ticket.issued_seq, ticket.id);
        if ticket.reprint.is_some() {
            self.reprints.insert(by_issue);
        }
        match ticket.state {
            TicketState::Waiting => {
                match &ticket.wanted_desk {
                    None => self.queues.entry(ticket.service.clone()).or_default(),
                    Some(desk) => self.bound.entry(desk.clone()).or_default(),
                }
                .insert(ticket.key());
                *self.waiting.entry(ticket.service.clone()).or_default() += 1;
                if ticket.print.is_some_and(|outcome| outcome != PrintOutcome::Printed) {
                    self.unprinted.insert(by_issue);
                }
            }
            TicketState::Held => {
                self.held.insert(by_issue);
            }
            TicketState::Booked => {
                if let Some(slot) = ticket.slot {
                    self.booked.insert((slot.starts_at, ticket.id));
                }
            }
            _ => {}
        }
        if let Some(due) = due(ticket) {
            self.due.insert(due);
        }
        for (service, part) in self.contributions(ticket) {
            let count = self.counts.entry(service).or_default();
            count.issued += part.issued;
            count.issued_at_kiosk += part.issued_at_kiosk;
            count.called += part.called;
            count.wait_seconds_sum += part.wait_seconds_sum;
            count.served += part.served;
            count.missed += part.missed;
        }
    }

    fn remove_from_lists(&mut self, ticket: &Ticket) {
        // The number stays with its ticket for the rest of the day.
        if let Some(seq) = ticket.call_seq {
            self.calls.remove(&seq);
        }
        if let Some(person) = &ticket.person {
            remove_from(&mut self.persons, person, &ticket.id);
        }
        let by_issue = (ticket.issued_seq, ticket.id);
        self.reprints.remove(&by_issue);
        match ticket.state {
            TicketState::Waiting => {
                match &ticket.wanted_desk {
                    None => {
                        remove_from::<_, QueueKey>(&mut self.queues, &ticket.service, &ticket.key())
                    }
                    Some(desk) => remove_from(&mut self.bound, desk, &ticket.key()),
                }
                subtract(&mut self.waiting, &ticket.service);
                self.unprinted.remove(&by_issue);
            }
            TicketState::Held => {
                self.held.remove(&by_issue);
            }
            TicketState::Booked => {
                if let Some(slot) = ticket.slot {
                    self.booked.remove(&(slot.starts_at, ticket.id));
                }
            }
            _ => {}
        }
        if let Some(due) = due(ticket) {
            self.due.remove(&due);
        }
        for (service, part) in self.contributions(ticket) {
            let count = self.counts.entry(service.clone()).or_default();
            count.issued -= part.issued;
            count.issued_at_kiosk -= part.issued_at_kiosk;
            count.called -= part.called;
            count.wait_seconds_sum -= part.wait_seconds_sum;
            count.served -= part.served;
            count.missed -= part.missed;
            if *count == ServiceCount::default() {
                self.counts.remove(&service);
            }
        }
    }

    /// Whether its number belongs to today.
    pub(super) fn is_of_today(&self, ticket: &Ticket) -> bool {
        ticket.slot.is_none_or(|slot| Some(slot.date) <= self.business_date)
    }

    /// Whether its number was given today. A kiosk may have given it before the server was started.
    fn is_given_today(&self, ticket: &Ticket) -> bool {
        ticket.slot.is_some()
            || match ticket.offline_date {
                Some(date) => Some(date) == self.business_date,
                None => Some(ticket.issued_at) >= self.opened_at,
            }
    }

    /// Whether a kiosk told of it when its date was over: it is closed, and its number may stand on a ticket
    /// of today.
    fn came_too_late(&self, ticket: &Ticket) -> bool {
        ticket.state == TicketState::Lapsed
            && ticket.offline_date.is_some_and(|date| Some(date) < self.business_date)
    }

    /// What a ticket adds to the counts of today. What lapsed is left out of waits: nobody waited so long.
    fn contributions(&self, ticket: &Ticket) -> Vec<(ServiceId, ServiceCount)> {
        let is_today = |at: Option<_>| at.is_some() && at >= self.opened_at;
        let mut parts = Vec::with_capacity(1 + ticket.legs.len());
        if ticket.has_come() && self.is_given_today(ticket) {
            let issued_at_kiosk = u32::from(ticket.channel == Channel::Kiosk);
            let count = ServiceCount { issued: 1, issued_at_kiosk, ..ServiceCount::default() };
            parts.push((ticket.home().clone(), count));
        }
        for leg in ticket.legs.iter().filter(|leg| is_today(Some(leg.ended_at))) {
            let was_called = is_today(leg.first_called_at);
            let count = ServiceCount {
                called: u32::from(was_called),
                wait_seconds_sum: counted(was_called, leg.waiting_seconds()),
                served: u32::from(leg.end == LegEnd::Finished),
                ..ServiceCount::default()
            };
            parts.push((leg.service.clone(), count));
        }
        let was_called = is_today(ticket.first_called_at) && ticket.state != TicketState::Lapsed;
        let count = ServiceCount {
            called: u32::from(was_called),
            wait_seconds_sum: counted(was_called, ticket.waiting_seconds()),
            served: u32::from(ticket.state == TicketState::Done),
            missed: u32::from(ticket.state == TicketState::NoShow),
            ..ServiceCount::default()
        };
        if count != ServiceCount::default() {
            parts.push((ticket.service.clone(), count));
        }
        parts
    }
}

fn counted(counts: bool, seconds: Option<u32>) -> u64 {
    if counts { u64::from(seconds.unwrap_or(0)) } else { 0 }
}

/// When time alone changes a ticket.
fn due(ticket: &Ticket) -> Option<(chrono::DateTime<chrono::Utc>, TicketId)> {
    let at = match ticket.state {
        TicketState::Held => ticket.held_until,
        TicketState::Booked => ticket.slot.map(|slot| slot.ends_at),
        _ => None,
    };
    Some((at?, ticket.id))
}

/// Takes an entry out of a list; a list that runs empty goes, so that equal days compare equal.
fn remove_from<K: Hash + Eq + Clone, V: Ord + Clone>(
    lists: &mut HashMap<K, OrdSet<V>>,
    key: &K,
    value: &V,
) {
    if let Some(list) = lists.get_mut(key) {
        list.remove(value);
        if list.is_empty() {
            lists.remove(key);
        }
    }
}

fn subtract(counts: &mut HashMap<ServiceId, u32>, service: &ServiceId) {
    if let Some(count) = counts.get_mut(service) {
        *count -= 1;
        if *count == 0 {
            counts.remove(service);
        }
    }
}
