//! Reception, its paper, the alarms, and the phone on which a holder goes home.

mod pages_browser;
mod server;

use chrono::{SubsecRound, TimeDelta, Utc};
use counter_server::auth::Role;
use pages_browser::{Browser, attribute_of, text_of};
use serde_json::json;
use server::client::{Answer, Client, new_id};
use server::{TestServer, until};

async fn issue(client: &Client, body: serde_json::Value) -> Answer {
    client.put(&format!("/api/v1/tickets/{}", new_id()), &body).await.expect(201, "")
}

async fn at_reception(test: &TestServer) -> (Browser, Client) {
    let client = test.staff("hoa", Role::Reception, None).await;
    let mut browser = Browser::new(test).speaking("en");
    browser.sign_in("hoa", "").await;
    (browser, client)
}

#[tokio::test]
async fn a_ticket_is_looked_up_by_its_number() {
    let test = TestServer::start().await;
    let (mut browser, client) = at_reception(&test).await;
    let body = json!({"service": "business", "language": "vi", "priority": "elderly",
        "note": "đi cùng con", "steps": ["land-building"]});
    issue(&client, body).await;
    let page = browser.get("/reception?number=e001").await.text;
    assert_eq!(text_of(&page, "found-number"), "E001");
    assert_eq!(text_of(&page, "found-state"), "Waiting");
    assert_eq!(text_of(&page, "found-note"), "đi cùng con");
    assert!(text_of(&page, "found-legs").contains("then: Land and building"), "{page}");
    for offered in ["found-cancel-confirm", "found-correct", "found-paper", "found-reprint"] {
        assert!(
            page.contains(&format!("data-testid=\"{offered}\"")) != (offered == "found-reprint")
        );
    }
    for typed in ["e1", "E%20001", "%20e-01%20"] {
        let page = browser.get(&format!("/reception?number={typed}")).await.text;
        assert_eq!(text_of(&page, "found-number"), "E001", "{typed}");
    }
    test.kiosk();
    let page = browser.get("/reception?number=E001").await.text;
    assert!(page.contains("Kiosk in the test"), "a kiosk that could print");
    assert!(!page.contains("data-testid=\"found-check-in\""), "it is no appointment");
    let missing = browser.get("/reception?number=Z%3Cb%3E").await.text;
    let said = text_of(&missing, "look-up-problem");
    assert!(said.starts_with("No ticket of today has the number Z&#60;B&#62;."), "{said}");
}

#[tokio::test]
async fn the_paper_says_when_it_is_a_copy() {
    let test = TestServer::start().await;
    let (mut browser, client) = at_reception(&test).await;
    let given = issue(&client, json!({"service": "business", "language": "vi"})).await;
    let id = given.json["id"].as_str().unwrap().to_owned();
    let path = format!("/reception/paper/{id}");
    let first = browser.get(&path).await.text;
    assert_eq!(text_of(&first, "paper-number"), "E001");
    assert!(!first.contains("data-testid=\"paper-copy\""), "the first paper");
    assert!(first.contains("<article class=\"paper\" lang=\"vi\""), "in the holder's language");
    assert!(first.contains("class=\"paper-code\""));
    client.post(&format!("/api/v1/tickets/{id}/reprint"), &json!({})).await.expect(200, "");
    assert_eq!(text_of(&browser.get(&path).await.text, "paper-copy"), "IN LẠI");

    let at_kiosk = issue(&test.kiosk(), json!({"service": "business", "language": "en"})).await;
    let path = format!("/reception/paper/{}", at_kiosk.json["id"].as_str().unwrap());
    assert_eq!(text_of(&browser.get(&path).await.text, "paper-copy"), "COPY");
    assert_eq!(browser.get(&format!("/reception/paper/{}", new_id())).await.status, 404);
    test.add_staff("Lan", Role::Staff);
    let mut staff = Browser::new(&test);
    staff.sign_in("Lan", "5").await;
    assert_eq!(staff.get(&path).await.status, 403);
}

