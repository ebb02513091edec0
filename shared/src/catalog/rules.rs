//! How the queue behaves where centers differ, and how long personal data is kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::PauseReasonId;
use crate::text::Text;

/// How the queue behaves where centers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct QueueRules {
    /// How often a desk may call the same person again; then no-show is offered, never forced.
    pub recalls_max: u32,
    /// For how many seconds a desk can take back its last command.
    pub undo_seconds: u32,
    /// Whether a desk may call a waiting number out of turn.
    pub desks_call_numbers: bool,
    /// What happens to the arrival when a ticket goes to another queue or desk, or to its next step.
    pub transfer_arrival: ArrivalRule,
    /// Whether those who still wait at midnight keep their place on the next day.
    pub carries_waiting: bool,
    /// Whether a person who showed an ID may wait only once in a field.
    pub one_place_a_field: bool,
    /// How many numbers a person who showed an ID may take on a day; absent means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers_a_person_max: Option<u32>,
    /// For how many days after today appointments are taken.
    pub booking_days_max: u32,
    /// An alarm when a person was called and service has not begun after so many minutes; absent means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_minutes_max: Option<u32>,
    /// An alarm when an open desk stays empty for so many minutes while people wait for it; absent means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_minutes_max: Option<u32>,
}

impl Default for QueueRules {
    fn default() -> Self {
        Self {
            recalls_max: 2,
            undo_seconds: 10,
            desks_call_numbers: true,
            transfer_arrival: ArrivalRule::Kept,
            carries_waiting: false,
            one_place_a_field: true,
            numbers_a_person_max: None,
            booking_days_max: 6,
            called_minutes_max: Some(5),
            idle_minutes_max: Some(5),
        }
    }
}

/// What happens to the arrival of a ticket that goes on to another queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalRule {
    /// The person keeps the place that the first arrival gives.
    Kept,
    /// The person joins the other queue as if coming now.
    Renewed,
}

/// When to raise an alarm about a queue; absent means never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct AlarmLimits {
    /// Somebody waits longer than so many minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_minutes_max: Option<u32>,
    /// More people wait than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_max: Option<u32>,
    /// Serving somebody takes longer than so many minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_minutes_max: Option<u32>,
}

/// A reason of the closed list for which a desk takes nobody for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseReason {
    /// Its code.
    pub id: PauseReasonId,
    /// What people read.
    pub name: Text,
}

/// How long what belongs to persons is kept, in days after the day of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Retention {
    /// Notes of staff about a visit; 0 = until the turn of the day.
    pub note_days: u32,
    /// Rows of the audit log.
    pub audit_days: u32,
    /// Declarations, counted from the end of the visit; 0 = until the turn of that day. One that never came
    /// to a ticket goes with its day.
    pub declaration_days: u32,
}

/// For how many days a declaration is kept unless the center says otherwise: time to mend what a clerk finds.
const DECLARATION_DAYS_USUAL: u32 = 7;

impl Default for Retention {
    fn default() -> Self {
        Self { note_days: 0, audit_days: 730, declaration_days: DECLARATION_DAYS_USUAL }
    }
}
