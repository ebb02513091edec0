//! What time alone brings about: the turn of the day, ends of holds and slots.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::alarms::ALARMS_EVERY_SECONDS;
use super::command::Actor;
use super::desk_now::{DeskNow, DeskState};
use super::event::{Carried, Event, EventKind};
use super::state::Day;
use super::ticket::{Ticket, TicketState};
use crate::catalog::Catalog;
use crate::ids::TicketId;

/// A ticket at a desk whose last step is older than this was forgotten and lapses at midnight; a younger
/// one is a visit in progress and crosses it.
pub const ACTIVE_CARRY_HOURS: i64 = 4;

impl Day {
    /// The local business date of a moment; it never moves back.
    #[must_use]
    pub fn business_date_at(&self, catalog: &Catalog, now: DateTime<Utc>) -> NaiveDate {
        let local = catalog.local_date(now);
        self.business_date.map_or(local, |current| current.max(local))
    }

    /// The events that turn the day; none while its date lasts.
    pub(super) fn turn_events(&self, catalog: &Catalog, at: DateTime<Utc>) -> Vec<Event> {
        let business_date = self.business_date_at(catalog, at);
        if self.business_date == Some(business_date) {
            return Vec::new();
        }
        let carried = self.carried(catalog, business_date, at);
        let crosses = |id: TicketId| carried.tickets.iter().any(|ticket| ticket.id == id);
        let mut forgotten: Vec<&Ticket> =
            self.tickets().filter(|ticket| ticket.is_open() && !crosses(ticket.id)).collect();
        forgotten.sort_by_key(|ticket| ticket.issued_seq);
        let lapsed =
            forgotten.into_iter().map(|ticket| EventKind::TicketLapsed { ticket: ticket.id });
        lapsed
            .chain([EventKind::DayOpened { business_date, carried: carried.clone() }])
            .map(|what| Event { at, by: Actor::Server, command: None, what })
            .collect()
    }

    fn carried(&self, catalog: &Catalog, date: NaiveDate, at: DateTime<Utc>) -> Carried {
        let oldest = at - TimeDelta::hours(ACTIVE_CARRY_HOURS);
        let crosses = |ticket: &Ticket| match ticket.state {
            TicketState::Called | TicketState::Serving => {
                ticket.started_at.max(ticket.called_at).is_some_and(|at| at >= oldest)
            }
            TicketState::Waiting => catalog.rules.carries_waiting,
            TicketState::Booked => ticket.slot.is_some_and(|slot| slot.date >= date),
            _ => false,
        };
        let mut tickets: Vec<Ticket> =
            self.tickets().filter(|ticket| crosses(ticket)).cloned().collect();
        tickets.sort_by_key(|ticket| ticket.issued_seq);
        for ticket in &mut tickets {
            // Every desk is closed now, and the key of the date that made the hash is thrown away; the
            // hash of an appointment is made with the key of its own date.
            ticket.wanted_desk = None;
            ticket.person = ticket.person.filter(|_| ticket.state == TicketState::Booked);
        }
        let desks = self
            .desks()
            .map(|(id, desk)| {
                let ticket = desk.ticket.filter(|id| tickets.iter().any(|t| t.id == *id));
                // A desk that nobody closed in the evening would promise short waits in the morning.
                let state = if ticket.is_some() { desk.state } else { DeskState::Closed };
                let pause_reason = desk.pause_reason.clone().filter(|_| state == DeskState::Paused);
                let since = Some(at);
                (id.clone(), DeskNow { state, pause_reason, since, ticket, ..DeskNow::default() })
            })
            .collect();
        let mut booked_numbers: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for ((booked, service), n) in self.booked_numbers.iter().filter(|((on, _), _)| *on >= date)
        {
            booked_numbers.entry(*booked).or_default().insert(service.clone(), *n);
        }
        let (leases, admitted) = self.leases_to_carry(date);
        Carried { tickets, desks, booked_numbers, leases, admitted }
    }

    /// Holds and slots that have ended by now, in their order.
    pub(super) fn due_events(&self, at: DateTime<Utc>) -> Vec<EventKind> {
        self.due
            .iter()
            .take_while(|(due, _)| *due <= at)
            .filter_map(|(_, id)| {
                let ticket = *id;
                match self.ticket(ticket)?.state {
                    TicketState::Held => Some(EventKind::HoldEnded { ticket }),
                    TicketState::Booked => Some(EventKind::TicketLapsed { ticket }),
                    _ => None,
                }
            })
            .collect()
    }

    /// When time alone may next change something: the local midnight that ends the business date, the end
    /// of a hold or slot, or the next look at the alarms. It lies in the past while a turn is due.
    #[must_use]
    pub fn next_due(&self, catalog: &Catalog, now: DateTime<Utc>) -> DateTime<Utc> {
        let today = self.business_date.unwrap_or_else(|| self.business_date_at(catalog, now));
        let tomorrow = today + TimeDelta::days(1);
        let midnight = crate::catalog::local_minute(tomorrow, 0, catalog.center.time_zone);
        let alarms = now + TimeDelta::seconds(ALARMS_EVERY_SECONDS);
        let due = self.due.get_min().map_or(midnight, |(due, _)| *due);
        midnight.min(due).min(alarms)
    }
}
