//! The search by typing, and the page of a procedure with its list of papers.

use std::sync::Arc;

use kiosk::session::PrinterHealth;
use kiosk::session::{FillInput, Input, OutsideNews, Screen};
use kiosk::ticket_paper::ChecklistPaper;
use shared::day::PrintOutcome;
use shared::ids::{ProcedureId, ServiceId};
use shared::text::Language;

use crate::keyboard::{search, touch_keys, written};
use crate::stage::{Asked, LANDSCAPE, PORTRAIT, Stage, ward};

/// Shows the search and the parts of a procedure's page in turn.
pub(crate) fn tour(size: (u32, u32), language: Language, look: &mut dyn FnMut(&Stage, &str)) {
    let (all, change, sheets, next, birth) = match language {
        Language::Vi => (
            "Xóa hết",
            ["Kiểu gõ dấu: Telex", "Kiểu gõ dấu: VNI"],
            ["Thông tin thêm", "Xem trên điện thoại", "Giấy tờ cần mang"],
            "Giấy tờ tiếp theo",
            "Đăng ký khai sinh",
        ),
        Language::En => (
            "Delete all",
            ["Typing marks: Telex", "Typing marks: VNI"],
            ["More about it", "Show on phone", "Papers to bring"],
            "More papers",
            "Birth registration",
        ),
    };
    let stage = search(size, language);
    look(&stage, "40-search");
    touch_keys(&stage, "ddaast ddai");
    look(&stage, "41-search-typed");
    stage.tap(all);
    touch_keys(&stage, "xqzwkk");
    look(&stage, "42-search-nothing");
    stage.tap(change[0]);
    stage.tap(change[1]);
    look(&stage, "43-search-mark-keys");
    stage.tap(all);
    touch_keys(&stage, "khai sinh");
    stage.tap(birth);
    look(&stage, "44-procedure-papers");
    let paper = &ward().procedures[0].documents[0].name;
    stage.tap(paper.get(language));
    stage.bridge.tell(Input::Checklist(kiosk::session::ChecklistInput::Toggle(1)));
    stage.bridge.tell(Input::Checklist(kiosk::session::ChecklistInput::Toggle(2)));
    look(&stage, "45-procedure-papers-had");
    stage.tap(next);
    look(&stage, "46-procedure-more-papers");
    stage.tap(sheets[0]);
    look(&stage, "47-procedure-about");
    stage.tap(sheets[1]);
    look(&stage, "48-procedure-phone");
    stage.bridge.tell(Input::Outside(OutsideNews::Printer(PrinterHealth::PaperOut)));
    stage.tap(sheets[2]);
    look(&stage, "49-procedure-no-paper");
}

fn has_button(stage: &Stage, label: &str) -> bool {
    stage.labels().iter().any(|found| found == label)
}

#[track_caller]
fn assert_reads(stage: &Stage, text: &str) {
    assert!(stage.texts().iter().any(|found| found == text), "\"{text}\": {:?}", stage.texts());
}

#[test]
fn what_is_found_changes_with_every_key() {
    let stage = search(PORTRAIT, Language::Vi);
    // Before anything is typed: what is asked for most.
    let popular = ward().procedures.into_iter().max_by_key(|it| it.popularity).unwrap();
    assert!(has_button(&stage, &popular.name.vi));
    touch_keys(&stage, "keets hoon");
    assert_eq!(written(&stage), "kết hôn");
    assert!(has_button(&stage, "Đăng ký kết hôn"));
    stage.tap("Xóa hết");
    // Without diacritics, and by the words of the street.
    touch_keys(&stage, "ho khau");
    assert!(has_button(&stage, "Đăng ký thường trú"), "{:?}", stage.labels());
    stage.tap("Đăng ký thường trú");
    assert_eq!(stage.bridge.screen(), Screen::Procedure);
    stage.tap("Quay lại");
    assert_eq!(stage.bridge.screen(), Screen::Find);
    assert_eq!(written(&stage), "ho khau", "Back keeps what was typed");
    stage.tap("Quay lại");
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    stage.tap("Tìm thủ tục");
    assert_eq!(written(&stage), "");
}

#[test]
fn nothing_found_leads_on_kindly() {
    let stage = search(LANDSCAPE, Language::En);
    touch_keys(&stage, "xqzwkk");
    assert_reads(
        &stage,
        "Nothing was found for these words. Try other words, or one of these ways:",
    );
    stage.wait(std::time::Duration::from_secs(1));
    stage.tap("Something else, or I am not sure");
    assert_eq!(stage.bridge.screen(), Screen::Services);
    stage.tap("Certification");
    // Any desk of the field helps: no procedure is asked for.
    assert_eq!(stage.bridge.screen(), Screen::Priority);
    stage.tap("No, go on");
    stage.tap("Take a number");
    let (_, request, _) = stage.wished();
    assert_eq!((request.service, request.procedure), (ServiceId::from("certification"), None));

    let stage = search(LANDSCAPE, Language::En);
    touch_keys(&stage, "xqzwkk");
    stage.wait(std::time::Duration::from_secs(1));
    stage.tap("Choose by field instead");
    stage.tap("Certification");
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    stage.tap("Back");
    stage.tap("Back");
    assert_eq!(stage.bridge.screen(), Screen::Find);
}

