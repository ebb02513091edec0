//! How large everything is drawn: the scale of the reference window, and a warning for panels that are too small.

use crate::options::Size;

/// Height of anything that is touched, in the reference window (`Theme.target`).
const TARGET: f32 = 132.0;
/// Size of the letters of running text, in the reference window (`Theme.text-body`).
const BODY: f32 = 38.0;
/// The least height of a target, so that a trembling finger hits it (~, from ISO 9241-411: 22 mm recommended, 15 mm least).
const TARGET_MM_MIN: f32 = 15.0;
/// The least size of running text at arm's length (EN 301 549, 5.1.4: capitals of 0.7° at 400 mm are about 4.9 mm).
const BODY_MM_MIN: f32 = 5.0;

/// The shape of a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Real pixels for one of the reference window.
    pub scale: f32,
    /// Higher than wide.
    pub portrait: bool,
}

impl Shape {
    /// The shape for a window of so many (logical) pixels: the reference window of 1080×1920, or 1920×1080, scaled to fit.
    #[must_use]
    pub fn of(width: f32, height: f32) -> Self {
        let portrait = height > width;
        let (short, long) = if portrait { (width, height) } else { (height, width) };
        Self { scale: (short / 1080.0).min(long / 1920.0).max(0.1), portrait }
    }
}

/// What is too small on a panel of so many millimetres that shows so many pixels, as a sentence for the log.
#[must_use]
pub fn too_small(pixels: Size, panel_mm: Size) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "panels have a few thousand pixels")]
    let [width, height, mm] = [pixels.width as f32, pixels.height as f32, panel_mm.width as f32];
    let shape = Shape::of(width, height);
    let mm_a_unit = shape.scale * mm / width;
    let (target, body) = (TARGET * mm_a_unit, BODY * mm_a_unit);
    (target < TARGET_MM_MIN || body < BODY_MM_MIN).then(|| {
        format!(
            "on this panel buttons are {target:.0} mm high (at least {TARGET_MM_MIN:.0} are needed) \
             and letters {body:.1} mm (at least {BODY_MM_MIN:.0}): use a larger panel"
        )
    })
}
