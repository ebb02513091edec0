//! Stories of one business day, told to the pure rules.

mod world;

use chrono::TimeDelta;
use shared::day::{
    ALARMS_EVERY_SECONDS, Command, DeskCommand, DeskState, DeskVerb, EventKind, PrintOutcome,
    Refusal, TicketState,
};
use shared::ids::{DeskId, ProcedureId, ServiceId};
use world::{KIOSK, STAFF, World};

const CIVIL: &str = "civil-status";
const LAND: &str = "land-building";
const DESK: &str = "1";

#[test]
fn one_visit_from_the_number_to_the_end_with_its_times() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    assert_eq!(ticket.number.as_str(), "A001");
    assert_eq!(ticket.state, TicketState::Waiting);
    world.wait(12);
    assert_eq!(world.call(DESK).as_deref(), Ok("A001"));
    world.wait_seconds(40);
    world.press(DESK, DeskVerb::Recall).expect("a second call");
    world.wait_seconds(20);
    world.press(DESK, DeskVerb::Start).expect("the person came");
    world.wait_seconds(300);
    world.press(DESK, DeskVerb::Finish).expect("served");
    let done = world.day.ticket(ticket.id).expect("the ticket");
    assert_eq!(done.state, TicketState::Done);
    assert_eq!(done.waiting_seconds(), Some(12 * 60), "to the first call");
    assert_eq!(done.way_seconds(), Some(20), "from the last call");
    assert_eq!(done.service_seconds(), Some(300));
    assert_eq!(done.recalls, 1);
    let desk = world.day.desk(&DeskId::from(DESK));
    assert_eq!((desk.ticket, desk.served, desk.service_seconds_sum), (None, 1, 300));
    let count = world.day.count(&ServiceId::from(CIVIL));
    assert_eq!((count.issued, count.called, count.served, count.missed), (1, 1, 1, 0));
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn numbers_run_by_service_and_ids_make_asking_again_harmless() {
    let mut world = World::new();
    let first = world.wish(CIVIL, None);
    world.run(&Command::IssueTicket(Box::new(first.clone())), &KIOSK).expect("a number");
    assert_eq!(world.run(&Command::IssueTicket(Box::new(first.clone())), &KIOSK), Ok(vec![]));
    let mut other = first.clone();
    other.service = ServiceId::from(LAND);
    assert_eq!(
        world.run(&Command::IssueTicket(Box::new(other)), &KIOSK),
        Err(Refusal::DifferentBody)
    );
    assert_eq!(world.issue(LAND).number.as_str(), "C001");
    assert_eq!(world.issue(CIVIL).number.as_str(), "A002");
}

#[test]
fn what_the_catalogue_does_not_know_is_refused() {
    let mut world = World::new();
    let unknown_service = world.wish("no-such", None);
    let unknown_priority = world.wish(CIVIL, Some("no-such"));
    let mut foreign_procedure = world.wish(CIVIL, None);
    foreign_procedure.procedure = Some(ProcedureId::from("house-building-permit"));
    for (wish, refusal) in [
        (unknown_service, Refusal::UnknownService),
        (unknown_priority, Refusal::UnknownPriority),
        (foreign_procedure, Refusal::UnknownProcedure),
    ] {
        assert_eq!(world.run(&Command::IssueTicket(Box::new(wish)), &KIOSK), Err(refusal));
    }
    assert_eq!(world.press("99", DeskVerb::Open), Err(Refusal::UnknownDesk));
    assert_eq!(world.log, vec![], "refusals leave no trace");
}

#[test]
fn the_range_of_numbers_ends_with_a_refusal_and_is_never_left() {
    let mut world = World::new();
    let service = world.catalog.services.iter_mut().find(|s| s.id.as_str() == CIVIL);
    let service = service.expect("the service");
    (service.range_first, service.range_last) = (998, 1000);
    let numbers: Vec<String> = (0..3).map(|_| world.issue(CIVIL).number.to_string()).collect();
    assert_eq!(numbers, ["A998", "A999", "A1000"]);
    let wish = world.wish(CIVIL, None);
    assert_eq!(
        world.run(&Command::IssueTicket(Box::new(wish)), &KIOSK),
        Err(Refusal::NumbersUsedUp)
    );
}

