//! What a desk does beside calling and finishing: holds, transfers, undo, pauses, several services.

mod world;

use chrono::TimeDelta;
use shared::catalog::ArrivalRule;
use shared::day::{
    Actor, Command, Day, DeskCommand, DeskState, DeskVerb, EventKind, IssueTicket, Refusal,
    TicketState, TransferTo,
};
use shared::ids::{CommandId, DeskId, NoteId, PauseReasonId, ServiceId, TicketNumber};
use uuid::Uuid;
use world::{KIOSK, STAFF, World};

const CIVIL: &str = "civil-status";
const LAND: &str = "land-building";
/// Serves civil status, and certification ten minutes later.
const DESK: &str = "1";
/// Serves land alone.
const LAND_DESK: &str = "5";

fn hold(minutes: Option<u32>) -> DeskVerb {
    DeskVerb::Hold { minutes, note: None }
}

fn to_service(service: &str) -> DeskVerb {
    DeskVerb::Transfer { to: TransferTo::Service(ServiceId::from(service)), note: None }
}

fn to_desk(desk: &str) -> DeskVerb {
    DeskVerb::Transfer { to: TransferTo::Desk(DeskId::from(desk)), note: None }
}

fn back() -> DeskVerb {
    DeskVerb::Transfer { to: TransferTo::Back, note: None }
}

fn resume(number: &str) -> DeskVerb {
    DeskVerb::Resume { number: TicketNumber::from(number) }
}

fn call(number: &str) -> DeskVerb {
    DeskVerb::Call { number: TicketNumber::from(number) }
}

fn undo() -> DeskVerb {
    DeskVerb::Undo { command: None }
}

fn desk() -> DeskId {
    DeskId::from(DESK)
}

/// Two days that differ at most in what undo cannot restore: the sequence and what can be undone.
fn assert_same(now: &Day, before: &Day) {
    assert_eq!(now.tickets().count(), before.tickets().count());
    for ticket in before.tickets() {
        assert_eq!(now.ticket(ticket.id), Some(ticket));
    }
    for (id, desk) in before.desks() {
        assert_eq!(now.desk(id), *desk);
    }
    for service in before.tickets().map(|ticket| &ticket.service) {
        let numbers = |day: &Day| day.queue(service).map(|t| t.number.clone()).collect::<Vec<_>>();
        assert_eq!(numbers(now), numbers(before));
        assert_eq!(now.count(service), before.count(service));
        assert_eq!(now.waiting(service), before.waiting(service));
    }
    assert_eq!(now.calls().collect::<Vec<_>>(), before.calls().collect::<Vec<_>>());
    assert_eq!(now.held().collect::<Vec<_>>(), before.held().collect::<Vec<_>>());
}

