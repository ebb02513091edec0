//! The turn of the day: at the first command or tick of a new local date, what was forgotten lapses and
//! what is at a desk goes on.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::command::Actor;
use super::event::{Carried, Event, EventKind};
use super::state::{Day, DeskNow, DeskState, Ticket};
use crate::catalog::Catalog;
use crate::ids::TicketId;

/// A ticket at a desk whose last step is older than this was forgotten and lapses at midnight; a younger
/// one is a visit in progress and crosses it.
pub const ACTIVE_CARRY_HOURS: i64 = 4;

impl Day {
    /// The local business date of a moment; it never moves back.
    #[must_use]
    pub fn business_date_at(&self, catalog: &Catalog, now: DateTime<Utc>) -> NaiveDate {
        let local = now.with_timezone(&catalog.center.time_zone).date_naive();
        self.business_date.map_or(local, |current| current.max(local))
    }

    /// The events that turn the day; none while its date lasts.
    pub(super) fn turn_events(&self, catalog: &Catalog, at: DateTime<Utc>) -> Vec<Event> {
        let business_date = self.business_date_at(catalog, at);
        if self.business_date == Some(business_date) {
            return Vec::new();
        }
        let carried = self.carried(at);
        let crosses = |id: TicketId| carried.tickets.iter().any(|ticket| ticket.id == id);
        let mut forgotten: Vec<&Ticket> = self
            .tickets()
            .filter(|ticket| ticket.ended_at.is_none() && !crosses(ticket.id))
            .collect();
        forgotten.sort_by_key(|ticket| ticket.issued_seq);
        let lapsed = forgotten.into_iter().map(|ticket| ticket.id);
        let by_server = |what| Event { at, by: Actor::Server, what };
        lapsed
            .map(|ticket| by_server(EventKind::TicketLapsed { ticket }))
            .chain([by_server(EventKind::DayOpened { business_date, carried: carried.clone() })])
            .collect()
    }

    fn carried(&self, at: DateTime<Utc>) -> Carried {
        let oldest = at - TimeDelta::hours(ACTIVE_CARRY_HOURS);
        let mut tickets: Vec<Ticket> = self
            .tickets()
            .filter(|ticket| ticket.is_at_desk())
            .filter(|ticket| ticket.started_at.max(ticket.called_at).is_some_and(|at| at >= oldest))
            .cloned()
            .collect();
        tickets.sort_by_key(|ticket| ticket.issued_seq);
        let desks = self
            .desks()
            .map(|(id, desk)| {
                let ticket = desk.ticket.filter(|id| tickets.iter().any(|t| t.id == *id));
                // A desk that nobody closed in the evening would promise short waits in the morning.
                let state = if ticket.is_some() { desk.state } else { DeskState::Closed };
                (id.clone(), DeskNow { state, ticket, ..DeskNow::default() })
            })
            .collect();
        Carried { tickets, desks }
    }

    /// When time alone next changes something: the local midnight that ends the business date, as a
    /// moment. It lies in the past while a turn is due.
    #[must_use]
    pub fn next_due(&self, catalog: &Catalog, now: DateTime<Utc>) -> DateTime<Utc> {
        let today = self.business_date.unwrap_or_else(|| self.business_date_at(catalog, now));
        let tomorrow = today + TimeDelta::days(1);
        let midnight = tomorrow.and_hms_opt(0, 0, 0).unwrap_or_default();
        midnight
            .and_local_timezone(catalog.center.time_zone)
            .earliest()
            .map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
    }
}
