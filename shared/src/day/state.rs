//! What the day knows at one moment. Built of persistent maps, so that a copy costs nothing and serves as
//! snapshot for readers and as the way back for the writer.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use imbl::{HashMap, OrdMap, OrdSet, Vector};

use super::alarm::Alarm;
use super::desk_now::{DeskNow, DeskState};
use super::lease::Lease;
use super::queue_key::QueueKey;
use super::ticket::Ticket;
use crate::catalog::Catalog;
use crate::ids::{CommandId, DeskId, Digest, ServiceId, TicketId, TicketNumber};

/// A command of a desk that can be taken back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct UndoEntry {
    pub(super) seq: u64,
    pub(super) at: DateTime<Utc>,
    pub(super) command: Option<CommandId>,
    pub(super) undone: &'static str,
    pub(super) desk_before: DeskNow,
    pub(super) tickets_before: Vec<Arc<Ticket>>,
}

/// A call as boards show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// The ticket.
    pub ticket: TicketId,
    /// The desk.
    pub desk: DeskId,
    /// When it was last called.
    pub called_at: DateTime<Utc>,
}

/// Counts of one service on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceCount {
    /// Numbers given.
    pub issued: u32,
    /// Numbers given by kiosks, which the quota binds.
    pub issued_at_kiosk: u32,
    /// People called at least once; each leg of a visit counts.
    pub called: u32,
    /// Their waits added up, in seconds.
    pub wait_seconds_sum: u64,
    /// People served to the end; each step of a visit counts.
    pub served: u32,
    /// People who did not come.
    pub missed: u32,
}

/// The whole business day of one center.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    pub(super) business_date: Option<NaiveDate>,
    /// When the business date began.
    pub(super) opened_at: Option<DateTime<Utc>>,
    pub(super) seq: u64,
    pub(super) last_at: Option<DateTime<Utc>>,
    pub(super) tickets: HashMap<TicketId, Arc<Ticket>>,
    /// Those who wait for any desk of their queue.
    pub(super) queues: HashMap<ServiceId, OrdSet<QueueKey>>,
    /// Those who wait for one desk.
    pub(super) bound: HashMap<DeskId, OrdSet<QueueKey>>,
    /// How many wait by service, for one desk or for any.
    pub(super) waiting: HashMap<ServiceId, u32>,
    /// The last number given by service today.
    pub(super) last_numbers: HashMap<ServiceId, u32>,
    /// The lowest number given to appointments made before their date: they run down from the end of the
    /// range, so that they never meet those of walk-ins.
    pub(super) booked_numbers: OrdMap<(NaiveDate, ServiceId), u32>,
    /// Numbers of today: none is given twice.
    pub(super) numbers: HashMap<TicketNumber, TicketId>,
    /// Numbers that kiosks got in advance, by date, queue and first number. No two share a number while
    /// anyone may still wait with one of them.
    pub(super) leases: OrdMap<(NaiveDate, ServiceId, u32), Lease>,
    /// Tickets that reception took in by their paper, by the date of the lease and the number.
    pub(super) admitted: OrdMap<(NaiveDate, TicketNumber), TicketId>,
    /// Wishes whose person got a number without the server: they make no ticket any more.
    pub(super) superseded: OrdSet<TicketId>,
    pub(super) desks: OrdMap<DeskId, DeskNow>,
    /// Calls by the event of the call.
    pub(super) calls: OrdMap<u64, TicketId>,
    pub(super) counts: HashMap<ServiceId, ServiceCount>,
    /// Waiting tickets that may have no paper, newest last.
    pub(super) unprinted: OrdSet<(u64, TicketId)>,
    /// Tickets to be printed again by a kiosk.
    pub(super) reprints: OrdSet<(u64, TicketId)>,
    /// Tickets that are set aside, in the order of their issue.
    pub(super) held: OrdSet<(u64, TicketId)>,
    /// Appointments whose person has not come, by the start of the slot.
    pub(super) booked: OrdSet<(DateTime<Utc>, TicketId)>,
    /// What time alone brings about: ends of holds and of slots.
    pub(super) due: OrdSet<(DateTime<Utc>, TicketId)>,
    pub(super) persons: HashMap<Digest, OrdSet<TicketId>>,
    pub(super) alarms: OrdMap<Alarm, DateTime<Utc>>,
    /// What each desk can still take back, newest last.
    pub(super) undo: HashMap<DeskId, Vector<UndoEntry>>,
}

impl Day {
    /// A center before its first event.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The local date that the day belongs to; `None` before the first event.
    #[must_use]
    pub fn business_date(&self) -> Option<NaiveDate> {
        self.business_date
    }

    /// The last event applied; 0 before the first.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The moment of the last event.
    #[must_use]
    pub fn last_at(&self) -> Option<DateTime<Utc>> {
        self.last_at
    }

