//! Everyone can use it: larger letters, contrast, low reach, the keypad, the audio guide, help, the menu for staff.

use std::time::Duration;

use i_slint_backend_testing::{AccessibleRole, ElementRoot};
use kiosk::service::{ServiceErrand, StaffCards};
use kiosk::session::{HelpNews, Input, OutsideNews, PrinterHealth, Screen, StaffScreen};
use kiosk::ui::{Shell, Theme};
use shared::text::Language;
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString};

use crate::stage::{Asked, PORTRAIT, Stage};

impl Stage {
    /// Presses and releases one key of a keypad.
    pub(crate) fn key(&self, key: Key) {
        let text = SharedString::from(key);
        let window = self.app.window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
        self.wait(Duration::from_millis(20));
    }

    /// What was said since the beginning.
    pub(crate) fn said(&self) -> Vec<String> {
        let said = |asked: &Asked| match asked {
            Asked::Said(utterance) => Some(utterance.text.clone()),
            _ => None,
        };
        self.asked.borrow().iter().filter_map(said).collect()
    }

    /// Presses the arrow until what has the focus says this, then Enter.
    pub(crate) fn choose_by_ear(&self, label: &str) {
        self.choose_when(label, |said| said.starts_with(label));
    }

    /// The same for a key of the keyboard, which says nothing but its letter.
    pub(crate) fn type_by_ear(&self, key: &str) {
        self.choose_when(key, |said| said == key);
    }

    fn choose_when(&self, label: &str, is_it: impl Fn(&str) -> bool) {
        self.find_when(label, is_it);
        self.key(Key::Return);
        self.wait(Duration::from_millis(400));
    }

    fn find_when(&self, label: &str, is_it: impl Fn(&str) -> bool) {
        for _ in 0..90 {
            self.key(Key::DownArrow);
            if self.said().last().is_some_and(|said| is_it(said)) {
                return;
            }
        }
        panic!("\"{label}\" was never said; said: {:#?}", self.said());
    }
}

#[test]
fn letters_contrast_and_reach_are_set_and_reset_with_the_person() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    let theme = stage.app.global::<Theme>();
    let shell = stage.app.global::<Shell>();
    stage.tap("Larger letters");
    assert!((theme.get_text_scale() - 1.25).abs() < 0.001);
    stage.tap("Largest letters");
    assert!((theme.get_text_scale() - 1.5).abs() < 0.001);
    stage.tap("High contrast");
    assert!(theme.get_high_contrast());
    stage.tap("Everything low");
    assert!(shell.get_low_reach());
    stage.tap("Touch here to begin");
    assert_eq!(stage.bridge.screen(), Screen::Services);
    assert!(theme.get_high_contrast(), "it stays over screens");
    // Nobody is there any more.
    stage.wait(Duration::from_secs(81));
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    assert!((theme.get_text_scale() - 1.0).abs() < 0.001);
    assert!(!theme.get_high_contrast());
    assert!(!shell.get_low_reach());
}

#[test]
fn with_low_reach_everything_touched_is_in_the_lower_part() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    stage.tap("Hạ thấp các nút");
    for next in ["Chạm vào đây để bắt đầu", "Tư pháp – Hộ tịch"] {
        for button in stage.buttons() {
            let top = button.absolute_position().y;
            assert!(top >= 0.35 * 1920.0, "{:?} stands at {top}", button.accessible_label());
        }
        stage.tap(next);
    }
}

#[test]
fn a_keypad_and_the_ear_are_enough_to_take_a_number() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    stage.tap("Đọc thành tiếng");
    let greeting = stage.said().last().cloned().unwrap();
    assert!(greeting.starts_with("Đã bật đọc thành tiếng."), "{greeting}");
    assert!(greeting.contains("Chạm vào đây để bắt đầu"), "{greeting}");
    stage.choose_by_ear("Chạm vào đây để bắt đầu");
    assert_eq!(stage.bridge.screen(), Screen::Services);
    assert!(stage.said().iter().any(|said| said.contains("Ông/Bà cần làm việc gì?")));
    stage.choose_by_ear("Tư pháp – Hộ tịch");
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    stage.choose_by_ear("Việc khác");
    stage.choose_by_ear("Không, tiếp tục");
    assert_eq!(stage.bridge.screen(), Screen::Confirm);
    stage.choose_by_ear("Lấy số");
    assert_eq!(stage.bridge.screen(), Screen::Busy);
    let (id, request, _) = stage.wished();
    stage.bridge.tell(Input::TicketIssued(crate::stage::issued(id, &request.service)));
    stage.wait(Duration::from_millis(400));
    let said = stage.said().join(" | ");
    assert!(said.contains("A không hai năm"), "the number is said sign by sign: {said}");
}

