//! The pages for people: who may see which, in both languages, and what they show.

mod pages_browser;
mod server;

use std::time::Duration;

use counter_server::auth::Role;
use counter_server::settings::Settings;
use pages_browser::{Browser, attribute_of, sign_in_form, text_of};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::client::{Answer, Client, new_id};
use server::{PASSWORD, TestServer, settings};

const ROLES: [Role; 4] = [Role::Staff, Role::Reception, Role::Manager, Role::Admin];

fn is_disabled(html: &str, action: &str) -> bool {
    attribute_of(html, &format!("action-{action}"), "aria-disabled").as_deref() == Some("true")
}

async fn issue(kiosk: &Client, body: serde_json::Value, printed: &str) -> Answer {
    let id = new_id();
    let answer = kiosk.put(&format!("/api/v1/tickets/{id}"), &body).await.expect(201, "");
    let report = json!({"outcome": printed});
    kiosk.post(&format!("/api/v1/tickets/{id}/print"), &report).await.expect(204, "");
    answer
}

fn phone_path(ticket: &Answer) -> String {
    let url = ticket.json["public_url"].as_str().unwrap();
    url[url.find("/t/").unwrap()..].to_owned()
}

#[tokio::test]
async fn signing_in_leads_to_the_page_of_the_role() {
    let test = TestServer::start().await;
    for (role, home) in ROLES.into_iter().zip(["/desk", "/reception", "/manager", "/manager"]) {
        let mut browser = Browser::new(&test);
        test.add_staff(role.name(), role);
        assert_eq!(browser.sign_in(role.name(), "5").await, home);
        assert_eq!(browser.get(home).await.status, 200, "{home}");
        let again = browser.get("/").await;
        assert_eq!((again.status, again.header("location")), (303, home), "goes on by itself");
    }
}

#[tokio::test]
async fn a_wrong_password_keeps_the_name_and_the_desk() {
    let test = TestServer::start().await;
    test.add_staff("Lan", Role::Staff);
    for (language, words) in [("vi", "không khớp"), ("en", "do not fit together")] {
        let mut browser = Browser::new(&test).speaking(language);
        let answer = browser.post("/", &sign_in_form("Lan", "wrong password", "5")).await;
        assert_eq!(answer.status, 401);
        assert!(text_of(&answer.text, "sign-in-error").contains(words), "{}", answer.text);
        assert_eq!(attribute_of(&answer.text, "sign-in-name", "value").as_deref(), Some("Lan"));
        assert!(answer.text.contains("<option value=\"5\" selected>"), "the desk stays chosen");
        assert!(!answer.text.contains("wrong password"), "a password never comes back");
        assert!(!browser.cookies.iter().any(|(name, _)| name.contains("session")));
    }
}

#[tokio::test]
async fn pages_for_staff_send_strangers_to_sign_in_and_back() {
    let test = TestServer::start().await;
    test.add_staff("manager", Role::Manager);
    for path in ["/desk", "/reception", "/manager"] {
        let mut browser = Browser::new(&test);
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, &*format!("/?to={path}")));
        let form = sign_in_form("manager", PASSWORD, "5") + &path.replace('/', "%2F");
        let answer = browser.post("/", &form).await;
        assert_eq!((answer.status, answer.header("location")), (303, path));
    }
    let form = sign_in_form("manager", PASSWORD, "5") + "https%3A%2F%2Fevil.example";
    let answer = Browser::new(&test).post("/", &form).await;
    assert_eq!(answer.header("location"), "/manager", "no way out to another site");
}

#[tokio::test]
async fn each_role_sees_its_pages_in_both_languages_and_no_other() {
    let test = TestServer::start().await;
    let allowed = |role, path| match path {
        "/manager" => matches!(role, Role::Manager | Role::Admin),
        "/reception" => role != Role::Staff,
        _ => true,
    };
    for role in ROLES {
        test.add_staff(role.name(), role);
        for language in ["vi", "en"] {
            let mut browser = Browser::new(&test).speaking(language);
            browser.sign_in(role.name(), "5").await;
            for path in ["/desk", "/reception", "/manager"] {
                let answer = browser.get(path).await;
                let status = if allowed(role, path) { 200 } else { 403 };
                assert_eq!(answer.status, status, "{path} for {role:?}");
                assert!(answer.text.contains(&format!("<html lang=\"{language}\">")));
                if status == 403 {
                    let words = if language == "vi" {
                        "không được xem"
                    } else {
                        "not for your sign-in"
                    };
                    assert!(text_of(&answer.text, "error-title").contains(words));
                    assert!(answer.text.contains("data-testid=\"sign-out\""), "one can sign out");
                }
            }
        }
    }
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let test = TestServer::start().await;
    test.add_staff("Lan", Role::Staff);
    let mut browser = Browser::new(&test);
    browser.sign_in("Lan", "5").await;
    let kept = browser.cookies.clone();
    let answer = browser.post("/sign-out", "").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    browser.cookies = kept;
    assert_eq!(
        browser.get("/desk").await.header("location"),
        "/?to=/desk",
        "the old cookie is dead"
    );
}

