//! What needs a manager's eye.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{DeskId, ServiceId, TicketId};

/// What is the matter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Somebody waits longer than the limit of the queue.
    WaitOverLimit,
    /// More people wait than the limit of the queue.
    LineOverLimit,
    /// Serving somebody takes longer than the limit of the queue.
    ServiceOverLimit,
    /// A desk takes people, is empty, and somebody waits whom it may serve.
    DeskIdle,
    /// Somebody was called and service has not begun.
    CalledNotStarted,
}

/// Something that needs a manager's eye.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// What is the matter.
    pub kind: AlarmKind,
    /// The queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskId>,
    /// The ticket at the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
}