#[test]
fn a_closed_center_gives_no_number_but_serves_those_inside() {
    let mut world = World::at("2026-11-23T16:59:00+07:00");
    for hours in &mut world.catalog.hours {
        (hours.opens_minute, hours.closes_minute) = (8 * 60, 17 * 60);
    }
    world.issue(CIVIL);
    world.wait(1);
    let wish = world.wish(CIVIL, None);
    assert_eq!(
        world.run(&Command::IssueTicket(Box::new(wish)), &KIOSK),
        Err(Refusal::CenterClosed { opens_at: Some(World::at("2026-11-24T08:00:00+07:00").now) })
    );
    assert_eq!(world.serve(DESK).as_deref(), Ok("A001"));
}

#[test]
fn a_head_start_goes_before_those_who_came_less_than_it_earlier() {
    let mut world = World::new();
    world.issue(CIVIL);
    world.wait(20);
    world.issue(CIVIL);
    world.wait(9);
    world.issue_with(CIVIL, Some("elderly"));
    world.wait(1);
    world.issue_with(CIVIL, Some("merit"));
    let order: Vec<String> = (0..4).map(|_| world.serve(DESK).expect("someone")).collect();
    assert_eq!(order, ["A003", "A001", "A004", "A002"]);
}

#[test]
fn a_desk_helps_elsewhere_only_when_its_own_work_is_done_or_theirs_is_old() {
    let mut world = World::new();
    // Desk 1 has civil status as its own and certification with a delay of ten minutes.
    world.issue("certification");
    world.wait(9);
    world.issue(CIVIL);
    assert_eq!(world.serve(DESK).as_deref(), Ok("A001"), "its own first");
    assert_eq!(world.serve(DESK).as_deref(), Ok("B001"), "at once when nothing else waits");
    world.issue("certification");
    world.wait(11);
    world.issue(CIVIL);
    assert_eq!(world.serve(DESK).as_deref(), Ok("B002"), "older than the delay");
}

#[test]
fn the_list_of_a_desk_is_the_order_in_which_it_calls() {
    let mut world = World::new();
    for minute in 0..12 {
        let service = ["certification", CIVIL][usize::from(minute % 3 == 0)];
        world.issue_with(service, (minute % 5 == 0).then_some("elderly"));
        world.wait(3);
    }
    let desk = world.catalog.desk(&DeskId::from(DESK)).expect("the desk").clone();
    let listed = |world: &World, most| -> Vec<String> {
        let tickets = world.day.in_call_order(&desk, most);
        tickets.iter().map(|ticket| ticket.number.to_string()).collect()
    };
    let all = listed(&world, 100);
    assert_eq!(listed(&world, 4), all[..4]);
    let called: Vec<String> = (0..12).map(|_| world.serve(DESK).expect("someone")).collect();
    assert_eq!(called, all);
}

#[test]
fn verbs_in_the_wrong_state_are_refused_and_change_no_times() {
    let mut world = World::new();
    world.issue(CIVIL);
    world.issue(CIVIL);
    let wrong = || Err(Refusal::WrongState { desk: DeskId::from(DESK) });
    assert_eq!(
        world.press(DESK, DeskVerb::CallNext),
        Err(Refusal::DeskClosed { desk: DeskId::from(DESK) })
    );
    for verb in [DeskVerb::Recall, DeskVerb::Start, DeskVerb::Finish, DeskVerb::NoShow] {
        assert_eq!(world.press(DESK, verb.clone()), wrong(), "{verb:?} with nobody at the desk");
    }
    world.call(DESK).expect("a call");
    assert_eq!(world.press(DESK, DeskVerb::Finish), wrong(), "not started");
    let before = world.day.clone();
    let ticket = before.desk(&DeskId::from(DESK)).ticket.expect("a ticket");
    for verb in [DeskVerb::CallNext, DeskVerb::Close] {
        assert_eq!(
            world.press(DESK, verb),
            Err(Refusal::DeskBusy { desk: DeskId::from(DESK), ticket })
        );
    }
    assert_eq!(world.day, before);
    world.press(DESK, DeskVerb::Start).expect("the person came");
    for verb in [DeskVerb::Recall, DeskVerb::Start, DeskVerb::NoShow] {
        assert_eq!(world.press(DESK, verb.clone()), wrong(), "{verb:?} while serving");
    }
}

