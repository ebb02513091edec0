//! The server's clock, the only reader of time: follows the machine's clock, and never runs backwards.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use chrono::{DateTime, Utc};

/// Tells the time. Within a run it never goes back: when the machine's clock is set back, time goes on at
/// its usual pace from where it was, until the machine's clock has caught up.
pub struct Clock {
    source: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    last: Mutex<(DateTime<Utc>, Instant)>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::from_source(machine_time)
    }

    /// A clock over another source of time.
    #[must_use]
    pub fn from_source(source: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        let first = source();
        Self { source: Box::new(source), last: Mutex::new((first, Instant::now())) }
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let told = (self.source)();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if told >= last.0 {
            *last = (told, Instant::now());
            return told;
        }
        last.0 + last.1.elapsed()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Clock").finish_non_exhaustive()
    }
}

#[expect(clippy::disallowed_methods, reason = "this file is where time is read")]
fn machine_time() -> DateTime<Utc> {
    SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use chrono::DateTime;

    use super::Clock;

    #[test]
    fn a_clock_set_back_goes_on_and_one_set_forward_is_followed() {
        let told_ms = Arc::new(AtomicI64::new(10_000));
        let source = Arc::clone(&told_ms);
        let clock = Clock::from_source(move || {
            DateTime::from_timestamp_millis(source.load(Ordering::SeqCst)).unwrap()
        });
        assert_eq!(clock.now().timestamp_millis(), 10_000);
        told_ms.store(3_000, Ordering::SeqCst);
        let first = clock.now();
        assert!(first.timestamp_millis() >= 10_000);
        assert!(clock.now() >= first);
        told_ms.store(90_000, Ordering::SeqCst);
        assert_eq!(clock.now().timestamp_millis(), 90_000);
    }
}
