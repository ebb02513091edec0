//! Pictures of every state without a display; they are written to `target/tmp/board` for people to look at.

mod center;
mod scenes;

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::rc::Rc;

use display_board::bridge::{self, Bridge};
use display_board::options::BoardLanguage;
use display_board::screens::BoardWindow;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, PlatformError, WindowAdapter};
use slint::{ComponentHandle, PhysicalSize, Rgba8Pixel, SharedPixelBuffer};

type Picture = SharedPixelBuffer<Rgba8Pixel>;

struct NoDisplay(Rc<MinimalSoftwareWindow>);

impl Platform for NoDisplay {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(Rc::clone(&self.0) as Rc<dyn WindowAdapter>)
    }
}

struct Studio {
    window: BoardWindow,
    bridge: Bridge,
    name: String,
}

impl Studio {
    fn new(language: BoardLanguage, width: u32, height: u32) -> Self {
        let adapter = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        slint::platform::set_platform(Box::new(NoDisplay(Rc::clone(&adapter))))
            .expect("one a thread");
        let window = BoardWindow::new().expect("a window");
        let bridge = Bridge::new(&window, language).expect("translations");
        adapter.set_size(PhysicalSize { width, height });
        #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
        bridge::fit(&window, width as f32, height as f32);
        window.show().expect("shown");
        let language = format!("{language:?}").to_lowercase();
        Self { window, bridge, name: format!("{language}_{width}x{height}") }
    }

    fn take(&self, scene: &str) -> Picture {
        self.bridge.show(&self.window, &scenes::scene(scene));
        slint::platform::update_timers_and_animations();
        let picture = self.window.window().take_snapshot().expect("a picture");
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("board");
        std::fs::create_dir_all(&folder).expect("a folder");
        write_png(&picture, &folder.join(format!("{}_{scene}.png", self.name)));
        picture
    }
}

fn write_png(picture: &Picture, path: &std::path::Path) {
    let file = BufWriter::new(File::create(path).expect("a file"));
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(picture.as_bytes()).expect("pixels");
}

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

/// Takes every scene; no two of them may look alike.
fn all_scenes(language: BoardLanguage, width: u32, height: u32) {
    let studio = Studio::new(language, width, height);
    let mut seen: Vec<(String, Picture)> = Vec::new();
    for scene in scenes::ALL {
        let picture = studio.take(scene);
        assert_eq!((picture.width(), picture.height()), (width, height));
        for (other, earlier) in &seen {
            assert!(earlier.as_bytes() != picture.as_bytes(), "{scene} looks like {other}");
        }
        seen.push((scene.to_owned(), picture));
    }
    let again = studio.take("new_call");
    assert!(again.as_bytes() == seen[0].1.as_bytes(), "the same state is the same picture");
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

#[test]
fn a_new_call_is_brighter_and_has_another_shape_than_a_calm_one() {
    let studio = Studio::new(BoardLanguage::Vi, 1920, 1080);
    let (new, calm) = (studio.take("new_call"), studio.take("calm"));
    let ground = (0.30, 0.15, 0.50, 0.21);
    let difference = brightness(&new, ground) - brightness(&calm, ground);
    assert!(difference > 0.4, "brighter by {difference}");
    // The frame: dark around the bright panel, and outside of the calm panel's edge.
    let frame = (0.0185, 0.25, 0.0205, 0.4);
    assert!(brightness(&new, frame) < 0.4 && brightness(&calm, frame) > 0.8, "no frame");
}

#[test]
fn the_newest_number_can_be_read_from_far() {
    // Capitals of 122 mm on a panel of 55 inches, 680 mm high: 194 pixels of 1080.
    let studio = Studio::new(BoardLanguage::Vi, 1920, 1080);
    let picture = studio.take("two_digit_desk");
    let white = |x: usize, y: usize| {
        let pixel = picture.as_slice()[y * 1920 + x];
        u32::from(pixel.r) + u32::from(pixel.g) + u32::from(pixel.b) > 740
    };
    // The letters of the number, left of the arrow, and below the heading.
    let rows = (230..530).filter(|y| (60..700).any(|x| white(x, *y))).count();
    assert!(rows >= 194, "the number is {rows} pixels high");
}
