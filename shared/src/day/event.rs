//! What happened. Events are the truth of the queue: the log is never edited, and every released shape of
//! an event must fold for ever. They hold codes and ids, never personal data.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::alarm::Alarm;
use super::command::Actor;
use super::desk_now::DeskNow;
use super::lease::{Admitted, Lease, NumberBlock, OfflineNumber};
use super::ticket::{Channel, PrintOutcome, Slot, Ticket};
use crate::ids::{
    CommandId, DeclarationId, DeskId, Digest, JournalId, NoteId, PauseReasonId, PriorityId,
    ProcedureId, ServiceId, TicketId, TicketNumber,
};
use crate::text::Language;

/// Something that happened, with its moment and its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When, by the server's clock, in whole milliseconds.
    pub at: DateTime<Utc>,
    /// Who asked for it.
    pub by: Actor,
    /// The desk command that it followed from, when that had a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
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
        /// Where it was asked for.
        #[serde(default)]
        channel: Channel,
        /// Who it is for, as a hash.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<Digest>,
        /// Further services of the visit.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<ServiceId>,
        /// The appointment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Slot>,
        /// The note to the desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
        /// Set when a kiosk gave the number without the server.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offline: Option<OfflineNumber>,
        /// The form that was filled in for this visit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        declaration: Option<DeclarationId>,
    },
    /// A kiosk got numbers for the time without a server.
    NumbersLeased {
        /// The kiosk.
        device: i64,
        /// Its journal.
        journal: JournalId,
        /// The numbers.
        blocks: Vec<NumberBlock>,
    },
    /// A ticket that reception had taken in by its paper was told by its kiosk as well.
    ArrivalLearned {
        /// The ticket.
        ticket: TicketId,
        /// When its number was taken.
        arrived_at: DateTime<Utc>,
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
    /// A desk called somebody who was set aside or had not come.
    TicketResumed {
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
        /// The next step of the visit, which waits now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<NextStep>,
    },
    /// A desk set the person aside.
    TicketHeld {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
        /// When the hold ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<DateTime<Utc>>,
        /// A note to whoever goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
    },
    /// A hold ended by itself: the ticket waits again at its old place.
    HoldEnded {
        /// The ticket.
        ticket: TicketId,
    },
    /// A desk sent the person on.
    TicketTransferred {
        /// The ticket.
        ticket: TicketId,
        /// The desk that sent it.
        desk: DeskId,
        /// The queue in which it waits now.
        service: ServiceId,
        /// The only desk that may call it by call-next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to_desk: Option<DeskId>,
        /// The arrival that counts there.
        arrived_at: DateTime<Utc>,
        /// A note to the next desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
    },
    /// A desk wrote a note.
    TicketNoted {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
        /// The note.
        note: NoteId,
    },
    /// The ticket was taken back.
    TicketCancelled {
        /// The ticket.
        ticket: TicketId,
    },
    /// The person with the appointment came.
    TicketCheckedIn {
        /// The ticket.
        ticket: TicketId,
        /// The arrival that counts.
        arrived_at: DateTime<Utc>,
    },
    /// Reception put the ticket into another queue.
    TicketCorrected {
        /// The ticket.
        ticket: TicketId,
        /// The queue.
        service: ServiceId,
    },
    /// The ticket is to be printed again.
    ReprintAsked {
        /// The ticket.
        ticket: TicketId,
        /// The kiosk that prints; `None` = whoever asked prints it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<i64>,
    },
    /// The person did not come.
    TicketMissed {
        /// The ticket.
        ticket: TicketId,
        /// The desk.
        desk: DeskId,
    },
    /// The ticket was forgotten at the turn of the day, or the slot of the appointment passed.
    TicketLapsed {
        /// The ticket.
        ticket: TicketId,
    },
    /// A desk began to take people.
    DeskOpened {
        /// The desk.
        desk: DeskId,
    },
    /// A desk takes nobody for a while.
    DeskPaused {
        /// The desk.
        desk: DeskId,
        /// Why.
        reason: PauseReasonId,
    },
    /// A desk ceased to take people. Tickets that waited for it alone wait for any desk of their queue.
    DeskClosed {
        /// The desk.
        desk: DeskId,
    },
    /// A desk took its last command back. Carries what stood before, so that replay restores exactly.
    CommandUndone {
        /// The desk.
        desk: DeskId,
        /// The event type that was taken back.
        undone: String,
        /// The desk as it stood.
        desk_before: DeskNow,
        /// The tickets as they stood.
        tickets_before: Vec<Ticket>,
    },
    /// Something needs a manager's eye.
    AlarmRaised {
        /// What.
        alarm: Alarm,
    },
    /// It does no longer.
    AlarmCleared {
        /// What.
        alarm: Alarm,
    },
    /// Another version of the catalogue holds.
    CatalogChanged {
        /// The version.
        version: i64,
    },
}

