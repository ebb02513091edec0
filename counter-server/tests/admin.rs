//! Administration in the browser: every form, what is wrong with it, who may, and that it holds at once.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use admin_form::{Form, error_at};
use chrono::Timelike;
use counter_server::auth::Role;
use counter_server::storage::audit::{self, AuditFilter, AuditRow};
use counter_server::storage::database::{self, Purpose};
use pages_browser::{Browser, text_of};
use serde_json::Value;
use server::client::{new_id, wish};
use server::{TestServer, until};

/// Sections that have a form of their own, and those that have a list.
const SINGLE: [&str; 4] = ["center", "rules", "retention", "voice"];
const LISTS: [&str; 8] =
    ["holidays", "services", "procedures", "desks", "zones", "priorities", "pause-reasons", "tips"];
const OTHERS: [&str; 7] =
    ["staff", "devices", "forms", "transfer", "audit", "holidays/propose", "emergency"];

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

fn audit_rows(test: &TestServer) -> Vec<AuditRow> {
    let wait = std::time::Duration::from_secs(5);
    let connection = database::open_current(&test.database(), Purpose::Read, wait).unwrap();
    audit::read(&connection, &AuditFilter::default(), 100).unwrap()
}

#[tokio::test]
async fn every_role_sees_what_is_its_own() {
    let test = TestServer::start().await;
    let managers = ["holidays", "tips", "audit", "holidays/propose", "emergency"];
    for role in [Role::Staff, Role::Reception, Role::Manager, Role::Admin] {
        test.add_staff(role.name(), role);
        let mut browser = Browser::new(&test);
        browser.sign_in(role.name(), "5").await;
        for section in SINGLE.into_iter().chain(LISTS).chain(OTHERS) {
            let may = role == Role::Admin || role == Role::Manager && managers.contains(&section);
            let answer = browser.get(&format!("/admin/{section}")).await;
            assert_eq!(answer.status, if may { 200 } else { 403 }, "{section} for {role:?}");
        }
        let home = browser.get("/admin").await;
        let first = match role {
            Role::Admin => (303, "/admin/center"),
            Role::Manager => (303, "/admin/holidays"),
            _ => (403, ""),
        };
        assert_eq!((home.status, home.header("location")), first, "{role:?}");
        if role != Role::Admin {
            let refused = browser.post("/admin/rules", "version=1").await;
            assert_eq!(refused.status, 403, "{role:?}");
        }
    }
    let stranger = Browser::new(&test).get("/admin/services").await;
    assert_eq!((stranger.status, stranger.header("location")), (303, "/?to=/admin/services"));
}

#[tokio::test]
async fn every_form_sent_back_as_it_was_changes_nothing() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let before = catalog(&test);
    for section in SINGLE {
        let form = Form::open(&mut browser, &format!("/admin/{section}")).await;
        let to = form.save(&mut browser).await;
        assert_eq!(to, format!("/admin/{section}?done=same"), "{section}");
    }
    for (section, list) in LISTS.map(|section| (section, section.replace('-', "_"))) {
        let page = browser.get(&format!("/admin/{section}")).await;
        let links: Vec<String> = page
            .text
            .split(&format!("<a href=\"/admin/{section}/"))
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        let entries = before[&list].as_array().unwrap();
        assert_eq!(links.len(), entries.len(), "{section}");
        for key in links {
            let form = Form::open(&mut browser, &format!("/admin/{section}/{key}")).await;
            let to = form.save(&mut browser).await;
            assert_eq!(to, format!("/admin/{section}?done=same"), "{section} {key}");
        }
    }
    assert_eq!(catalog(&test), before);
    assert!(audit_rows(&test).iter().all(|row| row.action == "signed_in"), "nothing to log");
}

#[tokio::test]
async fn a_changed_prefix_stands_on_the_next_ticket() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let kiosk = test.kiosk();
    assert_eq!(kiosk.take_number("land-building").await.json["number"], "C001");
    let form = Form::open(&mut browser, "/admin/services/land-building").await;
    assert_eq!(form.get("prefix"), "C");
    let form = form.with("prefix", "DD").with("digits_min", "4").with("quota_per_day", "2");
    assert_eq!(form.save(&mut browser).await, "/admin/services?done=saved");
    assert_eq!(kiosk.take_number("land-building").await.json["number"], "DD0002");
    let refused = kiosk.put(&format!("/api/v1/tickets/{}", new_id()), &wish("land-building")).await;
    assert_eq!((refused.status, refused.code()), (403, "quota_reached"), "{refused:?}");
    let list = browser.get("/admin/services?done=saved").await;
    assert!(text_of(&list.text, "admin-done").starts_with("Saved."));
    let rows = audit_rows(&test);
    let row = rows.iter().find(|row| row.action == "catalog_changed").unwrap();
    assert_eq!(row.staff_name.as_deref(), Some("quản trị"));
    assert_eq!(row.subject.as_deref(), Some("services/land-building"));
    let detail = row.detail.as_deref().unwrap();
    assert!(detail.contains("prefix C → DD") && detail.contains("quota_per_day – → 2"), "{detail}");
}

