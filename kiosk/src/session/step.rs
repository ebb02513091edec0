//! The screens of a visit, and the link to the server that may cover them.

use super::filling::FillScreen;
use super::staff::StaffScreen;

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Welcome,
    Services,
    Procedures,
    Procedure,
    Priority,
    PriorityChoice,
    Confirm,
    Busy,
    Refused,
    Failed,
    Ticket,
    Find,
    Fill(FillScreen),
    Staff(StaffScreen),
}

/// Whether the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Link {
    /// Nothing was heard yet.
    Starting,
    /// It answers.
    Up,
    /// It does not.
    Down(AwayReason),
}

/// Why the kiosk can do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AwayReason {
    /// The first answer of the server has not come yet.
    Starting,
    /// The server does not answer.
    NoAnswer,
    /// The server does not know this kiosk's token, or knows it as that of another kind of device.
    NotAdmitted,
}

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The server is away; covers every screen that needs it.
    Away(AwayReason),
    /// Where one is, and where to begin.
    Welcome,
    /// The fields.
    Services,
    /// The procedures of one field.
    Procedures,
    /// One procedure.
    Procedure,
    /// Whether the citizen belongs to a priority group.
    Priority,
    /// To which.
    PriorityChoice,
    /// What was chosen, and the button that takes a number.
    Confirm,
    /// The number is asked for.
    Busy,
    /// The server gave none, and says why.
    Refused,
    /// No answer came in time.
    Failed,
    /// The number.
    Ticket,
    /// The search for a procedure.
    Find,
    /// A form.
    Fill(FillScreen),
    /// The menu for staff.
    Staff(StaffScreen),
}

impl From<Step> for Screen {
    fn from(step: Step) -> Self {
        match step {
            Step::Welcome => Self::Welcome,
            Step::Services => Self::Services,
            Step::Procedures => Self::Procedures,
            Step::Procedure => Self::Procedure,
            Step::Priority => Self::Priority,
            Step::PriorityChoice => Self::PriorityChoice,
            Step::Confirm => Self::Confirm,
            Step::Busy => Self::Busy,
            Step::Refused => Self::Refused,
            Step::Failed => Self::Failed,
            Step::Ticket => Self::Ticket,
            Step::Find => Self::Find,
            Step::Fill(screen) => Self::Fill(screen),
            Step::Staff(screen) => Self::Staff(screen),
        }
    }
}
