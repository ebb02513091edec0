//! What a manager sees at a glance.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::HeadlineDesk;
use crate::day::{AlarmKind, PrintOutcome};
use crate::ids::{DeskId, ServiceId, TicketId, TicketNumber};
use crate::text::Text;

/// `GET /manager/now`: how the center does at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ManagerNow {
    /// The last event that this view contains.
    pub seq: u64,
    /// The server's time.
    pub now: DateTime<FixedOffset>,
    /// The local date that counts run over.
    pub business_date: NaiveDate,
    /// Numbers given today.
    pub issued_today: u32,
    /// People served to the end today.
    pub served_today: u32,
    /// People who did not come when called today.
    pub missed_today: u32,
    /// People waiting now.
    pub waiting: u32,
    /// The longest wait of those who wait now, in seconds.
    pub longest_wait_seconds: u32,
    /// Mean wait of those called today, in seconds; `null` before the first call.
    pub wait_seconds_mean: Option<u32>,
    /// Services in the order of the catalogue.
    pub services: Vec<ServiceNow>,
    /// Desks in the order of the catalogue.
    pub desks: Vec<HeadlineDesk>,
    /// Tickets whose paper did not come, or may not have come, while they wait; newest first.
    pub unprinted: Vec<UnprintedTicket>,
    /// What needs a manager's eye, the longest first.
    #[serde(default)]
    pub alarms: Vec<AlarmNow>,
}

/// An alarm that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlarmNow {
    /// What is the matter.
    pub kind: AlarmKind,
    /// The queue.
    pub service: Option<ServiceId>,
    /// The desk.
    pub desk: Option<DeskId>,
    /// The number at the desk.
    pub number: Option<TicketNumber>,
    /// When it was raised.
    pub since: DateTime<FixedOffset>,
}

/// One service at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceNow {
    /// The service.
    pub service: ServiceId,
    /// Its name.
    pub name: Text,
    /// People waiting.
    pub waiting: u32,
    /// The longest wait of those who wait now, in seconds.
    pub longest_wait_seconds: u32,
    /// The number that has waited longest.
    pub longest_wait_number: Option<TicketNumber>,
    /// People served to the end today.
    pub served_today: u32,
    /// Mean wait of those called today, in seconds.
    pub wait_seconds_mean: Option<u32>,
    /// Open desks that serve it.
    pub desks_open: u32,
}

/// A ticket that its holder may not have on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnprintedTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// When the number was given.
    pub issued_at: DateTime<FixedOffset>,
    /// What the kiosk said.
    pub outcome: PrintOutcome,
    /// The kiosk that issued it, by its name.
    pub device: Option<String>,
}
