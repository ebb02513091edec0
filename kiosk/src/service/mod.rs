//! The service menu of the staff: PIN and cards at its door, what it shows, what can be done in it. Pure but for
//! the reading of their files and the end of the program.

mod card;
mod door;
mod ending;
mod facts;
mod pin;
mod test_page;

pub use card::{CARD_PREFIX, CARDS_MAX, CardFileError, StaffCards, is_staff_code};
pub use door::{Door, DoorView, PAUSE_FIRST, PAUSE_MAX, WRONG_TRIES_FREE, WrongKey};
pub use ending::{Ending, Program, asked_ending, end};
pub use facts::ServiceFacts;
pub use pin::{PIN_DIGITS_MAX, PIN_DIGITS_MIN, PinError, ServicePin};
pub use test_page::{TestPageWords, test_page};

/// Something that a member of staff does with the machine itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceErrand {
    /// Print a page that shows the printer, the time and the width of the paper.
    TestPrint,
    /// The roll was changed: count its papers from nothing.
    ResetPaperCounter,
    /// Start the program anew.
    Restart,
    /// End the program.
    Quit,
}
