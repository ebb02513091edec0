//! A picture of one bit a dot, as a thermal printer burns it.

/// The longest ticket that is ever drawn, in dots (50 cm of paper): a bound against absurd texts.
pub const HEIGHT_DOTS_MAX: usize = 4_000;

/// A 1-bit picture. Rows are packed from the left, most significant bit first, 1 = black: the
/// order in which `GS v 0` takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width_dots: usize,
    rows: Vec<u8>,
}

/// What a dot becomes when something is drawn on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    White,
}

impl Picture {
    /// An empty picture of the given width (a multiple of 8) that grows as it is drawn on.
    pub(super) fn new(width_dots: usize) -> Self {
        Self { width_dots: width_dots.next_multiple_of(8), rows: Vec::new() }
    }

    /// Width in dots, always a multiple of 8.
    pub fn width_dots(&self) -> usize {
        self.width_dots
    }

    /// Height in dots.
    pub fn height_dots(&self) -> usize {
        self.rows.len() / self.bytes_per_row()
    }

    /// How many bytes one row takes.
    pub fn bytes_per_row(&self) -> usize {
        self.width_dots / 8
    }

    /// All rows from the top, `bytes_per_row` bytes each.
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// Whether a dot is black; outside the picture everything is white.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        if x >= self.width_dots {
            return false;
        }
        let byte = self.rows.get(y * self.bytes_per_row() + x / 8);
        byte.is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// Grows the picture to at least this height, up to [`HEIGHT_DOTS_MAX`].
    pub(super) fn grow_to(&mut self, height_dots: usize) {
        let height = height_dots.min(HEIGHT_DOTS_MAX);
        if height > self.height_dots() {
            self.rows.resize(height * self.bytes_per_row(), 0);
        }
    }

    /// Puts ink on one dot. Dots beside the paper are dropped, the picture grows downwards.
    pub(super) fn dot(&mut self, x: i32, y: i32, ink: Ink) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x >= self.width_dots || y >= HEIGHT_DOTS_MAX {
            return;
        }
        self.grow_to(y + 1);
        let index = y * self.bytes_per_row() + x / 8;
        let bit = 0x80 >> (x % 8);
        match ink {
            Ink::Black => self.rows[index] |= bit,
            Ink::White => self.rows[index] &= !bit,
        }
    }

    /// Fills a rectangle with black.
    pub(super) fn fill(&mut self, x: i32, y: i32, width: i32, height: i32) {
        for row in y..y.saturating_add(height) {
            for column in x..x.saturating_add(width) {
                self.dot(column, row, Ink::Black);
            }
        }
    }
}
