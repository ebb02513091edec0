//! Staff, devices and the audit log: who may come in, who no longer, and who did what.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use std::time::Duration;

use admin_form::{Form, encode, error_at};
use counter_server::auth::{DeviceKind, Role};
use counter_server::settings::Settings;
use pages_browser::{Browser, sign_in_form, text_of};
use server::client::Client;
use server::stream::EventStream;
use server::{PASSWORD, TestServer, settings, until};

async fn admin(test: &TestServer) -> Browser {
    test.add_staff("admin", Role::Admin);
    let mut browser = Browser::new(test).speaking("en");
    browser.sign_in("admin", "").await;
    browser
}

/// The row of an entry of a list that shows this name.
fn row_of(html: &str, section: &str, name: &str) -> String {
    let end = html.find(&format!("\">{name}</a>")).unwrap_or_else(|| panic!("no {name}: {html}"));
    let start = html[..end].rfind(&format!("/admin/{section}/")).unwrap();
    html[start + format!("/admin/{section}/").len()..end].to_owned()
}

async fn sign_in_status(test: &TestServer, name: &str, password: &str) -> u16 {
    Browser::new(test).post("/", &sign_in_form(name, password, "5")).await.status
}

#[tokio::test]
async fn somebody_is_added_changed_shut_out_and_let_in_again() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let form = Form::open(&mut browser, "/admin/staff/new").await;
    let new = form.with("name", "Bình").with("role", "staff").with("password", "một mật khẩu");
    assert_eq!(new.save(&mut browser).await, "/admin/staff?done=added");
    assert_eq!(sign_in_status(&test, "bình", "một mật khẩu").await, 303);
    let twice = new.clone().with("name", "BÌNH ").send(&mut browser).await;
    assert_eq!(twice.status, 422);
    assert!(error_at(&twice.text, "f-name").contains("has this name already"));
    assert!(!twice.text.contains("một mật khẩu"), "a password never comes back");
    for (field, value, words) in [
        ("name", " ", "must stand"),
        ("password", "ngắn", "at least 8"),
        ("role", "king", "Choose one"),
    ] {
        let answer = new.clone().with("name", "Châu").with(field, value).send(&mut browser).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(error_at(&answer.text, &format!("f-{field}")).contains(words), "{field}");
    }
    let list = browser.get("/admin/staff").await.text;
    let path = format!("/admin/staff/{}", row_of(&list, "staff", "Bình"));

    // A session at work ends at once when the role changes, and the stream with it.
    let mut theirs = Browser::new(&test);
    theirs.post("/", &sign_in_form("Bình", "một mật khẩu", "5")).await;
    assert_eq!(theirs.get("/desk").await.status, 200);
    let to = browser.post(&format!("{path}/role"), "role=reception").await;
    assert_eq!(to.header("location"), format!("{path}?done=saved"));
    assert_eq!(theirs.get("/desk").await.header("location"), "/?to=/desk", "must sign in again");
    theirs.post("/", &sign_in_form("Bình", "một mật khẩu", "5")).await;
    assert_eq!(theirs.get("/reception").await.status, 200);

    let short = browser.post(&format!("{path}/password"), "password=ngan").await;
    assert_eq!((short.status, error_at(&short.text, "f-password").is_empty()), (422, false));
    let body = format!("password={}", encode("mật khẩu khác"));
    browser.post(&format!("{path}/password"), &body).await;
    assert_eq!(sign_in_status(&test, "Bình", "một mật khẩu").await, 401);
    theirs.post("/", &sign_in_form("Bình", "mật khẩu khác", "5")).await;
    assert_eq!(theirs.get("/reception").await.status, 200);

    browser.post(&format!("{path}/deactivate"), "").await;
    assert_eq!(theirs.get("/reception").await.header("location"), "/?to=/reception");
    assert_eq!(sign_in_status(&test, "Bình", "mật khẩu khác").await, 401);
    browser.post(&format!("{path}/reactivate"), "").await;
    assert_eq!(sign_in_status(&test, "Bình", "mật khẩu khác").await, 303);
    assert_eq!(browser.post("/admin/staff/999/role", "role=staff").await.status, 404);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    for (change, body) in [("deactivate", ""), ("role", "role=staff")] {
        let answer = browser.post(&format!("/admin/staff/1/{change}"), body).await;
        assert_eq!(answer.status, 422, "{change}");
        assert!(text_of(&answer.text, "admin-problems").contains("last administrator"), "{change}");
    }
    test.add_staff("other", Role::Admin);
    let answer = browser.post("/admin/staff/1/role", "role=manager").await;
    assert_eq!(answer.status, 303);
    assert_eq!(browser.get("/admin/staff").await.status, 403, "the new role holds at once");
    let mut other = Browser::new(&test).speaking("en");
    other.sign_in("other", "").await;
    let answer = other.post("/admin/staff/2/deactivate", "").await;
    assert_eq!(answer.status, 422, "now this one is the last");
}

