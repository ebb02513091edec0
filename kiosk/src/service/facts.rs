//! What the service menu shows of the machine.

use std::time::Duration;

use shared::protocol::KioskStatus;

use crate::status::StatusKeeper;

/// The machine at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFacts {
    /// Where tickets are printed, as in `--printer`.
    pub printer: String,
    /// The server's address.
    pub server: String,
    /// How long ago the server last answered; none when it never has.
    pub since_answer: Option<Duration>,
    /// Printer, paper, numbers for a time without the server, card reader, version.
    pub status: KioskStatus,
}

impl ServiceFacts {
    /// Gathers them.
    #[must_use]
    pub fn gather(printer: String, server: String, keeper: &StatusKeeper) -> Self {
        Self { printer, server, since_answer: keeper.since_answer(), status: keeper.now() }
    }
}
