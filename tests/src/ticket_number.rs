//! The number on a printed ticket, read from its dots by a program that knows nothing of it (tesseract).

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::paper_printer::PrintedTicket;

/// The huge number is read in a picture made this much smaller: the reader is made for letters of a book.
const SHRINK: usize = 3;
/// How the reader looks for lines (`tesseract --help-psm`): one block, scattered text, one column.
const LOOKS: [&str; 3] = ["6", "11", "4"];

/// Which of these numbers stands alone on a line of the paper. The picture goes through `folder`.
///
/// # Errors
/// When none or more than one does, or the reader is not installed.
pub fn number_on(
    ticket: &PrintedTicket,
    numbers: &[String],
    folder: &Path,
) -> anyhow::Result<String> {
    let picture = folder.join("read.png");
    write_shrunk(ticket, &picture)?;
    let mut read = String::new();
    for look in LOOKS {
        let mut command = Command::new("tesseract");
        command.env("OMP_THREAD_LIMIT", "1").arg(&picture);
        command.args(["-", "-l", "vie", "--dpi", "203", "--psm", look]);
        let said = command.output().context("no tesseract: `cargo xtask test` installs it")?;
        read.push_str(&String::from_utf8_lossy(&said.stdout));
        let lines: Vec<&str> = read.lines().map(str::trim).collect();
        let found: Vec<&String> =
            numbers.iter().filter(|number| lines.contains(&number.as_str())).collect();
        if let [number] = found[..] {
            return Ok(number.clone());
        }
        ensure!(found.is_empty(), "several numbers on one paper: {found:?}");
    }
    anyhow::bail!("none of {numbers:?} on the paper, which reads: {read}")
}

fn write_shrunk(ticket: &PrintedTicket, path: &Path) -> anyhow::Result<()> {
    let (width, height) = (ticket.width_dots / SHRINK + 2 * SHRINK, ticket.height_dots() / SHRINK);
    let grey = |x: usize, y: usize| {
        let dots = (0..SHRINK * SHRINK).map(|dot| (dot % SHRINK, dot / SHRINK));
        let black = dots.filter(|(dx, dy)| {
            (x * SHRINK + dx)
                .checked_sub(SHRINK * SHRINK)
                .is_some_and(|x| ticket.is_black(x, y * SHRINK + dy))
        });
        255 - (black.count() * 255 / (SHRINK * SHRINK)) as u8
    };
    let dots: Vec<u8> = (0..width * height).map(|dot| grey(dot % width, dot / width)).collect();
    let file = std::fs::File::create(path)?;
    let mut encoder = png::Encoder::new(file, u32::try_from(width)?, u32::try_from(height)?);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&dots)?;
    Ok(())
}
