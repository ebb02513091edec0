//! Whatever is touched or read lies inside the window, is large enough, and covers nothing else.

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use kiosk::session::{ComfortInput, Input};
use shared::text::Language;

use crate::pictures::tour;
use crate::stage::{LANDSCAPE, PORTRAIT, SMALL, Stage};

/// Left, top, right, bottom in the window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

pub(crate) fn area(element: &ElementHandle) -> Area {
    let (position, size) = (element.absolute_position(), element.size());
    Area {
        left: position.x,
        top: position.y,
        right: position.x + size.width,
        bottom: position.y + size.height,
    }
}

impl Area {
    fn is_inside(self, outer: Area) -> bool {
        // Half a pixel for rounding.
        self.left >= outer.left - 0.5
            && self.top >= outer.top - 0.5
            && self.right <= outer.right + 0.5
            && self.bottom <= outer.bottom + 0.5
    }

    fn grown(self, by: f32) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    pub(crate) fn overlaps(self, other: Area) -> bool {
        self.left < other.right - 1.0
            && other.left < self.right - 1.0
            && self.top < other.bottom - 1.0
            && other.top < self.bottom - 1.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "windows have a few thousand pixels")]
fn window(size: (u32, u32)) -> Area {
    Area { left: 0.0, top: 0.0, right: size.0 as f32, bottom: size.1 as f32 }
}

/// Keys of the keyboard are the smallest targets: 15 mm on a panel of 336×597 mm.
const KEY_LEAST: f32 = 48.0;
/// 3 mm on that panel.
const GAP_LEAST: f32 = 9.6;
/// The two languages share one frame of the full height.
const LANGUAGE_LEAST: f32 = 110.0;
/// The least button: 37 mm on that panel.
const BUTTON_LEAST: f32 = 120.0;

/// Buttons with a label, inside the window, large enough, and apart. `least` is the least size of those that are
/// neither keys nor languages, in units of the reference window.
pub(crate) fn check_buttons(
    stage: &Stage,
    size: (u32, u32),
    screen: &str,
    least: f32,
    wrong: &mut Vec<String>,
) {
    let scale = kiosk::window::Shape::of(window(size).right, window(size).bottom).scale;
    let asks = screen.contains("still-here") || screen.contains("leave");
    let buttons: Vec<(String, String, Area)> = stage
        .buttons()
        .iter()
        .map(|button| {
            let label = button.accessible_label().unwrap_or_default().to_string();
            let kind = button.type_name().unwrap_or_default().to_string();
            (label, kind, area(button))
        })
        .collect();
    assert!(buttons.len() >= 2, "{screen}: the languages are always there");
    for (place, (label, kind, area)) in buttons.iter().enumerate() {
        if label.is_empty() {
            wrong.push(format!("{screen}: a button without a label at {area:?}"));
        }
        if !area.is_inside(window(size)) {
            wrong.push(format!("{screen}: \"{label}\" leaves the window: {area:?}"));
        }
        let (width, height) = (area.right - area.left, area.bottom - area.top);
        let least = if kind.contains("Key") {
            KEY_LEAST
        } else if label == "Tiếng Việt" || label == "English" {
            LANGUAGE_LEAST
        } else {
            least
        };
        if height < least * scale - 0.5 || width < least * scale - 0.5 {
            wrong.push(format!("{screen}: \"{label}\" ({kind}) is only {width}×{height}"));
        }
        // The questions lie over the screen on purpose.
        let others = if asks { &[] } else { &buttons[place + 1..] };
        for (other, _, other_area) in others {
            if area.grown(GAP_LEAST * scale - 1.0).overlaps(*other_area) {
                wrong.push(format!("{screen}: \"{label}\" and \"{other}\" are too near each other: {area:?} {other_area:?}"));
            }
        }
    }
}

