//! How large everything is drawn: the scale of the reference window, and what is too small on a panel in millimetres.

use crate::options::Size;

/// Height of the lowest buttons, in units of the reference window: the languages share one frame of the usual height.
const BUTTON: f32 = 110.0;
/// Size of the letters of running text (`Theme.text-body`).
const BODY: f32 = 38.0;
/// From the window's edge to the content (`Theme.margin`).
const MARGIN: f32 = 64.0;
/// Between question and answer on a panel that lies (`Theme.gap-large`).
const GAP_LARGE: f32 = 48.0;
/// Width of the bar with letters, contrast and sound on a panel that lies.
const EASE_BAR: f32 = 176.0;
/// The part of a panel that lies that answers get.
const ANSWER_SHARE: f32 = 0.58;
/// The least distance of keys.
const KEY_GAP: f32 = 10.0;
/// The same in millimetres.
const KEY_GAP_MM: f32 = 3.0;
/// The least height of a button, so that a trembling finger hits it (~, ISO 9241-411: 22 mm recommended).
const TARGET_MM_MIN: f32 = 20.0;
/// The least width of a key.
const KEY_MM_MIN: f32 = 15.0;
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

/// A part of the screen that has a least size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The lowest buttons.
    Buttons,
    /// The narrowest keys with letters.
    LetterKeys,
    /// The narrowest keys with the letters and marks that a plain keyboard has not.
    MarkKeys,
    /// Running text.
    Text,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Buttons => "the lowest buttons",
            Self::LetterKeys => "the letter keys",
            Self::MarkKeys => "the mark keys",
            Self::Text => "the letters of running text",
        }
    }

    /// The least size in millimetres.
    #[must_use]
    pub fn least_mm(self) -> f32 {
        match self {
            Self::Buttons => TARGET_MM_MIN,
            Self::LetterKeys | Self::MarkKeys => KEY_MM_MIN,
            Self::Text => BODY_MM_MIN,
        }
    }
}

/// A part that is smaller than it should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooSmall {
    /// Which.
    pub part: Part,
    /// How large it is, in millimetres.
    pub mm: f32,
}

/// How large every part is, in millimetres, in a window of so many (logical) pixels on a panel of so many millimetres.
#[must_use]
pub fn measures(width: f32, height: f32, panel_mm: Size) -> [(Part, f32); 4] {
    let shape = Shape::of(width, height);
    #[expect(clippy::cast_precision_loss, reason = "panels have a few thousand millimetres")]
    let mm_a_unit = shape.scale * panel_mm.width as f32 / width;
    let gap = KEY_GAP.max(KEY_GAP_MM / mm_a_unit);
    // The narrowest keyboard is that of a question: `Asked` of form_question.slint.
    let content = width / shape.scale - 2.0 * MARGIN;
    let keyboard =
        if shape.portrait { content } else { (content - EASE_BAR - GAP_LARGE) * ANSWER_SHARE };
    // `LetterPad` and `MarkRow` of keyboard.slint: seven letters, and five tones half as wide again.
    let letter = (keyboard - 9.0 * gap) / 10.0;
    let mark = (keyboard - 11.0 * gap) / (7.0 + 5.0 * 1.5);
    [
        (Part::Buttons, BUTTON * mm_a_unit),
        (Part::LetterKeys, letter * mm_a_unit),
        (Part::MarkKeys, mark * mm_a_unit),
        (Part::Text, BODY * mm_a_unit),
    ]
}

/// What is too small there. A twentieth of a millimetre is nobody's trouble.
#[must_use]
pub fn too_small(width: f32, height: f32, panel_mm: Size) -> Vec<TooSmall> {
    measures(width, height, panel_mm)
        .into_iter()
        .filter(|(part, mm)| mm + 0.05 < part.least_mm())
        .map(|(part, mm)| TooSmall { part, mm })
        .collect()
}

/// The same as a sentence for the log; none when everything is large enough.
#[must_use]
pub fn warning(small: &[TooSmall], panel_mm: Size) -> Option<String> {
    let figures: Vec<String> = small
        .iter()
        .map(|TooSmall { part, mm }| {
            format!("{} are {mm:.1} mm (at least {:.0} are needed)", part.name(), part.least_mm())
        })
        .collect();
    let Size { width, height } = panel_mm;
    (!figures.is_empty()).then(|| {
        format!("on a panel of {width}x{height} mm {}: use a larger one", figures.join(", "))
    })
}
