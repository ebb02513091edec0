//! The only reader of time: the server's clock, carried on between its words by this machine's.

use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

/// Offset of Vietnam in seconds, shown until the server tells the center's own.
const VIETNAM_OFFSET_SECONDS: i32 = 7 * 3600;

/// The server's word travels for some milliseconds; a smaller difference than this is no news.
const TOLERATED_MILLISECONDS: i64 = 1000;

/// A moment, once for rules that count time and once for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Time since the program started; never jumps.
    pub uptime: Duration,
    /// The center's time, as the server has it.
    pub wall: DateTime<FixedOffset>,
}

/// Follows the server's clock.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    base: Moment,
}

impl Clock {
    /// Starts with this machine's clock, in Vietnam's time.
    #[must_use]
    pub fn start() -> Self {
        let wall = DateTime::<Utc>::from(SystemTime::now());
        let base = Moment { uptime: Duration::ZERO, wall: in_vietnam(wall) };
        Self { started: Instant::now(), base }
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.base.after(self.started.elapsed().saturating_sub(self.base.uptime))
    }

    /// Takes over the server's time.
    pub fn follow(&mut self, server_now: DateTime<FixedOffset>) {
        let own = self.now();
        let off = server_now.signed_duration_since(own.wall).num_milliseconds();
        if off.abs() > TOLERATED_MILLISECONDS || server_now.offset() != own.wall.offset() {
            self.base = Moment { uptime: own.uptime, wall: server_now };
        }
    }
}

impl Moment {
    /// The moment so much later.
    #[must_use]
    pub fn after(self, passed: Duration) -> Self {
        let delta = TimeDelta::from_std(passed).unwrap_or(TimeDelta::zero());
        Self { uptime: self.uptime + passed, wall: self.wall + delta }
    }
}

fn in_vietnam(time: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(VIETNAM_OFFSET_SECONDS) {
        Some(offset) => time.with_timezone(&offset),
        None => time.fixed_offset(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_leads() {
        let mut clock = Clock::start();
        assert_eq!(clock.now().wall.offset().local_minus_utc(), 7 * 3600);
        let server = DateTime::parse_from_rfc3339("2026-11-20T08:52:10+07:00").expect("a time");
        clock.follow(server);
        let now = clock.now().wall;
        assert!(now >= server && now - server < TimeDelta::seconds(1), "{now}");
        // A word that is late by less than a second changes nothing; an hour does.
        clock.follow(server - TimeDelta::milliseconds(600));
        assert!(clock.now().wall >= server);
        clock.follow(server - TimeDelta::hours(1));
        assert!(clock.now().wall < server);
    }

    #[test]
    fn uptime_never_jumps() {
        let mut clock = Clock::start();
        let before = clock.now().uptime;
        clock.follow(DateTime::parse_from_rfc3339("2031-01-01T00:00:00+07:00").expect("a time"));
        let after = clock.now().uptime;
        assert!(after >= before && after - before < Duration::from_secs(5));
    }
}
