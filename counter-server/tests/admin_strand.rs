//! Whom a change of the configuration would leave without a way: asked about before it holds, in every form.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use admin_form::Form;
use chrono::Timelike;
use counter_server::admin::strand::{self, How};
use counter_server::auth::Role;
use pages_browser::{Browser, text_of};
use serde_json::Value;
use server::TestServer;
use server::catalog::change_catalog;
use server::client::{new_id, wish};

async fn admin(test: &TestServer) -> Browser {
    test.add_staff("quản trị", Role::Admin);
    let mut browser = Browser::new(test).speaking("en");
    browser.sign_in("quản trị", "").await;
    browser
}

fn catalog(test: &TestServer) -> Value {
    let snapshot = test.server().state().snapshot();
    serde_json::to_value(&*snapshot.catalog).unwrap()
}

/// Minutes since midnight at the center.
fn minute_of_day(test: &TestServer) -> u32 {
    let now = test.server().state().now().with_timezone(&chrono_tz::Asia::Ho_Chi_Minh);
    now.hour() * 60 + now.minute()
}

#[tokio::test]
async fn a_change_that_strands_people_says_so_first() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    test.kiosk().take_number("reception-results").await;
    test.kiosk().take_number("reception-results").await;
    let before = catalog(&test);
    // Desk 8 is the only one that serves it.
    let form = Form::open(&mut browser, "/admin/desks/8").await.without("services");
    let form = form.and("services", "business");
    let asked = form.send(&mut browser).await;
    assert_eq!(asked.status, 409);
    let words = text_of(&asked.text, "admin-stranded");
    assert!(
        words.contains("Reception and results") && words.contains("Open tickets: 2"),
        "{words}"
    );
    assert_eq!(catalog(&test), before, "nothing was changed yet");
    let asked = Form::of(&asked.text, "/admin/desks/8");
    let back = asked.clone().with("back", "1").send(&mut browser).await;
    assert_eq!(back.status, 200);
    assert_eq!(
        Form::of(&back.text, "/admin/desks/8").get("services"),
        "business",
        "still filled in"
    );
    asked.with("anyway", "1").save(&mut browser).await;
    assert_eq!(catalog(&test)["desks"][7]["services"], serde_json::json!(["business"]));
    // A queue that would close while people wait.
    test.kiosk().take_number("business").await;
    let day = (minute_of_day(&test) / 720 + 1) % 2;
    let form = Form::open(&mut browser, "/admin/services/business").await;
    let form = (1..=7).fold(form, |form, day| form.and("hours.0.weekdays", &day.to_string()));
    let form = form
        .with("hours.0.opens_minute", &format!("{:02}:00", day * 12 + 5))
        .with("hours.0.closes_minute", &format!("{:02}:00", day * 12 + 6));
    let asked = form.send(&mut browser).await;
    let words = text_of(&asked.text, "admin-stranded");
    assert!(words.contains("would close at once") && words.contains("Open tickets: 1"), "{words}");
    // A desk with a ticket is named when it would go.
    let desk = test.open_desk("5").await;
    test.kiosk().take_number("land-building").await;
    desk.press("5", "call-next").await;
    let page = browser.get("/admin/desks/5/remove").await.text;
    assert!(text_of(&page, "admin-problems").contains("Right hall"), "the zone names it: {page}");
    assert!(text_of(&page, "admin-stranded").contains("C001"), "{page}");
}

#[tokio::test]
async fn nothing_strands_people_without_a_question() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let (one, two) = (test.open_desk("1").await, test.open_desk("2").await);
    let mut visit = wish("civil-status");
    visit["steps"] = serde_json::json!(["labour-social"]);
    test.kiosk().put(&format!("/api/v1/tickets/{}", new_id()), &visit).await.expect(201, "");
    one.press("1", "call-next").await.expect(200, "");
    let to_desk = serde_json::json!({"desk": "2"});
    one.post("/api/v1/desks/1/transfer", &to_desk).await.expect(200, "");
    two.press("2", "close").await;
    // The page of the removal was opened before anybody was sent there.
    let snapshot = test.server().state().snapshot();
    let without = |desk: &str, service: &str| {
        let mut new = (*snapshot.catalog).clone();
        new.desks.retain(|one| one.id.as_str() != desk);
        new.services.retain(|one| one.id.as_str() != service);
        strand::stranded(&snapshot.day, &snapshot.catalog, &new, test.server().state().now())
    };
    let of_desk = &without("1", "")[..];
    assert_eq!(of_desk, [], "nobody is there");
    let later = without("", "labour-social");
    let service = shared::ids::ServiceId::from("labour-social");
    assert_eq!(later, [strand::Stranded { how: How::StepRemoved(service), people: 1 }]);

    // Today as a proposed holiday closes every queue at once: the question comes, and back, and anyway.
    test.kiosk().take_number("business").await;
    let today = test.server().state().snapshot().catalog.local_date(test.server().state().now());
    let page = browser.get("/admin/holidays/propose?year=2027").await;
    let form = Form::of(&page.text, "/admin/holidays/propose");
    let form = form.with("days.0.date", &today.to_string());
    let before = catalog(&test);
    let asked = form.send(&mut browser).await;
    assert_eq!(asked.status, 409, "{}", asked.text);
    assert!(text_of(&asked.text, "admin-stranded").contains("would close at once"));
    assert_eq!(catalog(&test), before);
    let asked = Form::of(&asked.text, "/admin/holidays/propose");
    let back = asked.clone().with("back", "1").send(&mut browser).await;
    assert_eq!(back.status, 200);
    let back = Form::of(&back.text, "/admin/holidays/propose");
    assert_eq!(back.get("days.0.date"), today.to_string(), "still filled in");
    asked.with("anyway", "1").save(&mut browser).await;
    assert_ne!(catalog(&test), before);
}

#[tokio::test]
async fn a_removal_asks_again_when_somebody_came_meanwhile() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    change_catalog(&test, |catalog| {
        for zone in &mut catalog.zones {
            zone.desks.retain(|desk| desk.as_str() != "2");
        }
    })
    .await;
    let (one, two) = (test.open_desk("1").await, test.open_desk("2").await);
    let form = Form::open(&mut browser, "/admin/desks/2/remove").await;
    assert_eq!(form.get("anyway"), "", "nobody is stranded yet");
    test.kiosk().take_number("civil-status").await;
    one.press("1", "call-next").await.expect(200, "");
    let to_desk = serde_json::json!({"desk": "2"});
    one.post("/api/v1/desks/1/transfer", &to_desk).await.expect(200, "");
    let asked = form.send(&mut browser).await;
    assert_eq!(asked.status, 409, "{}", asked.text);
    assert!(text_of(&asked.text, "admin-stranded").contains("sent there alone: 1"));
    two.press("2", "call-next").await.expect(200, "");
    let asked = form.send(&mut browser).await;
    assert!(text_of(&asked.text, "admin-stranded").contains("A001"), "{}", asked.text);
    assert_eq!(catalog(&test)["desks"][1]["id"], "2");
    let asked = Form::of(&asked.text, "/admin/desks/2/remove");
    assert_eq!(asked.save(&mut browser).await, "/admin/desks?done=removed");
}
