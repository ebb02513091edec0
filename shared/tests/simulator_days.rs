//! Hundreds of whole days in which everything happens; a failing seed is printed.

mod simulator;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use shared::day::{Command, Day, LoggedEvent};
use simulator::checks::Inspector;
use simulator::temper::Temper;
use simulator::{Center, Watcher};

/// Dates that a center lives on end, so that every day turns into the next.
const DATES: u64 = 2;

/// Days in all, shared out over the tests of this file so that every core has work.
fn days() -> u64 {
    if std::env::var_os("ONESTOP_LONG").is_some() { 10_000 } else { 500 }
}

/// Says which days failed.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the days of seed {} broke a promise", self.0);
        }
    }
}

/// Lives the days of one seed.
fn live(seed: u64) -> (Center, Inspector) {
    let named = Seed(seed);
    let mut center = Center::new(named.0, Temper::stormy());
    let mut inspector = Inspector::default();
    for day in 0..DATES {
        let first = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a Monday");
        center.live_day(first + chrono::Days::new(day), &mut inspector);
        inspector.look(&center);
    }
    (center, inspector)
}

fn live_part(part: u64, of: u64) {
    let mut happened: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in (0..days() / DATES).filter(|seed| seed % of == part) {
        let (_, inspector) = live(seed);
        for (name, times) in inspector.happened {
            *happened.entry(name).or_default() += times;
        }
    }
    for name in [
        "day_opened",
        "ticket_issued",
        "print_reported",
        "ticket_called",
        "ticket_resumed",
        "ticket_recalled",
        "service_started",
        "service_finished",
        "ticket_held",
        "hold_ended",
        "ticket_transferred",
        "ticket_cancelled",
        "ticket_checked_in",
        "ticket_corrected",
        "reprint_asked",
        "ticket_missed",
        "ticket_lapsed",
        "desk_opened",
        "desk_paused",
        "desk_closed",
        "command_undone",
        "alarm_raised",
        "alarm_cleared",
    ] {
        assert!(happened.contains_key(name), "{name} never happened: {happened:?}");
    }
}

#[test]
fn days_keep_their_promises_first_part() {
    live_part(0, 4);
}

#[test]
fn days_keep_their_promises_second_part() {
    live_part(1, 4);
}

#[test]
fn days_keep_their_promises_third_part() {
    live_part(2, 4);
}

#[test]
fn days_keep_their_promises_fourth_part() {
    live_part(3, 4);
}

/// Keeps nothing.
struct Nobody;

impl Watcher for Nobody {
    fn answered(&mut self, _center: &Center, _command: &Command) {}
}

#[test]
fn the_same_seed_makes_the_same_days_and_the_log_is_the_truth() {
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a Monday");
    let lived = |seed| {
        let mut center = Center::new(seed, Temper::stormy());
        center.live_day(date, &mut Nobody);
        center
    };
    let (one, two) = (lived(77), lived(77));
    assert!(one.day == two.day && one.log == two.log, "one seed, one day");
    let fold = |log: &[LoggedEvent]| {
        let mut day = Day::new();
        log.iter().for_each(|logged| day.apply(logged));
        day
    };
    assert!(fold(&one.log) == one.day, "the log is the truth");
    assert!(lived(78).log != one.log, "another seed, another day");
}
