//! The desk page, used three hundred times a day: the ticket, the keys, the queue.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use shared::catalog::{Catalog, Desk};
use shared::day::{Day, DeskState, PrintOutcome};
use shared::ids::DeskId;
use shared::protocol::{DeskTicket, ErrorCode, ServiceQueue};
use shared::text::Language;

use super::desk_actions::{Action, door, on_ticket};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place, enter, html};
use super::sign_in::{station_cookie, station_desk};
use super::words::{self, DeskLine};
use crate::api::ApiError;
use crate::auth::{self, SignedIn};
use crate::language::tr;
use crate::sentences;
use crate::state::{AppState, Snapshot};
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
    desk_state_label: &'static str,
    ticket: Option<TicketPanel>,
    empty_title: &'static str,
    empty_hint: &'static str,
    door: [Action; 1],
    actions: [Action; 5],
    queue: Vec<QueueRow>,
    queue_count: u32,
    services: Vec<ServiceLine>,
    others: Vec<DeskLine>,
    served_today: u32,
    service_mean: String,
}

struct TicketPanel {
    id: String,
    number: String,
    state: &'static str,
    state_label: &'static str,
    what: String,
    service: String,
    priority: Option<String>,
    speaks_english: bool,
    waited: String,
    called_at: String,
    since_call: String,
    recalls: u32,
    started_at: Option<String>,
    since_start: String,
}

struct QueueRow {
    number: String,
    what: String,
    priority: Option<String>,
    no_paper: bool,
    arrived_at: String,
    waited: String,
}

struct ServiceLine {
    prefix: String,
    name: String,
    waiting: u32,
    mine: bool,
}

#[derive(Template)]
#[template(path = "choose_desk.html")]
struct ChooseDeskPage {
    page: Page,
    desks: Vec<Choice>,
    problem: Option<&'static str>,
}

struct Choice {
    id: String,
    name: String,
    services: String,
    chosen: bool,
}

/// `?choose=1` asks for another desk.
#[derive(Deserialize)]
pub struct DeskQuery {
    choose: Option<String>,
}

/// What the choice of a desk sends.
#[derive(Deserialize)]
pub struct DeskForm {
    #[serde(default)]
    desk: String,
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
            html(StatusCode::OK, &desk_at(page, &snapshot, desk, state.now()))
        }
        _ => {
            let known = who.desk.as_ref().map(DeskId::as_str).or_else(|| station_desk(&headers));
            html(StatusCode::OK, &choice(page, &snapshot.catalog, known, None))
        }
    }
}

/// `POST /desk`: acts for another desk from now on.
pub async fn choose_desk(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<DeskForm>,
) -> Result<Response, PageError> {
    let path = Place::Desk.path();
    let who = enter(signed_in, Place::Desk)?;
    match auth::move_to_desk(&state, &jar, &who, DeskId::from(form.desk.as_str())).await {
        Ok(cookie) => {
            let cookies = AppendHeaders([
                (header::SET_COOKIE, cookie.to_string()),
                (header::SET_COOKIE, station_cookie(Some(&form.desk))),
            ]);
            Ok((cookies, Redirect::to(path)).into_response())
        }
        Err(error) if error.code() == ErrorCode::UnknownDesk => {
            let page = Page::new(&state, &headers, Some(&who), path);
            let problem = sentences::sentence(error.code(), page.language);
            let catalog = &state.snapshot().catalog;
            html(StatusCode::UNPROCESSABLE_ENTITY, &choice(page, catalog, None, Some(problem)))
        }
        Err(error) => Err(PageError::on_the_way_to(path, error)),
    }
}

fn choice(
    page: Page,
    catalog: &Catalog,
    chosen: Option<&str>,
    problem: Option<&'static str>,
) -> ChooseDeskPage {
    let language = page.language;
    let desks = catalog
        .desks
        .iter()
        .map(|desk| Choice {
            id: desk.id.to_string(),
            name: words::desk_name(language, &desk.name),
            services: desk
                .services
                .iter()
                .map(|service| words::service(language, catalog, service))
                .collect::<Vec<_>>()
                .join(", "),
            chosen: chosen == Some(desk.id.as_str()),
        })
        .collect();
    ChooseDeskPage { page, desks, problem }
}

