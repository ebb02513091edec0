//! Time limits of a print job: a citizen stands in front of the kiosk.

use std::time::Duration;

use super::PrinterAddress;

/// To find the host and open the link.
pub const OPEN_LIMIT: Duration = Duration::from_secs(4);
/// Longest silence on an open link: one connection attempt, one answer, one write without progress.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(2);
/// A whole job, without the time that its bytes need on a serial line.
pub const JOB_LIMIT: Duration = Duration::from_secs(15);
/// Rows a second of a slow printer: 100 mm/s at 8 dots/mm.
pub const ROWS_PER_SECOND: u32 = 800;
/// What the cutter takes.
pub const CUTTER_TIME: Duration = Duration::from_millis(500);
/// Between two questions for the state while the paper moves.
pub const ASK_AGAIN: Duration = Duration::from_millis(200);

/// The limits of one printer; the default is for real ones.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// See [`OPEN_LIMIT`].
    pub open: Duration,
    /// See [`SILENCE_LIMIT`]. The USB driver has its own fixed 5 s.
    pub silence: Duration,
    /// See [`JOB_LIMIT`].
    pub job: Duration,
    /// See [`ROWS_PER_SECOND`].
    pub rows_per_second: u32,
    /// See [`CUTTER_TIME`].
    pub cutter: Duration,
    /// See [`ASK_AGAIN`].
    pub ask_again: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open: OPEN_LIMIT,
            silence: SILENCE_LIMIT,
            job: JOB_LIMIT,
            rows_per_second: ROWS_PER_SECOND,
            cutter: CUTTER_TIME,
            ask_again: ASK_AGAIN,
        }
    }
}

impl Limits {
    /// The longest that a job of so many bytes may take.
    pub(super) fn job_of(&self, address: &PrinterAddress, bytes: usize) -> Duration {
        match address {
            // 8 data bits, a start and a stop bit.
            PrinterAddress::Serial { baud, .. } => {
                self.job + Duration::from_secs_f64(bytes as f64 * 10.0 / f64::from(*baud))
            }
            _ => self.job,
        }
    }

    /// When the last of so many rows is on paper and cut, after the first was sent.
    pub(super) fn paper_time(&self, rows: usize) -> Duration {
        let seconds = rows as f64 / f64::from(self.rows_per_second.max(1));
        self.cutter + Duration::from_secs_f64(seconds)
    }
}
