//! Forms in administration: looked over, downloaded, refused with reasons, and in use at once.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use std::fs;

use admin_form::{Form, upload};
use counter_server::auth::Role;
use counter_server::storage::audit::{self, AuditFilter};
use counter_server::storage::database::{self, Purpose};
use pages_browser::{Browser, text_of};
use server::client::Answer;
use server::stream::EventStream;
use server::{TestServer, until};

async fn admin(test: &TestServer) -> Browser {
    test.add_staff("admin", Role::Admin);
    let mut browser = Browser::new(test).speaking("en");
    browser.sign_in("admin", "").await;
    browser
}

/// The text of a form of the sample center as it stands in the data folder.
fn file(test: &TestServer, name: &str) -> String {
    fs::read_to_string(test.folder().forms().join(name)).unwrap()
}

/// The next version of the social pension, with another title.
fn second(test: &TestServer, valid_from: &str) -> String {
    file(test, "social-pension.toml")
        .replacen("version = 1", "version = 2", 1)
        .replacen("valid_from = 2025-07-01", &format!("valid_from = {valid_from}"), 1)
        .replacen("Application for the social pension", "Application, second version", 1)
}

async fn check(test: &TestServer, admin: &Browser, document: &str) -> Answer {
    upload(test, admin, "/admin/forms/check", document.as_bytes()).await
}

#[tokio::test]
async fn every_form_is_listed_with_its_procedures_and_can_be_looked_over() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let forms = test.server().state().forms();
    let list = browser.get("/admin/forms").await;
    assert_eq!(list.text.matches("data-testid=\"admin-row\"").count(), 9);
    let procedures = test.server().state().snapshot().catalog.procedures.len();
    assert_eq!(list.text.matches("data-testid=\"form-procedure\"").count(), procedures);
    assert!(list.text.contains("no form") && list.text.contains("Check before use"));
    for form in forms.all() {
        let path = format!("/admin/forms/{}/{}", form.id, form.version);
        assert!(list.text.contains(&format!("href=\"{path}\"")), "{path}");
        for language in ["en", "vi"] {
            browser.cookies.retain(|(name, _)| name != "language");
            browser = browser.speaking(language);
            let page = browser.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let questions: usize = form
                .sections
                .iter()
                .map(|section| {
                    let counts = section.repeat.as_ref().is_some_and(|it| it.min < it.max);
                    section.questions.len() + usize::from(counts)
                })
                .sum();
            let shown = page.text.matches("data-testid=\"form-question\"").count();
            assert_eq!(shown, questions, "{path}");
            assert!(!page.text.contains("{question}") && !page.text.contains("{condition}"));
            assert!(text_of(&page.text, "form-sample").contains("Nguyễn"), "{path}");
            assert_eq!(page.text.matches("<article class=\"sheet\"").count(), 2);
        }
        let download = browser.get(&format!("{path}/file")).await;
        assert_eq!(download.text, file(&test, &format!("{}.toml", form.id)), "{path}");
        let name = format!("attachment; filename=\"{}-v1.toml\"", form.id);
        assert_eq!(download.header("content-disposition"), name);
    }
    let pension = browser.get("/admin/forms/social-pension/1").await.text;
    assert!(pension.contains("Chỉ hỏi khi “Dân tộc” là “Dân tộc khác”."), "{pension}");
    for path in ["/admin/forms/social-pension/7", "/admin/forms/nothing/1/file"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_new_version_is_looked_at_first_and_then_in_use_without_a_restart() {
    let mut test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let kiosk = test.kiosk();
    let mut events = EventStream::open(&kiosk, "").await;
    let before = kiosk.get("/api/v1/forms").await;
    let document = second(&test, "2026-01-01");
    let page = check(&test, &browser, &document).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("From 01/01/2026 on it stands in the place of version 1."));
    assert_eq!(kiosk.get("/api/v1/forms").await.text, before.text, "only looked at");
    let form = Form::of(&page.text, "/admin/forms/apply");
    assert_eq!(form.get("document").trim(), document.trim());
    assert_eq!(form.save(&mut browser).await, "/admin/forms?done=added");
    while events.next_event().await.event != "catalog_changed" {}
    let after = kiosk.get("/api/v1/forms").await;
    assert_ne!(after.header("etag"), before.header("etag"));
    let versions = |answer: &Answer| -> Vec<(String, u64)> {
        let forms = answer.json["forms"].as_array().unwrap();
        let of = |form: &serde_json::Value| {
            (form["id"].as_str().unwrap().to_owned(), form["version"].as_u64().unwrap())
        };
        forms.iter().map(of).collect()
    };
    assert_eq!(versions(&after).len(), 9);
    assert!(versions(&after).contains(&("social-pension".to_owned(), 2)));
    let id = "social-pension".into();
    assert!(test.server().state().forms().find(&id, 1).is_some(), "for what was begun with it");
    let list = browser.get("/admin/forms").await.text;
    assert!(list.contains("Application, second version") && list.contains("Replaced; kept"));
    // In the log, with the version; in the folder beside the first one, and nothing else.
    let wait = std::time::Duration::from_secs(5);
    let connection = database::open_current(&test.database(), Purpose::Read, wait).unwrap();
    let rows = audit::read(&connection, &AuditFilter::default(), 10).unwrap();
    let row = rows.iter().find(|row| row.action == "form_added").expect("kept");
    assert_eq!(row.subject.as_deref(), Some("forms/social-pension"));
    assert_eq!(row.detail.as_deref(), Some("version 2, 2026-01-01"));
    assert_eq!(row.staff_name.as_deref(), Some("admin"));
    assert_eq!(file(&test, "social-pension-v2.toml").trim(), document.trim());
    assert!(file(&test, "social-pension.toml").contains("version = 1"));
    let left = fs::read_dir(test.folder().forms()).unwrap().count();
    assert_eq!(left, 11, "nine forms, the new one and the notice");
    // It stays after a restart, and once more it is refused.
    test.restart().await;
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("admin", "").await;
    assert!(browser.get("/admin/forms").await.text.contains("Application, second version"));
    let again = check(&test, &browser, &document).await;
    assert_eq!(again.status, 409);
    let said = text_of(&again.text, "admin-problems");
    assert!(said.contains("Version 2 of the form “social-pension” is there already"), "{said}");
}

