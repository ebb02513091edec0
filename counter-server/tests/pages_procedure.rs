//! A procedure on a phone: papers to tick off, honest figures, both languages, and what is not there.

mod pages_browser;
mod server;

use chrono::{TimeDelta, Utc};
use pages_browser::{Browser, text_of};
use server::TestServer;
use server::catalog::change_catalog;

#[tokio::test]
async fn papers_are_a_list_to_tick_and_nothing_is_sent() {
    let test = TestServer::start().await;
    let mut phone = Browser::new(&test);
    let answer = phone.get("/p/birth-registration").await;
    assert_eq!(answer.status, 200);
    let page = answer.text;
    assert_eq!(text_of(&page, "procedure-name"), "Đăng ký khai sinh");
    assert_eq!(page.matches("data-testid=\"paper\"").count(), 3);
    assert_eq!(page.matches("data-testid=\"paper-perhaps\"").count(), 2);
    assert!(!page.contains("<form"), "boxes are ticked for the eye only");
    assert!(!page.contains("<script"), "and without JavaScript");
    assert!(
        text_of(&page, "procedure-time").starts_with("Thời hạn giải quyếtTrong ngày Nộp sau 15:00")
    );
    assert!(text_of(&page, "procedure-fee").starts_with("Lệ phíMiễn phí"));
    let mut english = Browser::new(&test).speaking("en");
    let page = english.get("/p/birth-registration").await.text;
    assert_eq!(text_of(&page, "procedure-name"), "Birth registration");
    assert!(text_of(&page, "procedure-online").contains("dichvucong.gov.vn"));
    assert!(page.contains("href=\"/language/vi?to=/p/birth-registration\""), "{page}");
}

#[tokio::test]
async fn a_figure_to_check_before_use_never_stands_as_certain() {
    let test = TestServer::start().await;
    let catalog = test.server().state().snapshot().catalog.clone();
    let mut seen = 0;
    for procedure in &catalog.procedures {
        let mut phone = Browser::new(&test).speaking("en");
        let answer = phone.get(&format!("/p/{}", procedure.id)).await;
        assert_eq!(answer.status, 200, "{}", procedure.id);
        for (hook, to_check) in [
            ("procedure-time", procedure.time_limit.check_before_use),
            ("procedure-fee", procedure.fee.check_before_use),
        ] {
            let fact = text_of(&answer.text, hook);
            let says_so = fact.contains("please confirm at the desk") && fact.contains("about ")
                || fact.contains("Please ask at the desk");
            assert!(says_so || !to_check, "{}: {fact}", procedure.id);
            seen += usize::from(to_check);
        }
    }
    assert!(seen >= 5, "{seen} figures to check");
    let mut phone = Browser::new(&test);
    let certified = text_of(&phone.get("/p/certified-copy").await.text, "procedure-fee");
    assert!(certified.contains("đ mỗi trang"), "{certified}");
}

#[tokio::test]
async fn what_is_not_offered_is_answered_kindly() {
    let test = TestServer::start().await;
    let mut phone = Browser::new(&test);
    for unknown in ["/p/no-such-thing", "/p/%3Cscript%3E", "/p/BIRTH-REGISTRATION"] {
        let answer = phone.get(unknown).await;
        assert_eq!(answer.status, 404, "{unknown}");
        assert_eq!(text_of(&answer.text, "error-title"), "Không tìm thấy thủ tục này");
        assert!(!answer.text.contains("<script>"), "{unknown}");
        assert!(!answer.text.contains("Đăng nhập</a>"), "a citizen has nothing to sign in for");
    }
    let yesterday = (Utc::now() + TimeDelta::hours(7) - TimeDelta::days(1)).date_naive();
    change_catalog(&test, |catalog| catalog.procedures[0].valid_to = Some(yesterday)).await;
    assert_eq!(phone.get("/p/birth-registration").await.status, 404);
}
