//! What a desk sends and sees.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ticket::WaitRange;
use crate::day::{DeskState, PrintOutcome, TicketState};
use crate::ids::{CommandId, DeskId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
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
    /// The ticket at the desk.
    pub ticket: Option<DeskTicket>,
    /// People served to the end here today.
    pub served_today: u32,
    /// Mean service time here today, in seconds; `null` before the first.
    pub service_seconds_mean: Option<u32>,
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
    /// How many entries a view lists at most: as many as a person reads.
    pub const ENTRIES_MAX: usize = 50;
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
