//! Numbers in advance, tickets that kiosks tell of afterwards, and papers that reception takes in.

mod pages_browser;
mod server;

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, TimeDelta, Utc};
use counter_server::auth::Role;
use counter_server::check;
use pages_browser::{Browser, text_of};
use serde_json::{Value, json};
use server::TestServer;
use server::client::{Answer, Client, new_id};
use uuid::Uuid;

async fn lease(kiosk: &Client, journal: Uuid) -> Answer {
    kiosk.post("/api/v1/kiosk/leases", &json!({"journal": journal})).await.expect(200, "")
}

fn now_of(leased: &Answer) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(leased.json["now"].as_str().unwrap()).unwrap()
}

/// The n-th number in advance of a queue for a date.
fn number(leased: &Answer, service: &str, date: NaiveDate, n: u64) -> String {
    let blocks = leased.json["blocks"].as_array().unwrap();
    let fits = |block: &&Value| block["service"] == service && block["date"] == date.to_string();
    let block = blocks.iter().find(fits).unwrap();
    format!("{}{}", block["prefix"].as_str().unwrap(), block["first"].as_u64().unwrap() + n)
}

fn told(number: &str, arrived_at: DateTime<FixedOffset>, sent_at: DateTime<FixedOffset>) -> Value {
    let offline = json!({"number": number, "arrived_at": arrived_at.to_rfc3339(),
        "sent_at": sent_at.to_rfc3339()});
    json!({"service": "civil-status", "language": "vi", "offline": offline})
}

async fn tell(kiosk: &Client, id: Uuid, body: &Value) -> Answer {
    kiosk.put(&format!("/api/v1/tickets/{id}"), body).await
}

