//! A ticket that reception looked up: where it stands, its times, and what can be done with it.

use chrono::{DateTime, FixedOffset};
use shared::catalog::Catalog;
use shared::day::{Channel, TicketState};
use shared::text::Language;

use super::desk_ticket::priority_line;
use super::words;
use crate::language::{fill, tr};
use crate::views::StaffTicket;

/// What reception sees of one ticket.
pub(super) struct FoundTicket {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) state: &'static str,
    pub(super) state_label: &'static str,
    pub(super) what: String,
    pub(super) service: String,
    pub(super) service_id: String,
    pub(super) priority: Option<String>,
    pub(super) has_note: bool,
    pub(super) note: Option<String>,
    pub(super) facts: Vec<Fact>,
    pub(super) legs: Vec<String>,
    pub(super) can_cancel: bool,
    pub(super) can_check_in: bool,
    pub(super) can_correct: bool,
    pub(super) can_print: bool,
    /// Whether paper that comes now is a copy.
    pub(super) is_copy: bool,
}

/// One line about a ticket.
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) value: String,
}

impl FoundTicket {
    pub(super) fn new(language: Language, catalog: &Catalog, ticket: &StaffTicket) -> Self {
        use TicketState::{Booked, Called, Held, Lapsed, Serving, Waiting};
        let state = ticket.state;
        Self {
            id: ticket.id.to_string(),
            number: ticket.number.to_string(),
            state: state.code(),
            state_label: words::ticket_state(language, state),
            what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
            service: words::service(language, catalog, &ticket.service),
            service_id: ticket.service.to_string(),
            priority: words::priority(language, catalog, ticket.priority.as_ref())
                .map(|reason| priority_line(language, &reason, ticket.arrived_at)),
            has_note: ticket.has_note,
            note: ticket.note.clone(),
            facts: facts(language, catalog, ticket),
            legs: legs(language, catalog, ticket),
            can_cancel: matches!(state, Booked | Waiting | Held | Called),
            can_check_in: ticket.appointment_at.is_some() && matches!(state, Booked | Lapsed),
            can_correct: matches!(state, Booked | Waiting | Held),
            can_print: matches!(state, Booked | Waiting | Held | Called | Serving),
            is_copy: is_copy(ticket),
        }
    }
}

/// Paper from a kiosk, or from reception before, may be in somebody's hands already.
pub(super) fn is_copy(ticket: &StaffTicket) -> bool {
    let no_paper_came = ticket.print == Some(shared::day::PrintOutcome::Failed);
    ticket.reprints > 0 || (ticket.channel == Channel::Kiosk && !no_paper_came)
}

fn facts(language: Language, catalog: &Catalog, ticket: &StaffTicket) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |label, value: Option<String>| {
        facts.extend(value.map(|value| Fact { label, value }));
    };
    let time = |at: Option<DateTime<FixedOffset>>| at.map(words::time);
    let desk = |id| words::desk_named(language, catalog, id);
    add(tr(language, "Appointment"), appointment(ticket));
    add(tr(language, "Number given at"), time(Some(ticket.issued_at)));
    let waited = (ticket.state != TicketState::Booked)
        .then(|| words::duration(language, ticket.waiting_seconds));
    add(tr(language, "Waited"), waited);
    add(tr(language, "People ahead"), ticket.people_ahead.map(|people| people.to_string()));
    add(
        tr(language, "Expected wait"),
        ticket.wait_minutes.map(|wait| words::wait_range(language, wait)),
    );
    add(tr(language, "Waits for"), ticket.wanted_desk.as_ref().map(desk));
    add(tr(language, "Called at"), time(ticket.called_at));
    add(tr(language, "At desk"), ticket.desk.as_ref().map(desk));
    add(tr(language, "Service began at"), time(ticket.started_at));
    add(
        tr(language, "Time in service"),
        ticket.service_seconds.map(|seconds| words::duration(language, seconds)),
    );
    add(tr(language, "Waits again at"), time(ticket.held_until));
    add(tr(language, "Ended at"), time(ticket.ended_at));
    add(tr(language, "Paper"), paper(language, ticket));
    facts
}

fn appointment(ticket: &StaffTicket) -> Option<String> {
    let at = ticket.appointment_at?;
    let until = ticket.appointment_until.map(words::time).unwrap_or_default();
    Some(format!("{} {}–{until}", at.format("%d/%m"), words::time(at)))
}

fn paper(language: Language, ticket: &StaffTicket) -> Option<String> {
    if ticket.reprint_device.is_some() {
        return Some(tr(language, "is being printed at the kiosk").to_owned());
    }
    let printed = ticket.print.map(|outcome| words::print_outcome(language, outcome).to_owned());
    let again = (ticket.reprints > 0)
        .then(|| fill(tr(language, "asked for again: {count}"), "count", &ticket.reprints));
    match (printed, again) {
        (Some(printed), Some(again)) => Some(format!("{printed}; {again}")),
        (printed, again) => printed.or(again),
    }
}

/// The parts of the visit that are over, and the services that follow.
fn legs(language: Language, catalog: &Catalog, ticket: &StaffTicket) -> Vec<String> {
    let over = ticket.legs.iter().map(|leg| {
        let service = words::service(language, catalog, &leg.service);
        let desk = leg.desk.as_ref().map(|desk| words::desk_named(language, catalog, desk));
        let waited = leg.waiting_seconds.map(|seconds| {
            let text = tr(language, "waited {time}");
            fill(text, "time", &words::duration(language, seconds))
        });
        let served = leg.service_seconds.map(|seconds| {
            let text = tr(language, "served {time}");
            fill(text, "time", &words::duration(language, seconds))
        });
        let parts = [Some(service), desk, waited, served];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let follows = ticket.steps.iter().map(|service| {
        let text = tr(language, "then: {service}");
        fill(text, "service", &words::service(language, catalog, service))
    });
    over.chain(follows).collect()
}
