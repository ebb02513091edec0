//! The pages about a declaration: seen from the desk, corrected in place, filed; and its papers as PDF.

mod declarations_form;
mod pages_browser;
mod server;

use std::fs;
use std::path::Path;
use std::process::Command;

use counter_server::auth::Role;
use declarations_form::filled::filled;
use declarations_form::{NAME, kept, number_with, request};
use pages_browser::{Browser, attribute_of, text_of};
use serde_json::{Value, json};
use server::TestServer;
use server::client::new_id;
use shared::ids::FormId;
use uuid::Uuid;

/// A declaration at desk 1, and a browser there.
async fn at_desk(test: &TestServer, language: &str) -> (Browser, Uuid) {
    let kiosk = test.kiosk();
    let id = kept(&kiosk).await;
    number_with(&kiosk, "civil-status", id).await;
    let desk = test.open_desk("1").await;
    desk.press("1", "call-next").await.expect(200, "");
    (browser(test, language, "1").await, id)
}

async fn browser(test: &TestServer, language: &str, desk: &str) -> Browser {
    let name = format!("page {desk} {language}");
    test.add_staff(&name, Role::Staff);
    let mut browser = Browser::new(test).speaking(language);
    browser.sign_in(&name, desk).await;
    browser
}

fn line<'a>(page: &'a str, key: &str) -> &'a str {
    let start =
        page.find(&format!("data-key=\"{key}\"")).unwrap_or_else(|| panic!("{key}: {page}"));
    page[start..].split("</li>").next().unwrap()
}

/// Everything of a field's form but what is entered.
fn entered(page: &str, key: &str, more: &str) -> String {
    let revision = page.split("name=\"revision\" value=\"").nth(1).unwrap();
    let revision = revision.split('"').next().unwrap();
    format!("key={key}&revision={revision}&{more}")
}

#[tokio::test]
async fn the_desk_sees_it_at_the_call_and_corrects_it_in_place() {
    let test = declarations_form::server().await;
    let (mut browser, id) = at_desk(&test, "vi").await;
    let desk = browser.get("/desk").await.text;
    let path = attribute_of(&desk, "ticket-declaration", "href").unwrap();
    assert_eq!(path, format!("/desk/declaration/{id}"));
    assert_eq!(attribute_of(&desk, "ticket-declaration", "data-key").unwrap(), "d");
    assert!(text_of(&desk, "ticket-declaration").starts_with("Tờ khai cấp giấy"));
    assert!(!desk.contains(NAME), "the desk page itself shows nothing of it");
    let page = browser.get(&path).await.text;
    assert_eq!(text_of(&page, "declaration-title"), "Tờ khai cấp giấy");
    assert_eq!(attribute_of(&page, "declaration-state", "data-state").unwrap(), "complete");
    assert!(line(&page, "requester_name").contains(NAME));
    assert!(line(&page, "citizen_number").contains("001188067543"), "whole, to be compared");
    // The field of one answer, a wrong one, and a right one.
    let editing = browser.get(&format!("{path}?edit=birth_date")).await.text;
    assert!(editing.contains("value=\"05/03/1988\""), "{editing}");
    assert!(editing.contains("Ngày sinh của ông/bà?"));
    let wrong = entered(&editing, "birth_date", "value=31%2F02%2F1988");
    let refused = browser.post(&path, &wrong).await;
    assert_eq!(refused.status, 422);
    let sentence = text_of(&refused.text, "declaration-problem");
    assert!(sentence.contains("ngày này"), "{sentence}");
    assert!(refused.text.contains("value=\"31/02/1988\""), "what was entered stays");
    let right = entered(&editing, "birth_date", "value=6%2F3%2F1988");
    let done = browser.post(&path, &right).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, format!("{path}#line-birth-date").as_str())
    );
    let page = browser.get(&path).await.text;
    assert!(line(&page, "birth_date").contains("06/03/1988"), "{}", line(&page, "birth_date"));
    // Two people at once: the second one looks again.
    let late = browser.post(&path, &right.replace("6%2F3", "7%2F3")).await;
    assert_eq!(late.status, 422);
    assert!(text_of(&late.text, "declaration-problem").contains("vừa sửa"), "{}", late.text);
    // An answer that is left out, and one that hides another.
    let editing = browser.get(&format!("{path}?edit=phone")).await.text;
    browser.post(&path, &entered(&editing, "phone", "value=&leave_out=1")).await;
    let editing = browser.get(&format!("{path}?edit=wants_copies")).await.text;
    browser.post(&path, &entered(&editing, "wants_copies", "value=no")).await;
    let page = browser.get(&path).await.text;
    assert!(line(&page, "phone").contains("data-state=\"skipped\""));
    assert!(!page.contains("data-key=\"copy_count\""));
    let elsewhere = self::browser(&test, "vi", "2").await.get(&path).await;
    assert_eq!(elsewhere.status, 403);
    assert!(!elsewhere.text.contains(NAME));
}

