//! News: what travels on `GET /events`.
//!
//! Each event carries the resulting state, so that a client replaces what it shows and never computes;
//! an unknown type is handled alike.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::day::{Alarm, DeskState, TicketState};
use crate::ids::{DeskId, ServiceId, TicketId, TicketNumber};

/// The `data` of an event; its type stands on the `event:` line and its sequence on the `id:` line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LiveEvent {
    /// Place in the order of everything that happened.
    pub seq: u64,
    /// What happened, in the past tense, such as `ticket_called`.
    pub r#type: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The ticket that it happened to, as it stands now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<PublicTicket>,
    /// The desk that it happened at, as it stands now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<PublicDesk>,
    /// The queue that it changed, as it stands now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<ServiceWaiting>,
    /// What needs a manager's eye, or does no longer; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm: Option<Alarm>,
}

/// A ticket as everyone in the lobby may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// The desk that called it.
    pub desk: Option<DeskId>,
    /// Where it stands.
    pub state: TicketState,
    /// When it was last called.
    pub called_at: Option<DateTime<FixedOffset>>,
    /// How often it was called at the desk.
    pub times: u32,
}

/// A desk as everyone in the lobby may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicDesk {
    /// Its code.
    pub id: DeskId,
    /// Whether it takes people.
    pub state: DeskState,
    /// The ticket at the desk.
    pub ticket: Option<TicketId>,
}

/// How many people wait for one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceWaiting {
    /// The service.
    pub service: ServiceId,
    /// How many wait.
    pub count: u32,
}

/// The `data` of a `heartbeat`, sent every ten seconds, and of a `resync`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heartbeat {
    /// The last event that happened, whether or not this audience sees it.
    pub seq: u64,
    /// The server's time.
    pub now: DateTime<FixedOffset>,
}
