//! What is wrong with a form of administration stands at its field, and nothing entered is lost.

mod admin_form;
#[allow(dead_code, reason = "every test program uses its own part of it")]
mod pages_browser;
mod server;

use admin_form::{Form, error_at};
use counter_server::auth::Role;
use pages_browser::Browser;
use server::TestServer;

/// Where, the field, what is entered, the fault's id, and words of it.
const CASES: [(&str, &str, &str, &str, &str); 32] = [
    ("services/civil-status", "prefix", "B", "f-prefix", "The prefix B is used by Certification."),
    ("services/civil-status", "offline_numbers", "9999", "f-offline_numbers", "from 0 to 9998"),
    ("services/civil-status", "prefix", "a1", "f-prefix", "one to three capital letters"),
    ("services/civil-status", "range_last", "many", "f-range_last", "whole number"),
    ("services/civil-status", "range_last", "1000000", "f-range_last", "from 1 to 999999"),
    ("services/civil-status", "name.en", " ", "f-name-en", "Something must stand here."),
    ("services/civil-status", "icon", "rocket", "f-icon", "Choose one of the list."),
    ("services/civil-status", "hours.0.opens_minute", "8h", "f-hours-0-opens_minute", "08:00"),
    ("services/civil-status", "limits.line_max", "0", "f-limits-line_max", "from 1"),
    (
        "procedures/birth-registration",
        "documents.0.name.vi",
        "",
        "f-documents-0-name-vi",
        "must stand",
    ),
    ("procedures/birth-registration", "notes.0.text.en", "", "f-notes-0-text-en", "must stand"),
    (
        "procedures/birth-registration",
        "time_limit.span.kind",
        "working_days",
        "f-time_limit-span-days_min",
        "must stand",
    ),
    (
        "procedures/birth-registration",
        "fee.amount.kind",
        "fixed",
        "f-fee-amount-dong",
        "must stand",
    ),
    (
        "procedures/birth-registration",
        "time_limit.note.vi",
        "Chỉ một tiếng",
        "f-time_limit-note-en",
        "must stand",
    ),
    ("procedures/birth-registration", "valid_from", "31/12/2026", "f-valid_from", "Enter a date."),
    ("desks/1", "name", "2", "f-name", "The desk with the code “2” has this name already."),
    (
        "desks/1",
        "delay_minutes.business",
        "15",
        "f-delay_minutes-business",
        "does not serve this queue",
    ),
    (
        "procedures/birth-registration",
        "online_address",
        "dichvucong",
        "f-online_address",
        "https://",
    ),
    ("procedures/birth-registration", "popularity", "2000000", "f-popularity", "to 1000000"),
    ("procedures/birth-registration", "representative.vi", "", "f-representative-vi", "must stand"),
    (
        "procedures/birth-registration",
        "keywords",
        LONG_LINE,
        "f-keywords",
        "Line 2: That is too long",
    ),
    (
        "desks/1",
        "delay_minutes.certification",
        "-1",
        "f-delay_minutes-certification",
        "whole number",
    ),
    (
        "desks/1",
        "delay_minutes.certification",
        "2000",
        "f-delay_minutes-certification",
        "from 0 to 1440",
    ),
    ("priorities/elderly", "head_start_minutes", "1441", "f-head_start_minutes", "from 0 to 1440"),
    ("pause-reasons/break", "name.vi", "", "f-name-vi", "must stand"),
    ("zones/left", "name.vi", "", "f-name-vi", "must stand"),
    ("rules", "rules.recalls_max", "99", "f-rules-recalls_max", "from 0 to 20"),
    ("rules", "rules.booking_days_max", "", "f-rules-booking_days_max", "must stand"),
    ("retention", "retention.declaration_days", "366", "f-retention-declaration_days", "from 0"),
    ("retention", "retention.audit_days", "1", "f-retention-audit_days", "from 30 to 3650"),
    ("center", "center.name.vi", "", "f-center-name-vi", "must stand"),
    ("center", "hours.0.closes_minute", "25:00", "f-hours-0-closes_minute", "at most 24:00"),
];

/// A second line that is too long to be looked for.
const LONG_LINE: &str =
    "sổ đỏ\ngiấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất";

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_nothing_entered_is_lost() {
    let test = TestServer::start().await;
    test.add_staff("admin", Role::Admin);
    let mut browser = Browser::new(&test).speaking("en");
    browser.sign_in("admin", "").await;
    let catalog = || test.server().state().snapshot().catalog.clone();
    let before = catalog();
    for (path, field, value, id, words) in CASES {
        let form = Form::open(&mut browser, &format!("/admin/{path}")).await.with(field, value);
        let answer = form.send(&mut browser).await;
        assert_eq!(answer.status, 422, "{path} {field}: {}", answer.text);
        let error = error_at(&answer.text, id);
        assert!(error.contains(words), "{path} {field}: {error}");
        assert!(answer.text.contains(&format!("href=\"#{id}\"")), "the summary leads to {id}");
        let kept = Form::of(&answer.text, &format!("/admin/{path}"));
        if !field.starts_with("documents") && !field.starts_with("notes") && field != "icon" {
            assert_eq!(kept.get(field), value, "{path} {field} is kept");
        }
    }
    // All at once: what cannot be read and what does not fit.
    let form = Form::open(&mut browser, "/admin/services/civil-status").await;
    let form = form.with("range_last", "x").with("prefix", "B").with("name.en", "");
    let answer = form.send(&mut browser).await;
    for id in ["f-range_last", "f-prefix", "f-name-en"] {
        assert!(!error_at(&answer.text, id).is_empty(), "{id}");
    }
    assert_eq!(catalog(), before, "nothing was saved");
}
