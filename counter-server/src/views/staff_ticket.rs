//! A ticket with everything that staff may know: what reception looks up.

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use shared::catalog::Catalog;
use shared::day::{Channel, Day, Forecast, PrintOutcome, Ticket, TicketState};
use shared::ids::{DeskId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
use shared::protocol::{LegView, WaitRange};
use shared::text::Language;
use utoipa::ToSchema;

use super::desk::legs;
use super::ticket::wait_range;
use super::{local, seconds_since};
use crate::forecasts::estimate;

/// A ticket with everything that staff may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffTicket {
    /// The last event that this view contains.
    pub seq: u64,
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// The queue that was asked for first.
    pub asked_service: ServiceId,
    /// What the citizen comes for.
    pub procedure: Option<ProcedureId>,
    /// Why it has a head start.
    pub priority: Option<PriorityId>,
    /// The head start.
    pub head_start_minutes: u32,
    /// The language of the citizen.
    pub language: Language,
    /// Where the number was asked for.
    pub channel: Channel,
    /// Where it stands.
    pub state: TicketState,
    /// When the number was given.
    pub issued_at: DateTime<FixedOffset>,
    /// The arrival that counts.
    pub arrived_at: DateTime<FixedOffset>,
    /// Seconds waited in the present queue, to the first call or so far.
    pub waiting_seconds: u32,
    /// When it was last called.
    pub called_at: Option<DateTime<FixedOffset>>,
    /// How often it was called again.
    pub recalls: u32,
    /// When service began, or went on.
    pub started_at: Option<DateTime<FixedOffset>>,
    /// Seconds of service in this part of the visit, less holds.
    pub service_seconds: Option<u32>,
    /// When the visit ended.
    pub ended_at: Option<DateTime<FixedOffset>>,
    /// The desk that called it last.
    pub desk: Option<DeskId>,
    /// The only desk that may call it by call-next, when it was sent to one.
    pub wanted_desk: Option<DeskId>,
    /// When a hold ends by itself.
    pub held_until: Option<DateTime<FixedOffset>>,
    /// What came of printing, when the kiosk said.
    pub print: Option<PrintOutcome>,
    /// The kiosk that is to print it again and has not said what came of it.
    pub reprint_device: Option<i64>,
    /// How often it was to be printed again.
    pub reprints: u32,
    /// Services of the visit that follow.
    pub steps: Vec<ServiceId>,
    /// Parts of the visit that are over.
    pub legs: Vec<LegView>,
    /// The start of the slot, when it is an appointment.
    pub appointment_at: Option<DateTime<FixedOffset>>,
    /// The end of the slot.
    pub appointment_until: Option<DateTime<FixedOffset>>,
    /// People called before this one, while it waits.
    pub people_ahead: Option<u32>,
    /// The wait that is left, while it waits.
    pub wait_minutes: Option<WaitRange>,
    /// Whether there is a note.
    pub has_note: bool,
    /// The note; only where it was looked up, which the audit log shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The ticket's page on a phone.
    pub public_url: String,
}

/// A ticket for staff, without its note.
#[must_use]
pub fn staff_ticket(
    day: &Day,
    catalog: &Catalog,
    forecast: &Forecast,
    ticket: &Ticket,
    public_url: String,
    now: DateTime<Utc>,
) -> StaffTicket {
    let estimate = estimate(forecast, ticket);
    let at = |at: DateTime<Utc>| local(at, catalog.center.time_zone);
    let waits = ticket.state == TicketState::Waiting;
    let so_far = if waits { seconds_since(ticket.queued_at(), now) } else { 0 };
    StaffTicket {
        seq: day.seq(),
        id: ticket.id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        asked_service: ticket.home().clone(),
        procedure: ticket.procedure.clone(),
        priority: ticket.priority.clone(),
        head_start_minutes: ticket.head_start_minutes,
        language: ticket.language,
        channel: ticket.channel,
        state: ticket.state,
        issued_at: at(ticket.issued_at),
        arrived_at: at(ticket.arrived_at),
        waiting_seconds: ticket.waiting_seconds().unwrap_or(so_far),
        called_at: ticket.called_at.map(at),
        recalls: ticket.recalls,
        started_at: ticket.started_at.map(at),
        service_seconds: ticket.service_seconds_until(ticket.ended_at.unwrap_or(now)),
        ended_at: ticket.ended_at.map(at),
        desk: ticket.desk.clone(),
        wanted_desk: ticket.wanted_desk.clone(),
        held_until: ticket.held_until.map(at),
        print: ticket.print,
        reprint_device: ticket.reprint,
        reprints: ticket.reprints,
        steps: ticket.steps.clone(),
        legs: legs(ticket),
        appointment_at: ticket.slot.map(|slot| at(slot.starts_at)),
        appointment_until: ticket.slot.map(|slot| at(slot.ends_at)),
        people_ahead: estimate.map(|estimate| estimate.people_ahead),
        wait_minutes: estimate.map(wait_range),
        has_note: ticket.note.is_some(),
        note: None,
        public_url,
    }
}
