//! Days on which everybody presses everything: log and projections stay equal, and a replay is the same day.

mod server;

use chrono::TimeDelta;
use counter_server::auth::Role;
use counter_server::check;
use counter_server::storage::replay;
use futures_util::future::join_all;
use rusqlite::Connection;
use serde_json::{Value, json};
use server::client::{Answer, Client, new_id, wish};
use server::program::Program;
use server::{TestServer, until};
use uuid::Uuid;

const SERVICES: [&str; 4] = ["civil-status", "certification", "land-building", "business"];
const PREFIXES: [&str; 4] = ["A", "B", "C", "E"];

/// A small generator (Knuth's MMIX constants): the walk is the same each time.
struct Walk(u64);

impl Walk {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn number(&mut self) -> String {
        format!("{}{:03}", PREFIXES[self.below(4)], self.below(30) + 1)
    }
}

/// Everybody who acts.
#[derive(Clone)]
struct Staff {
    kiosk: Client,
    manager: Client,
}

async fn take(
    walk: &mut Walk,
    staff: &Staff,
    now: chrono::DateTime<chrono::Utc>,
    taken: &mut Vec<Uuid>,
) -> Answer {
    let mut body = wish(SERVICES[walk.below(4)]);
    match walk.below(6) {
        0 => body["priority"] = json!("elderly"),
        1 => body["steps"] = json!([SERVICES[walk.below(4)], SERVICES[walk.below(4)]]),
        2 => body["note"] = json!("đi cùng người nhà"),
        3 => body["person_id"] = json!(format!("0010990{:05}", walk.below(20))),
        4 => {
            let minutes = i64::try_from(walk.below(2_000)).unwrap();
            let at = (now + TimeDelta::minutes(minutes)).to_rfc3339();
            body["appointment"] = json!({"at": at, "minutes": 15});
        }
        _ => {}
    }
    let id = new_id();
    taken.push(id);
    staff.kiosk.put(&format!("/api/v1/tickets/{id}"), &body).await
}

async fn at_a_desk(walk: &mut Walk, staff: &Staff) -> Answer {
    let desk = (walk.below(8) + 1).to_string();
    let (verb, body) = match walk.below(20) {
        0 | 1 => ("open", json!({})),
        2..=5 => ("call-next", json!({})),
        6 => ("recall", json!({})),
        7 | 8 => ("start", json!({})),
        9 | 10 => ("finish", json!({})),
        11 => ("no-show", json!({})),
        12 => ("hold", json!({"minutes": walk.below(3) + 1, "note": "chờ bản sao"})),
        13 => ("hold", json!({})),
        14 => ("resume", json!({"number": walk.number()})),
        15 => ("call", json!({"number": walk.number()})),
        16 => (
            "transfer",
            match walk.below(3) {
                0 => json!({"service": SERVICES[walk.below(4)]}),
                1 => json!({"desk": (walk.below(8) + 1).to_string(), "note": "xem giúp"}),
                _ => json!({"back": true}),
            },
        ),
        17 => ("note", json!({"note": "đã nộp phí"})),
        18 => ("undo", json!({})),
        _ => match walk.below(3) {
            0 => ("close", json!({})),
            _ => ("pause", json!({"reason": "break"})),
        },
    };
    staff.manager.post(&format!("/api/v1/desks/{desk}/{verb}"), &body).await
}

async fn at_reception(walk: &mut Walk, staff: &Staff, taken: &[Uuid]) -> Option<Answer> {
    let id = taken.get(walk.below(taken.len().max(1)))?;
    let (verb, body) = match walk.below(5) {
        0 => ("cancel", json!({})),
        1 | 2 => ("check-in", json!({})),
        3 => ("correct", json!({"service": SERVICES[walk.below(4)]})),
        _ => ("reprint", json!({})),
    };
    Some(staff.manager.post(&format!("/api/v1/tickets/{id}/{verb}"), &body).await)
}

