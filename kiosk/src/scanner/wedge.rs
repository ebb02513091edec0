//! A scanner that acts as a keyboard is told from a person by its speed.

use std::time::Duration;

use zeroize::{Zeroize, Zeroizing};

use crate::session::Scanned;

/// The longest time between two keys of a scanner. Slow ones need more than 50 ms, and a person who types
/// twelve keys this fast without a pause is rare enough.
pub const KEY_GAP: Duration = Duration::from_millis(60);
/// The least that can be set: the system tells keys a few milliseconds late.
pub const KEY_GAP_MIN: Duration = Duration::from_millis(20);
/// The most that can be set: quick typists have 120 ms between two keys, and their words must not be taken for a scan.
pub const KEY_GAP_MAX: Duration = Duration::from_millis(120);
/// So many keys in a row are no person.
const KEYS_OF_A_SCANNER: usize = 12;
/// No card has more.
const CHARACTERS_MAX: usize = 2048;

/// What a key was.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Perhaps the first of a scan: what stands in the fields is to be remembered.
    Begin,
    /// A person, as far as one knows.
    Typing,
    /// A scanner: no field may see it.
    Scanning,
    /// The end of a scan.
    Scanned(Scanned),
}

/// Listens to keys.
#[derive(Clone)]
pub struct Wedge {
    gap: Duration,
    run: Zeroizing<String>,
    last: Duration,
    scanning: bool,
}

impl std::fmt::Debug for Wedge {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Wedge(…)")
    }
}

impl Default for Wedge {
    fn default() -> Self {
        Self::with_gap(KEY_GAP)
    }
}

impl Wedge {
    /// For a scanner with at most this time between two keys.
    #[must_use]
    pub fn with_gap(gap: Duration) -> Self {
        Self {
            gap,
            // At once as large as it can become: growing would leave copies behind.
            run: Zeroizing::new(String::with_capacity(4 * CHARACTERS_MAX)),
            last: Duration::ZERO,
            scanning: false,
        }
    }

    /// A scan ends with so much silence.
    #[must_use]
    pub fn silence(&self) -> Duration {
        self.gap * 3
    }

    /// Takes one key. A key that is held down is a person's and is not to be told.
    pub fn key(&mut self, text: &str, is_return: bool, now: Duration) -> Heard {
        let pause = now.saturating_sub(self.last);
        if is_return {
            let scan = if pause <= self.silence() { self.take() } else { None };
            self.forget();
            return scan.map_or(Heard::Typing, Heard::Scanned);
        }
        let mut letters = text.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return self.other() };
        // Shift and the like: keys that write nothing have private or control characters.
        if letter.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&letter) {
            return self.other();
        }
        let is_next = !self.run.is_empty() && pause <= self.gap;
        self.last = now;
        if !is_next {
            self.forget();
            self.run.push(letter);
            return Heard::Begin;
        }
        if self.run.chars().count() < CHARACTERS_MAX {
            self.run.push(letter);
        }
        self.scanning |= self.run.chars().count() >= KEYS_OF_A_SCANNER;
        if self.scanning { Heard::Scanning } else { Heard::Typing }
    }

    /// The scan that ended with silence, when one did.
    pub fn ended(&mut self, now: Duration) -> Option<Scanned> {
        if now.saturating_sub(self.last) < self.silence() {
            return None;
        }
        let scan = self.take();
        self.forget();
        scan
    }

    fn other(&self) -> Heard {
        if self.scanning { Heard::Scanning } else { Heard::Typing }
    }

    fn take(&mut self) -> Option<Scanned> {
        self.scanning.then(|| Scanned::text(self.run.clone()))
    }

    fn forget(&mut self) {
        self.run.zeroize();
        self.scanning = false;
    }
}
