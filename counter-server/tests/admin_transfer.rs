//! The whole configuration as a file and as JSON: out, changed, looked at, in again.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use std::fs;

use admin_form::{Form, upload};
use counter_server::auth::Role;
use pages_browser::{Browser, text_of};
use reqwest::Method;
use serde_json::Value;
use server::client::{Answer, Client};
use server::program;
use server::{TestServer, until};

async fn sign_in(test: &TestServer) -> Browser {
    test.add_staff("admin", Role::Admin);
    let mut browser = Browser::new(test).speaking("en");
    browser.sign_in("admin", "").await;
    browser
}

/// Chooses a file on the page.
async fn check(test: &TestServer, admin: &Browser, document: &str) -> Answer {
    upload(test, admin, "/admin/transfer/check", document.as_bytes()).await
}

async fn export(admin: &mut Browser) -> String {
    let answer = admin.post("/admin/transfer/export", "").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").contains("one-stop-20"), "{answer:?}");
    answer.text
}

#[tokio::test]
async fn a_file_goes_out_and_comes_in_again_with_its_differences_shown_first() {
    let test = TestServer::start().await;
    let mut admin = sign_in(&test).await;
    let document = export(&mut admin).await;
    assert!(document.contains("[[services]]\nid = \"civil-status\"\n"), "{document}");
    let test_catalog = || test.server().state().snapshot().catalog.clone();
    let before = test_catalog();

    // The same file changes nothing.
    let same = check(&test, &admin, &document).await;
    assert!(same.text.contains("Nothing differs"), "{same:?}");

    let changed = document
        .replace("prefix = \"A\"", "prefix = \"AA\"")
        .replace("audit_days = 730", "audit_days = 365");
    let page = check(&test, &admin, &changed).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.text.matches("data-testid=\"difference\"").count(), 2);
    assert!(page.text.contains("<del>A</del> → <ins>AA</ins>"), "{}", page.text);
    assert_eq!(test_catalog(), before, "only looked at");
    let form = Form::of(&page.text, "/admin/transfer/apply");
    assert_eq!(form.save(&mut admin).await, "/admin/transfer?done=saved");
    assert_eq!(test_catalog().services[0].prefix, "AA");
    assert_eq!(test.kiosk().take_number("civil-status").await.json["number"], "AA001");

    // The same form again was made from an older version: the differences are shown anew.
    let back = check(&test, &admin, &document).await;
    let first = Form::of(&back.text, "/admin/transfer/apply");
    let rules = Form::open(&mut admin, "/admin/rules").await;
    rules.with("rules.recalls_max", "7").save(&mut admin).await;
    let outdated = first.send(&mut admin).await;
    assert_eq!(outdated.status, 409);
    assert!(text_of(&outdated.text, "admin-notice").contains("Somebody else"), "{}", outdated.text);
    assert!(outdated.text.contains("<del>7</del> → <ins>2</ins>"), "{}", outdated.text);
    Form::of(&outdated.text, "/admin/transfer/apply").save(&mut admin).await;
    assert_eq!(test_catalog(), before, "out and in again is the same");
}

#[tokio::test]
async fn a_file_with_something_wrong_says_where() {
    let test = TestServer::start().await;
    let mut admin = sign_in(&test).await;
    let document = export(&mut admin).await;
    for (broken, words) in [
        ("", "Choose a file first."),
        ("this is no configuration", "Line 1: This cannot be read as TOML"),
        (&document.replace("prefix = \"A\"", "prefix = 3") as &str, "a text in quotes"),
        (&document.replace("[center]", "[center]\ncolour = 1"), "“colour” does not belong here"),
        (
            &document.replace("prefix = \"A\"", "prefix = \"B\""),
            "Services · Certification (certification) · Prefix: The prefix B is used by Civil status.",
        ),
        (
            &document.replace("declaration_days = 7", "declaration_days = 1000"),
            "Forms filled in by citizens (days): Enter a number from 0 to 365.",
        ),
    ] {
        let page = check(&test, &admin, broken).await;
        assert_eq!(page.status, 422, "{}", page.text);
        let problems = text_of(&page.text, "admin-problems");
        assert!(problems.contains(words), "{problems}");
        assert!(!page.text.contains("data-testid=\"import-apply\""));
    }
    let other_encoding = upload(&test, &admin, "/admin/transfer/check", b"name = \"Ph\xfa\"").await;
    assert_eq!(other_encoding.status, 422);
    assert!(text_of(&other_encoding.text, "admin-problems").contains("no text in UTF-8"));
    let forged = format!("version=1&document={}", admin_form::encode("[center]"));
    assert_eq!(admin.post("/admin/transfer/apply", &forged).await.status, 422);
}

