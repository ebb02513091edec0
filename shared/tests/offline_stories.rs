//! Stories of kiosks that go on without the server, told to the pure rules.

mod world;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use shared::day::{
    Actor, Command, DeskVerb, Event, EventKind, IssueTicket, NumberBlock, OfflineIssue,
    PrintOutcome, Refusal, TicketState,
};
use shared::ids::{JournalId, ServiceId, TicketId, TicketNumber};
use shared::text::Language;
use uuid::Uuid;
use world::{STAFF, World};

const CIVIL: &str = "civil-status";
const DESK: &str = "1";

fn kiosk(device: i64) -> Actor {
    Actor::Device { device }
}

fn journal(n: u128) -> JournalId {
    JournalId(Uuid::from_u128(n))
}

fn lease(world: &mut World, device: i64, own: u128, count: u32) -> Vec<NumberBlock> {
    let command = Command::LeaseNumbers { device, journal: journal(own), count };
    world.run(&command, &kiosk(device)).expect("never refused");
    world.day.blocks_of(device, journal(own))
}

/// The first number of the blocks for a queue on a date.
fn first(blocks: &[NumberBlock], service: &str, date: NaiveDate) -> TicketNumber {
    let found = blocks.iter().find(|block| block.service.as_str() == service && block.date == date);
    let block = found.expect("a block");
    block.number(block.first)
}

fn today(world: &World) -> NaiveDate {
    world.catalog.local_date(world.now)
}

fn offline(device: i64, number: &TicketNumber, date: NaiveDate, at: DateTime<Utc>) -> OfflineIssue {
    let (number, leased_for) = (number.clone(), date);
    OfflineIssue { device, number, leased_for, arrived_at: at, supersedes: None }
}

fn told(world: &mut World, offline: &OfflineIssue) -> IssueTicket {
    let walk_in = IssueTicket::walk_in(world.fresh_id(), ServiceId::from(CIVIL), Language::Vi);
    IssueTicket { offline: Some(offline.clone()), ..walk_in }
}

fn tell(world: &mut World, wish: &IssueTicket) -> Result<Vec<Event>, Refusal> {
    let by = kiosk(wish.offline.as_ref().expect("offline").device);
    world.run(&Command::IssueTicket(Box::new(wish.clone())), &by)
}

/// The server goes away for half an hour; a number is taken ten minutes after it went.
fn taken_and_back(world: &mut World) -> OfflineIssue {
    let blocks = lease(world, 1, 1, 20);
    let number = first(&blocks, CIVIL, today(world));
    world.wait(10);
    let taken = offline(1, &number, today(world), world.now);
    world.wait(20);
    taken
}

