//! The desk page: what it says of the ticket, of the next one and of those who are absent, in both languages.

mod pages_browser;
mod server;

use chrono::TimeDelta;
use counter_server::auth::Role;
use pages_browser::{Browser, attribute_of, text_of};
use serde_json::json;
use server::TestServer;
use server::client::{Client, new_id};

async fn at_desk(test: &TestServer, desk: &str, language: &str) -> Browser {
    let name = format!("page {desk} {language}");
    test.add_staff(&name, Role::Staff);
    let mut browser = Browser::new(test).speaking(language);
    browser.sign_in(&name, desk).await;
    browser
}

async fn issue(client: &Client, body: serde_json::Value) {
    client.put(&format!("/api/v1/tickets/{}", new_id()), &body).await.expect(201, "");
}

fn reason(html: &str, action: &str) -> Option<String> {
    let disabled = attribute_of(html, &format!("action-{action}"), "aria-disabled");
    disabled.map(|_| html.split(&format!("id=\"reason-{action}\">")).nth(1).unwrap().to_owned())
}

#[tokio::test]
async fn the_ticket_says_what_whoever_serves_must_know() {
    let test = TestServer::start().await;
    let reception = test.staff("reception", Role::Reception, None).await;
    let body = json!({"service": "civil-status", "procedure": "birth-registration",
        "priority": "elderly", "language": "en", "note": "<b>xe lăn</b>",
        "steps": ["certification"]});
    issue(&reception, body).await;
    let desk = test.open_desk("1").await;
    let mut browser = at_desk(&test, "1", "vi").await;
    let before = browser.get("/desk").await.text;
    let why = text_of(&before, "why-next");
    assert!(why.starts_with("Kế tiếp: A001 ưu tiên: Người cao tuổi, đến lúc "), "{why}");
    assert!(!before.contains("xe lăn"), "a note is read at the desk that has the ticket");

    desk.press("1", "call-next").await.expect(200, "");
    let page = browser.get("/desk").await.text;
    let priority = text_of(&page, "ticket-priority");
    assert!(priority.starts_with("Ưu tiên: Người cao tuổi, đến lúc "), "{priority}");
    assert_eq!(
        text_of(&page, "ticket-note"),
        "&#60;b&#62;xe lăn&#60;/b&#62;",
        "text, never markup"
    );
    let visit = text_of(&page, "ticket-visit");
    assert!(visit.contains("Tư pháp – Hộ tịch đang làm"), "{visit}");
    assert!(visit.contains("Chứng thực tiếp theo"), "{visit}");
    assert!(text_of(&page, "ticket-documents").contains("Giấy chứng sinh"));
    assert!(page.contains("Cấp số tại lễ tân"), "{page}");
    let spoken = text_of(&page, "spoken");
    assert!(spoken.starts_with("Số A001: Đang gọi. Đăng ký khai sinh"), "{spoken}");

    let mut english = at_desk(&test, "1", "en").await;
    let page = english.get("/desk").await.text;
    assert!(text_of(&page, "ticket-priority").starts_with("Priority: Elderly person, arrived "));
    assert!(text_of(&page, "undo-offer").starts_with("Take back the call"));
}

#[tokio::test]
async fn after_the_last_recall_no_show_is_offered() {
    let test = TestServer::start().await;
    test.kiosk().take_number("civil-status").await;
    let desk = test.open_desk("1").await;
    let mut browser = at_desk(&test, "1", "en").await;
    desk.press("1", "call-next").await.expect(200, "");
    for _ in 0..2 {
        assert_eq!(reason(&browser.get("/desk").await.text, "recall"), None);
        desk.press("1", "recall").await.expect(200, "");
    }
    let page = browser.get("/desk").await.text;
    assert!(reason(&page, "recall").unwrap().starts_with("Called often enough."));
    assert_eq!(reason(&page, "no-show"), None, "offered");
    assert!(page.contains("data-offers=\"no-show\""));
    assert_eq!(text_of(&page, "ticket-number"), "A001", "and never forced");
}