impl EventKind {
    /// The type as it stands in the log and on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::DayOpened { .. } => "day_opened",
            Self::TicketIssued { .. } => "ticket_issued",
            Self::NumbersLeased { .. } => "numbers_leased",
            Self::ArrivalLearned { .. } => "arrival_learned",
            Self::PrintReported { .. } => "print_reported",
            Self::TicketCalled { .. } => "ticket_called",
            Self::TicketResumed { .. } => "ticket_resumed",
            Self::TicketRecalled { .. } => "ticket_recalled",
            Self::ServiceStarted { .. } => "service_started",
            Self::ServiceFinished { .. } => "service_finished",
            Self::TicketHeld { .. } => "ticket_held",
            Self::HoldEnded { .. } => "hold_ended",
            Self::TicketTransferred { .. } => "ticket_transferred",
            Self::TicketNoted { .. } => "ticket_noted",
            Self::TicketCancelled { .. } => "ticket_cancelled",
            Self::TicketCheckedIn { .. } => "ticket_checked_in",
            Self::TicketCorrected { .. } => "ticket_corrected",
            Self::ReprintAsked { .. } => "reprint_asked",
            Self::TicketMissed { .. } => "ticket_missed",
            Self::TicketLapsed { .. } => "ticket_lapsed",
            Self::DeskOpened { .. } => "desk_opened",
            Self::DeskPaused { .. } => "desk_paused",
            Self::DeskClosed { .. } => "desk_closed",
            Self::CommandUndone { .. } => "command_undone",
            Self::AlarmRaised { .. } => "alarm_raised",
            Self::AlarmCleared { .. } => "alarm_cleared",
            Self::CatalogChanged { .. } => "catalog_changed",
        }
    }

    /// The ticket that it happened to.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketIssued { ticket, .. }
            | Self::ArrivalLearned { ticket, .. }
            | Self::PrintReported { ticket, .. }
            | Self::TicketCalled { ticket, .. }
            | Self::TicketResumed { ticket, .. }
            | Self::TicketRecalled { ticket, .. }
            | Self::ServiceStarted { ticket, .. }
            | Self::ServiceFinished { ticket, .. }
            | Self::TicketHeld { ticket, .. }
            | Self::HoldEnded { ticket }
            | Self::TicketTransferred { ticket, .. }
            | Self::TicketNoted { ticket, .. }
            | Self::TicketCancelled { ticket }
            | Self::TicketCheckedIn { ticket, .. }
            | Self::TicketCorrected { ticket, .. }
            | Self::ReprintAsked { ticket, .. }
            | Self::TicketMissed { ticket, .. }
            | Self::TicketLapsed { ticket } => Some(*ticket),
            Self::CommandUndone { tickets_before, .. } => {
                tickets_before.first().map(|ticket| ticket.id)
            }
            Self::AlarmRaised { alarm } | Self::AlarmCleared { alarm } => alarm.ticket,
            Self::DayOpened { .. }
            | Self::DeskOpened { .. }
            | Self::DeskPaused { .. }
            | Self::DeskClosed { .. }
            | Self::NumbersLeased { .. }
            | Self::CatalogChanged { .. } => None,
        }
    }

    /// The desk that it happened at.
    #[must_use]
    pub fn desk(&self) -> Option<&DeskId> {
        match self {
            Self::TicketCalled { desk, .. }
            | Self::TicketResumed { desk, .. }
            | Self::TicketRecalled { desk, .. }
            | Self::ServiceStarted { desk, .. }
            | Self::ServiceFinished { desk, .. }
            | Self::TicketHeld { desk, .. }
            | Self::TicketTransferred { desk, .. }
            | Self::TicketNoted { desk, .. }
            | Self::TicketMissed { desk, .. }
            | Self::DeskOpened { desk }
            | Self::DeskPaused { desk, .. }
            | Self::DeskClosed { desk }
            | Self::CommandUndone { desk, .. } => Some(desk),
            Self::AlarmRaised { alarm } | Self::AlarmCleared { alarm } => alarm.desk.as_ref(),
            _ => None,
        }
    }

    /// Whether the lobby may know of it; the rest is for staff only.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !matches!(
            self,
            Self::PrintReported { .. }
                | Self::NumbersLeased { .. }
                | Self::ArrivalLearned { .. }
                | Self::TicketNoted { .. }
                | Self::AlarmRaised { .. }
                | Self::AlarmCleared { .. }
        )
    }

    /// Whether it is a desk's own command, which the desk can take back.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        matches!(
            self,
            Self::TicketCalled { .. }
                | Self::TicketResumed { .. }
                | Self::TicketRecalled { .. }
                | Self::ServiceStarted { .. }
                | Self::ServiceFinished { .. }
                | Self::TicketHeld { .. }
                | Self::TicketTransferred { .. }
                | Self::TicketNoted { .. }
                | Self::TicketMissed { .. }
                | Self::DeskOpened { .. }
                | Self::DeskPaused { .. }
                | Self::DeskClosed { .. }
        )
    }
}

/// The next step of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextStep {
    /// The queue.
    pub service: ServiceId,
    /// The arrival that counts there.
    pub arrived_at: DateTime<Utc>,
}

/// What crosses midnight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Tickets at a desk, those that keep their place, and appointments to come. Their numbers are not
    /// given again on the new date.
    pub tickets: Vec<Ticket>,
    /// Desks, with their figures begun anew.
    pub desks: BTreeMap<DeskId, DeskNow>,
    /// The lowest numbers given to appointments, by date and queue, from the new date on: they run down
    /// from the end of the range, so that they never meet those of walk-ins.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub booked_numbers: BTreeMap<NaiveDate, BTreeMap<ServiceId, u32>>,
    /// Numbers that kiosks got in advance; those of the last days too, for kiosks that come back late.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leases: Vec<Lease>,
    /// Tickets that reception took in by their paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub admitted: Vec<Admitted>,
}
