//! A desk, as the day knows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{PauseReasonId, TicketId};

/// Whether a desk takes people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeskState {
    /// Takes people.
    Open,
    /// Takes nobody for a while.
    Paused,
    /// Takes nobody.
    #[default]
    Closed,
}

impl DeskState {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}

/// A desk at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskNow {
    /// Whether it takes people.
    pub state: DeskState,
    /// Why it pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_reason: Option<PauseReasonId>,
    /// The last change of its state or ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// The ticket at the desk.
    pub ticket: Option<TicketId>,
    /// People served to the end here today.
    pub served: u32,
    /// Their service times added up, in seconds.
    pub service_seconds_sum: u64,
}
