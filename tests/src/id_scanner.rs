//! A reader of ID cards on a serial line: a pseudo-terminal whose other end the kiosk opens by its name.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serialport::{SerialPort, TTYPort};

/// A scanner that is plugged in. Dropping it unplugs it.
pub struct IdScanner {
    line: TTYPort,
    option: String,
}

impl IdScanner {
    /// Plugs a scanner in as `scanner` in a folder, by a link to its line as udev makes it.
    ///
    /// # Errors
    /// When the system has no pseudo-terminal left.
    pub fn plug_in(folder: &Path) -> anyhow::Result<Self> {
        let (line, theirs) = TTYPort::pair().context("no pseudo-terminal")?;
        let name = theirs.name().context("a pseudo-terminal without a name")?;
        let device = folder.join("scanner");
        std::os::unix::fs::symlink(name, &device)?;
        // The kiosk opens the device exclusively.
        drop(theirs);
        Ok(Self { line, option: format!("serial:{}", device.display()) })
    }

    /// As on the kiosk's command line.
    #[must_use]
    pub fn option(&self) -> &str {
        &self.option
    }

    /// A card is held to it, whose code says this.
    ///
    /// # Errors
    /// When the line is broken.
    pub fn reads(&mut self, card: &str) -> anyhow::Result<()> {
        Ok(self.line.write_all(format!("{card}\r\n").as_bytes())?)
    }
}
