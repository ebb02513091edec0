//! The playlist of boards: what is on, how often it comes, and that everything that is on comes in time.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;
use shared::catalog::playlist::{
    self, Entry, Rotation, SECONDS_LEAST, SECONDS_MOST, SECONDS_TO_SCAN, WEIGHT_MAX, WEIGHT_MIN,
};
use shared::catalog::{Procedure, Schedule, Tip, TipKind, ward};
use shared::ids::{ServiceId, ZoneId};
use shared::text::Text;

fn tip(title: &str) -> Tip {
    let title = Text { vi: title.to_owned(), en: title.to_owned() };
    Tip { body: title.clone(), title, ..Tip::default() }
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time")
}

fn titles<'a>(entries: &[Entry<'a>]) -> Vec<&'a str> {
    entries.iter().map(|entry| entry.tip.title.vi.as_str()).collect()
}

/// Whether a tip with this schedule is on, through the function that boards call.
fn is_on(schedule: &Schedule, now: &str) -> bool {
    let tips = [Tip { schedule: schedule.clone(), ..tip("a") }];
    !playlist::on(&tips, &[], at(now), None).is_empty()
}

#[test]
fn dates_weekdays_and_hours_limit() {
    // 2026-11-23 is a Monday.
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    let dates = Schedule {
        first_date: date("2026-11-23"),
        last_date: date("2026-11-24"),
        ..Schedule::default()
    };
    let expected =
        [("22 23:59", false), ("23 00:00", true), ("24 23:59", true), ("25 00:00", false)];
    for (day, on) in expected {
        assert_eq!(is_on(&dates, &format!("2026-11-{day}")), on, "{day}");
    }
    let hours = Schedule {
        weekdays: vec![1, 3],
        from_minute: Some(480),
        to_minute: Some(690),
        ..Schedule::default()
    };
    let expected = [
        ("23 07:59", false),
        ("23 08:00", true),
        ("23 11:29", true),
        ("23 11:30", false),
        ("24 09:00", false),
        ("25 09:00", true),
    ];
    for (day, on) in expected {
        assert_eq!(is_on(&hours, &format!("2026-11-{day}")), on, "{day}");
    }
    let to_midnight = Schedule { from_minute: Some(1380), to_minute: Some(1440), ..hours };
    assert!(is_on(&to_midnight, "2026-11-23 23:59") && !is_on(&to_midnight, "2026-11-24 00:00"));
}

#[test]
fn hours_over_midnight_belong_to_the_day_on_which_they_began() {
    let night = Schedule {
        first_date: "2026-11-23".parse().ok(),
        last_date: "2026-11-23".parse().ok(),
        weekdays: vec![1],
        from_minute: Some(1320),
        to_minute: Some(120),
    };
    let expected = [
        ("23 01:00", false),
        ("23 21:59", false),
        ("23 22:00", true),
        ("24 01:59", true),
        ("24 02:00", false),
        ("24 22:00", false),
    ];
    for (day, on) in expected {
        assert_eq!(is_on(&night, &format!("2026-11-{day}")), on, "{day}");
    }
}

#[test]
fn zones_choose_the_boards() {
    let lobby = ZoneId::from("lobby");
    let tips = [Tip { zones: vec![lobby.clone()], ..tip("lobby") }, tip("all")];
    let of =
        |zone: Option<&ZoneId>| titles(&playlist::on(&tips, &[], at("2026-11-23 08:00"), zone));
    assert_eq!(of(Some(&lobby)), ["lobby", "all"]);
    assert_eq!(of(Some(&"upstairs".into())), ["all"]);
    assert_eq!(of(Some(&"desk:5".into())), ["all"]);
    assert_eq!(of(None), ["all"]);
}

#[test]
fn a_tip_has_the_queue_of_its_procedure_and_goes_with_it() {
    let mut catalog = ward().expect("the sample data can be read");
    let procedure = catalog.procedures[0].clone();
    let of = |kind| Tip {
        procedure: Some(procedure.id.clone()),
        service: Some("care".into()),
        kind,
        ..tip("a")
    };
    let tips = [of(TipKind::Checklist), of(TipKind::Urgent)];
    let now = at("2026-11-23 08:00");
    let entries = playlist::on(&tips, &catalog.procedures, now, None);
    assert_eq!(entries[0].service, Some(&procedure.service));
    assert_eq!((entries[0].is_urgent(), entries[1].is_urgent()), (false, true));
    catalog.procedures[0].valid_to = "2026-11-22".parse().ok();
    assert_eq!(playlist::on(&tips, &catalog.procedures, now, None), []);
    assert_eq!(playlist::on(&tips, &[], now, None), []);
}

