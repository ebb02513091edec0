//! What the kiosk knows of itself as a machine: for the server, which hears of each change, and for the menu of
//! the staff.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::protocol::{
    KioskStatus, OfflineStatus, PrinterCondition, PrinterStatus, ScannerCondition,
};
use shared::text::Language;
use tokio::sync::Notify;

use crate::printer::{PaperCount, PrinterState};
use crate::session::PrinterHealth;

/// The state as it travels.
#[must_use]
pub fn condition(state: PrinterState) -> PrinterCondition {
    match state {
        PrinterState::Ready => PrinterCondition::Ready,
        PrinterState::PaperLow => PrinterCondition::PaperLow,
        PrinterState::PaperOut => PrinterCondition::PaperOut,
        PrinterState::CoverOpen => PrinterCondition::CoverOpen,
        PrinterState::Offline => PrinterCondition::Offline,
        PrinterState::Unreachable => PrinterCondition::Unreachable,
        PrinterState::Error => PrinterCondition::Error,
        PrinterState::NotConfigured => PrinterCondition::NotConfigured,
        PrinterState::Unknown => PrinterCondition::Unknown,
    }
}

/// The status of this kiosk, shared by all who know a part of it. A copy speaks of the same status.
#[derive(Clone, Debug)]
pub struct StatusKeeper(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    status: Mutex<KioskStatus>,
    answered_at: Mutex<Option<Instant>>,
    roll_metres: Option<u32>,
    changed: Notify,
}

impl StatusKeeper {
    /// A kiosk that has just been switched on.
    #[must_use]
    pub fn new(language: Language, roll_metres: Option<u32>) -> Self {
        let status = KioskStatus {
            printer: PrinterStatus::default(),
            language,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            offline: OfflineStatus::default(),
            journal_ok: true,
            scanner: ScannerCondition::None,
        };
        Self(Arc::new(Inner {
            status: Mutex::new(status),
            answered_at: Mutex::new(None),
            roll_metres,
            changed: Notify::new(),
        }))
    }

    fn status(&self) -> MutexGuard<'_, KioskStatus> {
        self.0.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut KioskStatus)) {
        let mut status = self.status();
        let before = status.clone();
        change(&mut status);
        if *status != before {
            drop(status);
            self.0.changed.notify_one();
        }
    }

    /// The status as it is now.
    #[must_use]
    pub fn now(&self) -> KioskStatus {
        self.status().clone()
    }

    /// Waits until the status is another one than when this was last called.
    pub async fn changed(&self) {
        self.0.changed.notified().await;
    }

    /// The printer is in this state.
    pub fn set_printer(&self, state: PrinterState) {
        self.change(|status| status.printer.state = condition(state));
    }

    /// So much paper was used since the roll was changed.
    pub fn set_paper(&self, count: PaperCount) {
        let left = self.0.roll_metres.map(|metres| count.left_on(metres));
        self.change(|status| {
            status.printer.papers_printed_since_reset = count.papers;
            status.printer.paper_left_estimate = left;
        });
    }

    /// So many numbers given in advance are left, and so many tickets wait for the server.
    pub fn set_offline(&self, numbers_left: u32, waiting_to_merge: u32) {
        self.change(|status| status.offline = OfflineStatus { numbers_left, waiting_to_merge });
    }

    /// Whether the journal can be written.
    pub fn set_journal(&self, is_ok: bool) {
        self.change(|status| status.journal_ok = is_ok);
    }

    /// Whether the reader of ID cards is there.
    pub fn set_scanner(&self, scanner: ScannerCondition) {
        self.change(|status| status.scanner = scanner);
    }

    /// The server answered just now.
    pub fn server_answered(&self) {
        let mut answered_at = self.0.answered_at.lock().unwrap_or_else(PoisonError::into_inner);
        *answered_at = Some(Instant::now());
    }

    /// How long ago the server last answered.
    #[must_use]
    pub fn since_answer(&self) -> Option<Duration> {
        let answered_at = self.0.answered_at.lock().unwrap_or_else(PoisonError::into_inner);
        answered_at.map(|at| at.elapsed())
    }
}

impl From<PrinterState> for PrinterHealth {
    fn from(state: PrinterState) -> Self {
        match state {
            PrinterState::Unknown | PrinterState::NotConfigured => Self::Unknown,
            PrinterState::Ready => Self::Ready,
            PrinterState::PaperLow => Self::PaperLow,
            PrinterState::PaperOut => Self::PaperOut,
            PrinterState::CoverOpen => Self::CoverOpen,
            PrinterState::Offline | PrinterState::Unreachable => Self::Offline,
            PrinterState::Error => Self::Faulty,
        }
    }
}
