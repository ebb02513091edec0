//! A ticket: a place in a queue, the legs of its visit, and its times.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::queue_key::QueueKey;
use crate::ids::{
    DeclarationId, DeskId, Digest, NoteId, PriorityId, ProcedureId, ServiceId, TicketId,
    TicketNumber,
};
use crate::text::Language;

/// Where a ticket stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// An appointment whose person has not come yet.
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
    /// Forgotten at the turn of the day, or an appointment whose slot has passed.
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

/// Where a ticket was asked for.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At a kiosk.
    #[default]
    Kiosk,
    /// By a member of staff, for somebody at the counter.
    Reception,
}

impl Channel {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Reception => "reception",
        }
    }
}

/// The time of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The local date that its number belongs to.
    pub date: NaiveDate,
    /// Its first moment: the earliest arrival that counts.
    pub starts_at: DateTime<Utc>,
    /// Its end: whoever has not come by then is a walk-in.
    pub ends_at: DateTime<Utc>,
}

/// Why a leg ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegEnd {
    /// Served; the next step waits.
    Finished,
    /// Sent on by a desk.
    Transferred,
    /// The service was wrong and reception changed it.
    Corrected,
}

impl LegEnd {
    /// The name in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Transferred => "transferred",
            Self::Corrected => "corrected",
        }
    }
}

/// A part of a visit that is over: one service at one desk, with its own times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// The queue.
    pub service: ServiceId,
    /// The desk that called last.
    pub desk: Option<DeskId>,
    /// When the ticket joined this queue.
    pub queued_at: DateTime<Utc>,
    /// When it was first called in this leg.
    pub first_called_at: Option<DateTime<Utc>>,
    /// Seconds from the call to the start of service.
    pub way_seconds: Option<u32>,
    /// Seconds of service, less holds.
    pub service_seconds: Option<u32>,
    /// When the leg ended.
    pub ended_at: DateTime<Utc>,
    /// Why.
    pub end: LegEnd,
}

impl Leg {
    /// Seconds from joining the queue to the first call.
    #[must_use]
    pub fn waiting_seconds(&self) -> Option<u32> {
        self.first_called_at.map(|called| seconds_between(self.queued_at, called))
    }
}

/// A place in a queue, with its times. The times are those of the present leg; earlier legs keep theirs.
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
    /// The queue whose range gave the number, when it is another by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<ServiceId>,
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
    /// Where it was asked for.
    #[serde(default)]
    pub channel: Channel,
    /// Who it is for, as a hash under the key of its date, when an ID was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Digest>,
    /// Where it stands.
    pub state: TicketState,
    /// The event that issued it; breaks ties of the order.
    pub issued_seq: u64,
    /// When the number was given.
    pub issued_at: DateTime<Utc>,
    /// The arrival that counts for the order.
    pub arrived_at: DateTime<Utc>,
    /// When it joined its present queue, when that is not the arrival: waits are counted from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued_at: Option<DateTime<Utc>>,
    /// When it was first called in this leg.
    pub first_called_at: Option<DateTime<Utc>>,
    /// When it was last called.
    pub called_at: Option<DateTime<Utc>>,
    /// When service began, or went on after a hold.
    pub started_at: Option<DateTime<Utc>>,
    /// Seconds from the call to the first start of service in this leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_seconds: Option<u32>,
    /// Seconds of service before the last hold of this leg.
    #[serde(default)]
    pub served_seconds: u32,
    /// When it was served to the end, missed, cancelled or lapsed.
    pub ended_at: Option<DateTime<Utc>>,
    /// The desk that called it last.
    pub desk: Option<DeskId>,
    /// The only desk that may call it by call-next, when it was sent to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted_desk: Option<DeskId>,
    /// How often it was called again at that desk.
    pub recalls: u32,
    /// What came of printing, when the kiosk said.
    pub print: Option<PrintOutcome>,
    /// The kiosk that is to print it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reprint: Option<i64>,
    /// How often it was to be printed again.
    #[serde(default)]
    pub reprints: u32,
    /// Services of this visit that follow the present one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ServiceId>,
    /// The services that were asked for after the first, to compare a repeated wish with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_steps: Vec<ServiceId>,
    /// The note that it was asked for with, to compare a repeated wish with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_note: Option<NoteId>,
    /// Parts of the visit that are over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// When a hold ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<DateTime<Utc>>,
    /// When it was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_at: Option<DateTime<Utc>>,
    /// The appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// The local date that the number belongs to, when a kiosk gave it without the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_date: Option<NaiveDate>,
    /// The note to the next desk; its text stands elsewhere, encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
    /// The form that was filled in for this visit; its answers stand elsewhere, encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration: Option<DeclarationId>,
    /// The event of its last call: boards show calls in this order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_seq: Option<u64>,
    /// The last event by which somebody acted on it. Undo compares it.
    #[serde(default)]
    pub touched_seq: u64,
}