#[tokio::test]
async fn differences_stand_in_the_words_of_the_forms_in_both_languages() {
    let test = TestServer::start().await;
    let mut admin = sign_in(&test).await;
    let document = export(&mut admin).await;
    let mut catalog = (*test.server().state().snapshot().catalog).clone();
    let procedure = &mut catalog.procedures[0];
    procedure.keywords = vec!["giấy khai sinh".into(), "khai sanh".into()];
    procedure.popularity = 90;
    procedure.online_address = Some("https://example.org/khai-sinh".into());
    procedure.representative =
        Some(shared::text::Text { vi: "Ông bà".into(), en: "A grandparent".into() });
    catalog.services[0].offline_numbers = Some(40);
    catalog.services[0].pace_seconds = 450;
    catalog.services[0].stops_at_capacity = true;
    catalog.retention.declaration_days = 30;
    catalog.hours[0].closes_minute = 1_020;
    catalog.desks[0].delay_minutes.insert("certification".into(), 25);
    let changed = shared::catalog::document::to_toml(&catalog).unwrap();
    assert!(changed != document);
    for (language, said) in [
        (
            "en",
            [
                "Civil status (civil-status)",
                "<dt>Numbers kept for kiosks without the server</dt><dd><del>–</del> → <ins>40</ins>",
                "<ins>7.5</ins>",
                "<del>No</del> → <ins>Yes</ins>",
                "<dt>Words that people look for it by</dt>",
                "<dt>Who may come in one&#39;s place (English)</dt>",
                "<del>7</del> → <ins>30</ins>",
                "<del>24:00</del> → <ins>17:00</ins>",
                "certification – stands back by (minutes)",
            ],
        ),
        (
            "vi",
            [
                "Tư pháp – Hộ tịch (civil-status)",
                "<dt>Số dành cho kiosk khi mất kết nối máy chủ</dt>",
                "<ins>7.5</ins>",
                "<del>Không</del> → <ins>Có</ins>",
                "<dt>Từ người dân hay dùng để tìm</dt>",
                "<dt>Ai được đến thay (tiếng Anh)</dt>",
                "<del>7</del> → <ins>30</ins>",
                "<del>24:00</del> → <ins>17:00</ins>",
                "nhường (phút)",
            ],
        ),
    ] {
        admin.cookies.retain(|(name, _)| name != "language");
        admin = admin.speaking(language);
        let page = check(&test, &admin, &changed).await;
        assert_eq!(page.status, 200, "{}", page.text);
        for words in said {
            assert!(
                page.text.to_lowercase().contains(&words.to_lowercase()),
                "{words}: {}",
                page.text
            );
        }
        for code in ["offline_numbers", "pace_seconds", "declaration_days", "closes_minute"] {
            assert!(!page.text.contains(&format!("<dt>{code}")), "{code} is no word");
        }
    }
    let page = check(&test, &admin, &changed).await;
    let form = Form::of(&page.text, "/admin/transfer/apply");
    assert_eq!(form.save(&mut admin).await, "/admin/transfer?done=saved");
    assert_eq!(*test.server().state().snapshot().catalog, catalog, "in and out again is the same");
    assert_eq!(export(&mut admin).await, changed);
}

#[tokio::test]
async fn a_file_that_strands_people_is_asked_about_when_it_is_taken_over() {
    let test = TestServer::start().await;
    let mut admin = sign_in(&test).await;
    let document = export(&mut admin).await;
    // Desk 8 is the only one that serves it.
    let changed = document.replace("services = [\"reception-results\", ", "services = [");
    assert!(changed != document);
    let page = check(&test, &admin, &changed).await;
    assert!(!page.text.contains("admin-stranded"), "nobody waits yet: {}", page.text);
    let form = Form::of(&page.text, "/admin/transfer/apply");
    test.kiosk().take_number("reception-results").await;
    let version = test.server().state().snapshot().catalog_version;
    let asked = form.send(&mut admin).await;
    assert_eq!(asked.status, 409, "{}", asked.text);
    assert!(text_of(&asked.text, "admin-stranded").contains("Open tickets: 1"));
    assert_eq!(test.server().state().snapshot().catalog_version, version);
    // The command line tells it as well, also when it only looks.
    let file = test.temporary.path().join("center.toml");
    fs::write(&file, &changed).unwrap();
    let (data, name) = (test.folder().path().display().to_string(), file.display().to_string());
    let import = ["config", "import", "--data", &data, "--from", &name, "--dry-run"];
    let said = program::succeed(&import);
    assert!(
        said.contains("! services reception-results: no desk serves it; open tickets: 1"),
        "{said}"
    );
    let asked = Form::of(&asked.text, "/admin/transfer/apply");
    assert_eq!(asked.save(&mut admin).await, "/admin/transfer?done=saved");
}

