//! What the writer shows to everybody else.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use shared::catalog::Catalog;
use shared::day::{Day, Paces};

/// The center at one moment; never changes, costs nothing to keep.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The business day.
    pub day: Day,
    /// What the center offers.
    pub catalog: Arc<Catalog>,
    /// Grows with each change of the catalogue.
    pub catalog_version: i64,
    /// How long calls keep a desk busy, as learned so far.
    pub paces: Arc<Paces>,
    /// Names of devices by their rows.
    pub devices: Arc<BTreeMap<i64, String>>,
}

/// What the writer shows to everybody else.
#[derive(Debug)]
pub struct Published {
    snapshot: RwLock<Arc<Snapshot>>,
    can_write: AtomicBool,
}

impl Published {
    /// Shows a first snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot: RwLock::new(Arc::new(snapshot)), can_write: AtomicBool::new(true) }
    }

    /// The last snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows another snapshot.
    pub fn publish(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Whether the last write succeeded.
    #[must_use]
    pub fn can_write(&self) -> bool {
        self.can_write.load(Ordering::Acquire)
    }

    /// Keeps whether the last write succeeded; tells whether that changed.
    pub fn set_can_write(&self, can_write: bool) -> bool {
        self.can_write.swap(can_write, Ordering::AcqRel) != can_write
    }
}
