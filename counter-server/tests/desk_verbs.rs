//! The keys of a desk over HTTP: hold, resume, transfer, steps, call, pause, undo, and what each refuses.

mod server;

use chrono::TimeDelta;
use counter_server::auth::Role;
use counter_server::check;
use serde_json::{Value, json};
use server::catalog::change_catalog;
use server::client::{Answer, Client, new_id, wish};
use server::{TestServer, until};

/// A center with people in the queues of desk 1 and desks 1 and 2 open.
struct World {
    test: TestServer,
    kiosk: Client,
    one: Client,
    two: Client,
}

impl World {
    async fn new() -> Self {
        let test = TestServer::start().await;
        let kiosk = test.kiosk();
        let (one, two) = (test.open_desk("1").await, test.open_desk("2").await);
        Self { test, kiosk, one, two }
    }

    async fn call_next(&self) -> Answer {
        self.one.press("1", "call-next").await.expect(200, "")
    }

    fn whole(&self) {
        let report = check::check_database(&self.test.database()).unwrap();
        assert_eq!(report.problems, Vec::<String>::new());
    }
}

async fn press(desk: &Client, id: &str, verb: &str, body: Value) -> Answer {
    desk.post(&format!("/api/v1/desks/{id}/{verb}"), &body).await
}

async fn look_up(client: &Client, number: &str) -> Value {
    client.get(&format!("/api/v1/tickets?number={number}")).await.expect(200, "").json
}

#[tokio::test]
async fn a_held_person_keeps_the_place_and_is_resumed_by_number() {
    let world = World::new().await;
    world.kiosk.take_number("civil-status").await;
    world.kiosk.take_number("civil-status").await;
    press(&world.one, "1", "hold", json!({})).await.expect(409, "wrong_state");
    world.call_next().await;
    for minutes in [0, 481] {
        let body = json!({"minutes": minutes});
        press(&world.one, "1", "hold", body).await.expect(422, "wrong_hold");
    }
    let held = world.one.press("1", "hold").await.expect(200, "");
    assert_eq!(held.json["ticket"], Value::Null);
    assert_eq!(held.json["held"][0]["number"], "A001");
    assert_eq!(held.json["held"][0]["held_until"], Value::Null);
    assert_eq!(world.call_next().await.json["ticket"]["number"], "A002");
    let resume = json!({"number": " a001 "});
    let busy = press(&world.one, "1", "resume", resume.clone()).await.expect(409, "desk_busy");
    assert_eq!(busy.json["ticket"]["number"], "A002");
    let message = busy.json["message"].as_str().unwrap();
    assert!(message.contains("A002") && message.contains("quầy 1"), "{message}");
    world.one.press("1", "start").await.expect(200, "");
    world.one.press("1", "finish").await.expect(200, "");
    let resumed = press(&world.two, "2", "resume", resume.clone()).await.expect(200, "");
    assert_eq!(resumed.json["ticket"]["number"], "A001");
    assert_eq!(resumed.json["ticket"]["state"], "called");
    let unknown = json!({"number": "A999"});
    press(&world.one, "1", "resume", unknown).await.expect(404, "unknown_ticket");
    let refused = press(&world.one, "1", "resume", resume).await.expect(409, "wrong_state");
    assert!(refused.json["message"].as_str().unwrap().contains("A001"), "{refused:?}");
    world.whole();
}

#[tokio::test]
async fn a_timed_hold_ends_by_itself_at_the_old_place() {
    let world = World::new().await;
    for _ in 0..3 {
        world.kiosk.take_number("civil-status").await;
    }
    world.call_next().await;
    world.one.press("1", "start").await.expect(200, "");
    let held = press(&world.one, "1", "hold", json!({"minutes": 15})).await.expect(200, "");
    assert!(held.json["held"][0]["held_until"].as_str().unwrap().ends_with("+07:00"));
    assert_eq!(world.one.get("/api/v1/desks/1").await.json["next"]["number"], "A002");
    world.test.advance(TimeDelta::minutes(16));
    until("the hold has ended", || async {
        world.one.get("/api/v1/desks/1").await.json["next"]["number"] == "A001"
    })
    .await;
    let next = world.one.get("/api/v1/desks/1").await.json["next"].clone();
    assert_eq!((&next["was_called"], &next["sent_here"]), (&json!(true), &json!(false)));
    let called = world.call_next().await;
    assert_eq!(called.json["ticket"]["number"], "A001");
    // The hold is no service: what was served before it counts on.
    assert!(called.json["ticket"]["served_seconds"].as_u64().unwrap() < 60, "{called:?}");
    world.whole();
}