#[test]
fn a_late_key_never_acts_on_the_next_person() {
    let mut world = World::new();
    let first = world.issue(CIVIL);
    world.issue(CIVIL);
    world.serve(DESK).expect("the first");
    world.call(DESK).expect("the second");
    let late = DeskCommand {
        desk: DeskId::from(DESK),
        verb: DeskVerb::NoShow,
        ticket: Some(first.id),
        command: None,
    };
    assert_eq!(
        world.run(&Command::Desk(late), &STAFF),
        Err(Refusal::SomeoneElseActed { desk: DeskId::from(DESK) })
    );
}

#[test]
fn a_no_show_frees_the_desk_and_is_its_own_state() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    world.call(DESK).expect("a call");
    world.press(DESK, DeskVerb::NoShow).expect("nobody came");
    let missed = world.day.ticket(ticket.id).expect("the ticket");
    assert_eq!(missed.state, TicketState::NoShow);
    assert_eq!(missed.service_seconds(), None);
    assert_eq!(world.day.count(&ServiceId::from(CIVIL)).missed, 1);
    assert_eq!(
        world.press(DESK, DeskVerb::CallNext),
        Err(Refusal::NobodyWaits { desk: DeskId::from(DESK) })
    );
}

#[test]
fn two_calls_within_a_second_both_stand_on_the_board_and_a_recall_comes_first() {
    let mut world = World::new();
    world.issue(CIVIL);
    world.issue(LAND);
    world.call(DESK).expect("a call");
    world.call("5").expect("a call");
    let shown = |world: &World| -> Vec<String> {
        let numbers = world.day.calls().filter_map(|call| world.day.ticket(call.ticket));
        numbers.map(|ticket| ticket.number.to_string()).collect()
    };
    assert_eq!(shown(&world), ["C001", "A001"]);
    world.press(DESK, DeskVerb::Recall).expect("a recall");
    assert_eq!(shown(&world), ["A001", "C001"]);
}

#[test]
fn paper_that_did_not_come_is_remembered_until_the_call() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    let report = |outcome| Command::ReportPrint { ticket: ticket.id, outcome };
    world.run(&report(PrintOutcome::Failed), &KIOSK).expect("kept");
    assert_eq!(world.run(&report(PrintOutcome::Failed), &KIOSK), Ok(vec![]), "said before");
    assert_eq!(world.day.unprinted().count(), 1);
    world.run(&report(PrintOutcome::Printed), &KIOSK).expect("kept");
    assert_eq!(world.day.unprinted().count(), 0);
    world.run(&report(PrintOutcome::Unknown), &KIOSK).expect("kept");
    world.call(DESK).expect("a call");
    assert_eq!(world.day.unprinted().count(), 0, "the person is at the desk");
    let nobody = world.fresh_id();
    let stray = Command::ReportPrint { ticket: nobody, outcome: PrintOutcome::Failed };
    assert_eq!(world.run(&stray, &KIOSK), Err(Refusal::UnknownTicket));
}

#[test]
fn the_day_turns_at_local_midnight_not_at_seven() {
    let mut world = World::at("2026-11-23T23:59:59+07:00");
    assert_eq!(world.issue(CIVIL).number.as_str(), "A001");
    world.wait_seconds(1);
    assert_eq!(world.issue(CIVIL).number.as_str(), "A001", "a new day begins at one");
    let mut world = World::at("2026-11-23T06:59:59+07:00");
    world.issue(CIVIL);
    world.wait_seconds(1);
    assert_eq!(world.issue(CIVIL).number.as_str(), "A002", "midnight in UTC is no turn");
}

