//! What a desk sends and sees.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::declaration::DeclarationSummary;
use super::ticket::WaitRange;
use crate::day::{Channel, DeskState, PrintOutcome, TicketState};
use crate::ids::{
    CommandId, DeskId, PauseReasonId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber,
};
use crate::text::Language;

/// `POST /session`: signs a member of staff in, at a desk or at none.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// The name to sign in with.
    pub name: String,
    /// The password.
    pub password: String,
    /// The desk to act for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskId>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// The name signed in with.
    pub name: String,
    /// `staff`, `reception`, `manager` or `admin`.
    pub role: String,
    /// The desk acted for.
    pub desk: Option<DeskId>,
}

/// The body of every desk command; may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskCommandRequest {
    /// The ticket that the sender believes to be at the desk; another one there refuses the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Names this sending: the same id again gets the first answer and does nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// `POST /desks/{desk}/pause`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseRequest {
    /// A code of the center's closed list of reasons.
    pub reason: PauseReasonId,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// `POST /desks/{desk}/call` and `…/resume`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberRequest {
    /// The number as people read it; case does not matter.
    pub number: TicketNumber,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// `POST /desks/{desk}/hold`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest {
    /// After so many minutes the ticket waits again at its old place; absent = until resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// A note to whoever goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// `POST /desks/{desk}/transfer`: names a service, a desk, or the way back; exactly one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRequest {
    /// To a queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// To one desk, which alone may call it while it takes people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskId>,
    /// To where it came from.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// A note to the next desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// `POST /desks/{desk}/note`: writes a note on the ticket at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// The text, at most [`super::NOTE_CHARACTERS_MAX`] characters.
    pub note: String,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// `POST /desks/{desk}/undo`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoRequest {
    /// The `command_id` of the command to take back; absent = the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// As in [`DeskCommandRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<CommandId>,
}

/// A desk as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskView {
    /// The last event that this view contains.
    pub seq: u64,
    /// Its code.
    pub id: DeskId,
    /// What stands on its sign.
    pub name: String,
    /// The queues that it serves.
    pub services: Vec<ServiceId>,
    /// Whether it takes people.
    pub state: DeskState,
    /// Why it pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_reason: Option<PauseReasonId>,
    /// The ticket at the desk.
    pub ticket: Option<DeskTicket>,
    /// How many wait whom this desk may serve.
    #[serde(default)]
    pub waiting: u32,
    /// Whom call-next would call, and why.
    #[serde(default)]
    pub next: Option<NextTicket>,
    /// Tickets that are set aside, by this desk or in a queue that it serves, in the order of issue; at most
    /// [`DeskView::HELD_MAX`].
    #[serde(default)]
    pub held: Vec<HeldTicket>,
    /// What the desk can still take back.
    #[serde(default)]
    pub undo: Option<UndoOffer>,
    /// People served to the end here today.
    pub served_today: u32,
    /// Mean service time here today, in seconds; `null` before the first.
    pub service_seconds_mean: Option<u32>,
}

impl DeskView {
    /// How many tickets that are set aside a view lists at most.
    pub const HELD_MAX: usize = 50;
}

/// The ticket at a desk, with what staff may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// What the citizen comes for.
    pub procedure: Option<ProcedureId>,
    /// Why it had a head start.
    pub priority: Option<PriorityId>,
    /// The language of the citizen.
    pub language: Language,
    /// Where it stands.
    pub state: TicketState,
    /// When it joined the queue.
    pub arrived_at: DateTime<FixedOffset>,
    /// Seconds from arrival to the first call.
    pub waiting_seconds: u32,
    /// When it was last called.
    pub called_at: DateTime<FixedOffset>,
    /// When service began.
    pub started_at: Option<DateTime<FixedOffset>>,
    /// How often it was called again.
    pub recalls: u32,
    /// How often it may still be called again; then no-show is offered.
    #[serde(default)]
    pub recalls_left: u32,
    /// The head start of its priority class.
    #[serde(default)]
    pub head_start_minutes: u32,
    /// Seconds of service before this moment's start, when it was held.
    #[serde(default)]
    pub served_seconds: u32,
    /// Services of the visit that follow.
    #[serde(default)]
    pub steps: Vec<ServiceId>,
    /// Parts of the visit that are over.
    #[serde(default)]
    pub legs: Vec<LegView>,
    /// Where the number was asked for.
    #[serde(default)]
    pub channel: Channel,
    /// When it had an appointment: the start of the slot.
    #[serde(default)]
    pub appointment_at: Option<DateTime<FixedOffset>>,
    /// Whether there is a note.
    #[serde(default)]
    pub has_note: bool,
    /// The note; only where it was looked up, which the audit log shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The form that the citizen filled in; only where somebody who may open it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration: Option<DeclarationSummary>,
}

