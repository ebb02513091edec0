//! Tickets and desks under repetition, crowds, restarts, midnight and a database that fails.

mod server;

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use chrono::TimeDelta;
use counter_server::auth::Role;
use counter_server::check;
use counter_server::settings::Settings;
use counter_server::writer::{Done, Submission, WriteError};
use futures_util::future::join_all;
use rusqlite::Connection;
use serde_json::{Value, json};
use server::client::{new_id, wish};
use server::stream::EventStream;
use server::{TestServer, settings, until};
use shared::day::{Actor, Command, IssueTicket};
use shared::ids::{ProcedureId, ServiceId, TicketId};
use shared::text::Language;

fn assert_whole(test: &TestServer) -> check::Report {
    let report = check::check_database(&test.database()).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    report
}

#[tokio::test]
async fn the_same_wish_again_is_the_same_ticket_and_another_wish_is_refused() {
    let mut test = TestServer::start().await;
    let kiosk = test.kiosk();
    let id = new_id();
    let first = kiosk.take(id, "civil-status").await.expect(201, "");
    let again = kiosk.take(id, "civil-status").await.expect(200, "");
    assert_eq!(first.json, again.json);
    kiosk.take(id, "business").await.expect(409, "different_body");
    let path = format!("/api/v1/tickets/{id}");
    let other = json!({"service": "civil-status", "language": "vi", "priority": "elderly"});
    kiosk.put(&path, &other).await.expect(409, "different_body");
    test.restart().await;
    let mut later = kiosk.at(test.base()).take(id, "civil-status").await.expect(200, "").json;
    // The port is another one, and so is the address that the kiosk used.
    later["public_url"] = first.json["public_url"].clone();
    assert_eq!(first.json, later);
    assert_eq!(assert_whole(&test).tickets, 1);
}

#[tokio::test]
async fn thirty_two_sendings_at_once_make_one_ticket() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let id = new_id();
    let answers = join_all((0..32).map(|_| kiosk.take(id, "business"))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let repeated = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, repeated), (1, 31));
    assert!(answers.iter().all(|answer| answer.json["number"] == "E001"));
    assert_eq!(kiosk.take_number("business").await.json["number"], "E002");
    assert_eq!(assert_whole(&test).tickets, 2);
}

#[tokio::test]
async fn two_hundred_at_once_get_numbers_without_gaps() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let answers = join_all((0..200).map(|_| kiosk.take_number("land-building"))).await;
    let numbers: BTreeSet<String> =
        answers.iter().map(|answer| answer.json["number"].as_str().unwrap().to_owned()).collect();
    let expected: BTreeSet<String> = (1..=200).map(|n| format!("C{n:03}")).collect();
    assert_eq!(numbers, expected);
    let report = assert_whole(&test);
    assert_eq!((report.tickets, report.events), (200, 201));
}

#[tokio::test]
async fn two_desks_that_call_at_once_call_two_people() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let (five, six) = (test.open_desk("5").await, test.open_desk("6").await);
    for _ in 0..10 {
        join_all((0..2).map(|_| kiosk.take_number("land-building"))).await;
        let (a, b) = tokio::join!(five.press("5", "call-next"), six.press("6", "call-next"));
        let (a, b) = (a.expect(200, ""), b.expect(200, ""));
        assert_ne!(a.json["ticket"]["id"], b.json["ticket"]["id"]);
        tokio::join!(five.press("5", "no-show"), six.press("6", "no-show"));
    }
    assert_whole(&test);
}

