//! The door to the service menu: digits typed, wrong tries that slow down whoever guesses.

use std::time::Duration;

use super::pin::{PIN_DIGITS_MAX, ServicePin};

/// So many wrong tries are free; with the last of them the first pause begins.
pub const WRONG_TRIES_FREE: u32 = 5;
/// The first pause; each further wrong try doubles it.
pub const PAUSE_FIRST: Duration = Duration::from_secs(60);
/// The longest pause.
pub const PAUSE_MAX: Duration = Duration::from_secs(60 * 60);

/// What stands at the door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorView {
    /// Whether this kiosk has a PIN; without one the screen says how to set it.
    pub has_pin: bool,
    /// How many digits are typed; the screen shows as many dots.
    pub typed: usize,
    /// Whether the last digits were wrong.
    pub was_wrong: bool,
    /// Whole seconds until digits are taken again.
    pub rests_seconds: Option<u64>,
}

/// The door. Wrong tries are counted over visits; only the right PIN clears them.
#[derive(Clone, Debug, Default)]
pub struct PinDoor {
    pin: Option<ServicePin>,
    typed: Typed,
    wrong: u32,
    was_wrong: bool,
    rests_until: Duration,
}

/// Digits as they are typed; `Debug` shows how many.
#[derive(Clone, Default)]
struct Typed(String);

impl std::fmt::Debug for Typed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Typed({} digits)", self.0.len())
    }
}

impl PinDoor {
    /// A door with this PIN, or one that never opens.
    #[must_use]
    pub fn new(pin: Option<ServicePin>) -> Self {
        Self { pin, ..Self::default() }
    }

    /// What the screen shows. `now`: since the start of the program.
    #[must_use]
    pub fn view(&self, now: Duration) -> DoorView {
        let rest = self.rests_until.saturating_sub(now);
        DoorView {
            has_pin: self.pin.is_some(),
            typed: self.typed.0.len(),
            was_wrong: self.was_wrong,
            rests_seconds: (!rest.is_zero())
                .then(|| rest.as_secs() + u64::from(rest.subsec_nanos() > 0)),
        }
    }

    /// A digit was typed. What is no digit, too much or too soon is ignored.
    pub fn digit(&mut self, digit: char, now: Duration) {
        let fits = digit.is_ascii_digit() && self.typed.0.len() < PIN_DIGITS_MAX;
        if fits && now >= self.rests_until && self.pin.is_some() {
            self.was_wrong = false;
            self.typed.0.push(digit);
        }
    }

    /// The last digit was taken back.
    pub fn erase(&mut self) {
        self.typed.0.pop();
    }

    /// The digits are complete: whether the door opens.
    pub fn enter(&mut self, now: Duration) -> bool {
        let typed = std::mem::take(&mut self.typed.0);
        let Some(pin) = &self.pin else { return false };
        // Nothing typed is no try.
        if now < self.rests_until || typed.is_empty() {
            return false;
        }
        if pin.fits(&typed) {
            (self.wrong, self.was_wrong) = (0, false);
            return true;
        }
        self.wrong = self.wrong.saturating_add(1);
        self.was_wrong = true;
        if let Some(doubled) = self.wrong.checked_sub(WRONG_TRIES_FREE) {
            let pause = PAUSE_FIRST.saturating_mul(2_u32.saturating_pow(doubled)).min(PAUSE_MAX);
            self.rests_until = now + pause;
            tracing::warn!(tries = self.wrong, seconds = pause.as_secs(), "wrong service PINs");
        }
        false
    }

    /// Whoever stood there goes: the digits are wiped, the count of wrong ones stays.
    pub fn leave(&mut self) {
        self.typed.0.clear();
        self.was_wrong = false;
    }
}