#[tokio::test]
async fn a_file_with_something_wrong_is_refused_with_the_line() {
    let test = TestServer::start().await;
    let mut browser = admin(&test).await;
    let good = second(&test, "2026-01-01");
    let line_of = |text: &str, what: &str| text.lines().position(|l| l.contains(what)).unwrap() + 1;
    let broken = good.replacen("kind = \"full_name\"", "kind = \"fullname\"", 1).replacen(
        "age_of = \"applicant_birth\"",
        "age_of = \"nobody\"",
        1,
    );
    let page = check(&test, &browser, &broken).await;
    assert_eq!(page.status, 422);
    let said = text_of(&page.text, "admin-problems");
    for (what, words) in
        [("fullname", "“fullname” is no kind of question."), ("nobody", "has no question “nobody”")]
    {
        assert!(said.contains(&format!("Line {}", line_of(&broken, what))), "{said}");
        assert!(said.contains(words), "{said}");
    }
    assert!(!page.text.contains("data-testid=\"form-apply\""));
    let early = second(&test, "2024-01-01");
    let large = format!("{good}\n# {}", "x".repeat(1_100_000));
    for (document, words) in [
        ("", "Choose a file first."),
        ("[center", "Line 1"),
        (&early as &str, "Version 1 is in use from 01/07/2025 on"),
        (&large, "larger than any form"),
    ] {
        let page = check(&test, &browser, document).await;
        assert_eq!(page.status, 422, "{words}");
        let said = text_of(&page.text, "admin-problems");
        assert!(said.contains(words), "{said}");
    }
    let latin = upload(&test, &browser, "/admin/forms/check", b"title = \"Ph\xfa\"").await;
    assert_eq!(latin.status, 422);
    // What was not shown is checked all the same.
    let forged = format!("document={}", admin_form::encode(&broken));
    assert_eq!(browser.post("/admin/forms/apply", &forged).await.status, 422);
    assert_eq!(test.server().state().forms().all().len(), 9);
    // A file that somebody broke by hand in the meantime: nothing changes, and nothing stays behind.
    fs::write(test.folder().forms().join("house-permit.toml"), "id = 7").unwrap();
    let body = format!("document={}", admin_form::encode(&good));
    let refused = browser.post("/admin/forms/apply", &body).await;
    assert_eq!(refused.status, 409);
    assert!(text_of(&refused.text, "admin-problems").contains("house-permit.toml"));
    assert!(!test.folder().forms().join("social-pension-v2.toml").exists());
    assert_eq!(test.server().state().forms().all().len(), 9);
}

#[tokio::test]
async fn of_two_at_once_one_is_taken_and_a_center_without_forms_gets_its_notice() {
    let mut test = TestServer::start().await;
    let document = second(&test, "2026-01-01");
    test.stop().await;
    fs::remove_dir_all(test.folder().forms()).unwrap();
    let test = test.begun_again().await;
    let browser = admin(&test).await;
    let page = check(&test, &browser, &document).await;
    assert!(page.text.contains("no notice about personal data yet"), "{}", page.text);
    let body = format!("document={}", admin_form::encode(&document));
    let post = |mut browser: Browser| {
        let body = body.clone();
        async move { browser.post("/admin/forms/apply", &body).await.status }
    };
    let mut other = Browser::new(&test);
    other.cookies = browser.cookies.clone();
    let (one, two) = tokio::join!(post(browser), post(other));
    let mut both = [one, two];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    let forms = test.server().state().forms();
    assert_eq!((forms.all().len(), forms.notice().is_some()), (1, true));
    until("kiosks have it", || async {
        test.kiosk().get("/api/v1/forms").await.json["notice"]["version"].is_u64()
    })
    .await;
}