#[tokio::test]
async fn an_appointment_of_today_is_listed_and_checked_in() {
    let test = TestServer::start().await;
    let (mut browser, client) = at_reception(&test).await;
    let at = (Utc::now() + TimeDelta::seconds(30)).trunc_subsecs(0);
    let body = json!({"service": "business", "language": "vi", "appointment": {"at": at}});
    issue(&client, body).await;
    let page = browser.get("/reception").await.text;
    let row = text_of(&page, "appointment-row");
    assert!(row.contains("E001 · Business") && row.contains("Booked"), "{row}");
    let found = browser.get("/reception?number=E001").await.text;
    let button = found.split("data-verb=\"check-in\"").count();
    assert_eq!(button, 3, "in the list and beside the ticket");
    let id = found.split("data-ticket=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    client.post(&format!("/api/v1/tickets/{id}/check-in"), &json!({})).await.expect(200, "");
    let page = browser.get("/reception").await.text;
    assert!(!page.contains("data-testid=\"check-in-E001\""), "the person is here");
}

#[tokio::test]
async fn alarms_are_told_in_words() {
    let test = TestServer::start().await;
    let (mut browser, client) = at_reception(&test).await;
    let limit = 41;
    for _ in 0..limit {
        issue(&client, json!({"service": "business", "language": "vi"})).await;
    }
    until("the alarm of the line", || async {
        client.get("/reception").await.text.contains("data-testid=\"alarm-row\" data-kind=\"line\"")
    })
    .await;
    let page = browser.get("/reception").await.text;
    let alarm = text_of(&page, "alarm-row");
    assert!(alarm.starts_with("Business registration: more than "), "{alarm}");
    assert!(alarm.contains(" people wait since "), "{alarm}");
    test.add_staff("manager", Role::Manager);
    let mut manager = Browser::new(&test);
    manager.sign_in("manager", "").await;
    let page = manager.get("/manager").await.text;
    assert!(text_of(&page, "alarm-row").starts_with("Đăng ký kinh doanh: có hơn "), "{page}");
}

#[tokio::test]
async fn a_holder_goes_home_in_two_steps_without_javascript() {
    let test = TestServer::start().await;
    let given = issue(&test.kiosk(), json!({"service": "business", "language": "vi"})).await;
    let url = given.json["public_url"].as_str().unwrap();
    let path = url[url.find("/t/").unwrap()..].to_owned();
    let mut phone = Browser::new(&test);
    let page = phone.get(&path).await.text;
    let asked = attribute_of(&page, "phone-cancel", "href").unwrap();
    let page = phone.get(&asked).await.text;
    assert!(page.contains("Hủy số E001"), "{page}");
    assert!(page.contains("data-testid=\"phone-cancel-keep\""));
    let state = |page: &str| attribute_of(page, "phone-state", "data-state").unwrap();
    assert_eq!(state(&page), "waiting", "asking changes nothing");
    for _ in 0..2 {
        let answer = phone.post(&format!("{path}/cancel"), "").await;
        assert_eq!((answer.status, answer.header("location")), (303, path.as_str()));
    }
    let page = phone.get(&path).await.text;
    assert_eq!(state(&page), "cancelled");
    assert!(!page.contains("data-testid=\"phone-cancel\""));

    let desk = test.open_desk("4").await;
    let second = issue(&test.kiosk(), json!({"service": "business", "language": "vi"})).await;
    let url = second.json["public_url"].as_str().unwrap();
    let path = url[url.find("/t/").unwrap()..].to_owned();
    desk.press("4", "call-next").await.expect(200, "");
    desk.press("4", "start").await.expect(200, "");
    let answer = phone.post(&format!("{path}/cancel"), "").await;
    assert_eq!(answer.header("location"), format!("{path}?cancel=late"));
    let page = phone.get(answer.header("location")).await.text;
    assert!(text_of(&page, "phone-cancel-late").starts_with("Không hủy được nữa"), "{page}");
    assert_eq!(state(&page), "serving");
    assert_eq!(phone.post("/t/nonsense/cancel", "").await.status, 404);
}
