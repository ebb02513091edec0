//! Time as the estimate counts it.

use chrono::{DateTime, Utc};

/// Milliseconds from the moment of the estimate.
pub(super) type Moment = i64;

/// The milliseconds from one moment to another.
pub(super) fn since(now: DateTime<Utc>, moment: DateTime<Utc>) -> Moment {
    (moment - now).num_milliseconds()
}

pub(super) fn minutes(minutes: u32) -> Moment {
    Moment::from(minutes) * 60_000
}