/// Some steps of one person who presses at random; gives how many were carried out.
async fn walk(seed: u64, steps: usize, staff: &Staff, now: chrono::DateTime<chrono::Utc>) -> usize {
    let (mut walk, mut taken, mut done) = (Walk(seed), Vec::new(), 0);
    for _ in 0..steps {
        let answer = match walk.below(4) {
            0 => take(&mut walk, staff, now, &mut taken).await,
            1..=2 => at_a_desk(&mut walk, staff).await,
            _ => match at_reception(&mut walk, staff, &taken).await {
                Some(answer) => answer,
                None => continue,
            },
        };
        let is_answer = matches!(answer.status, 200 | 201 | 204 | 403 | 404 | 409 | 422);
        assert!(is_answer, "{answer:?}");
        assert_ne!(answer.code(), "bad_request", "{answer:?}");
        done += usize::from(answer.status < 300);
    }
    done
}

#[tokio::test]
async fn wild_days_leave_log_and_projections_equal() {
    let mut test = TestServer::start().await;
    let mut staff =
        Staff { kiosk: test.kiosk(), manager: test.staff("manager", Role::Manager, None).await };
    let mut done = 0;
    for round in 0..6_u64 {
        let now = test.server().state().now();
        let walks = (0..8).map(|walker| walk(round * 8 + walker + 1, 40, &staff, now));
        done += join_all(walks).await.into_iter().sum::<usize>();
        let report = check::check_database(&test.database()).unwrap();
        assert_eq!(report.problems, Vec::<String>::new(), "round {round}");
        let by = if round == 3 { TimeDelta::hours(24) } else { TimeDelta::minutes(2) };
        let before = test.server().state().snapshot().day.business_date();
        test.advance(by);
        if round == 3 {
            until("the day has turned", || async {
                test.server().state().snapshot().day.business_date() != before
            })
            .await;
            // Sessions of the first day have ended.
            staff.manager = test.sign_in("manager", None).await;
        }
    }
    assert!(done > 500, "{done} of everything were carried out");
    // What a start reads from the database is the day in memory. Alarms may come in between.
    let paces = test.server().state().snapshot().paces.clone();
    let connection = Connection::open(test.database()).unwrap();
    until("the log folds to the day in memory", || async {
        let snapshot = test.server().state().snapshot();
        let replayed = replay::replay(&connection, &snapshot.catalog).unwrap();
        assert!(replayed.day.seq() != snapshot.day.seq() || replayed.day == snapshot.day);
        replayed.day == snapshot.day
    })
    .await;
    test.restart().await;
    assert!(test.server().state().snapshot().paces == paces, "what was learned is read again");
    let report = check::check_database(&test.database()).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_power_cut_in_the_middle_loses_nothing_that_was_answered() {
    let mut test = TestServer::start().await;
    let (kiosk, manager) = (test.kiosk(), test.staff("manager", Role::Manager, None).await);
    test.stop().await;
    let data = test.folder().path().to_owned();
    for round in 0..3_u64 {
        let program = Program::serve(&data, &[]);
        let staff = Staff {
            kiosk: kiosk.at(program.base.clone()),
            manager: manager.at(program.base.clone()),
        };
        let now = counter_server::clock::Clock::system().now();
        walk(round + 100, 60, &staff, now).await;
        let id = new_id();
        let given = staff.kiosk.take(id, "business").await.expect(201, "");
        let held = staff.manager.get("/api/v1/queue").await.expect(200, "").json;
        program.kill();
        let program = Program::serve(&data, &[]);
        let again = staff.kiosk.at(program.base.clone()).take(id, "business").await.expect(200, "");
        assert_eq!(again.json["number"], given.json["number"]);
        let queue = staff.manager.at(program.base.clone()).get("/api/v1/queue").await.json;
        assert_eq!(without_times(held), without_times(queue));
        program.kill();
        assert_eq!(check::check_database(&test.database()).unwrap().problems, Vec::<String>::new());
    }
}

/// The view without what passes with time.
fn without_times(mut view: Value) -> Value {
    view["seq"] = Value::Null;
    view["now"] = Value::Null;
    for service in view["services"].as_array_mut().unwrap() {
        for entry in service["entries"].as_array_mut().unwrap() {
            entry["waiting_seconds"] = Value::Null;
            entry["wait_minutes"] = Value::Null;
        }
    }
    view
}