#[tokio::test]
async fn a_transfer_keeps_number_arrival_and_the_first_leg() {
    let world = World::new().await;
    let issued = world.kiosk.take_number("civil-status").await;
    world.call_next().await;
    world.one.press("1", "start").await.expect(200, "");
    for wrong in
        [json!({}), json!({"service": "business", "desk": "2"}), json!({"back": true, "desk": "2"})]
    {
        let refused = press(&world.one, "1", "transfer", wrong).await.expect(422, "bad_request");
        assert!(refused.json["message"].as_str().unwrap().contains("nơi chuyển đến"));
    }
    for (target, status, code) in [("business", 200, ""), ("fishing", 422, "unknown_service")] {
        if status == 200 {
            continue;
        }
        let body = json!({"service": target});
        press(&world.one, "1", "transfer", body).await.expect(status, code);
    }
    let closed = press(&world.one, "1", "transfer", json!({"desk": "5"})).await;
    let closed = closed.expect(409, "target_closed");
    assert!(closed.json["message"].as_str().unwrap().contains("Quầy 5"), "{closed:?}");
    press(&world.one, "1", "transfer", json!({"desk": "99"})).await.expect(404, "unknown_desk");
    press(&world.one, "1", "transfer", json!({"back": true})).await.expect(409, "wrong_state");
    press(&world.one, "1", "transfer", json!({"desk": "2"})).await.expect(200, "");

    let sent = look_up(&world.two, "A001").await;
    assert_eq!((&sent["state"], &sent["wanted_desk"]), (&json!("waiting"), &json!("2")));
    assert_eq!(sent["arrived_at"], issued.json["issued_at"]);
    assert_eq!(sent["legs"][0]["desk"], "1");
    assert!(sent["legs"][0]["service_seconds"].is_u64(), "{sent}");
    assert_eq!(world.one.press("1", "call-next").await.status, 204, "it waits for desk 2 alone");
    let next = world.two.get("/api/v1/desks/2").await.json["next"].clone();
    assert_eq!((&next["number"], &next["sent_here"]), (&json!("A001"), &json!(true)));
    world.two.press("2", "call-next").await.expect(200, "");
    // Back to where it came from.
    press(&world.two, "2", "transfer", json!({"back": true})).await.expect(200, "");
    let called = world.call_next().await;
    assert_eq!(called.json["ticket"]["number"], "A001");
    assert_eq!(called.json["ticket"]["legs"].as_array().unwrap().len(), 2);
    let to_service = json!({"service": "business"});
    press(&world.one, "1", "transfer", to_service).await.expect(200, "");
    let sent = look_up(&world.two, "a001").await;
    assert_eq!(
        (&sent["service"], &sent["asked_service"]),
        (&json!("business"), &json!("civil-status"))
    );
    world.whole();
}

#[tokio::test]
async fn who_waits_for_a_desk_that_closes_waits_for_any() {
    let world = World::new().await;
    world.kiosk.take_number("civil-status").await;
    world.call_next().await;
    press(&world.one, "1", "transfer", json!({"desk": "2"})).await.expect(200, "");
    assert_eq!(world.one.press("1", "call-next").await.status, 204);
    world.two.press("2", "close").await.expect(200, "");
    world.whole();
    world.two.press("2", "undo").await.expect(200, "");
    world.whole();
    assert_eq!(world.one.press("1", "call-next").await.status, 204, "it is bound again");
    world.two.press("2", "close").await.expect(200, "");
    assert_eq!(world.call_next().await.json["ticket"]["number"], "A001");
    world.whole();
}

