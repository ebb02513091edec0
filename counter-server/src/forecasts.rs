//! What those who wait may expect, computed outside the writer and kept while it holds.

use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use shared::day::{Estimate, Forecast, Ticket, TicketState};

use crate::published::Snapshot;

/// Waits shrink with time even when nothing happens: after so many seconds a forecast is made anew.
const HOLDS_SECONDS: i64 = 15;

/// A forecast that is made faster than this is made anew with every event.
const CHEAP: Duration = Duration::from_millis(4);

/// A dear one is kept so many times longer than its making took, so that it never takes more than this
/// share of one core.
const KEPT_TIMES_COST: u32 = 20;

/// While another is made, the last one will do when it is no older, and of the same day.
const WILL_DO: Duration = Duration::from_secs(60);

/// A forecast with the moment to which it belongs.
#[derive(Debug)]
struct Kept {
    forecast: Arc<Forecast>,
    seq: u64,
    catalog_version: i64,
    business_date: Option<NaiveDate>,
    bucket: i64,
    made: Instant,
    cost: Duration,
}

/// The last forecast, for everybody who asks.
#[derive(Debug, Default)]
pub struct Forecasts {
    kept: RwLock<Option<Kept>>,
    making: Mutex<()>,
}

impl Forecasts {
    /// The forecast of a snapshot, or of one shortly before or after it while making one is dear.
    #[must_use]
    pub fn of(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Arc<Forecast> {
        if let Some(forecast) = self.kept_for(snapshot, now) {
            return forecast;
        }
        let making = match self.making.try_lock() {
            Ok(making) => making,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Somebody makes one at this moment: the last one will do while it tells much the same.
            Err(TryLockError::WouldBlock) => match self.last(snapshot) {
                Some(forecast) => return forecast,
                None => self.making.lock().unwrap_or_else(PoisonError::into_inner),
            },
        };
        if let Some(forecast) = self.kept_for(snapshot, now) {
            return forecast;
        }
        let made = Instant::now();
        let forecast = Forecast::new(&snapshot.day, &snapshot.catalog, &snapshot.paces, now);
        let forecast = Arc::new(forecast);
        let kept = Kept {
            forecast: Arc::clone(&forecast),
            seq: snapshot.day.seq(),
            catalog_version: snapshot.catalog_version,
            business_date: snapshot.day.business_date(),
            bucket: bucket(now),
            cost: made.elapsed(),
            made: Instant::now(),
        };
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        drop(making);
        forecast
    }

    fn kept_for(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Option<Arc<Forecast>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        let is_current = kept.seq >= snapshot.day.seq()
            && kept.catalog_version == snapshot.catalog_version
            && kept.bucket == bucket(now);
        let is_dear = kept.cost > CHEAP
            && kept.business_date == snapshot.day.business_date()
            && kept.made.elapsed() < kept.cost * KEPT_TIMES_COST;
        (is_current || is_dear).then(|| Arc::clone(&kept.forecast))
    }

    fn last(&self, snapshot: &Snapshot) -> Option<Arc<Forecast>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        let will_do =
            kept.business_date == snapshot.day.business_date() && kept.made.elapsed() <= WILL_DO;
        will_do.then(|| Arc::clone(&kept.forecast))
    }
}

fn bucket(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(HOLDS_SECONDS)
}

/// What a ticket may expect; `None` for one that does not wait. One that came after the forecast was made
/// may expect what a newcomer may.
#[must_use]
pub fn estimate(forecast: &Forecast, ticket: &Ticket) -> Option<Estimate> {
    if ticket.state != TicketState::Waiting {
        return None;
    }
    let newcomer = || forecast.of_newcomer(&ticket.service, ticket.head_start_minutes);
    Some(forecast.of_ticket(ticket.id).unwrap_or_else(newcomer))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use shared::catalog::ward;
    use shared::day::{Actor, Command, Day, IssueTicket, LoggedEvent, Paces};
    use shared::ids::{ServiceId, TicketId};
    use shared::text::Language;
    use uuid::Uuid;

    use super::{Forecasts, estimate};
    use crate::published::Snapshot;

    fn issue(snapshot: &mut Snapshot, id: u128) {
        let service = ServiceId::from("business");
        let wish = IssueTicket::walk_in(TicketId(Uuid::from_u128(id)), service, Language::Vi);
        let now = "2026-11-23T08:00:00+07:00".parse().unwrap();
        let command = Command::IssueTicket(Box::new(wish));
        let by = Actor::Device { device: 1 };
        let paces = Paces::default();
        let events = snapshot.day.decide(&command, &by, &snapshot.catalog, &paces, now).unwrap();
        for event in events {
            let seq = snapshot.day.seq() + 1;
            snapshot.day.apply(&LoggedEvent { seq, event });
        }
    }

    #[test]
    fn a_forecast_is_kept_until_something_happens_or_time_passes() {
        let mut snapshot = Snapshot {
            day: Day::new(),
            catalog: Arc::new(ward().unwrap()),
            catalog_version: 1,
            paces: Arc::default(),
            devices: Arc::default(),
        };
        let forecasts = Forecasts::default();
        let at = |seconds: i64| {
            "2026-11-23T08:00:00+07:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap()
                + chrono::TimeDelta::seconds(seconds)
        };
        issue(&mut snapshot, 1);
        let first = forecasts.of(&snapshot, at(0));
        let ticket = snapshot.day.ticket(TicketId(Uuid::from_u128(1))).unwrap().clone();
        assert_eq!(estimate(&first, &ticket).unwrap().people_ahead, 0);
        assert!(Arc::ptr_eq(&first, &forecasts.of(&snapshot, at(3))));
        // Whoever comes later is told what a newcomer may expect, until the next forecast.
        issue(&mut snapshot, 2);
        let second = snapshot.day.ticket(TicketId(Uuid::from_u128(2))).unwrap().clone();
        assert_eq!(estimate(&first, &second).unwrap().people_ahead, 1);
        let cost_is_dear = forecasts.kept.read().unwrap().as_ref().unwrap().cost > super::CHEAP;
        let next = forecasts.of(&snapshot, at(4));
        assert_eq!(Arc::ptr_eq(&first, &next), cost_is_dear);
        let mut called = ticket;
        called.state = shared::day::TicketState::Called;
        assert_eq!(estimate(&next, &called), None);
    }

    #[test]
    fn a_forecast_of_another_day_will_not_do() {
        let mut snapshot = Snapshot {
            day: Day::new(),
            catalog: Arc::new(ward().unwrap()),
            catalog_version: 1,
            paces: Arc::default(),
            devices: Arc::default(),
        };
        let forecasts = Forecasts::default();
        let empty = forecasts.of(&snapshot, "2026-11-22T23:59:59+07:00".parse().unwrap());
        assert!(forecasts.last(&snapshot).is_some_and(|last| Arc::ptr_eq(&last, &empty)));
        issue(&mut snapshot, 1);
        assert_eq!(snapshot.day.business_date().unwrap().to_string(), "2026-11-23");
        assert!(forecasts.last(&snapshot).is_none());
    }
}
