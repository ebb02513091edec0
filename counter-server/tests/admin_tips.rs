//! The playlist in administration: every kind entered, refused beside its field, looked at before it is saved; and its
//! pictures: uploaded, refused, shown to boards, deleted when unused, in a backup.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod server;

use std::io::Cursor;

use admin_form::{Form, error_at};
use counter_server::auth::{DeviceKind, Role};
use counter_server::backup;
use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use image::{ImageFormat, Rgb, RgbImage};
use pages_browser::{Browser, text_of};
use reqwest::Method;
use server::TestServer;
use server::client::{Answer, Client};
use shared::catalog::{Tip, TipKind};

async fn manager(test: &TestServer) -> Browser {
    test.add_staff("manager", Role::Manager);
    let mut browser = Browser::new(test).speaking("en");
    browser.sign_in("manager", "").await;
    browser
}

fn tips(test: &TestServer) -> Vec<Tip> {
    test.server().state().snapshot().catalog.tips.clone()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(width, height, Rgb([10, 120, 160]));
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Chooses a picture on its page, as a browser sends it; gives what came, without going where it leads.
async fn upload(test: &TestServer, browser: &Browser, bytes: &[u8]) -> Answer {
    let cookies: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let edge = "----edge-of-a-part";
    let head = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, format!("\r\n--{edge}--\r\n").as_bytes()].concat();
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = http
        .request(Method::POST, format!("{}/admin/pictures", test.base()))
        .header("accept", "text/html")
        .header("cookie", cookies.join("; "))
        .header("content-type", format!("multipart/form-data; boundary={edge}"));
    Client::send(request.body(body)).await
}

/// The code of the picture that an upload leads to.
fn code_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").split("picture=").nth(1).unwrap().to_owned()
}

async fn new(browser: &mut Browser) -> Form {
    Form::open(browser, "/admin/tips/new").await
}

