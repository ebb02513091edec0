//! Visits by accessible labels, in both languages: what a citizen touches, reads and gets.

use std::sync::Arc;
use std::time::Duration;

use kiosk::client::News;
use kiosk::session::{AwayReason, Input, Screen};
use shared::day::PrintOutcome;
use shared::ids::{PriorityId, ProcedureId, ServiceId, TicketId};
use shared::protocol::{ErrorCode, PrintJob};
use shared::text::Language;

use crate::stage::{Asked, LANDSCAPE, PORTRAIT, Stage, issued, ward};

fn reads(stage: &Stage, text: &str) -> bool {
    stage.texts().iter().any(|found| found == text)
}

#[track_caller]
fn assert_reads(stage: &Stage, text: &str) {
    assert!(reads(stage, text), "\"{text}\" is not among {:?}", stage.texts());
}

#[test]
fn a_visit_in_vietnamese_from_welcome_to_welcome() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    assert_reads(&stage, "Trung tâm Phục vụ hành chính công phường Hoàn Kiếm");
    assert_reads(&stage, "07:05");
    assert_reads(&stage, "Thứ Bảy, 21/11/2026");
    stage.tap("Chạm vào đây để bắt đầu");
    stage.tap("Tư pháp – Hộ tịch");
    stage.tap("Đăng ký khai sinh");
    // Time and cost are seen before anyone has to read on.
    assert_reads(&stage, "Trong ngày");
    assert_reads(&stage, "Miễn phí");
    assert_reads(&stage, "Giấy chứng sinh");
    stage.tap("Thông tin thêm");
    while !reads(&stage, "Làm được toàn trình trên mạng") {
        stage.tap("Xem tiếp");
    }
    stage.tap("Tiếp tục để lấy số");
    stage.tap("Không, tiếp tục");
    assert_reads(&stage, "Đăng ký khai sinh");
    stage.tap("Lấy số");
    assert_reads(&stage, "Đang lấy số…");

    let (id, request, answer_in) = stage.wished();
    assert_eq!(request.service, ServiceId::from("civil-status"));
    assert_eq!(request.procedure, Some(ProcedureId::from("birth-registration")));
    assert_eq!(request.priority, None);
    assert_eq!((request.language, answer_in), (Language::Vi, Language::Vi));

    stage.bridge.tell(Input::TicketIssued(issued(id, &request.service)));
    assert_reads(&stage, "Số của Ông/Bà: A025");
    assert_reads(&stage, "4");
    assert_reads(&stage, "khoảng 10–20 phút");
    assert_reads(&stage, "Đang in phiếu…");
    let paper = stage.asked.borrow().iter().find_map(|asked| match asked {
        Asked::Print(printed, paper) if *printed == id => Some(paper.clone()),
        _ => None,
    });
    let paper = paper.expect("the ticket is printed");
    assert_eq!(paper.heading, "PHIẾU SỐ THỨ TỰ");
    assert_eq!(paper.number, "A025");
    assert_eq!(paper.agency, "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM");
    assert_eq!(paper.service, "Tư pháp – Hộ tịch");
    assert_eq!(paper.people_ahead, "Số người chờ trước: 4");
    assert_eq!(paper.wait, "Dự kiến chờ: khoảng 10–20 phút");
    assert_eq!(paper.time, "07:05 · 21/11/2026");
    assert_eq!(paper.note, None);
    assert_eq!(paper.qr_text, issued(id, &request.service).public_url);
    assert_eq!(paper.closing, "Vui lòng giữ phiếu và chờ gọi số");

    stage.bridge.tell_print(id, PrintOutcome::Printed);
    assert_reads(&stage, "Mời Ông/Bà lấy phiếu ở khe bên dưới.");
    assert_reads(&stage, "Màn hình tự đóng sau 30 giây.");
    stage.wait(Duration::from_secs(10));
    assert_reads(&stage, "Màn hình tự đóng sau 20 giây.");
    stage.wait(Duration::from_secs(21));
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    assert!(!reads(&stage, "Số của Ông/Bà: A025"));
}

