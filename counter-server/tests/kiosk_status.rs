//! What a kiosk says of itself: on the live feed, on the pages of staff, and when it says nothing any more.

mod pages_browser;
mod server;

use chrono::TimeDelta;
use counter_server::auth::{DeviceKind, Role};
use pages_browser::{Browser, attribute_of, text_of};
use serde_json::{Value, json};
use server::client::Client;
use server::stream::{EventStream, Frame};
use server::{TestServer, until};

fn status(state: &str) -> Value {
    json!({
        "printer": {"state": state, "papers_printed_since_reset": 12, "paper_left_estimate": 240},
        "language": "vi", "version": "0.4.0",
        "offline": {"numbers_left": 100, "waiting_to_merge": 0},
        "journal_ok": true, "scanner": "none"
    })
}

async fn report(kiosk: &Client, status: &Value) {
    kiosk.put("/api/v1/kiosk/status", status).await.expect(200, "");
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
async fn staff_hear_what_changed_and_the_lobby_hears_nothing() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("hoa", Role::Reception, None).await;
    let (mut staff, mut lobby) =
        (EventStream::open(&reception, "").await, EventStream::open(&test.board(), "").await);
    report(&kiosk, &status("ready")).await;
    let frame = next(&mut staff, "kiosk_status").await;
    assert_eq!(frame.id, None, "it has no place in the feed");
    let told = &frame.data["kiosks"][0];
    assert_eq!(told["name"], "Kiosk in the test");
    assert_eq!((&told["status"], &told["silent"]), (&status("ready"), &json!(false)));
    report(&kiosk, &status("paper_out")).await;
    let frame = next(&mut staff, "kiosk_status").await;
    assert_eq!(frame.data["kiosks"][0]["status"]["printer"]["state"], "paper_out");
    let now = reception.get("/api/v1/kiosks").await.expect(200, "").json;
    assert_eq!(now, frame.data, "asked for, it is the same");
    // Nothing of it went by the lobby: its next word is about a ticket.
    assert_eq!(lobby.next().await.unwrap().event, "heartbeat");
    kiosk.take_number("business").await;
    assert_eq!(lobby.next().await.unwrap().event, "ticket_issued");
}

#[tokio::test]
async fn a_status_is_read_strictly() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    for (path, value) in [
        ("/printer/state", json!("on fire")),
        ("/version", json!("a b")),
        ("/version", json!("x".repeat(41))),
        ("/scanner", json!("perhaps")),
        ("/offline/numbers_left", json!(-1)),
    ] {
        let mut body = status("ready");
        *body.pointer_mut(path).unwrap() = value;
        kiosk.put("/api/v1/kiosk/status", &body).await.expect(422, "bad_request");
    }
    let mut more = status("ready");
    more["owner"] = json!("nobody");
    kiosk.put("/api/v1/kiosk/status", &more).await.expect(422, "bad_request");
    // What another part of the kiosk fills in later may be left out.
    let least = json!({"printer": {"state": "unknown"}, "language": "en", "version": "1", "journal_ok": true});
    report(&kiosk, &least).await;
}

#[tokio::test]
async fn reception_and_managers_see_what_stops_tickets_and_since_when() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let (mut reception, mut manager) =
        (Browser::new(&test).speaking("en"), Browser::new(&test).speaking("en"));
    test.add_staff("hoa", Role::Reception);
    test.add_staff("quan", Role::Manager);
    reception.sign_in("hoa", "").await;
    manager.sign_in("quan", "").await;
    let page = reception.get("/reception").await.text;
    assert!(text_of(&page, "kiosk-row-1").contains("Not heard of yet"), "{page}");

    report(&kiosk, &status("ready")).await;
    let page = reception.get("/reception").await.text;
    assert_eq!(
        text_of(&page, "kiosk-row-1"),
        "Kiosk in the test Printer ready · about 240 papers left"
    );
    assert_eq!(attribute_of(&page, "kiosk-row-1", "data-level").unwrap(), "quiet");

    report(&kiosk, &status("cover_open")).await;
    test.advance(TimeDelta::seconds(60));
    report(&kiosk, &status("cover_open")).await;
    for (browser, path) in [(&mut reception, "/reception"), (&mut manager, "/manager")] {
        let page = browser.get(path).await.text;
        let row = text_of(&page, "kiosk-row-1");
        assert!(row.contains("cover is open, since "), "{row}");
        assert_eq!(attribute_of(&page, "kiosk-row-1", "data-level").unwrap(), "now");
    }

    let mut low = status("ready");
    low["printer"]["paper_left_estimate"] = json!(20);
    low["offline"]["waiting_to_merge"] = json!(3);
    report(&kiosk, &low).await;
    let page = manager.get("/manager").await.text;
    assert_eq!(
        text_of(&page, "kiosk-row-1"),
        "Kiosk in the test The paper is nearly used up · about 20 papers left \
         · 3 numbers given without the server are on their way"
    );
    assert_eq!(attribute_of(&page, "kiosk-row-1", "data-level").unwrap(), "soon");
}

#[tokio::test]
async fn a_kiosk_that_falls_silent_is_told_of_and_is_known_again_when_it_speaks() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("hoa", Role::Reception, None).await;
    report(&kiosk, &status("ready")).await;
    let mut stream = EventStream::open(&reception, "").await;
    test.advance(TimeDelta::seconds(91));
    let state = test.server().state();
    state.kiosks.look(state.now());
    let frame = next(&mut stream, "kiosk_status").await;
    assert_eq!(frame.data["kiosks"][0]["silent"], true);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("hoa", "").await;
    let page = browser.get("/reception").await.text;
    assert!(text_of(&page, "kiosk-row-1").contains("Not heard of for 1 min"), "{page}");
    assert_eq!(attribute_of(&page, "kiosk-row-1", "data-level").unwrap(), "now");
    // Any request of it counts, not only a status.
    kiosk.get("/api/v1/catalog").await.expect(200, "");
    let frame = next(&mut stream, "kiosk_status").await;
    assert_eq!(frame.data["kiosks"][0]["silent"], false);
    assert_eq!(frame.data["kiosks"][0]["status"], status("ready"));
}

#[tokio::test]
async fn administrators_see_the_machine() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    test.device(DeviceKind::Board, "Board 1");
    test.add_staff("admin", Role::Admin);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("admin", "").await;
    let mut absent = status("ready");
    absent["scanner"] = json!("absent");
    report(&kiosk, &absent).await;
    let page = browser.get("/admin/devices").await.text;
    assert!(text_of(&page, "device-now").contains("the card reader is not there"), "{page}");
    let page = browser.get("/admin/devices/1").await.text;
    let machine = text_of(&page, "device-machine");
    for fact in ["Version0.4.0", "roll was changed12", "(estimate)240", "server100"] {
        assert!(machine.contains(fact), "{fact}: {machine}");
    }
    let page = browser.get("/admin/devices/2").await.text;
    assert!(!page.contains("device-machine"), "this board has said nothing of itself");
    // A revoked kiosk is no longer looked for.
    browser.post("/admin/devices/1/revoke", "").await;
    let reception = test.staff("hoa", Role::Reception, None).await;
    until("it is gone from the list", async || {
        reception.get("/api/v1/kiosks").await.json == json!({"kiosks": []})
    })
    .await;
}
