//! The whole log, folded by itself: what the projections must be.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use shared::day::{Day, DeskNow, EventKind, Ticket};
use shared::ids::{DeskId, ServiceId, TicketId};

use crate::lesson::{Lesson, lesson};
use crate::storage::database::Connection;
use crate::storage::legs::LegRow;
use crate::storage::paces::PaceSample;
use crate::storage::tickets::StoredTicket;
use crate::storage::{StorageError, events, legs, tickets};
use crate::writer::Touched;

/// A ticket's parts, each with the business date on which it ended.
pub(crate) type DatedLegs = Vec<(NaiveDate, LegRow)>;

/// What the log says by itself.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// How many events there are.
    pub(crate) events: u64,
    /// Tickets of all dates.
    pub(crate) tickets: HashMap<TicketId, StoredTicket>,
    /// Parts of visits that are over.
    pub(crate) legs: HashMap<TicketId, DatedLegs>,
    /// How long calls kept a desk busy, the oldest first.
    pub(crate) paces: BTreeMap<ServiceId, Vec<PaceSample>>,
    /// Desks as they stand.
    pub(crate) desks: BTreeMap<DeskId, DeskNow>,
}

impl Folded {
    fn learn(&mut self, lesson: Lesson) {
        match lesson {
            Lesson::Busy(sample) => {
                self.paces.entry(sample.service.clone()).or_default().push(sample);
            }
            Lesson::Unlearn(sample) => {
                let samples = self.paces.entry(sample.service.clone()).or_default();
                if let Some(place) = samples.iter().rposition(|known| *known == sample) {
                    samples.remove(place);
                }
            }
        }
    }

    /// Takes a ticket over as an event leaves it.
    fn take(&mut self, ticket: &Ticket, business_date: NaiveDate) {
        let parts = legs::of_ticket(ticket);
        let known = self.legs.entry(ticket.id).or_default();
        let same = known.iter().zip(&parts).take_while(|((_, old), new)| old == *new).count();
        known.truncate(same);
        known.extend(parts.into_iter().skip(same).map(|part| (business_date, part)));
        let entry = self.tickets.entry(ticket.id).or_insert_with(|| StoredTicket {
            ticket: ticket.clone(),
            business_date: tickets::number_date(ticket, business_date),
        });
        entry.ticket = ticket.clone();
    }
}

/// Folds the whole log; what does not fit in it is told to `tell`, one sentence each.
///
/// # Errors
/// When the log cannot be read.
pub(crate) fn fold(
    connection: &Connection,
    mut tell: impl FnMut(String),
) -> Result<Folded, StorageError> {
    let mut day = Day::new();
    let mut folded = Folded::default();
    events::read_from(connection, 1, |stored| {
        let expected = day.seq() + 1;
        if stored.logged.seq != expected {
            tell(format!("event {expected} is missing"));
        }
        let what = &stored.logged.event.what;
        let touched = Touched::by(&day, what);
        if let Some(lesson) = lesson(&day, &stored.logged.event) {
            folded.learn(lesson);
        }
        day.apply(&stored.logged);
        folded.events += 1;
        if let EventKind::TicketIssued { ticket, number, .. } = what
            && folded.tickets.contains_key(ticket)
        {
            tell(format!("ticket {ticket} ({number}) was issued twice"));
        }
        if day.business_date() != Some(stored.business_date) {
            tell(format!("event {} has another business date", stored.logged.seq));
        }
        let ids = match what {
            EventKind::DayOpened { carried, .. } => carried.tickets.iter().map(|t| t.id).collect(),
            _ => touched.tickets,
        };
        for ticket in ids.into_iter().filter_map(|id| day.ticket(id)) {
            let date = match what {
                EventKind::TicketIssued { .. } => {
                    tickets::number_date(ticket, stored.business_date)
                }
                _ => stored.business_date,
            };
            folded.take(ticket, date);
        }
        Ok(())
    })?;
    folded.desks = day.desks().map(|(id, desk)| (id.clone(), desk.clone())).collect();
    Ok(folded)
}
