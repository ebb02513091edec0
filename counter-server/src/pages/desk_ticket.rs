//! The ticket at a desk: what whoever serves must know of it, and no more.

use chrono::{DateTime, FixedOffset, Utc};
use shared::catalog::Catalog;
use shared::day::{Channel, Leg, LegEnd, Ticket};
use shared::protocol::DeskTicket;
use shared::text::Language;

use super::words;
use crate::language::{fill, tr};

/// What the desk page shows of its ticket.
pub(super) struct TicketPanel {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) state: &'static str,
    pub(super) state_label: &'static str,
    /// What happens at this desk: the procedure, or the service when the procedure belongs to another one.
    pub(super) what: String,
    pub(super) service: String,
    /// The procedure of the whole visit, where this step belongs to another service.
    pub(super) came_for: Option<String>,
    /// `Priority: Elderly person, arrived 09:12`.
    pub(super) priority: Option<String>,
    /// Further things to know, in a word or two each.
    pub(super) marks: Vec<String>,
    /// Since the arrival that counts.
    pub(super) waited: String,
    /// In this queue, where that is another time in words.
    pub(super) waited_here: Option<String>,
    pub(super) called_at: String,
    pub(super) since_call: String,
    pub(super) recalls: u32,
    /// When service would have begun, had there been no hold.
    pub(super) served_since: Option<String>,
    pub(super) served: String,
    /// Whether a further call is offered no more, so that "did not come" is.
    pub(super) offers_no_show: bool,
    pub(super) has_note: bool,
    pub(super) note: Option<String>,
    /// The form that the citizen filled in: the address of its page, and its title.
    pub(super) declaration: Option<(String, String)>,
    pub(super) documents: Vec<DocumentLine>,
    pub(super) visit: Vec<VisitStep>,
}

/// A paper that the procedure needs.
pub(super) struct DocumentLine {
    pub(super) name: String,
    pub(super) only_some: bool,
}

/// One service of a visit with several.
pub(super) struct VisitStep {
    pub(super) service: String,
    /// `done`, `sent`, `now` or `next`.
    pub(super) state: &'static str,
    pub(super) label: String,
}

impl TicketPanel {
    /// `full` is the ticket of the day, `note` its text when there is one that can still be read.
    pub(super) fn new(
        language: Language,
        catalog: &Catalog,
        ticket: &DeskTicket,
        full: &Ticket,
        note: Option<String>,
        now: DateTime<Utc>,
    ) -> Self {
        let seconds_since = |at: DateTime<FixedOffset>| (now - at.to_utc()).num_seconds();
        let earlier = i64::from(ticket.served_seconds);
        let served_since = ticket.started_at.map(|at| at - chrono::TimeDelta::seconds(earlier));
        let called = ticket.state == shared::day::TicketState::Called;
        let (what, came_for) = headline(language, catalog, ticket);
        let (waited, waited_here) = waits(language, ticket, full);
        Self {
            id: ticket.id.to_string(),
            number: ticket.number.to_string(),
            state: ticket.state.code(),
            state_label: words::ticket_state(language, ticket.state),
            what,
            came_for,
            service: words::service(language, catalog, &ticket.service),
            priority: words::priority(language, catalog, ticket.priority.as_ref())
                .map(|reason| priority_line(language, &reason, ticket.arrived_at)),
            marks: marks(language, ticket),
            waited,
            waited_here,
            called_at: ticket.called_at.to_rfc3339(),
            since_call: words::clock(seconds_since(ticket.called_at)),
            recalls: ticket.recalls,
            served: served_since.map(seconds_since).map(words::clock).unwrap_or_default(),
            served_since: served_since.map(|at| at.to_rfc3339()),
            offers_no_show: called && ticket.recalls_left == 0,
            has_note: ticket.has_note,
            note,
            declaration: None,
            documents: documents(language, catalog, ticket),
            visit: visit(language, catalog, ticket, &full.legs),
        }
    }