fn assert_whole(test: &TestServer) {
    assert_eq!(check::check(&test.folder()).unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_kiosk_gets_numbers_and_tells_of_them_once() {
    let mut test = TestServer::start().await;
    let kiosk = test.kiosk();
    let leased = lease(&kiosk, new_id()).await;
    let now = now_of(&leased);
    let date = now.date_naive();
    let online = kiosk.take_number("civil-status").await;
    assert_eq!(online.json["number"], "A001");
    test.advance(TimeDelta::minutes(30));
    // The kiosk's clock is an hour behind; the person came ten minutes before the kiosk could tell.
    let its_now = now - TimeDelta::minutes(30);
    let wish =
        told(&number(&leased, "civil-status", date, 0), its_now - TimeDelta::minutes(10), its_now);
    let wish = {
        let mut wish = wish;
        wish["offline"]["leased_for"] = json!(date.to_string());
        wish
    };
    let id = new_id();
    let first = tell(&kiosk, id, &wish).await.expect(201, "");
    let again = tell(&kiosk, id, &wish).await.expect(200, "");
    assert_eq!(first.json["number"], again.json["number"]);
    let issued = DateTime::parse_from_rfc3339(first.json["issued_at"].as_str().unwrap()).unwrap();
    let expected = now + TimeDelta::minutes(20);
    assert!((issued - expected).abs() < TimeDelta::seconds(5), "{issued} and not {expected}");
    let report = format!("/api/v1/tickets/{id}/print");
    kiosk.post(&report, &json!({"outcome": "printed"})).await.expect(204, "");
    let desk = test.open_desk("1").await;
    for expected in ["A001", first.json["number"].as_str().unwrap()] {
        let called = desk.press("1", "call-next").await.expect(200, "");
        assert_eq!(called.json["ticket"]["number"], expected, "in the order of arrival");
        desk.press("1", "start").await.expect(200, "");
        desk.press("1", "finish").await.expect(200, "");
    }
    test.restart().await;
    let kiosk = kiosk.at(test.base());
    tell(&kiosk, id, &wish).await.expect(200, "");
    assert_whole(&test);
}

#[tokio::test]
async fn the_wish_before_is_taken_back() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let leased = lease(&kiosk, new_id()).await;
    let now = now_of(&leased);
    let lost = new_id();
    kiosk.take(lost, "civil-status").await.expect(201, "");
    test.advance(TimeDelta::minutes(5));
    let later = now + TimeDelta::minutes(5);
    let mut wish = told(&number(&leased, "civil-status", now.date_naive(), 0), later, later);
    wish["offline"]["supersedes"] = json!(lost);
    let merged = tell(&kiosk, new_id(), &wish).await.expect(201, "");
    let reception = test.staff("hoa", Role::Reception, None).await;
    let state = async |number: &str| {
        let found =
            reception.get(&format!("/api/v1/tickets?number={number}")).await.expect(200, "");
        found.json["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state("A001").await, "cancelled");
    assert_eq!(state(merged.json["number"].as_str().unwrap()).await, "waiting");
    assert_whole(&test);
}

#[tokio::test]
async fn what_comes_after_midnight_is_closed_under_its_own_date() {
    let mut test = TestServer::start().await;
    let kiosk = test.kiosk();
    let journal = new_id();
    let leased = lease(&kiosk, journal).await;
    let now = now_of(&leased);
    let yesterday = now.date_naive();
    test.advance(TimeDelta::days(1));
    let wish = told(&number(&leased, "civil-status", yesterday, 3), now, now + TimeDelta::days(1));
    let id = new_id();
    let merged = tell(&kiosk, id, &wish).await.expect(201, "");
    assert_eq!(merged.json["state"], "lapsed");
    assert_eq!(merged.json["business_date"], yesterday.to_string());
    let tomorrow = lease(&kiosk, journal).await;
    let today = yesterday.succ_opt().unwrap();
    assert_eq!(
        number(&tomorrow, "civil-status", today, 0),
        number(&leased, "civil-status", today, 0),
        "those of today were given yesterday"
    );
    test.restart().await;
    tell(&kiosk.at(test.base()), id, &wish).await.expect(200, "");
    assert_whole(&test);
}

#[tokio::test]
async fn reception_takes_in_the_paper_of_a_kiosk_that_died() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let leased = lease(&kiosk, new_id()).await;
    let now = now_of(&leased);
    let paper = number(&leased, "civil-status", now.date_naive(), 7);
    test.advance(TimeDelta::minutes(30));
    let reception = test.staff("hoa", Role::Reception, None).await;
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("hoa", "").await;
    let page = browser.get(&format!("/reception?number={}", paper.to_lowercase())).await.text;
    assert!(text_of(&page, "admit").contains("Kiosk in the test"), "{page}");
    assert!(text_of(&page, "admit-send").contains(&paper));
    let page = browser.get("/reception?number=A9999").await.text;
    assert!(!page.contains("data-testid=\"admit\""), "no kiosk has this number");

    let at = now + TimeDelta::minutes(10);
    let body = json!({"number": paper.to_lowercase(), "arrived_at": at.to_rfc3339()});
    let admitted = reception.post("/api/v1/tickets/admit", &body).await.expect(200, "");
    assert_eq!(
        (&admitted.json["state"], &admitted.json["number"]),
        (&json!("waiting"), &json!(paper))
    );
    let again = reception.post("/api/v1/tickets/admit", &body).await.expect(200, "");
    assert_eq!(again.json["id"], admitted.json["id"]);
    let unknown = json!({"number": "A9999"});
    reception.post("/api/v1/tickets/admit", &unknown).await.expect(409, "number_not_leased");
    kiosk.post("/api/v1/tickets/admit", &body).await.expect(403, "not_allowed");
    let page = browser.get(&format!("/reception?number={paper}")).await.text;
    assert_eq!(text_of(&page, "found-number"), paper);
    assert!(!page.contains("data-testid=\"admit\""));
    // The kiosk comes back to life: it is the same ticket, and its print can be told.
    let merged = tell(&kiosk, new_id(), &told(&paper, at, at)).await.expect(200, "");
    assert_eq!(merged.json["id"], admitted.json["id"]);
    let report = format!("/api/v1/tickets/{}/print", merged.json["id"].as_str().unwrap());
    kiosk.post(&report, &json!({"outcome": "printed"})).await.expect(204, "");
    let manager = test.staff("lan", Role::Manager, None).await;
    let audit = manager.get("/api/v1/admin/audit").await;
    assert!(audit.text.contains("ticket_admitted"), "{}", audit.text);
    assert_whole(&test);
}

#[tokio::test]
async fn only_its_own_kiosk_can_tell_of_a_number() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let leased = lease(&kiosk, new_id()).await;
    let now = now_of(&leased).trunc_subsecs(3);
    let wish = told(&number(&leased, "civil-status", now.date_naive(), 0), now, now);
    tell(&test.kiosk(), new_id(), &wish).await.expect(409, "number_not_leased");
    let reception = test.staff("hoa", Role::Reception, None).await;
    tell(&reception, new_id(), &wish).await.expect(403, "not_allowed");
    test.board()
        .post("/api/v1/kiosk/leases", &json!({"journal": new_id()}))
        .await
        .expect(403, "not_allowed");
    let mut appointment = wish.clone();
    appointment["appointment"] = json!({"at": (Utc::now() + TimeDelta::hours(1)).to_rfc3339()});
    tell(&kiosk, new_id(), &appointment).await.expect(422, "bad_request");
    let mut odd = wish.clone();
    odd["offline"]["colour"] = json!("red");
    tell(&kiosk, new_id(), &odd).await.expect(422, "bad_request");
    tell(&kiosk, new_id(), &wish).await.expect(201, "");
}
