//! The end of the program by the wish of the staff: for good, or to start anew.

use std::convert::Infallible;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// How the staff wish it to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With exit code 0, which `Restart=on-failure` of systemd leaves alone.
    Quit,
    /// Anew: the same program with the same options takes its place.
    Restart,
}

static ASKED: Mutex<Option<Ending>> = Mutex::new(None);

/// Ends the window; `main` does the rest.
pub fn end(ending: Ending) {
    tracing::info!(?ending, "ended from the service menu");
    *ASKED.lock().unwrap_or_else(PoisonError::into_inner) = Some(ending);
    if let Err(error) = slint::quit_event_loop() {
        tracing::error!(%error, "the window cannot be closed");
    }
}

/// How the staff wished it to end, if they did.
#[must_use]
pub fn asked_ending() -> Option<Ending> {
    *ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This program and how it was started. Taken at the start: an update may put another file in its place, and
/// that one is meant then.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
}

impl Program {
    /// This program.
    ///
    /// # Errors
    /// When the system does not tell its path.
    pub fn this() -> io::Result<Self> {
        let arguments = std::env::args_os().skip(1).collect();
        Ok(Self { path: std::env::current_exe()?, arguments })
    }

    /// Puts it in the place of the running one: the same process as systemd knows it.
    ///
    /// # Errors
    /// When it cannot be started; else it does not return.
    pub fn start_anew(&self) -> io::Result<Infallible> {
        Err(Command::new(&self.path).args(&self.arguments).exec())
    }
}