/// Texts inside the part that can be moved may lie outside; all others may not.
pub(crate) fn check_texts(stage: &Stage, size: (u32, u32), screen: &str, wrong: &mut Vec<String>) {
    let texts = |root: &dyn Fn() -> Vec<ElementHandle>| {
        root()
            .into_iter()
            .map(|text| (text.accessible_label().unwrap_or_default().to_string(), area(&text)))
            .filter(|(_, area)| area.right > area.left && area.bottom > area.top)
            .collect::<Vec<_>>()
    };
    let all = || {
        let root = stage.app.root_element();
        root.query_descendants().match_accessible_role(AccessibleRole::Text).find_all()
    };
    let moved: Vec<(String, Area)> = stage
        .app
        .root_element()
        .query_descendants()
        .match_inherits("ReadingArea")
        .find_all()
        .iter()
        .flat_map(|reading| {
            reading.query_descendants().match_accessible_role(AccessibleRole::Text).find_all()
        })
        .map(|text| (text.accessible_label().unwrap_or_default().to_string(), area(&text)))
        .collect();
    for (label, area) in texts(&all) {
        if area.left < -0.5 || area.right > window(size).right + 0.5 {
            wrong.push(format!("{screen}: \"{label}\" leaves the window at a side: {area:?}"));
        }
        let moves = moved.iter().any(|(other, _)| *other == label);
        if !moves && !area.is_inside(window(size)) {
            wrong.push(format!("{screen}: \"{label}\" leaves the window: {area:?}"));
        }
    }
    check_covered(stage, screen, &moved, wrong);
    // The number is what the whole visit was for: 45 mm on a panel of 336×597 mm, whatever was chosen.
    let scale = kiosk::window::Shape::of(window(size).right, window(size).bottom).scale;
    for (label, area) in texts(&all).iter().filter(|(label, _)| label.ends_with(": A025")) {
        if area.bottom - area.top < 145.0 * scale {
            wrong.push(format!("{screen}: \"{label}\" is small: {area:?}"));
        }
    }
    for button in stage.buttons() {
        let frame = area(&button);
        let inner =
            || button.query_descendants().match_accessible_role(AccessibleRole::Text).find_all();
        for (label, area) in texts(&inner) {
            if !area.is_inside(frame) {
                wrong.push(format!("{screen}: \"{label}\" {area:?} leaves its button {frame:?}"));
            }
        }
    }
}

/// No text is covered by a button that it does not belong to.
fn check_covered(stage: &Stage, screen: &str, moved: &[(String, Area)], wrong: &mut Vec<String>) {
    if screen.contains("still-here") || screen.contains("leave") {
        // The question lies over the screen on purpose.
        return;
    }
    let named = |texts: Vec<ElementHandle>| -> Vec<(String, Area)> {
        let name = |text: &ElementHandle| text.accessible_label().unwrap_or_default().to_string();
        texts.iter().map(|text| (name(text), area(text))).collect()
    };
    let texts = stage.app.root_element().query_descendants();
    let texts = named(texts.match_accessible_role(AccessibleRole::Text).find_all());
    let buttons = stage.buttons();
    let own = |button: &ElementHandle| {
        named(button.query_descendants().match_accessible_role(AccessibleRole::Text).find_all())
    };
    let owned: Vec<String> =
        buttons.iter().flat_map(own).map(|(label, area)| format!("{label}{area:?}")).collect();
    for (label, text) in &texts {
        let is_owned = owned.contains(&format!("{label}{text:?}"));
        if is_owned || moved.iter().any(|(other, _)| other == label) {
            continue;
        }
        for button in buttons.iter().filter(|button| area(button).overlaps(*text)) {
            let over = button.accessible_label().unwrap_or_default();
            wrong.push(format!("{screen}: \"{label}\" {text:?} is covered by \"{over}\""));
        }
    }
}

fn check_everything(size: (u32, u32), language: Language) {
    let mut wrong = Vec::new();
    tour(size, language, &mut |stage, screen| {
        let portrait = size.1 > size.0;
        for low in [false, true] {
            if low && !portrait {
                continue;
            }
            // Three sizes of letters; after the largest comes the usual one again.
            for step in 0..3 {
                let name =
                    format!("{} {size:?} {screen} letters {step} low {low}", language.code());
                check_buttons(stage, size, &name, BUTTON_LEAST, &mut wrong);
                check_texts(stage, size, &name, &mut wrong);
                stage.bridge.tell(Input::Comfort(ComfortInput::NextTextSize));
            }
            if portrait {
                stage.bridge.tell(Input::Comfort(ComfortInput::LowReach));
            }
        }
    });
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn everything_is_inside_a_portrait_window_in_vietnamese() {
    check_everything(PORTRAIT, Language::Vi);
}

#[test]
fn everything_is_inside_a_portrait_window_in_english() {
    check_everything(PORTRAIT, Language::En);
}

#[test]
fn everything_is_inside_a_landscape_window_in_vietnamese() {
    check_everything(LANDSCAPE, Language::Vi);
}

#[test]
fn everything_is_inside_a_landscape_window_in_english() {
    check_everything(LANDSCAPE, Language::En);
}

#[test]
fn everything_is_inside_a_small_window_in_vietnamese() {
    check_everything(SMALL, Language::Vi);
}

#[test]
fn everything_is_inside_a_small_window_in_english() {
    check_everything(SMALL, Language::En);
}