#[test]
fn the_back_key_goes_back_and_a_held_key_acts_once() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Touch here to begin");
    stage.key(Key::Escape);
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    stage.wait(Duration::from_millis(400));
    stage.key(Key::DownArrow);
    let text = SharedString::from(Key::Return);
    let window = stage.app.window();
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    for _ in 0..20 {
        window.dispatch_event(WindowEvent::KeyPressRepeated { text: text.clone() });
        stage.wait(Duration::from_millis(50));
    }
    window.dispatch_event(WindowEvent::KeyReleased { text });
    assert_eq!(stage.bridge.screen(), Screen::Services, "one press is one step");
}

#[test]
fn keys_stay_alive_when_what_had_the_focus_goes_away() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    stage.tap("Đọc thành tiếng");
    stage.choose_by_ear("Chạm vào đây để bắt đầu");
    stage.choose_by_ear("Tư pháp – Hộ tịch");
    // On the last page the button that led there is gone.
    stage.choose_by_ear("Trang sau");
    stage.choose_by_ear("Trang trước");
    stage.choose_by_ear("Đăng ký khai sinh");
    assert_eq!(stage.bridge.screen(), Screen::Procedure);
    // A paper that is ticked off, and the way back.
    stage.choose_by_ear("Giấy chứng sinh");
    stage.choose_by_ear("Quay lại");
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
}

#[test]
fn help_is_called_taken_back_and_answered() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.tap("Call for help");
    assert_eq!(stage.asked.borrow().last(), Some(&Asked::Help(true)));
    assert!(stage.labels().contains(&"Help is called".to_owned()));
    stage.bridge.tell(Input::Outside(OutsideNews::Help(HelpNews::Comes)));
    assert!(stage.labels().contains(&"Help is coming".to_owned()));
    stage.tap("Help is coming");
    assert_eq!(stage.asked.borrow().last(), Some(&Asked::Help(false)));
}

#[test]
fn starting_over_says_what_is_lost_before_it_is_lost() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    assert!(!stage.labels().contains(&"Bắt đầu lại".to_owned()));
    stage.tap("Chạm vào đây để bắt đầu");
    // Nothing was chosen yet, so there is nothing to ask.
    stage.tap("Bắt đầu lại");
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    stage.tap("Chạm vào đây để bắt đầu");
    let field = stage.labels().into_iter().find(|label| label.contains("Tư pháp")).unwrap();
    stage.tap(&field);
    stage.tap("Bắt đầu lại");
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    stage.tap("Không, tiếp tục ở đây");
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    stage.tap("Bắt đầu lại");
    stage.tap("Có, xóa và bắt đầu lại");
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
}

#[test]
fn a_printer_without_paper_is_known_before_the_tap() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    let note = "The printer has no paper just now. You still get a number: it is shown here and on your phone.";
    assert!(!stage.texts().iter().any(|text| text == note));
    stage.bridge.tell(Input::Outside(OutsideNews::Printer(PrinterHealth::PaperOut)));
    assert!(stage.texts().iter().any(|text| text == note), "{:?}", stage.texts());
    stage.bridge.tell(Input::Outside(OutsideNews::Printer(PrinterHealth::Ready)));
    assert!(!stage.texts().iter().any(|text| text == note));
}

#[test]
fn five_touches_of_the_mark_and_the_pin_open_the_menu() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pin");
    std::fs::write(&file, "483920\n").unwrap();
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    let pin = kiosk::service::ServicePin::read(&file).ok();
    stage.bridge.set_service_keys(pin, StaffCards::default());
    let mark = stage
        .app
        .root_element()
        .query_descendants()
        .match_id("Mark::knocks")
        .find_first()
        .expect("the mark");
    for _ in 0..5 {
        mark.mock_single_click(slint::platform::PointerEventButton::Left);
        stage.wait(Duration::from_millis(100));
    }
    stage.wait(Duration::from_millis(400));
    assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Pin));
    for digit in ["1", "1", "1", "1", "1", "1", "OK"] {
        stage.tap_quickly(digit);
    }
    let texts = stage.texts();
    assert!(texts.iter().any(|text| text == "Mã PIN chưa đúng. Vui lòng nhập lại."), "{texts:?}");
    for digit in ["4", "8", "3", "9", "2", "0"] {
        stage.tap_quickly(digit);
    }
    let shown = stage
        .app
        .root_element()
        .query_descendants()
        .match_accessible_role(AccessibleRole::Text)
        .find_all()
        .iter()
        .any(|text| text.accessible_label().is_some_and(|label| label.contains("483")));
    assert!(!shown, "digits are never shown");
    stage.tap("OK");
    assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Menu));
    stage.tap("In trang thử");
    assert_eq!(stage.asked.borrow().last(), Some(&Asked::TestPage));
    stage.tap("Đã thay cuộn giấy");
    assert_eq!(
        stage.asked.borrow().last(),
        Some(&Asked::Service(ServiceErrand::ResetPaperCounter))
    );
    stage.tap("Quay lại");
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
}

#[test]
fn the_menu_opens_although_the_server_is_away() {
    let stage = Stage::switched_on(PORTRAIT);
    stage.key(Key::F12);
    assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Pin));
    assert!(stage.texts().iter().any(|text| text.contains("--service-pin-file")));
}
