//! The desk page, used three hundred times a day: the ticket, the keys, the queue, who is set aside.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::catalog::{Catalog, Desk};
use shared::day::DeskState;
use shared::ids::DeskId;
use shared::protocol::{DeskView, UndoOffer};
use shared::text::Language;

use super::answers::{enter, html};
use super::declaration::path_of;
use super::desk_actions::{Action, Situation};
use super::desk_choice::choice;
use super::desk_dialogs::{self, Choice};
use super::desk_queue::{self, AbsentRow, QueueRow};
use super::desk_ticket::TicketPanel;
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use super::kiosk_lines::{self, HelpLine};
use super::sign_in::station_desk;
use super::words::{self, DeskLine};
use crate::api::{ApiError, kiosk};
use crate::auth::SignedIn;
use crate::declarations;
use crate::language::{fill, tr};
use crate::personal;
use crate::published::Snapshot;
use crate::state::AppState;
use crate::views;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    page: Page,
    seq: u64,
    now: String,
    desk_id: String,
    desk_name: String,
    desk_state: &'static str,
    /// The state, and why it pauses.
    desk_state_label: String,
    ticket: Option<TicketPanel>,
    /// What a screen reader says when it changes.
    spoken: String,
    empty_title: &'static str,
    empty_hint: String,
    door: [Action; 2],
    actions: [Action; 9],
    resume: Action,
    undo: Action,
    undo_offer: Option<Undo>,
    next: Option<Next>,
    queue: Vec<QueueRow>,
    queue_count: u32,
    absent: Vec<AbsentRow>,
    services: Vec<ServiceLine>,
    others: Vec<DeskLine>,
    served_today: u32,
    service_mean: String,
    pause_reasons: Vec<Choice>,
    hold_lengths: Vec<Choice>,
    destinations: Vec<Choice>,
    help: Vec<HelpLine>,
}

/// What can be taken back, and until when.
struct Undo {
    label: &'static str,
    until: String,
    seconds: i64,
}

/// Whom the Next key calls, and why.
struct Next {
    number: String,
    why: String,
}

struct ServiceLine {
    prefix: String,
    name: String,
    waiting: u32,
    mine: bool,
}

/// `?choose=1` asks for another desk.
#[derive(Deserialize)]
pub struct DeskQuery {
    choose: Option<String>,
}

/// `GET /desk`. Whoever is signed in without a desk chooses one.
pub async fn desk_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<DeskQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let page = Page::new(&state, &headers, Some(&who), Place::Desk.path());
    let snapshot = state.snapshot();
    let desk = who.desk.as_ref().and_then(|desk| snapshot.catalog.desk(desk));
    match desk {
        Some(desk) if query.choose.is_none() => {
            let note = note_at(&state, &who, &snapshot, &desk.id).await?;
            let mut calls = kiosk::help_calls_now(&state)?;
            // Where somebody else goes is nothing for this desk.
            calls.calls.retain(|call| call.answered_by.as_ref().is_none_or(|by| *by == who.name));
            let help = kiosk_lines::help(page.language, &calls, state.now());
            let language = page.language;
            let mut at_desk = desk_at(page, &snapshot, desk, note, state.now());
            if let Some((panel, ticket)) =
                at_desk.ticket.as_mut().zip(snapshot.day.desk(&desk.id).ticket)
            {
                panel.declaration = declarations::summary(&state, &who, ticket)
                    .map(|form| (path_of(form.id), form.title.get(language).to_owned()));
            }
            html(StatusCode::OK, &DeskPage { help, ..at_desk })
        }
        _ => {
            let known = who.desk.as_ref().map(DeskId::as_str).or_else(|| station_desk(&headers));
            html(StatusCode::OK, &choice(page, &snapshot, known, None))
        }
    }
}

/// The text of the note on the ticket at the desk. The reading is audited before the page is made.
async fn note_at(
    state: &AppState,
    who: &SignedIn,
    snapshot: &Snapshot,
    desk: &DeskId,
) -> Result<Option<String>, ApiError> {
    let ticket = snapshot.day.desk(desk).ticket.and_then(|id| snapshot.day.ticket(id));
    let Some((ticket, note)) = ticket.and_then(|ticket| Some((ticket.id, ticket.note?))) else {
        return Ok(None);
    };
    personal::read_note(state, who, ticket, note).await
}

