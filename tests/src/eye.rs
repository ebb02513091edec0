//! Reads what a picture of a screen says, by a program that knows nothing of it (tesseract).

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::display::Picture;

/// A part of a picture, in dots.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// From the left.
    pub x: usize,
    /// From the top.
    pub y: usize,
    /// In dots.
    pub width: usize,
    /// In dots.
    pub height: usize,
}

impl Part {
    /// All of a picture.
    #[must_use]
    pub fn all(picture: &Picture) -> Self {
        Self { x: 0, y: 0, width: picture.width, height: picture.height }
    }
}

/// Room around what is read, in dots of the shrunk picture: letters at the edge are read badly.
const MARGIN: usize = 20;

/// The text on a part of a picture, made `shrink` times smaller since the reader is made for letters of a book.
/// `look` is how it looks for lines (`tesseract --help-psm`). The picture goes through `folder`.
///
/// # Errors
/// When the reader is not installed, or the part lies outside.
pub fn read(
    picture: &Picture,
    part: Part,
    shrink: usize,
    look: &str,
    folder: &Path,
) -> anyhow::Result<String> {
    let file = folder.join("read.png");
    write_grey(picture, part, shrink, &file)?;
    let mut command = Command::new("tesseract");
    command.env("OMP_THREAD_LIMIT", "1").arg(&file);
    command.args(["-", "-l", "eng", "--dpi", "150", "--psm", look]);
    let said = command.output().context("no tesseract: `cargo xtask test` installs it")?;
    ensure!(said.status.success(), "tesseract: {}", String::from_utf8_lossy(&said.stderr));
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}

/// Whether a line of a text holds a number, as [`holds_number`] tells.
#[must_use]
pub fn a_line_holds(text: &str, number: &str) -> bool {
    text.lines().any(|line| holds_number(line, number))
}

/// Whether a text holds a number such as `C001`, when letters that look alike are taken for the same.
#[must_use]
pub fn holds_number(text: &str, number: &str) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' | 'Q' | 'D' => '0',
                'I' | 'L' | '|' => '1',
                'Z' => '2',
                'S' => '5',
                'B' => '8',
                other => other,
            })
            .collect()
    };
    plain(text).contains(&plain(number))
}

/// Dark letters on light ground, each dot the mean of `shrink` times `shrink`.
fn write_grey(picture: &Picture, part: Part, shrink: usize, path: &Path) -> anyhow::Result<()> {
    let Part { x, y, width, height } = part;
    ensure!(x + width <= picture.width && y + height <= picture.height, "{part:?} lies outside");
    let (columns, rows) = (width / shrink, height / shrink);
    ensure!(columns > 0 && rows > 0, "{part:?} is empty");
    let brightness = |x: usize, y: usize| -> usize {
        let at = (y * picture.width + x) * 3;
        picture.rgb[at..at + 3].iter().map(|&light| usize::from(light)).sum()
    };
    let mean = |column: usize, row: usize| {
        let dots = (0..shrink * shrink)
            .map(|dot| (x + column * shrink + dot % shrink, y + row * shrink + dot / shrink));
        dots.map(|(x, y)| brightness(x, y)).sum::<usize>() / (3 * shrink * shrink)
    };
    let mut grey: Vec<u8> = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            grey.push(u8::try_from(mean(column, row)).unwrap_or(u8::MAX));
        }
    }
    let is_dark = grey.iter().map(|&dot| usize::from(dot)).sum::<usize>() < 128 * grey.len();
    let (all_columns, all_rows) = (columns + 2 * MARGIN, rows + 2 * MARGIN);
    let mut page = vec![255_u8; all_columns * all_rows];
    for (row, line) in grey.chunks_exact(columns).enumerate() {
        let start = (row + MARGIN) * all_columns + MARGIN;
        for (place, &dot) in page[start..start + columns].iter_mut().zip(line) {
            *place = if is_dark { 255 - dot } else { dot };
        }
    }
    let file = std::fs::File::create(path)?;
    let (wide, high) = (u32::try_from(all_columns)?, u32::try_from(all_rows)?);
    let mut encoder = png::Encoder::new(file, wide, high);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&page)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::holds_number;

    #[test]
    fn letters_that_look_alike_are_the_same() {
        assert!(holds_number("COO1 > 5", "C001"));
        assert!(holds_number("8001", "B001"));
        assert!(!holds_number("C002 5", "C001"));
    }
}