/// A part of a visit that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LegView {
    /// The queue.
    pub service: ServiceId,
    /// The desk that served.
    pub desk: Option<DeskId>,
    /// Seconds waited.
    pub waiting_seconds: Option<u32>,
    /// Seconds of service.
    pub service_seconds: Option<u32>,
}

/// Whom a desk would call, and why: the line of the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// The arrival that counts.
    pub arrived_at: DateTime<FixedOffset>,
    /// Why it has a head start.
    pub priority: Option<PriorityId>,
    /// The head start.
    pub head_start_minutes: u32,
    /// By how many minutes its queue stands back at this desk.
    pub delay_minutes: u32,
    /// Whether it was sent to this very desk.
    pub sent_here: bool,
    /// Whether it comes back from a hold.
    pub was_called: bool,
    /// When it had an appointment: the start of the slot.
    pub appointment_at: Option<DateTime<FixedOffset>>,
}

/// A ticket that is set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// The desk that set it aside.
    pub desk: Option<DeskId>,
    /// Since when.
    pub held_at: Option<DateTime<FixedOffset>>,
    /// When it waits again by itself; `null` = when somebody resumes it.
    pub held_until: Option<DateTime<FixedOffset>>,
    /// Whether there is a note.
    pub has_note: bool,
}

/// What a desk can still take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndoOffer {
    /// The event that would be taken back, such as `ticket_called`.
    pub undone: String,
    /// Until when.
    pub until: DateTime<FixedOffset>,
}

/// `GET /queue`: everyone who waits, and every desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueView {
    /// The last event that this view contains.
    pub seq: u64,
    /// The server's time.
    pub now: DateTime<FixedOffset>,
    /// Queues in the order of the catalogue.
    pub services: Vec<ServiceQueue>,
    /// Desks in the order of the catalogue.
    pub desks: Vec<HeadlineDesk>,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceQueue {
    /// The service.
    pub service: ServiceId,
    /// How many wait.
    pub waiting: u32,
    /// The first of them in the order in which they are called, at most [`ServiceQueue::ENTRIES_MAX`].
    pub entries: Vec<QueueEntry>,
}

impl ServiceQueue {
    /// How many entries a view lists at most: twice the people of a busy branch's day would be in one queue.
    pub const ENTRIES_MAX: usize = 2_000;
}

/// One person who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueEntry {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// What the citizen comes for.
    pub procedure: Option<ProcedureId>,
    /// Why it has a head start.
    pub priority: Option<PriorityId>,
    /// When it joined the queue.
    pub arrived_at: DateTime<FixedOffset>,
    /// Seconds waited so far.
    pub waiting_seconds: u32,
    /// What came of printing, when the kiosk said.
    pub print: Option<PrintOutcome>,
    /// The wait that is left.
    pub wait_minutes: Option<WaitRange>,
    /// The only desk that may call it by call-next, when it was sent to one.
    #[serde(default)]
    pub wanted_desk: Option<DeskId>,
    /// Whether it was called before in this leg and comes back from a hold.
    #[serde(default)]
    pub was_called: bool,
    /// Where the number was asked for.
    #[serde(default)]
    pub channel: Channel,
    /// Whether there is a note.
    #[serde(default)]
    pub has_note: bool,
}

/// Another desk in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeadlineDesk {
    /// Its code.
    pub id: DeskId,
    /// What stands on its sign.
    pub name: String,
    /// Whether it takes people.
    pub state: DeskState,
    /// The number at the desk.
    pub number: Option<TicketNumber>,
    /// Where that ticket stands.
    pub ticket_state: Option<TicketState>,
}
