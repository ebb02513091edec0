//! What each audience sees: pure functions from the day and the catalogue to the views of the protocol.

mod board;
mod desk;
mod event;
mod manager;
mod staff_ticket;
mod ticket;

use chrono::{DateTime, FixedOffset, Offset, Utc};
use chrono_tz::Tz;

pub use board::{Scope, board, board_call, today};
pub use desk::{desk, desk_ticket, headline, queue};
pub use event::live_event;
pub use manager::{alarms, manager_now};
pub use staff_ticket::{StaffTicket, staff_ticket};
pub use ticket::{catalog, holder, issued, wait_range};

/// A moment on the wire: with the center's offset, so that people and programs read local time.
#[must_use]
pub fn local(at: DateTime<Utc>, time_zone: Tz) -> DateTime<FixedOffset> {
    let local = at.with_timezone(&time_zone);
    local.with_timezone(&local.offset().fix())
}

/// Whole seconds from one moment to a later one; 0 when they are the other way round.
fn seconds_since(from: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    u32::try_from((now - from).num_seconds()).unwrap_or(0)
}

/// A mean of whole seconds; `None` of nothing.
fn mean(seconds_sum: u64, count: u32) -> Option<u32> {
    let mean = seconds_sum.checked_div(u64::from(count))?;
    u32::try_from(mean).ok()
}