#[tokio::test]
async fn a_tip_of_each_kind_is_entered_and_holds_at_once() {
    let test = TestServer::start().await;
    let mut browser = manager(&test).await;
    let before = tips(&test).len();
    let said = |form: Form| {
        form.with("title.vi", "Một")
            .with("title.en", "One")
            .with("body.vi", "Hai")
            .with("body.en", "Two")
    };
    said(new(&mut browser).await)
        .with("procedure", "birth-registration")
        .with("schedule.first_date", "2026-01-01")
        .with("schedule.from_minute", "22:00")
        .with("schedule.to_minute", "02:00")
        .and("schedule.weekdays", "1")
        .and("schedule.weekdays", "3")
        .and("zones", "left")
        .with("seconds", "20")
        .save(&mut browser)
        .await;
    let tip = tips(&test).pop().unwrap();
    assert_eq!((tip.kind, tip.seconds), (TipKind::Advice, Some(20)));
    assert_eq!((tip.schedule.from_minute, tip.schedule.to_minute), (Some(1_320), Some(120)));
    assert_eq!((tip.schedule.weekdays.clone(), tip.zones.len()), (vec![1, 3], 1));
    assert_eq!(tip.procedure.unwrap().as_str(), "birth-registration");

    new(&mut browser)
        .await
        .with("kind", "utility")
        .with("title.vi", "Wifi")
        .with("title.en", "Wifi")
        .with("wifi.name", "Trung tâm")
        .with("wifi.password", "matkhau123")
        .save(&mut browser)
        .await;
    let tip = tips(&test).pop().unwrap();
    assert_eq!(tip.wifi.unwrap().join_code(), "WIFI:T:WPA;S:Trung tâm;P:matkhau123;;");

    for kind in ["notice", "urgent"] {
        said(new(&mut browser).await).with("kind", kind).save(&mut browser).await;
    }
    for kind in ["slogan", "figures"] {
        let form = said(new(&mut browser).await).with("kind", kind);
        form.without("body.vi").without("body.en").save(&mut browser).await;
    }
    let checklist = said(new(&mut browser).await)
        .with("kind", "checklist")
        .with("body.vi", "")
        .with("body.en", "");
    checklist.with("procedure", "certified-signature").save(&mut browser).await;
    assert_eq!(tips(&test).len(), before + 7);

    let list = browser.get("/admin/tips").await.text;
    for words in [
        "Urgent notice",
        "● On, in the strip",
        "from 01/01/2026 · Mon, Wed · 22:00–02:00 · Left hall",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_in_both_languages() {
    let test = TestServer::start().await;
    let mut browser = manager(&test).await;
    let wrong = Form::open(&mut browser, "/admin/tips/new")
        .await
        .with("kind", "slogan")
        .with("title.vi", "Một")
        .with("body.vi", "# Hai")
        .with("procedure", "birth-registration")
        .with("wifi.password", "x")
        .with("seconds", "3")
        .with("schedule.first_date", "2026-02-02")
        .with("schedule.last_date", "2026-02-01");
    let english = wrong.send(&mut browser).await;
    assert_eq!(english.status, 422);
    let kind = "This kind does not show it: leave it empty, or choose another kind.";
    for (id, sentence) in [
        ("f-title-en", "Something must stand here."),
        ("f-body-vi", kind),
        ("f-procedure", kind),
        ("f-wifi-name", kind),
        ("f-seconds", "Enter a number from 5 to 120."),
        ("f-schedule-last_date", "The end stands before the beginning."),
    ] {
        assert_eq!(error_at(&english.text, id), sentence, "{id}");
    }
    let markdown = Form::open(&mut browser, "/admin/tips/new")
        .await
        .with("title.vi", "Một")
        .with("title.en", "One")
        .with("body.vi", "a\r\n\r\n# b")
        .with("body.en", "see [this](https://example.org)");
    let text = markdown.send(&mut browser).await.text;
    assert!(error_at(&text, "f-body-vi").starts_with("Line 3: boards show no headings"));
    assert!(error_at(&text, "f-body-en").starts_with("Line 1: boards show no links"));
    browser.cookies.retain(|(name, _)| name != "language");
    let mut browser = browser.speaking("vi");
    let text = markdown.send(&mut browser).await.text;
    assert!(error_at(&text, "f-body-vi").starts_with("Dòng 3: bảng không chiếu tiêu đề"));
    assert_eq!(tips(&test), shared::catalog::ward().unwrap().tips, "nothing was saved");
}

#[tokio::test]
async fn a_tip_is_looked_at_before_and_after_it_is_saved() {
    let test = TestServer::start().await;
    let mut browser = manager(&test).await;
    let list = browser.get("/admin/tips").await.text;
    let keys: Vec<&str> = list
        .split("href=\"/admin/tips/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|key| *key != "new")
        .collect();
    assert_eq!(keys.len(), tips(&test).len());
    for key in keys {
        let page = browser.get(&format!("/admin/tips/{key}/preview")).await;
        assert_eq!(page.status, 200, "{key}");
        assert_eq!(page.text.matches("<figure class=\"tip-frame").count(), 4, "{key}");
        // The papers of a procedure are as many as they are.
        let may_be_long = page.text.contains("<dd>Checklist</dd>");
        assert!(may_be_long || !page.text.contains("too long for one page"), "{key}");
    }
    let entered = Form::open(&mut browser, "/admin/tips/new")
        .await
        .at("/admin/tips/preview")
        .with("title.vi", "Mang gì")
        .with("title.en", "Bring")
        .with("body.vi", "Nhớ **bản gốc**\n- một <b>")
        .with("body.en", "Bring the **original**\n- one")
        .with("procedure", "land-change-registration");
    assert_eq!(entered.send(&mut browser).await.status, 422, "HTML is refused");
    let page = entered.clone().with("body.vi", "Nhớ **bản gốc**\n- một").send(&mut browser).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("<strong>bản gốc</strong>"));
    assert!(text_of(&page.text, "tip-wide-vi").contains("•một"));
    assert_eq!(page.text.matches("data-testid=\"tip-code\"").count(), 4);
    let long = entered.with("body.vi", &"lời ".repeat(240)).send(&mut browser).await;
    assert!(text_of(&long.text, "tip-warning").contains("too long for one page"));
    assert_eq!(tips(&test), shared::catalog::ward().unwrap().tips, "nothing was saved");
}

#[tokio::test]
async fn a_picture_is_uploaded_shown_kept_while_used_and_deleted() {
    let test = TestServer::start().await;
    let mut browser = manager(&test).await;
    let code = code_of(&upload(&test, &browser, &png(3_000, 1_500)).await);
    assert_eq!(code_of(&upload(&test, &browser, &png(3_000, 1_500)).await), code, "kept once");

    let board = test.device(DeviceKind::Board, "Board");
    let path = format!("/api/v1/pictures/{code}");
    let got = board.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(got.headers()["cache-control"], "private, max-age=31536000, immutable");
    let tag = got.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(tag, format!("\"{code}\""));
    let kind = got.headers()["content-type"].clone();
    let shown = image::load_from_memory(&got.bytes().await.unwrap()).unwrap();
    assert_eq!((shown.width(), shown.height()), (1_920, 960));
    assert!(kind == "image/png" || kind == "image/jpeg");
    let known = board.clone().with("if-none-match", tag).get(&path).await;
    assert_eq!((known.status, known.text.len()), (304, 0));
    test.nobody().get(&path).await.expect(401, "not_signed_in");
    let strange = format!("/api/v1/pictures/{}", "0".repeat(64));
    board.get(&strange).await.expect(404, "unknown_picture");
    board.get("/api/v1/pictures/..%2Fonestop.db").await.expect(404, "unknown_picture");

    let form = Form::open(&mut browser, "/admin/tips/new").await;
    form.with("kind", "picture")
        .with("title.vi", "Tết")
        .with("title.en", "Tet")
        .with("picture", &code)
        .save(&mut browser)
        .await;
    assert_eq!(tips(&test).pop().unwrap().picture.unwrap().as_str(), code);
    let page = browser.get("/admin/pictures").await.text;
    assert!(text_of(&page, "admin-row").contains("Used in: Tet"), "{page}");
    let removal = format!("/admin/pictures/{code}/remove");
    assert_eq!(browser.post(&removal, "").await.status, 409, "a tip shows it");
    board.get(&path).await.expect(200, "");

    let other = code_of(&upload(&test, &browser, &png(20, 20)).await);
    let removed = browser.post(&format!("/admin/pictures/{other}/remove"), "").await;
    assert_eq!(removed.header("location"), "/admin/pictures?done=removed");
    board.get(&format!("/api/v1/pictures/{other}")).await.expect(404, "unknown_picture");
    let log = browser.get("/admin/audit").await.text;
    assert_eq!(log.matches("Picture uploaded").count(), 3, "twice in the log, once as a choice");
    assert!(log.contains("Picture deleted") && log.contains(&code));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_sentence() {
    let test = TestServer::start().await;
    let browser = manager(&test).await;
    for (bytes, sentence) in [
        (Vec::new(), "Choose a file first."),
        (b"GIF89a".to_vec(), "This is no PNG and no JPEG picture"),
        (png(4_097, 1), "The picture has 4097 × 1 pixels; at most 4096 × 4096 are taken."),
        (png(90, 90)[..200].to_vec(), "the file is broken"),
        (vec![0; 6 * 1024 * 1024], "The file is larger than 5 MB."),
        (vec![0; 33 * 1024 * 1024], "The file is larger than 5 MB."),
    ] {
        let answer = upload(&test, &browser, &bytes).await;
        assert_eq!(answer.status, 422, "{sentence}");
        assert!(
            text_of(&answer.text, "admin-problems").contains(sentence),
            "{sentence}: {}",
            answer.text
        );
    }
    assert_eq!(test.server().state().pictures.all(), vec![]);
}

#[tokio::test]
async fn a_backup_brings_the_pictures_along() {
    let test = TestServer::start().await;
    let browser = manager(&test).await;
    let code = code_of(&upload(&test, &browser, &png(40, 30)).await);
    let here = tempfile::tempdir().unwrap();
    let copy = here.path().join("copy.sqlite");
    backup::backup(&test.folder(), &copy).unwrap();
    let again = backup::backup(&test.folder(), &copy).unwrap_err().to_string();
    assert!(again.contains("never overwrites"), "{again}");
    let folder = DataFolder::new(&here.path().join("new"));
    assert_eq!(backup::restore(&folder, &copy, &Clock::system()).unwrap(), None);
    let pictures = counter_server::pictures::Pictures::open(folder.pictures());
    assert_eq!(pictures.all(), test.server().state().pictures.all());
    assert_eq!(pictures.all()[0].id.as_str(), code);
    let forms = |folder: &DataFolder| std::fs::read_dir(folder.forms()).unwrap().count();
    assert_eq!(forms(&folder), forms(&test.folder()));
}
