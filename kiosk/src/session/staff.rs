//! The menu for staff, behind a PIN: opened by five touches of the mark in the band on top, or by F12.

use std::time::Duration;

use super::Session;
use super::input::Effect;
use super::step::Step;
use crate::service::{DoorView, PinDoor, ServiceErrand, ServicePin};

/// So many touches of the mark open the door.
const KNOCKS: u32 = 5;
/// Within so long.
const KNOCKING: Duration = Duration::from_secs(4);

/// The state of the menu.
#[derive(Clone, Debug, Default)]
pub struct StaffMenu {
    door: PinDoor,
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

    /// Sets the PIN of the menu; without one the door never opens.
    pub fn set_service_pin(&mut self, pin: Option<ServicePin>) {
        self.staff.door = PinDoor::new(pin);
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
            (StaffInput::Do(errand), Step::Staff(StaffScreen::Menu)) => {
                return vec![Effect::Service(errand)];
            }
            _ => {}
        }
        Vec::new()
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
