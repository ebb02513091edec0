//! Whatever is touched or read lies inside the window, is large enough, and covers nothing else.

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
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

fn check_buttons(stage: &Stage, size: (u32, u32), screen: &str) {
    let scale = kiosk::window::Shape::of(window(size).right, window(size).bottom).scale;
    let asks = screen.contains("still-here");
    let buttons: Vec<(String, Area)> = stage
        .buttons()
        .iter()
        .map(|button| (button.accessible_label().unwrap_or_default().to_string(), area(button)))
        .collect();
    assert!(buttons.len() >= 2, "{screen}: the languages are always there");
    for (place, (label, area)) in buttons.iter().enumerate() {
        assert!(!label.is_empty(), "{screen}: a button without a label at {area:?}");
        assert!(area.is_inside(window(size)), "{screen}: \"{label}\" leaves the window: {area:?}");
        let (width, height) = (area.right - area.left, area.bottom - area.top);
        // The two languages share one frame of the full height.
        let least = if label == "Tiếng Việt" || label == "English" { 110.0 } else { 120.0 };
        assert!(height >= least * scale, "{screen}: \"{label}\" is only {height} high");
        assert!(width >= 120.0 * scale, "{screen}: \"{label}\" is only {width} wide");
        for (other, other_area) in buttons.iter().skip(place + 1) {
            // The question for more time lies over the screen on purpose.
            assert!(
                asks || !area.overlaps(*other_area),
                "{screen}: \"{label}\" and \"{other}\" overlap"
            );
        }
    }
}

/// Texts inside the part that can be moved may lie outside; all others may not.
fn check_texts(stage: &Stage, size: (u32, u32), screen: &str) {
    let moving = screen.contains("procedure-") || screen.ends_with("procedure");
    for text in stage
        .app
        .root_element()
        .query_descendants()
        .match_accessible_role(AccessibleRole::Text)
        .find_all()
    {
        let label = text.accessible_label().unwrap_or_default();
        let area = area(&text);
        assert!(
            area.left >= -0.5 && area.right <= window(size).right + 0.5,
            "{screen}: \"{label}\" leaves the window at a side: {area:?}"
        );
        assert!(
            moving || area.is_inside(window(size)),
            "{screen}: \"{label}\" leaves the window: {area:?}"
        );
    }
    for button in stage.buttons() {
        let frame = area(&button);
        for text in
            button.query_descendants().match_accessible_role(AccessibleRole::Text).find_all()
        {
            let label = text.accessible_label().unwrap_or_default();
            let area = area(&text);
            assert!(
                area.is_inside(frame),
                "{screen}: \"{label}\" {area:?} leaves its button {frame:?}"
            );
        }
    }
}

fn check_everything(size: (u32, u32)) {
    for language in [Language::Vi, Language::En] {
        tour(size, language, &mut |stage, screen| {
            let name = format!("{} {size:?} {screen}", language.code());
            check_buttons(stage, size, &name);
            check_texts(stage, size, &name);
        });
    }
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
