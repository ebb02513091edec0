//! Numbers that kiosks get in advance, for the time without a server.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{JournalId, ServiceId, TicketId, TicketNumber};

/// Numbers of one queue for one date, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberBlock {
    /// The queue.
    pub service: ServiceId,
    /// The local date on which they may be given.
    pub date: NaiveDate,
    /// What stands before each number.
    pub prefix: String,
    /// Numbers are padded with zeros to at least so many digits.
    pub digits_min: u8,
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

impl NumberBlock {
    /// A number as people read it.
    #[must_use]
    pub fn number(&self, n: u32) -> TicketNumber {
        let width = usize::from(self.digits_min);
        TicketNumber::from(format!("{}{n:0width$}", self.prefix))
    }

    /// The number without its prefix, when it is one of the block.
    #[must_use]
    pub fn find(&self, number: &TicketNumber) -> Option<u32> {
        let n: u32 = number.as_str().strip_prefix(self.prefix.as_str())?.parse().ok()?;
        (self.holds(n) && self.number(n) == *number).then_some(n)
    }

    pub(super) fn holds(&self, n: u32) -> bool {
        (self.first..=self.last).contains(&n)
    }
}

/// Numbers that a kiosk got in advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// The kiosk.
    pub device: i64,
    /// Its journal.
    pub journal: JournalId,
    /// When: nothing was taken before.
    pub leased_at: DateTime<Utc>,
    /// The numbers.
    pub block: NumberBlock,
}

/// A ticket that reception took in by its paper: when its kiosk tells of the number after all, it is this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admitted {
    /// The date for which the number was given in advance.
    pub leased_for: NaiveDate,
    /// The number.
    pub number: TicketNumber,
    /// The ticket.
    pub ticket: TicketId,
}

/// Where a number came from that a kiosk gave without the server, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfflineNumber {
    /// The local date that the ticket belongs to. When that is over the ticket is closed as it comes.
    pub date: NaiveDate,
    /// The date for which the number was given in advance.
    pub leased_for: NaiveDate,
    /// When the number was taken.
    pub arrived_at: DateTime<Utc>,
    /// The place in the order, when another wish of the same person came before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_at: Option<DateTime<Utc>>,
    /// Whether reception took it in by its paper.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub admitted: bool,
    /// A wish of the same person, which makes no ticket any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<TicketId>,
}
