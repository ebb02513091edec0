//! The door to the service menu: digits typed, cards held to the reader, wrong tries that slow down whoever guesses.

use std::time::Duration;

use super::card::StaffCards;
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
    /// Whether this kiosk has a PIN; without one and without cards the screen says how to set it.
    pub has_pin: bool,
    /// Whether staff cards open it.
    pub has_cards: bool,
    /// How many digits are typed; the screen shows as many dots.
    pub typed: usize,
    /// What was wrong at the last try.
    pub was_wrong: Option<WrongKey>,
    /// Whole seconds until digits and cards are taken again.
    pub rests_seconds: Option<u64>,
}

/// What did not open the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongKey {
    /// Digits.
    Pin,
    /// A card.
    Card,
}

/// The door. Wrong tries are counted over visits; only the right PIN or card clears them.
#[derive(Clone, Debug, Default)]
pub struct Door {
    pin: Option<ServicePin>,
    cards: StaffCards,
    typed: Typed,
    wrong: u32,
    was_wrong: Option<WrongKey>,
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

impl Door {
    /// A door with this PIN and these cards; with neither it never opens.
    #[must_use]
    pub fn new(pin: Option<ServicePin>, cards: StaffCards) -> Self {
        Self { pin, cards, ..Self::default() }
    }

    /// What the screen shows. `now`: since the start of the program.
    #[must_use]
    pub fn view(&self, now: Duration) -> DoorView {
        let rest = self.rests_until.saturating_sub(now);
        DoorView {
            has_pin: self.pin.is_some(),
            has_cards: !self.cards.is_empty(),
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
            self.was_wrong = None;
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
            self.open();
            return true;
        }
        self.miss(WrongKey::Pin, now);
        false
    }

    /// A card was held to the reader, none when its code was no text: whether the door opens.
    pub fn card(&mut self, code: Option<&str>, now: Duration) -> bool {
        // A kiosk without cards has nothing to compare with, so that nothing was tried.
        if self.cards.is_empty() || now < self.rests_until {
            return false;
        }
        if let Some(line) = code.and_then(|code| self.cards.line_of(code)) {
            tracing::info!(line, "the service menu is opened by a card");
            self.open();
            return true;
        }
        self.miss(WrongKey::Card, now);
        false
    }

    fn open(&mut self) {
        self.typed.0.clear();
        (self.wrong, self.was_wrong) = (0, None);
    }

    fn miss(&mut self, what: WrongKey, now: Duration) {
        self.wrong = self.wrong.saturating_add(1);
        self.was_wrong = Some(what);
        if let Some(doubled) = self.wrong.checked_sub(WRONG_TRIES_FREE) {
            let pause = PAUSE_FIRST.saturating_mul(2_u32.saturating_pow(doubled)).min(PAUSE_MAX);
            self.rests_until = now + pause;
            tracing::warn!(
                tries = self.wrong,
                seconds = pause.as_secs(),
                "wrong service PINs or cards"
            );
        }
    }

    /// Whoever stood there goes: the digits are wiped, the count of wrong ones stays.
    pub fn leave(&mut self) {
        self.typed.0.clear();
        self.was_wrong = None;
    }
}
