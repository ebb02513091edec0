//! What the day knows at one moment. Built of persistent maps, so that a copy costs nothing and serves as
//! snapshot for readers and as the way back for the writer.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use imbl::{HashMap, OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::order::QueueKey;
use crate::catalog::Catalog;
use crate::ids::{DeskId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
use crate::text::Language;

/// How many calls a day keeps for boards.
pub const CALLS_KEPT: usize = 40;

/// Where a ticket stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// An appointment that has not come yet.
    Booked,
    /// In a queue.
    Waiting,
    /// Called to a desk, on the way.
    Called,
    /// At a desk.
    Serving,
    /// Set aside by a desk.
    Held,
    /// Served to the end.
    Done,
    /// Did not come.
    NoShow,
    /// Taken back by its holder or at reception.
    Cancelled,
    /// Forgotten at the turn of the day.
    Lapsed,
}

impl TicketState {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Waiting => "waiting",
            Self::Called => "called",
            Self::Serving => "serving",
            Self::Held => "held",
            Self::Done => "done",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
            Self::Lapsed => "lapsed",
        }
    }
}

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

/// What came of a print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintOutcome {
    /// The paper came.
    Printed,
    /// No paper came.
    Failed,
    /// Nobody can tell: the link broke, or the kiosk stopped in the middle.
    Unknown,
}

/// A place in a queue, with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The number as people read it.
    pub number: TicketNumber,
    /// The number without its prefix.
    pub n: u32,
    /// Its queue.
    pub service: ServiceId,
    /// What the citizen comes for.
    pub procedure: Option<ProcedureId>,
    /// The reason for the head start.
    pub priority: Option<PriorityId>,
    /// The head start.
    pub head_start_minutes: u32,
    /// The citizen's language.
    pub language: Language,
    /// The kiosk that asked for it.
    pub device: Option<i64>,
    /// Where it stands.
    pub state: TicketState,
    /// The event that issued it; breaks ties of the order.
    pub issued_seq: u64,
    /// When the number was given.
    pub issued_at: DateTime<Utc>,
    /// When it joined the queue.
    pub arrived_at: DateTime<Utc>,
    /// When it was first called.
    pub first_called_at: Option<DateTime<Utc>>,
    /// When it was last called.
    pub called_at: Option<DateTime<Utc>>,
    /// When service began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was served to the end, missed or lapsed.
    pub ended_at: Option<DateTime<Utc>>,
    /// The desk that called it last.
    pub desk: Option<DeskId>,
    /// How often it was called again at that desk.
    pub recalls: u32,
    /// What came of printing, when the kiosk said.
    pub print: Option<PrintOutcome>,
}

impl Ticket {
    /// Its place in the order of the queue.
    #[must_use]
    pub fn key(&self) -> QueueKey {
        QueueKey::new(self.arrived_at, self.head_start_minutes, self.issued_seq, self.id)
    }

    /// Seconds from arrival to the first call.
    #[must_use]
    pub fn waiting_seconds(&self) -> Option<u32> {
        self.first_called_at.map(|called| seconds_between(self.arrived_at, called))
    }

    /// Seconds from the last call to the start of service.
    #[must_use]
    pub fn way_seconds(&self) -> Option<u32> {
        Some(seconds_between(self.called_at?, self.started_at?))
    }

    /// Seconds from the start of service to its end; only for a ticket served to the end.
    #[must_use]
    pub fn service_seconds(&self) -> Option<u32> {
        if self.state != TicketState::Done {
            return None;
        }
        Some(seconds_between(self.started_at?, self.ended_at?))
    }

    /// Whether it stands at a desk.
    #[must_use]
    pub fn is_at_desk(&self) -> bool {
        matches!(self.state, TicketState::Called | TicketState::Serving)
    }
}

/// Whole seconds from one moment to a later one; 0 when the clock was set back between them.
pub(crate) fn seconds_between(from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
    u32::try_from((to - from).num_seconds()).unwrap_or(0)
}

/// A desk at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskNow {
    /// Whether it takes people.
    pub state: DeskState,
    /// The ticket at the desk.
    pub ticket: Option<TicketId>,
    /// People served to the end here today.
    pub served: u32,
    /// Their service times added up, in seconds.
    pub service_seconds_sum: u64,
}

/// A call as boards show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// The ticket.
    pub ticket: TicketId,
    /// The desk.
    pub desk: DeskId,
    /// When it was last called.
    pub called_at: DateTime<Utc>,
}

