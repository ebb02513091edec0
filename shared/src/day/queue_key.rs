//! The order of a queue: arrival less head start, one sorted key that can be explained to whoever waits.

use chrono::{DateTime, Utc};

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
