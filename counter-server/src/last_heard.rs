//! When each device was last heard and what it last said of itself, in memory only: after a start of the server
//! they say it again.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A device speaks at least every 30 seconds. One that was not heard for so long is taken for off or cut off.
pub const SILENT_AFTER_SECONDS: i64 = 90;

/// How often it is looked for devices that went silent.
pub const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Whether a device that was last heard at this moment is off or cut off.
#[must_use]
pub fn is_silent(heard_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - heard_at > TimeDelta::seconds(SILENT_AFTER_SECONDS)
}

/// What is known of a device; `S` is what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard<S> {
    /// When it last asked or said anything.
    pub at: DateTime<Utc>,
    /// What it last said of itself.
    pub status: Option<S>,
    /// Whether it was told that this device is silent.
    is_told_silent: bool,
}

/// The devices of one kind. What changes something tells whether it is news for whoever shows the devices.
#[derive(Debug)]
pub struct LastHeard<S>(Mutex<BTreeMap<i64, Heard<S>>>);

impl<S> Default for LastHeard<S> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<S: Clone + PartialEq> LastHeard<S> {
    fn all(&self) -> MutexGuard<'_, BTreeMap<i64, Heard<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps that a device was heard. News when it was taken for silent.
    pub fn heard(&self, device: i64, now: DateTime<Utc>) -> bool {
        let mut all = self.all();
        let one =
            all.entry(device).or_insert(Heard { at: now, status: None, is_told_silent: false });
        one.at = one.at.max(now);
        std::mem::take(&mut one.is_told_silent)
    }

    /// Keeps what a device says of itself, made of what it said before. News when that is something else.
    pub fn said(
        &self,
        device: i64,
        now: DateTime<Utc>,
        status: impl FnOnce(Option<&S>) -> S,
    ) -> bool {
        let is_back = self.heard(device, now);
        let mut all = self.all();
        let Some(one) = all.get_mut(&device) else { return is_back };
        let status = status(one.status.as_ref());
        let is_other = one.status.as_ref() != Some(&status);
        one.status = Some(status);
        is_back || is_other
    }

    /// What is known of a device; none when it was not heard since the start of the server.
    #[must_use]
    pub fn of(&self, device: i64) -> Option<Heard<S>> {
        self.all().get(&device).cloned()
    }

    /// Looks for devices that went silent. News when there is one, once for each silence.
    pub fn look(&self, now: DateTime<Utc>) -> bool {
        let mut went_silent = false;
        for one in self.all().values_mut() {
            if !one.is_told_silent && is_silent(one.at, now) {
                one.is_told_silent = true;
                went_silent = true;
            }
        }
        went_silent
    }
}
