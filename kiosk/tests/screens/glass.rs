//! What is on the glass. The program paints only what has changed; the glass must hold what a picture painted anew
//! holds, also after a long day.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use kiosk::session::{ComfortInput, DOUBLE_TAP, FindInput, Input};
use shared::text::Language;
use slint::PhysicalSize;
use slint::platform::software_renderer::{
    MinimalSoftwareWindow, PremultipliedRgbaColor, RepaintBufferType,
};
use slint::platform::{Platform, PlatformError, WindowAdapter};

use crate::pictures::tour;
use crate::stage::{PORTRAIT, Stage, ward};

const SIZE: (u32, u32) = PORTRAIT;

/// So many pixels may differ: round corners whose edge falls between two pixels blend another way in a part than in
/// the whole. One letter has more.
const BLURRED: usize = 8;

/// The glass in front of the newest window of a thread.
#[derive(Clone, Default)]
struct Glass(Rc<RefCell<Option<Pane>>>);

struct Pane {
    window: Rc<MinimalSoftwareWindow>,
    pixels: Vec<PremultipliedRgbaColor>,
}

/// Windows that keep what was painted, and time that is moved by hand.
struct Showroom {
    glass: Glass,
    time: TestingBackend,
}

impl Platform for Showroom {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        window.set_size(PhysicalSize::new(SIZE.0, SIZE.1));
        let pixels = vec![PremultipliedRgbaColor::default(); (SIZE.0 * SIZE.1) as usize];
        self.glass.0.replace(Some(Pane { window: Rc::clone(&window), pixels }));
        Ok(window)
    }

    fn duration_since_start(&self) -> Duration {
        self.time.duration_since_start()
    }
}

impl Glass {
    /// The glass of all windows of this thread.
    fn of_this_thread() -> Self {
        let glass = Self::default();
        let time = TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: None,
        });
        let showroom = Showroom { glass: glass.clone(), time };
        slint::platform::set_platform(Box::new(showroom)).expect("one a thread");
        glass
    }

    /// Paints what differs from what is on the glass.
    fn paint(&self) {
        let mut pane = self.0.borrow_mut();
        let Pane { window, pixels } = pane.as_mut().expect("a window");
        window.draw_if_needed(|renderer| {
            renderer.render(pixels, SIZE.0 as usize);
        });
    }

    /// Asserts that the glass holds what a picture painted anew holds.
    fn assert_whole(&self, name: &str) {
        let pane = self.0.borrow();
        let Pane { window, pixels } = pane.as_ref().expect("a window");
        let picture = window.take_snapshot().expect("a picture");
        let wrong: Vec<(usize, usize)> = picture
            .as_slice()
            .iter()
            .zip(pixels)
            .enumerate()
            .filter(|(_, (new, old))| (new.r, new.g, new.b) != (old.red, old.green, old.blue))
            .map(|(index, _)| (index % SIZE.0 as usize, index / SIZE.0 as usize))
            .collect();
        let rows = (wrong.iter().map(|(_, y)| y).min(), wrong.iter().map(|(_, y)| y).max());
        let columns = (wrong.iter().map(|(x, _)| x).min(), wrong.iter().map(|(x, _)| x).max());
        assert!(
            wrong.len() <= BLURRED,
            "{name}: {} pixels are old, {columns:?} {rows:?}",
            wrong.len()
        );
    }
}

#[test]
fn what_is_painted_in_parts_is_the_whole_screen() {
    let glass = Glass::of_this_thread();
    for language in [Language::Vi, Language::En] {
        let mut seen = 0;
        tour(SIZE, language, &mut |_, screen| {
            glass.paint();
            glass.assert_whole(screen);
            seen += 1;
        });
        assert!(seen >= 36, "only {seen} screens");
    }
}

/// After so many visits the window library has cleared its store of laid out words more than once.
const VISITS: usize = 6;

#[test]
fn every_word_changes_also_after_many_visits() {
    let glass = Glass::of_this_thread();
    let stage = Stage::welcome(SIZE, Language::Vi);
    let catalog = ward();
    let step = |input| {
        stage.bridge.tell(input);
        glass.paint();
        stage.wait(DOUBLE_TAP);
    };
    let visits = || {
        for _ in 0..VISITS {
            for service in &catalog.services {
                step(Input::Start);
                step(Input::ChooseService(service.id.clone()));
                step(Input::Home);
            }
            step(Input::Find(FindInput::Open));
            step(Input::Home);
        }
    };
    let changes = [
        ("nothing", None),
        ("the language", Some(Input::ChooseLanguage(Language::En))),
        ("the language again", Some(Input::ChooseLanguage(Language::Vi))),
        ("the letters", Some(Input::Comfort(ComfortInput::NextTextSize))),
        ("the contrast", Some(Input::Comfort(ComfortInput::Contrast))),
    ];
    for (name, change) in changes {
        visits();
        if let Some(change) = change {
            stage.bridge.tell(change);
        }
        glass.paint();
        glass.assert_whole(name);
    }
}