fn desk_at(
    page: Page,
    snapshot: &Snapshot,
    desk: &Desk,
    note: Option<String>,
    now: DateTime<Utc>,
) -> DeskPage {
    let language = page.language;
    let (day, catalog) = (&snapshot.day, &*snapshot.catalog);
    let view = views::desk(day, catalog, desk, now);
    let absent = desk_queue::absent(language, day, catalog);
    let situation = situation(language, catalog, &view, !absent.is_empty());
    let at_desk = view.ticket.as_ref().and_then(|ticket| day.ticket(ticket.id));
    let panel = view
        .ticket
        .as_ref()
        .zip(at_desk)
        .map(|(ticket, full)| TicketPanel::new(language, catalog, ticket, full, note, now));
    let (empty_title, empty_hint) = empty_words(language, catalog, &view);
    DeskPage {
        seq: view.seq,
        now: views::local(now, catalog.center.time_zone).to_rfc3339(),
        desk_id: desk.id.to_string(),
        desk_name: words::desk_name(language, &desk.name),
        desk_state: view.state.code(),
        desk_state_label: state_label(language, catalog, &view),
        spoken: spoken(language, panel.as_ref(), empty_title),
        ticket: panel,
        empty_title,
        empty_hint,
        door: situation.door(),
        actions: situation.actions(),
        resume: situation.resume(),
        undo: situation.undo(),
        undo_offer: view.undo.as_ref().map(|offer| undo(language, offer, now)),
        next: view.next.as_ref().map(|next| Next {
            number: next.number.to_string(),
            why: desk_queue::why_next(language, catalog, next),
        }),
        queue: desk_queue::rows(language, day, catalog, desk, now),
        queue_count: view.waiting,
        absent,
        services: service_lines(language, snapshot, desk),
        others: catalog
            .desks
            .iter()
            .filter(|other| other.id != desk.id)
            .map(|other| DeskLine::new(language, &views::headline(day, other)))
            .collect(),
        served_today: view.served_today,
        service_mean: words::mean(language, view.service_seconds_mean),
        pause_reasons: desk_dialogs::pause_reasons(language, catalog),
        hold_lengths: desk_dialogs::hold_lengths(language),
        destinations: at_desk
            .map(|ticket| desk_dialogs::destinations(language, day, catalog, desk, ticket))
            .unwrap_or_default(),
        help: Vec::new(),
        page,
    }
}

fn situation(
    language: Language,
    catalog: &Catalog,
    view: &DeskView,
    has_absent: bool,
) -> Situation {
    Situation {
        language,
        desk: view.state,
        ticket: view.ticket.as_ref().map(|ticket| ticket.state),
        recalls_left: view.ticket.as_ref().map_or(0, |ticket| ticket.recalls_left),
        calls_numbers: catalog.rules.desks_call_numbers,
        has_absent,
        can_undo: view.undo.is_some(),
    }
}

fn state_label(language: Language, catalog: &Catalog, view: &DeskView) -> String {
    let state = words::desk_state(language, view.state);
    let reason = view.pause_reason.as_ref().filter(|_| view.state == DeskState::Paused);
    match reason.and_then(|id| catalog.pause_reason(id)) {
        Some(reason) => format!("{state}: {}", reason.name.get(language)),
        None => state.to_owned(),
    }
}

fn spoken(language: Language, ticket: Option<&TicketPanel>, empty_title: &'static str) -> String {
    let Some(ticket) = ticket else { return empty_title.to_owned() };
    let said = fill(tr(language, "Number {number}: {state}. {what}"), "number", &ticket.number);
    let said = fill(&said, "state", &ticket.state_label);
    let said = fill(&said, "what", &ticket.what);
    match &ticket.priority {
        Some(priority) => format!("{said}. {priority}"),
        None => said,
    }
}

fn empty_words(language: Language, catalog: &Catalog, view: &DeskView) -> (&'static str, String) {
    match (view.state, &view.next) {
        (DeskState::Open, None) => (
            tr(language, "Nobody is waiting"),
            tr(language, "New people appear in the queue by themselves.").to_owned(),
        ),
        (DeskState::Open, Some(next)) => {
            let line = fill(tr(language, "Next: {number}, {why}"), "number", &next.number);
            let line = fill(&line, "why", &desk_queue::why_next(language, catalog, next));
            (tr(language, "Ready for the next person"), line)
        }
        (DeskState::Paused, _) => (
            tr(language, "The desk pauses"),
            tr(language, "Open the desk when you are back.").to_owned(),
        ),
        (DeskState::Closed, _) => (
            tr(language, "The desk is closed"),
            tr(language, "Open the desk when you are ready to take people.").to_owned(),
        ),
    }
}

fn undo(language: Language, offer: &UndoOffer, now: DateTime<Utc>) -> Undo {
    let label = match offer.undone.as_str() {
        "ticket_called" => tr(language, "Take back the call"),
        "ticket_recalled" => tr(language, "Take back the recall"),
        "ticket_resumed" => tr(language, "Take back the call-back"),
        "service_started" => tr(language, "Take back the start"),
        "service_finished" => tr(language, "Take back the finish"),
        "ticket_held" => tr(language, "Take back the setting aside"),
        "ticket_noted" => tr(language, "Take back the note"),
        "ticket_transferred" => tr(language, "Take back the sending on"),
        "ticket_missed" => tr(language, "Take back “Did not come”"),
        "desk_paused" => tr(language, "Take back the pause"),
        "desk_opened" => tr(language, "Take back the opening"),
        "desk_closed" => tr(language, "Take back the closing"),
        _ => tr(language, "Undo"),
    };
    Undo {
        label,
        until: offer.until.to_rfc3339(),
        seconds: (offer.until.to_utc() - now).num_seconds().max(0) + 1,
    }
}

fn service_lines(language: Language, snapshot: &Snapshot, desk: &Desk) -> Vec<ServiceLine> {
    let services = snapshot.catalog.services.iter();
    services
        .map(|service| ServiceLine {
            prefix: service.prefix.clone(),
            name: service.name.get(language).to_owned(),
            waiting: snapshot.day.waiting(&service.id),
            mine: desk.services.contains(&service.id),
        })
        .collect()
}