impl Ticket {
    /// Its place in the order of the queue.
    #[must_use]
    pub fn key(&self) -> QueueKey {
        QueueKey::new(self.arrived_at, self.head_start_minutes, self.issued_seq, self.id)
    }

    /// The queue whose range gave the number.
    #[must_use]
    pub fn home(&self) -> &ServiceId {
        self.home.as_ref().unwrap_or(&self.service)
    }

    /// The local date that its number belongs to.
    #[must_use]
    pub fn business_date(&self, time_zone: chrono_tz::Tz) -> NaiveDate {
        self.number_date(self.issued_at.with_timezone(&time_zone).date_naive())
    }

    /// The same, when the date on which it came into the log is known.
    #[must_use]
    pub fn number_date(&self, logged_on: NaiveDate) -> NaiveDate {
        self.slot.map(|slot| slot.date).or(self.offline_date).unwrap_or(logged_on)
    }

    /// When it joined its present queue.
    #[must_use]
    pub fn queued_at(&self) -> DateTime<Utc> {
        self.queued_at.unwrap_or(self.arrived_at)
    }

    /// Seconds from joining the present queue to the first call.
    #[must_use]
    pub fn waiting_seconds(&self) -> Option<u32> {
        self.first_called_at.map(|called| seconds_between(self.queued_at(), called))
    }

    /// Seconds from the call to the start of service.
    #[must_use]
    pub fn way_seconds(&self) -> Option<u32> {
        self.way_seconds
    }

    /// Seconds of service up to `at`, less holds; `None` before service began in this leg.
    #[must_use]
    pub fn service_seconds_until(&self, at: DateTime<Utc>) -> Option<u32> {
        self.way_seconds?;
        let running = match (self.state, self.started_at) {
            (TicketState::Serving | TicketState::Done, Some(started)) => {
                seconds_between(started, at)
            }
            _ => 0,
        };
        Some(self.served_seconds.saturating_add(running))
    }

    /// Seconds of service, less holds; only for a ticket served to the end.
    #[must_use]
    pub fn service_seconds(&self) -> Option<u32> {
        if self.state != TicketState::Done {
            return None;
        }
        self.service_seconds_until(self.ended_at?)
    }

    /// Whether the person has ever come: an appointment that nobody checked in is no number given.
    #[must_use]
    pub fn has_come(&self) -> bool {
        self.slot.is_none()
            || self.queued_at.is_some()
            || self.first_called_at.is_some()
            || !self.legs.is_empty()
    }

    /// Whether it stands at a desk.
    #[must_use]
    pub fn is_at_desk(&self) -> bool {
        matches!(self.state, TicketState::Called | TicketState::Serving)
    }

    /// Whether its visit is not over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Ends the present leg and joins another queue.
    pub(crate) fn go_on(
        &mut self,
        service: &ServiceId,
        arrived_at: DateTime<Utc>,
        end: LegEnd,
        at: DateTime<Utc>,
    ) {
        self.legs.push(Leg {
            service: self.service.clone(),
            desk: self.desk.take(),
            queued_at: self.queued_at(),
            first_called_at: self.first_called_at.take(),
            way_seconds: self.way_seconds,
            service_seconds: self.service_seconds_until(at),
            ended_at: at,
            end,
        });
        self.home.get_or_insert_with(|| self.service.clone());
        self.service = service.clone();
        if self.home.as_ref() == Some(service) {
            self.home = None;
        }
        self.state = TicketState::Waiting;
        self.arrived_at = arrived_at;
        self.queued_at = (arrived_at != at).then_some(at);
        self.called_at = None;
        self.call_seq = None;
        self.started_at = None;
        self.way_seconds = None;
        self.served_seconds = 0;
        self.recalls = 0;
        self.wanted_desk = None;
        self.held_at = None;
        self.held_until = None;
    }

    /// Whether a kiosk gave it without the server.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.offline_date.is_some()
    }
}

/// Whole seconds from one moment to a later one; 0 when the clock was set back between them.
pub(crate) fn seconds_between(from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
    u32::try_from((to - from).num_seconds()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::TicketState;

    #[test]
    fn codes_are_the_names_on_the_wire() {
        use TicketState::{
            Booked, Called, Cancelled, Done, Held, Lapsed, NoShow, Serving, Waiting,
        };
        for state in [Booked, Waiting, Called, Serving, Held, Done, NoShow, Cancelled, Lapsed] {
            assert_eq!(serde_json::to_value(state).expect("a name"), state.code());
        }
    }
}