#[tokio::test]
async fn without_a_desk_one_is_chosen() {
    let test = TestServer::start().await;
    test.add_staff("Lan", Role::Staff);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("Lan", "").await;
    let choice = browser.get("/desk").await;
    assert_eq!(choice.text.matches("data-testid=\"choose-desk\"").count(), 8);
    let unknown = browser.post("/desk", "desk=99").await;
    assert_eq!(unknown.status, 422);
    assert!(text_of(&unknown.text, "choose-desk-error").contains("no such desk"));
    let chosen = browser.post("/desk", "desk=3").await;
    assert_eq!((chosen.status, chosen.header("location")), (303, "/desk"));
    let desk = browser.get("/desk").await;
    assert_eq!(text_of(&desk.text, "desk-name"), "Desk 3");
    assert!(
        browser.get("/desk?choose=1").await.text.contains("data-testid=\"choose-desk-submit\"")
    );
    let mut next = Browser::new(&test);
    next.cookies = browser.cookies.into_iter().filter(|(name, _)| name == "station_desk").collect();
    let page = next.get("/").await;
    assert!(page.text.contains("<option value=\"3\" selected>"), "the browser remembers its desk");
}

#[tokio::test]
async fn the_desk_shows_its_ticket_and_only_what_can_be_done() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    test.add_staff("Lan", Role::Staff);
    let mut browser = Browser::new(&test).speaking("vi");
    browser.sign_in("Lan", "5").await;
    let api = test.sign_in("Lan", Some("5")).await;
    let closed = browser.get("/desk").await.text;
    assert_eq!(attribute_of(&closed, "desk-state", "data-state").as_deref(), Some("closed"));
    assert!(is_disabled(&closed, "next") && !is_disabled(&closed, "open-close"));

    api.press("5", "open").await.expect(200, "");
    let body = json!({"service": "land-building", "procedure": "land-change-registration", "language": "en", "priority": "elderly"});
    issue(&kiosk, body, "failed").await;
    issue(&kiosk, json!({"service": "land-building", "language": "vi"}), "printed").await;
    let open = browser.get("/desk").await.text;
    assert_eq!(attribute_of(&open, "ticket", "data-state").as_deref(), Some("none"));
    assert_eq!(text_of(&open, "queue-count"), "2");
    let row = text_of(&open, "queue-row");
    for part in
        ["C001", "Đăng ký biến động đất đai", "Ưu tiên: Người cao tuổi", "Chưa có phiếu giấy"]
    {
        assert!(row.contains(part), "{part} in {row}");
    }

    api.press("5", "call-next").await.expect(200, "");
    let called = browser.get("/desk").await.text;
    assert_eq!(text_of(&called, "ticket-number"), "C001");
    assert_eq!(text_of(&called, "ticket-state"), "Đang gọi");
    for (action, disabled) in [
        ("next", true),
        ("recall", false),
        ("start", false),
        ("finish", true),
        ("no-show", false),
        ("open-close", true),
    ] {
        assert_eq!(is_disabled(&called, action), disabled, "{action} when called");
    }
    assert!(called.contains(r#"id="reason-finish">Xin bấm Bắt đầu khi người đó đã đến."#));

    api.press("5", "start").await.expect(200, "");
    let serving = browser.get("/desk").await.text;
    assert_eq!(text_of(&serving, "ticket-state"), "Đang phục vụ");
    assert!(text_of(&serving, "action-next").starts_with("Kết thúc và gọi tiếp"));
    assert!(
        !is_disabled(&serving, "next")
            && !is_disabled(&serving, "finish")
            && is_disabled(&serving, "start")
    );
}

#[tokio::test]
async fn the_queue_stands_in_the_order_in_which_it_is_called() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let api = test.open_desk("8").await;
    // Desk 8 takes others' work only after a delay; a priority comes before it.
    for (service, priority) in [
        ("civil-status", None),
        ("reception-results", None),
        ("land-building", Some("merit")),
        ("certification", None),
        ("reception-results", Some("disability")),
        ("land-building", None),
    ] {
        let mut body = json!({"service": service, "language": "vi"});
        if let Some(priority) = priority {
            body["priority"] = json!(priority);
        }
        issue(&kiosk, body, "printed").await;
    }
    let mut browser = Browser::new(&test);
    test.add_staff("Hoa", Role::Staff);
    browser.sign_in("Hoa", "8").await;
    let page = browser.get("/desk").await.text;
    let shown: Vec<String> = page
        .split("data-testid=\"queue-row\"")
        .skip(1)
        .map(|row| {
            row.split("class=\"number\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
        })
        .collect();
    let mut called = Vec::new();
    for _ in 0..shown.len() {
        let answer = api.press("8", "call-next").await.expect(200, "");
        called.push(answer.json["ticket"]["number"].as_str().unwrap().to_owned());
        api.press("8", "start").await.expect(200, "");
        api.press("8", "finish").await.expect(200, "");
    }
    assert_eq!(shown.len(), 6);
    assert_eq!(shown, called);
}

#[tokio::test]
async fn reception_and_manager_see_paper_that_did_not_come() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    for printed in ["printed", "failed", "unknown"] {
        issue(&kiosk, json!({"service": "business", "language": "vi"}), printed).await;
    }
    test.add_staff("manager", Role::Manager);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("manager", "").await;
    for path in ["/reception", "/manager"] {
        let page = browser.get(path).await.text;
        assert_eq!(page.matches("data-testid=\"unprinted-row\"").count(), 2, "{path}");
        let newest = text_of(&page, "unprinted-row");
        assert!(
            newest.contains("E003") && newest.contains("Not sure whether paper came"),
            "{newest}"
        );
        assert!(newest.contains("Kiosk in the test"), "{newest}");
    }
    let page = browser.get("/manager").await.text;
    let tiles = ["waiting", "longest", "served", "mean-wait", "issued", "missed"].map(|tile| {
        text_of(&page, &format!("tile-{tile}")).rsplit("  ").next().unwrap().to_owned()
    });
    assert!(
        tiles[0].ends_with('3') && tiles[4].ends_with('3') && tiles[5].ends_with('0'),
        "{tiles:?}"
    );
    let row = text_of(&page, "service-row-business");
    assert!(row.contains("E001") && row.contains("no desk open"), "{row}");
}

