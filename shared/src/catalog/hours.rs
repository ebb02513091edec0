//! When a center and its queues are open: weekdays, stretches of a day, holidays.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Catalog, Service};
use crate::text::Text;

/// How many days ahead the next opening is looked for: past the longest Tết.
const LOOK_AHEAD_DAYS: u64 = 21;

/// A stretch of a weekday in which tickets are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpeningHours {
    /// Days, 1 = Monday … 7 = Sunday (ISO 8601).
    pub weekdays: Vec<u8>,
    /// Minutes after local midnight at which it opens.
    pub opens_minute: u16,
    /// Minutes after local midnight at which it closes; 1440 = midnight.
    pub closes_minute: u16,
}

impl OpeningHours {
    /// Whether these are times of a day.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.opens_minute < self.closes_minute
            && self.closes_minute <= 1440
            && !self.weekdays.is_empty()
            && self.weekdays.iter().all(|day| (1..=7).contains(day))
    }
}

/// A day on which the center is closed all day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holiday {
    /// The local date.
    pub date: NaiveDate,
    /// What people read.
    pub name: Text,
}

/// A stretch of time in which numbers are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Its first moment.
    pub opens_at: DateTime<Utc>,
    /// The first moment after it.
    pub closes_at: DateTime<Utc>,
}

impl Stretch {
    fn contains(&self, moment: DateTime<Utc>) -> bool {
        (self.opens_at..self.closes_at).contains(&moment)
    }
}

impl Catalog {
    /// The local date of a moment.
    #[must_use]
    pub fn local_date(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.center.time_zone).date_naive()
    }

    /// The holiday that falls on a local date.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.date == date)
    }

    /// Whether the center is open at this moment.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.stretches(self.local_date(now)).iter().any(|stretch| stretch.contains(now))
    }

    /// Whether a queue gives numbers at this moment.
    #[must_use]
    pub fn is_service_open(&self, service: &Service, now: DateTime<Utc>) -> bool {
        let today = self.service_stretches(service, self.local_date(now));
        today.iter().any(|stretch| stretch.contains(now))
    }

    /// Whether a number can be had at this moment: the queue is open and a desk serves it at all.
    #[must_use]
    pub fn gives_numbers(&self, service: &Service, now: DateTime<Utc>) -> bool {
        self.is_served(service) && self.is_service_open(service, now)
    }

    /// Whether any desk serves this queue.
    #[must_use]
    pub fn is_served(&self, service: &Service) -> bool {
        self.desks.iter().any(|desk| desk.services.contains(&service.id))
    }

    /// When the center is open on a local date, in order.
    #[must_use]
    pub fn stretches(&self, date: NaiveDate) -> Vec<Stretch> {
        if self.holiday(date).is_some() {
            return Vec::new();
        }
        stretches(&self.hours, date, self.center.time_zone)
    }

    /// When a queue gives numbers on a local date, in order: its own hours within those of the center.
    #[must_use]
    pub fn service_stretches(&self, service: &Service, date: NaiveDate) -> Vec<Stretch> {
        let center = self.stretches(date);
        if service.hours.is_empty() {
            return center;
        }
        let own = stretches(&service.hours, date, self.center.time_zone);
        let mut both: Vec<Stretch> = center
            .iter()
            .flat_map(|c| {
                own.iter().map(|o| Stretch {
                    opens_at: c.opens_at.max(o.opens_at),
                    closes_at: c.closes_at.min(o.closes_at),
                })
            })
            .filter(|stretch| stretch.opens_at < stretch.closes_at)
            .collect();
        both.sort_unstable();
        both
    }

    /// The seconds of work that are left to a queue on the date of this moment.
    #[must_use]
    pub fn working_seconds_left(&self, service: &Service, now: DateTime<Utc>) -> u64 {
        self.service_stretches(service, self.local_date(now))
            .iter()
            .map(|stretch| (stretch.closes_at - now.max(stretch.opens_at)).num_seconds())
            .filter_map(|seconds| u64::try_from(seconds).ok())
            .sum()
    }

    /// When the center opens next, within three weeks.
    #[must_use]
    pub fn opens_next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.next_of(now, |date| self.stretches(date))
    }

    /// When the center closes next, while it is open; nothing when it does not within three weeks. Midnight is
    /// no end where the next day begins with it.
    #[must_use]
    pub fn closes_next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = self.local_date(now);
        let days = (0..=LOOK_AHEAD_DAYS).filter_map(|days| today.checked_add_days(Days::new(days)));
        let mut closes_at = None;
        for stretch in days.flat_map(|date| self.stretches(date)) {
            match closes_at {
                None if stretch.contains(now) => closes_at = Some(stretch.closes_at),
                Some(at) if stretch.opens_at <= at => closes_at = Some(at.max(stretch.closes_at)),
                Some(at) => return Some(at),
                None => {}
            }
        }
        // Open to the end of what was looked at.
        let last = today.checked_add_days(Days::new(LOOK_AHEAD_DAYS))?;
        closes_at.filter(|at| self.local_date(*at) <= last)
    }

    /// When a queue gives numbers next, within three weeks.
    #[must_use]
    pub fn service_opens_next(
        &self,
        service: &Service,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        self.next_of(now, |date| self.service_stretches(service, date))
    }

    fn next_of(
        &self,
        now: DateTime<Utc>,
        of: impl Fn(NaiveDate) -> Vec<Stretch>,
    ) -> Option<DateTime<Utc>> {
        let today = self.local_date(now);
        (0..=LOOK_AHEAD_DAYS)
            .filter_map(|days| today.checked_add_days(Days::new(days)))
            .flat_map(of)
            .map(|stretch| stretch.opens_at)
            .find(|opens_at| *opens_at > now)
    }
}

