//! What holds for any sequence of commands.

mod simulator;
mod world;

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use shared::catalog::ArrivalRule;
use shared::day::{
    Actor, Channel, Command, DeskCommand, DeskState, DeskVerb, Event, EventKind, IssueTicket,
    LoggedEvent, PrintOutcome, Refusal, Slot, TransferTo,
};
use shared::ids::{
    DeskId, Digest, NoteId, PauseReasonId, PriorityId, ServiceId, TicketId, TicketNumber,
};
use shared::text::Language;
use simulator::checks::{
    Picture, assert_counts, assert_nobody, assert_one_place, assert_order, assert_verb,
};
use uuid::Uuid;
use world::{World, replay};

/// One step of a random day. Indexes name services, desks and tickets; those out of range go round.
#[derive(Clone, Debug)]
enum Step {
    Issue { service: usize, wish: Wish },
    Press { desk: usize, key: Key },
    OnTicket { ticket: usize, what: Ask },
    Wait { seconds: i64 },
    Tick,
    Announce,
}

/// What somebody wants beside a number.
#[derive(Clone, Debug)]
struct Wish {
    priority: Option<usize>,
    repeat: bool,
    at_reception: bool,
    person: Option<u128>,
    steps: Vec<usize>,
    /// Days ahead and half hours from the beginning of the day.
    slot: Option<(u64, i64)>,
}

/// A key of a desk, with its indexes.
#[derive(Clone, Debug)]
enum Key {
    Plain(DeskVerb),
    Call { ticket: usize },
    Resume { ticket: usize },
    ToService { service: usize },
    ToDesk { desk: usize },
    Hold { minutes: Option<u32> },
    Note { note: u128 },
}

/// What is asked about a ticket.
#[derive(Clone, Debug)]
enum Ask {
    Print(PrintOutcome),
    Cancel,
    CheckIn,
    Correct { service: usize },
    Reprint { device: Option<i64> },
}

fn key() -> impl Strategy<Value = Key> {
    let plain = |verb: DeskVerb| Just(Key::Plain(verb));
    let pause = |code: &str| DeskVerb::Pause { reason: PauseReasonId::from(code) };
    // Calls come oftener than the rest, or random days would hardly serve anyone.
    prop_oneof![
        3 => plain(DeskVerb::Open),
        1 => plain(DeskVerb::Close),
        8 => plain(DeskVerb::CallNext),
        1 => plain(DeskVerb::Recall),
        5 => plain(DeskVerb::Start),
        4 => plain(DeskVerb::Finish),
        2 => plain(DeskVerb::NoShow),
        1 => prop_oneof![plain(pause("break")), plain(pause("meal")), plain(pause("none"))],
        2 => plain(DeskVerb::Undo { command: None }),
        1 => plain(DeskVerb::Transfer { to: TransferTo::Back, note: None }),
        1 => (0_usize..60).prop_map(|ticket| Key::Call { ticket }),
        2 => (0_usize..60).prop_map(|ticket| Key::Resume { ticket }),
        1 => (0_usize..6).prop_map(|service| Key::ToService { service }),
        2 => (0_usize..8).prop_map(|desk| Key::ToDesk { desk }),
        2 => proptest::option::of(0_u32..90).prop_map(|minutes| Key::Hold { minutes }),
        1 => (0_u128..3).prop_map(|note| Key::Note { note }),
    ]
}