#[tokio::test]
async fn a_pause_says_why_and_the_absent_can_be_called_back() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    for _ in 0..3 {
        kiosk.take_number("civil-status").await;
    }
    let desk = test.open_desk("1").await;
    let mut browser = at_desk(&test, "1", "en").await;
    desk.press("1", "call-next").await.expect(200, "");
    desk.post("/api/v1/desks/1/hold", &json!({"minutes": 10})).await.expect(200, "");
    desk.press("1", "call-next").await.expect(200, "");
    desk.press("1", "no-show").await.expect(200, "");
    let page = browser.get("/desk").await.text;
    assert_eq!(page.matches("data-testid=\"absent-row\"").count(), 2);
    let held = text_of(&page, "absent-row");
    assert!(held.starts_with("A001 Civil status since ") && held.contains("until "), "{held}");
    assert!(page.contains("data-testid=\"resume-A001\"") && page.contains("\"resume-A002\""));

    desk.post("/api/v1/desks/1/pause", &json!({"reason": "meeting"})).await.expect(200, "");
    let page = browser.get("/desk").await.text;
    assert_eq!(text_of(&page, "desk-state"), "Paused: Meeting");
    assert!(reason(&page, "next").unwrap().starts_with("First open the desk."));
    assert!(reason(&page, "resume").is_some() && !page.contains("data-testid=\"resume-A001\""));
    assert_eq!(reason(&page, "open-close"), None);
}

#[tokio::test]
async fn a_ticket_can_be_sent_where_somebody_takes_it() {
    let test = TestServer::start().await;
    test.kiosk().take_number("civil-status").await;
    let desk = test.open_desk("1").await;
    test.open_desk("2").await;
    desk.press("1", "call-next").await.expect(200, "");
    let mut browser = at_desk(&test, "1", "en").await;
    let page = browser.get("/desk").await.text;
    let choice = |value: &str| {
        let at = page.find(&format!("value=\"{value}\"")).unwrap_or_else(|| panic!("no {value}"));
        page[at..at + page[at..].find('>').unwrap()].to_owned()
    };
    assert!(!choice("desk:2").contains("disabled"), "desk 2 takes people");
    assert!(choice("desk:3").contains("disabled"), "desk 3 is closed");
    assert!(choice("service:certification").contains("data-code=\"B\""));
    assert!(!page.contains("value=\"back\""), "it came from nowhere");
    assert!(!page.contains("value=\"service:civil-status\""), "it is there already");
    desk.post("/api/v1/desks/1/transfer", &json!({"desk": "2"})).await.expect(200, "");
    let mut other = at_desk(&test, "2", "en").await;
    let page = other.get("/desk").await.text;
    let choice = other.get("/desk?choose=1").await.text;
    assert_eq!(choice.matches("Somebody works here: Free").count(), 2, "desks 1 and 2: {choice}");
    let why = text_of(&page, "why-next");
    assert!(why.starts_with("Next: A001 sent to this desk, arrived "), "{why}");
}

#[tokio::test]
async fn the_second_step_of_a_visit_is_told_by_its_own_service() {
    let test = TestServer::start().await;
    let reception = test.staff("reception", Role::Reception, None).await;
    let body = json!({"service": "civil-status", "procedure": "birth-registration", "language": "vi",
        "steps": ["certification"]});
    issue(&reception, body).await;
    let desk = test.open_desk("1").await;
    let second = test.open_desk("2").await;
    test.advance(TimeDelta::minutes(4));
    desk.press("1", "call-next").await.expect(200, "");
    desk.press("1", "start").await.expect(200, "");
    desk.post("/api/v1/desks/1/transfer", &json!({"desk": "2"})).await.expect(200, "");
    second.press("2", "call-next").await.expect(200, "");
    let mut browser = at_desk(&test, "2", "vi").await;
    let page = browser.get("/desk").await.text;
    assert_eq!(text_of(&page, "ticket-waited"), "4 phút (hàng này: dưới 1 phút)");
    let visit = text_of(&page, "ticket-visit");
    assert!(
        page.contains("<li data-state=\"sent\">") && visit.contains("Quầy 1, đã chuyển"),
        "{visit}"
    );
    assert!(!page.contains("ticket-came-for\""), "the procedure is of this service");
    assert!(page.contains("Trả về Quầy 1"), "{page}");

    second.press("2", "start").await.expect(200, "");
    second.press("2", "finish").await.expect(200, "");
    second.press("2", "call-next").await.expect(200, "");
    let page = browser.get("/desk").await.text;
    assert!(text_of(&page, "spoken").contains("Chứng thực"), "{page}");
    assert!(text_of(&page, "ticket-came-for").contains("Đăng ký khai sinh"), "{page}");
    assert!(page.contains("<li data-state=\"done\">"), "{page}");
}