#[test]
fn numbers_in_advance_stand_apart_and_belong_to_one_journal() {
    let mut world = World::new();
    assert_eq!(world.issue(CIVIL).number.as_str(), "A001");
    let mut seen = std::collections::BTreeSet::new();
    for (device, own) in [(1, 1), (2, 2), (1, 3)] {
        let blocks = lease(&mut world, device, own, 20);
        assert_eq!(
            blocks.iter().map(|block| block.last + 1 - block.first).sum::<u32>(),
            6 * 2 * 20
        );
        for block in &blocks {
            assert!(block.first >= 9000, "told by their height: {}", block.first);
            for n in block.first..=block.last {
                assert!(seen.insert(block.number(n)), "{} for two", block.number(n));
            }
        }
        assert_eq!(lease(&mut world, device, own, 20), blocks, "asking again changes nothing");
    }
    assert_eq!(world.issue(CIVIL).number.as_str(), "A002");
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn what_was_used_is_topped_up_once_half_is_gone() {
    let mut world = World::new();
    let blocks = lease(&mut world, 1, 1, 4);
    let of_civil = |block: &&NumberBlock| {
        block.service.as_str() == CIVIL && block.date == today(&World::new())
    };
    let block = blocks.iter().find(of_civil).expect("a block").clone();
    for (used, n) in (block.first..=block.last).enumerate() {
        let before = world.day.blocks_of(1, journal(1)).len();
        let after = lease(&mut world, 1, 1, 4).len();
        assert_eq!(after > before, used == 2, "two of four are left");
        let taken = offline(1, &block.number(n), block.date, world.now);
        let wish = told(&mut world, &taken);
        tell(&mut world, &wish).expect("merged");
    }
}

#[test]
fn a_merged_ticket_keeps_its_arrival_and_is_called_by_it() {
    let mut world = World::new();
    let taken = taken_and_back(&mut world);
    let later = world.issue(CIVIL);
    let wish = told(&mut world, &taken);
    tell(&mut world, &wish).expect("merged");
    assert_eq!(tell(&mut world, &wish), Ok(vec![]), "each exactly once");
    let ticket = world.ticket(wish.ticket).clone();
    assert_eq!((ticket.arrived_at, ticket.issued_at), (taken.arrived_at, taken.arrived_at));
    assert_eq!(ticket.device, Some(1));
    let printed = Command::ReportPrint { ticket: ticket.id, outcome: PrintOutcome::Printed };
    world.run(&printed, &kiosk(1)).expect("the paper is told after the merge");
    assert_eq!(world.call(DESK), Ok(ticket.number.to_string()), "came first");
    assert_eq!(world.ticket(ticket.id).waiting_seconds(), Some(20 * 60));
    assert_eq!(world.issue(CIVIL).n, later.n + 1, "online numbers run on");
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn an_arrival_is_never_in_the_future_nor_before_the_lease() {
    let mut world = World::new();
    let leased_at = world.now;
    let blocks = lease(&mut world, 1, 1, 20);
    let block =
        blocks.iter().find(|block| block.service.as_str() == CIVIL).expect("a block").clone();
    world.wait(30);
    for (n, minutes, expected) in [(0, 90, world.now), (1, -600, leased_at)] {
        let number = block.number(block.first + n);
        let at = world.now + TimeDelta::minutes(minutes);
        let taken = offline(1, &number, today(&world), at);
        let wish = told(&mut world, &taken);
        tell(&mut world, &wish).expect("merged");
        assert_eq!(world.ticket(wish.ticket).arrived_at, expected);
    }
}

#[test]
fn nobody_else_can_use_a_number_that_was_given_in_advance() {
    let mut world = World::new();
    let taken = taken_and_back(&mut world);
    let refused = Err(Refusal::NotLeased { number: taken.number.clone() });
    let stolen = told(&mut world, &OfflineIssue { device: 2, ..taken.clone() });
    assert_eq!(tell(&mut world, &stolen), refused, "another kiosk");
    let online = OfflineIssue { number: TicketNumber::from("A001"), ..taken.clone() };
    let online = told(&mut world, &online);
    assert!(tell(&mut world, &online).is_err(), "a number that the server gives");
    let wish = told(&mut world, &taken);
    tell(&mut world, &wish).expect("merged");
    let again = told(&mut world, &taken);
    assert_eq!(tell(&mut world, &again), refused, "another ticket under the same number");
}

/// A wish that the server took and whose answer never came; the kiosk gave another number.
fn superseding(world: &mut World) -> (TicketId, IssueTicket) {
    let mut taken = taken_and_back(world);
    let lost = world.issue(CIVIL);
    world.wait(5);
    taken.supersedes = Some(lost.id);
    taken.arrived_at = world.now;
    world.wait(5);
    (lost.id, told(world, &taken))
}

#[test]
fn the_wish_before_goes_and_its_arrival_stays() {
    let mut world = World::new();
    let (lost, wish) = superseding(&mut world);
    let arrived_at = world.ticket(lost).arrived_at;
    tell(&mut world, &wish).expect("merged");
    assert_eq!(world.ticket(lost).state, TicketState::Cancelled);
    assert_eq!(world.ticket(wish.ticket).arrived_at, arrived_at);
    assert_eq!(tell(&mut world, &wish), Ok(vec![]));
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_call_that_nobody_heard_is_taken_back() {
    for verbs in
        [vec![], vec![DeskVerb::NoShow], vec![DeskVerb::Hold { minutes: None, note: None }]]
    {
        let mut world = World::new();
        let (lost, wish) = superseding(&mut world);
        world.call(DESK).expect("the number that nobody knows");
        for verb in verbs {
            world.press(DESK, verb).expect("nobody came");
        }
        tell(&mut world, &wish).expect("merged");
        assert_eq!(world.ticket(lost).state, TicketState::Cancelled);
        assert_eq!(world.at_desk(DESK), None);
        assert_eq!(world.ticket(wish.ticket).state, TicketState::Waiting);
        assert_eq!(world.replayed(), world.day);
    }
}

#[test]
fn who_was_served_already_is_not_called_again() {
    let mut world = World::new();
    let (lost, wish) = superseding(&mut world);
    world.serve(DESK).expect("reception gave the person that number");
    tell(&mut world, &wish).expect("merged");
    assert_eq!(world.ticket(lost).state, TicketState::Done);
    assert_eq!(world.ticket(wish.ticket).state, TicketState::Cancelled);
    assert_eq!(tell(&mut world, &wish), Ok(vec![]));
}

#[test]
fn a_wish_that_comes_after_its_replacement_makes_no_ticket() {
    let mut world = World::new();
    let mut taken = taken_and_back(&mut world);
    let late = world.wish(CIVIL, None);
    taken.supersedes = Some(late.ticket);
    let wish = told(&mut world, &taken);
    tell(&mut world, &wish).expect("merged");
    let late = Command::IssueTicket(Box::new(late));
    assert_eq!(world.run(&late, &kiosk(1)), Err(Refusal::DifferentBody));
}

#[test]
fn a_ticket_of_a_past_date_is_closed_under_its_own_date() {
    let mut world = World::new();
    let taken = taken_and_back(&mut world);
    let date = today(&world);
    world.wait(24 * 60);
    world.tick();
    let own = first(&world.day.blocks_of(1, journal(1)), CIVIL, today(&world));
    assert_ne!(own, taken.number, "tomorrow's numbers crossed midnight and are others");
    let before = world.day.count(&ServiceId::from(CIVIL));
    let wish = told(&mut world, &taken);
    tell(&mut world, &wish).expect("merged");
    let ticket = world.ticket(wish.ticket);
    assert_eq!((ticket.state, ticket.offline_date), (TicketState::Lapsed, Some(date)));
    assert_eq!(ticket.business_date(world.catalog.center.time_zone), date);
    assert!(world.day.ticket_numbered(&taken.number).is_none(), "no number of today");
    assert_eq!(world.day.count(&ServiceId::from(CIVIL)), before);
    assert_eq!(tell(&mut world, &wish), Ok(vec![]));
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_clock_that_is_a_little_wrong_loses_nobody_at_midnight() {
    let mut world = World::at("2026-11-23T23:50:00+07:00");
    let blocks = lease(&mut world, 1, 1, 20);
    let (monday, tuesday) = (today(&world), today(&world).succ_opt().expect("a date"));
    world.wait(5);
    // Ahead: the kiosk believes that it is Tuesday.
    let ahead = offline(1, &first(&blocks, CIVIL, tuesday), tuesday, world.now);
    let ahead = told(&mut world, &ahead);
    tell(&mut world, &ahead).expect("merged");
    assert_eq!(world.ticket(ahead.ticket).offline_date, Some(monday), "here and now");
    world.wait(10);
    world.tick();
    // Behind: it believes that it is still Monday.
    let behind = offline(1, &first(&blocks, CIVIL, monday), monday, world.now);
    let behind = told(&mut world, &behind);
    tell(&mut world, &behind).expect("merged");
    let ticket = world.ticket(behind.ticket);
    assert_eq!((ticket.state, ticket.offline_date), (TicketState::Waiting, Some(tuesday)));
}

#[test]
fn reception_takes_in_the_paper_of_a_kiosk_that_died() {
    let mut world = World::new();
    let taken = taken_and_back(&mut world);
    let admit = |world: &mut World, number: &TicketNumber| {
        let (ticket, number, language) = (world.fresh_id(), number.clone(), Language::Vi);
        world.run(&Command::AdmitPrinted { ticket, number, arrived_at: None, language }, &STAFF)
    };
    let events = admit(&mut world, &taken.number).expect("taken in");
    let admitted = events[0].what.ticket().expect("a ticket");
    assert_eq!(world.ticket(admitted).arrived_at, world.now, "reception knows no better");
    assert_eq!(admit(&mut world, &taken.number), Ok(vec![]), "asked twice");
    let unknown = TicketNumber::from("A9999");
    assert_eq!(admit(&mut world, &unknown), Err(Refusal::NotLeased { number: unknown.clone() }));
    // The kiosk comes back to life.
    world.wait(10);
    let wish = told(&mut world, &taken);
    tell(&mut world, &wish).expect("merged");
    assert_eq!(world.day.ticket(wish.ticket), None, "no second ticket");
    assert_eq!(world.day.admitted_ticket(taken.leased_for, &taken.number), Some(admitted));
    assert_eq!(world.ticket(admitted).arrived_at, taken.arrived_at, "the kiosk knows better");
    assert_eq!(tell(&mut world, &wish), Ok(vec![]));
    world.wait(24 * 60);
    world.tick();
    assert_eq!(tell(&mut world, &wish), Ok(vec![]), "and is known the day after");
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn the_catalogue_keeps_a_part_of_each_range() {
    let mut catalog = World::new().catalog;
    assert_eq!(catalog.services[0].offline_range(), 9000..=9999);
    catalog.services[0].range_last = 200;
    assert_eq!(catalog.services[0].offline_range(), 151..=200);
    catalog.services[0].offline_numbers = Some(0);
    assert!(catalog.services[0].offline_range().is_empty());
    assert_eq!(catalog.problems(), vec![]);
    catalog.services[0].offline_numbers = Some(200);
    assert_eq!(catalog.problems().len(), 1, "nothing would be left for the time with a server");
    let mut world = World::new();
    world.catalog = catalog;
    world.catalog.services[0].offline_numbers = Some(199);
    assert_eq!(world.issue(CIVIL).number.as_str(), "A001");
    let wish = world.wish(CIVIL, None);
    let refused = world.run(&Command::IssueTicket(Box::new(wish)), &kiosk(1));
    assert_eq!(refused, Err(Refusal::NumbersUsedUp), "the rest is kept");
    let leased =
        world.run(&Command::LeaseNumbers { device: 1, journal: journal(1), count: 500 }, &kiosk(1));
    let EventKind::NumbersLeased { blocks, .. } = &leased.expect("leased")[0].what else {
        panic!("numbers");
    };
    let civil = blocks.iter().filter(|block| block.service.as_str() == CIVIL);
    assert_eq!(civil.map(|block| block.last + 1 - block.first).sum::<u32>(), 199, "and no more");
}
