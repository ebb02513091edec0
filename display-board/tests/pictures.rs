//! Pictures of every state without a display; they are written to `target/tmp/board` for people to look at.

mod center;
mod scenes;
mod studio;

use display_board::bridge::Look;
use display_board::options::{BoardLanguage, BoardTheme, Layout, Size};
use display_board::plan::cap_needed;
use display_board::screens::Board;
use slint::ComponentHandle;
use studio::{Picture, Studio};

const LAYOUTS: [Layout; 3] = [Layout::CallsAndTips, Layout::Calls, Layout::TipsAndLastCall];

/// The mean brightness, 0 to 1, of a rectangle given in shares of the picture.
fn brightness(picture: &Picture, (left, top, right, bottom): (f32, f32, f32, f32)) -> f32 {
    let (width, height) = (picture.width(), picture.height());
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "pixels"
    )]
    let at = |share: f32, side: u32| (share * side as f32) as usize;
    let (mut sum, mut count) = (0.0_f64, 0_u32);
    for y in at(top, height)..at(bottom, height) {
        for x in at(left, width)..at(right, width) {
            let pixel = picture.as_slice()[y * width as usize + x];
            sum += f64::from(u32::from(pixel.r) + u32::from(pixel.g) + u32::from(pixel.b)) / 765.0;
            count += 1;
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a share")]
    let mean = (sum / f64::from(count)) as f32;
    mean
}

/// Takes every scene in every layout; in the usual layout no two of them may look alike.
fn all_scenes(language: BoardLanguage, width: u32, height: u32) {
    let mut studio = Studio::new(language, width, height);
    for layout in LAYOUTS {
        studio.set_up(Look { layout, ..Look::default() }, width, height);
        let mut seen: Vec<(String, Picture)> = Vec::new();
        for scene in scenes::ALL {
            let picture = studio.take(scene, &scenes::scene(scene));
            assert_eq!((picture.width(), picture.height()), (width, height));
            if layout == Layout::CallsAndTips {
                for (other, earlier) in &seen {
                    assert!(earlier.as_bytes() != picture.as_bytes(), "{scene} looks like {other}");
                }
            }
            seen.push((scene.to_owned(), picture));
        }
        let last = scenes::ALL[scenes::ALL.len() - 1];
        let again = studio.draw(&scenes::scene(last));
        let same = seen.last().is_some_and(|(_, picture)| picture.as_bytes() == again.as_bytes());
        assert!(same, "the same state is the same picture");
    }
}

#[test]
fn vietnamese_landscape() {
    all_scenes(BoardLanguage::Vi, 1920, 1080);
}

#[test]
fn vietnamese_portrait() {
    all_scenes(BoardLanguage::Vi, 1080, 1920);
}

#[test]
fn vietnamese_small_landscape() {
    all_scenes(BoardLanguage::Vi, 1280, 720);
}

#[test]
fn english_landscape() {
    all_scenes(BoardLanguage::En, 1920, 1080);
}

#[test]
fn english_portrait() {
    all_scenes(BoardLanguage::En, 1080, 1920);
}

#[test]
fn both_languages_landscape() {
    all_scenes(BoardLanguage::Both, 1920, 1080);
}

#[test]
fn both_languages_portrait() {
    all_scenes(BoardLanguage::Both, 1080, 1920);
}

/// A dark board is darker than a light one in every layout, also where letters stand.
fn dark(width: u32, height: u32) {
    let mut studio = Studio::new(BoardLanguage::Vi, width, height);
    let all = (0.0, 0.12, 1.0, 1.0);
    for layout in LAYOUTS {
        for scene in scenes::ALL {
            let shown = scenes::scene(scene);
            let look = |theme| Look { layout, theme, ..Look::default() };
            studio.set_up(look(BoardTheme::Light), width, height);
            let light = brightness(&studio.draw(&shown), all);
            studio.set_up(look(BoardTheme::Dark), width, height);
            let dark = brightness(&studio.take(scene, &shown), all);
            assert!(dark + 0.1 < light, "{scene}: {dark} against {light}");
        }
    }
}

#[test]
fn dark_landscape() {
    dark(1920, 1080);
}

#[test]
fn dark_portrait() {
    dark(1080, 1920);
}

#[test]
fn the_display_over_a_desk_at_every_size() {
    let mut studio = Studio::new(BoardLanguage::Vi, 800, 480);
    for (width, height) in [(800, 480), (480, 800), (1920, 1080), (1080, 1920)] {
        for theme in [BoardTheme::Light, BoardTheme::Dark] {
            studio.set_up(Look { theme, ..Look::default() }, width, height);
            let mut seen: Vec<(&str, Picture)> = Vec::new();
            for scene in scenes::OF_DESK {
                let picture = studio.take(scene, &scenes::scene(scene));
                for (other, earlier) in &seen {
                    assert!(earlier.as_bytes() != picture.as_bytes(), "{scene} looks like {other}");
                }
                seen.push((scene, picture));
            }
        }
    }
}

#[test]
fn four_times_the_pixels_are_the_same_board() {
    let mut studio = Studio::new(BoardLanguage::Vi, 3840, 2160);
    for layout in LAYOUTS {
        for scene in ["new_call", "three_calls", "busy"] {
            let shown = scenes::scene(scene);
            studio.set_up(Look { layout, ..Look::default() }, 1920, 1080);
            let small = studio.draw(&shown);
            studio.set_up(Look { layout, ..Look::default() }, 3840, 2160);
            let large = studio.take(scene, &shown);
            // The header and the calls; tips take turns.
            for part in [(0.0, 0.0, 1.0, 0.1), (0.02, 0.13, 0.35, 0.4), (0.35, 0.13, 0.7, 0.4)] {
                let difference = (brightness(&small, part) - brightness(&large, part)).abs();
                assert!(difference < 0.02, "{layout:?} {scene} {part:?}: {difference}");
            }
        }
    }
}

#[test]
fn a_new_call_is_brighter_and_has_another_shape_than_a_calm_one() {
    let studio = Studio::new(BoardLanguage::Vi, 1920, 1080);
    let [new, calm] = ["new_call", "calm"].map(|scene| studio.draw(&scenes::scene(scene)));
    let ground = (0.30, 0.15, 0.50, 0.21);
    let difference = brightness(&new, ground) - brightness(&calm, ground);
    assert!(difference > 0.4, "brighter by {difference}");
    // The frame: dark around the bright panel, and outside of the calm panel's edge.
    let frame = (0.0185, 0.25, 0.0205, 0.4);
    assert!(brightness(&new, frame) < 0.4 && brightness(&calm, frame) > 0.8, "no frame");
}

/// The height in pixels of what is as bright as letters in a part of a picture: its largest run of rows.
fn height_of_letters(picture: &Picture, left: f32, right: f32, top: f32, bottom: f32) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
    let [left, right, top, bottom] = [left, right, top, bottom].map(|side| side.max(0.0) as usize);
    let width = picture.width() as usize;
    let lit = |x: usize, y: usize| {
        let pixel = picture.as_slice()[y * width + x];
        u32::from(pixel.r) + u32::from(pixel.g) + u32::from(pixel.b) > 560
    };
    let rows = (top..bottom).map(|y| (left..right).any(|x| lit(x, y)));
    let (mut best, mut run) = (0, 0);
    for row in rows {
        run = if row { run + 1 } else { 0 };
        best = best.max(run);
    }
    best
}

