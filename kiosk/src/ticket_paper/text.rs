//! Sets text in lines and draws it in dots: shaped, wrapped between words, balanced, never clipped.

use cosmic_text::{
    Attrs, Buffer, Family, FontSystem, Hinting, LayoutGlyph, Metrics, Shaping, SwashCache,
    SwashContent, Weight, Wrap,
};

use super::fonts;
use super::picture::{Ink, Picture};

/// Texts are cut to so many characters before they are set: nothing on a ticket is longer.
const CHARACTERS_MAX: usize = 240;

/// Coverage, of 255, from which a dot is burnt.
const COVERAGE_BLACK: u8 = 118;

/// Height of a line in em. Noto Sans reaches 1.05 em above (Ẩ) and 0.24 em below (ợ, ỵ) the
/// baseline, so that two lines of capitals with tone marks never touch.
const LINE_HEIGHT_EM: f32 = 1.3;

/// Height of capitals in em (Noto Sans).
pub(super) const CAP_HEIGHT_EM: f32 = 0.714;

/// Columns at the edges of the paper that take no ink, whatever a letter reaches beyond its box:
/// heads of cheap printers are weak there.
const EDGE_DOTS: i32 = 4;

/// A one-line text may shrink by these factors before it wraps.
const SHRINK_STEPS: [f32; 4] = [1.0, 0.94, 0.88, 0.82];

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Size in dots per em.
    pub(super) size: f32,
    pub(super) weight: Weight,
    /// Space between letters in em.
    pub(super) tracking: f32,
    /// What does not fit in so many lines ends in an ellipsis.
    pub(super) lines_max: usize,
    /// Whether the text may become a little smaller to stay on one line.
    pub(super) shrinks: bool,
}

/// One line of shaped glyphs; x starts at 0.
#[derive(Clone, Debug)]
struct Line {
    glyphs: Vec<LayoutGlyph>,
    width: f32,
    /// Where the line ends in its text, in bytes.
    end: usize,
}

/// A text set in lines, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Block {
    lines: Vec<Line>,
    size: f32,
}

/// The smallest rectangle around the black dots of a block whose first baseline is 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct InkBox {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Block {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Width of the widest line in dots.
    pub(super) fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// From the top of the capitals of the first line to the last baseline, in dots.
    pub(super) fn cap_box_height(&self) -> i32 {
        let below_first = self.lines.len().saturating_sub(1) as f32 * self.line_height();
        (self.size * CAP_HEIGHT_EM + below_first).round() as i32
    }

    /// Height of the capitals in dots.
    pub(super) fn cap_height(&self) -> i32 {
        (self.size * CAP_HEIGHT_EM).round() as i32
    }

    fn line_height(&self) -> f32 {
        (self.size * LINE_HEIGHT_EM).round()
    }
}

/// Where the lines of a block stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand {
    /// Each line centred on this x.
    Centre(i32),
    /// Each line from this x.
    Left(i32),
}

/// Shapes and draws with the embedded faces.
pub(super) struct Typesetter {
    fonts: FontSystem,
    glyphs: SwashCache,
}

impl Typesetter {
    pub(super) fn new() -> Self {
        Self { fonts: fonts::embedded(), glyphs: SwashCache::new() }
    }

    /// Sets a text in at most `style.lines_max` lines of at most `width` dots.
    pub(super) fn set(&mut self, text: &str, style: Style, width: f32) -> Block {
        let text = clean(text);
        let mut block = Block { lines: Vec::new(), size: style.size };
        if text.is_empty() {
            return block;
        }
        let steps = if style.shrinks { SHRINK_STEPS.len() } else { 1 };
        for step in &SHRINK_STEPS[..steps] {
            let smaller = Style { size: (style.size * step).round(), ..style };
            let lines = self.lines(&text, smaller, None, Wrap::None);
            if lines.iter().all(|line| line.width <= width) {
                block.size = smaller.size;
                block.lines = lines;
                return block;
            }
        }
        block.lines = self.wrapped(text, style, width);
        block
    }

    /// Wraps over the full width, shortens what is too long, and evens out the lines.
    fn wrapped(&mut self, text: String, style: Style, width: f32) -> Vec<Line> {
        let lines = self.lines(&text, style, Some(width), Wrap::WordOrGlyph);
        if lines.len() <= style.lines_max {
            return self.balanced(&text, style, width, lines);
        }
        let kept_end = lines[style.lines_max.max(1) - 1].end;
        let mut kept = text.get(..kept_end).unwrap_or(&text).to_owned();
        loop {
            let shortened = format!("{}…", kept.trim_end());
            let lines = self.lines(&shortened, style, Some(width), Wrap::WordOrGlyph);
            if lines.len() <= style.lines_max || kept.pop().is_none() {
                return lines;
            }
        }
    }

    /// The narrowest setting with the same number of lines, so that no word is left alone.
    fn balanced(&mut self, text: &str, style: Style, width: f32, full: Vec<Line>) -> Vec<Line> {
        if full.len() < 2 {
            return full;
        }
        let (mut narrow, mut wide) = (width / full.len() as f32 * 0.8, width);
        let mut best = full;
        while wide - narrow > 4.0 {
            let trial = (narrow + wide) / 2.0;
            let lines = self.lines(text, style, Some(trial), Wrap::Word);
            let fits = lines.iter().all(|line| line.width <= trial);
            if fits && lines.len() <= best.len() {
                best = lines;
                wide = trial;
            } else {
                narrow = trial;
            }
        }
        best
    }