#[tokio::test]
async fn thirty_two_calls_at_one_desk_call_one_person_each_time() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let manager = test.staff("manager", Role::Manager, None).await;
    for desk in ["5", "6", "7", "8"] {
        manager.press(desk, "open").await.expect(200, "");
    }
    join_all((0..20).map(|_| kiosk.take_number("land-building"))).await;
    let calls = (0..32).map(|n| {
        let desk = ["5", "6", "7", "8"][n % 4];
        let manager = &manager;
        async move { manager.press(desk, "call-next").await }
    });
    let answers = join_all(calls).await;
    let called: Vec<&Value> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .map(|answer| &answer.json["ticket"]["number"])
        .collect();
    let numbers: BTreeSet<&str> = called.iter().filter_map(|number| number.as_str()).collect();
    assert_eq!(called.len(), 4);
    assert_eq!(numbers, BTreeSet::from(["C001", "C002", "C003", "C004"]));
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        let answer = answer.expect(409, "desk_busy");
        assert_eq!(answer.json["ticket"], answer.json["desk"]["ticket"]);
    }
    assert_whole(&test);
}

#[tokio::test]
async fn a_named_command_gets_its_first_answer_again_even_after_a_restart() {
    let mut test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("1").await;
    let (empty, call) = (new_id(), new_id());
    assert_eq!(desk.press_named("1", "call-next", empty).await.status, 204);
    for _ in 0..2 {
        kiosk.take_number("civil-status").await;
    }
    assert_eq!(desk.press_named("1", "call-next", empty).await.status, 204, "the first answer");
    let first = desk.press_named("1", "call-next", call).await.expect(200, "");
    assert_eq!(first.json["ticket"]["number"], "A001");
    assert_eq!(desk.press_named("1", "call-next", call).await.expect(200, "").json, first.json);
    let busy = new_id();
    let refused = desk.press_named("1", "call-next", busy).await.expect(409, "desk_busy");
    desk.press("1", "no-show").await.expect(200, "");
    test.restart().await;
    let desk = desk.at(test.base());
    assert_eq!(desk.press_named("1", "call-next", call).await.expect(200, "").json, first.json);
    let again = desk.press_named("1", "call-next", busy).await.expect(409, "desk_busy");
    assert_eq!(again.json, refused.json);
    assert_eq!(desk.press_named("1", "call-next", empty).await.status, 204);
    desk.press_named("1", "close", call).await.expect(409, "different_body");
    let next = desk.press_named("1", "call-next", new_id()).await.expect(200, "");
    assert_eq!(next.json["ticket"]["number"], "A002");
}

#[tokio::test]
async fn the_same_named_command_thirty_two_times_at_once_acts_once() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("5").await;
    kiosk.take_number("land-building").await;
    kiosk.take_number("land-building").await;
    let command = new_id();
    let answers = join_all((0..32).map(|_| desk.press_named("5", "call-next", command))).await;
    for answer in answers {
        assert_eq!(answer.expect(200, "").json["ticket"]["number"], "C001");
    }
    assert_eq!(kiosk.get("/api/v1/board").await.json["waiting"]["land-building"], 1);
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let mut test = TestServer::start().await;
    let (kiosk, board) = (test.kiosk(), test.board());
    let desk = test.open_desk("2").await;
    for service in ["certification", "certification", "business", "civil-status"] {
        kiosk.take_number(service).await;
    }
    desk.press("2", "call-next").await.expect(200, "");
    desk.press("2", "start").await.expect(200, "");
    let day = test.server().state().snapshot().day.clone();
    let before = board.get("/api/v1/board").await.json;
    test.restart().await;
    assert_eq!(test.server().state().snapshot().day, day);
    let after = board.at(test.base()).get("/api/v1/board").await.json;
    for part in ["seq", "calls", "waiting"] {
        assert_eq!(before[part], after[part], "{part}");
    }
    assert_eq!(kiosk.at(test.base()).take_number("business").await.json["number"], "E002");
    assert_whole(&test);
}