fn wish() -> impl Strategy<Value = Wish> {
    let slot = proptest::option::weighted(0.15, (0_u64..9, 0_i64..48));
    let steps = prop_oneof![8 => Just(vec![]), 2 => proptest::collection::vec(0_usize..6, 1..10)];
    (
        proptest::option::of(0_usize..4),
        proptest::bool::weighted(0.1),
        proptest::bool::weighted(0.3),
        proptest::option::weighted(0.2, 0_u128..5),
        steps,
        slot,
    )
        .prop_map(|(priority, repeat, at_reception, person, steps, slot)| Wish {
            priority,
            repeat,
            at_reception,
            person,
            steps,
            slot,
        })
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        2 => prop_oneof![
            Just(PrintOutcome::Printed),
            Just(PrintOutcome::Failed),
            Just(PrintOutcome::Unknown)
        ]
        .prop_map(Ask::Print),
        1 => Just(Ask::Cancel),
        2 => Just(Ask::CheckIn),
        2 => (0_usize..6).prop_map(|service| Ask::Correct { service }),
        1 => proptest::option::of(Just(1_i64)).prop_map(|device| Ask::Reprint { device }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0_usize..6, wish()).prop_map(|(service, wish)| Step::Issue { service, wish }),
        24 => (0_usize..8, key()).prop_map(|(desk, key)| Step::Press { desk, key }),
        5 => (0_usize..60, ask()).prop_map(|(ticket, what)| Step::OnTicket { ticket, what }),
        4 => (0_i64..8).prop_map(|seconds| Step::Wait { seconds }),
        5 => (-120_i64..1800).prop_map(|seconds| Step::Wait { seconds }),
        1 => (20_000_i64..90_000).prop_map(|seconds| Step::Wait { seconds }),
        2 => Just(Step::Tick),
        1 => Just(Step::Announce),
    ]
}

/// Steps of a day, and the rules that vary.
fn busy_steps(most: usize) -> impl Strategy<Value = (Vec<Step>, bool, bool)> {
    (proptest::collection::vec(step(), 1..most), any::<bool>(), any::<bool>())
}

/// A world whose rules vary where centers differ.
fn world_with(renews: bool, carries: bool) -> World {
    let mut world = World::new();
    let rules = &mut world.catalog.rules;
    rules.transfer_arrival = if renews { ArrivalRule::Renewed } else { ArrivalRule::Kept };
    rules.carries_waiting = carries;
    world
}

fn service(world: &World, index: usize) -> ServiceId {
    world.catalog.services[index % world.catalog.services.len()].id.clone()
}

fn number(world: &World, issued: &[TicketId], index: usize) -> TicketNumber {
    let known = issued.get(index % issued.len().max(1)).and_then(|id| world.day.ticket(*id));
    known.map_or_else(|| TicketNumber::from("Z999"), |ticket| ticket.number.clone())
}

fn desk_command(world: &World, issued: &[TicketId], desk: usize, key: &Key) -> DeskCommand {
    let id = |index: usize| world.catalog.desks[index % world.catalog.desks.len()].id.clone();
    let verb = match key {
        Key::Plain(verb) => verb.clone(),
        Key::Call { ticket } => DeskVerb::Call { number: number(world, issued, *ticket) },
        Key::Resume { ticket } => DeskVerb::Resume { number: number(world, issued, *ticket) },
        Key::ToService { service: index } => {
            DeskVerb::Transfer { to: TransferTo::Service(service(world, *index)), note: None }
        }
        Key::ToDesk { desk } => {
            DeskVerb::Transfer { to: TransferTo::Desk(id(*desk)), note: None }
        }
        Key::Hold { minutes } => DeskVerb::Hold { minutes: *minutes, note: None },
        Key::Note { note } => DeskVerb::Note { note: NoteId(Uuid::from_u128(*note)) },
    };
    DeskCommand { desk: id(desk), verb, ticket: None, command: None }
}

fn issue(world: &mut World, issued: &mut Vec<TicketId>, index: usize, wish: &Wish) -> Command {
    let ticket = match issued.last() {
        Some(last) if wish.repeat => *last,
        _ => world.fresh_id(),
    };
    issued.push(ticket);
    let priority = wish.priority.map(|class| world.catalog.priorities[class].id.clone());
    let today: NaiveDate = world.catalog.local_date(world.now);
    let slot = wish.slot.map(|(days, halves)| {
        let date = today + chrono::Days::new(days);
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let midnight = midnight.and_local_timezone(world.catalog.center.time_zone).unwrap().to_utc();
        let starts_at = midnight + TimeDelta::minutes(30 * halves);
        Slot { date, starts_at, ends_at: starts_at + TimeDelta::minutes(30) }
    });
    let walk_in = IssueTicket::walk_in(ticket, service(world, index), Language::Vi);
    Command::IssueTicket(Box::new(IssueTicket {
        priority,
        channel: if wish.at_reception { Channel::Reception } else { Channel::Kiosk },
        person: wish.person.map(|person| Digest(Uuid::from_u128(person))),
        steps: wish.steps.iter().map(|step| service(world, *step)).collect(),
        slot,
        ..walk_in
    }))
}