/// Counts of one service on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceCount {
    /// Numbers given.
    pub issued: u32,
    /// People called at least once.
    pub called: u32,
    /// Their waits added up, in seconds.
    pub wait_seconds_sum: u64,
    /// People served to the end.
    pub served: u32,
    /// People who did not come.
    pub missed: u32,
}

/// The whole business day of one center.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    pub(crate) business_date: Option<NaiveDate>,
    pub(crate) seq: u64,
    pub(crate) last_at: Option<DateTime<Utc>>,
    pub(crate) tickets: HashMap<TicketId, Arc<Ticket>>,
    pub(crate) queues: HashMap<ServiceId, OrdSet<QueueKey>>,
    /// The last number given by service; numbers that crossed midnight are skipped.
    pub(crate) last_numbers: HashMap<ServiceId, u32>,
    pub(crate) carried_numbers: OrdSet<(ServiceId, u32)>,
    pub(crate) desks: OrdMap<DeskId, DeskNow>,
    /// Newest first.
    pub(crate) calls: Vector<CallRecord>,
    pub(crate) counts: HashMap<ServiceId, ServiceCount>,
    /// Waiting tickets that may have no paper, newest last.
    pub(crate) unprinted: OrdSet<(u64, TicketId)>,
}

impl Day {
    /// A center before its first event.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The local date that the day belongs to; `None` before the first event.
    #[must_use]
    pub fn business_date(&self) -> Option<NaiveDate> {
        self.business_date
    }

    /// The last event applied; 0 before the first.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The moment of the last event.
    #[must_use]
    pub fn last_at(&self) -> Option<DateTime<Utc>> {
        self.last_at
    }

    /// A ticket of the day.
    #[must_use]
    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.get(&id).map(AsRef::as_ref)
    }

    /// Every ticket of the day, in no order.
    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.values().map(AsRef::as_ref)
    }

    /// A desk; a desk that never did anything is closed and empty.
    #[must_use]
    pub fn desk(&self, id: &DeskId) -> DeskNow {
        self.desks.get(id).cloned().unwrap_or_default()
    }

    /// The desks that serve a service and take people now.
    pub fn desks_open(
        &self,
        catalog: &Catalog,
        service: &ServiceId,
    ) -> impl Iterator<Item = DeskNow> {
        catalog
            .desks
            .iter()
            .filter(|desk| desk.services.contains(service))
            .map(|desk| self.desk(&desk.id))
            .filter(|desk| desk.state == DeskState::Open)
    }

    /// Every desk that ever did anything.
    pub fn desks(&self) -> impl Iterator<Item = (&DeskId, &DeskNow)> {
        self.desks.iter()
    }

    /// The tickets that wait for a service, in the order in which they are called.
    pub fn queue(&self, service: &ServiceId) -> impl Iterator<Item = &Ticket> {
        self.queues
            .get(service)
            .into_iter()
            .flat_map(OrdSet::iter)
            .filter_map(|key| self.ticket(key.ticket()))
    }

    /// How many wait for a service.
    #[must_use]
    pub fn waiting(&self, service: &ServiceId) -> u32 {
        let length = self.queues.get(service).map_or(0, OrdSet::len);
        u32::try_from(length).unwrap_or(u32::MAX)
    }

    /// The calls of the day, newest first, at most [`CALLS_KEPT`].
    pub fn calls(&self) -> impl Iterator<Item = &CallRecord> {
        self.calls.iter()
    }

    /// Counts of a service.
    #[must_use]
    pub fn count(&self, service: &ServiceId) -> ServiceCount {
        self.counts.get(service).copied().unwrap_or_default()
    }

    /// Tickets that wait and may have no paper, newest first.
    pub fn unprinted(&self) -> impl Iterator<Item = &Ticket> {
        self.unprinted.iter().rev().filter_map(|(_, id)| self.ticket(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::{DeskState, TicketState};

    #[test]
    fn codes_are_the_names_on_the_wire() {
        use TicketState::{
            Booked, Called, Cancelled, Done, Held, Lapsed, NoShow, Serving, Waiting,
        };
        for state in [Booked, Waiting, Called, Serving, Held, Done, NoShow, Cancelled, Lapsed] {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.code());
        }
        for state in [DeskState::Open, DeskState::Paused, DeskState::Closed] {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.code());
        }
    }
}
