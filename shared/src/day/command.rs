//! What can be asked of the day, and who asks.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ticket::{Channel, PrintOutcome, Slot};
use crate::ids::{
    CommandId, DeclarationId, DeskId, Digest, JournalId, NoteId, PauseReasonId, PriorityId,
    ProcedureId, ServiceId, TicketId, TicketNumber,
};
use crate::text::Language;

/// One thing asked of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Nothing but the passing of time: turns the day when its date has come, ends holds, raises alarms.
    Tick,
    /// Give a number.
    IssueTicket(Box<IssueTicket>),
    /// Keep what a kiosk says of its print.
    ReportPrint {
        /// The ticket.
        ticket: TicketId,
        /// What came of it.
        outcome: PrintOutcome,
    },
    /// A key pressed at a desk.
    Desk(DeskCommand),
    /// Take a ticket back: its holder goes home.
    Cancel {
        /// The ticket.
        ticket: TicketId,
    },
    /// The person with this appointment has come.
    CheckIn {
        /// The ticket.
        ticket: TicketId,
    },
    /// Put somebody who took the wrong number into the right queue; the arrival counts on.
    Correct {
        /// The ticket.
        ticket: TicketId,
        /// The right queue.
        service: ServiceId,
    },
    /// Print a ticket again.
    Reprint {
        /// The ticket.
        ticket: TicketId,
        /// The kiosk that prints; `None` = whoever asked prints it.
        device: Option<i64>,
    },
    /// Give a kiosk numbers in advance, for the time without a server; tops up what it has.
    LeaseNumbers {
        /// The kiosk.
        device: i64,
        /// Its journal, which alone knows what was used of them.
        journal: JournalId,
        /// How many unused numbers it is to have of each queue, for today and for tomorrow each.
        count: u32,
    },
    /// Take in a ticket that a kiosk gave without the server and that died before it could say so, by the
    /// number on its paper.
    AdmitPrinted {
        /// Its new id.
        ticket: TicketId,
        /// The number on the paper.
        number: TicketNumber,
        /// The time on the paper; `None` = the person counts as coming now.
        arrived_at: Option<DateTime<Utc>>,
        /// The citizen's language.
        language: Language,
    },
    /// Say that another version of the catalogue holds.
    AnnounceCatalog {
        /// The version.
        version: i64,
    },
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
    /// Where it is asked for. Quota and capacity do not bind reception.
    pub channel: Channel,
    /// Who it is for, as a hash under the key of the date.
    pub person: Option<Digest>,
    /// Further services of the same visit, in their order.
    pub steps: Vec<ServiceId>,
    /// An appointment.
    pub slot: Option<Slot>,
    /// A note to the desk.
    pub note: Option<NoteId>,
    /// Set when a kiosk gave the number by itself, without the server: admission rules do not apply then.
    pub offline: Option<OfflineIssue>,
    /// The form that was filled in for this visit.
    pub declaration: Option<DeclarationId>,
}

impl IssueTicket {
    /// A walk-in at a kiosk who wants one service and tells nothing else.
    #[must_use]
    pub fn walk_in(ticket: TicketId, service: ServiceId, language: Language) -> Self {
        Self {
            ticket,
            service,
            procedure: None,
            priority: None,
            language,
            channel: Channel::Kiosk,
            person: None,
            steps: Vec::new(),
            slot: None,
            note: None,
            offline: None,
            declaration: None,
        }
    }
}

/// A number that a kiosk gave by itself, out of those it got in advance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineIssue {
    /// The kiosk.
    pub device: i64,
    /// The number on the paper.
    pub number: TicketNumber,
    /// The date for which the number was given in advance.
    pub leased_for: NaiveDate,
    /// When the number was taken, by the server's clock; kept between the lease and now.
    pub arrived_at: DateTime<Utc>,
    /// The wish of the same person that the server perhaps answered without the kiosk hearing of it.
    pub supersedes: Option<TicketId>,
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
    /// Names this sending, so that undo can name what it takes back.
    pub command: Option<CommandId>,
}

/// A key of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskVerb {
    /// Begin to take people.
    Open,
    /// Take nobody for a while. The ticket at the desk stays.
    Pause {
        /// Why.
        reason: PauseReasonId,
    },
    /// Cease to take people.
    Close,
    /// Call the next person.
    CallNext,
    /// Call a waiting number out of turn.
    Call {
        /// The number.
        number: TicketNumber,
    },
    /// Call the same person again.
    Recall,
    /// The person has come.
    Start,
    /// The person is served; the next step of the visit, if any, waits.
    Finish,
    /// The person did not come.
    NoShow,
    /// Set the person aside.
    Hold {
        /// After so many minutes the ticket waits again at its old place; `None` = until resumed.
        minutes: Option<u32>,
        /// A note to whoever goes on.
        note: Option<NoteId>,
    },
    /// Call somebody who was set aside or did not come.
    Resume {
        /// The number.
        number: TicketNumber,
    },
    /// Send the person on.
    Transfer {
        /// Where to.
        to: TransferTo,
        /// A note to the next desk.
        note: Option<NoteId>,
    },
    /// Write a note to the next desk, or for oneself.
    Note {
        /// The note.
        note: NoteId,
    },
    /// Take back the desk's last command.
    Undo {
        /// The command that is to be taken back; `None` = the last.
        command: Option<CommandId>,
    },
}

/// Where a ticket is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferTo {
    /// To a queue.
    Service(ServiceId),
    /// To one desk, which alone may call it while it takes people.
    Desk(DeskId),
    /// To where it came from: the desk of its last leg while that takes people, else that leg's queue.
    Back,
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
    /// Whoever holds the ticket, by its secret address.
    Holder,
}

/// The longest hold with a time, in minutes: a working day.
pub const HOLD_MINUTES_MAX: u32 = 480;

/// The most steps of one visit.
pub const STEPS_MAX: usize = 8;

/// A moment so many minutes later.
pub(crate) fn after_minutes(at: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
    at + chrono::TimeDelta::minutes(i64::from(minutes))
}
