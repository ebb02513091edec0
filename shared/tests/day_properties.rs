//! What holds for any sequence of commands.

mod world;

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared::day::{
    Actor, Command, Day, DeskCommand, DeskVerb, EventKind, IssueTicket, PrintOutcome, Refusal,
    TicketState,
};
use shared::ids::{DeskId, PriorityId, TicketId};
use shared::text::Language;
use world::{World, replay};

/// One step of a random day.
#[derive(Clone, Debug)]
enum Step {
    Issue { service: usize, priority: Option<usize>, repeat: bool },
    Press { desk: usize, verb: DeskVerb },
    Print { ticket: usize, outcome: PrintOutcome },
    Wait { seconds: i64 },
    Tick,
}

fn verb() -> impl Strategy<Value = DeskVerb> {
    // Calls come oftener than the rest, or random days would hardly serve anyone.
    prop_oneof![
        2 => Just(DeskVerb::Open),
        1 => Just(DeskVerb::Close),
        6 => Just(DeskVerb::CallNext),
        1 => Just(DeskVerb::Recall),
        4 => Just(DeskVerb::Start),
        4 => Just(DeskVerb::Finish),
        1 => Just(DeskVerb::NoShow),
    ]
}

fn outcome() -> impl Strategy<Value = PrintOutcome> {
    prop_oneof![
        Just(PrintOutcome::Printed),
        Just(PrintOutcome::Failed),
        Just(PrintOutcome::Unknown)
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0_usize..6, proptest::option::of(0_usize..4), proptest::bool::weighted(0.1)).prop_map(
            |(service, priority, repeat)| Step::Issue { service, priority, repeat }
        ),
        9 => (0_usize..8, verb()).prop_map(|(desk, verb)| Step::Press { desk, verb }),
        1 => (0_usize..50, outcome()).prop_map(|(ticket, outcome)| Step::Print { ticket, outcome }),
        4 => (-120_i64..1800).prop_map(|seconds| Step::Wait { seconds }),
        1 => (20_000_i64..90_000).prop_map(|seconds| Step::Wait { seconds }),
        1 => Just(Step::Tick),
    ]
}

fn command(world: &mut World, issued: &mut Vec<TicketId>, step: &Step) -> Option<Command> {
    match step {
        Step::Wait { seconds } => {
            world.wait_seconds(*seconds);
            None
        }
        Step::Tick => Some(Command::Tick),
        Step::Issue { service, priority, repeat } => {
            let ticket = match issued.last() {
                Some(last) if *repeat => *last,
                _ => world.fresh_id(),
            };
            issued.push(ticket);
            let class = |index: usize| world.catalog.priorities[index].id.clone();
            Some(Command::IssueTicket(IssueTicket {
                ticket,
                service: world.catalog.services[*service].id.clone(),
                procedure: None,
                priority: priority.map(class),
                language: Language::Vi,
            }))
        }
        Step::Press { desk, verb } => {
            let desk = world.catalog.desks[*desk].id.clone();
            Some(Command::Desk(DeskCommand { desk, verb: *verb, ticket: None }))
        }
        Step::Print { ticket, outcome } => {
            Some(Command::ReportPrint { ticket: *issued.get(*ticket)?, outcome: *outcome })
        }
    }
}

/// Every ticket stands in exactly the place that its state names.
fn assert_everyone_is_in_one_place(world: &World) {
    let mut waiting = BTreeSet::new();
    for service in &world.catalog.services {
        let queue: Vec<_> = world.day.queue(&service.id).collect();
        assert_eq!(queue.len(), world.day.waiting(&service.id) as usize, "no key without ticket");
        assert!(queue.is_sorted_by_key(|ticket| ticket.key()));
        for ticket in queue {
            assert_eq!(ticket.service, service.id);
            assert!(waiting.insert(ticket.id), "{} stands twice", ticket.number);
        }
    }
    let at_desks: Vec<(DeskId, TicketId)> =
        world.day.desks().filter_map(|(id, desk)| Some((id.clone(), desk.ticket?))).collect();
    for ticket in world.day.tickets() {
        let is_waiting = waiting.contains(&ticket.id);
        let desks = at_desks.iter().filter(|(_, id)| *id == ticket.id).count();
        assert_eq!(is_waiting, ticket.state == TicketState::Waiting, "{}", ticket.number);
        assert_eq!(desks, usize::from(ticket.is_at_desk()), "{}", ticket.number);
        if let Some((desk, _)) = at_desks.iter().find(|(_, id)| *id == ticket.id) {
            assert_eq!(ticket.desk.as_ref(), Some(desk));
        }
    }
    assert_eq!(waiting.len() + at_desks.len(), unfinished(&world.day));
}

fn unfinished(day: &Day) -> usize {
    day.tickets().filter(|ticket| ticket.ended_at.is_none()).count()
}