#[tokio::test]
async fn programs_read_and_change_the_configuration_with_its_version() {
    let test = TestServer::start().await;
    let admin = test.staff("admin", Role::Admin, None).await;
    let manager = test.staff("manager", Role::Manager, None).await;
    let path = "/api/v1/admin/catalog";
    manager.get(path).await.expect(403, "not_allowed");
    test.kiosk().get(path).await.expect(403, "not_allowed");
    test.nobody().get(path).await.expect(401, "not_signed_in");
    let answer = admin.get(path).await;
    let tag = answer.header("etag").to_owned();
    assert_eq!((answer.status, answer.json["desks"][0]["id"].as_str()), (200, Some("1")));
    let known = Client::send(admin.request(Method::GET, path).header("if-none-match", &tag)).await;
    assert_eq!(known.status, 304);
    let put = |body: Value, tag: String, query: &str| {
        let request = admin.request(Method::PUT, &format!("{path}{query}"));
        Client::send(request.header("if-match", tag).json(&body))
    };
    let catalog = answer.json;

    let mut wrong = catalog.clone();
    wrong["services"][0]["prefix"] = "bad".into();
    wrong["rules"]["recalls_max"] = 21.into();
    let refused = put(wrong, tag.clone(), "").await.expect(422, "invalid_catalog");
    assert_eq!(refused.json["problems"][0]["field"], "prefix");
    assert_eq!(refused.json["problems"][1]["what"]["most"], 20);
    let mut unknown = catalog.clone();
    unknown["colour"] = "red".into();
    put(unknown, tag.clone(), "").await.expect(422, "bad_request");

    test.kiosk().take_number("reception-results").await;
    let mut strands = catalog.clone();
    strands["desks"][7]["services"] = serde_json::json!(["business"]);
    strands["desks"][7]["delay_minutes"] = serde_json::json!({});
    put(strands.clone(), tag.clone(), "").await.expect(409, "strands_tickets");
    // A service that goes with all that names it, while somebody waits for it.
    test.kiosk().take_number("labour-social").await;
    let mut gone = catalog.clone();
    let list = |gone: &mut Value, name: &str, field: &str| {
        gone[name].as_array_mut().unwrap().retain(|entry| entry[field] != "labour-social");
    };
    list(&mut gone, "services", "id");
    list(&mut gone, "procedures", "service");
    gone["tips"] = serde_json::json!([]);
    for desk in gone["desks"].as_array_mut().unwrap() {
        desk["services"].as_array_mut().unwrap().retain(|service| service != "labour-social");
        desk["delay_minutes"].as_object_mut().unwrap().remove("labour-social");
    }
    put(gone, tag.clone(), "").await.expect(409, "strands_tickets");
    put(strands.clone(), "\"0\"".to_owned(), "?anyway=true").await.expect(412, "outdated");
    admin.put(path, &strands).await.expect(412, "outdated");
    let done = put(strands, tag.clone(), "?anyway=true").await.expect(200, "");
    assert_ne!(done.header("etag"), tag);
    assert_eq!(done.json["differences"][0]["entry"], "8");
    put(catalog, tag, "").await.expect(412, "outdated");
}

#[tokio::test]
async fn the_command_line_exports_and_imports_beside_a_running_server() {
    let test = TestServer::start().await;
    let data = test.folder().path().display().to_string();
    let file = test.temporary.path().join("center.toml");
    let name = file.display().to_string();
    program::succeed(&["config", "export", "--data", &data, "--to", &name]);
    let document = fs::read_to_string(&file).unwrap();
    let same = program::succeed(&["config", "import", "--data", &data, "--from", &name]);
    assert_eq!(same.trim(), "nothing differs");
    fs::write(&file, document.replace("prefix = \"E\"", "prefix = \"EE\"")).unwrap();
    let import = ["config", "import", "--data", &data, "--from", &name, "--dry-run"];
    let expected = "~ services business: prefix E -> EE";
    assert_eq!(program::succeed(&import).trim(), expected);
    assert_eq!(test.kiosk().take_number("business").await.json["number"], "E001");
    assert_eq!(program::succeed(&import[..6]).trim(), expected);
    until("the server takes it over", || async {
        test.server().state().snapshot().catalog.services[4].prefix == "EE"
    })
    .await;
    assert_eq!(test.kiosk().take_number("business").await.json["number"], "EE002");
    fs::write(&file, document.replace("prefix = \"E\"", "prefix = \"A\"")).unwrap();
    let sentence = program::fail(&import[..6], "");
    assert!(sentence.contains("services `business`, prefix"), "{sentence}");
    fs::write(&file, "[center").unwrap();
    assert!(program::fail(&import[..6], "").contains("line 1"));
}
