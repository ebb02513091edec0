//! What a board says of itself: on the live feed of staff, for managers and administrators, and when it is silent.

mod pages_browser;
mod server;

use chrono::TimeDelta;
use counter_server::auth::Role;
use pages_browser::{Browser, attribute_of, text_of};
use serde_json::{Value, json};
use server::TestServer;
use server::client::Client;
use server::stream::{EventStream, Frame};

fn status(sound: &str) -> Value {
    json!({"zone": null, "sound": sound, "unspoken": 0, "version": "0.5.0"})
}

async fn report(board: &Client, status: &Value) {
    board.put("/api/v1/board/status", status).await.expect(204, "");
}

/// The next frame of this kind; others go by.
async fn next(stream: &mut EventStream, event: &str) -> Frame {
    loop {
        let frame = stream.next().await.expect("the stream goes on");
        if frame.event == event {
            return frame;
        }
    }
}

#[tokio::test]
async fn staff_hear_what_changed_and_a_board_that_falls_silent_is_told_of() {
    let test = TestServer::start().await;
    let board = test.board();
    let reception = test.staff("hoa", Role::Reception, None).await;
    let mut staff = EventStream::open(&reception, "").await;
    report(&board, &status("voice")).await;
    let frame = next(&mut staff, "board_status").await;
    assert_eq!(frame.id, None, "it has no place in the feed");
    let told = &frame.data["boards"][0];
    assert_eq!((&told["name"], &told["silent"]), (&json!("Board in the test"), &json!(false)));
    assert_eq!(told["status"], status("voice"));
    let now = reception.get("/api/v1/boards").await.expect(200, "").json;
    assert_eq!(now, frame.data, "asked for, it is the same");
    test.advance(TimeDelta::seconds(91));
    let state = test.server().state();
    state.boards.look(state.now());
    assert_eq!(next(&mut staff, "board_status").await.data["boards"][0]["silent"], true);
    // Any request of it counts, not only a status.
    board.get("/api/v1/board").await.expect(200, "");
    assert_eq!(next(&mut staff, "board_status").await.data["boards"][0]["silent"], false);
}

#[tokio::test]
async fn a_status_is_read_strictly() {
    let test = TestServer::start().await;
    let board = test.board();
    for (field, value) in [
        ("sound", json!("loud")),
        ("version", json!("")),
        ("version", json!("x".repeat(61))),
        ("zone", json!("a b")),
        ("unspoken", json!(-1)),
        ("owner", json!("nobody")),
    ] {
        let mut body = status("voice");
        body[field] = value;
        board.put("/api/v1/board/status", &body).await.expect(422, "bad_request");
    }
    let kiosk = test.kiosk();
    kiosk.put("/api/v1/board/status", &status("voice")).await.expect(403, "not_allowed");
}

#[tokio::test]
async fn a_manager_is_told_when_something_is_wrong_with_a_board_and_only_then() {
    let test = TestServer::start().await;
    let board = test.board();
    test.add_staff("quan", Role::Manager);
    let mut manager = Browser::new(&test).speaking("en");
    manager.sign_in("quan", "").await;
    report(&board, &status("voice")).await;
    let page = manager.get("/manager").await.text;
    assert!(!page.contains("board-row-"), "{page}");
    report(&board, &status("no_sound_card")).await;
    let page = manager.get("/manager").await.text;
    assert_eq!(
        text_of(&page, "board-row-1"),
        "Board in the test No sound card that works: calls are seen, not heard · the whole center"
    );
    assert_eq!(attribute_of(&page, "board-row-1", "data-level").unwrap(), "soon");
    test.advance(TimeDelta::minutes(4));
    let page = manager.get("/manager").await.text;
    assert!(text_of(&page, "board-row-1").contains("Not heard of for 4 min"), "{page}");
    assert_eq!(attribute_of(&page, "board-row-1", "data-level").unwrap(), "now");
}

#[tokio::test]
async fn administrators_see_zone_sound_and_version() {
    let test = TestServer::start().await;
    let board = test.board();
    test.add_staff("admin", Role::Admin);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("admin", "").await;
    let mut five = status("chime_only");
    five["zone"] = json!("desk:5");
    five["unspoken"] = json!(3);
    report(&board, &five).await;
    let list = browser.get("/admin/devices").await.text;
    assert_eq!(
        text_of(&list, "device-now"),
        "Chime only: the server has no voice · Desk 5 · 3 calls shown, not spoken"
    );
    let machine = text_of(&browser.get("/admin/devices/1").await.text, "device-machine");
    for fact in ["It showsDesk 5", "no voice", "not spoken3", "Version0.5.0; the server has 0.1.0"]
    {
        assert!(machine.contains(fact), "{fact}: {machine}");
    }
    browser.post("/admin/devices/1/revoke", "").await;
    let list = browser.get("/admin/devices").await.text;
    assert_eq!(text_of(&list, "device-now"), "–", "a revoked board is not looked for");
}