#[tokio::test]
async fn the_phone_follows_the_ticket_in_words() {
    let test = TestServer::start().await;
    let kiosk = test.kiosk();
    let api = test.open_desk("5").await;
    let first =
        issue(&kiosk, json!({"service": "land-building", "language": "vi"}), "printed").await;
    let second =
        issue(&kiosk, json!({"service": "land-building", "language": "vi"}), "printed").await;
    let (first, second) = (phone_path(&first), phone_path(&second));
    let mut phone = Browser::new(&test);
    let mut english = Browser::new(&test).speaking("en");
    let page = phone.get(&second).await.text;
    assert_eq!(text_of(&page, "phone-number"), "C002");
    assert_eq!(text_of(&page, "phone-ahead"), "1");
    assert!(text_of(&page, "phone-wait").contains("phút"));
    assert!(text_of(&english.get(&first).await.text, "phone-state").starts_with("You are next"));
    assert!(!page.contains("data-testid=\"sign-out\""), "a phone has nothing to sign out of");
    for (verb, state, vietnamese, words) in [
        ("call-next", "called", "Mời đến quầy số 5 ngay", "Go to desk 5 now"),
        ("start", "serving", "Đang được phục vụ tại quầy số 5", "You are being served at desk 5"),
        ("finish", "done", "Đã xong", "Done"),
    ] {
        api.press("5", verb).await.expect(200, "");
        let page = phone.get(&first).await.text;
        assert_eq!(attribute_of(&page, "phone-state", "data-state").as_deref(), Some(state));
        assert!(text_of(&page, "phone-state").starts_with(vietnamese), "{page}");
        assert!(text_of(&english.get(&first).await.text, "phone-state").starts_with(words));
    }
    api.press("5", "call-next").await.expect(200, "");
    api.press("5", "no-show").await.expect(200, "");
    let page = phone.get(&second).await.text;
    assert_eq!(attribute_of(&page, "phone-state", "data-state").as_deref(), Some("no_show"));
}