#[tokio::test]
async fn a_visit_of_several_services_goes_on_by_itself() {
    let world = World::new().await;
    let mut body = wish("civil-status");
    body["steps"] = json!(["certification", "business"]);
    let path = format!("/api/v1/tickets/{}", new_id());
    world.kiosk.put(&path, &body).await.expect(201, "");
    body["steps"] = json!(["fishing"]);
    let path = format!("/api/v1/tickets/{}", new_id());
    world.kiosk.put(&path, &body).await.expect(422, "unknown_service");
    body["steps"] = json!(vec!["business"; 9]);
    let refused = world.kiosk.put(&path, &body).await.expect(422, "bad_request");
    assert!(refused.json["message"].as_str().unwrap().contains('8'), "{refused:?}");

    let called = world.call_next().await;
    assert_eq!(called.json["ticket"]["steps"], json!(["certification", "business"]));
    world.one.press("1", "start").await.expect(200, "");
    let finished = world.one.press("1", "finish").await.expect(200, "");
    assert_eq!(
        (&finished.json["ticket"], &finished.json["served_today"]),
        (&Value::Null, &json!(1))
    );
    let ticket = look_up(&world.one, "A001").await;
    assert_eq!(
        (&ticket["state"], &ticket["service"]),
        (&json!("waiting"), &json!("certification"))
    );
    assert_eq!(ticket["steps"], json!(["business"]));
    world.whole();
}

#[tokio::test]
async fn numbers_are_called_out_of_turn_only_as_the_center_allows() {
    let world = World::new().await;
    for service in ["civil-status", "civil-status", "land-building"] {
        world.kiosk.take_number(service).await;
    }
    let called = press(&world.one, "1", "call", json!({"number": "a002"})).await.expect(200, "");
    assert_eq!(called.json["ticket"]["number"], "A002");
    let busy = press(&world.one, "1", "call", json!({"number": "A001"})).await;
    busy.expect(409, "desk_busy");
    world.one.press("1", "no-show").await.expect(200, "");
    let foreign = press(&world.one, "1", "call", json!({"number": "C001"})).await;
    foreign.expect(403, "not_allowed");
    press(&world.one, "1", "call", json!({"number": "A002"})).await.expect(409, "wrong_state");
    press(&world.one, "1", "call", json!({"number": "Z001"})).await.expect(404, "unknown_ticket");
    press(&world.one, "1", "call", json!({})).await.expect(422, "bad_request");
    change_catalog(&world.test, |catalog| catalog.rules.desks_call_numbers = false).await;
    let refused = press(&world.one, "1", "call", json!({"number": "A001"})).await;
    refused.expect(403, "not_allowed");
    world.whole();
}

#[tokio::test]
async fn a_desk_pauses_for_a_reason_and_keeps_its_ticket() {
    let world = World::new().await;
    world.kiosk.take_number("civil-status").await;
    world.kiosk.take_number("civil-status").await;
    world.call_next().await;
    let reason = world.test.server().state().snapshot().catalog.pause_reasons[0].id.clone();
    let body = json!({"reason": reason});
    let paused = press(&world.one, "1", "pause", body.clone()).await.expect(200, "");
    assert_eq!(
        (&paused.json["state"], &paused.json["pause_reason"]),
        (&json!("paused"), &json!(reason))
    );
    assert_eq!(paused.json["ticket"]["number"], "A001");
    press(&world.one, "1", "pause", json!({"reason": "golf"})).await.expect(422, "unknown_reason");
    press(&world.one, "1", "pause", json!({})).await.expect(422, "bad_request");
    world.one.press("1", "no-show").await.expect(200, "");
    let refused = world.one.press("1", "call-next").await.expect(409, "desk_closed");
    assert!(refused.json["message"].as_str().unwrap().contains("tạm dừng"), "{refused:?}");
    let open = world.one.press("1", "open").await.expect(200, "");
    assert_eq!((&open.json["state"], open.json.get("pause_reason")), (&json!("open"), None));
    world.one.press("1", "close").await.expect(200, "");
    press(&world.one, "1", "pause", body).await.expect(409, "desk_closed");
    world.whole();
}

#[tokio::test]
async fn a_person_is_called_again_as_often_as_the_center_allows() {
    let world = World::new().await;
    world.kiosk.take_number("civil-status").await;
    let called = world.call_next().await;
    assert_eq!(called.json["ticket"]["recalls_left"], 2);
    world.one.press("1", "recall").await.expect(200, "");
    let last = world.one.press("1", "recall").await.expect(200, "");
    assert_eq!(
        (&last.json["ticket"]["recalls"], &last.json["ticket"]["recalls_left"]),
        (&json!(2), &json!(0))
    );
    let refused = world.one.press("1", "recall").await.expect(409, "recalls_used_up");
    assert_eq!(
        refused.json["desk"]["ticket"]["state"], "called",
        "no-show is offered, never forced"
    );
}