#[test]
fn a_visit_in_english_with_a_priority_group() {
    let stage = Stage::welcome(LANDSCAPE, Language::En);
    assert_reads(&stage, "Saturday, 21/11/2026");
    stage.tap("Touch here to begin");
    stage.tap("Certification");
    stage.tap("Something else, or I am not sure");
    stage.tap("Yes, choose my group");
    stage.tap("Elderly person");
    assert_reads(&stage, "Elderly person");
    assert_reads(&stage, "To be told at the desk");
    stage.tap("Take a number");
    let (id, request, answer_in) = stage.wished();
    assert_eq!(request.service, ServiceId::from("certification"));
    assert_eq!(request.procedure, None);
    assert_eq!(request.priority, Some(PriorityId::from("elderly")));
    assert_eq!((request.language, answer_in), (Language::En, Language::En));
    stage.bridge.tell(Input::TicketIssued(issued(id, &request.service)));
    assert_reads(&stage, "about 10–20 minutes");
    let printed = stage.asked.borrow().iter().any(|asked| {
        matches!(asked, Asked::Print(_, paper)
            if paper.note.as_deref() == Some("Priority: Elderly person") && paper.people_ahead == "People ahead: 4")
    });
    assert!(printed);
    stage.bridge.tell_print(id, PrintOutcome::Failed);
    assert_reads(
        &stage,
        "The ticket could not be printed. Your number is kept. Remember it or take a photo, and tell the staff.",
    );
    assert_reads(&stage, "This screen closes by itself in 60 seconds.");
    stage.wait(Duration::from_secs(1));
    stage.tap("Finish");
    // The next person finds the kiosk in its own language.
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    assert!(stage.labels().iter().any(|label| label == "Chạm vào đây để bắt đầu"));
}

#[test]
fn a_double_tap_on_take_a_number_asks_for_one_ticket() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.tap("Certification");
    stage.tap("Something else, or I am not sure");
    stage.tap("No, go on");
    let button = stage.button("Take a number");
    button.mock_single_click(slint::platform::PointerEventButton::Left);
    button.mock_single_click(slint::platform::PointerEventButton::Left);
    stage.wait(Duration::from_secs(5));
    let wishes =
        stage.asked.borrow().iter().filter(|asked| matches!(asked, Asked::Ticket(..))).count();
    assert_eq!(wishes, 1);
}

#[test]
fn a_double_tap_on_start_chooses_no_field() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap_quickly("Touch here to begin");
    stage.tap_quickly("Certification");
    assert_eq!(stage.bridge.screen(), Screen::Services);
}

#[test]
fn trying_again_keeps_the_id_and_the_body() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.tap("Certification");
    stage.tap("Something else, or I am not sure");
    stage.tap("No, go on");
    stage.tap("Take a number");
    let (id, first, _) = stage.wished();
    stage.bridge.tell(Input::TicketUnanswered { id });
    stage.wait(Duration::from_secs(1));
    // Another language changes the words, never the wish.
    stage.tap("Tiếng Việt");
    stage.tap("Thử lại");
    let (again, second, answer_in) = stage.wished();
    assert_eq!((again, second), (id, first));
    assert_eq!(answer_in, Language::Vi);
    // Leaving without an answer tells reception of a ticket that perhaps exists.
    stage.bridge.tell(Input::TicketUnanswered { id });
    stage.wait(Duration::from_secs(1));
    stage.tap("Về màn hình đầu");
    assert_eq!(stage.asked.borrow().last(), Some(&Asked::Report(id, PrintOutcome::Failed)));
}

#[test]
fn the_language_can_be_changed_on_every_screen_and_keeps_the_answers() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    stage.tap("Chạm vào đây để bắt đầu");
    stage.tap("English");
    stage.tap("Civil status");
    stage.tap("Next page");
    stage.tap("Tiếng Việt");
    assert_reads(&stage, "Trang 2 trên 2");
    stage.tap("Trang trước");
    stage.tap("Đăng ký kết hôn");
    stage.tap("English");
    assert_reads(&stage, "Marriage registration");
    stage.tap("Continue to take a number");
    stage.tap("No, go on");
    stage.tap("Tiếng Việt");
    assert_reads(&stage, "Đăng ký kết hôn");
}

#[test]
fn back_leads_from_screen_to_screen_to_the_welcome() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.tap("Civil status");
    stage.tap("Birth registration");
    stage.tap("Continue to take a number");
    stage.tap("Yes, choose my group");
    stage.tap("Elderly person");
    let mut screens = vec![stage.bridge.screen()];
    while stage.bridge.screen() != Screen::Welcome {
        stage.tap("Back");
        screens.push(stage.bridge.screen());
    }
    assert_eq!(
        screens,
        [
            Screen::Confirm,
            Screen::Priority,
            Screen::Procedure,
            Screen::Procedures,
            Screen::Services,
            Screen::Welcome
        ]
    );
}

#[test]
fn figures_that_must_be_checked_are_never_shown_as_certain() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.tap("Civil status");
    stage.tap("Certificate of marital status");
    assert_reads(&stage, "about 3 working days");
    stage.tap("More about it");
    let all = stage.texts().join(" · ");
    assert!(all.contains("Please confirm at the desk"), "{all}");
}

#[test]
fn an_idle_screen_asks_then_forgets_everything() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.tap("Civil status");
    stage.wait(Duration::from_secs(62));
    assert_reads(&stage, "Do you need more time?");
    stage.tap("I am still here");
    assert!(!reads(&stage, "Do you need more time?"));
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    stage.wait(Duration::from_secs(81));
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    assert!(stage.labels().iter().any(|label| label == "Chạm vào đây để bắt đầu"));
}