#[tokio::test]
async fn what_is_not_there_is_said_kindly() {
    let test = TestServer::start().await;
    for (language, page, ticket) in [
        ("vi", "Không có trang này", "Không tìm thấy số này"),
        ("en", "There is no such page", "We do not know this ticket"),
    ] {
        let mut browser = Browser::new(&test).speaking(language);
        for (path, title) in
            [("/nowhere", page), ("/static/nothing.css", page), ("/t/nonsense", ticket)]
        {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert_eq!(text_of(&answer.text, "error-title"), title);
        }
        let answer = browser.post("/manager", "").await;
        assert_eq!(answer.status, 405);
        assert!(
            answer.text.contains("data-testid=\"error-title\""),
            "a wrong method has words too"
        );
        let answer = browser.post("/", "nonsense").await;
        assert!(answer.text.contains("data-testid=\"error-title\""), "so has a broken form");
    }
    let program = test.nobody().get("/nowhere").await;
    assert_eq!((program.status, program.code()), (404, "unknown_page"), "programs get JSON");
}

#[tokio::test]
async fn a_server_that_cannot_save_says_so_on_a_page() {
    let storage_wait = Duration::from_millis(50);
    let test = TestServer::start_with(Settings { storage_wait, ..settings() }).await;
    test.add_staff("Lan", Role::Staff);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("Lan", "5").await;
    let other_program = rusqlite::Connection::open(test.database()).unwrap();
    other_program.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = browser.post("/sign-out", "").await;
    assert_eq!(answer.status, 503);
    assert_eq!(text_of(&answer.text, "error-title"), "Something went wrong");
    assert!(answer.text.contains("nothing was changed"), "{}", answer.text);
    let answer = Browser::new(&test).post("/", &sign_in_form("Lan", PASSWORD, "5")).await;
    assert_eq!(answer.status, 503, "no success where nothing was saved");
    assert!(answer.text.contains("data-testid=\"sign-in-error\""));
    other_program.execute_batch("ROLLBACK").unwrap();
    let answer = browser.post("/sign-out", "").await;
    assert_eq!(answer.status, 303, "and it goes on afterwards");
}

#[tokio::test]
async fn the_language_switch_keeps_the_choice_and_comes_back() {
    let test = TestServer::start().await;
    let mut browser = Browser::new(&test);
    assert!(
        browser.get("/").await.text.contains("<html lang=\"vi\">"),
        "Vietnamese is the default"
    );
    let answer = browser.get("/language/en?to=/t/abc").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/t/abc"));
    assert!(browser.get("/").await.text.contains("<html lang=\"en\">"));
    let away = browser.get("/language/vi?to=//evil.example").await;
    assert_eq!(away.header("location"), "/");
    let unknown = browser.get("/language/xx?to=/").await;
    assert!(!unknown.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_no_page_is_stored() {
    let test = TestServer::start().await;
    let mut browser = Browser::new(&test);
    for path in ["/", "/nowhere", "/static/style.css", "/healthz"] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
    let page = browser.get("/").await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text.contains(" style=\"") && !page.text.contains("<style"), "nothing inline");
    assert!(!page.text.contains(" onclick") && !page.text.contains("<script>"), "nothing inline");
}

#[tokio::test]
async fn a_form_of_this_site_is_taken_and_one_of_another_site_is_not() {
    let test = TestServer::start().await;
    test.add_staff("Lan", Role::Staff);
    let form = sign_in_form("Lan", PASSWORD, "5");
    // Over plain http a browser sends `Origin`, and no `Sec-Fetch-Site`.
    for (host, origin, status) in [
        ("center.test:8080", "http://center.test:8080", 303),
        ("center.test:8080", "http://evil.example", 403),
        ("center.test:8080", "null", 403),
    ] {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let request = http.unwrap().post(format!("{}/", test.base()));
        let request = request
            .header("host", host)
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = Client::send(request.body(form.clone())).await;
        assert_eq!(answer.status, status, "{origin}: {answer:?}");
    }
}

#[tokio::test]
async fn files_are_kept_by_browsers_and_refreshed_with_their_content() {
    let test = TestServer::start().await;
    let mut browser = Browser::new(&test);
    let page = browser.get("/").await.text;
    let address =
        page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = browser.get(address).await;
    assert_eq!(answer.status, StatusCode::OK.as_u16());
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(browser.get("/static/live.js").await.header("cache-control"), "no-cache");
    let tag = answer.header("etag");
    let known = test.nobody().with("if-none-match", tag).get("/static/style.css").await;
    assert_eq!(known.status, 304);
    let font = browser.send(Method::HEAD, "/static/fonts/NotoSans-Regular.ttf", None).await;
    assert_eq!((font.status, font.header("content-type")), (200, "font/ttf"));
}
