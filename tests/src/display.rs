//! A virtual X display with a window manager, pictures of it, and a finger that taps on it.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::process::Command;

use crate::patience::SOON;
use crate::programs::Program;

/// How long a picture must stay the same to be taken as finished, and how often that is tried: a clock may tick.
const STILL: Duration = Duration::from_millis(150);
const TRIES: usize = 12;

/// A display of a certain size. Dropping it ends it.
pub struct Display {
    name: String,
    size: (u32, u32),
    folder: PathBuf,
    manager: Program,
    server: Program,
}

/// Dots of a display: red, green, blue, from the top left.
#[derive(PartialEq, Eq)]
pub struct Picture {
    /// In dots.
    pub width: usize,
    /// In dots.
    pub height: usize,
    /// Three bytes a dot.
    pub rgb: Vec<u8>,
}

impl Display {
    /// Starts a display of that many dots under a free number. `name` names its folder in `folder`.
    ///
    /// # Errors
    /// When the X server or the window manager does not start.
    pub async fn start(name: &str, width: u32, height: u32, folder: &Path) -> anyhow::Result<Self> {
        Self::start_as(None, (width, height), folder.join(format!("display-{name}"))).await
    }

    /// Starts a display under a number of this program's own, so that it can be lost and found again under the same.
    ///
    /// # Errors
    /// When the X server or the window manager does not start.
    pub async fn start_to_be_lost(
        name: &str,
        width: u32,
        height: u32,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        // Above the numbers that X servers choose for themselves, below the last one that they take (59535).
        let number = Some(format!(":{}", 1_000 + std::process::id() % 50_000));
        Self::start_as(number, (width, height), folder.join(format!("display-{name}"))).await
    }

    /// Ends the X server at once, as a crash of it does. Who shows something there loses the connection.
    ///
    /// # Errors
    /// When the operating system does not let it be ended.
    pub async fn lose(&mut self) -> anyhow::Result<()> {
        self.server.kill().await?;
        self.manager.kill().await.map(drop)
    }

    /// Starts it again under the number that it had.
    ///
    /// # Errors
    /// When the X server or the window manager does not start.
    pub async fn find_again(&mut self) -> anyhow::Result<()> {
        let log = self.folder.join("Xvfb.log");
        fs::remove_file(log)?;
        *self = Self::start_as(Some(self.name.clone()), self.size, self.folder.clone()).await?;
        Ok(())
    }

    async fn start_as(
        wanted: Option<String>,
        (width, height): (u32, u32),
        folder: PathBuf,
    ) -> anyhow::Result<Self> {
        fs::create_dir_all(&folder)?;
        let mut command = Command::new("Xvfb");
        command.args(wanted);
        command.args(["-displayfd", "1", "-nolisten", "tcp", "-nocursor", "-dpi", "96"]);
        command.args(["-screen", "0", &format!("{width}x{height}x24")]).arg("-fbdir").arg(&folder);
        let mut server = Program::start("Xvfb", command, &folder)?;
        // The number stands alone on its line; warnings of the keyboard compiler may stand before it.
        let number = crate::patience::until("Xvfb tells its display", SOON, async || {
            if let Some(status) = server.ended()? {
                bail!("Xvfb ended with {status}: {}", server.last_words());
            }
            let said = server.said();
            Ok(said.lines().find_map(|line| line.trim().parse::<u32>().ok()))
        });
        let name = format!(":{}", number.await?);
        let mut command = Command::new("matchbox-window-manager");
        command.args(["-use_titlebar", "no", "-use_cursor", "no"]).env("DISPLAY", &name);
        let manager = Program::start("window-manager", command, &folder)?;
        Ok(Self { name, size: (width, height), folder, manager, server })
    }

    /// What stands in `DISPLAY` for programs that shall show up here.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file in which the X server keeps its screen; see [`Display::picture_now`].
    #[must_use]
    pub fn screen_file(&self) -> PathBuf {
        self.folder.join("Xvfb_screen0")
    }

    /// Taps as a finger does: goes there, presses, stays for a moment, lets go; so many times in a row.
    ///
    /// # Errors
    /// When the tap cannot be made.
    pub async fn tap(&self, x: i32, y: i32, times: usize) -> anyhow::Result<()> {
        let mut command = Command::new("xdotool");
        command.env("DISPLAY", &self.name).kill_on_drop(true);
        command.args(["mousemove", &x.to_string(), &y.to_string()]);
        for _ in 0..times {
            command.args(["mousedown", "1", "sleep", "0.06", "mouseup", "1", "sleep", "0.05"]);
        }
        let output = command.output().await.context("cannot start xdotool")?;
        if !output.status.success() {
            bail!("xdotool: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// What the display shows, once it has stopped moving.
    ///
    /// # Errors
    /// When the display cannot be read.
    pub async fn picture(&self) -> anyhow::Result<Picture> {
        let mut last = self.picture_now()?;
        for _ in 0..TRIES {
            tokio::time::sleep(STILL).await;
            let next = self.picture_now()?;
            if next == last {
                break;
            }
            last = next;
        }
        Ok(last)
    }

    /// What the display shows at this moment.
    ///
    /// Xvfb keeps its screen in a file in the format of `xwd` (X11/XWDFile.h): a header of big-endian words, the
    /// colour map, then the rows, here with 32 bits a dot in the order blue, green, red, nothing.
    ///
    /// # Errors
    /// When the display cannot be read.
    pub fn picture_now(&self) -> anyhow::Result<Picture> {
        let file = fs::read(self.screen_file()).context("cannot read the display")?;
        let word = |index: usize| -> anyhow::Result<usize> {
            let bytes =
                file.get(index * 4..index * 4 + 4).context("the display's file is too short")?;
            Ok(u32::from_be_bytes(bytes.try_into()?) as usize)
        };
        let (header_bytes, width, height) = (word(0)?, word(4)?, word(5)?);
        let (bits_per_dot, bytes_per_row, colours) = (word(11)?, word(12)?, word(19)?);
        if bits_per_dot != 32 {
            bail!("the display has {bits_per_dot} bits a dot");
        }
        let dots =
            file.get(header_bytes + colours * 12..).context("the display's file has no dots")?;
        let rows = dots.chunks_exact(bytes_per_row).take(height);
        let rgb = rows.flat_map(|row| {
            row[..width * 4].chunks_exact(4).flat_map(|dot| [dot[2], dot[1], dot[0]])
        });
        Ok(Picture { width, height, rgb: rgb.collect() })
    }
}

impl Picture {
    /// Writes it as PNG.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_png(&self, path: &Path) -> anyhow::Result<()> {
        let file =
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let (width, height) = (u32::try_from(self.width)?, u32::try_from(self.height)?);
        let mut encoder = png::Encoder::new(BufWriter::new(file), width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        Ok(())
    }

    /// How many different colours it has: an empty display has one.
    #[must_use]
    pub fn colours(&self) -> usize {
        let dots = self.rgb.chunks_exact(3);
        dots.map(|dot| (dot[0], dot[1], dot[2])).collect::<std::collections::HashSet<_>>().len()
    }
}