#[test]
fn a_hold_is_no_service_and_a_resumed_person_goes_on() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    world.wait(3);
    world.call(DESK).expect("a call");
    world.wait_seconds(20);
    world.press(DESK, DeskVerb::Start).expect("the person came");
    world.wait_seconds(200);
    world.press(DESK, hold(None)).expect("set aside");
    assert_eq!(world.at_desk(DESK), None);
    assert_eq!(world.ticket(ticket.id).state, TicketState::Held);
    world.wait(30);
    world.press(DESK, resume("A001")).expect("called back");
    assert_eq!(world.ticket(ticket.id).state, TicketState::Called);
    world.wait_seconds(10);
    world.press(DESK, DeskVerb::Start).expect("the person came back");
    world.wait_seconds(100);
    world.press(DESK, DeskVerb::Finish).expect("served");
    let done = world.ticket(ticket.id);
    assert_eq!(done.waiting_seconds(), Some(180), "to the first call");
    assert_eq!(done.way_seconds(), Some(20), "of the first call");
    assert_eq!(done.service_seconds(), Some(300), "less the hold");
    assert_eq!(world.day.desk(&desk()).service_seconds_sum, 300);
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_timed_hold_comes_back_by_itself_to_its_old_place() {
    let mut world = World::new();
    let held = world.issue(CIVIL);
    world.wait(1);
    world.issue(CIVIL);
    world.call(DESK).expect("a call");
    world.press(DESK, hold(Some(5))).expect("set aside for five minutes");
    assert_eq!(world.day.waiting(&ServiceId::from(CIVIL)), 1);
    world.wait_seconds(299);
    world.tick();
    assert_eq!(world.ticket(held.id).state, TicketState::Held);
    assert_eq!(
        world.day.next_due(&world.catalog, world.now),
        world.now + TimeDelta::seconds(1),
        "the clock is asked at the end of the hold"
    );
    world.wait_seconds(1);
    let events = world.press(DESK, DeskVerb::CallNext).expect("a call");
    assert_eq!(events[0].what, EventKind::HoldEnded { ticket: held.id }, "even before a tick");
    assert_eq!(world.at_desk(DESK).as_deref(), Some("A001"), "before whoever came later");
    for minutes in [0, 481] {
        let refused = Err(Refusal::WrongHold { desk: desk() });
        assert_eq!(world.press(DESK, hold(Some(minutes))), refused);
    }
}

#[test]
fn a_transfer_keeps_number_arrival_and_the_first_legs_times() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    world.wait(2);
    world.issue(LAND);
    world.wait(1);
    world.call(DESK).expect("a call");
    world.press(DESK, DeskVerb::Start).expect("the person came");
    world.wait_seconds(120);
    world.press(DESK, to_service(LAND)).expect("sent on");
    let waiting = world.ticket(ticket.id);
    assert_eq!((waiting.number.as_str(), waiting.state), ("A001", TicketState::Waiting));
    assert_eq!(waiting.arrived_at, ticket.arrived_at, "the arrival is kept");
    assert_eq!(waiting.legs[0].service_seconds, Some(120));
    assert_eq!(waiting.legs[0].waiting_seconds(), Some(180));
    world.wait(4);
    assert_eq!(world.call(LAND_DESK).as_deref(), Ok("A001"), "before the later land ticket");
    let there = world.ticket(ticket.id);
    assert_eq!(there.waiting_seconds(), Some(240), "the second wait counts from the transfer");
    world.press(LAND_DESK, back()).expect("sent back");
    assert_eq!(world.ticket(ticket.id).wanted_desk, Some(desk()), "to the very desk");
    assert_eq!(world.call("2").err(), Some(Refusal::NobodyWaits { desk: "2".into() }));
    assert_eq!(world.call(DESK).as_deref(), Ok("A001"));
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn a_transfer_can_renew_the_arrival() {
    let mut world = World::new();
    world.catalog.rules.transfer_arrival = ArrivalRule::Renewed;
    let ticket = world.issue(CIVIL);
    world.wait(1);
    world.issue(LAND);
    world.wait(1);
    world.call(DESK).expect("a call");
    world.press(DESK, to_service(LAND)).expect("sent on");
    assert_eq!(world.ticket(ticket.id).arrived_at, world.now);
    assert_eq!(world.call(LAND_DESK).as_deref(), Ok("C001"), "who came there first");
}