#[tokio::test]
async fn hours_hold_at_once_and_a_lunch_break_is_two_stretches() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let kiosk = test.kiosk();
    // Two stretches that do not hold this minute.
    let is_morning = minute_of_day(&test) < 720;
    let (from, to) = if is_morning { ("22:00", "23:00") } else { ("00:10", "00:20") };
    let (again, end) = if is_morning { ("23:10", "23:11") } else { ("01:00", "02:00") };
    let mut form = Form::open(&mut browser, "/admin/services/business").await;
    for day in 1..=7 {
        form = form
            .and("hours.0.weekdays", &day.to_string())
            .and("hours.5.weekdays", &day.to_string());
    }
    let form = form
        .with("hours.0.opens_minute", from)
        .with("hours.0.closes_minute", to)
        .with("hours.5.opens_minute", again)
        .with("hours.5.closes_minute", end);
    form.save(&mut browser).await;
    let refused = kiosk.put(&format!("/api/v1/tickets/{}", new_id()), &wish("business")).await;
    assert_eq!((refused.status, refused.code()), (403, "service_closed"), "{refused:?}");
    kiosk.take_number("land-building").await;
    let stored = &catalog(&test)["services"][4];
    assert_eq!(stored["hours"].as_array().map(Vec::len), Some(2), "{stored}");
    // The whole center closes when its only stretch goes.
    let form = Form::open(&mut browser, "/admin/center").await;
    let form = form
        .without("hours.0.weekdays")
        .with("hours.0.opens_minute", "")
        .with("hours.0.closes_minute", "")
        .with("anyway", "1");
    form.save(&mut browser).await;
    let refused = kiosk.put(&format!("/api/v1/tickets/{}", new_id()), &wish("land-building")).await;
    assert_eq!((refused.status, refused.code()), (403, "center_closed"), "{refused:?}");
}