#[tokio::test]
async fn a_device_is_enrolled_renamed_and_revoked() {
    // Long heartbeats, so that only the revocation can end the stream.
    let heartbeat = Duration::from_secs(600);
    let test = TestServer::start_with(Settings { heartbeat, ..settings() }).await;
    let mut browser = admin(&test).await;
    let form = Form::open(&mut browser, "/admin/devices/new").await;
    let wrong = form.clone().with("name", "").with("kind", "toaster").send(&mut browser).await;
    assert_eq!(wrong.status, 422);
    assert!(
        !error_at(&wrong.text, "f-name").is_empty() && !error_at(&wrong.text, "f-kind").is_empty()
    );
    let answer = form.with("name", "Sảnh trái 1").with("kind", "kiosk").send(&mut browser).await;
    assert_eq!(answer.status, 200);
    let token = text_of(&answer.text, "device-token");
    let kiosk: Client = test.nobody().with_token(&token);
    kiosk.take_number("business").await;
    let list = browser.get("/admin/devices").await.text;
    assert!(!list.contains(&token), "a token is shown once");
    let id = row_of(&list, "devices", "Sảnh trái 1");
    let path = format!("/admin/devices/{id}");

    let page = browser.get(&path).await.text;
    let form = Form::of(&page, &format!("{path}/rename"));
    assert_eq!(form.get("name"), "Sảnh trái 1");
    assert_eq!(
        form.clone().with("name", "x".repeat(61).as_str()).send(&mut browser).await.status,
        422
    );
    form.with("name", "Sảnh phải").save(&mut browser).await;
    assert_eq!(test.server().state().snapshot().devices.values().next().unwrap(), "Sảnh phải");

    let mut stream = EventStream::open(&kiosk, "").await;
    assert_eq!(stream.next().await.unwrap().event, "heartbeat");
    browser.post(&format!("{path}/revoke"), "").await;
    let rest = tokio::time::timeout(Duration::from_secs(3), stream.next()).await;
    assert_eq!(rest, Ok(None), "the open stream ends within seconds");
    let refused = kiosk.get("/api/v1/catalog").await;
    assert_eq!((refused.status, refused.code()), (401, "not_signed_in"), "{refused:?}");
    assert!(browser.get(&path).await.text.contains("Revoked"));
    // Another device is not touched.
    assert_eq!(test.device(DeviceKind::Board, "other").get("/api/v1/board").await.status, 200);
}

