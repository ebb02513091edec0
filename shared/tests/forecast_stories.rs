//! What those who wait are told: stories with the sample center.

mod world;

use shared::day::{DeskVerb, Estimate, Forecast, TransferTo};
use shared::ids::{DeskId, PauseReasonId, ServiceId, TicketId};
use world::World;

const CIVIL: &str = "civil-status";
const LAND: &str = "land-building";
const PAPERS: &str = "certification";

fn forecast(world: &World) -> Forecast {
    Forecast::new(&world.day, &world.catalog, &world.paces, world.now)
}

fn told(world: &World, ticket: TicketId) -> Estimate {
    forecast(world).of_ticket(ticket).expect("it waits")
}

fn newcomer(world: &World, service: &str) -> Estimate {
    forecast(world).of_newcomer(&ServiceId::from(service), 0)
}

/// Opens a desk and lets it serve somebody of a service for a moment already.
fn keep_busy(world: &mut World, desk: &str, service: &str) {
    world.issue(service);
    world.call(desk).expect("a call");
    world.press(desk, DeskVerb::Start).expect("the person came");
}

#[test]
fn a_free_desk_calls_at_once() {
    let mut world = World::new();
    world.press("1", DeskVerb::Open).expect("open");
    let estimate = newcomer(&world, CIVIL);
    assert_eq!((estimate.people_ahead, estimate.likely_minutes), (0, 0));
    assert!(estimate.cautious_minutes <= 2, "{estimate:?}");
    let ticket = world.issue(CIVIL);
    assert_eq!(told(&world, ticket.id).likely_minutes, 0);
}

#[test]
fn each_further_person_is_told_of_one_more_and_no_shorter_wait() {
    let mut world = World::new();
    keep_busy(&mut world, "1", CIVIL);
    let mut last = Estimate::default();
    for ahead in 0..12 {
        let before = newcomer(&world, CIVIL);
        let ticket = world.issue(CIVIL);
        let estimate = told(&world, ticket.id);
        assert_eq!(estimate.people_ahead, ahead);
        assert_eq!(before.people_ahead, ahead);
        let differs = before.likely_minutes.abs_diff(estimate.likely_minutes);
        assert!(differs <= 2, "told {before:?} before taking a number, then {estimate:?}");
        assert!(estimate.likely_minutes >= last.likely_minutes, "{estimate:?} after {last:?}");
        assert!(estimate.cautious_minutes >= estimate.likely_minutes);
        last = estimate;
    }
    // Eleven at ten minutes each, and the one at the desk.
    assert!((90..=140).contains(&last.likely_minutes), "{last:?}");
    world.wait(5);
    assert_eq!(
        newcomer(&world, CIVIL),
        newcomer(&world, CIVIL),
        "the same moment, the same answer"
    );
}

#[test]
fn a_head_start_shortens_the_wait_and_lengthens_that_of_others() {
    let mut world = World::new();
    keep_busy(&mut world, "1", CIVIL);
    let first = world.issue(CIVIL);
    let before = told(&world, first.id);
    world.wait(1);
    let elderly = world.issue_with(CIVIL, Some("elderly"));
    assert_eq!(told(&world, elderly.id).people_ahead, 0);
    assert_eq!(told(&world, first.id).people_ahead, 1);
    assert!(told(&world, first.id).likely_minutes >= before.likely_minutes + 4);
    let civil = ServiceId::from(CIVIL);
    let of_class = forecast(&world).of_newcomer(&civil, 30);
    assert!(of_class.likely_minutes < newcomer(&world, CIVIL).likely_minutes, "{of_class:?}");
    assert_eq!(of_class, forecast(&world).of_newcomer(&civil, 45), "the next smaller class");
}

#[test]
fn more_desks_mean_shorter_waits_and_a_helper_counts_for_what_it_gives() {
    let mut world = World::new();
    for desk in ["5", "6"] {
        keep_busy(&mut world, desk, LAND);
    }
    for _ in 0..10 {
        world.issue(LAND);
    }
    let two = newcomer(&world, LAND).likely_minutes;
    keep_busy(&mut world, "7", LAND);
    let three = newcomer(&world, LAND).likely_minutes;
    assert!(three * 5 < two * 4, "{three} of {two}");
    // Desk 8 has a queue of its own, before which land comes only once it has waited ten minutes longer.
    for _ in 0..8 {
        world.issue("reception-results");
    }
    keep_busy(&mut world, "8", "reception-results");
    let helped = newcomer(&world, LAND).likely_minutes;
    assert!(helped <= three && helped * 4 > three * 3, "{helped} of {three}");
}

