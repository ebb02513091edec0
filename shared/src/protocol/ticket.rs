//! Tickets and the catalogue as a kiosk and a ticket's holder see them.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::offline::OfflineTicket;
use super::understood::understood;
use crate::catalog::{
    Catalog, Center, Desk, Holiday, Icon, Lobby, OpeningHours, PriorityClass, Procedure, Service,
    Tip, Zone,
};
use crate::day::{PrintOutcome, TicketState};
use crate::form::FormSummary;
use crate::ids::{DeclarationId, PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
use crate::text::{Language, Text};

/// `PUT /tickets/{id}`: gives a number. Sending it again with the same id is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueTicketRequest {
    /// The queue.
    pub service: ServiceId,
    /// What the citizen comes for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<ProcedureId>,
    /// The reason for a head start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<PriorityId>,
    /// The language of the citizen's screen and ticket.
    pub language: Language,
    /// Further services of the same visit, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ServiceId>,
    /// The personal ID of whoever the ticket is for. Kept only as a hash whose key is thrown away at the
    /// turn of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// An appointment instead of a place in the queue now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<AppointmentRequest>,
    /// A note to the desk, at most [`NOTE_CHARACTERS_MAX`] characters; kept encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Set when a kiosk gave the number by itself while the server was away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline: Option<OfflineTicket>,
    /// The declaration that was sent for this visit; it belongs to this ticket from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration: Option<DeclarationId>,
}

impl IssueTicketRequest {
    /// A walk-in who wants one service and tells nothing else.
    #[must_use]
    pub fn walk_in(service: ServiceId, language: Language) -> Self {
        Self {
            service,
            procedure: None,
            priority: None,
            language,
            steps: Vec::new(),
            person_id: None,
            appointment: None,
            note: None,
            offline: None,
            declaration: None,
        }
    }
}

/// The most characters of a note: as many as a desk reads at a glance.
pub const NOTE_CHARACTERS_MAX: usize = 500;

/// When somebody wants to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentRequest {
    /// The start of the slot.
    pub at: DateTime<FixedOffset>,
    /// Its length in minutes; absent means 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// The answer to `PUT /tickets/{id}`; the estimate is of the moment of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuedTicket {
    /// The id that was asked with.
    pub id: TicketId,
    /// The number as people read it.
    pub number: TicketNumber,
    /// The queue.
    pub service: ServiceId,
    /// Where the ticket stands.
    pub state: TicketState,
    /// When the number was given.
    pub issued_at: DateTime<FixedOffset>,
    /// The local date that the number belongs to.
    pub business_date: NaiveDate,
    /// How many people are called before this one.
    pub people_ahead: u32,
    /// How long it may take to the call; `null` when the ticket no longer waits.
    pub wait_minutes: Option<WaitRange>,
    /// The ticket's page on a phone.
    pub public_url: String,
}

/// A wait in minutes, never one figure with false precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitRange {
    /// What is to be expected.
    pub likely: u32,
    /// What is seldom exceeded; never less than `likely`.
    pub cautious: u32,
}

/// `POST /tickets/{id}/print`: what came of printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintReport {
    /// What came of it.
    pub outcome: PrintOutcome,
}

/// `GET /print-jobs`: what the kiosk that asks is to print again. A job stands here until the kiosk reports
/// the ticket's print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrintJobs {
    /// In the order of issue.
    pub jobs: Vec<PrintJob>,
}

/// A ticket that a kiosk is to print again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrintJob {
    /// The ticket, with the estimate of this moment.
    pub ticket: IssuedTicket,
    /// The language of the paper.
    pub language: Language,
    /// The reason for a head start.
    pub priority: Option<PriorityId>,
    /// 1 for the first time that it was sent to a kiosk, and so on.
    pub copy: u32,
    /// Whether a paper may be about already, so that this one is marked.
    pub again: bool,
}

/// `GET /public/tickets/{token}`: the ticket for whoever holds it; nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderView {
    /// The last event that this view contains.
    pub seq: u64,
    /// The number as people read it.
    pub number: TicketNumber,
    /// The queue.
    pub service: ServiceId,
    /// The queue's name.
    pub service_name: Text,
    /// Where the ticket stands.
    pub state: TicketState,
    /// People called before this one, while it waits.
    pub people_ahead: Option<u32>,
    /// The wait that is left, while it waits.
    pub wait_minutes: Option<WaitRange>,
    /// The sign of the desk that called it.
    pub desk: Option<String>,
    /// When the number was given.
    pub issued_at: DateTime<FixedOffset>,
    /// When it was last called.
    pub called_at: Option<DateTime<FixedOffset>>,
    /// When its appointment begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment_at: Option<DateTime<FixedOffset>>,
}

/// `GET /catalog`: what a kiosk and a board show. A program older than its server leaves out what it does not
/// understand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogView {
    /// Names of the center.
    pub center: Center,
    /// Queues.
    #[serde(deserialize_with = "understood")]
    pub services: Vec<ServiceView>,
    /// What citizens come for.
    #[serde(deserialize_with = "understood")]
    pub procedures: Vec<Procedure>,
    /// Desks.
    pub desks: Vec<Desk>,
    /// Reasons for a head start.
    #[serde(deserialize_with = "understood")]
    pub priorities: Vec<PriorityClass>,
    /// Forms that can be filled in today; `GET /forms` has them whole.
    #[serde(deserialize_with = "understood")]
    pub forms: Vec<FormSummary>,
    /// What boards show to people who wait.
    #[serde(deserialize_with = "understood")]
    pub tips: Vec<Tip>,
    /// How the lobby sounds, and what takes all its boards.
    #[serde(default)]
    pub lobby: Lobby,
    /// When tickets are given.
    pub hours: Vec<OpeningHours>,
    /// Days on which the center is closed all day.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Where phones reach the server's pages, without a slash at the end; empty when it is not known.
    #[serde(default)]
    pub public_address: String,
    /// Lists of desks for boards.
    pub zones: Vec<Zone>,
}

impl CatalogView {
    /// The view of a catalogue. `open`: whether tickets are given now.
    #[must_use]
    pub fn new(catalog: &Catalog, open: bool) -> Self {
        Self {
            center: catalog.center.clone(),
            services: catalog.services.iter().map(|entry| ServiceView::new(entry, open)).collect(),
            procedures: catalog.procedures.clone(),
            desks: catalog.desks.clone(),
            priorities: catalog.priorities.clone(),
            forms: Vec::new(),
            tips: catalog.tips.clone(),
            lobby: catalog.lobby.clone(),
            hours: catalog.hours.clone(),
            holidays: catalog.holidays.clone(),
            public_address: String::new(),
            zones: catalog.zones.clone(),
        }
    }
}

/// A queue as a kiosk shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceView {
    /// Its code.
    pub id: ServiceId,
    /// What people read.
    pub name: Text,
    /// One line under the name.
    pub description: Text,
    /// What stands before the number.
    pub prefix: String,
    /// Its picture.
    pub icon: Icon,
    /// Whether tickets are given now.
    pub open: bool,
}

impl ServiceView {
    /// The view of a service.
    #[must_use]
    pub fn new(service: &Service, open: bool) -> Self {
        Self {
            id: service.id.clone(),
            name: service.name.clone(),
            description: service.description.clone(),
            prefix: service.prefix.clone(),
            icon: service.icon,
            open,
        }
    }
}

/// How many people wait, by service.
pub type WaitingByService = BTreeMap<ServiceId, u32>;