#[test]
fn a_queue_that_is_longer_than_the_mean_brings_its_tips_more_often() {
    let waiting = |people: [u32; 4]| -> BTreeMap<ServiceId, u32> {
        ["a", "b", "c", "d"].map(ServiceId::from).into_iter().zip(people).collect()
    };
    let weights = |people: [u32; 4]| {
        let waiting = waiting(people);
        ["a", "b", "c", "d"].map(|id| playlist::weight(Some(&id.into()), &waiting))
    };
    assert_eq!(weights([0, 0, 0, 0]), [1, 1, 1, 1]);
    assert_eq!(weights([7, 7, 7, 7]), [1, 1, 1, 1]);
    assert_eq!(weights([9, 8, 8, 8]), [2, 1, 1, 1]);
    assert_eq!(weights([40, 0, 0, 0]), [4, 1, 1, 1]);
    assert_eq!(weights([30, 10, 0, 0]), [3, 1, 1, 1]);
    assert_eq!(playlist::weight(None, &waiting([40, 0, 0, 0])), 1);
    assert_eq!(playlist::weight(Some(&"gone".into()), &waiting([40, 0, 0, 0])), 1);
    assert_eq!(playlist::weight(Some(&"a".into()), &waiting([u32::MAX; 4])), 1);
}

#[test]
fn the_length_says_how_long_it_stands() {
    let seconds = |tip: &Tip, procedures: &[Procedure]| {
        let tips = [tip.clone()];
        let entries = playlist::on(&tips, procedures, at("2026-11-23 08:00"), None);
        playlist::seconds(&entries[0])
    };
    let words = |n: usize| Tip {
        title: Text::default(),
        body: Text { vi: "lời ".repeat(n), en: "– word".into() },
        ..Tip::default()
    };
    assert_eq!(seconds(&words(1), &[]), 8);
    assert_eq!(seconds(&words(40), &[]), 23);
    assert_eq!(seconds(&words(1_000), &[]), SECONDS_MOST);
    assert_eq!(seconds(&Tip { seconds: Some(6), ..words(40) }, &[]), 6);
    assert_eq!(seconds(&Tip { seconds: Some(1), ..words(40) }, &[]), SECONDS_LEAST);
    assert_eq!(seconds(&Tip { picture: Some("p".into()), ..words(1) }, &[]), SECONDS_TO_SCAN);
    let catalog = ward().expect("the sample data can be read");
    let procedure = catalog.procedures.iter().max_by_key(|it| it.documents.len()).expect("one");
    let checklist =
        Tip { kind: TipKind::Checklist, procedure: Some(procedure.id.clone()), ..words(1) };
    assert!(seconds(&checklist, &catalog.procedures) > SECONDS_TO_SCAN);
}

#[test]
fn nothing_on_is_nothing_shown() {
    assert_eq!(playlist::on(&[], &[], at("2026-11-23 08:00"), None), []);
    let mut rotation = Rotation::<u8>::default();
    assert_eq!(rotation.next(&[]), None);
    assert_eq!(rotation.next(&[(1, 1)]), Some(0));
    assert_eq!(rotation.next(&[(1, 1)]), Some(0));
    assert_eq!(rotation.next(&[]), None);
}

#[test]
fn keys_hold_through_changes_and_tell_twins_apart() {
    let keys =
        |tips: &[Tip]| playlist::keys(&playlist::on(tips, &[], at("2026-11-23 08:00"), None));
    let mut tips = vec![tip("a"), tip("b"), tip("b")];
    let before = keys(&tips);
    assert!(before[1] != before[2]);
    tips.swap(0, 2);
    tips[2].body.vi = "another body".into();
    tips[2].seconds = Some(30);
    let after = keys(&tips);
    assert_eq!((&after[2], &after[0]), (&before[0], &before[1]));
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let day = || {
        proptest::option::of((0_i64..10).prop_map(|days| {
            NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date") + TimeDelta::days(days)
        }))
    };
    let minute = || proptest::option::of(0_u16..=1440);
    let weekdays = proptest::collection::vec(1_u8..=7, 0..4);
    (day(), day(), weekdays, minute(), minute()).prop_map(
        |(first_date, last_date, weekdays, from_minute, to_minute)| Schedule {
            first_date,
            last_date,
            weekdays,
            from_minute,
            to_minute,
        },
    )
}

