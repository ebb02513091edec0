//! The calls of a board through the real API: transfers, corrections, recalls, holds, what is undone or missed.

mod server;

use counter_server::auth::Role;
use serde_json::{Value, json};
use server::TestServer;
use server::client::Client;

/// A center with desks 1 and 2 open and somebody in civil status.
struct World {
    test: TestServer,
    board: Client,
    one: Client,
    two: Client,
    /// The id of A001.
    ticket: String,
}

impl World {
    async fn new() -> Self {
        let test = TestServer::start().await;
        let (one, two) = (test.open_desk("1").await, test.open_desk("2").await);
        let issued = test.kiosk().take_number("civil-status").await;
        let ticket = issued.json["id"].as_str().unwrap().to_owned();
        Self { board: test.board(), test, one, two, ticket }
    }

    /// Number, desk, times and whether the person is expected, newest first.
    async fn lines(&self) -> Vec<String> {
        let shown = self.board.get("/api/v1/board").await.expect(200, "");
        let line = |call: &Value| {
            let text = |name: &str| call[name].as_str().unwrap().to_owned();
            let waits = if call["expected"] == true { "expected" } else { "not expected" };
            format!("{} → {} ×{} {waits}", text("number"), text("desk"), call["times"])
        };
        shown.json["calls"].as_array().unwrap().iter().map(line).collect()
    }
}

async fn press(desk: &Client, id: &str, verb: &str, body: Value) {
    desk.post(&format!("/api/v1/desks/{id}/{verb}"), &body).await.expect(200, "");
}

#[tokio::test]
async fn a_transferred_call_leaves_and_comes_back_as_one_line_at_the_new_desk() {
    let world = World::new().await;
    press(&world.one, "1", "call-next", json!({})).await;
    press(&world.one, "1", "recall", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×2 expected"]);
    press(&world.one, "1", "transfer", json!({"desk": "2"})).await;
    assert_eq!(world.lines().await, Vec::<String>::new(), "nobody is called now");
    press(&world.two, "2", "call-next", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 2 ×1 expected"], "counted anew at this desk");
    press(&world.two, "2", "recall", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 2 ×2 expected"]);
    press(&world.two, "2", "start", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 2 ×2 not expected"]);
}

#[tokio::test]
async fn what_is_undone_is_as_if_it_had_not_been() {
    let world = World::new().await;
    press(&world.one, "1", "call-next", json!({})).await;
    press(&world.one, "1", "undo", json!({})).await;
    assert_eq!(world.lines().await, Vec::<String>::new());
    press(&world.one, "1", "call-next", json!({})).await;
    press(&world.one, "1", "recall", json!({})).await;
    press(&world.one, "1", "undo", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×1 expected"], "the recall is taken back");
    press(&world.one, "1", "transfer", json!({"desk": "2"})).await;
    press(&world.one, "1", "undo", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×1 expected"], "the transfer is taken back");
    press(&world.one, "1", "no-show", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×1 not expected"]);
    press(&world.one, "1", "undo", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×1 expected"], "the person came after all");
}

#[tokio::test]
async fn a_recall_is_newest_again() {
    let world = World::new().await;
    world.test.kiosk().take_number("certification").await;
    press(&world.one, "1", "call-next", json!({})).await;
    press(&world.two, "2", "call-next", json!({})).await;
    assert_eq!(world.lines().await, ["B001 → 2 ×1 expected", "A001 → 1 ×1 expected"]);
    press(&world.one, "1", "recall", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×2 expected", "B001 → 2 ×1 expected"]);
}

#[tokio::test]
async fn somebody_held_or_missed_is_called_anew_where_they_are_resumed() {
    let world = World::new().await;
    for leave in ["hold", "no-show"] {
        press(&world.one, "1", "open", json!({})).await;
        if leave == "hold" {
            press(&world.one, "1", "call-next", json!({})).await;
        } else {
            press(&world.two, "2", "hold", json!({})).await;
            press(&world.one, "1", "resume", json!({"number": "A001"})).await;
        }
        press(&world.one, "1", "recall", json!({})).await;
        press(&world.one, "1", leave, json!({})).await;
        assert_eq!(world.lines().await, ["A001 → 1 ×2 not expected"], "{leave}");
        press(&world.two, "2", "resume", json!({"number": "A001"})).await;
        assert_eq!(world.lines().await, ["A001 → 2 ×1 expected"], "{leave}");
    }
}

#[tokio::test]
async fn a_corrected_ticket_leaves_until_its_right_queue_calls_it() {
    let world = World::new().await;
    let reception = world.test.staff("reception", Role::Reception, None).await;
    press(&world.one, "1", "call-next", json!({})).await;
    press(&world.one, "1", "hold", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 1 ×1 not expected"]);
    let path = format!("/api/v1/tickets/{}/correct", world.ticket);
    reception.post(&path, &json!({"service": "certification"})).await.expect(200, "");
    assert_eq!(world.lines().await, Vec::<String>::new());
    press(&world.two, "2", "call-next", json!({})).await;
    assert_eq!(world.lines().await, ["A001 → 2 ×1 expected"]);
    let shown = world.board.get("/api/v1/board").await;
    assert_eq!(shown.json["calls"][0]["service"], "certification");
}

#[tokio::test]
async fn a_quiet_zone_keeps_its_calls_however_many_others_have() {
    let world = World::new().await;
    let kiosk = world.test.kiosk();
    kiosk.take_number("land-building").await;
    let five = world.test.open_desk("5").await;
    press(&five, "5", "call-next", json!({})).await;
    for _ in 0..60 {
        kiosk.take_number("certification").await;
        press(&world.two, "2", "call-next", json!({})).await;
        press(&world.two, "2", "start", json!({})).await;
        press(&world.two, "2", "finish", json!({})).await;
    }
    let all = world.board.get("/api/v1/board").await;
    assert_eq!(all.json["calls"].as_array().unwrap().len(), 20);
    for zone in ["right", "desk:5"] {
        let shown = world.board.get(&format!("/api/v1/board?zone={zone}")).await.expect(200, "");
        let calls = shown.json["calls"].as_array().unwrap();
        assert_eq!((calls.len(), &calls[0]["number"]), (1, &json!("C001")), "{zone}");
    }
}