#[test]
fn who_is_sent_to_a_desk_waits_for_it_alone_until_it_closes() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    world.press("2", DeskVerb::Open).expect("open");
    world.press("3", DeskVerb::Open).expect("open");
    world.call(DESK).expect("a call");
    assert_eq!(
        world.press(DESK, to_desk("4")),
        Err(Refusal::TargetClosed { desk: desk(), target: "4".into() }),
        "nobody is sent to a closed desk"
    );
    world.press(DESK, to_desk("2")).expect("sent to desk 2");
    assert_eq!(world.call("3").err(), Some(Refusal::NobodyWaits { desk: "3".into() }));
    world.press("2", DeskVerb::Pause { reason: PauseReasonId::from("break") }).expect("a pause");
    assert_eq!(world.ticket(ticket.id).wanted_desk, Some("2".into()), "a pause is short");
    world.press("2", DeskVerb::Close).expect("closed");
    assert_eq!(world.ticket(ticket.id).wanted_desk, None);
    assert_eq!(world.call("3").as_deref(), Ok("A001"), "nobody is stuck behind a closed desk");
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn undo_takes_back_the_last_commands_exactly() {
    let mut world = World::new();
    for _ in 0..3 {
        world.issue(CIVIL);
    }
    world.call(DESK).expect("a call");
    world.wait(1);
    world.press(DESK, DeskVerb::Start).expect("the person came");
    world.wait(4);
    for verb in [
        hold(None),
        hold(Some(5)),
        to_service(LAND),
        DeskVerb::Finish,
        DeskVerb::Pause { reason: PauseReasonId::from("meal") },
    ] {
        let before = world.day.clone();
        world.press(DESK, verb).expect("done");
        world.wait_seconds(5);
        world.press(DESK, undo()).expect("taken back");
        assert_same(&world.day, &before);
    }
    let before = world.day.clone();
    world.press(DESK, DeskVerb::Finish).expect("served");
    let between = world.day.clone();
    world.press(DESK, DeskVerb::CallNext).expect("a call");
    world.press(DESK, undo()).expect("the call is taken back");
    assert_same(&world.day, &between);
    world.press(DESK, undo()).expect("and the end of service: the Next key sends both");
    assert_same(&world.day, &before);
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn undo_is_refused_when_it_is_late_or_somebody_else_has_acted() {
    let mut world = World::new();
    world.issue(CIVIL);
    world.call(DESK).expect("a call");
    world.wait_seconds(11);
    assert_eq!(world.press(DESK, undo()), Err(Refusal::TooLateToUndo { desk: desk() }));
    world.press(DESK, to_service(LAND)).expect("sent on");
    world.call(LAND_DESK).expect("called there");
    assert_eq!(world.press(DESK, undo()), Err(Refusal::SomeoneElseActed { desk: desk() }));
    assert_eq!(
        world.press("4", undo()),
        Err(Refusal::TooLateToUndo { desk: "4".into() }),
        "nothing to take back"
    );
}

#[test]
fn undo_names_the_command_that_it_means() {
    let mut world = World::new();
    world.issue(CIVIL);
    let (first, second) = (CommandId(Uuid::from_u128(1)), CommandId(Uuid::from_u128(2)));
    let press = |verb, command| {
        Command::Desk(DeskCommand { desk: desk(), verb, ticket: None, command: Some(command) })
    };
    world.run(&press(DeskVerb::Open, first), &STAFF).expect("open");
    world.run(&press(DeskVerb::CallNext, second), &STAFF).expect("a call");
    let late = Err(Refusal::TooLateToUndo { desk: desk() });
    assert_eq!(world.press(DESK, DeskVerb::Undo { command: Some(first) }), late);
    world.press(DESK, DeskVerb::Undo { command: Some(second) }).expect("the last one");
    assert_eq!(world.at_desk(DESK), None);
}

#[test]
fn a_citizen_who_goes_home_frees_the_desk_for_good() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    world.call(DESK).expect("a call");
    world.run(&Command::Cancel { ticket: ticket.id }, &Actor::Holder).expect("cancelled");
    assert_eq!(world.at_desk(DESK), None);
    assert_eq!(world.ticket(ticket.id).state, TicketState::Cancelled);
    assert_eq!(world.press(DESK, undo()), Err(Refusal::TooLateToUndo { desk: desk() }));
    let again = world.run(&Command::Cancel { ticket: ticket.id }, &Actor::Holder);
    assert_eq!(again, Ok(vec![]), "a second tap is harmless");
    let served = world.issue(CIVIL);
    world.serve(DESK).expect("served");
    assert_eq!(
        world.run(&Command::Cancel { ticket: served.id }, &Actor::Holder),
        Err(Refusal::WrongTicketState { ticket: served.id })
    );
}

