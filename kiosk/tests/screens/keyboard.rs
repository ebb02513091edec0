//! The keys on the screen, touched one by one, and real keys in the same field.

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use kiosk::options::Size;
use kiosk::session::Screen;
use shared::text::Language;
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString};

use crate::stage::{LANDSCAPE, PORTRAIT, Stage};

/// The search screen: its field takes any words.
pub(crate) fn search(size: (u32, u32), language: Language) -> Stage {
    let stage = Stage::welcome(size, language);
    stage.tap(match language {
        Language::Vi => "Tìm thủ tục",
        Language::En => "Search by typing",
    });
    assert_eq!(stage.bridge.screen(), Screen::Find);
    stage
}

fn field(stage: &Stage) -> ElementHandle {
    let mut fields = stage
        .app
        .root_element()
        .query_descendants()
        .match_accessible_role(AccessibleRole::TextInput)
        .find_all();
    assert_eq!(fields.len(), 1, "one field stands on the screen");
    fields.remove(0)
}

/// What stands in the field.
pub(crate) fn written(stage: &Stage) -> String {
    field(stage).accessible_value().unwrap_or_default().to_string()
}

/// Touches a key for each letter; a space is the space bar.
pub(crate) fn touch_keys(stage: &Stage, keys: &str) {
    let space =
        if stage.labels().iter().any(|label| label == "Space") { "Space" } else { "Dấu cách" };
    for key in keys.chars() {
        let label = if key == ' ' { space.to_owned() } else { key.to_string() };
        stage.tap_quickly(&label);
    }
}

fn press(stage: &Stage, key: impl Into<SharedString>) {
    let text = key.into();
    stage.app.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    stage.app.window().dispatch_event(WindowEvent::KeyReleased { text });
}

fn type_keys(stage: &Stage, keys: &str) {
    for key in keys.chars() {
        press(stage, key);
    }
}

#[test]
fn words_are_written_by_touching_keys_in_telex() {
    let stage = search(PORTRAIT, Language::En);
    touch_keys(&stage, "nguyeenx thij hoaf");
    assert_eq!(written(&stage), "nguyễn thị hòa");
    stage.tap("Delete one");
    assert_eq!(written(&stage), "nguyễn thị hò");
    touch_keys(&stage, "angz");
    assert_eq!(written(&stage), "nguyễn thị hoang");
    stage.tap("Delete all");
    assert_eq!(written(&stage), "");
}

#[test]
fn the_key_that_changes_the_way_of_typing_goes_round() {
    let stage = search(PORTRAIT, Language::En);
    touch_keys(&stage, "ddaats ");
    stage.tap("Typing marks: Telex");
    touch_keys(&stage, "d9a61t ");
    stage.tap("Typing marks: VNI");
    touch_keys(&stage, "đât");
    stage.tap("Tone sắc");
    assert_eq!(written(&stage), "đất đất đất");
    stage.tap("Tone sắc");
    assert_eq!(written(&stage), "đất đất đât");
    stage.tap("Typing marks: Mark keys");
    assert!(stage.labels().iter().any(|label| label == "Typing marks: Telex"));
    // The next person begins with Telex again.
    stage.tap("Typing marks: Telex");
    stage.wait(std::time::Duration::from_secs(90));
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
    stage.tap("Tìm thủ tục");
    assert!(stage.labels().iter().any(|label| label == "Kiểu gõ dấu: Telex"));
    assert_eq!(written(&stage), "");
}

#[test]
fn a_capital_letter_is_for_one_letter() {
    let stage = search(LANDSCAPE, Language::En);
    stage.tap("Capital letter");
    touch_keys(&stage, "Ab");
    assert_eq!(written(&stage), "Ab");
    stage.tap("Digits and signs");
    touch_keys(&stage, "3/(");
    stage.tap("Letter keys");
    touch_keys(&stage, "a");
    assert_eq!(written(&stage), "Ab3/(a");
}

#[test]
fn a_real_keyboard_writes_into_the_same_field_by_the_same_rules() {
    let stage = search(PORTRAIT, Language::En);
    type_keys(&stage, "khai sinh ddaats");
    assert_eq!(written(&stage), "khai sinh đất");
    // The caret goes back behind "sinh" and one letter is taken away there.
    for _ in 0.." đất".chars().count() {
        press(&stage, Key::LeftArrow);
    }
    press(&stage, Key::Backspace);
    touch_keys(&stage, "h");
    press(&stage, Key::Backspace);
    type_keys(&stage, "h");
    assert_eq!(written(&stage), "khai sinh đất");
    // Ready letters are kept as they are; decomposed ones are put together.
    press(&stage, " ");
    press(&stage, "Nguye\u{302}\u{303}n");
    assert_eq!(written(&stage), "khai sinh Nguyễn đất");
}

/// Left, top, right, bottom.
fn area(element: &ElementHandle) -> [f32; 4] {
    let (position, size) = (element.absolute_position(), element.size());
    [position.x, position.y, position.x + size.width, position.y + size.height]
}

/// The keys alone; everything else on the screen is larger.
fn keys(stage: &Stage) -> Vec<(String, [f32; 4])> {
    stage
        .buttons()
        .iter()
        .filter(|button| button.type_name().is_some_and(|name| name == "KeyCap"))
        .map(|key| (key.accessible_label().unwrap_or_default().to_string(), area(key)))
        .collect()
}

#[test]
fn keys_are_15_mm_with_3_mm_between_them_on_the_panels_they_are_made_for() {
    // Pixels and the width of the visible panel: 27 inches standing and lying, 21.5 inches lying.
    for (size, panel_mm) in [(PORTRAIT, 336), (LANDSCAPE, 597), ((1280, 800), 463)] {
        for language in [Language::Vi, Language::En] {
            let stage = search(size, language);
            #[expect(clippy::cast_precision_loss, reason = "windows have a few thousand pixels")]
            let (width, height) = (size.0 as f32, size.1 as f32);
            stage.bridge.measure_panel(Size { width: panel_mm, height: 336 });
            kiosk::bridge::fit(&stage.app, width, height);
            stage.wait(std::time::Duration::from_secs(1));
            #[expect(clippy::cast_precision_loss, reason = "a panel has a few hundred millimetres")]
            let mm = width / panel_mm as f32;
            for method in 0..3 {
                let keys = keys(&stage);
                assert!(keys.len() > 38, "{} keys", keys.len());
                for (place, (label, one)) in keys.iter().enumerate() {
                    let [left, top, right, bottom] = *one;
                    let (wide, high) = ((right - left) / mm, (bottom - top) / mm);
                    assert!(wide > 14.9 && high > 14.9, "{size:?} \"{label}\": {wide}×{high} mm");
                    assert!(left >= 0.0 && right <= width && bottom <= height, "{label} {one:?}");
                    for (other_label, other) in &keys[place + 1..] {
                        let across = (other[0] - right).max(left - other[2]) / mm;
                        let down = (other[1] - bottom).max(top - other[3]) / mm;
                        let gap = across.max(down);
                        assert!(gap > 2.9, "\"{label}\" and \"{other_label}\": {gap} mm apart");
                    }
                }
                let change = ["Telex", "VNI"].get(method).copied().unwrap_or(match language {
                    Language::Vi => "Phím dấu",
                    Language::En => "Mark keys",
                });
                stage.tap(&match language {
                    Language::Vi => format!("Kiểu gõ dấu: {change}"),
                    Language::En => format!("Typing marks: {change}"),
                });
            }
        }
    }
}