    /// Whether there is more to know than fits beside the number.
    pub(super) fn has_details(&self) -> bool {
        self.declaration.is_some()
            || self.has_note
            || !self.documents.is_empty()
            || !self.visit.is_empty()
    }
}

/// What this step is about, and what the citizen came for when that is handled elsewhere.
fn headline(
    language: Language,
    catalog: &Catalog,
    ticket: &DeskTicket,
) -> (String, Option<String>) {
    let service = || words::service(language, catalog, &ticket.service);
    match ticket.procedure.as_ref().and_then(|id| catalog.procedure(id)) {
        None => (service(), None),
        Some(procedure) if procedure.service == ticket.service => {
            (procedure.name.get(language).to_owned(), None)
        }
        Some(procedure) => (service(), Some(procedure.name.get(language).to_owned())),
    }
}

/// The wait since the arrival that counts, and the one in this queue where it reads differently: after the first
/// service of a visit the arrival may be kept.
fn waits(language: Language, ticket: &DeskTicket, full: &Ticket) -> (String, Option<String>) {
    let before = (full.queued_at() - full.arrived_at).num_seconds();
    let here = words::duration(language, ticket.waiting_seconds);
    let all = ticket.waiting_seconds.saturating_add(u32::try_from(before).unwrap_or(0));
    let all = words::duration(language, all);
    if all == here { (all, None) } else { (all, Some(here)) }
}

/// `Priority: Elderly person, arrived 09:12`.
pub(super) fn priority_line(
    language: Language,
    reason: &str,
    arrived_at: DateTime<FixedOffset>,
) -> String {
    let line = fill(tr(language, "Priority: {reason}, arrived {time}"), "reason", &reason);
    fill(&line, "time", &words::time(arrived_at))
}

fn marks(language: Language, ticket: &DeskTicket) -> Vec<String> {
    let mut marks = Vec::new();
    if let Some(at) = ticket.appointment_at {
        marks.push(fill(tr(language, "Appointment at {time}"), "time", &words::time(at)));
    }
    if ticket.language == Language::En {
        marks.push(tr(language, "Took the ticket in English").to_owned());
    }
    if ticket.channel == Channel::Reception {
        marks.push(tr(language, "Number given at reception").to_owned());
    }
    if ticket.served_seconds > 0 {
        marks.push(tr(language, "Was set aside before").to_owned());
    }
    marks
}

fn documents(language: Language, catalog: &Catalog, ticket: &DeskTicket) -> Vec<DocumentLine> {
    let procedure = ticket.procedure.as_ref().and_then(|id| catalog.procedure(id));
    procedure
        .into_iter()
        .flat_map(|procedure| &procedure.documents)
        .map(|document| DocumentLine {
            name: document.name.get(language).to_owned(),
            only_some: document.only_some,
        })
        .collect()
}

/// The services of the visit in their order; nothing for a visit of one.
fn visit(
    language: Language,
    catalog: &Catalog,
    ticket: &DeskTicket,
    legs: &[Leg],
) -> Vec<VisitStep> {
    if legs.is_empty() && ticket.steps.is_empty() {
        return Vec::new();
    }
    let name = |id| words::service(language, catalog, id);
    let over = legs.iter().map(|leg| {
        let desk = leg.desk.as_ref().map(|desk| words::desk_named(language, catalog, desk));
        let (state, how) = match leg.end {
            LegEnd::Finished => ("done", None),
            LegEnd::Transferred | LegEnd::Corrected => ("sent", Some(tr(language, "sent on"))),
        };
        let label = desk.into_iter().chain(how.map(str::to_owned)).collect::<Vec<_>>().join(", ");
        VisitStep { service: name(&leg.service), state, label }
    });
    let now = VisitStep {
        service: name(&ticket.service),
        state: "now",
        label: tr(language, "now").to_owned(),
    };
    let next = ticket.steps.iter().map(|id| VisitStep {
        service: name(id),
        state: "next",
        label: tr(language, "next").to_owned(),
    });
    over.chain([now]).chain(next).collect()
}