#[test]
fn midnight_lapses_who_waits_and_keeps_who_is_served() {
    let mut world = World::at("2026-11-23T23:50:00+07:00");
    let served = world.issue(CIVIL);
    let waiting = world.issue(CIVIL);
    world.call(DESK).expect("a call");
    world.press(DESK, DeskVerb::Start).expect("the person came");
    world.press("2", DeskVerb::Open).expect("open");
    world.wait(15);
    let kinds: Vec<&str> = world.tick().iter().map(|event| event.what.name()).collect();
    assert_eq!(kinds, ["ticket_lapsed", "day_opened"]);
    assert_eq!(world.tick(), vec![], "once");
    assert_eq!(world.day.ticket(waiting.id), None);
    assert_eq!(world.day.desk(&DeskId::from(DESK)).state, DeskState::Open);
    assert_eq!(world.day.desk(&DeskId::from("2")).state, DeskState::Closed, "forgotten open");
    assert_eq!(world.issue(CIVIL).number.as_str(), "A002", "A001 is still in the house");
    world.press(DESK, DeskVerb::Finish).expect("served");
    assert_eq!(world.day.ticket(served.id).map(|t| t.state), Some(TicketState::Done));
    let opened = world.log.iter().position(|logged| {
        matches!(logged.event.what, EventKind::DayOpened { .. }) && logged.seq > 1
    });
    let tail = &world.log[opened.expect("the turn")..];
    assert_eq!(world::replay(tail), world.day, "replay may begin at the turn");
}

#[test]
fn a_wish_sent_again_just_after_midnight_makes_no_second_ticket() {
    let mut world = World::at("2026-11-23T23:59:59+07:00");
    let wish = Command::IssueTicket(Box::new(world.wish(CIVIL, None)));
    world.run(&wish, &KIOSK).expect("a number");
    world.wait_seconds(2);
    assert_eq!(world.run(&wish, &KIOSK), Ok(vec![]));
}

#[test]
fn a_ticket_forgotten_at_a_desk_in_the_evening_lapses_at_midnight() {
    let mut world = World::at("2026-11-23T17:00:00+07:00");
    let forgotten = world.issue(CIVIL);
    world.call(DESK).expect("a call");
    world.wait(8 * 60);
    let events = world.tick();
    assert_eq!(events[0].what, EventKind::TicketLapsed { ticket: forgotten.id });
    assert_eq!(world.day.desk(&DeskId::from(DESK)).ticket, None);
}

#[test]
fn a_clock_set_back_repeats_no_number_and_no_date() {
    for moment in ["2026-11-22T08:00:00+07:00", "1970-01-01T00:00:00+00:00"] {
        let mut world = World::new();
        world.issue(CIVIL);
        let (date, last) = (world.day.business_date(), world.day.last_at());
        world.now = World::at(moment).now;
        assert_eq!(world.issue(CIVIL).number.as_str(), "A002");
        assert_eq!(world.day.business_date(), date);
        assert_eq!(world.day.last_at(), last, "time never moves back");
    }
}

#[test]
fn the_next_due_moment_is_the_next_local_midnight() {
    let mut world = World::at("2026-11-23T08:00:00+07:00");
    world.tick();
    let soon = world.now + TimeDelta::seconds(ALARMS_EVERY_SECONDS);
    assert_eq!(world.day.next_due(&world.catalog, world.now), soon, "to look at the alarms");
    world.now = World::at("2026-11-23T23:59:58+07:00").now;
    let due = world.day.next_due(&world.catalog, world.now);
    assert_eq!(due, World::at("2026-11-24T00:00:00+07:00").now);
    world.now = due - TimeDelta::milliseconds(1);
    assert_eq!(world.tick(), vec![]);
    world.now = due + TimeDelta::seconds(1);
    assert_eq!(world.day.next_due(&world.catalog, world.now), due, "still due when missed");
    assert_eq!(world.tick().len(), 1);
}
