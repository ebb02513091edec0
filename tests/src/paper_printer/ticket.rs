//! A ticket that came out of the printer: its dots, its QR code, its picture as PNG.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context;
use rqrr::PreparedImage;

/// Dots of bare paper around the print: a roll is 8 mm wider than its print head reaches.
const PAPER_MARGIN_DOTS: usize = 32;

const PAPER: u8 = 0xFF;
const INK: u8 = 0x10;
/// A thin edge, so that the paper is seen on a white page.
const EDGE: u8 = 0xC4;

/// One ticket, from the first row to the cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedTicket {
    /// The widest raster band, in dots.
    pub width_dots: usize,
    /// Rows from the top, `width_dots / 8` bytes each, most significant bit left, 1 = black.
    pub rows: Vec<u8>,
    /// Height in rows of each raster band, in the order received.
    pub bands: Vec<usize>,
    /// White after the last row, in dots.
    pub feed_dots_after: usize,
    /// Whether the paper was cut; otherwise the connection ended before.
    pub cut: bool,
}

impl PrintedTicket {
    /// Height of the print in dots.
    pub fn height_dots(&self) -> usize {
        self.rows.len() / (self.width_dots / 8).max(1)
    }

    /// Whether a dot is black; outside the print everything is white.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        let byte = self.rows.get(y * (self.width_dots / 8) + x / 8);
        x < self.width_dots && byte.is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// What the QR code on the ticket says, read from its dots like a phone does.
    pub fn qr_text(&self) -> Option<String> {
        let (width, height) = self.paper_size();
        let mut image =
            PreparedImage::prepare_from_greyscale(width, height, |x, y| self.paper_at(x, y));
        let grids = image.detect_grids();
        grids.iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
    }

    /// Writes the ticket as it looks: the print with the bare paper around it.
    pub fn write_png(&self, path: &Path) -> anyhow::Result<()> {
        let (width, height) = self.paper_size();
        let edge = |x: usize, y: usize| x == 0 || y == 0 || x + 1 == width || y + 1 == height;
        let grey: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| if edge(x, y) { EDGE } else { self.paper_at(x, y) })
            .collect();
        let file =
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&grey)?;
        writer.finish()?;
        Ok(())
    }

    fn paper_size(&self) -> (usize, usize) {
        let margins = 2 * PAPER_MARGIN_DOTS;
        (self.width_dots + margins, self.height_dots() + margins)
    }

    fn paper_at(&self, x: usize, y: usize) -> u8 {
        match (x.checked_sub(PAPER_MARGIN_DOTS), y.checked_sub(PAPER_MARGIN_DOTS)) {
            (Some(x), Some(y)) if self.is_black(x, y) => INK,
            _ => PAPER,
        }
    }
}
