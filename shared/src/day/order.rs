//! Whom a desk calls next.

use super::queue_key::QueueKey;
use super::state::Day;
use super::ticket::Ticket;
use crate::catalog::Desk;
use crate::ids::TicketId;

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