/// The heights of the capital of the number and of the figures of the desk of the one calm call.
fn drawn_heights(studio: &Studio) -> (usize, usize) {
    let picture = studio.draw(&scenes::scene("two_digit_desk"));
    let board = studio.window.global::<Board>();
    let (spot, size) = (board.get_newest_spot(), board.get_number_size());
    let newest = slint::Model::row_data(&board.get_newest(), 0).expect("a call");
    let scale =
        display_board::plan::scale_of((board.get_window_width(), board.get_window_height())).0;
    let (top, bottom) = (spot.y + 84.0 * scale, spot.y + spot.height - 2.0 * scale);
    let end = spot.x + spot.width - 10.0 * scale;
    if board.get_stacked() {
        // The desk is what stands last in the lower line.
        let middle = top + (bottom - top) * 0.52;
        let start = spot.x + (spot.width - newest.number_width) / 2.0;
        let number = height_of_letters(&picture, start, start + size * 0.6, top, middle);
        let desk = spot.x + spot.width * 0.5 + newest.desk_size * 0.55;
        return (number, height_of_letters(&picture, desk, end, middle, bottom));
    }
    let start = spot.x + 48.0 * scale;
    let number = height_of_letters(&picture, start, start + size * 0.6, top, bottom);
    let desk =
        height_of_letters(&picture, end - 38.0 * scale - newest.desk_width * 0.9, end, top, bottom);
    (number, desk)
}

#[test]
fn the_newest_call_can_be_read_from_far_on_every_panel() {
    let mut studio = Studio::new(BoardLanguage::Vi, 1920, 1080);
    // Inches, window, metres, whether that panel allows it.
    let panels = [
        ((1210, 680), (1920, 1080), "10", true),
        ((1210, 680), (3840, 2160), "10", true),
        ((1430, 800), (1920, 1080), "10", true),
        ((1650, 930), (1920, 1080), "14", true),
        ((940, 530), (1920, 1080), "10", true),
        ((700, 390), (1920, 1080), "5", true),
        ((700, 390), (1366, 768), "20", false),
        ((1210, 680), (1080, 1920), "10", true),
        ((1650, 930), (1080, 1920), "10", true),
        ((700, 390), (1080, 1920), "10", false),
    ];
    for ((width, height), (x, y), metres, allowed) in panels {
        let distance = metres.parse().expect("a distance");
        let panel = Size { width, height };
        for layout in LAYOUTS {
            let look = Look { layout, panel_mm: Some(panel), distance, ..Look::default() };
            studio.set_up(look, x, y);
            let (number, desk) = drawn_heights(&studio);
            #[expect(clippy::cast_precision_loss, reason = "pixels")]
            let (number, desk, window) = (number as f32, desk as f32, (x as f32, y as f32));
            let needed = cap_needed(window, Some(panel), distance);
            let what = format!(
                "{layout:?} {width}×{height} mm, {x}×{y}, {metres} m: number {number}, desk {desk}, needed {needed}"
            );
            assert_eq!(number.min(desk) + 2.0 >= needed, allowed, "{what}");
            let told = display_board::plan::shortfall(panel, distance, layout).is_none();
            if y < x {
                assert_eq!(told, allowed, "{what}");
            }
            studio.take(&format!("panel_{width}_{metres}m"), &scenes::scene("new_call"));
        }
    }
}
