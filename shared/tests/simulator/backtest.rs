//! Holds what was told to people who took a number against how long they waited in truth.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use shared::day::{Command, Day, DeskState, EventKind, Forecast, LoggedEvent};
use shared::ids::TicketId;

use super::temper::Temper;
use super::{Center, Watcher};

/// Days on which a center learns its paces before it is measured.
const WARM_UP_DAYS: u64 = 6;

/// Days on which it is measured.
const MEASURED_DAYS: u64 = 2;

/// The minute of the day that parts morning and afternoon.
const MIDDLE_OF_LUNCH: i64 = 12 * 60 + 30;

/// What was told to somebody, in minutes.
#[derive(Clone, Copy, Debug)]
struct Told {
    at: DateTime<Utc>,
    likely: f64,
    cautious: f64,
    by_mean: f64,
    by_fixed_pace: f64,
}

/// How far estimates were from the truth.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub days: u64,
    pub people: u64,
    /// Waits in truth, in minutes, added up.
    pub waited: f64,
    /// Errors added up, in minutes: ours, by mean and desks, by a fixed pace.
    pub errors: [f64; 3],
    /// Errors with their sign, added up: told less wait.
    pub biases: [f64; 3],
    /// People whose wait was at most the cautious one.
    pub covered: u64,
    /// The same for those who waited more than two minutes.
    pub long: u64,
    pub long_covered: u64,
    /// Errors of those who were called before the lunch break that followed, or after it altogether.
    pub errors_without_lunch: [f64; 3],
}

impl Figures {
    /// Mean absolute errors in minutes: ours, people ahead × mean ÷ open desks, ⌊k·A/W⌋.
    pub fn mean_errors(&self) -> [f64; 3] {
        self.errors.map(|sum| sum / self.people as f64)
    }

    /// Ours as a share of the better of the others.
    pub fn ratio(&self) -> f64 {
        ratio(self.errors)
    }

    /// The same among those whose wait knew no lunch break, of which the formulas know nothing.
    pub fn ratio_without_lunch(&self) -> f64 {
        ratio(self.errors_without_lunch)
    }

    /// The share of waits that the cautious one covers.
    pub fn coverage(&self) -> f64 {
        self.covered as f64 / self.people as f64
    }

    /// Adds those of other days.
    pub fn add(&mut self, other: &Self) {
        self.days += other.days;
        self.people += other.people;
        self.waited += other.waited;
        self.covered += other.covered;
        self.long += other.long;
        self.long_covered += other.long_covered;
        for row in 0..3 {
            self.errors[row] += other.errors[row];
            self.biases[row] += other.biases[row];
            self.errors_without_lunch[row] += other.errors_without_lunch[row];
        }
    }

    fn count(&mut self, told: Told, waited: f64, over_lunch: bool) {
        self.people += 1;
        self.waited += waited;
        for (row, guess) in [told.likely, told.by_mean, told.by_fixed_pace].into_iter().enumerate()
        {
            self.errors[row] += (guess - waited).abs();
            self.biases[row] += guess - waited;
            if !over_lunch {
                self.errors_without_lunch[row] += (guess - waited).abs();
            }
        }
        let is_covered = u64::from(waited <= told.cautious);
        self.covered += is_covered;
        if waited > 2.0 {
            self.long += 1;
            self.long_covered += is_covered;
        }
    }
}

fn ratio([ours, mean, fixed]: [f64; 3]) -> f64 {
    ours / mean.min(fixed)
}

/// Looks on while centers learn, then keeps what walk-ins are told and how long they wait.
#[derive(Default)]
struct Ledger {
    is_measuring: bool,
    told: HashMap<TicketId, Told>,
    figures: Figures,
}

impl Watcher for Ledger {
    fn answered(&mut self, center: &Center, command: &Command) {
        if let Command::IssueTicket(wish) = command
            && wish.slot.is_none()
            && self.is_measuring
        {
            self.told.insert(wish.ticket, told(center, wish.ticket));
        }
    }

    fn applied(&mut self, center: &Center, _: &Day, _: &Command, event: &LoggedEvent) {
        match &event.event.what {
            EventKind::TicketCalled { ticket, .. } => {
                if let Some(told) = self.told.remove(ticket) {
                    let waited = (event.event.at - told.at).as_seconds_f64() / 60.0;
                    let noon = |at| center.minute_of_day(at) < MIDDLE_OF_LUNCH;
                    self.figures.count(told, waited, noon(told.at) != noon(event.event.at));
                }
            }
            // Whoever goes home or is put into another queue was told of something else.
            EventKind::TicketCancelled { ticket } | EventKind::TicketCorrected { ticket, .. } => {
                self.told.remove(ticket);
            }
            _ => {}
        }
    }
}

fn told(center: &Center, ticket: TicketId) -> Told {
    let (day, catalog) = (&center.day, &center.catalog);
    let forecast = Forecast::new(day, catalog, &center.paces, center.now);
    let ours = forecast.of_ticket(ticket).expect("a ticket that waits");
    let ticket = day.ticket(ticket).expect("the ticket");
    let service = catalog.service(&ticket.service).expect("its service");
    let ahead = day.queue(&service.id).take_while(|other| other.id != ticket.id).count() as f64;
    let serves = |desk: &&shared::catalog::Desk| desk.services.contains(&service.id);
    let open = |desk: &&shared::catalog::Desk| day.desk(&desk.id).state == DeskState::Open;
    let desks_open = catalog.desks.iter().filter(serves).filter(open).count();
    // With none open the formulas know nothing; they are lent the desks that are planned.
    let desks =
        if desks_open > 0 { desks_open } else { catalog.desks.iter().filter(serves).count() };
    let desks = desks as f64;
    Told {
        at: center.now,
        likely: f64::from(ours.likely_minutes),
        cautious: f64::from(ours.cautious_minutes),
        by_mean: ahead * f64::from(center.paces.mean_seconds(service)) / 60.0 / desks,
        by_fixed_pace: (ahead * f64::from(service.pace_seconds) / 60.0 / desks).floor(),
    }
}

/// Lives the days of one seed: a center of its own, which learns first.
pub fn backtest(seed: u64) -> Figures {
    let mut center = Center::new(seed, Temper::ordinary());
    let mut ledger = Ledger::default();
    let first = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a Monday");
    for day in 0..WARM_UP_DAYS + MEASURED_DAYS {
        ledger.is_measuring = day >= WARM_UP_DAYS;
        center.live_day(first + chrono::Days::new(day), &mut ledger);
    }
    ledger.figures.days = MEASURED_DAYS;
    ledger.figures
}
