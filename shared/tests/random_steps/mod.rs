//! Random steps of a day: every command, sensible or not.

pub(crate) mod kiosks;

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use shared::catalog::ArrivalRule;
use shared::day::{
    Channel, Command, DeskCommand, DeskVerb, IssueTicket, PrintOutcome, Slot, TransferTo,
};
use shared::ids::{Digest, NoteId, PauseReasonId, ServiceId, TicketId, TicketNumber};
use shared::text::Language;
use uuid::Uuid;

use crate::world::World;
use kiosks::{Alone, Kiosks, alone};

/// One step of a random day. Indexes name services, desks and tickets; those out of range go round.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Issue { service: usize, wish: Wish },
    Press { desk: usize, key: Key },
    OnTicket { ticket: usize, what: Ask },
    Wait { seconds: i64 },
    Tick,
    Announce,
    Alone(Alone),
}

/// What somebody wants beside a number.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
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
pub(crate) enum Key {
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
pub(crate) enum Ask {
    Print(PrintOutcome),
    Cancel,
    CheckIn,
    Correct { service: usize },
    Reprint { device: Option<i64> },
}

pub(crate) fn key() -> impl Strategy<Value = Key> {
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
        8 => alone().prop_map(Step::Alone),
    ]
}

/// Steps of a day, and the rules that vary.
pub(crate) fn busy_steps(most: usize) -> impl Strategy<Value = (Vec<Step>, bool, bool)> {
    (proptest::collection::vec(step(), 1..most), any::<bool>(), any::<bool>())
}

/// A world whose rules vary where centers differ.
pub(crate) fn world_with(renews: bool, carries: bool) -> World {
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

pub(crate) fn desk_command(
    world: &World,
    issued: &[TicketId],
    desk: usize,
    key: &Key,
) -> DeskCommand {
    let id = |index: usize| world.catalog.desks[index % world.catalog.desks.len()].id.clone();
    let verb = match key {
        Key::Plain(verb) => verb.clone(),
        Key::Call { ticket } => DeskVerb::Call { number: number(world, issued, *ticket) },
        Key::Resume { ticket } => DeskVerb::Resume { number: number(world, issued, *ticket) },
        Key::ToService { service: index } => {
            DeskVerb::Transfer { to: TransferTo::Service(service(world, *index)), note: None }
        }
        Key::ToDesk { desk } => DeskVerb::Transfer { to: TransferTo::Desk(id(*desk)), note: None },
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
        let midnight =
            midnight.and_local_timezone(world.catalog.center.time_zone).unwrap().to_utc();
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

pub(crate) fn command(
    world: &mut World,
    issued: &mut Vec<TicketId>,
    kiosks: &mut Kiosks,
    step: &Step,
) -> Option<Command> {
    match step {
        Step::Wait { seconds } => {
            world.wait_seconds(*seconds);
            None
        }
        Step::Tick => Some(Command::Tick),
        Step::Alone(alone) => kiosks.command(world, issued, alone),
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
