//! Cuts what comes from a scanner into scans: they end with CR, LF, both, or with silence.

use zeroize::{Zeroize, Zeroizing};

use crate::session::Scanned;

/// The most bytes of one scan: no card has more, so the rest is noise.
const BYTES_MAX: usize = 4096;

/// Bytes that came and did not end yet.
#[derive(Default)]
pub struct Lines {
    bytes: Zeroizing<Vec<u8>>,
    too_long: bool,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Lines(…)")
    }
}

impl Lines {
    /// Takes what was read; gives the scans that ended in it.
    pub fn take(&mut self, read: &[u8]) -> Vec<Scanned> {
        let mut scans = Vec::new();
        for byte in read {
            match byte {
                b'\r' | b'\n' => scans.extend(self.end()),
                _ if self.bytes.len() >= BYTES_MAX => self.too_long = true,
                byte => self.push(*byte),
            }
        }
        scans
    }

    /// Nothing more came for a while: what is there is all.
    pub fn end(&mut self) -> Option<Scanned> {
        let too_long = std::mem::take(&mut self.too_long);
        let mut bytes = std::mem::take(&mut *self.bytes);
        let scan = if bytes.is_empty() {
            None
        } else if too_long {
            Some(Scanned::unreadable())
        } else {
            Some(match std::str::from_utf8(&bytes) {
                Ok(text) => Scanned::text(Zeroizing::new(text.to_owned())),
                Err(_) => Scanned::unreadable(),
            })
        };
        bytes.zeroize();
        scan
    }

    fn push(&mut self, byte: u8) {
        if self.bytes.capacity() == 0 {
            // At once as large as it can become: growing would leave copies behind.
            self.bytes.reserve_exact(BYTES_MAX);
        }
        self.bytes.push(byte);
    }
}