fn desk_at(page: Page, snapshot: &Snapshot, desk: &Desk, now: DateTime<Utc>) -> DeskPage {
    let language = page.language;
    let (day, catalog) = (&snapshot.day, &*snapshot.catalog);
    let view = views::desk(day, catalog, desk);
    let ticket_state = view.ticket.as_ref().map(|ticket| ticket.state);
    let queue_count = desk.services.iter().map(|service| day.waiting(service)).sum();
    let (empty_title, empty_hint) = empty_words(language, view.state, queue_count);
    DeskPage {
        seq: view.seq,
        now: views::local(now, catalog.center.time_zone).to_rfc3339(),
        desk_id: desk.id.to_string(),
        desk_name: words::desk_name(language, &desk.name),
        desk_state: view.state.code(),
        desk_state_label: words::desk_state(language, view.state),
        ticket: view.ticket.as_ref().map(|ticket| panel(language, catalog, ticket, now)),
        empty_title,
        empty_hint,
        door: [door(language, view.state, ticket_state)],
        actions: on_ticket(language, view.state, ticket_state),
        queue: rows_in_call_order(language, day, catalog, desk, now),
        queue_count,
        services: catalog
            .services
            .iter()
            .map(|service| ServiceLine {
                prefix: service.prefix.clone(),
                name: service.name.get(language).to_owned(),
                waiting: day.waiting(&service.id),
                mine: desk.services.contains(&service.id),
            })
            .collect(),
        others: catalog
            .desks
            .iter()
            .filter(|other| other.id != desk.id)
            .map(|other| DeskLine::new(language, &views::headline(day, other)))
            .collect(),
        served_today: view.served_today,
        service_mean: words::mean(language, view.service_seconds_mean),
        page,
    }
}

fn empty_words(language: Language, state: DeskState, waiting: u32) -> (&'static str, &'static str) {
    match (state, waiting) {
        (DeskState::Open, 0) => (
            tr(language, "Nobody is waiting"),
            tr(language, "New people appear in the queue by themselves."),
        ),
        (DeskState::Open, _) => {
            (tr(language, "Ready for the next person"), tr(language, "Press Next to call."))
        }
        (DeskState::Paused | DeskState::Closed, _) => (
            tr(language, "The desk is closed"),
            tr(language, "Open the desk when you are ready to take people."),
        ),
    }
}

fn panel(
    language: Language,
    catalog: &Catalog,
    ticket: &DeskTicket,
    now: DateTime<Utc>,
) -> TicketPanel {
    let since = |at: DateTime<chrono::FixedOffset>| words::clock((now - at.to_utc()).num_seconds());
    TicketPanel {
        id: ticket.id.to_string(),
        number: ticket.number.to_string(),
        state: ticket.state.code(),
        state_label: words::ticket_state(language, ticket.state),
        what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
        service: words::service(language, catalog, &ticket.service),
        priority: words::priority(language, catalog, ticket.priority.as_ref()),
        speaks_english: ticket.language == Language::En,
        waited: words::duration(language, ticket.waiting_seconds),
        called_at: ticket.called_at.to_rfc3339(),
        since_call: since(ticket.called_at),
        recalls: ticket.recalls,
        started_at: ticket.started_at.map(|at| at.to_rfc3339()),
        since_start: ticket.started_at.map(since).unwrap_or_default(),
    }
}

fn rows_in_call_order(
    language: Language,
    day: &Day,
    catalog: &Catalog,
    desk: &Desk,
    now: DateTime<Utc>,
) -> Vec<QueueRow> {
    day.in_call_order(desk, ServiceQueue::ENTRIES_MAX)
        .into_iter()
        .map(|ticket| QueueRow {
            number: ticket.number.to_string(),
            what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
            priority: words::priority(language, catalog, ticket.priority.as_ref()),
            no_paper: matches!(ticket.print, Some(PrintOutcome::Failed | PrintOutcome::Unknown)),
            arrived_at: views::local(ticket.arrived_at, catalog.center.time_zone).to_rfc3339(),
            waited: words::waited(language, ticket.arrived_at, now),
        })
        .collect()
}
