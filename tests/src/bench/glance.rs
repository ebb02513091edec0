//! A glance at a virtual display, fast enough to time a touch, and the finger that touches it.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, bail};

use crate::display::Display;

/// `Theme.primary` in `shared/ui/tokens.slint`, as the display stores it: blue, green, red.
const PRIMARY: [u8; 3] = [0x6e, 0x4a, 0x0a];
const BYTES_A_DOT: usize = 4;
/// Only one button is wider than this share of the display: the one that begins.
const MAIN_BUTTON_SHARE: f64 = 0.8;
/// Dots from the bar at the foot of the display up to the middle of the bar of actions.
const BACK_ABOVE_FOOT: usize = 94;
const BACK_FROM_LEFT: usize = 170;

/// The file in which Xvfb keeps its screen, read where it matters; see [`Display::picture_now`] for its format.
pub struct Glance {
    file: File,
    first_dot: usize,
    bytes_a_row: usize,
    width: usize,
    height: usize,
}

impl Glance {
    /// At this display.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn at(display: &Display) -> anyhow::Result<Self> {
        let file = File::open(display.screen_file()).context("cannot read the display")?;
        let mut header = [0; 100];
        file.read_exact_at(&mut header, 0)?;
        let word = |index: usize| {
            let bytes = &header[index * 4..index * 4 + 4];
            bytes.iter().fold(0_usize, |word, byte| word << 8 | usize::from(*byte))
        };
        if word(11) != BYTES_A_DOT * 8 {
            bail!("the display has {} bits a dot", word(11));
        }
        let first_dot = word(0) + word(19) * 12;
        Ok(Self { file, first_dot, bytes_a_row: word(12), width: word(4), height: word(5) })
    }

    /// The middle of the button that begins a visit, when it is there.
    ///
    /// # Errors
    /// When the display cannot be read.
    pub fn main_button(&self) -> anyhow::Result<Option<(usize, usize)>> {
        let mut rows = Vec::new();
        for y in (0..self.height).step_by(16) {
            let row = self.row(y)?;
            let inked = row.chunks_exact(BYTES_A_DOT).filter(|dot| dot[..3] == PRIMARY).count();
            if inked as f64 >= self.width as f64 * MAIN_BUTTON_SHARE {
                rows.push(y);
            }
        }
        let ends = rows.first().zip(rows.last());
        Ok(ends.map(|(top, bottom)| (self.width / 2, usize::midpoint(*top, *bottom))))
    }

    /// The middle of the button that leads back: on the left, above the bar at the foot of the display.
    ///
    /// # Errors
    /// When the display cannot be read.
    pub fn back_button(&self) -> anyhow::Result<(usize, usize)> {
        let edge = |y: usize| -> anyhow::Result<[u8; 3]> {
            let row = self.row(y)?;
            Ok([row[8 * BYTES_A_DOT], row[8 * BYTES_A_DOT + 1], row[8 * BYTES_A_DOT + 2]])
        };
        let foot = edge(self.height - 1)?;
        let mut y = self.height - 1;
        while y > BACK_ABOVE_FOOT && edge(y)? == foot {
            y -= 1;
        }
        Ok((BACK_FROM_LEFT, y - BACK_ABOVE_FOOT))
    }

    /// What stands under the head of the screen, away from every button that is touched here.
    ///
    /// # Errors
    /// When the display cannot be read.
    pub fn upper(&self) -> anyhow::Result<Vec<u8>> {
        self.rows(self.height / 5..self.height * 7 / 20, 8)
    }

    /// One number for everything between head and foot.
    ///
    /// # Errors
    /// When the display cannot be read.
    pub fn fingerprint(&self) -> anyhow::Result<u64> {
        let mut hasher = DefaultHasher::new();
        self.rows(self.height / 5..self.height * 9 / 10, 5)?.hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn rows(&self, range: Range<usize>, step: usize) -> anyhow::Result<Vec<u8>> {
        let mut rows = Vec::new();
        for y in range.step_by(step) {
            rows.extend(self.row(y)?);
        }
        Ok(rows)
    }

    fn row(&self, y: usize) -> anyhow::Result<Vec<u8>> {
        let mut row = vec![0; self.width * BYTES_A_DOT];
        let place = self.first_dot + y * self.bytes_a_row;
        self.file
            .read_exact_at(&mut row, place as u64)
            .context("the display's file is too short")?;
        Ok(row)
    }
}

/// A finger that waits on the glass: a program that is started already, so that lifting it takes no time.
pub struct Hand {
    program: Child,
    orders: ChildStdin,
}

impl Hand {
    /// On this display.
    ///
    /// # Errors
    /// When `xdotool` cannot be started.
    pub fn on(display: &Display) -> anyhow::Result<Self> {
        let mut command = Command::new("xdotool");
        command.env("DISPLAY", display.name()).arg("-").stdin(Stdio::piped());
        let mut program = command.spawn().context("cannot start xdotool")?;
        let orders = program.stdin.take().context("xdotool takes no orders")?;
        Ok(Self { program, orders })
    }

    /// Goes to a place and presses.
    ///
    /// # Errors
    /// When `xdotool` has ended.
    pub fn press(&mut self, x: usize, y: usize) -> anyhow::Result<()> {
        self.order(&format!("mousemove {x} {y}\nmousedown 1\n"))
    }

    /// Lets go.
    ///
    /// # Errors
    /// When `xdotool` has ended.
    pub fn release(&mut self) -> anyhow::Result<()> {
        self.order("mouseup 1\n")
    }

    /// Strikes a key, by its X name.
    ///
    /// # Errors
    /// When `xdotool` has ended.
    pub fn key(&mut self, key: &str) -> anyhow::Result<()> {
        self.order(&format!("key {key}\n"))
    }

    fn order(&mut self, order: &str) -> anyhow::Result<()> {
        self.orders.write_all(order.as_bytes())?;
        Ok(self.orders.flush()?)
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        // Ends by itself too, once nobody can order any more.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
