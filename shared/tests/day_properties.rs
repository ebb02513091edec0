//! What holds for any sequence of commands.

mod random_steps;
mod simulator;
mod world;

use std::collections::BTreeSet;

use proptest::prelude::*;
use random_steps::kiosks::{Kiosks, Paper};
use random_steps::{Step, busy_steps, command, desk_command, key, world_with};
use shared::day::{
    Actor, Channel, Command, DeskCommand, DeskState, DeskVerb, Event, EventKind, LoggedEvent,
    Refusal,
};
use shared::ids::{DeskId, PriorityId, TicketId};
use simulator::checks::{
    Picture, Standing, assert_counts, assert_nobody, assert_one_place, assert_order, assert_verb,
    standing_for,
};
use world::{KIOSK, STAFF, World, replay};

fn author(command: &Command) -> Actor {
    match command {
        Command::IssueTicket(wish) => match (&wish.offline, wish.channel) {
            (Some(offline), _) => Actor::Device { device: offline.device },
            (None, Channel::Kiosk) => KIOSK,
            (None, Channel::Reception) => STAFF,
        },
        _ => Actor::Server,
    }
}

/// Each number that a kiosk gave stands on at most one ticket, and nobody is served twice for one visit.
fn assert_papers(world: &World, papers: &[Paper]) {
    let mut seen = BTreeSet::new();
    for logged in &world.log {
        if let EventKind::TicketIssued { number, offline: Some(offline), .. } = &logged.event.what {
            assert!(seen.insert((offline.leased_for, number.clone())), "{number} came in twice");
        }
    }
    for paper in papers {
        let was_served =
            |id: TicketId| world.day.ticket(id).is_some_and(|ticket| ticket.way_seconds.is_some());
        let other = paper.offline.supersedes.filter(|_| paper.offline.device == 1);
        let twice = other.is_some_and(was_served) && was_served(paper.ticket);
        assert!(!twice, "{} and the wish before it", paper.offline.number);
    }
}

/// Decides and applies event by event, and looks at every one.
fn run(world: &mut World, command: &Command) -> Result<Vec<Event>, Refusal> {
    let before = world.day.clone();
    let by = &author(command);
    let decided = world.day.decide(command, by, &world.catalog, &world.paces, world.now);
    let again = world.day.decide(command, by, &world.catalog, &world.paces, world.now);
    assert_eq!(decided, again, "the same question has the same answer");
    assert!(before == world.day, "to decide changes nothing");
    match &decided {
        Ok(events) => {
            for event in events {
                let before = world.day.clone();
                let logged = LoggedEvent { seq: before.seq() + 1, event: event.clone() };
                world.day.apply(&logged);
                world.log.push(logged);
                assert_verb(&before, event, &world.day);
                assert_order(&before, &world.catalog, command, event);
                assert!(world.day.last_at() >= before.last_at(), "time never moves back");
            }
        }
        Err(why) => {
            let turns = before.business_date_at(&world.catalog, world.now);
            if Some(turns) == before.business_date() {
                assert_nobody(&before, &world.catalog, command, why);
            }
        }
    }
    decided
}

/// An id of an earlier day: the server knows it from storage and never asks the day.
fn is_of_the_past(world: &World, known: &BTreeSet<TicketId>, command: &Command) -> bool {
    let Command::IssueTicket(wish) = command else { return false };
    known.contains(&wish.ticket) && world.day.ticket(wish.ticket).is_none()
}

/// Lives random steps; ends in a day on which a few desks are open and people wait.
fn lived((steps, renews, carries): &(Vec<Step>, bool, bool)) -> (World, Vec<TicketId>) {
    let mut world = world_with(*renews, *carries);
    let (mut issued, mut known) = (Vec::new(), BTreeSet::new());
    let mut kiosks = Kiosks::default();
    for step in steps {
        let Some(command) = command(&mut world, &mut issued, &mut kiosks, step) else { continue };
        if is_of_the_past(&world, &known, &command) {
            continue;
        }
        for event in run(&mut world, &command).iter().flatten() {
            if let EventKind::TicketIssued { ticket, .. } = &event.what {
                known.insert(*ticket);
            }
        }
    }
    (world, issued)
}

