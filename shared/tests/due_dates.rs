//! When a dossier is due: vectors around weekends and Tết, and what holds for every date.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use proptest::prelude::*;
use shared::catalog::due::{DueRange, due};
use shared::catalog::{Catalog, Holiday, TimeLimit, TimeSpan, ward};
use shared::vietnam::{HolidayChoices, propose};

/// The sample center with the holidays of 2026 and 2027.
fn catalog() -> Catalog {
    let mut catalog = ward().expect("the sample data can be read");
    for year in [2026, 2027] {
        for day in propose(year, &HolidayChoices::default()) {
            catalog.holidays.push(Holiday { date: day.date, name: day.name() });
        }
    }
    catalog
}

fn limit(span: TimeSpan) -> TimeLimit {
    TimeLimit { span, note: None, check_before_use: false }
}

fn working(days: u16) -> TimeLimit {
    limit(TimeSpan::WorkingDays { days_min: days, days_max: days })
}

fn calendar(days: u16) -> TimeLimit {
    limit(TimeSpan::CalendarDays { days_min: days, days_max: days })
}

/// A moment in local time, such as `2026-02-12 09:30`.
fn local(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_str(&format!("{text} +0700"), "%Y-%m-%d %H:%M %z").expect("a time").into()
}

#[test]
fn days_are_counted_as_the_decree_counts_them() {
    let catalog = catalog();
    let same_day = limit(TimeSpan::SameDay);
    for (limit, received, due_on) in [
        // 11 March 2026 is a Wednesday without a holiday near it.
        (&same_day, "2026-03-11 08:00", "2026-03-11"),
        (&same_day, "2026-03-11 15:00", "2026-03-11"),
        (&same_day, "2026-03-11 15:01", "2026-03-12"),
        (&same_day, "2026-03-13 16:30", "2026-03-16"),
        (&same_day, "2026-03-14 08:00", "2026-03-16"),
        (&same_day, "2026-03-14 16:00", "2026-03-16"),
        // Just past local midnight, when it is still the day before in London.
        (&same_day, "2026-03-12 00:30", "2026-03-12"),
        (&working(0), "2026-03-11 16:00", "2026-03-11"),
        (&working(1), "2026-03-11 16:00", "2026-03-12"),
        (&working(3), "2026-03-11 08:00", "2026-03-16"),
        (&working(5), "2026-03-13 08:00", "2026-03-20"),
        // Received on a Saturday: as if on the Monday.
        (&working(3), "2026-03-14 08:00", "2026-03-19"),
        (&calendar(3), "2026-03-11 08:00", "2026-03-16"),
        (&calendar(7), "2026-03-11 08:00", "2026-03-18"),
        (&calendar(20), "2026-03-11 08:00", "2026-03-31"),
    ] {
        let day: NaiveDate = due_on.parse().expect("a date");
        let expected = Some(DueRange { earliest: day, latest: day });
        assert_eq!(due(limit, local(received), &catalog), expected, "{limit:?} from {received}");
    }
}

#[test]
fn tet_and_other_holidays_are_not_counted() {
    let catalog = catalog();
    for (limit, received, due_on) in [
        // Tết 2026 takes Monday 16 to Friday 20 February.
        (limit(TimeSpan::SameDay), "2026-02-13 15:30", "2026-02-23"),
        (limit(TimeSpan::SameDay), "2026-02-18 09:00", "2026-02-23"),
        (working(1), "2026-02-13 09:00", "2026-02-23"),
        (working(3), "2026-02-12 09:00", "2026-02-24"),
        (working(3), "2026-02-18 09:00", "2026-02-26"),
        (calendar(5), "2026-02-12 09:00", "2026-02-23"),
        (calendar(15), "2026-02-05 09:00", "2026-02-23"),
        // Tết 2027 takes 5–9 February; the weekend in it is made up for on the 10th and 11th.
        (working(1), "2027-02-04 09:00", "2027-02-12"),
        (working(2), "2027-02-04 09:00", "2027-02-15"),
        (calendar(1), "2027-02-04 09:00", "2027-02-12"),
        // Giỗ Tổ 2026 is a Sunday, made up for on the Monday; 30/4 and 1/5 are Thursday and Friday.
        (working(2), "2026-04-24 09:00", "2026-04-29"),
        (working(4), "2026-04-24 09:00", "2026-05-05"),
    ] {
        let day: NaiveDate = due_on.parse().expect("a date");
        let found = due(&limit, local(received), &catalog).expect("a figure");
        assert_eq!(found.latest, day, "{limit:?} from {received}");
    }
}

#[test]
fn a_range_has_two_ends_and_an_unknown_limit_none() {
    let catalog = catalog();
    let range = limit(TimeSpan::WorkingDays { days_min: 3, days_max: 8 });
    let found = due(&range, local("2026-03-11 08:00"), &catalog).expect("a figure");
    assert_eq!(found.earliest.to_string(), "2026-03-16");
    assert_eq!(found.latest.to_string(), "2026-03-23");
    assert_eq!(due(&limit(TimeSpan::AskDesk), local("2026-03-11 08:00"), &catalog), None);
}

#[test]
fn opening_hours_do_not_matter() {
    let mut night = catalog();
    night.hours.clear();
    let moment = local("2026-03-13 08:00");
    assert_eq!(due(&working(3), moment, &night), due(&working(3), moment, &catalog()));
}

proptest! {
    #[test]
    fn an_end_is_a_working_day_with_the_days_between(
        minutes in 0_i64..2 * 365 * 1_440,
        days in 0_u16..60,
    ) {
        let catalog = catalog();
        let received = local("2026-01-01 00:00") + chrono::Duration::minutes(minutes);
        let came_on = catalog.local_date(received);
        let found = due(&working(days), received, &catalog).expect("a figure").latest;
        // Counted again in the plainest way: the working days after the day of receipt.
        let is_off = |day: NaiveDate| {
            day.weekday().number_from_monday() > 5 || catalog.holidays.iter().any(|h| h.date == day)
        };
        prop_assert!(!is_off(found));
        let between = came_on
            .iter_days()
            .take_while(|day| *day <= found)
            .filter(|day| !is_off(*day))
            .count();
        // The first working day is the day of receipt, which is not counted.
        prop_assert_eq!(between, usize::from(days) + 1);
    }

    #[test]
    fn later_is_never_due_earlier(
        minutes in 0_i64..365 * 1_440,
        after in 0_i64..20 * 1_440,
        days in 0_u16..40,
    ) {
        let catalog = catalog();
        let early = local("2026-01-01 00:00") + chrono::Duration::minutes(minutes);
        let late = early + chrono::Duration::minutes(after);
        for limit in [working(days), calendar(days), limit(TimeSpan::SameDay)] {
            let early = due(&limit, early, &catalog).expect("a figure");
            let late = due(&limit, late, &catalog).expect("a figure");
            prop_assert!(early.latest <= late.latest);
        }
        let more = due(&working(days + 1), early, &catalog).expect("a figure");
        let less = due(&working(days), early, &catalog).expect("a figure");
        prop_assert!(less.latest < more.latest);
    }
}
