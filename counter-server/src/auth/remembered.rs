//! Remembers for two seconds who a token belongs to, so that a burst of requests asks the database once.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::identity::TokenHash;

/// Short enough that a change made beside the server holds at once for people.
const REMEMBERED: Duration = Duration::from_secs(2);

/// Tokens kept at most.
const TOKENS_MAX: usize = 10_000;

/// Holders of tokens that were looked up a moment ago.
#[derive(Debug)]
pub struct Remembered<T> {
    holders: RwLock<HashMap<TokenHash, (T, Instant)>>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { holders: RwLock::default() }
    }
}

impl<T: Clone> Remembered<T> {
    /// The holder, when looked up a moment ago.
    #[must_use]
    pub fn get(&self, token: &TokenHash) -> Option<T> {
        let holders = self.holders.read().unwrap_or_else(PoisonError::into_inner);
        let (holder, since) = holders.get(token)?;
        (since.elapsed() < REMEMBERED).then(|| holder.clone())
    }

    /// Keeps what was just looked up.
    pub fn put(&self, token: TokenHash, holder: T) {
        let mut holders = self.holders.write().unwrap_or_else(PoisonError::into_inner);
        if holders.len() >= TOKENS_MAX {
            holders.retain(|_, (_, since)| since.elapsed() < REMEMBERED);
        }
        holders.insert(token, (holder, Instant::now()));
    }

    /// Forgets all holders at once.
    pub fn forget_all(&self) {
        self.holders.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Forgets a holder at once.
    pub fn forget(&self, token: &TokenHash) {
        self.holders.write().unwrap_or_else(PoisonError::into_inner).remove(token);
    }
}