#[tokio::test]
async fn the_day_turns_by_itself_and_yesterdays_tickets_are_still_known() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let desk = test.open_desk("5").await;
    let (served, forgotten) = (new_id(), new_id());
    kiosk.take(served, "land-building").await.expect(201, "");
    let old = kiosk.take(forgotten, "land-building").await.expect(201, "");
    desk.press("5", "call-next").await.expect(200, "");
    desk.press("5", "start").await.expect(200, "");
    desk.press("5", "finish").await.expect(200, "");
    test.advance(TimeDelta::hours(25));
    until("the day has turned without anybody asking", || async {
        kiosk.get("/api/v1/board").await.json["waiting"]["land-building"] == 0
    })
    .await;
    let known = kiosk.take(forgotten, "land-building").await.expect(200, "");
    assert_eq!(known.json["number"], old.json["number"]);
    assert_eq!(known.json["business_date"], old.json["business_date"]);
    assert_eq!(known.json["state"], "lapsed");
    assert_eq!(known.json["wait_minutes"], Value::Null);
    // After its day a known id is not compared any more.
    let other = kiosk.take(served, "business").await.expect(200, "");
    assert_eq!(
        (&other.json["service"], &other.json["state"]),
        (&json!("land-building"), &json!("done"))
    );
    let token = old.json["public_url"].as_str().unwrap().rsplit('/').next().unwrap();
    let holder = test.nobody().get(&format!("/api/v1/public/tickets/{token}")).await;
    assert_eq!(holder.expect(200, "").json["state"], "lapsed");
    let print = format!("/api/v1/tickets/{forgotten}/print");
    assert_eq!(kiosk.post(&print, &json!({"outcome": "printed"})).await.status, 204);
    let new = kiosk.take_number("land-building").await;
    assert_eq!(new.json["number"], "C001", "numbers begin anew");
    assert_ne!(new.json["business_date"], old.json["business_date"]);
    assert_whole(&test);
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_told_and_recovers_by_itself() {
    let settings = Settings { storage_wait: Duration::from_millis(50), ..settings() };
    let test = TestServer::start_with(settings).await;
    let kiosk = test.kiosk();
    kiosk.take_number("business").await;
    let other = Connection::open(test.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let id = new_id();
    let refused = kiosk.take(id, "business").await.expect(503, "storage_unavailable");
    assert_eq!(refused.header("retry-after"), "1");
    let health = test.nobody().get("/healthz").await;
    assert_eq!((health.status, &health.json["status"]), (503, &json!("storage_unavailable")));
    kiosk.get("/api/v1/board").await.expect(200, "");
    kiosk.take(id, "fishing").await.expect(422, "unknown_service");
    other.execute_batch("ROLLBACK").unwrap();
    until("it is healthy again", || async { test.nobody().get("/healthz").await.status == 200 })
        .await;
    assert_eq!(kiosk.take(id, "business").await.expect(201, "").json["number"], "E002");
    assert_whole(&test);
}

#[tokio::test]
async fn one_submission_that_cannot_be_written_takes_no_neighbour_along() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let other = Connection::open(test.database()).unwrap();
    // A fault in the middle of a transaction, for one procedure only.
    other
        .execute_batch(
            "CREATE TRIGGER fault BEFORE INSERT ON tickets \
             WHEN new.procedure = 'certified-signature' \
             BEGIN SELECT RAISE(ABORT, 'fault of the test'); END",
        )
        .unwrap();
    let mut bad = wish("certification");
    bad["procedure"] = json!("certified-signature");
    let state = test.server().state().clone();
    let submit = |procedure: Option<&'static str>| {
        let wish = IssueTicket {
            procedure: procedure.map(ProcedureId::from),
            ..IssueTicket::walk_in(
                TicketId(new_id()),
                ServiceId::from("certification"),
                Language::Vi,
            )
        };
        let command = Command::IssueTicket(Box::new(wish));
        state.writer.submit(Submission::command(command, Actor::Device { device: 1 }))
    };
    for round in 0..5 {
        // The lock holds the writer up at its first transaction. Each submission waits in line once it was
        // polled, and the lock goes only after all were: whatever the first batch took along, the bad one
        // always has a neighbour.
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let wishes = (0..11).map(|n| submit((n == 5).then_some("certified-signature")));
        let mut waiting = Box::pin(join_all(wishes));
        let polled = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context))).await;
        assert!(polled.is_pending());
        other.execute_batch("ROLLBACK").unwrap();
        let mut numbers = BTreeSet::new();
        for (n, answer) in waiting.await.into_iter().enumerate() {
            match answer {
                Ok(Done::Ticket { ticket, .. }) => {
                    numbers.insert(ticket.number.to_string());
                }
                other => assert_eq!((n, other.unwrap_err()), (5, WriteError::Unavailable)),
            }
        }
        let first = round * 10 + 1;
        let expected: BTreeSet<String> = (first..first + 10).map(|n| format!("B{n:03}")).collect();
        assert_eq!(numbers, expected, "no number is lost to the fault");
    }
    other.execute_batch("DROP TRIGGER fault").unwrap();
    kiosk.put(&format!("/api/v1/tickets/{}", new_id()), &bad).await.expect(201, "");
    assert_eq!(assert_whole(&test).tickets, 51);
}