#[test]
fn those_of_another_queue_take_a_shared_desk() {
    let mut world = World::new();
    keep_busy(&mut world, "1", CIVIL);
    let alone = newcomer(&world, PAPERS);
    for _ in 0..4 {
        world.issue(CIVIL);
    }
    let shared = newcomer(&world, PAPERS);
    assert_eq!(shared.people_ahead, 0, "nobody of this queue");
    assert!(shared.likely_minutes >= alone.likely_minutes + 20, "{alone:?}, {shared:?}");
}

#[test]
fn a_paused_desk_comes_back_and_a_service_without_a_desk_gets_one() {
    let mut world = World::new();
    let nobody = newcomer(&world, LAND);
    assert_eq!(nobody.likely_minutes, 0, "a desk must open");
    world.press("5", DeskVerb::Open).expect("open");
    world.press("5", DeskVerb::Pause { reason: PauseReasonId::from("meal") }).expect("a pause");
    let paused = newcomer(&world, LAND).likely_minutes;
    assert!((5..=40).contains(&paused), "{paused}");
}

#[test]
fn a_planned_desk_counts_from_the_hour_at_which_it_opens() {
    let mut world = World::at("2026-11-23T07:30:00+07:00");
    let hours = shared::catalog::OpeningHours {
        weekdays: vec![1, 2, 3, 4, 5],
        opens_minute: 480,
        closes_minute: 1_020,
    };
    for desk in &mut world.catalog.desks {
        desk.planned = vec![hours.clone()];
    }
    let ticket = world.issue(CIVIL);
    assert_eq!(told(&world, ticket.id).likely_minutes, 30, "until eight");
}

#[test]
fn nobody_is_called_over_lunch() {
    let mut world = World::at("2026-11-23T11:20:00+07:00");
    let stretch = |opens_minute, closes_minute| shared::catalog::OpeningHours {
        weekdays: vec![1],
        opens_minute,
        closes_minute,
    };
    world.catalog.hours = vec![stretch(480, 690), stretch(810, 1_020)];
    keep_busy(&mut world, "5", LAND);
    for _ in 0..4 {
        world.issue(LAND);
    }
    let estimate = newcomer(&world, LAND);
    assert!((130..=220).contains(&estimate.likely_minutes), "{estimate:?}");
}

#[test]
fn whoever_waits_for_one_desk_waits_for_that_desk() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    keep_busy(&mut world, "2", PAPERS);
    assert_eq!(world.call("1").as_deref(), Ok("A001"));
    let verb = DeskVerb::Transfer { to: TransferTo::Desk(DeskId::from("2")), note: None };
    world.press("1", verb).expect("sent to desk 2");
    // Desk 1 is free, but it is desk 2 that is to call.
    let bound = told(&world, ticket.id);
    assert!(bound.likely_minutes >= 3, "{bound:?}");
    assert_eq!(newcomer(&world, CIVIL).likely_minutes, 0, "desk 1 is free for others");
}

#[test]
fn a_timed_hold_comes_back_before_those_who_came_later() {
    let mut world = World::new();
    keep_busy(&mut world, "1", CIVIL);
    world.wait(1);
    let waits = world.issue(CIVIL);
    world.press("1", DeskVerb::Hold { minutes: Some(1), note: None }).expect("set aside");
    world.call("1").expect("the one who waited");
    let next = world.issue(CIVIL);
    let with_hold = told(&world, next.id);
    assert_eq!(with_hold.people_ahead, 0, "who is set aside does not wait");
    let mut other = World::new();
    keep_busy(&mut other, "1", CIVIL);
    let alone = other.issue(CIVIL);
    let without = told(&other, alone.id);
    assert!(with_hold.likely_minutes >= without.likely_minutes + 5, "{with_hold:?}, {without:?}");
    assert_eq!(forecast(&world).of_ticket(waits.id), None, "at the desk, not waiting");
}

#[test]
fn learned_paces_count_more_than_the_set_one() {
    let mut world = World::new();
    keep_busy(&mut world, "1", CIVIL);
    for _ in 0..6 {
        world.issue(CIVIL);
    }
    let set = newcomer(&world, CIVIL).likely_minutes;
    for _ in 0..100 {
        world.paces.learn(&ServiceId::from(CIVIL), 120);
    }
    let learned = newcomer(&world, CIVIL).likely_minutes;
    assert!(learned * 3 < set, "two minutes each instead of ten: {learned} of {set}");
}

#[test]
fn an_unknown_service_is_promised_nothing() {
    let world = World::new();
    assert_eq!(newcomer(&world, "no-such"), Estimate::default());
}
