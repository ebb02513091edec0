//! A lint over the element tree with real letters: in no scene, layout and size anything leaves the window, its
//! own place, or stands on other letters.

mod center;
mod scenes;
mod studio;

use display_board::bridge::Look;
use display_board::options::{BoardLanguage, Layout, Size};
use display_board::screens::Board;
use i_slint_backend_testing::{ElementHandle, ElementRoot};
use slint::ComponentHandle;
use studio::Studio;

const LAYOUTS: [Layout; 3] = [Layout::CallsAndTips, Layout::Calls, Layout::TipsAndLastCall];

/// Windows of landscape and portrait panels, wide ones and old ones, with the panel's millimetres.
const SIZES: [((u32, u32), (u32, u32)); 8] = [
    ((1920, 1080), (1210, 680)),
    ((1080, 1920), (1210, 680)),
    ((1280, 720), (940, 530)),
    ((1024, 768), (400, 300)),
    ((2560, 1080), (1600, 680)),
    ((1080, 1920), (1650, 930)),
    ((1920, 1080), (700, 390)),
    ((3840, 2160), (1650, 930)),
];

/// A rectangle with what stands in it.
#[derive(Debug)]
struct Area {
    name: String,
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Area {
    fn of(element: &ElementHandle) -> Self {
        let (place, size) = (element.absolute_position(), element.size());
        let id = element.id().unwrap_or_default();
        let kind = element.type_name().unwrap_or_default();
        let label = element.accessible_label().unwrap_or_default();
        // The line of a code is higher than its letters, which are all capitals and figures.
        let air = if id == "Code::letters" { size.height * (1.0 - 0.714 / 1.4) / 2.0 } else { 0.0 };
        Self {
            name: format!("{id} {kind} «{label}»"),
            left: place.x,
            top: place.y + air,
            right: place.x + size.width,
            bottom: place.y + size.height - air,
        }
    }

    fn is_seen(&self) -> bool {
        self.right - self.left > 0.5 && self.bottom - self.top > 0.5
    }

    fn is_in(&self, width: f32, height: f32) -> bool {
        self.left > -0.5
            && self.top > -0.5
            && self.right < width + 0.5
            && self.bottom < height + 0.5
    }

    fn touches(&self, other: &Self) -> bool {
        let inside = |low: f32, high: f32| high - low > 1.5;
        inside(self.left.max(other.left), self.right.min(other.right))
            && inside(self.top.max(other.top), self.bottom.min(other.bottom))
    }
}

/// Every text that people read: not the invisible ones that only measure.
fn texts(studio: &Studio) -> Vec<Area> {
    let is_text = |element: &ElementHandle| {
        let is = |kind: &str| {
            element.type_name().is_some_and(|name| name == kind)
                || element.bases().into_iter().flatten().any(|base| base == kind)
        };
        let of_tips = element.id().is_some_and(|id| id.starts_with("Tip"));
        is("LiveText") && !is("Measure") && !of_tips
    };
    let found =
        studio.window.root_element().query_descendants().match_predicate(is_text).find_all();
    found.iter().map(Area::of).filter(Area::is_seen).collect()
}

/// Every element with a label.
fn labelled(studio: &Studio) -> Vec<Area> {
    let is_labelled =
        |element: &ElementHandle| element.accessible_label().is_some_and(|label| !label.is_empty());
    let root = studio.window.root_element();
    root.query_descendants().match_predicate(is_labelled).find_all().iter().map(Area::of).collect()
}

fn check(studio: &Studio, what: &str) {
    let board = studio.window.global::<Board>();
    let (width, height) = (board.get_window_width(), board.get_window_height());
    let (texts, labelled) = (texts(studio), labelled(studio));
    assert!(texts.len() >= 2 && labelled.len() >= 2, "{what}: {texts:?}");
    for element in texts.iter().chain(&labelled) {
        assert!(
            element.is_in(width, height),
            "{what}: outside of the window: {} {element:?}",
            element.name
        );
        assert!(
            element.right > element.left && element.bottom > element.top,
            "{what}: {element:?}"
        );
    }
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            assert!(
                !one.touches(other),
                "{what}: {} stands on {}: {one:?} {other:?}",
                one.name,
                other.name
            );
        }
    }
}

fn check_all(language: BoardLanguage) {
    let mut studio = Studio::new(language, 1920, 1080);
    for ((width, height), (panel_width, panel_height)) in SIZES {
        for layout in LAYOUTS {
            for known in [false, true] {
                let panel_mm = known.then_some(Size { width: panel_width, height: panel_height });
                studio.set_up(Look { layout, panel_mm, ..Look::default() }, width, height);
                for scene in scenes::ALL {
                    studio.show(&scenes::scene(scene));
                    check(&studio, &format!("{scene} {layout:?} {width}×{height} {panel_mm:?}"));
                }
            }
        }
    }
}

#[test]
fn nothing_overlaps_in_vietnamese() {
    check_all(BoardLanguage::Vi);
}

#[test]
fn nothing_overlaps_in_both_languages() {
    check_all(BoardLanguage::Both);
}

#[test]
fn nothing_overlaps_over_a_desk() {
    let mut studio = Studio::new(BoardLanguage::Vi, 800, 480);
    for (width, height) in [(800, 480), (480, 800), (1024, 600), (1920, 1080), (1080, 1920)] {
        studio.set_up(Look::default(), width, height);
        for scene in scenes::OF_DESK {
            studio.show(&scenes::scene(scene));
            check(&studio, &format!("{scene} {width}×{height}"));
        }
    }
}