/// The stretches of a weekly plan on one date, in order; those that touch are one.
pub(crate) fn stretches(plan: &[OpeningHours], date: NaiveDate, time_zone: Tz) -> Vec<Stretch> {
    let weekday = date.weekday().number_from_monday();
    let mut found: Vec<Stretch> = plan
        .iter()
        .filter(|hours| hours.weekdays.iter().any(|day| u32::from(*day) == weekday))
        .map(|hours| Stretch {
            opens_at: local_minute(date, hours.opens_minute, time_zone),
            closes_at: local_minute(date, hours.closes_minute, time_zone),
        })
        .filter(|stretch| stretch.opens_at < stretch.closes_at)
        .collect();
    found.sort_unstable();
    found.dedup_by(|later, earlier| {
        let touches = later.opens_at <= earlier.closes_at;
        if touches {
            earlier.closes_at = earlier.closes_at.max(later.closes_at);
        }
        touches
    });
    found
}

/// The moment that lies so many minutes after local midnight.
pub(crate) fn local_minute(date: NaiveDate, minute: u16, time_zone: Tz) -> DateTime<Utc> {
    let local = date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute));
    local
        .and_local_timezone(time_zone)
        .earliest()
        .map_or_else(|| local.and_utc(), |moment| moment.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::OpeningHours;
    use crate::catalog::{Catalog, ward};

    fn open(spans: &[(&[u8], u16, u16)]) -> Catalog {
        let mut catalog = ward().expect("the sample center");
        let hours = |(weekdays, opens_minute, closes_minute): &(&[u8], u16, u16)| OpeningHours {
            weekdays: weekdays.to_vec(),
            opens_minute: *opens_minute,
            closes_minute: *closes_minute,
        };
        catalog.hours = spans.iter().map(hours).collect();
        catalog
    }

    #[test]
    fn midnight_is_no_end_where_the_next_day_begins_with_it() {
        let at =
            |text: &str| text.parse::<DateTime<Utc>>().expect("a moment in the center's time zone");
        // A Monday.
        let morning = at("2026-11-23T08:00:00+07:00");
        let all: &[u8] = &[1, 2, 3, 4, 5, 6, 7];
        let lunch = open(&[(all, 450, 690), (all, 810, 1_020)]);
        assert_eq!(lunch.closes_next(morning), Some(at("2026-11-23T11:30:00+07:00")));
        assert_eq!(lunch.closes_next(at("2026-11-23T12:00:00+07:00")), None, "it is closed");
        assert_eq!(open(&[(all, 0, 1_440)]).closes_next(morning), None, "it never closes");
        let to_tuesday = open(&[(&[1], 0, 1_440), (&[2], 0, 300)]);
        assert_eq!(to_tuesday.closes_next(morning), Some(at("2026-11-24T05:00:00+07:00")));
        let monday = open(&[(&[1], 0, 1_440)]);
        assert_eq!(monday.closes_next(morning), Some(at("2026-11-24T00:00:00+07:00")));
    }
}
