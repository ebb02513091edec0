//! Who gets a number and when: hours, quota, capacity, one place a person, appointments; and what the clock
//! brings about: alarms, the turn of the day, carry-over.

mod world;

use shared::catalog::{Holiday, OpeningHours};
use shared::day::{
    Actor, AlarmKind, Channel, Command, DeskVerb, EventKind, IssueTicket, Refusal, Slot,
    TicketState,
};
use shared::ids::{DeskId, Digest, ServiceId, TicketId};
use shared::text::{Language, Text};
use uuid::Uuid;
use world::{KIOSK, STAFF, World};

const CIVIL: &str = "civil-status";
const LAND: &str = "land-building";
const DESK: &str = "1";

fn office_hours() -> Vec<OpeningHours> {
    [(8 * 60, 12 * 60), (13 * 60, 17 * 60)]
        .map(|(opens_minute, closes_minute)| OpeningHours {
            weekdays: vec![1, 2, 3, 4, 5],
            opens_minute,
            closes_minute,
        })
        .to_vec()
}

fn wish(world: &mut World, service: &str) -> IssueTicket {
    world.wish(service, None)
}

fn issue(world: &mut World, wish: IssueTicket) -> Result<TicketId, Refusal> {
    let id = wish.ticket;
    let by = if wish.channel == Channel::Reception { STAFF } else { KIOSK };
    world.run(&Command::IssueTicket(Box::new(wish)), &by).map(|_| id)
}

fn walk_in(world: &mut World, service: &str) -> Result<TicketId, Refusal> {
    let wish = wish(world, service);
    issue(world, wish)
}

fn at_reception(world: &mut World, service: &str) -> Result<TicketId, Refusal> {
    let wish = IssueTicket { channel: Channel::Reception, ..wish(world, service) };
    issue(world, wish)
}

fn moment(text: &str) -> chrono::DateTime<chrono::Utc> {
    World::at(text).now
}

fn set_service(world: &mut World, change: impl FnOnce(&mut shared::catalog::Service)) {
    change(world.catalog.services.iter_mut().find(|s| s.id.as_str() == CIVIL).expect("it"));
}

#[test]
fn the_lunch_break_evenings_weekends_and_holidays_say_when_it_opens_again() {
    let mut world = World::at("2026-11-23T07:59:59+07:00");
    world.catalog.hours = office_hours();
    let name = Text { vi: "Ngày nghỉ".to_owned(), en: "Day off".to_owned() };
    let date = moment("2026-11-24T08:00:00+07:00").date_naive();
    world.catalog.holidays = vec![Holiday { date, name }];
    for (now, opens) in [
        ("2026-11-23T07:59:59+07:00", "2026-11-23T08:00:00+07:00"),
        ("2026-11-23T12:00:00+07:00", "2026-11-23T13:00:00+07:00"),
        // Tuesday is a holiday.
        ("2026-11-23T17:00:00+07:00", "2026-11-25T08:00:00+07:00"),
        ("2026-11-24T10:00:00+07:00", "2026-11-25T08:00:00+07:00"),
        ("2026-11-28T10:00:00+07:00", "2026-11-30T08:00:00+07:00"),
    ] {
        world.now = moment(now);
        let refused = Err(Refusal::CenterClosed { opens_at: Some(moment(opens)) });
        assert_eq!(walk_in(&mut world, CIVIL), refused, "{now}");
    }
    let mut world = World::at("2026-11-23T11:59:59+07:00");
    world.catalog.hours = office_hours();
    walk_in(&mut world, CIVIL).expect("open to the last second");
}

#[test]
fn a_service_has_hours_of_its_own() {
    let mut world = World::at("2026-11-23T09:00:00+07:00");
    world.catalog.hours = office_hours();
    set_service(&mut world, |service| {
        service.hours =
            vec![OpeningHours { weekdays: vec![2], opens_minute: 0, closes_minute: 11 * 60 }];
    });
    let opens_at = Some(moment("2026-11-24T08:00:00+07:00"));
    assert_eq!(walk_in(&mut world, CIVIL), Err(Refusal::ServiceClosed { opens_at }));
    walk_in(&mut world, LAND).expect("another service is open");
}

#[test]
fn the_quota_binds_kiosks_and_not_reception() {
    let mut world = World::new();
    set_service(&mut world, |service| service.quota_per_day = Some(2));
    at_reception(&mut world, CIVIL).expect("reception first");
    walk_in(&mut world, CIVIL).expect("one");
    walk_in(&mut world, CIVIL).expect("two");
    assert_eq!(walk_in(&mut world, CIVIL), Err(Refusal::QuotaReached { quota: 2 }));
    at_reception(&mut world, CIVIL).expect("reception is not bound");
    world.now = moment("2026-11-24T08:00:00+07:00");
    walk_in(&mut world, CIVIL).expect("a new day");
}

