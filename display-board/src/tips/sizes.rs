//! How large letters of tips are: named sizes, the smallest of them derived from where people sit.

use crate::options::Size;

/// From so far away a tip must be readable, in millimetres: a seat in the middle of a lobby.
const READING_DISTANCE: f32 = 5000.0;

/// The least height of a capital, in minutes of arc as the eye sees it. A healthy eye makes out 5′ (ISO 8596), one of
/// half that acuity, as many older people have, 10′; a quarter more makes it reading instead of guessing.
const CAPITAL_ARC_MINUTES: f32 = 12.5;

/// The same for what repeats the main text in the other language or explains a picture: no quarter more.
const SMALL_CAPITAL_ARC_MINUTES: f32 = 10.0;

/// Height of a capital of Noto Sans, in shares of the letter size.
const CAPITAL_SHARE: f32 = 0.714;

/// Height of the panel where none is told, in millimetres: 55 inches, 16:9.
const PANEL_SHORT_SIDE: f32 = 685.0;

/// The short side of the reference panel, in units. See `shared/ui/tokens.slint`.
const REFERENCE_SHORT_SIDE: f32 = 1080.0;

/// How much smaller each named size is than the one before; the first is [`LARGEST`] times the smallest.
const STEP: f32 = 0.87;

/// The largest size of running text, in smallest sizes.
const LARGEST: f32 = 2.3;

/// The sizes of one board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// Logical pixels of one unit: 1 on the reference panel.
    pub unit: f32,
    /// The smallest size of the main text, in logical pixels.
    pub smallest: f32,
    /// The smallest size of the other language and of captions.
    pub small: f32,
}

impl Sizes {
    /// The sizes of a window of so many logical pixels on a panel of so many millimetres.
    #[must_use]
    pub fn of(width: f32, height: f32, panel: Option<Size>) -> Self {
        let short = width.min(height).max(1.0);
        #[expect(clippy::cast_precision_loss, reason = "sides are at most 20,000")]
        let millimetres =
            panel.map_or(PANEL_SHORT_SIDE, |panel| panel.width.min(panel.height) as f32);
        let of_arc = |minutes: f32| {
            let capital = READING_DISTANCE * (minutes / 60.0).to_radians().tan();
            capital / CAPITAL_SHARE * short / millimetres.max(1.0)
        };
        // On a panel that is far too small for its lobby a page still holds a few words a line.
        let limit = short / 16.0;
        Self {
            unit: short / REFERENCE_SHORT_SIDE,
            smallest: of_arc(CAPITAL_ARC_MINUTES).min(limit),
            small: of_arc(SMALL_CAPITAL_ARC_MINUTES).min(limit * 0.8),
        }
    }

    /// The named sizes of running text, the largest first, the smallest last.
    #[must_use]
    pub fn text(&self) -> Vec<f32> {
        let mut sizes = Vec::new();
        let mut size = self.smallest * LARGEST;
        while size > self.smallest * 1.03 {
            sizes.push(size);
            size *= STEP;
        }
        sizes.push(self.smallest);
        sizes
    }

    /// The sizes of a line that stands large and alone.
    #[must_use]
    pub fn alone(&self) -> Vec<f32> {
        let large = [4.6_f32, 4.0, 3.5, 3.0, 2.6].map(|times| self.smallest * times);
        [large.to_vec(), self.text()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_letters_can_be_read_from_five_metres() {
        let sizes = Sizes::of(1920.0, 1080.0, Some(Size { width: 1218, height: 685 }));
        let capital_millimetres = sizes.smallest * CAPITAL_SHARE * 685.0 / 1080.0;
        assert!((17.0..19.0).contains(&capital_millimetres), "{capital_millimetres}");
        assert_eq!(sizes, Sizes::of(1920.0, 1080.0, None));
        // A panel half as high needs letters that take twice the share of it, up to the limit.
        let small = Sizes::of(1920.0, 1080.0, Some(Size { width: 886, height: 498 }));
        assert!(small.smallest > sizes.smallest * 1.3, "{small:?}");
        let tiny = Sizes::of(800.0, 480.0, Some(Size { width: 154, height: 86 }));
        assert!(tiny.smallest <= 480.0 / 16.0, "{tiny:?}");
        // Four times the pixels, the same letters.
        let sharp = Sizes::of(3840.0, 2160.0, None);
        assert!((sharp.smallest - 2.0 * sizes.smallest).abs() < 0.01);
    }

    #[test]
    fn sizes_fall_and_end_at_the_smallest() {
        let sizes = Sizes::of(1080.0, 1920.0, None);
        let text = sizes.text();
        assert!(text.len() >= 4 && text.is_sorted_by(|a, b| a > b), "{text:?}");
        assert_eq!(text.last(), Some(&sizes.smallest));
        assert!(sizes.alone()[0] > text[0]);
    }
}