#[test]
fn a_refusal_is_a_sentence_with_a_way_on() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.tap("Certification");
    stage.tap("Something else, or I am not sure");
    stage.tap("No, go on");
    stage.tap("Take a number");
    let (id, _, language) = stage.wished();
    let message = "All numbers of today are given.".to_owned();
    stage.bridge.tell(Input::TicketRefused {
        id,
        code: ErrorCode::QuotaReached,
        message,
        language,
    });
    stage.wait(Duration::from_secs(1));
    assert_reads(&stage, "All numbers of today are given.");
    stage.tap("Tiếng Việt");
    assert_reads(&stage, "Lĩnh vực này đã phát hết số của hôm nay.");
    stage.tap("Chọn lĩnh vực khác");
    stage.tap("Tư pháp – Hộ tịch");
    stage.tap("Việc khác, hoặc tôi chưa rõ");
    stage.tap("Không, tiếp tục");
    stage.tap("Lấy số");
    assert_ne!(stage.wished().0, id, "a refused wish is over");
}

#[test]
fn the_server_goes_away_and_comes_back_in_the_middle_of_a_visit() {
    let stage = Stage::switched_on(PORTRAIT);
    assert_reads(&stage, "Máy đang chuẩn bị");
    stage.bridge.tell(Input::ServerLost(AwayReason::NoAnswer));
    assert_reads(&stage, "Máy đang tạm nghỉ");
    stage.tap("English");
    assert_reads(&stage, "This kiosk is resting for a moment");
    stage.bridge.tell(Input::CatalogArrived(Arc::new(ward())));
    stage.wait(Duration::from_secs(1));
    stage.tap("Touch here to begin");
    stage.tap("Civil status");
    stage.bridge.tell(Input::ServerLost(AwayReason::NoAnswer));
    assert_reads(&stage, "This kiosk is resting for a moment");
    stage.bridge.tell(Input::ServerAnswered);
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    // The number on the screen stays, whatever the server does.
    stage.wait(Duration::from_secs(1));
    stage.tap("Something else, or I am not sure");
    stage.tap("No, go on");
    stage.tap("Take a number");
    let (id, request, _) = stage.wished();
    stage.bridge.tell(Input::TicketIssued(issued(id, &request.service)));
    stage.bridge.tell(Input::ServerLost(AwayReason::NoAnswer));
    assert_reads(&stage, "Your number: A025");
}

#[test]
fn a_field_that_is_closed_can_be_read_but_gives_no_number() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    let mut catalog = ward();
    catalog.services[0].open = false;
    stage.bridge.tell(Input::CatalogArrived(Arc::new(catalog)));
    stage.tap("Touch here to begin");
    assert_reads(&stage, "No numbers at this hour");
    stage.tap("Civil status");
    assert_eq!(stage.button("Something else, or I am not sure").accessible_enabled(), Some(false));
    stage.tap("Birth registration");
    assert_reads(&stage, "No numbers are given at this hour. You can still read what to bring.");
    assert!(!stage.labels().iter().any(|label| label == "Continue to take a number"));
}

#[test]
fn every_text_of_the_screens_is_translated() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let messages = std::fs::read_to_string(folder.join("lang/vi/LC_MESSAGES/kiosk.po")).unwrap();
    assert!(!messages.contains("msgstr \"\"\n\n"), "an entry has no Vietnamese");
    assert!(!messages.contains("msgstr[0] \"\""), "an entry has no Vietnamese");
    let mut files = vec![folder.join("ui")];
    let mut found = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for rest in source.split("@tr(\"").skip(1) {
            let text = rest.split("\"").next().unwrap();
            assert!(
                messages.contains(&format!("msgid \"{text}\"\n")),
                "{}: \"{text}\" has no Vietnamese",
                path.display()
            );
            found += 1;
        }
    }
    assert!(found > 80, "only {found} texts found");
}

#[test]
fn reception_prints_a_ticket_again_in_the_language_of_its_holder() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    let service = ServiceId::from("civil-status");
    let id = TicketId(uuid::Uuid::from_u128(9));
    let job = PrintJob {
        ticket: issued(id, &service),
        language: Language::Vi,
        priority: Some("elderly".into()),
        copy: 1,
        again: true,
    };
    for _ in 0..2 {
        stage.bridge.tell_news(News::Reprints(vec![job.clone()]));
    }
    let papers: Vec<_> = stage
        .asked
        .borrow()
        .iter()
        .filter_map(|asked| match asked {
            Asked::Print(_, paper) => Some(paper.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(papers.len(), 1, "a job that still stands in the list is not printed twice");
    assert_eq!(papers[0].reprint.as_deref(), Some("IN LẠI"));
    assert_eq!(papers[0].heading, "PHIẾU SỐ THỨ TỰ");
    assert_eq!(papers[0].note.as_deref(), Some("Ưu tiên: Người cao tuổi"));
    assert_reads(&stage, "Hoàn Kiếm Ward Public Service Center");
}