#[test]
fn results_are_paged_and_a_number_can_be_taken() {
    let stage = search(PORTRAIT, Language::En);
    touch_keys(&stage, "dang ky");
    assert!(has_button(&stage, "Next page"));
    stage.tap("Next page");
    assert!(has_button(&stage, "Previous page"));
    stage.tap("Delete all");
    touch_keys(&stage, "khai sinh");
    stage.tap("Birth registration");
    stage.tap("Continue to take a number");
    stage.tap("No, go on");
    stage.tap("Take a number");
    let (_, request, _) = stage.wished();
    assert_eq!(request.procedure, Some(ProcedureId::from("birth-registration")));
    assert_eq!(request.service, ServiceId::from("civil-status"));
}

fn birth(size: (u32, u32), language: Language) -> Stage {
    let stage = search(size, language);
    touch_keys(&stage, "khai sinh");
    stage.tap(match language {
        Language::Vi => "Đăng ký khai sinh",
        Language::En => "Birth registration",
    });
    stage
}

fn printed(stage: &Stage) -> Option<ChecklistPaper> {
    stage.asked.borrow().iter().rev().find_map(|asked| match asked {
        Asked::List(list) => Some((**list).clone()),
        _ => None,
    })
}

#[test]
fn papers_are_ticked_off_and_the_list_is_printed() {
    let stage = birth(PORTRAIT, Language::En);
    // Saturday: the first working day is the Monday.
    assert_reads(&stage, "Handed in today, it is ready on 23/11/2026");
    assert_reads(&stage, "Touch what you have with you.");
    stage.tap("Birth registration form");
    assert_reads(&stage, "You still need 2 papers.");
    let ticked = stage.button("Birth registration form");
    assert_eq!(ticked.accessible_checked(), Some(true));
    stage.tap("Birth notice from the hospital or clinic");
    assert_reads(&stage, "You still need 1 paper.");
    stage.tap("Birth notice from the hospital or clinic");
    assert_reads(&stage, "You still need 2 papers.");
    stage.tap("More papers");
    assert!(has_button(&stage, "The parents' marriage certificate (if they are married)"));
    stage.tap("Print the list");
    assert_reads(&stage, "The list is being printed…");
    let list = printed(&stage).expect("a list is printed");
    assert_eq!(list.heading, "WHAT TO BRING");
    assert_eq!(list.procedure, "Birth registration");
    assert_eq!(list.summary, "You still need 2 papers.");
    let ticked: Vec<bool> = list.places.iter().map(|place| place.have).collect();
    assert_eq!(ticked, [true, false, false, false, false]);
    assert_eq!(list.qr_text, "http://192.168.1.10:8080/p/birth-registration");
    assert_eq!(list.facts[0].1[0], "The same day");
    stage.bridge.tell(Input::ListPrinted(PrintOutcome::Printed));
    assert_reads(&stage, "You still need 2 papers. Please take the list below.");
    // The ticks belong to this procedure and this person.
    stage.tap("Back");
    stage.tap("Birth registration");
    assert_reads(&stage, "Touch what you have with you.");
}

#[test]
fn without_paper_the_phone_stands_in_for_the_list() {
    let stage = birth(LANDSCAPE, Language::En);
    assert!(has_button(&stage, "Print the list"));
    stage.bridge.tell(Input::Outside(OutsideNews::Printer(PrinterHealth::PaperOut)));
    assert!(!has_button(&stage, "Print the list"));
    stage.tap("Show on phone");
    assert_reads(
        &stage,
        "Point the camera of your phone here: this page opens on it, with the list of papers.",
    );
    stage.tap("More about it");
    let mut texts = stage.texts();
    while has_button(&stage, "Read on") {
        stage.tap("Read on");
        texts.extend(stage.texts());
    }
    for text in ["Who may come in your place", "https://dichvucong.gov.vn"] {
        assert!(texts.iter().any(|found| found == text), "{text}: {texts:?}");
    }
    stage.tap("Papers to bring");
    assert!(has_button(&stage, "Birth registration form"));
}

#[test]
fn figures_that_must_be_checked_give_no_certain_date() {
    let stage = search(PORTRAIT, Language::En);
    touch_keys(&stage, "doc than");
    stage.tap("Certificate of marital status");
    assert_reads(&stage, "about 3 working days");
    assert!(
        stage.texts().iter().any(|text| text.starts_with("Handed in today, it may be ready")),
        "{:?}",
        stage.texts()
    );
}

#[test]
fn inside_a_field_what_is_asked_for_most_stands_first() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    let mut catalog = ward();
    let last = catalog.procedures.iter().filter(|it| it.service == "certification".into()).last();
    let id = last.unwrap().id.clone();
    for procedure in &mut catalog.procedures {
        procedure.popularity = u32::from(procedure.id == id);
    }
    let name = catalog.procedures.iter().find(|it| it.id == id).unwrap().name.vi.clone();
    stage.bridge.tell(Input::CatalogArrived(Arc::new(catalog)));
    stage.tap("Chạm vào đây để bắt đầu");
    stage.tap("Chứng thực");
    let first =
        stage.labels().into_iter().find(|label| *label == name).map(|label| {
            stage.labels().iter().position(|found| *found == label).unwrap_or(usize::MAX)
        });
    let others = ward().procedures.into_iter().filter(|it| it.service == "certification".into());
    for other in others.filter(|it| it.id != id) {
        let place = stage.labels().iter().position(|label| *label == other.name.vi);
        assert!(place.is_none() || first < place, "{} stands before {name}", other.name.vi);
    }
}

#[test]
fn without_forms_no_form_is_offered() {
    let stage = birth(PORTRAIT, Language::En);
    assert!(!has_button(&stage, "Fill in the form here"));
    stage.bridge.tell(Input::Fill(FillInput::Open(ProcedureId::from("birth-registration"))));
    assert_eq!(stage.bridge.screen(), Screen::Procedure);
}