proptest! {
    /// Between two looks nothing changes: a board that looks only then is right at every minute.
    #[test]
    fn what_is_on_changes_only_at_the_next_look(
        schedules in proptest::collection::vec(schedules(), 0..5),
        minutes in 0_i64..14_400,
    ) {
        let tips: Vec<Tip> =
            schedules.into_iter().map(|schedule| Tip { schedule, ..tip("a") }).collect();
        let now = at("2026-11-20 00:00") + TimeDelta::minutes(minutes);
        let look = playlist::next_look(&tips, now);
        prop_assert!(look > now && look - now <= TimeDelta::days(1));
        let on = |moment| playlist::on(&tips, &[], moment, None);
        let mut moment = now;
        while moment < look {
            prop_assert_eq!(on(moment), on(now));
            moment += TimeDelta::minutes(1);
        }
    }

    /// Weights stay in their bounds, and a longer queue never has a smaller one.
    #[test]
    fn weights_follow_the_queues(people in proptest::collection::vec(0_u32..500, 1..12)) {
        let waiting: BTreeMap<ServiceId, u32> =
            people.iter().enumerate().map(|(n, people)| (n.to_string().into(), *people)).collect();
        let mut weights: Vec<(u32, u32)> =
            waiting.iter().map(|(id, n)| (*n, playlist::weight(Some(id), &waiting))).collect();
        weights.sort_unstable();
        prop_assert!(weights.iter().all(|(_, it)| (WEIGHT_MIN..=WEIGHT_MAX).contains(it)));
        prop_assert!(weights.is_sorted_by_key(|(_, weight)| *weight));
        // Where the queues differ, the longest comes more often than the shortest.
        if let (Some(first), Some(last)) = (weights.first(), weights.last()) {
            prop_assert_eq!(first.0 < last.0, first.1 < last.1);
        }
    }

    /// Every entry comes within the bound, whatever the weights do meanwhile and wherever entries are moved; and none
    /// comes twice in a row.
    #[test]
    fn everything_that_is_on_comes_in_time(
        entries in 1_usize..14,
        seed in proptest::collection::vec((0_u32..6, 0_usize..14), 200..400),
    ) {
        let mut list: Vec<(usize, u32)> = (0..entries).map(|key| (key, 1)).collect();
        let mut rotation = Rotation::default();
        let mut missed = vec![0_usize; entries];
        let mut last = None;
        for (weight, place) in seed {
            let place = place % entries;
            list[place].1 = weight;
            list.swap(place, 0);
            let shown = list[rotation.next(&list).expect("one is on")].0;
            prop_assert!(entries == 1 || last != Some(shown), "{shown} twice");
            last = Some(shown);
            missed.iter_mut().for_each(|turns| *turns += 1);
            missed[shown] = 0;
            prop_assert!(missed.iter().all(|turns| *turns < Rotation::<usize>::bound(entries)));
        }
    }

    /// The same when entries come and go; an entry's time counts from when it came.
    #[test]
    fn entries_that_come_and_go_disturb_nothing(
        changes in proptest::collection::vec((0_u8..12, 1_u32..=4, any::<bool>()), 300),
    ) {
        let mut list: Vec<(u8, u32)> = vec![(0, 1), (1, 4)];
        let mut rotation = Rotation::default();
        let mut missed: BTreeMap<u8, usize> = BTreeMap::new();
        let mut last = None;
        for (turn, (key, weight, comes)) in changes.into_iter().enumerate() {
            let place = list.iter().position(|(it, _)| *it == key);
            match place {
                // Now and then, so that there is time in between.
                _ if turn % 7 != 0 => {}
                Some(place) if !comes => drop(list.remove(place)),
                None if comes => list.insert(usize::from(key) % (list.len() + 1), (key, weight)),
                _ => {}
            }
            missed.retain(|key, _| list.iter().any(|(it, _)| it == key));
            let Some(index) = rotation.next(&list) else {
                prop_assert!(list.is_empty());
                continue;
            };
            let shown = list[index].0;
            prop_assert!(list.len() == 1 || last != Some(shown), "{shown} twice");
            last = Some(shown);
            for (key, _) in &list {
                *missed.entry(*key).or_default() += 1;
            }
            let _ = missed.insert(shown, 0);
            // The list has at most 12 entries at any time, so the bound of 12 holds throughout.
            prop_assert!(missed.values().all(|turns| *turns < Rotation::<u8>::bound(12)));
        }
    }

    /// Over a long time an entry comes in proportion to its weight, as far as none may come twice in a row.
    #[test]
    fn entries_come_in_proportion(weights in proptest::collection::vec(1_u32..=4, 6..12)) {
        let list: Vec<(usize, u32)> = weights.iter().copied().enumerate().collect();
        let total: u32 = weights.iter().sum();
        let mut rotation = Rotation::default();
        let mut shown = vec![0_u32; list.len()];
        let rounds = 200;
        for _ in 0..total * rounds {
            shown[rotation.next(&list).expect("one is on")] += 1;
        }
        for (key, weight) in list {
            let share = f64::from(shown[key]) / f64::from(weight * rounds);
            prop_assert!((0.7..=1.4).contains(&share), "{weights:?}: {shown:?}");
        }
    }
}