fn command(world: &mut World, issued: &mut Vec<TicketId>, step: &Step) -> Option<Command> {
    match step {
        Step::Wait { seconds } => {
            world.wait_seconds(*seconds);
            None
        }
        Step::Tick => Some(Command::Tick),
        Step::Announce => Some(Command::AnnounceCatalog { version: 2 }),
        Step::Issue { service, wish } => Some(issue(world, issued, *service, wish)),
        // Three of four keys are those of the first three desks.
        Step::Press { desk, key } => {
            let desk = if desk % 4 == 3 { *desk } else { desk % 3 };
            Some(Command::Desk(desk_command(world, issued, desk, key)))
        }
        Step::OnTicket { ticket, what } => {
            let ticket = *issued.get(ticket % issued.len().max(1))?;
            Some(match what {
                Ask::Print(outcome) => Command::ReportPrint { ticket, outcome: *outcome },
                Ask::Cancel => Command::Cancel { ticket },
                Ask::CheckIn => Command::CheckIn { ticket },
                Ask::Correct { service: index } => {
                    Command::Correct { ticket, service: service(world, *index) }
                }
                Ask::Reprint { device } => Command::Reprint { ticket, device: *device },
            })
        }
    }
}

/// Decides and applies event by event, and looks at every one.
fn run(world: &mut World, command: &Command) -> Result<Vec<Event>, Refusal> {
    let before = world.day.clone();
    let decided =
        world.day.decide(command, &Actor::Server, &world.catalog, &world.paces, world.now);
    let again = world.day.decide(command, &Actor::Server, &world.catalog, &world.paces, world.now);
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
    for step in steps {
        let Some(command) = command(&mut world, &mut issued, step) else { continue };
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
        for step in &steps {
            let Some(command) = command(&mut world, &mut issued, step) else { continue };
            if is_of_the_past(&world, &known, &command) {
                continue;
            }
            let outcome = run(&mut world, &command);
            for event in outcome.iter().flatten() {
                if let EventKind::TicketIssued { number, ticket, slot, .. } = &event.what {
                    let date = slot.map(|slot| slot.date).or(world.day.business_date());
                    prop_assert!(numbers.insert((date, number.clone())), "{} twice", number);
                    prop_assert!(known.insert(*ticket));
                }
            }
            assert_one_place(&world.day, &world.catalog);
            if let Some((_, at)) = opened_at(&world.log) {
                assert_counts(&world.day, &world.catalog, at);
            }
        }
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
            let mine = simulator::checks::keys_for(&world.day, &desk);
            prop_assert_eq!(waits, mine.len());
            let in_order: Vec<TicketId> =
                world.day.in_call_order(&desk, usize::MAX).iter().map(|ticket| ticket.id).collect();
            prop_assert_eq!(in_order.first().copied(), world.day.next_for(&desk));
            let mut keys = mine.clone();
            keys.sort_unstable();
            keys.dedup();
            prop_assert_eq!(keys.len(), mine.len(), "no two stand at one place");
            let sorted: Vec<TicketId> = keys.iter().map(|key| key.ticket()).collect();
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
    for _ in 0..60 {
        let past = busy_steps(200).new_tree(&mut runner).expect("a day").current();
        let (world, _) = lived(&past);
        names.extend(world.log.iter().map(|logged| logged.event.what.name()));
    }
    for name in [
        "ticket_issued", "print_reported", "ticket_called", "ticket_resumed", "ticket_recalled",
        "service_started", "service_finished", "ticket_held", "hold_ended", "ticket_transferred",
        "ticket_noted", "ticket_cancelled", "ticket_checked_in", "ticket_corrected",
        "reprint_asked", "ticket_missed", "ticket_lapsed", "desk_opened", "desk_paused",
        "desk_closed", "command_undone", "alarm_raised", "alarm_cleared", "catalog_changed",
        "day_opened",
    ] {
        assert!(names.contains(name), "{name} is never reached: {names:?}");
    }
}