#[tokio::test]
async fn devices_and_staff_added_beside_the_server_can_act_at_once() {
    let test = TestServer::start().await;
    for n in 0..3 {
        let kiosk = test.kiosk();
        kiosk.take_number("business").await;
        test.staff(&format!("new {n}"), Role::Staff, Some("4")).await;
    }
}

#[tokio::test]
async fn a_commit_that_breaks_off_is_settled_by_the_log() {
    let test = TestServer::start().await;
    let (kiosk, board) = (test.kiosk(), test.board());
    let mut stream = EventStream::open(&board, "?after=1").await;
    let other = Connection::open(test.database()).unwrap();
    // A reference that is looked at only when the transaction is committed.
    other
        .execute_batch(
            "CREATE TABLE parents (id INTEGER PRIMARY KEY); \
             CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED); \
             CREATE TRIGGER fault AFTER INSERT ON tickets \
             WHEN new.procedure = 'certified-signature' \
             BEGIN INSERT INTO children VALUES (1); END",
        )
        .unwrap();
    let mut bad = wish("certification");
    bad["procedure"] = json!("certified-signature");
    for n in 1..=3 {
        let path = format!("/api/v1/tickets/{}", new_id());
        kiosk.put(&path, &bad).await.expect(503, "storage_unavailable");
        let good = kiosk.take_number("certification").await;
        assert_eq!(good.json["number"], format!("B{n:03}"));
        let heard = stream.next_event().await;
        assert_eq!(
            heard.data["ticket"]["id"], good.json["id"],
            "nobody heard of what was not durable"
        );
        test.nobody().get("/healthz").await.expect(200, "");
    }
    other.execute_batch("DROP TRIGGER fault").unwrap();
    assert_eq!(assert_whole(&test).tickets, 3);
}

#[tokio::test]
async fn a_wild_day_leaves_log_and_projections_equal() {
    let mut test = TestServer::start().await;
    let kiosk = test.kiosk();
    let mut manager = test.staff("manager", Role::Manager, None).await;
    let services = ["civil-status", "certification", "land-building", "business"];
    let verbs = ["open", "call-next", "call-next", "recall", "start", "finish", "no-show", "close"];
    for round in 0..6_u64 {
        let walks = (0..8_u64).map(|walker| {
            let (kiosk, manager) = (&kiosk, &manager);
            async move {
                // A small generator (Knuth's MMIX constants): the walk is the same each time.
                let mut state = round * 8 + walker + 1;
                for _ in 0..25 {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let pick = usize::try_from(state >> 40).unwrap();
                    let desk = (pick % 8 + 1).to_string();
                    let answer = match pick % 3 {
                        0 => kiosk.take(new_id(), services[pick / 3 % 4]).await,
                        _ => manager.press(&desk, verbs[pick / 3 % 8]).await,
                    };
                    assert!(matches!(answer.status, 200 | 201 | 204 | 409), "{answer:?}");
                }
            }
        });
        join_all(walks).await;
        if round == 3 {
            test.advance(TimeDelta::hours(24));
            // Sessions of the first day have ended.
            manager = test.sign_in("manager", None).await;
        }
    }
    let report = assert_whole(&test);
    assert!(report.events > 300, "{report:?}");
    let day = test.server().state().snapshot().day.clone();
    test.restart().await;
    assert_eq!(test.server().state().snapshot().day, day);
}
