//! What can go wrong with a printer, switched while it runs.

use std::time::Duration;

/// The faults of a printer; the default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// No paper: the status says so, and everything sent is swallowed.
    pub paper_out: bool,
    /// The roll is nearly used up: prints, and the status says so.
    pub paper_low: bool,
    /// The cover is open: the status says so, and everything sent is swallowed.
    pub cover_open: bool,
    /// Paper runs out for good after so many more bytes.
    pub paper_out_after_bytes: Option<usize>,
    /// The connection is closed after so many bytes of it.
    pub close_after_bytes: Option<usize>,
    /// A pause after each [`CHUNK_BYTES`] read.
    pub delay_per_chunk: Duration,
    /// Never answers, but prints.
    pub silent: bool,
    /// Sends a 00 after each answer, as some printers do.
    pub stray_zero: bool,
}

/// How much the printer takes from its connection at a time.
pub const CHUNK_BYTES: usize = 4_096;

impl Faults {
    /// The answer to `DLE EOT n` (Epson ESC/POS): 0xx1xx10 with a bit for each trouble.
    pub(super) fn status(&self, number: u8) -> Option<u8> {
        const FIXED: u8 = 0b0001_0010;
        // The drawer connector's pin is high on printers without a drawer.
        const DRAWER_PIN: u8 = 0b0000_0100;
        let bit = |on: bool, bits: u8| if on { bits } else { 0 };
        let offline = self.paper_out || self.cover_open;
        match number {
            1 => Some(FIXED | DRAWER_PIN | bit(offline, 0x08)),
            2 => Some(FIXED | bit(self.cover_open, 0x04) | bit(self.paper_out, 0x20)),
            3 => Some(FIXED),
            4 => Some(
                FIXED | bit(self.paper_low || self.paper_out, 0x0C) | bit(self.paper_out, 0x60),
            ),
            _ => None,
        }
    }

    pub(super) fn prints(&self) -> bool {
        !self.paper_out && !self.cover_open
    }
}