#[tokio::test]
async fn a_command_is_taken_back_exactly_within_ten_seconds() {
    let world = World::new().await;
    world.one.press("1", "undo").await.expect(200, "");
    assert_eq!(
        world.one.get("/api/v1/desks/1").await.json["state"],
        "closed",
        "opening is a command"
    );
    world.one.press("1", "open").await.expect(200, "");
    for _ in 0..2 {
        world.kiosk.take_number("civil-status").await;
    }
    let before = look_up(&world.one, "A001").await;
    world.call_next().await;
    let offer = world.one.get("/api/v1/desks/1").await.json["undo"].clone();
    assert_eq!(offer["undone"], "ticket_called");
    let undone = world.one.press("1", "undo").await.expect(200, "");
    assert_eq!(undone.json["ticket"], Value::Null);
    let mut after = look_up(&world.one, "A001").await;
    after["seq"] = before["seq"].clone();
    assert_eq!(after, before, "the ticket stands as before");
    world.whole();
    // The page's Next key sends two commands, and undo takes both back, the last one first.
    let (finish, call) = (new_id(), new_id());
    world.call_next().await;
    world.one.press("1", "start").await.expect(200, "");
    world.one.press_named("1", "finish", finish).await.expect(200, "");
    world.one.press_named("1", "call-next", call).await.expect(200, "");
    press(&world.one, "1", "undo", json!({"command": finish}))
        .await
        .expect(409, "too_late_to_undo");
    press(&world.one, "1", "undo", json!({"command": call})).await.expect(200, "");
    let body = json!({"command": finish, "command_id": new_id()});
    for _ in 0..2 {
        let back = press(&world.one, "1", "undo", body.clone()).await.expect(200, "");
        assert_eq!(back.json["ticket"]["state"], "serving");
        assert_eq!(back.json["served_today"], 0);
    }
    world.whole();
    world.one.press("1", "finish").await.expect(200, "");
    world.test.advance(TimeDelta::seconds(11));
    let late = world.one.press("1", "undo").await.expect(409, "too_late_to_undo");
    assert!(late.json["message"].as_str().unwrap().contains("10 giây"), "{late:?}");
    world.whole();
}

#[tokio::test]
async fn nobody_takes_back_what_somebody_else_went_on_with() {
    let world = World::new().await;
    let reception = world.test.staff("reception", Role::Reception, None).await;
    let ticket = world.kiosk.take_number("civil-status").await;
    world.call_next().await;
    world.one.press("1", "hold").await.expect(200, "");
    let path = format!("/api/v1/tickets/{}/cancel", ticket.json["id"].as_str().unwrap());
    let cancelled = reception.post(&path, &json!({})).await.expect(200, "");
    assert_eq!(cancelled.json["state"], "cancelled");
    let refused = world.one.press("1", "undo").await;
    assert_eq!(refused.status, 409, "{refused:?}");
    assert!(["someone_else_acted", "too_late_to_undo"].contains(&refused.code()), "{refused:?}");
    world.kiosk.take_number("civil-status").await;
    world.call_next().await;
    press(&world.one, "1", "transfer", json!({"desk": "2"})).await.expect(200, "");
    world.two.press("2", "call-next").await.expect(200, "");
    world.one.press("1", "undo").await.expect(409, "someone_else_acted");
    world.two.press("1", "undo").await.expect(403, "not_allowed");
    world.whole();
}

#[tokio::test]
async fn paces_are_learned_from_calls_and_unlearned_by_undo() {
    let mut world = World::new().await;
    for _ in 0..3 {
        world.kiosk.take_number("civil-status").await;
    }
    let samples = |world: &World| -> Vec<u32> {
        let snapshot = world.test.server().state().snapshot();
        let service = &snapshot.catalog.services[0].id;
        snapshot.paces.samples(service).into_iter().collect()
    };
    world.call_next().await;
    world.one.press("1", "start").await.expect(200, "");
    world.test.advance(TimeDelta::seconds(300));
    world.one.press("1", "finish").await.expect(200, "");
    assert_eq!(samples(&world).len(), 1);
    assert!((300..310).contains(&samples(&world)[0]), "{:?}", samples(&world));
    world.one.press("1", "undo").await.expect(200, "");
    assert_eq!(samples(&world), Vec::<u32>::new());
    world.whole();
    world.one.press("1", "finish").await.expect(200, "");
    world.call_next().await;
    world.one.press("1", "no-show").await.expect(200, "");
    let learned = samples(&world);
    assert_eq!(learned.len(), 2);
    world.whole();
    world.test.restart().await;
    assert_eq!(samples(&world), learned);
}
