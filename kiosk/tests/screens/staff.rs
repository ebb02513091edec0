//! The door of the menu for staff and the menu: PIN, cards by a serial reader and by keys, pauses, the panel's figures.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use kiosk::options::Size;
use kiosk::service::{ServicePin, StaffCards, WRONG_TRIES_FREE};
use kiosk::session::{Input, Screen, StaffInput, StaffScreen};
use kiosk::window::{Part, measures};
use shared::text::Language;
use slint::ComponentHandle;

use crate::forms::{CARD, assert_reads, on_notice, scan, tell, wedge};
use crate::stage::{LANDSCAPE, PORTRAIT, SMALL, Stage, logical};

const STAFF_CARD: &str = "ONESTOP-STAFF-9F2C41D07A6B88E3510C";
const WRONG_CARD: &str = "ONESTOP-STAFF-00000000000000000000";

fn with_keys(stage: &Stage) {
    let folder = tempfile::tempdir().unwrap();
    let [pin, cards] = ["pin", "cards"].map(|name| folder.path().join(name));
    std::fs::write(&pin, "483920\n").unwrap();
    let hash = Argon2::default().hash_password(STAFF_CARD.as_bytes()).unwrap();
    std::fs::write(&cards, format!("{hash}\n")).unwrap();
    stage.bridge.set_service_keys(ServicePin::read(&pin).ok(), StaffCards::read(&cards).unwrap());
}

/// Shows the door and the menu in turn.
pub(crate) fn tour(size: (u32, u32), language: Language, look: &mut dyn FnMut(&Stage, &str)) {
    let stage = Stage::welcome(size, language);
    let speak = || tell(&stage, Input::ChooseLanguage(language));
    tell(&stage, Input::Staff(StaffInput::Open));
    speak();
    look(&stage, "60-staff-no-pin");
    tell(&stage, Input::Home);
    with_keys(&stage);
    tell(&stage, Input::Staff(StaffInput::Open));
    speak();
    look(&stage, "61-staff-door");
    tell(&stage, Input::Fill(scan(WRONG_CARD)));
    look(&stage, "62-staff-wrong-card");
    for _ in 1..WRONG_TRIES_FREE {
        tell(&stage, Input::Fill(scan(WRONG_CARD)));
    }
    look(&stage, "63-staff-pause");
    stage.wait(Duration::from_secs(61));
    let (width, height) = logical(size);
    // 15.6 inches.
    let [short, long] = [194, 345];
    let [wide, high] = if height > width { [short, long] } else { [long, short] };
    stage.bridge.measure_panel(Size { width: wide, height: high });
    stage.app.global::<kiosk::ui::Shell>().invoke_resized(width, height);
    tell(&stage, Input::Fill(scan(STAFF_CARD)));
    speak();
    look(&stage, "64-staff-menu");
}

#[test]
fn a_staff_card_opens_the_menu_from_the_first_screen() {
    for by_keys in [false, true] {
        let stage = Stage::welcome(PORTRAIT, Language::Vi);
        with_keys(&stage);
        let hold = |code: &str| {
            if by_keys {
                wedge(&stage, code);
                stage.wait(Duration::from_secs(1));
            } else {
                tell(&stage, Input::Fill(scan(code)));
            }
        };
        hold(CARD);
        assert_eq!(stage.bridge.screen(), Screen::Welcome, "an ID card opens nothing");
        hold(WRONG_CARD);
        assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Pin));
        assert_reads(&stage, "Đây không phải thẻ nhân viên của kiosk này. Vui lòng thử lại.");
        hold(CARD);
        assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Pin), "not there either");
        hold(STAFF_CARD);
        assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Menu));
    }
}

#[test]
fn wrong_cards_bring_the_pause_of_wrong_pins() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    with_keys(&stage);
    for _ in 0..WRONG_TRIES_FREE {
        tell(&stage, Input::Fill(scan(WRONG_CARD)));
        tell(&stage, Input::Home);
    }
    tell(&stage, Input::Fill(scan(STAFF_CARD)));
    assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Pin), "not even the right one");
    assert_reads(&stage, "Nhập sai quá nhiều lần.");
    stage.wait(Duration::from_secs(61));
    tell(&stage, Input::Fill(scan(STAFF_CARD)));
    assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Menu));
}

#[test]
fn a_staff_card_does_not_end_the_visit_of_a_citizen() {
    let stage = on_notice(PORTRAIT, Language::En, "civil-status", "birth-registration");
    with_keys(&stage);
    stage.tap("I have read this and want to go on");
    let before = stage.bridge.screen();
    tell(&stage, Input::Fill(scan(STAFF_CARD)));
    assert_eq!(stage.bridge.screen(), before);
}

#[test]
fn the_menu_opens_by_a_card_while_the_server_is_away() {
    let stage = Stage::switched_on(PORTRAIT);
    with_keys(&stage);
    wedge(&stage, STAFF_CARD);
    stage.wait(Duration::from_secs(1));
    assert_eq!(stage.bridge.screen(), Screen::Staff(StaffScreen::Menu));
}

/// The figures that the program warns with are those of the keys on the screen.
#[test]
fn the_warning_of_small_keys_tells_their_real_size() {
    for (size, panel) in [
        (PORTRAIT, Size { width: 194, height: 345 }),
        (LANDSCAPE, Size { width: 345, height: 194 }),
        (SMALL, Size { width: 217, height: 136 }),
        (PORTRAIT, Size { width: 336, height: 597 }),
    ] {
        let stage = on_notice(size, Language::En, "civil-status", "birth-registration");
        let (width, height) = logical(size);
        let mm_a_pixel = logical((panel.width, panel.height)).0 / width;
        stage.bridge.measure_panel(panel);
        stage.app.global::<kiosk::ui::Shell>().invoke_resized(width, height);
        stage.tap("I have read this and want to go on");
        stage.tap("Father");
        let mm = |label: &str| stage.button(label).size().width * mm_a_pixel;
        for (part, told) in measures(width, height, panel) {
            let real = match part {
                // A name is written with the mark keys in the place of the digits.
                Part::MarkKeys => mm("Ă"),
                Part::LetterKeys => mm("Q"),
                Part::Buttons => stage.button("English").size().height * mm_a_pixel,
                Part::Text => continue,
            };
            if part == Part::Buttons {
                // The layout tests see to it that no button is lower than that.
                assert!(
                    (0.0..2.0).contains(&(real - told)),
                    "{size:?} {panel:?}: {told} is {real}"
                );
                continue;
            }
            assert!((told - real).abs() < 0.1, "{size:?} {panel:?} {part:?}: {told} is {real}");
        }
    }
}

#[test]
fn the_menu_names_what_is_too_small_on_the_panel() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    with_keys(&stage);
    stage.bridge.measure_panel(Size { width: 194, height: 345 });
    stage.app.global::<kiosk::ui::Shell>().invoke_resized(1080.0, 1920.0);
    tell(&stage, Input::Fill(scan(STAFF_CARD)));
    assert_reads(
        &stage,
        "194 × 345 mm. Nút bấm 19,8 mm, cần 20. Phím chữ 14,4 mm, cần 15. Phím dấu 9,5 mm, cần 15",
    );
}