#[tokio::test]
async fn a_dossier_is_filed_and_its_receipt_printed() {
    let test = declarations_form::server().await;
    let (mut browser, id) = at_desk(&test, "en").await;
    let path = format!("/desk/declaration/{id}");
    let receipt = format!("/desk/dossier/{id}/receipt");
    assert_eq!(browser.get(&receipt).await.status, 404);
    let page = browser.get(&path).await.text;
    let form = |code: &str| {
        let revision = page.split("name=\"revision\" value=\"").nth(1).unwrap();
        let revision = revision.split('"').next().unwrap();
        format!(
            "revision={revision}&way=online&code={code}&person=Nguyen+Van+An&content=Khai+sinh\
            &sets=1&documents=Giay+chung+sinh%0D%0AGiay+khac&result_place=Quay+1"
        )
    };
    let wrong = browser.post(&format!("{path}/file"), &form("H26")).await;
    assert_eq!(wrong.status, 422);
    assert!(text_of(&wrong.text, "declaration-problem").contains("000.00.01.H26-260930-0012"));
    assert!(wrong.text.contains("value=\"Nguyen Van An\""), "what was entered stays");
    let code = "000.00.01.H26-261122-0012";
    let filed = browser.post(&format!("{path}/file"), &form(code)).await;
    assert_eq!(filed.status, 303, "{filed:?}");
    let page = browser.get(&path).await.text;
    assert!(text_of(&page, "declaration-filed").contains(code));
    let receipt = browser.get(&receipt).await.text;
    assert_eq!(text_of(&receipt, "receipt-code"), code);
    assert!(receipt.contains("Nguyen Van An") && receipt.contains("<li>Giay khac</li>"));
    assert!(text_of(&receipt, "receipt-due").contains("giờ"));
    let gone = browser.post(&format!("{path}/erase"), "").await;
    assert_eq!((gone.status, gone.header("location")), (303, "/desk"));
    assert_eq!(browser.get(&path).await.status, 404);
}

