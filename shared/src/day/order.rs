//! The order of a queue: arrival less head start, one sorted key that can be explained to whoever waits.

use chrono::{DateTime, Utc};

use super::state::Day;
use super::ticket::Ticket;
use crate::catalog::Desk;
use crate::ids::TicketId;

/// A ticket's place in the order: the smallest key is called first.
///
/// The head start is a credit of minutes, so every ticket is passed only by those who come within the
/// largest head start after it: nobody starves. Equal keys fall back on the order of issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueKey {
    credited_ms: i64,
    issued_seq: u64,
    ticket: TicketId,
}

impl QueueKey {
    /// The key of a ticket.
    #[must_use]
    pub fn new(
        arrived_at: DateTime<Utc>,
        head_start_minutes: u32,
        issued_seq: u64,
        ticket: TicketId,
    ) -> Self {
        let head_start_ms = i64::from(head_start_minutes) * 60_000;
        Self { credited_ms: arrived_at.timestamp_millis() - head_start_ms, issued_seq, ticket }
    }

    /// The ticket.
    #[must_use]
    pub fn ticket(&self) -> TicketId {
        self.ticket
    }

    /// The key as a desk sees it that takes this queue only after a delay.
    #[must_use]
    pub fn delayed(self, minutes: u32) -> Self {
        Self { credited_ms: self.credited_ms + i64::from(minutes) * 60_000, ..self }
    }
}

impl Day {
    /// The ticket that this desk calls next: the smallest key plus delay over its services and those who
    /// wait for it alone. A delayed service is taken at once when nothing else waits.
    #[must_use]
    pub fn next_for(&self, desk: &Desk) -> Option<TicketId> {
        self.first_of_each(desk, 1).min().map(|key| key.ticket())
    }

    /// The first of those who wait for this desk, in the order in which it calls them, at most so many.
    #[must_use]
    pub fn in_call_order(&self, desk: &Desk, most: usize) -> Vec<&Ticket> {
        let mut keys: Vec<QueueKey> = self.first_of_each(desk, most).collect();
        keys.sort_unstable();
        keys.truncate(most);
        keys.into_iter().filter_map(|key| self.ticket(key.ticket())).collect()
    }

    /// How many wait whom this desk may serve.
    #[must_use]
    pub fn waiting_for(&self, desk: &Desk) -> usize {
        let any: usize = desk
            .services
            .iter()
            .filter_map(|service| self.queues.get(service))
            .map(imbl::OrdSet::len)
            .sum();
        any + self.bound.get(&desk.id).map_or(0, imbl::OrdSet::len)
    }

    /// Everyone who waits whom this desk may serve, queue by queue.
    pub(super) fn in_queues_of(&self, desk: &Desk) -> impl Iterator<Item = &Ticket> {
        self.first_of_each(desk, usize::MAX).filter_map(|key| self.ticket(key.ticket()))
    }

    /// The first keys of each queue of a desk as the desk sees them.
    fn first_of_each(&self, desk: &Desk, most: usize) -> impl Iterator<Item = QueueKey> {
        let own = self.bound.get(&desk.id).into_iter().map(|queue| (0, queue));
        desk.services
            .iter()
            .filter_map(|service| {
                let delay_minutes = desk.delay_minutes.get(service).copied().unwrap_or(0);
                Some((delay_minutes, self.queues.get(service)?))
            })
            .chain(own)
            .flat_map(move |(delay_minutes, queue)| {
                queue.iter().take(most).map(move |key| key.delayed(delay_minutes))
            })
    }
}
