//! Slows down whoever tries passwords: after some failures a name must rest.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::storage::staff::name_key;

/// Failures in a row that are let pass.
const FAILURES_MAX: u32 = 5;
/// How long a name rests after that; each further failure begins it anew.
const REST: Duration = Duration::from_secs(30);
/// Failures are forgotten after so long.
const FORGET: Duration = Duration::from_secs(15 * 60);
/// Names kept at most.
const NAMES_MAX: usize = 10_000;

/// Counts failed tries by name, in memory only.
#[derive(Debug, Default)]
pub struct SignInGuard {
    failures: Mutex<HashMap<String, (u32, Instant)>>,
}

impl SignInGuard {
    /// How long this name must still rest; `None` when it may try.
    #[must_use]
    pub fn rest(&self, name: &str) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = failures.get(&name_key(name))?;
        if *count < FAILURES_MAX {
            return None;
        }
        REST.checked_sub(last.elapsed()).filter(|rest| !rest.is_zero())
    }

    /// Keeps a failure.
    pub fn failed(&self, name: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|_, (_, last)| last.elapsed() < FORGET);
        let key = name_key(name);
        if failures.len() >= NAMES_MAX && !failures.contains_key(&key) {
            // Somebody tries names at random: forgetting all of them keeps memory bounded.
            failures.clear();
        }
        let entry = failures.entry(key).or_insert((0, Instant::now()));
        *entry = (entry.0 + 1, Instant::now());
    }

    /// Forgets the failures of a name that signed in.
    pub fn succeeded(&self, name: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(&name_key(name));
    }
}

#[cfg(test)]
mod tests {
    use super::SignInGuard;

    #[test]
    fn the_sixth_try_must_wait_and_success_forgets() {
        let guard = SignInGuard::default();
        for _ in 0..5 {
            assert_eq!(guard.rest("lan"), None);
            guard.failed("Lan ");
        }
        assert!(guard.rest("LAN").is_some_and(|rest| rest.as_secs() < 31));
        assert_eq!(guard.rest("minh"), None);
        guard.succeeded("lan");
        assert_eq!(guard.rest("lan"), None);
    }
}