#[tokio::test]
async fn entries_are_added_moved_and_removed() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let form = Form::open(&mut browser, "/admin/services/new").await;
    let form = form
        .with("name.vi", "Thuế")
        .with("name.en", "Tax & fees")
        .with("description.vi", "Nộp thuế")
        .with("description.en", "Paying taxes")
        .with("prefix", "T");
    assert_eq!(form.save(&mut browser).await, "/admin/services?done=added");
    let services = catalog(&test)["services"].clone();
    assert_eq!((&services[6]["id"], &services[6]["digits_min"]), (&"tax-fees".into(), &3.into()));
    // One place up, and no further than the top.
    browser.post("/admin/services/tax-fees/move", "to=up").await;
    assert_eq!(catalog(&test)["services"][5]["id"], "tax-fees");
    browser.post("/admin/services/civil-status/move", "to=up").await;
    assert_eq!(catalog(&test)["services"][0]["id"], "civil-status");

    // A desk takes its code from its name; it serves with and without delay.
    let form = Form::open(&mut browser, "/admin/desks/new").await;
    let form = form
        .with("name", "9")
        .and("services", "tax-fees")
        .and("services", "business")
        .with("delay_minutes.business", "20");
    form.save(&mut browser).await;
    let desk = catalog(&test)["desks"][8].clone();
    assert_eq!(desk["id"], "9");
    assert_eq!(desk["services"], serde_json::json!(["business", "tax-fees"]));
    assert_eq!(desk["delay_minutes"], serde_json::json!({"business": 20}));
    // Only now, since before no desk could have called the number.
    test.kiosk().take_number("tax-fees").await;
    assert_eq!(
        browser.get("/desk?choose=1").await.text.matches("data-testid=\"choose-desk\"").count(),
        9
    );

    // The same code twice, and a code that is none.
    for (code, words) in
        [("tax-fees", "“tax-fees” is used by Tax & fees."), ("thuế", "Use only letters")]
    {
        let twice = Form::open(&mut browser, "/admin/services/new").await;
        let twice = twice
            .with("id", code)
            .with("name.vi", "x")
            .with("name.en", "x")
            .with("description.vi", "x")
            .with("description.en", "x")
            .with("prefix", "X");
        let answer = twice.send(&mut browser).await;
        assert_eq!(answer.status, 422);
        assert!(error_at(&answer.text, "f-id").contains(words), "{}", answer.text);
    }

    // What others name cannot be removed, and the page says who.
    let page = browser.get("/admin/services/civil-status/remove").await;
    assert!(text_of(&page.text, "admin-problems").contains("Birth registration"), "{}", page.text);
    let answer =
        Form::of(&page.text, "/admin/services/civil-status/remove").send(&mut browser).await;
    assert_eq!(answer.status, 422);
    let page = browser.get("/admin/tips").await;
    let key = page.text.split("href=\"/admin/tips/").nth(2).unwrap().split('"').next().unwrap();
    let before = catalog(&test)["tips"].as_array().unwrap().len();
    let path = format!("/admin/tips/{key}/remove");
    let to = Form::open(&mut browser, &path).await.save(&mut browser).await;
    assert_eq!(to, "/admin/tips?done=removed");
    assert_eq!(catalog(&test)["tips"].as_array().unwrap().len(), before - 1);
    assert_eq!(browser.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_procedure_keeps_what_belongs_to_its_kinds() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let path = "/admin/procedures/birth-registration";
    let form = Form::open(&mut browser, path).await;
    let form = form
        .with("time_limit.span.kind", "working_days")
        .with("time_limit.span.days_min", "3")
        .with("time_limit.check_before_use", "on")
        .with("fee.amount.kind", "fixed")
        .with("fee.amount.dong", "8000")
        .with("fee.amount.copy_dong_max", "7")
        .with("fee.note.vi", "")
        .with("fee.note.en", "")
        .with("valid_from", "2027-01-01")
        .with("keywords", "giấy khai sinh\r\n\r\n  khai sanh ")
        .with("popularity", "95")
        .with("online_address", "https://example.org/khai-sinh")
        .with("representative.vi", "Ông bà, người thân thích")
        .with("representative.en", "A grandparent or close relative")
        .with("documents.9.name.vi", "Ảnh 3×4")
        .with("documents.9.name.en", "Photo 3×4")
        .with("documents.9.only_some", "on");
    form.save(&mut browser).await;
    let stored = catalog(&test)["procedures"][0].clone();
    assert_eq!(
        stored["time_limit"],
        serde_json::json!({
            "span": {"kind": "working_days", "days_min": 3, "days_max": 3}, "check_before_use": true,
        })
    );
    assert_eq!(stored["fee"]["amount"], serde_json::json!({"kind": "fixed", "dong": 8000}));
    assert!(stored["fee"].get("note").is_none(), "{stored}");
    assert_eq!(stored["keywords"], serde_json::json!(["giấy khai sinh", "khai sanh"]));
    assert_eq!(
        (&stored["popularity"], &stored["representative"]["vi"]),
        (&95.into(), &"Ông bà, người thân thích".into())
    );
    let shown = Form::open(&mut browser, path).await;
    assert_eq!(shown.get("keywords"), "giấy khai sinh\nkhai sanh");
    assert_eq!(shown.get("online_address"), "https://example.org/khai-sinh");
    let shown = shown
        .with("keywords", "")
        .with("popularity", "")
        .with("online_address", "")
        .with("representative.vi", "")
        .with("representative.en", "");
    shown.save(&mut browser).await;
    let emptied = &catalog(&test)["procedures"][0];
    for field in ["keywords", "popularity", "online_address", "representative"] {
        assert!(emptied.get(field).is_none(), "{field}: {emptied}");
    }
    assert_eq!(stored["documents"].as_array().unwrap().last().unwrap()["name"]["en"], "Photo 3×4");
    let list = browser.get("/admin/procedures").await.text;
    assert!(list.contains("Working days: 3 (?)") && list.contains("8.000 đ"), "{list}");
    let wrong = Form::open(&mut browser, path).await.with("valid_to", "2026-12-31");
    let answer = wrong.send(&mut browser).await;
    assert!(error_at(&answer.text, "f-valid_to").contains("before the beginning"));
}

#[tokio::test]
async fn somebody_else_in_between_costs_nobody_what_they_entered() {
    let test = TestServer::start().await;
    let mut first = admin(&test).await;
    test.add_staff("second", Role::Admin);
    let mut second = Browser::new(&test).speaking("en");
    second.sign_in("second", "").await;
    let mine = Form::open(&mut first, "/admin/services/business").await.with("prefix", "X");
    let theirs = Form::open(&mut second, "/admin/rules").await.with("rules.recalls_max", "5");
    theirs.save(&mut second).await;
    let answer = mine.send(&mut first).await;
    assert_eq!(answer.status, 409);
    assert!(text_of(&answer.text, "admin-notice").contains("Somebody else changed"));
    let again = Form::of(&answer.text, "/admin/services/business");
    assert_eq!(again.get("prefix"), "X");
    again.save(&mut first).await;
    let now = catalog(&test);
    assert_eq!(
        (&now["services"][4]["prefix"], &now["rules"]["recalls_max"]),
        (&"X".into(), &5.into())
    );
    // An entry that was taken away in between comes back under its code.
    let mine = Form::open(&mut first, "/admin/pause-reasons/meal").await.with("name.en", "Lunch");
    let path = "/admin/pause-reasons/meal/remove";
    Form::open(&mut second, path).await.save(&mut second).await;
    let answer = mine.send(&mut first).await;
    assert_eq!(answer.status, 409);
    Form::of(&answer.text, "/admin/pause-reasons/meal").save(&mut first).await;
    let reasons = catalog(&test)["pause_reasons"].clone();
    let meal = reasons.as_array().unwrap().iter().find(|reason| reason["id"] == "meal").unwrap();
    assert_eq!(meal["name"]["en"], "Lunch");
}