#[test]
fn one_ticket_walks_through_several_services() {
    let mut world = World::new();
    let id = world.fresh_id();
    let walk_in = IssueTicket::walk_in(id, ServiceId::from(CIVIL), shared::text::Language::Vi);
    let steps = vec![ServiceId::from(LAND), ServiceId::from("business")];
    let wish = IssueTicket { steps, ..walk_in };
    world.run(&Command::IssueTicket(Box::new(wish)), &KIOSK).expect("a number");
    for desk in [DESK, LAND_DESK, "4"] {
        assert_eq!(world.call(desk).as_deref(), Ok("A001"));
        world.press(desk, DeskVerb::Start).expect("the person came");
        world.wait_seconds(60);
        world.press(desk, DeskVerb::Finish).expect("served");
        assert_eq!(world.day.desk(&DeskId::from(desk)).served, 1, "each step counts");
    }
    let done = world.ticket(id);
    assert_eq!((done.state, done.legs.len()), (TicketState::Done, 2));
    assert_eq!(done.home().as_str(), CIVIL);
    assert_eq!(world.day.count(&ServiceId::from(LAND)).served, 1);
    assert_eq!(world.day.count(&ServiceId::from(LAND)).issued, 0, "the number is of civil status");
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn recalls_end_and_no_show_is_offered_never_forced() {
    let mut world = World::new();
    world.issue(CIVIL);
    world.call(DESK).expect("a call");
    for _ in 0..world.catalog.rules.recalls_max {
        world.press(DESK, DeskVerb::Recall).expect("again");
    }
    let refused = Err(Refusal::RecallsUsedUp { desk: desk() });
    assert_eq!(world.press(DESK, DeskVerb::Recall), refused);
    assert_eq!(world.numbered("A001").state, TicketState::Called, "the person may still come");
    world.press(DESK, DeskVerb::NoShow).expect("did not come");
    world.press(DESK, resume("A001")).expect("came after all");
    assert_eq!(world.numbered("A001").state, TicketState::Called);
    assert_eq!(world.day.count(&ServiceId::from(CIVIL)).missed, 0, "so nobody was missed");
}

#[test]
fn a_number_can_be_called_out_of_turn_where_the_center_allows_it() {
    let mut world = World::new();
    for _ in 0..3 {
        world.issue(CIVIL);
    }
    world.issue(LAND);
    world.press(DESK, DeskVerb::Open).expect("open");
    world.press(DESK, call("A003")).expect("out of turn");
    assert_eq!(world.at_desk(DESK).as_deref(), Some("A003"));
    let id = world.numbered("A003").id;
    assert_eq!(
        world.press(DESK, call("A001")),
        Err(Refusal::DeskBusy { desk: desk(), ticket: id }),
        "one active ticket a desk"
    );
    world.press(DESK, DeskVerb::NoShow).expect("did not come");
    let refused = Err(Refusal::NotAllowed { desk: desk() });
    assert_eq!(world.press(DESK, call("C001")), refused, "this desk does not serve land");
    assert_eq!(world.press(DESK, call("Z999")), Err(Refusal::UnknownTicket));
    world.catalog.rules.desks_call_numbers = false;
    assert_eq!(world.press(DESK, call("A001")), Err(Refusal::NotAllowed { desk: desk() }));
}

#[test]
fn a_pause_names_its_reason_and_keeps_whoever_is_served() {
    let mut world = World::new();
    let unknown = DeskVerb::Pause { reason: PauseReasonId::from("no-such") };
    let meal = DeskVerb::Pause { reason: PauseReasonId::from("meal") };
    assert_eq!(world.press(DESK, meal.clone()), Err(Refusal::DeskClosed { desk: desk() }));
    world.issue(CIVIL);
    world.call(DESK).expect("a call");
    assert_eq!(world.press(DESK, unknown), Err(Refusal::UnknownReason));
    world.press(DESK, meal).expect("a pause");
    let now = world.day.desk(&desk());
    assert_eq!((now.state, now.pause_reason), (DeskState::Paused, Some("meal".into())));
    world.press(DESK, DeskVerb::Start).expect("whoever was called is served");
    world.press(DESK, DeskVerb::Finish).expect("to the end");
    let closed = Err(Refusal::DeskClosed { desk: desk() });
    assert_eq!(world.press(DESK, DeskVerb::CallNext), closed);
    world.press(DESK, DeskVerb::Open).expect("back");
    assert_eq!(world.day.desk(&desk()).pause_reason, None);
}

#[test]
fn a_note_goes_with_the_ticket_by_its_id_alone() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL);
    world.call(DESK).expect("a call");
    let note = NoteId(Uuid::from_u128(7));
    world.press(DESK, DeskVerb::Note { note }).expect("noted");
    assert_eq!(world.press(DESK, DeskVerb::Note { note }), Ok(vec![]));
    world.press(DESK, to_service(LAND)).expect("sent on");
    assert_eq!(world.ticket(ticket.id).note, Some(note));
}