    fn lines(&mut self, text: &str, style: Style, width: Option<f32>, wrap: Wrap) -> Vec<Line> {
        let metrics = Metrics::new(style.size, style.size * LINE_HEIGHT_EM);
        let mut attributes = Attrs::new().family(Family::Name(fonts::FAMILY)).weight(style.weight);
        if style.tracking > 0.0 {
            attributes = attributes.letter_spacing(style.tracking);
        }
        let mut buffer = Buffer::new_empty(metrics);
        // Whole-dot advances: the same letter looks the same wherever it stands.
        buffer.set_hinting(Hinting::Enabled);
        buffer.set_wrap(wrap);
        buffer.set_size(width, None);
        buffer.set_text(text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.fonts, false);
        let runs = buffer.layout_runs();
        runs.map(|run| {
            let visible = |glyph: &&LayoutGlyph| {
                let cluster = run.text.get(glyph.start..glyph.end).unwrap_or_default();
                !cluster.trim().is_empty()
            };
            let right = |glyph: &LayoutGlyph| glyph.x + glyph.w;
            Line {
                glyphs: run.glyphs.to_vec(),
                width: run.glyphs.iter().filter(visible).map(right).fold(0.0, f32::max)
                    - style.tracking * style.size,
                end: run.glyphs.iter().map(|glyph| glyph.end).max().unwrap_or(0),
            }
        })
        .collect()
    }

    /// Draws a block whose first line has its capitals' top at `top`.
    pub(super) fn draw(
        &mut self,
        block: &Block,
        stand: Stand,
        top: i32,
        picture: &mut Picture,
        ink: Ink,
    ) {
        let inside = EDGE_DOTS..picture.width_dots() as i32 - EDGE_DOTS;
        let mut baseline = top + block.cap_height();
        for line in &block.lines {
            let x = match stand {
                Stand::Left(x) => x,
                Stand::Centre(centre) => centre - (line.width / 2.0).round() as i32,
            };
            self.each_dot(line, |dot_x, dot_y| {
                if inside.contains(&(x + dot_x)) {
                    picture.dot(x + dot_x, baseline + dot_y, ink);
                }
            });
            baseline += block.line_height() as i32;
        }
    }

    /// The rectangle around the ink of a block's first line, from its start and its baseline.
    pub(super) fn ink_box(&mut self, block: &Block) -> Option<InkBox> {
        let mut found: Option<InkBox> = None;
        self.each_dot(block.lines.first()?, |x, y| {
            let so_far = found.unwrap_or(InkBox { left: x, right: x, top: y, bottom: y });
            found = Some(InkBox {
                left: so_far.left.min(x),
                right: so_far.right.max(x),
                top: so_far.top.min(y),
                bottom: so_far.bottom.max(y),
            });
        });
        found
    }

    /// Calls back with every black dot of a line, from its start and its baseline.
    fn each_dot(&mut self, line: &Line, mut dot: impl FnMut(i32, i32)) {
        for glyph in &line.glyphs {
            let x = (glyph.x + glyph.font_size * glyph.x_offset).round();
            let y = (glyph.y - glyph.font_size * glyph.y_offset).round();
            let mut key = glyph.physical((0.0, 0.0), 1.0).cache_key;
            (key.x_bin, key.y_bin) =
                (cosmic_text::SubpixelBin::Zero, cosmic_text::SubpixelBin::Zero);
            // Not cached: a kiosk runs for months, and numbers come in many sizes.
            let Some(image) = self.glyphs.get_image_uncached(&mut self.fonts, key) else {
                continue;
            };
            let bytes_per_dot = match image.content {
                SwashContent::Mask => 1,
                SwashContent::Color | SwashContent::SubpixelMask => 4,
            };
            let width = image.placement.width.max(1) as usize;
            for (index, value) in image.data.chunks_exact(bytes_per_dot).enumerate() {
                if value[bytes_per_dot - 1] >= COVERAGE_BLACK {
                    let column = image.placement.left + (index % width) as i32;
                    let row = (index / width) as i32 - image.placement.top;
                    dot(x as i32 + column, y as i32 + row);
                }
            }
        }
    }
}

/// One line of words with single spaces, without control characters, of bounded length.
fn clean(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|character| match character {
            '\u{2028}' | '\u{2029}' => ' ',
            _ if character.is_control() => ' ',
            _ => character,
        })
        .take(CHARACTERS_MAX)
        .collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let mut joined = String::with_capacity(plain.len());
    for word in words {
        if !joined.is_empty() {
            joined.push(if counts(&joined, word) { NO_BREAK_SPACE } else { ' ' });
        }
        joined.push_str(word);
    }
    keep_ranges_whole(&joined)
}

const NO_BREAK_SPACE: char = '\u{a0}';
const WORD_JOINER: char = '\u{2060}';

/// Whether a number and its unit ("5 người", "20 phút") would be torn apart by a line break here.
fn counts(before: &str, word: &str) -> bool {
    before.ends_with(|last: char| last.is_ascii_digit()) && word.starts_with(char::is_lowercase)
}

/// Forbids a line break inside "10–20".
fn keep_ranges_whole(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after_digit = kept.ends_with(|last: char| last.is_ascii_digit());
        kept.push(character);
        let before_digit = characters.peek().is_some_and(char::is_ascii_digit);
        if character == '–' && after_digit && before_digit {
            kept.push(WORD_JOINER);
        }
    }
    kept
}
