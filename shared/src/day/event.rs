//! What happened. Events are the truth of the queue: the log is never edited, and every released shape of
//! an event must fold for ever. They hold codes and ids, never personal data.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::command::Actor;
use super::state::{DeskNow, PrintOutcome, Ticket};
use crate::ids::{DeskId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
use crate::text::Language;

/// Something that happened, with its moment and its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When, by the server's clock, in whole milliseconds.
    pub at: DateTime<Utc>,
    /// Who asked for it.
    pub by: Actor,
    /// What.
    pub what: EventKind,
}

/// An event with its place in the order of everything that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedEvent {
    /// Starts at 1 and grows by 1; never starts again.
    pub seq: u64,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", deny_unknown_fields)]
pub enum EventKind {
    /// A business date began. Carries everything that crosses midnight, so that replay can start here.
    DayOpened {
        /// The local date.
        business_date: NaiveDate,
        /// Tickets and desks that go on.
        carried: Carried,
    },
    /// A number was given.
    TicketIssued {
        /// The ticket.
        ticket: TicketId,
        /// The queue.
        service: ServiceId,
        /// The number without its prefix: the last one used of the service's range.
        n: u32,
        /// The number as people read it.
        number: TicketNumber,
        /// What the citizen comes for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        procedure: Option<ProcedureId>,
        /// The reason for the head start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        priority: Option<PriorityId>,
        /// The head start at that moment.
        head_start_minutes: u32,
        /// The citizen's language.
        language: Language,
    },
    /// A kiosk said what came of its print.
    PrintReported {
        /// The ticket.
        ticket: TicketId,
        /// What came of it.
        outcome: PrintOutcome,
    },
    /// A desk called the next person.
    TicketCalled {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
    },
    /// A desk called the same person again.
    TicketRecalled {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
    },
    /// The person came to the desk.
    ServiceStarted {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
    },
    /// The person was served.
    ServiceFinished {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
    },
    /// The person did not come.
    TicketMissed {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
    },
    /// The ticket was forgotten at the turn of the day.
    TicketLapsed {
        /// The ticket.
        ticket: TicketId,
    },
    /// A desk began to take people.
    DeskOpened {
        /// The desk.
        desk: DeskId,
    },
    /// A desk ceased to take people.
    DeskClosed {
        /// The desk.
        desk: DeskId,
    },
}

impl EventKind {
    /// The type as it stands in the log and on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::DayOpened { .. } => "day_opened",
            Self::TicketIssued { .. } => "ticket_issued",
            Self::PrintReported { .. } => "print_reported",
            Self::TicketCalled { .. } => "ticket_called",
            Self::TicketRecalled { .. } => "ticket_recalled",
            Self::ServiceStarted { .. } => "service_started",
            Self::ServiceFinished { .. } => "service_finished",
            Self::TicketMissed { .. } => "ticket_missed",
            Self::TicketLapsed { .. } => "ticket_lapsed",
            Self::DeskOpened { .. } => "desk_opened",
            Self::DeskClosed { .. } => "desk_closed",
        }
    }

    /// The ticket that it happened to.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketIssued { ticket, .. }
            | Self::PrintReported { ticket, .. }
            | Self::TicketCalled { ticket, .. }
            | Self::TicketRecalled { ticket, .. }
            | Self::ServiceStarted { ticket, .. }
            | Self::ServiceFinished { ticket, .. }
            | Self::TicketMissed { ticket, .. }
            | Self::TicketLapsed { ticket } => Some(*ticket),
            Self::DayOpened { .. } | Self::DeskOpened { .. } | Self::DeskClosed { .. } => None,
        }
    }

    /// The desk that it happened at.
    #[must_use]
    pub fn desk(&self) -> Option<&DeskId> {
        match self {
            Self::TicketCalled { desk, .. }
            | Self::TicketRecalled { desk, .. }
            | Self::ServiceStarted { desk, .. }
            | Self::ServiceFinished { desk, .. }
            | Self::TicketMissed { desk, .. }
            | Self::DeskOpened { desk }
            | Self::DeskClosed { desk } => Some(desk),
            _ => None,
        }
    }

    /// Whether the lobby may know of it; the rest is for staff only.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !matches!(self, Self::PrintReported { .. })
    }
}

/// What crosses midnight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Tickets at a desk, whose numbers are not given again on the new date.
    pub tickets: Vec<Ticket>,
    /// Desks, with their figures begun anew.
    pub desks: BTreeMap<DeskId, DeskNow>,
}
