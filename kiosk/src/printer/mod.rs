//! The printer of the kiosk: where it is, how it is, and a ticket sent to it.
//!
//! ESC/POS over TCP, USB, a serial line or into a file, through the drivers of the `escpos`
//! crate. Everything here blocks within named time limits: call it off the UI thread.

mod address;
mod job;
mod limits;
mod link;
mod paper_count;
mod raster;
mod serial;
mod status;

pub use address::{PrinterAddress, PrinterAddressError};
pub use limits::{
    ASK_AGAIN, CUTTER_TIME, JOB_LIMIT, Limits, OPEN_LIMIT, ROWS_PER_SECOND, SILENCE_LIMIT,
};
pub use paper_count::{PaperCount, PaperCounter};
pub use raster::{BAND_ROWS_MAX, bands};
pub use status::PrinterState;

use crate::ticket_paper::Picture;

/// What became of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintOutcome {
    /// It came out: the printer was ready afterwards, or cannot be asked and took every byte.
    Printed,
    /// It is known that nothing useful came out, for this reason.
    Failed(PrinterState),
    /// It may have come out, whole or in part: the link broke, the paper ended or the time ran
    /// out in the middle, or no state came afterwards.
    Unknown,
}

impl PrintOutcome {
    /// The word of `POST /tickets/{id}/print`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Failed(_) => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// The end of a print job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintReport {
    /// What became of the ticket.
    pub outcome: PrintOutcome,
    /// The last known state of the printer, for the people who look after it.
    pub state: PrinterState,
    /// Why it was not printed, in English, for the log; empty when printed.
    pub detail: String,
}

impl PrintReport {
    fn printed(state: PrinterState) -> Self {
        Self { outcome: PrintOutcome::Printed, state, detail: String::new() }
    }

    fn failed(state: PrinterState, detail: impl Into<String>) -> Self {
        Self { outcome: PrintOutcome::Failed(state), state, detail: detail.into() }
    }

    fn unknown(state: PrinterState, detail: impl Into<String>) -> Self {
        Self { outcome: PrintOutcome::Unknown, state, detail: detail.into() }
    }
}

/// A printer at an address. Holds no connection: each job opens and closes its own.
#[derive(Clone, Debug)]
pub struct TicketPrinter {
    address: PrinterAddress,
    limits: Limits,
}

impl TicketPrinter {
    /// A printer with the time limits for real machines.
    pub fn new(address: PrinterAddress) -> Self {
        Self::with_limits(address, Limits::default())
    }

    /// A printer with other time limits.
    pub fn with_limits(address: PrinterAddress, limits: Limits) -> Self {
        Self { address, limits }
    }

    /// Where it is.
    pub fn address(&self) -> &PrinterAddress {
        &self.address
    }

    /// Whether this kind of printer can be asked how it is.
    pub fn can_be_asked(&self) -> bool {
        !matches!(self.address, PrinterAddress::None | PrinterAddress::File(_))
    }

    /// Opens the printer, asks for its state, prints and cuts one ticket, asks again. Blocks at
    /// most about [`JOB_LIMIT`] (longer on a slow serial line), so call it off the UI thread, and
    /// one job at a time. Never panics and never prints after it has reported a failure.
    pub fn open_and_print(&self, picture: &Picture) -> PrintReport {
        match self.address {
            PrinterAddress::None => {
                PrintReport::failed(PrinterState::NotConfigured, "this kiosk has no printer")
            }
            _ => job::print(&self.address, &self.limits, picture),
        }
    }

    /// Asks for the state without printing; `Unknown` where nothing can be asked. Blocks like
    /// [`TicketPrinter::open_and_print`], and must not run beside it.
    pub fn state(&self) -> PrinterState {
        match &self.address {
            PrinterAddress::None => PrinterState::NotConfigured,
            // Looking must not create the file.
            PrinterAddress::File(_) => PrinterState::Unknown,
            _ => job::state(&self.address, &self.limits),
        }
    }
}