#[tokio::test]
async fn a_years_holidays_are_proposed_edited_and_saved() {
    let test = TestServer::start().await;
    test.add_staff("manager", Role::Manager);
    let mut browser = Browser::new(&test);
    browser.sign_in("manager", "").await;
    let page = browser.get("/admin/holidays/propose?year=2027&culture=on").await;
    let form = Form::of(&page.text, "/admin/holidays/propose");
    let dates: Vec<&str> = form
        .pairs
        .iter()
        .filter(|(name, _)| name.ends_with(".date"))
        .map(|(_, date)| date.as_str())
        .collect();
    assert_eq!(dates.first(), Some(&"2027-01-01"));
    assert!(
        dates.contains(&"2027-02-06")
            && dates.contains(&"2027-04-16")
            && dates.contains(&"2027-11-24")
    );
    let form = form.clone().without("days.0.take").with("days.1.name.en", "Eve of Tết");
    assert_eq!(form.save(&mut browser).await, "/admin/holidays?done=saved");
    let holidays = catalog(&test)["holidays"].clone();
    assert_eq!(holidays.as_array().unwrap().len(), dates.len() - 1);
    assert_eq!(holidays[0]["date"], "2027-02-05");
    assert_eq!(holidays[0]["name"]["en"], "Eve of Tết");
    // What stands in the list is not proposed again; the day that was left out is.
    let page = browser.get("/admin/holidays/propose?year=2027&culture=on").await.text;
    assert_eq!(page.matches("type=\"date\"").count(), 1, "{page}");
    // Today as a holiday closes the center at once.
    let today = test.server().state().snapshot().catalog.local_date(test.server().state().now());
    let form = Form::open(&mut browser, "/admin/holidays/new").await;
    let form = form.with("date", &today.to_string()).with("name.vi", "Nghỉ").with("name.en", "Off");
    form.save(&mut browser).await;
    let refused =
        test.kiosk().put(&format!("/api/v1/tickets/{}", new_id()), &wish("business")).await;
    assert_eq!((refused.status, refused.code()), (403, "center_closed"), "{refused:?}");
    let twice = Form::open(&mut browser, "/admin/holidays/new").await;
    let twice = twice.with("date", &today.to_string()).with("name.vi", "x").with("name.en", "x");
    let answer = twice.send(&mut browser).await;
    assert_eq!((answer.status, error_at(&answer.text, "f-date").is_empty()), (422, false));
}

#[tokio::test]
async fn every_page_stands_in_both_languages_without_an_untranslated_word() {
    let test = TestServer::start().await;
    let mut english = admin(&test).await;
    let mut vietnamese = Browser::new(&test).speaking("vi");
    vietnamese.sign_in("quản trị", "").await;
    let mut paths: Vec<String> = SINGLE
        .iter()
        .chain(&LISTS)
        .chain(&OTHERS)
        .map(|section| format!("/admin/{section}"))
        .collect();
    paths.extend(LISTS.map(|section| format!("/admin/{section}/new")));
    paths.extend(["/admin/staff/new", "/admin/staff/1", "/admin/devices/new"].map(str::to_owned));
    for path in paths {
        let (one, other) = (english.get(&path).await, vietnamese.get(&path).await);
        assert_eq!((one.status, other.status), (200, 200), "{path}");
        let heading = |html: &str| {
            html.split("<h1").nth(1).unwrap().split("</h1>").next().unwrap().to_owned()
        };
        if path != "/admin/staff/1" {
            assert_ne!(heading(&one.text), heading(&other.text), "{path}");
        }
        for text in [&one.text, &other.text] {
            assert!(!text.contains("{name}") && !text.contains("{n}"), "{path} leaves a gap");
            for label in text.split("<label for=\"").skip(1) {
                let id = label.split('"').next().unwrap();
                assert!(text.contains(&format!(" id=\"{id}\"")), "{path}: no field for {id}");
            }
        }
    }
    until("the server still answers", || async {
        test.kiosk().get("/healthz").await.status == 200
    })
    .await;
}