/// Nobody whom the desk may serve stands before the one called, and "nobody" means nobody.
fn assert_order(
    before: &Day,
    world: &World,
    desk: &DeskId,
    outcome: &Result<Vec<shared::day::Event>, Refusal>,
) {
    let entry = world.catalog.desk(desk).expect("a desk of the catalogue");
    let standing = |service: &shared::ids::ServiceId| {
        let delay = entry.delay_minutes.get(service).copied().unwrap_or(0);
        before.queue(service).map(move |ticket| ticket.key().delayed(delay)).collect::<Vec<_>>()
    };
    let all: Vec<_> = entry.services.iter().flat_map(standing).collect();
    match outcome {
        Ok(events) if events.len() == 1 => {
            let EventKind::TicketCalled { ticket, .. } = &events[0].what else {
                panic!("call-next calls: {events:?}");
            };
            let smallest = all.iter().min().expect("the called ticket waited");
            assert_eq!(smallest.ticket(), *ticket);
        }
        Err(Refusal::NobodyWaits { .. }) => {
            let turned = Some(before.business_date_at(&world.catalog, world.now));
            assert!(all.is_empty() || turned != before.business_date(), "{all:?} wait");
        }
        // The day turned on the way, or the desk was busy or closed.
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("ONESTOP_LONG").is_some() { 4_000 } else { 200 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_day_keeps_its_promises(steps in proptest::collection::vec(step(), 1..150)) {
        let mut world = World::new();
        let mut issued = Vec::new();
        let mut numbers = BTreeSet::new();
        let mut acknowledged = BTreeSet::new();
        for step in &steps {
            let Some(command) = command(&mut world, &mut issued, step) else { continue };
            if let Command::IssueTicket(wish) = &command
                && acknowledged.contains(&wish.ticket)
                && world.day.ticket(wish.ticket).is_none()
            {
                // An id of an earlier day: the server knows it from storage and never asks the day.
                continue;
            }
            let before = world.day.clone();
            let outcome = world.run(&command, &Actor::Server);
            if outcome.is_err() {
                prop_assert_eq!(&world.day, &before, "a refusal changes nothing");
            }
            for event in outcome.iter().flatten() {
                if let EventKind::TicketIssued { number, ticket, .. } = &event.what {
                    let date = world.day.business_date();
                    prop_assert!(numbers.insert((date, number.clone())), "{} twice", number);
                    prop_assert!(acknowledged.insert(*ticket));
                }
            }
            if let Command::Desk(DeskCommand { desk, verb: DeskVerb::CallNext, .. }) = &command {
                assert_order(&before, &world, desk, &outcome);
            }
            assert_everyone_is_in_one_place(&world);
        }
        prop_assert_eq!(&world.replayed(), &world.day, "the log is the truth");
        let starts = world.log.iter().rposition(|l| matches!(l.event.what, EventKind::DayOpened { .. }));
        if let Some(start) = starts {
            prop_assert_eq!(&replay(&world.log[start..]), &world.day, "replay begins at the turn");
        }
        let logged: BTreeSet<TicketId> = world.log.iter().filter_map(|l| l.event.what.ticket()).collect();
        prop_assert_eq!(logged, acknowledged, "every ticket comes from an issue, none is lost");
    }

    #[test]
    fn nobody_is_passed_by_more_than_the_largest_credit(
        gaps in proptest::collection::vec((0_i64..600, proptest::option::of(0_usize..4)), 2..60)
    ) {
        let mut world = World::new();
        let classes: Vec<PriorityId> = world.catalog.priorities.iter().map(|c| c.id.clone()).collect();
        for (seconds, class) in &gaps {
            world.wait_seconds(*seconds);
            let class = class.map(|index| classes[index].as_str().to_owned());
            world.issue_with("civil-status", class.as_deref());
        }
        let credit_max = world.catalog.priorities.iter().map(|c| c.head_start_minutes).max();
        let credit_max = i64::from(credit_max.expect("classes")) * 60;
        let mut called = Vec::new();
        while let Ok(number) = world.serve("1") {
            called.push(number);
        }
        prop_assert_eq!(called.len(), gaps.len(), "work-conserving: everyone is served");
        let arrivals: Vec<i64> = called.iter().map(|number| {
            let ticket = world.day.tickets().find(|t| t.number.as_str() == number).expect("it");
            ticket.arrived_at.timestamp()
        }).collect();
        for (place, arrival) in arrivals.iter().enumerate() {
            for passed_by in &arrivals[..place] {
                prop_assert!(passed_by - arrival <= credit_max, "passed by a much later arrival");
            }
        }
    }

    #[test]
    fn every_event_survives_the_log(steps in proptest::collection::vec(step(), 1..80)) {
        let mut world = World::new();
        let mut issued = Vec::new();
        for step in &steps {
            if let Some(command) = command(&mut world, &mut issued, step) {
                let _refused = world.run(&command, &Actor::Server);
            }
        }
        for logged in &world.log {
            let text = serde_json::to_string(&logged.event).expect("an event can be written");
            let read: shared::day::Event = serde_json::from_str(&text).expect("and read");
            prop_assert_eq!(&read, &logged.event);
        }
    }
}
