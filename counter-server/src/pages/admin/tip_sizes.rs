//! How large the letters of a tip come out on a board, told beforehand without a board.

/// Sizes of letters in hundredths of the shorter side of the place, from the largest: on a panel of 55 inches the last
/// is the least that is read from 5 m (a capital of 16 minutes of arc).
const SIZES: [f32; 6] = [9.0, 7.9, 6.9, 6.0, 5.3, 4.76];
/// From this size on a text counts as long.
const SMALL: usize = 4;
/// The shorter side of the place, and what its longer one is of it.
const SHORT: f32 = 100.0;
const LONG: f32 = SHORT * 16.0 / 9.0;
/// What is left free at each edge.
const EDGE: f32 = 3.7;
/// How much of the place the large language has beside the small one, and all words have beside a picture or code.
const MAIN_SHARE: f32 = 0.57;
const BESIDE_SHARE: f32 = 0.64;
/// The mean advance of a letter of Noto Sans, in its size; with Vietnamese marks no more.
const LETTER_WIDTH: f32 = 0.54;
/// From line to line, in the size of the letters.
const LINE: f32 = 1.36;
/// Between two paragraphs or points.
const GAP: f32 = 0.35;
/// A title beside its text.
const TITLE: f32 = 1.35;

/// The shape of a board's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// 16:9.
    Wide,
    /// 9:16.
    Tall,
}

impl Shape {
    pub(super) const ALL: [Self; 2] = [Self::Wide, Self::Tall];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Tall => "tall",
        }
    }

    /// Width and height for the large language, with the other one beside it or alone.
    fn room(self, has_aside: bool, is_alone: bool) -> (f32, f32) {
        let share = if is_alone { 1.0 } else { MAIN_SHARE };
        let beside = if has_aside { BESIDE_SHARE } else { 1.0 };
        match self {
            Self::Wide => (LONG * beside * share - 2.0 * EDGE, SHORT - 2.0 * EDGE),
            Self::Tall => (SHORT - 2.0 * EDGE, LONG * beside * share - 2.0 * EDGE),
        }
    }
}

/// How a text comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The place in the row of sizes, 0 = the largest.
    pub(super) size: usize,
    /// On how many pages.
    pub(super) pages: usize,
    /// Whether both languages stand on one page; else they take turns.
    pub(super) has_both: bool,
}

impl Default for Fit {
    fn default() -> Self {
        Self { size: 0, pages: 1, has_both: true }
    }
}

impl Fit {
    pub(super) fn is_small(self) -> bool {
        self.size >= SMALL
    }
}

/// The largest size at which a text fits beside the other language; else alone, on as many pages as it needs.
pub(super) fn fit(shape: Shape, has_aside: bool, title: &str, blocks: &[String]) -> Fit {
    let text = Measured { title, blocks, room: shape.room(has_aside, false) };
    if let Some(size) = text.size() {
        return Fit { size, pages: 1, has_both: true };
    }
    let text = Measured { room: shape.room(has_aside, true), ..text };
    let size = text.size().unwrap_or(SIZES.len() - 1);
    Fit { size, pages: text.pages(SIZES[size]), has_both: false }
}

struct Measured<'a> {
    title: &'a str,
    blocks: &'a [String],
    room: (f32, f32),
}

impl Measured<'_> {
    fn size(&self) -> Option<usize> {
        SIZES.iter().position(|size| self.head(*size) + self.body(*size) <= self.room.1)
    }

    fn lines(&self, text: &str, size: f32) -> f32 {
        let letters = (self.room.0 / (LETTER_WIDTH * size)).floor().max(1.0);
        let whole = |line: &str| (count(line) / letters).ceil().max(1.0);
        text.lines().map(whole).sum::<f32>().max(1.0)
    }

    fn head(&self, size: f32) -> f32 {
        self.lines(self.title, size * TITLE) * size * TITLE * LINE + GAP * size
    }

    fn body(&self, size: f32) -> f32 {
        self.blocks.iter().map(|block| (self.lines(block, size) * LINE + GAP) * size).sum()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a thousand letters make a few pages"
    )]
    fn pages(&self, size: f32) -> usize {
        let all = self.head(size) + self.body(size);
        ((all / self.room.1).ceil() as usize).max(1)
    }
}

fn count(text: &str) -> f32 {
    // A line has far fewer letters than 65,536.
    f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Fit, SIZES, Shape, fit};

    #[test]
    fn the_longer_the_text_the_smaller_until_it_takes_pages() {
        for (shape, has_aside) in
            Shape::ALL.into_iter().flat_map(|shape| [(shape, false), (shape, true)])
        {
            let mut last = Fit::default();
            for words in 1..250 {
                let now = fit(shape, has_aside, "Giữ phiếu", &["lời ".repeat(words)]);
                assert!(
                    (!now.has_both, now.size, now.pages) >= (!last.has_both, last.size, last.pages),
                    "{shape:?} {words}"
                );
                assert!(now.pages == 1 || (now.size == SIZES.len() - 1 && !now.has_both));
                last = now;
            }
            assert!(last.pages > 1, "{shape:?}: a thousand letters need pages");
        }
        assert_eq!(fit(Shape::Wide, false, "Giữ phiếu", &["Xin giữ phiếu.".into()]).size, 0);
    }
}
