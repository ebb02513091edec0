//! The menu for staff, behind a PIN: opened by five touches of the mark in the band on top, by F12, or by a staff card.

use std::time::Duration;

use super::filling::Scanned;
use super::input::Effect;
use super::step::Step;
use super::{Input, Session};
use crate::service::{Door, DoorView, ServiceErrand, ServicePin, StaffCards, is_staff_code};

/// So many touches of the mark open the door.
const KNOCKS: u32 = 5;
/// Within so long.
const KNOCKING: Duration = Duration::from_secs(4);

/// The state of the menu.
#[derive(Clone, Debug, Default)]
pub struct StaffMenu {
    door: Door,
    knocks: u32,
    knocking_since: Duration,
}

/// The screens of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StaffScreen {
    /// The PIN is asked for.
    Pin,
    /// The menu.
    Menu,
}

/// Something in the menu.
#[derive(Clone, Debug)]
pub enum StaffInput {
    /// The mark was touched, which a citizen may do by chance once or twice.
    Knock,
    /// A key that citizens do not have.
    Open,
    /// A digit of the PIN.
    Digit(char),
    /// The last digit is taken back.
    Erase,
    /// The digits are complete.
    Enter,
    /// A card was held to the reader.
    Card(Scanned),
    /// Something is done with the machine.
    Do(ServiceErrand),
}

impl StaffMenu {
    /// What stands at the door. `now`: since the start of the program.
    #[must_use]
    pub fn door(&self, now: Duration) -> DoorView {
        self.door.view(now)
    }

    /// Whoever stood there goes; the count of wrong digits stays.
    pub(super) fn leave(&mut self) {
        self.door.leave();
        self.knocks = 0;
    }

    /// Whether this touch completes the knocking.
    fn knock(&mut self, now: Duration) -> bool {
        if self.knocks == 0 || now.saturating_sub(self.knocking_since) > KNOCKING {
            self.knocks = 0;
            self.knocking_since = now;
        }
        self.knocks += 1;
        self.knocks >= KNOCKS
    }
}

impl Session {
    /// The menu for staff.
    #[must_use]
    pub fn staff(&self) -> &StaffMenu {
        &self.staff
    }

    /// Sets what opens the menu; without a PIN and without cards the door stays shut.
    pub fn set_service_keys(&mut self, pin: Option<ServicePin>, cards: StaffCards) {
        self.staff.door = Door::new(pin, cards);
    }

    /// What was scanned, when it is for the door of the menu: everything while somebody stands there; on the first
    /// screen only what is meant to be a staff card. A person who fills in a form is never disturbed by one.
    pub(super) fn for_the_door(&self, input: &Input) -> Option<StaffInput> {
        let Input::Fill(super::FillInput::Scanned(scanned)) = input else { return None };
        let is_for_it = match self.step {
            Step::Staff(StaffScreen::Pin) => true,
            Step::Welcome => scanned.reveal().is_some_and(is_staff_code),
            _ => false,
        };
        is_for_it.then(|| StaffInput::Card(scanned.clone()))
    }

    pub(super) fn take_staff(&mut self, input: StaffInput, now: Duration) -> Vec<Effect> {
        match (input, self.step) {
            (StaffInput::Knock, step) if !is_staff(step) => {
                if self.staff.knock(now) {
                    return self.open_door(now);
                }
            }
            (StaffInput::Open, step) if !is_staff(step) => return self.open_door(now),
            (StaffInput::Digit(digit), Step::Staff(StaffScreen::Pin)) => {
                self.staff.door.digit(digit, now);
            }
            (StaffInput::Erase, Step::Staff(StaffScreen::Pin)) => self.staff.door.erase(),
            (StaffInput::Enter, Step::Staff(StaffScreen::Pin)) => {
                if self.staff.door.enter(now) {
                    self.step = Step::Staff(StaffScreen::Menu);
                }
            }
            (StaffInput::Card(card), Step::Welcome | Step::Staff(StaffScreen::Pin)) => {
                return self.try_card(&card, now);
            }
            (StaffInput::Do(errand), Step::Staff(StaffScreen::Menu)) => {
                return vec![Effect::Service(errand)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn try_card(&mut self, card: &Scanned, now: Duration) -> Vec<Effect> {
        let effects = if self.step == Step::Welcome { self.open_door(now) } else { Vec::new() };
        if self.staff.door.card(card.reveal(), now) {
            self.step = Step::Staff(StaffScreen::Menu);
        }
        effects
    }

    /// A visit that stands on the screen ends; a number that is being asked for is waited for.
    fn open_door(&mut self, now: Duration) -> Vec<Effect> {
        if self.step == Step::Busy {
            return Vec::new();
        }
        let effects = self.leave(now);
        self.step = Step::Staff(StaffScreen::Pin);
        effects
    }
}

fn is_staff(step: Step) -> bool {
    matches!(step, Step::Staff(_))
}