#[test]
fn a_step_whose_service_the_center_gave_up_is_passed_over_once() {
    let mut world = World::new();
    let id = world.fresh_id();
    let walk_in = IssueTicket::walk_in(id, ServiceId::from(CIVIL), shared::text::Language::Vi);
    let steps = ["business", LAND, "labour-social"].map(ServiceId::from).to_vec();
    let wish = IssueTicket { steps, ..walk_in };
    world.run(&Command::IssueTicket(Box::new(wish)), &KIOSK).expect("a number");
    world.catalog.services.retain(|service| service.id.as_str() != "business");
    for (desk, next) in [(DESK, Some(LAND)), (LAND_DESK, Some("labour-social")), ("3", None)] {
        world.call(desk).expect("a call");
        world.press(desk, DeskVerb::Start).expect("came");
        world.press(desk, DeskVerb::Finish).expect("served");
        let ticket = world.ticket(id);
        let waits = ticket.state == TicketState::Waiting;
        assert_eq!(waits.then(|| ticket.service.as_str()), next);
    }
}

#[test]
fn nobody_is_stuck_behind_a_desk_that_left_the_catalogue() {
    let mut world = World::new();
    let (sent, served) = (world.issue(CIVIL), world.issue(CIVIL));
    world.press("2", DeskVerb::Open).expect("open");
    world.call(DESK).expect("a call");
    world.press(DESK, to_desk("2")).expect("sent to desk 2");
    world.press(DESK, DeskVerb::CallNext).expect("a call");
    world.catalog.desks.retain(|desk| !["1", "2"].contains(&desk.id.as_str()));
    world.run(&Command::AnnounceCatalog { version: 2 }, &Actor::Server).expect("announced");
    assert_eq!(world.ticket(served.id).state, TicketState::Held, "any desk can call back");
    assert_eq!(world.call("3").as_deref(), Ok(sent.number.as_str()));
    assert_eq!(world.replayed(), world.day);
}

#[test]
fn what_happened_to_the_paper_meanwhile_is_not_taken_back() {
    let mut world = World::new();
    let ticket = world.issue(CIVIL).id;
    world.run(&Command::Reprint { ticket, device: Some(1) }, &STAFF).expect("asked");
    world.call(DESK).expect("a call");
    let outcome = shared::day::PrintOutcome::Printed;
    world.run(&Command::ReportPrint { ticket, outcome }, &KIOSK).expect("printed");
    world.press(DESK, undo()).expect("the call is taken back");
    assert_eq!(world.ticket(ticket).print, Some(outcome));
    assert_eq!(world.day.reprints(1).count(), 0, "no second paper");
}
