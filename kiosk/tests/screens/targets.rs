//! Whatever is touched or read lies inside the window, is large enough, and covers nothing else.

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use kiosk::session::{ComfortInput, Input};
use shared::text::Language;

use crate::pictures::tour;
use crate::stage::{LANDSCAPE, PORTRAIT, Stage};

/// Left, top, right, bottom in the window.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

fn area(element: &ElementHandle) -> Area {
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

    fn overlaps(self, other: Area) -> bool {
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

fn check_buttons(stage: &Stage, size: (u32, u32), screen: &str, wrong: &mut Vec<String>) {
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
        // The two languages share one frame of the full height.
        let least = if kind.contains("Key") {
            KEY_LEAST
        } else if label == "Tiếng Việt" || label == "English" {
            110.0
        } else {
            120.0
        };
        if height < least * scale || width < least * scale {
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
fn check_texts(stage: &Stage, size: (u32, u32), screen: &str, wrong: &mut Vec<String>) {
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

fn check_everything(size: (u32, u32)) {
    let mut wrong = Vec::new();
    for language in [Language::Vi, Language::En] {
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
                    check_buttons(stage, size, &name, &mut wrong);
                    check_texts(stage, size, &name, &mut wrong);
                    stage.bridge.tell(Input::Comfort(ComfortInput::NextTextSize));
                }
                if portrait {
                    stage.bridge.tell(Input::Comfort(ComfortInput::LowReach));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn everything_is_inside_a_portrait_window() {
    check_everything(PORTRAIT);
}

#[test]
fn everything_is_inside_a_landscape_window() {
    check_everything(LANDSCAPE);
}

#[test]
fn everything_is_inside_a_small_window() {
    check_everything((1280, 800));
}
