//! Numbers that a kiosk gets in advance for the time without a server, and what it tells of them afterwards.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::day::NumberBlock;
use crate::ids::{JournalId, TicketId, TicketNumber};

/// Part of `PUT /tickets/{id}`: the kiosk gave this number by itself while the server was away. Admission rules
/// do not apply; a ticket whose date is over is closed under its own date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfflineTicket {
    /// The number on the paper, one of those that this kiosk got in advance.
    pub number: TicketNumber,
    /// When it was taken, by the kiosk's clock.
    pub arrived_at: DateTime<FixedOffset>,
    /// Now, by the same clock: the server takes the difference and so corrects the clock. Absent means that the
    /// kiosk's clock is taken as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<FixedOffset>>,
    /// The date for which the number was given in advance; absent means that of `arrived_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leased_for: Option<NaiveDate>,
    /// An earlier wish of the same person that the server perhaps answered without the kiosk hearing of it: its
    /// ticket is taken back, and its arrival counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<TicketId>,
}

/// `POST /kiosk/leases`: tops up the numbers that a kiosk has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaseRequest {
    /// The kiosk's journal. A new journal gets new numbers, because it does not know which were used.
    pub journal: JournalId,
}

/// The answer to `POST /kiosk/leases`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeasedNumbers {
    /// Every number of this journal for today and tomorrow, used ones too.
    pub blocks: Vec<NumberBlock>,
    /// The server's time.
    pub now: DateTime<FixedOffset>,
}

/// `POST /tickets/admit`: takes in the ticket of a kiosk that died, by the number on its paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmitRequest {
    /// The number on the paper; case does not matter.
    pub number: TicketNumber,
    /// The time on the paper, in the center's time zone; absent means that the person counts as coming now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_at: Option<DateTime<FixedOffset>>,
}