#[test]
fn no_more_numbers_than_the_rest_of_the_day_can_serve() {
    let mut world = World::at("2026-11-23T16:00:00+07:00");
    world.catalog.hours = office_hours();
    set_service(&mut world, |service| service.stops_at_capacity = true);
    world.press(DESK, DeskVerb::Open).expect("open");
    // An hour at ten minutes each.
    for place in 1..=6 {
        walk_in(&mut world, CIVIL).unwrap_or_else(|refusal| panic!("{place}: {refusal}"));
    }
    assert_eq!(walk_in(&mut world, CIVIL), Err(Refusal::CapacityReached));
    at_reception(&mut world, CIVIL).expect("reception decides for itself");
    let service = ServiceId::from(CIVIL);
    (0..50).for_each(|_| world.paces.learn(&service, 120));
    walk_in(&mut world, CIVIL).expect("the desk is faster than was set");
}

#[test]
fn one_person_has_one_place_in_a_field() {
    let mut world = World::new();
    let (one, other) = (Digest(Uuid::from_u128(1)), Digest(Uuid::from_u128(2)));
    let by = |world: &mut World, person, service| {
        let wish = IssueTicket { person: Some(person), ..wish(world, service) };
        issue(world, wish)
    };
    by(&mut world, one, CIVIL).expect("a number");
    let number = "A001".into();
    assert_eq!(by(&mut world, one, CIVIL), Err(Refusal::AlreadyWaiting { number }));
    by(&mut world, other, CIVIL).expect("somebody else");
    by(&mut world, one, LAND).expect("another field");
    world.serve(DESK).expect("served");
    by(&mut world, one, CIVIL).expect("the visit is over");
    world.catalog.rules.numbers_a_person_max = Some(3);
    assert_eq!(by(&mut world, one, "business"), Err(Refusal::PersonLimit { most: 3 }));
}

fn slot(start: &str, end: &str) -> Slot {
    let starts_at = moment(start);
    let date = starts_at.with_timezone(&chrono_tz::Asia::Ho_Chi_Minh).date_naive();
    Slot { date, starts_at, ends_at: moment(end) }
}

fn book(world: &mut World, slot: Slot) -> Result<TicketId, Refusal> {
    let wish = IssueTicket { slot: Some(slot), ..wish(world, CIVIL) };
    issue(world, wish)
}

