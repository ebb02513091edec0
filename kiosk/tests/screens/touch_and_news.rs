//! A touch that has begun counts whatever news come before the finger is lifted.

use kiosk::session::{AwayReason, Input, OutsideNews, Screen};
use shared::text::Language;
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};

use crate::stage::{PORTRAIT, Stage};

/// Presses the button, lets the news come, lifts the finger.
fn tap_around(stage: &Stage, label: &str, news: Vec<Input>) {
    let button = stage.button(label);
    let (corner, size) = (button.absolute_position(), button.size());
    let position = LogicalPosition::new(corner.x + size.width / 2.0, corner.y + size.height / 2.0);
    let window = stage.bridge.app().window();
    let button = PointerEventButton::Left;
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    for input in news {
        stage.bridge.tell(input);
    }
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
}

#[test]
fn the_server_goes_and_comes_under_a_finger() {
    let stage = Stage::welcome(PORTRAIT, Language::Vi);
    stage.bridge.tell(Input::Outside(OutsideNews::OfflineReady(true)));
    stage.tap("Chạm vào đây để bắt đầu");
    let gone = || vec![Input::ServerLost(AwayReason::NoAnswer)];
    let back = || vec![Input::ServerAnswered];
    stage.wait(kiosk::session::DOUBLE_TAP * 2);
    tap_around(&stage, "Tư pháp – Hộ tịch", gone());
    assert_eq!(stage.bridge.screen(), Screen::Procedures);
    stage.wait(kiosk::session::DOUBLE_TAP * 2);
    tap_around(&stage, "Đăng ký khai sinh", back());
    assert_eq!(stage.bridge.screen(), Screen::Procedure);
    stage.wait(kiosk::session::DOUBLE_TAP * 2);
    tap_around(&stage, "Giấy chứng sinh", gone());
    let had = stage.button("Giấy chứng sinh").accessible_description();
    assert_eq!(had.as_deref(), Some("Đã có"), "the paper is marked");
}