    /// A ticket of the day.
    #[must_use]
    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.get(&id).map(AsRef::as_ref)
    }

    /// The ticket of today with this number.
    #[must_use]
    pub fn ticket_numbered(&self, number: &TicketNumber) -> Option<&Ticket> {
        self.ticket(*self.numbers.get(number)?)
    }

    /// Every ticket of the day, in no order; appointments of later dates too.
    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.values().map(AsRef::as_ref)
    }

    /// A desk; a desk that never did anything is closed and empty.
    #[must_use]
    pub fn desk(&self, id: &DeskId) -> DeskNow {
        self.desks.get(id).cloned().unwrap_or_default()
    }

    /// The desks that serve a service and take people now.
    pub fn desks_open(
        &self,
        catalog: &Catalog,
        service: &ServiceId,
    ) -> impl Iterator<Item = DeskNow> {
        catalog
            .desks
            .iter()
            .filter(|desk| desk.services.contains(service))
            .map(|desk| self.desk(&desk.id))
            .filter(|desk| desk.state == DeskState::Open)
    }

    /// Every desk that ever did anything.
    pub fn desks(&self) -> impl Iterator<Item = (&DeskId, &DeskNow)> {
        self.desks.iter()
    }

    /// The tickets that wait for a service, in the order of their keys; those that wait for one desk too.
    pub fn queue(&self, service: &ServiceId) -> impl Iterator<Item = &Ticket> {
        let mut bound: Vec<QueueKey> = self
            .bound
            .values()
            .flat_map(OrdSet::iter)
            .filter(|key| self.ticket(key.ticket()).is_some_and(|t| t.service == *service))
            .copied()
            .collect();
        bound.sort_unstable();
        let mut bound = bound.into_iter().peekable();
        let mut free = self.queues.get(service).into_iter().flat_map(OrdSet::iter).peekable();
        std::iter::from_fn(move || match (bound.peek(), free.peek()) {
            (Some(one), Some(any)) if *one < **any => bound.next(),
            (Some(_), None) => bound.next(),
            _ => free.next().copied(),
        })
        .filter_map(|key| self.ticket(key.ticket()))
    }

    /// The tickets that wait for one desk alone, in the order of their keys.
    pub fn queue_of_desk(&self, desk: &DeskId) -> impl Iterator<Item = &Ticket> {
        self.bound
            .get(desk)
            .into_iter()
            .flat_map(OrdSet::iter)
            .filter_map(|key| self.ticket(key.ticket()))
    }

    /// How many wait for a service.
    #[must_use]
    pub fn waiting(&self, service: &ServiceId) -> u32 {
        self.waiting.get(service).copied().unwrap_or(0)
    }

    /// The services for which anybody waits, in the order of their codes; those that left the catalogue too.
    #[must_use]
    pub fn services_waiting(&self) -> Vec<&ServiceId> {
        let mut services: Vec<&ServiceId> = self.waiting.keys().collect();
        services.sort_unstable();
        services
    }

    /// The calls of the day, newest first: the last one of each ticket, unless it has gone on since.
    pub fn calls(&self) -> impl Iterator<Item = CallRecord> {
        self.calls.values().rev().filter_map(|id| {
            let ticket = self.ticket(*id)?;
            let (desk, called_at) = (ticket.desk.clone()?, ticket.called_at?);
            Some(CallRecord { ticket: *id, desk, called_at })
        })
    }

    /// Counts of a service.
    #[must_use]
    pub fn count(&self, service: &ServiceId) -> ServiceCount {
        self.counts.get(service).copied().unwrap_or_default()
    }

    /// Tickets that wait and may have no paper, newest first.
    pub fn unprinted(&self) -> impl Iterator<Item = &Ticket> {
        self.unprinted.iter().rev().filter_map(|(_, id)| self.ticket(*id))
    }

    /// Tickets that a kiosk is to print again, in the order of their issue.
    pub fn reprints(&self, device: i64) -> impl Iterator<Item = &Ticket> {
        self.reprints
            .iter()
            .filter_map(|(_, id)| self.ticket(*id))
            .filter(move |ticket| ticket.reprint == Some(device) && ticket.is_open())
    }

    /// Tickets that are set aside, in the order of their issue.
    pub fn held(&self) -> impl Iterator<Item = &Ticket> {
        self.held.iter().filter_map(|(_, id)| self.ticket(*id))
    }

    /// Appointments whose person has not come yet, by the start of their slot; those of later dates too.
    pub fn booked(&self) -> impl Iterator<Item = &Ticket> {
        self.booked.iter().filter_map(|(_, id)| self.ticket(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::DeskState;

    #[test]
    fn codes_are_the_names_on_the_wire() {
        for state in [DeskState::Open, DeskState::Paused, DeskState::Closed] {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.code());
        }
    }
}