#[test]
fn an_appointment_arrives_at_its_slot_or_at_check_in_whichever_is_later() {
    let mut world = World::new();
    world.press(DESK, DeskVerb::Open).expect("open");
    let ten = slot("2026-11-23T10:00:00+07:00", "2026-11-23T10:30:00+07:00");
    let early = book(&mut world, ten).expect("booked");
    let late = book(&mut world, ten).expect("booked");
    assert_eq!(world.ticket(early).state, TicketState::Booked);
    let nobody = Err(Refusal::NobodyWaits { desk: DESK.into() });
    assert_eq!(
        world.press(DESK, DeskVerb::CallNext),
        nobody,
        "an absent appointment blocks nobody"
    );
    world.now = moment("2026-11-23T09:30:00+07:00");
    world.run(&Command::CheckIn { ticket: early }, &STAFF).expect("came early");
    assert_eq!(world.ticket(early).arrived_at, ten.starts_at);
    let walk_in = walk_in(&mut world, CIVIL).expect("a number");
    assert_eq!(world.day.next_for(&world.catalog.desks[0]), Some(walk_in), "the slot is at ten");
    world.now = moment("2026-11-23T10:10:00+07:00");
    world.run(&Command::CheckIn { ticket: late }, &STAFF).expect("came ten minutes late");
    assert_eq!(world.ticket(late).arrived_at, world.now);
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_slot_that_passed_makes_a_walk_in_of_whoever_comes_later() {
    let mut world = World::new();
    let ten = slot("2026-11-23T10:00:00+07:00", "2026-11-23T10:30:00+07:00");
    let booked = book(&mut world, ten).expect("booked");
    world.now = moment("2026-11-23T10:30:00+07:00");
    let events = world.tick();
    assert_eq!(events.last().map(|e| &e.what), Some(&EventKind::TicketLapsed { ticket: booked }));
    world.wait(60);
    world.run(&Command::CheckIn { ticket: booked }, &STAFF).expect("a walk-in");
    assert_eq!(world.ticket(booked).arrived_at, world.now);
    assert_eq!(world.call(DESK).as_deref(), Ok("A001"), "with the number of the booking");
}

#[test]
fn appointments_of_later_dates_keep_their_numbers_over_midnight() {
    let mut world = World::new();
    walk_in(&mut world, CIVIL).expect("A001 of today");
    let tomorrow = slot("2026-11-24T09:00:00+07:00", "2026-11-24T09:30:00+07:00");
    let first = book(&mut world, tomorrow).expect("booked");
    let second = book(&mut world, tomorrow).expect("booked");
    world.run(&Command::Cancel { ticket: second }, &STAFF).expect("cancelled");
    assert_eq!(world.ticket(first).number.as_str(), "A8999", "from below what kiosks keep");
    assert_eq!(world.ticket(second).number.as_str(), "A8998", "and never given again");
    let third = book(&mut world, tomorrow).expect("booked");
    assert_eq!(world.ticket(third).number.as_str(), "A8997");
    assert_eq!(walk_in(&mut world, CIVIL).map(|id| world.ticket(id).n), Ok(2));
    let date = tomorrow.date;
    assert_eq!(
        world.run(&Command::CheckIn { ticket: first }, &STAFF),
        Err(Refusal::OtherDate { date })
    );
    world.now = moment("2026-11-24T08:00:00+07:00");
    let walk_in = walk_in(&mut world, CIVIL).expect("a number");
    assert_eq!(world.ticket(walk_in).number.as_str(), "A001", "walk-ins count from the start");
    world.run(&Command::CheckIn { ticket: first }, &STAFF).expect("came");
    assert_eq!(world.replayed(), world.day);
    let last = moment("2026-11-30T00:00:00+07:00").with_timezone(&chrono_tz::Asia::Ho_Chi_Minh);
    for wrong in [
        slot("2026-12-01T09:00:00+07:00", "2026-12-01T09:30:00+07:00"),
        slot("2026-11-24T07:00:00+07:00", "2026-11-24T07:30:00+07:00"),
        slot("2026-11-24T09:00:00+07:00", "2026-11-24T09:00:00+07:00"),
    ] {
        let refused = Err(Refusal::WrongSlot { last: last.date_naive() });
        assert_eq!(book(&mut world, wrong), refused);
    }
}

#[test]
fn reception_puts_a_wrong_number_right_and_the_arrival_counts_on() {
    let mut world = World::new();
    let ticket = walk_in(&mut world, CIVIL).expect("a number");
    world.wait(10);
    walk_in(&mut world, LAND).expect("a number");
    let service = ServiceId::from(LAND);
    world.run(&Command::Correct { ticket, service }, &STAFF).expect("put right");
    assert_eq!(world.call("5").as_deref(), Ok("A001"), "before who came later");
    assert_eq!(world.day.count(&ServiceId::from(CIVIL)).issued, 1);
    assert_eq!(walk_in(&mut world, CIVIL).map(|id| world.ticket(id).n), Ok(2));
    let service = ServiceId::from(CIVIL);
    assert_eq!(
        world.run(&Command::Correct { ticket, service }, &STAFF),
        Err(Refusal::WrongTicketState { ticket }),
        "a desk transfers"
    );
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_reprint_waits_for_its_kiosk_until_that_reports() {
    let mut world = World::new();
    let ticket = walk_in(&mut world, CIVIL).expect("a number");
    world.run(&Command::Reprint { ticket, device: Some(4) }, &STAFF).expect("asked");
    assert_eq!(world.day.reprints(4).map(|t| t.id).collect::<Vec<_>>(), [ticket]);
    assert_eq!(world.day.reprints(5).count(), 0);
    let outcome = shared::day::PrintOutcome::Printed;
    world
        .run(&Command::ReportPrint { ticket, outcome }, &Actor::Device { device: 4 })
        .expect("done");
    assert_eq!(world.day.reprints(4).count(), 0);
    assert_eq!(world.ticket(ticket).reprints, 1);
}

fn standing(world: &World) -> Vec<AlarmKind> {
    world.day.alarms().map(|(alarm, _)| alarm.kind).collect()
}

#[test]
fn alarms_come_and_go_with_the_clock() {
    let mut world = World::new();
    set_service(&mut world, |service| {
        service.limits.wait_minutes_max = Some(10);
        service.limits.line_max = Some(1);
        service.limits.service_minutes_max = Some(30);
    });
    world.press(DESK, DeskVerb::Open).expect("open");
    walk_in(&mut world, CIVIL).expect("a number");
    walk_in(&mut world, CIVIL).expect("a number");
    world.tick();
    assert_eq!(standing(&world), [AlarmKind::LineOverLimit]);
    world.wait_seconds(5 * 60 + 1);
    world.tick();
    assert_eq!(standing(&world), [AlarmKind::LineOverLimit, AlarmKind::DeskIdle]);
    world.wait(5);
    world.tick();
    assert_eq!(standing(&world).first(), Some(&AlarmKind::WaitOverLimit));
    world.press(DESK, DeskVerb::CallNext).expect("a call");
    world.wait_seconds(5 * 60 + 1);
    world.tick();
    assert_eq!(standing(&world), [AlarmKind::WaitOverLimit, AlarmKind::CalledNotStarted]);
    world.press(DESK, DeskVerb::Start).expect("came");
    world.wait_seconds(30 * 60 + 1);
    world.tick();
    assert_eq!(standing(&world), [AlarmKind::WaitOverLimit, AlarmKind::ServiceOverLimit]);
    world.press(DESK, DeskVerb::Finish).expect("served");
    world.serve(DESK).expect("the other");
    world.tick();
    assert_eq!(standing(&world), []);
    assert_eq!(world.tick(), vec![], "a tick that changes nothing writes nothing");
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_newcomer_at_the_head_of_the_line_does_not_excuse_an_idle_desk() {
    let mut world = World::new();
    world.press(DESK, DeskVerb::Open).expect("open");
    walk_in(&mut world, CIVIL).expect("a number");
    world.wait(5);
    let wish = world.wish(CIVIL, Some("elderly"));
    issue(&mut world, wish).expect("first in line now");
    world.wait_seconds(1);
    world.tick();
    assert_eq!(standing(&world), [AlarmKind::DeskIdle]);
}

#[test]
fn whoever_waits_at_midnight_lapses_or_keeps_the_place() {
    for carries in [false, true] {
        let mut world = World::at("2026-11-23T23:59:00+07:00");
        world.catalog.rules.carries_waiting = carries;
        let waiting = walk_in(&mut world, CIVIL).expect("a number");
        world.now = moment("2026-11-24T00:01:00+07:00");
        world.tick();
        let new = walk_in(&mut world, CIVIL).expect("a number");
        if carries {
            assert_eq!(world.ticket(waiting).state, TicketState::Waiting);
            assert_eq!(world.ticket(new).number.as_str(), "A002", "A001 still waits");
            assert_eq!(world.call(DESK).as_deref(), Ok("A001"));
        } else {
            assert_eq!(world.day.ticket(waiting), None);
            assert_eq!(world.ticket(new).number.as_str(), "A001");
        }
        assert_eq!(world.replayed(), world.day);
    }
}

#[test]
fn around_seven_in_the_morning_nothing_turns() {
    // 07:00 local is midnight in UTC.
    let mut world = World::at("2026-11-23T06:59:59+07:00");
    walk_in(&mut world, CIVIL).expect("a number");
    let date = world.day.business_date();
    for now in ["2026-11-23T07:00:00+07:00", "2026-11-23T07:01:00+07:00"] {
        world.now = moment(now);
        walk_in(&mut world, CIVIL).expect("a number");
        assert_eq!(world.day.business_date(), date, "{now}");
    }
    assert_eq!(world.numbered("A003").n, 3);
}

#[test]
fn what_lapses_at_a_desk_overnight_is_left_out_of_averages() {
    let mut world = World::at("2026-11-23T16:00:00+07:00");
    let forgotten = walk_in(&mut world, CIVIL).expect("a number");
    world.wait(30);
    world.call(DESK).expect("a call");
    world.now = moment("2026-11-24T00:00:00+07:00");
    let events = world.tick();
    assert_eq!(events[0].what, EventKind::TicketLapsed { ticket: forgotten });
    let count = world.day.count(&ServiceId::from(CIVIL));
    assert_eq!((count.called, count.wait_seconds_sum), (0, 0));
    assert_eq!(world.day.desk(&DeskId::from(DESK)).ticket, None);
}

#[test]
fn always_first_is_a_head_start_of_a_day() {
    let mut world = World::at("2026-11-23T16:00:00+07:00");
    world.catalog.priorities[0].head_start_minutes = 1440;
    let class = world.catalog.priorities[0].id.clone();
    walk_in(&mut world, CIVIL).expect("came first");
    world.wait(59);
    let wish = IssueTicket {
        priority: Some(class),
        ..IssueTicket::walk_in(world.fresh_id(), ServiceId::from(CIVIL), Language::Vi)
    };
    issue(&mut world, wish).expect("came an hour later");
    assert_eq!(world.call(DESK).as_deref(), Ok("A002"));
}
