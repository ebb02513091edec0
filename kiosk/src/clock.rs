//! The only reader of the clock: the time on the screen, the moments of the session, the ids of tickets.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use shared::ids::TicketId;
use uuid::Uuid;

/// Where a bridge takes its time from; tests bring one that they move by hand.
pub trait Clock {
    /// Time since the start of the program; never goes back.
    fn since_start(&self) -> Duration;
    /// The time of day, for showing it only.
    fn wall(&self) -> DateTime<Utc>;
    /// A new UUIDv7.
    fn new_ticket_id(&self) -> TicketId;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock that starts now.
    #[must_use]
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn since_start(&self) -> Duration {
        self.started.elapsed()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the reader of the clock")]
    fn wall(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn new_ticket_id(&self) -> TicketId {
        TicketId(Uuid::now_v7())
    }
}
