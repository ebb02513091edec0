//! Why the day says no. Each kind has a stable code and a sentence for people, made at the server's edge.

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::{DeskId, TicketId, TicketNumber};

/// Why a command changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The catalogue has no such service.
    #[error("no such service")]
    UnknownService,
    /// The catalogue has no such procedure, it belongs to another service, or is not offered today.
    #[error("no such procedure in this service")]
    UnknownProcedure,
    /// The catalogue has no such priority class.
    #[error("no such priority class")]
    UnknownPriority,
    /// The catalogue has no such reason for a pause.
    #[error("no such reason for a pause")]
    UnknownReason,
    /// The day has no such ticket.
    #[error("no such ticket today")]
    UnknownTicket,
    /// The catalogue has no such desk.
    #[error("no such desk")]
    UnknownDesk,
    /// The ticket's id was used before for another wish.
    #[error("this ticket id was used with another wish")]
    DifferentBody,
    /// A visit with more steps than anyone walks.
    #[error("too many steps for one visit")]
    TooManySteps,
    /// The center gives no tickets at this hour.
    #[error("the center is closed")]
    CenterClosed {
        /// When it opens next.
        opens_at: Option<DateTime<Utc>>,
    },
    /// The queue gives no tickets at this hour, or at the hour of the appointment.
    #[error("the service is closed")]
    ServiceClosed {
        /// When it opens next.
        opens_at: Option<DateTime<Utc>>,
    },
    /// Kiosks and phones have given the queue's numbers of the day.
    #[error("the quota of {quota} is reached")]
    QuotaReached {
        /// The quota.
        quota: u32,
    },
    /// Those who wait fill the working time that is left today.
    #[error("those who wait fill the rest of the day")]
    CapacityReached,
    /// The person waits in this field already.
    #[error("the person has the number {number} in this field")]
    AlreadyWaiting {
        /// The number that the person has.
        number: TicketNumber,
    },
    /// The person has taken as many numbers as one may on a day.
    #[error("the person has taken {most} numbers on this day")]
    PersonLimit {
        /// The most.
        most: u32,
    },
    /// Every number of the service's range was given today.
    #[error("the numbers of the day are used up")]
    NumbersUsedUp,
    /// No kiosk was given this number for the time without a server, or another ticket bears it.
    #[error("the number {number} was not given in advance")]
    NotLeased {
        /// The number.
        number: TicketNumber,
    },
    /// An appointment in the past, of no length, or too far ahead.
    #[error("no such slot for an appointment")]
    WrongSlot {
        /// The last date for which appointments are taken.
        last: NaiveDate,
    },
    /// The appointment is on another date.
    #[error("the appointment is on {date}")]
    OtherDate {
        /// Its date.
        date: NaiveDate,
    },
    /// The verb does not fit what stands at the desk.
    #[error("the verb does not fit the state of desk {desk}")]
    WrongState {
        /// The desk.
        desk: DeskId,
    },
    /// What is asked does not fit where the ticket stands.
    #[error("ticket {ticket} is in another state")]
    WrongTicketState {
        /// The ticket.
        ticket: TicketId,
    },
    /// Another ticket than the sender believes stands at the desk, or somebody else acted on it.
    #[error("somebody else acted at desk {desk}")]
    SomeoneElseActed {
        /// The desk.
        desk: DeskId,
    },
    /// A ticket is still at the desk.
    #[error("desk {desk} still has a ticket")]
    DeskBusy {
        /// The desk.
        desk: DeskId,
        /// The ticket.
        ticket: TicketId,
    },
    /// The desk is not open.
    #[error("desk {desk} is not open")]
    DeskClosed {
        /// The desk.
        desk: DeskId,
    },
    /// The desk to which a ticket was to be sent takes nobody, or is the sender itself.
    #[error("desk {target} takes nobody")]
    TargetClosed {
        /// The desk that sends.
        desk: DeskId,
        /// The desk that takes nobody.
        target: DeskId,
    },
    /// Nobody waits whom this desk may serve.
    #[error("nobody waits for desk {desk}")]
    NobodyWaits {
        /// The desk.
        desk: DeskId,
    },
    /// The center does not let desks call numbers out of turn, or the desk does not serve this queue.
    #[error("desk {desk} may not call this number")]
    NotAllowed {
        /// The desk.
        desk: DeskId,
    },
    /// The person was called again as often as the center allows; no-show is offered.
    #[error("desk {desk} has called often enough")]
    RecallsUsedUp {
        /// The desk.
        desk: DeskId,
    },
    /// A hold of no minutes, or longer than a working day.
    #[error("a hold lasts from one minute to eight hours")]
    WrongHold {
        /// The desk.
        desk: DeskId,
    },
    /// The desk has no command that it could still take back.
    #[error("it is too late for desk {desk} to undo")]
    TooLateToUndo {
        /// The desk.
        desk: DeskId,
    },
}
