//! What can be asked of the day, and who asks.

use serde::{Deserialize, Serialize};

use super::state::PrintOutcome;
use crate::ids::{DeskId, PriorityId, ProcedureId, ServiceId, TicketId};
use crate::text::Language;

/// One thing asked of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Nothing but the passing of time: turns the day when its date has come.
    Tick,
    /// Give a number.
    IssueTicket(IssueTicket),
    /// Keep what a kiosk says of its print.
    ReportPrint {
        /// The ticket.
        ticket: TicketId,
        /// What came of it.
        outcome: PrintOutcome,
    },
    /// A key pressed at a desk.
    Desk(DeskCommand),
}

/// Give a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueTicket {
    /// Made by whoever asks; asking again with the same id is harmless. The day knows the ids of its own
    /// date; whoever keeps the log answers for earlier ones.
    pub ticket: TicketId,
    /// The queue.
    pub service: ServiceId,
    /// What the citizen comes for.
    pub procedure: Option<ProcedureId>,
    /// The reason for a head start.
    pub priority: Option<PriorityId>,
    /// The citizen's language.
    pub language: Language,
}

/// A key pressed at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCommand {
    /// The desk.
    pub desk: DeskId,
    /// The key.
    pub verb: DeskVerb,
    /// The ticket that the sender believes to be at the desk; another one there refuses the command, so
    /// that a late or repeated key never acts on the next person.
    pub ticket: Option<TicketId>,
}

/// A key of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskVerb {
    /// Begin to take people.
    Open,
    /// Cease to take people.
    Close,
    /// Call the next person.
    CallNext,
    /// Call the same person again.
    Recall,
    /// The person has come.
    Start,
    /// The person is served.
    Finish,
    /// The person did not come.
    NoShow,
}

/// Who asked. Codes only, never a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who", deny_unknown_fields)]
pub enum Actor {
    /// The server itself, by its clock.
    Server,
    /// An enrolled kiosk or board.
    Device {
        /// Its row.
        device: i64,
    },
    /// A signed-in member of staff.
    Staff {
        /// Their row.
        staff: i64,
    },
}