/// Prints a page with Chromium and gives its text, page by page.
fn printed(test: &TestServer, html: &str, name: &str) -> Vec<String> {
    let folder = test.temporary.path();
    // The page's style comes from the server; its scripts stay out, or they would ask for a printer.
    let html = html
        .replace("<head>", &format!("<head><base href=\"{}/\">", test.base()))
        .replace("<script", "<template")
        .replace("</script>", "</template>");
    let (page, pdf) = (folder.join(format!("{name}.html")), folder.join(format!("{name}.pdf")));
    fs::write(&page, html).unwrap();
    let profile = folder.join("browser");
    let status = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium is installed: cargo xtask test installs it");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let text = Command::new("pdftotext")
        .args(["-layout"])
        .arg(&pdf)
        .arg("-")
        .output()
        .expect("pdftotext is installed: cargo xtask test installs poppler-utils");
    if let Some(kept) = std::env::var_os("ONESTOP_TEST_PAPERS") {
        fs::copy(&pdf, Path::new(&kept).join(format!("{name}.pdf"))).unwrap();
    }
    let text = String::from_utf8(text.stdout).unwrap();
    text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(str::to_owned).collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A form of the sample center, filled in and at desk 1.
async fn sample(test: &TestServer, form: &str, wanted: &[(&str, Value)]) -> (Browser, Uuid) {
    let state = test.server().state();
    let forms = state.forms();
    let form = forms.find(&FormId::from(form), 1).unwrap();
    let today = state.snapshot().catalog.local_date(state.now());
    let mut body = request(json!({}), true);
    body["form"] = json!(form.id);
    body["answers"] = serde_json::to_value(filled(form, wanted, today)).unwrap();
    let kiosk = test.kiosk();
    let id = new_id();
    let kept = declarations_form::keep(&kiosk, id, &body).await;
    assert_eq!(kept.status, 201, "{kept:?}");
    number_with(&kiosk, "civil-status", id).await;
    let desk = test.open_desk("1").await;
    desk.press("1", "call-next").await.expect(200, "");
    (browser(test, "vi", "1").await, id)
}

// The browser is waited for on this thread, and the server must go on.
#[tokio::test(flavor = "multi_thread")]
async fn the_birth_form_prints_on_a4_like_the_official_one() {
    let test = TestServer::start().await;
    let wanted = [
        ("relation", json!({"choice": "mother"})),
        ("requester_name", json!({"text": "Nguyễn Thị Hoa"})),
        ("requester_birth", json!({"date": "1995-02-03"})),
        ("requester_id", json!({"text": "001195012345"})),
        ("child_name", json!({"text": "Trần Minh Khôi"})),
        ("child_birth_date", json!({"date": "2026-11-10"})),
    ];
    let (mut browser, id) = sample(&test, "birth-registration", &wanted).await;
    let path = format!("/desk/declaration/{id}");
    let paper = browser.get(&format!("{path}/paper")).await;
    assert_eq!(paper.status, 200);
    let pages = printed(&test, &paper.text, "birth");
    let text = words(&pages.join(" "));
    for part in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
        "Kính gửi: Trung tâm Phục vụ hành chính công",
        "Họ, chữ đệm, tên người yêu cầu: Nguyễn Thị Hoa",
        "Căn cước số 001195012345",
        "Họ, chữ đệm, tên: Trần Minh Khôi",
        "10/11/2026",
        "☑",
        "Người yêu cầu",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains("Về tờ khai") && !text.contains("Đăng xuất"),
        "no tool of the page: {text}"
    );
    assert_eq!(pages.len(), 1, "the signature stands on the same sheet");
    // Filed, and the receipt beside it.
    let page = browser.get(&path).await.text;
    let revision =
        page.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let person: String = "Nguyễn Thị Hoa".bytes().map(|byte| format!("%{byte:02X}")).collect();
    let form = format!(
        "revision={revision}&way=direct&code=&person={person}&content=Khai%20sinh\
        &sets=1&documents=T%E1%BB%9D%20khai&personal_id=001195012345"
    );
    let filed = browser.post(&format!("{path}/file"), &form).await;
    assert_eq!(filed.status, 303, "{filed:?}");
    let receipt = browser.get(&format!("/desk/dossier/{id}/receipt")).await.text;
    let pages = printed(&test, &receipt, "receipt");
    let text = words(&pages.join(" "));
    for part in [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: 000.00.00.H26-",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Hoa",
        "001195012345",
        "Thời gian nhận hồ sơ:",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(pages.len(), 1);
}

// The browser is waited for on this thread, and the server must go on.
#[tokio::test(flavor = "multi_thread")]
async fn ct01_prints_with_its_boxes_and_table() {
    let test = TestServer::start().await;
    let (mut browser, id) = sample(&test, "residence-ct01", &[]).await;
    let paper = browser.get(&format!("/desk/declaration/{id}/paper")).await;
    let pages = printed(&test, &paper.text, "ct01");
    let text = words(&pages.join(" "));
    for part in ["TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "Trần Văn Bình", "0 0 1 0 9 0 0 1 2 3 4 5"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(pages.len(), 1);
}
