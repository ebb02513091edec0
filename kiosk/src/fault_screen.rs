//! The screen of a kiosk that is not set up right: says what is wrong, then lets the program end, so that
//! whatever keeps it running starts it anew.

use std::rc::Rc;
use std::time::{Duration, Instant};

use shared::text::Language;
use slint::{ComponentHandle, PlatformError, Timer, TimerMode};

use crate::ui::{SetupFault, Theme};
use crate::window::Shape;

/// How long it stands; a touch ends it sooner.
pub const FAULT_SHOWN: Duration = Duration::from_secs(60);

/// Shows what is wrong and returns after [`FAULT_SHOWN`], or when the screen is touched.
///
/// # Errors
/// When no window can be opened.
pub fn show(sentence: &str, language: Language) -> Result<(), PlatformError> {
    let screen = screen(sentence, language)?;
    let begun = Instant::now();
    let counting = Rc::new(Timer::default());
    let weak = screen.as_weak();
    counting.start(TimerMode::Repeated, Duration::from_secs(1), move || {
        let left = FAULT_SHOWN.saturating_sub(begun.elapsed());
        if let Some(screen) = weak.upgrade() {
            screen.set_seconds(i32::try_from(left.as_secs()).unwrap_or(0));
        }
        if left.is_zero() {
            quit();
        }
    });
    screen.on_touched(quit);
    screen.run()
}

/// The window, filled and not shown yet.
///
/// # Errors
/// When no window can be opened.
pub fn screen(sentence: &str, language: Language) -> Result<SetupFault, PlatformError> {
    let screen = SetupFault::new()?;
    if let Err(error) = slint::select_bundled_translation(language.code()) {
        tracing::error!(%error, "the language cannot be changed");
    }
    screen.set_fault(sentence.into());
    let weak = screen.as_weak();
    screen.on_resized(move |width, height| {
        if let Some(screen) = weak.upgrade() {
            fit(&screen, width, height);
        }
    });
    Ok(screen)
}

fn fit(screen: &SetupFault, width: f32, height: f32) {
    let shape = Shape::of(width, height);
    let theme = screen.global::<Theme>();
    theme.set_scale(shape.scale);
    theme.set_portrait(shape.portrait);
}

fn quit() {
    if let Err(error) = slint::quit_event_loop() {
        tracing::error!(%error, "the window cannot be closed");
    }
}