fn opened_at(log: &[LoggedEvent]) -> Option<(usize, chrono::DateTime<chrono::Utc>)> {
    let opened = |l: &LoggedEvent| matches!(l.event.what, EventKind::DayOpened { .. });
    let start = log.iter().rposition(opened)?;
    Some((start, log[start].event.at))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("ONESTOP_LONG").is_some() { 4_000 } else { 250 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_day_keeps_its_promises((steps, renews, carries) in busy_steps(200)) {
        let mut world = world_with(renews, carries);
        let mut issued = Vec::new();
        let (mut numbers, mut known) = (BTreeSet::new(), BTreeSet::new());
        let mut kiosks = Kiosks::default();
        for step in &steps {
            let Some(command) = command(&mut world, &mut issued, &mut kiosks, step) else {
                continue;
            };
            if is_of_the_past(&world, &known, &command) {
                continue;
            }
            let outcome = run(&mut world, &command);
            for event in outcome.iter().flatten() {
                if let EventKind::TicketIssued { number, ticket, slot, offline, .. } = &event.what {
                    let told = offline.as_ref().map(|offline| offline.date);
                    let date = slot.map(|slot| slot.date).or(told).or(world.day.business_date());
                    prop_assert!(numbers.insert((date, number.clone())), "{} twice", number);
                    prop_assert!(known.insert(*ticket));
                }
            }
            if let Command::IssueTicket(wish) = &command
                && wish.offline.is_some()
            {
                prop_assert!(outcome.is_ok(), "a printed number is never refused: {outcome:?}");
                prop_assert_eq!(run(&mut world, &command), Ok(vec![]), "telling it again is harmless");
            }
            assert_papers(&world, &kiosks.papers);
            assert_one_place(&world.day, &world.catalog);
            if let Some((_, at)) = opened_at(&world.log) {
                assert_counts(&world.day, &world.catalog, at);
            }
        }
        // Every kiosk comes back in the end and tells everything once more.
        for paper in &kiosks.papers {
            let told = paper.told();
            if is_of_the_past(&world, &known, &told) {
                continue;
            }
            for event in run(&mut world, &told).expect("a printed number is never refused") {
                if let EventKind::TicketIssued { ticket, .. } = event.what {
                    prop_assert!(known.insert(ticket));
                }
            }
        }
        assert_papers(&world, &kiosks.papers);
        let came_in = |paper: &Paper| {
            known.contains(&paper.ticket)
                || world.day.admitted_ticket(paper.offline.leased_for, &paper.offline.number).is_some()
        };
        prop_assert!(kiosks.papers.iter().all(came_in), "none is lost");
        prop_assert!(world.replayed() == world.day, "the log is the truth");
        if let Some((start, _)) = opened_at(&world.log) {
            prop_assert!(replay(&world.log[start..]) == world.day, "replay begins at the turn");
        }
        let logged: BTreeSet<TicketId> = world.log.iter()
            .filter(|l| matches!(l.event.what, EventKind::TicketIssued { .. }))
            .filter_map(|l| l.event.what.ticket())
            .collect();
        prop_assert_eq!(logged, known, "every ticket comes from an issue, none is lost");
    }

    #[test]
    fn undo_restores_exactly(
        past in busy_steps(120),
        desk in 0_usize..3,
        keys in proptest::collection::vec(key(), 1..3),
    ) {
        let (mut world, issued) = lived(&past);
        // What time alone brings about happens before, not between.
        world.tick();
        let mut pictures = Vec::new();
        for key in &keys {
            let picture = Picture::of(&world.day, &world.catalog);
            let pressed = desk_command(&world, &issued, desk, key);
            let is_note = matches!(pressed.verb, DeskVerb::Note { .. });
            if matches!(pressed.verb, DeskVerb::Undo { .. }) || is_note {
                continue;
            }
            let done = run(&mut world, &Command::Desk(pressed));
            if done.is_ok_and(|events| !events.is_empty()) {
                pictures.push(picture);
            }
            world.wait_seconds(2);
        }
        let desk = world.catalog.desks[desk].id.clone();
        for before in pictures.into_iter().rev() {
            let verb = DeskVerb::Undo { command: None };
            let undo = DeskCommand { desk: desk.clone(), verb, ticket: None, command: None };
            let undone = run(&mut world, &Command::Desk(undo)).expect("within ten seconds");
            let is_undone = matches!(undone[0].what, EventKind::CommandUndone { .. });
            prop_assert!(is_undone);
            let after = Picture::of(&world.day, &world.catalog);
            prop_assert_eq!(&before, &after);
        }
        prop_assert!(world.replayed() == world.day);
    }

    #[test]
    fn somebody_is_called_while_somebody_waits(past in busy_steps(150)) {
        let (mut world, _) = lived(&past);
        world.tick();
        for desk in world.catalog.desks.clone() {
            let now = world.day.desk(&desk.id);
            if now.state != DeskState::Open || now.ticket.is_some() {
                continue;
            }
            let waits = world.day.waiting_for(&desk);
            let mine = standing_for(&world.day, &desk);
            prop_assert_eq!(waits, mine.len());
            let in_order: Vec<TicketId> =
                world.day.in_call_order(&desk, usize::MAX).iter().map(|ticket| ticket.id).collect();
            prop_assert_eq!(in_order.first().copied(), world.day.next_for(&desk));
            let keys: BTreeSet<Standing> = mine.iter().copied().collect();
            prop_assert_eq!(keys.len(), mine.len(), "no two stand at one place");
            let sorted: Vec<TicketId> = keys.iter().map(|(_, _, ticket)| *ticket).collect();
            prop_assert_eq!(in_order, sorted, "one order, and everybody is in it");
            let verb = DeskVerb::CallNext;
            let call = DeskCommand { desk: desk.id.clone(), verb, ticket: None, command: None };
            prop_assert_eq!(run(&mut world, &Command::Desk(call)).is_ok(), waits > 0);
        }
    }

    #[test]
    fn nobody_is_passed_by_more_than_the_largest_credit_and_delay(
        gaps in proptest::collection::vec(
            (0_i64..600, proptest::option::of(0_usize..4), any::<bool>()), 2..60
        ),
        desk in 0_usize..2,
    ) {
        let mut world = World::new();
        let classes: Vec<PriorityId> = world.catalog.priorities.iter().map(|c| c.id.clone()).collect();
        for (seconds, class, is_civil) in &gaps {
            world.wait_seconds(*seconds);
            let class = class.map(|index| classes[index].as_str().to_owned());
            let service = if *is_civil { "civil-status" } else { "certification" };
            world.issue_with(service, class.as_deref());
        }
        let credit_max = world.catalog.priorities.iter().map(|c| c.head_start_minutes).max();
        let entry = world.catalog.desks[desk].clone();
        let delay_max = entry.delay_minutes.values().copied().max().unwrap_or(0);
        let bound = i64::from(credit_max.expect("classes") + delay_max) * 60;
        let mut called = Vec::new();
        while let Ok(number) = world.serve(entry.id.as_str()) {
            called.push(number);
        }
        prop_assert_eq!(called.len(), gaps.len(), "work-conserving: everyone is served");
        let arrivals: Vec<i64> =
            called.iter().map(|number| world.numbered(number).arrived_at.timestamp()).collect();
        for (place, arrival) in arrivals.iter().enumerate() {
            for passed_by in &arrivals[..place] {
                prop_assert!(passed_by - arrival <= bound, "passed by a much later arrival");
            }
        }
    }

    #[test]
    fn every_event_survives_the_log(past in busy_steps(120)) {
        let (world, _) = lived(&past);
        for logged in &world.log {
            let text = serde_json::to_string(&logged).expect("an event can be written");
            let read: LoggedEvent = serde_json::from_str(&text).expect("and read");
            prop_assert_eq!(&read, logged);
        }
        for (id, desk) in world.day.desks() {
            prop_assert!(desk.ticket.is_none_or(|ticket| world.day.ticket(ticket).is_some()), "{}", id);
        }
    }
}

#[test]
fn a_desk_of_yesterday_is_closed_in_the_morning() {
    let mut world = World::new();
    world.press("1", DeskVerb::Open).expect("open");
    world.wait(24 * 60);
    world.tick();
    assert_eq!(world.day.desk(&DeskId::from("1")).state, DeskState::Closed);
    assert_eq!(world.day, world.replayed());
}

#[test]
fn random_days_reach_every_event() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut names = BTreeSet::new();
    for _ in 0..300 {
        let past = busy_steps(200).new_tree(&mut runner).expect("a day").current();
        let (world, _) = lived(&past);
        names.extend(world.log.iter().map(|logged| logged.event.what.name()));
    }
    for name in [
        "ticket_issued",
        "numbers_leased",
        "arrival_learned",
        "print_reported",
        "ticket_called",
        "ticket_resumed",
        "ticket_recalled",
        "service_started",
        "service_finished",
        "ticket_held",
        "hold_ended",
        "ticket_transferred",
        "ticket_noted",
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
        "catalog_changed",
        "day_opened",
    ] {
        assert!(names.contains(name), "{name} is never reached: {names:?}");
    }
}