#[tokio::test]
async fn the_log_tells_who_did_what_to_managers() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let form = Form::open(&mut browser, "/admin/rules").await;
    form.with("rules.undo_seconds", "15").save(&mut browser).await;
    let new = Form::open(&mut browser, "/admin/staff/new").await;
    let new = new.with("name", "Dung").with("role", "manager").with("password", PASSWORD);
    new.save(&mut browser).await;
    let mut manager = Browser::new(&test).speaking("en");
    manager.sign_in("Dung", "").await;
    let page = manager.get("/admin/audit").await.text;
    assert!(page.contains("rules: undo_seconds 10 → 15"), "{page}");
    assert!(page.contains("staff/2") && page.contains("Staff added"), "{page}");
    assert!(!page.contains("Dung</td><td>Staff added"), "a manager did not add themselves");
    let only = manager.get("/admin/audit?from=&to=&action=staff_added").await.text;
    assert_eq!(only.matches("data-testid=\"audit-row\"").count(), 1);
    let past = manager.get("/admin/audit?from=2020-01-01&to=2020-01-31&action=").await.text;
    assert_eq!(past.matches("data-testid=\"audit-row\"").count(), 0);
    // More than a page of rows: the next page goes on where the first ended.
    for _ in 0..60 {
        let mut one = Browser::new(&test);
        one.cookies = browser.cookies.clone();
        one.post("/admin/transfer/export", "").await;
    }
    let page = manager.get("/admin/audit?action=catalog_exported").await.text;
    assert_eq!(page.matches("data-testid=\"audit-row\"").count(), 50);
    let older = page.split("/admin/audit?from=").nth(1).unwrap().split('"').next().unwrap();
    let older = format!("/admin/audit?from={}", older.replace("&#38;", "&").replace("&amp;", "&"));
    let page = manager.get(&older).await.text;
    assert_eq!(page.matches("data-testid=\"audit-row\"").count(), 10, "{older}");

    let client = test.sign_in("Dung", None).await;
    let rows = client.get("/api/v1/admin/audit?action=catalog_changed").await;
    assert_eq!((rows.status, &rows.json[0]["subject"]), (200, &"rules".into()), "{rows:?}");
    assert_eq!(client.get("/api/v1/admin/audit?action=danced").await.status, 422);
    let desk = test.staff("Em", Role::Staff, None).await;
    assert_eq!(desk.get("/api/v1/admin/audit").await.status, 403);
    until("the failed sign-in is kept", || async {
        sign_in_status(&test, "Em", "không đúng đâu").await;
        let page = client.get("/api/v1/admin/audit?action=sign_in_failed").await;
        page.json.as_array().is_some_and(|rows| !rows.is_empty())
    })
    .await;
}

#[tokio::test]
async fn a_new_password_of_ones_own_ends_all_other_sessions() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let mut elsewhere = Browser::new(&test).speaking("en");
    elsewhere.sign_in("admin", "").await;
    assert_eq!(elsewhere.get("/admin/staff").await.status, 200);
    let body = format!("password={}", encode("mật khẩu mới"));
    assert_eq!(browser.post("/admin/staff/1/password", &body).await.status, 303);
    assert_eq!(browser.get("/admin/staff").await.status, 200);
    assert_eq!(elsewhere.get("/admin/staff").await.header("location"), "/?to=/admin/staff");
}

#[tokio::test]
async fn nobody_but_administrators_changes_anything() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let given = kiosk.take_number("business").await;
    let paper = format!("/reception/paper/{}", given.json["id"].as_str().unwrap());
    test.add_staff("admin", Role::Admin);
    let holds = || {
        let state = test.server().state();
        let people = state.readers.read(counter_server::storage::staff::list).unwrap();
        let devices = state.readers.read(counter_server::storage::devices::list).unwrap();
        let devices: Vec<_> =
            devices.into_iter().map(|device| (device.name, device.revoked_at)).collect();
        (state.snapshot().catalog_version, people, devices)
    };
    for role in [Role::Staff, Role::Reception, Role::Manager] {
        test.add_staff(role.name(), role);
        let mut browser = Browser::new(&test);
        browser.sign_in(role.name(), "5").await;
        let before = holds();
        for (path, body) in [
            ("/admin/staff/new", "name=x&role=admin&password=long+enough"),
            ("/admin/staff/1/role", "role=staff"),
            ("/admin/staff/1/password", "password=long+enough"),
            ("/admin/staff/1/deactivate", ""),
            ("/admin/staff/1/reactivate", ""),
            ("/admin/devices/new", "name=x&kind=kiosk"),
            ("/admin/devices/1/rename", "name=x"),
            ("/admin/devices/1/revoke", ""),
            ("/admin/transfer/export", ""),
            ("/admin/transfer/apply", "version=1&anyway=1&document=x"),
            ("/admin/desks/1/remove", "version=1&anyway=1"),
            ("/admin/services/business/move", "to=up"),
            ("/admin/services/business", "version=1"),
            ("/admin/services/new", "version=1"),
            ("/admin/rules", "version=1"),
        ] {
            assert_eq!(browser.post(path, body).await.status, 403, "{path} for {role:?}");
        }
        let may_propose = role == Role::Manager;
        let answer = browser.post("/admin/holidays/propose", "version=0").await;
        assert_eq!(answer.status, if may_propose { 409 } else { 403 }, "{role:?}");
        let answer = browser.get(&paper).await;
        assert_eq!(answer.status == 200, role != Role::Staff, "{role:?}: {}", answer.status);
        assert_eq!(browser.post(&paper, "").await.status, 405, "it is only read");
        assert_eq!(holds(), before, "{role:?}");
    }
}
