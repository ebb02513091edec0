//! Somebody at a kiosk wants a person: staff see it, say that they come, and the kiosk learns it.

mod pages_browser;
mod server;

use chrono::{TimeDelta, Timelike, Utc};
use counter_server::auth::{DeviceKind, Role};
use pages_browser::{Browser, attribute_of, text_of};
use serde_json::{Value, json};
use server::TestServer;
use server::client::Client;
use server::stream::EventStream;

const OWN: &str = "/api/v1/kiosk/help";
const ALL: &str = "/api/v1/help";

async fn call(kiosk: &Client) -> Value {
    kiosk.post(OWN, &json!({"screen": "procedure"})).await.expect(200, "").json
}

async fn calls(staff: &Client) -> Vec<Value> {
    let all = staff.get(ALL).await.expect(200, "").json;
    all["calls"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_call_is_seen_answered_and_known_to_the_kiosk() {
    let mut test = TestServer::start().await;
    let kiosk = test.kiosk();
    let other = test.device(DeviceKind::Kiosk, "Kiosk 2");
    let reception = test.staff("hoa", Role::Reception, None).await;
    assert_eq!(kiosk.get(OWN).await.json, json!({"help": null}));
    assert_eq!(calls(&reception).await, Vec::<Value>::new());

    let mut stream = EventStream::open(&reception, "").await;
    assert_eq!(stream.next().await.unwrap().event, "heartbeat");
    let called = call(&kiosk).await["help"]["called_at"].clone();
    loop {
        let frame = stream.next().await.unwrap();
        if frame.event == "help_called" {
            assert_eq!((frame.id, &frame.data["calls"][0]["device"]), (None, &json!(1)));
            break;
        }
    }
    test.advance(TimeDelta::seconds(30));
    assert_eq!(call(&kiosk).await["help"]["called_at"], called, "asked again, it is the same call");

    // It survives the server.
    test.restart().await;
    let (kiosk, other) = (kiosk.at(test.base()), other.at(test.base()));
    let reception = reception.at(test.base());
    let waiting = calls(&reception).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (&waiting[0]["name"], &waiting[0]["screen"]),
        (&json!("Kiosk in the test"), &json!("procedure"))
    );
    assert_eq!(waiting[0]["answered_at"], Value::Null);

    // Desks may go too; whoever says it first is named.
    let desk = test.staff("lan", Role::Staff, Some("1")).await;
    desk.post("/api/v1/help/1/answer", &json!({})).await.expect(200, "");
    reception.post("/api/v1/help/1/answer", &json!({})).await.expect(200, "");
    assert_eq!(calls(&reception).await[0]["answered_by"], "lan");
    let own = kiosk.get(OWN).await.json;
    assert!(own["help"]["answered_at"].is_string(), "{own}");
    assert!(!own.to_string().contains("lan"), "the citizen is not told who comes");
    let answer = kiosk
        .put(
            "/api/v1/kiosk/status",
            &json!({"printer": {"state": "ready"}, "language": "vi", "version": "1", "journal_ok": true}),
        )
        .await
        .expect(200, "");
    assert_eq!(answer.json, own, "it comes with the answer to the status too");
    assert_eq!(other.get(OWN).await.json, json!({"help": null}), "each kiosk knows its own");

    kiosk.delete(OWN).await.expect(204, "");
    kiosk.delete(OWN).await.expect(204, "");
    assert_eq!(calls(&reception).await, Vec::<Value>::new());
    reception.post("/api/v1/help/1/answer", &json!({})).await.expect(404, "unknown_page");
}

#[tokio::test]
async fn an_answered_call_can_be_repeated_and_goes_by_itself() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("hoa", Role::Reception, None).await;
    call(&kiosk).await;
    reception.post("/api/v1/help/1/answer", &json!({})).await.expect(200, "");
    let answered = call(&kiosk).await;
    assert!(answered["help"]["answered_at"].is_string(), "sent again at once: {answered}");
    test.advance(TimeDelta::minutes(2));
    let again = call(&kiosk).await;
    assert_eq!(again["help"]["answered_at"], Value::Null, "nobody came, and they call again");
    reception.post("/api/v1/help/1/answer", &json!({})).await.expect(200, "");
    test.advance(TimeDelta::minutes(11));
    assert_eq!(calls(&reception).await, Vec::<Value>::new());
    assert_eq!(kiosk.get(OWN).await.json, json!({"help": null}));
}

#[tokio::test]
async fn calls_end_with_the_day() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let reception = test.staff("hoa", Role::Reception, None).await;
    call(&kiosk).await;
    // Past the next midnight of the center (UTC+7), and not a whole day, which would be a jump of the clock.
    let into_the_day = (Utc::now() + TimeDelta::hours(7)).num_seconds_from_midnight();
    test.advance(TimeDelta::seconds(i64::from(86_400 - into_the_day) + 2));
    drop(reception);
    let reception = test.sign_in("hoa", None).await;
    assert_eq!(calls(&reception).await, Vec::<Value>::new());
    // The first command of the new day throws the row away.
    kiosk.take_number("business").await;
    let path = test.database();
    let kept = rusqlite::Connection::open(path).unwrap();
    let rows: i64 =
        kept.query_row("SELECT count(*) FROM help_calls", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn what_a_kiosk_names_is_a_short_word() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    for screen in ["", "two words", "<b>", &"x".repeat(41)] {
        let answer = kiosk.post(OWN, &json!({"screen": screen})).await;
        let expected = if screen == "<b>" { 200 } else { 422 };
        assert_eq!(answer.status, expected, "{screen}");
        kiosk.delete(OWN).await.expect(204, "");
    }
    let empty = kiosk.request(reqwest::Method::POST, OWN);
    assert_eq!(Client::send(empty).await.status, 200, "a body may be left out");
}

#[tokio::test]
async fn the_pages_of_staff_offer_to_come() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    for (name, role) in [("hoa", Role::Reception), ("quan", Role::Manager), ("lan", Role::Staff)] {
        test.add_staff(name, role);
    }
    let pages = [("hoa", "", "/reception"), ("quan", "", "/manager"), ("lan", "1", "/desk")];
    call(&kiosk).await;
    for (name, desk, path) in pages {
        let mut browser = Browser::new(&test).speaking("en");
        browser.sign_in(name, desk).await;
        let page = browser.get(path).await.text;
        let row = text_of(&page, "help-row-1");
        assert!(
            row.starts_with("Kiosk in the test : somebody wants help")
                || row.starts_with("Kiosk in the test: somebody wants help"),
            "{path}: {row}"
        );
        assert_eq!(text_of(&page, "help-come-1"), "I am coming");
        assert_eq!(attribute_of(&page, "help-row-1", "data-answered").unwrap(), "false");
    }
    let desk = test.sign_in("lan", Some("1")).await;
    desk.post("/api/v1/help/1/answer", &json!({})).await.expect(200, "");
    let mut browser = Browser::new(&test);
    browser.sign_in("hoa", "").await;
    let page = browser.get("/reception").await.text;
    assert_eq!(text_of(&page, "help-answer-1"), "✓ lan đang tới");
    assert!(!page.contains("help-come-1"), "one goes, not two");
}
