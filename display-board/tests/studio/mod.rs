//! Boards drawn without a display, with the letters that people see.
#![allow(
    dead_code,
    reason = "every test program takes its part of it, so no part is unused in all of them"
)]

use std::cell::RefCell;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use display_board::bridge::{self, Bridge, Look};
use display_board::options::BoardLanguage;
use display_board::screens::BoardWindow;
use display_board::tip_bridge::TipBridge;
use slint::platform::software_renderer::{
    MinimalSoftwareWindow, PremultipliedRgbaColor, RepaintBufferType,
};
use slint::platform::{Platform, PlatformError, WindowAdapter};
use slint::{ComponentHandle, PhysicalSize, Rgba8Pixel, SharedPixelBuffer};

use crate::scenes::Scene;

/// What was drawn.
pub(crate) type Picture = SharedPixelBuffer<Rgba8Pixel>;

struct NoDisplay(Rc<MinimalSoftwareWindow>);

impl Platform for NoDisplay {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(Rc::clone(&self.0) as Rc<dyn WindowAdapter>)
    }
}

/// One board; a thread has one.
pub(crate) struct Studio {
    pub(crate) window: BoardWindow,
    bridge: Bridge,
    tips: TipBridge,
    language: BoardLanguage,
    adapter: Rc<MinimalSoftwareWindow>,
    glass: RefCell<Vec<PremultipliedRgbaColor>>,
    name: String,
}

impl Studio {
    pub(crate) fn new(language: BoardLanguage, width: u32, height: u32) -> Self {
        let adapter = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        slint::platform::set_platform(Box::new(NoDisplay(Rc::clone(&adapter))))
            .expect("one a thread");
        let window = BoardWindow::new().expect("a window");
        let bridge = Bridge::new(&window, language).expect("translations");
        let tips = TipBridge::new(&window, language, None, None, None);
        window.show().expect("shown");
        let (glass, name) = (RefCell::default(), String::new());
        let mut studio = Self { window, bridge, tips, language, adapter, glass, name };
        studio.set_up(Look::default(), width, height);
        studio
    }

    /// The same board in another look and size.
    pub(crate) fn set_up(&mut self, look: Look, width: u32, height: u32) {
        self.adapter.set_size(PhysicalSize { width, height });
        bridge::dress(&self.window, look);
        #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
        bridge::fit(&self.window, width as f32, height as f32);
        let Look { layout, theme, .. } = look;
        self.name =
            format!("{layout:?}_{theme:?}_{:?}_{width}x{height}", self.language).to_lowercase();
    }

    /// Puts a scene into the window.
    pub(crate) fn show(&self, scene: &Scene) {
        self.bridge.show(&self.window, &scene.shown());
        // Tips are laid out for the place that they get, which is known once the window is.
        for _ in 0..3 {
            slint::platform::update_timers_and_animations();
            let (catalog, view) = (scene.state.catalog(), scene.state.view());
            self.tips.show(&self.window, catalog, view, scene.at);
        }
        slint::platform::update_timers_and_animations();
    }

    /// Draws a scene.
    pub(crate) fn draw(&self, scene: &Scene) -> Picture {
        self.show(scene);
        self.window.window().take_snapshot().expect("a picture")
    }

    /// Paints a scene as the program does: only what differs from what is on the glass.
    pub(crate) fn paint(&self, scene: &Scene) {
        self.show(scene);
        let size = self.window.window().size();
        let mut glass = self.glass.borrow_mut();
        glass.resize((size.width * size.height) as usize, PremultipliedRgbaColor::default());
        self.adapter.draw_if_needed(|renderer| {
            renderer.render(&mut glass, size.width as usize);
        });
    }

    /// Asserts that the glass holds what a picture painted anew holds.
    pub(crate) fn assert_whole(&self, name: &str) {
        let picture = self.window.window().take_snapshot().expect("a picture");
        let width = picture.width() as usize;
        let glass = self.glass.borrow();
        let wrong: Vec<usize> = picture
            .as_slice()
            .iter()
            .zip(glass.iter())
            .enumerate()
            .filter(|(_, (new, old))| (new.r, new.g, new.b) != (old.red, old.green, old.blue))
            .map(|(index, _)| index)
            .collect();
        let span = |axis: fn(usize, usize) -> usize| {
            let all = || wrong.iter().map(|index| axis(*index, width));
            (all().min(), all().max())
        };
        let (x, y) = (span(|index, width| index % width), span(|index, width| index / width));
        let count = wrong.len();
        assert!(wrong.is_empty(), "{name}, {}: {count} pixels are old, {x:?} {y:?}", self.name);
    }

    /// Draws a scene and keeps the picture for people to look at.
    pub(crate) fn take(&self, name: &str, scene: &Scene) -> Picture {
        let picture = self.draw(scene);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("board");
        std::fs::create_dir_all(&folder).expect("a folder");
        write_png(&picture, &folder.join(format!("{}_{name}.png", self.name)));
        picture
    }
}

fn write_png(picture: &Picture, path: &Path) {
    let file = BufWriter::new(File::create(path).expect("a file"));
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(picture.as_bytes()).expect("pixels");
}
