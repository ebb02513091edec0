//! The reception's page: tickets without paper, and every queue.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use shared::catalog::{Catalog, Service};
use shared::day::Day;
use shared::protocol::UnprintedTicket;
use shared::text::Language;

use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place, enter, html};
use super::words;
use crate::api::ApiError;
use crate::auth::SignedIn;
use crate::language::{fill, tr};
use crate::state::AppState;
use crate::views;

/// Numbers that a card of a queue lists.
const ENTRIES_SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "reception.html")]
struct ReceptionPage {
    page: Page,
    seq: u64,
    now: String,
    unprinted: Vec<UnprintedRow>,
    services: Vec<QueueCard>,
}

/// A ticket that its holder may not have on paper.
pub(super) struct UnprintedRow {
    pub(super) number: String,
    pub(super) service: String,
    pub(super) outcome: &'static str,
    pub(super) device: String,
    pub(super) issued_at: String,
}

struct QueueCard {
    id: String,
    prefix: String,
    name: String,
    waiting: u32,
    desks_open: String,
    entries: Vec<Entry>,
    more: usize,
}

struct Entry {
    number: String,
    arrived_at: String,
    waited: String,
    priority: Option<String>,
}

/// `GET /reception`.
pub async fn reception_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Reception)?;
    let page = Page::new(&state, &headers, Some(&who), Place::Reception.path());
    let language = page.language;
    let snapshot = state.snapshot();
    let (day, catalog, now) = (&snapshot.day, &*snapshot.catalog, state.now());
    let figures = views::manager_now(day, catalog, &snapshot.devices, now);
    let services = catalog
        .services
        .iter()
        .map(|service| queue_card(language, day, catalog, service, now))
        .collect();
    html(
        StatusCode::OK,
        &ReceptionPage {
            page,
            seq: figures.seq,
            now: figures.now.to_rfc3339(),
            unprinted: unprinted_rows(language, catalog, &figures.unprinted),
            services,
        },
    )
}

/// The rows of `parts/unprinted.html`.
pub(super) fn unprinted_rows(
    language: Language,
    catalog: &Catalog,
    tickets: &[UnprintedTicket],
) -> Vec<UnprintedRow> {
    tickets
        .iter()
        .map(|ticket| UnprintedRow {
            number: ticket.number.to_string(),
            service: words::service(language, catalog, &ticket.service),
            outcome: words::print_outcome(language, ticket.outcome),
            device: ticket.device.clone().unwrap_or_else(|| "–".to_owned()),
            issued_at: words::time(ticket.issued_at),
        })
        .collect()
}

fn queue_card(
    language: Language,
    day: &Day,
    catalog: &Catalog,
    service: &Service,
    now: DateTime<Utc>,
) -> QueueCard {
    let desks_open = day.desks_open(catalog, &service.id).count();
    let waiting = day.waiting(&service.id);
    let entries: Vec<Entry> = day
        .queue(&service.id)
        .take(ENTRIES_SHOWN)
        .map(|ticket| Entry {
            number: ticket.number.to_string(),
            arrived_at: views::local(ticket.arrived_at, catalog.center.time_zone).to_rfc3339(),
            waited: words::waited(language, ticket.arrived_at, now),
            priority: words::priority(language, catalog, ticket.priority.as_ref()),
        })
        .collect();
    QueueCard {
        id: service.id.to_string(),
        prefix: service.prefix.clone(),
        name: service.name.get(language).to_owned(),
        waiting,
        desks_open: fill(tr(language, "Open desks: {count}"), "count", &desks_open),
        more: usize::try_from(waiting).unwrap_or(usize::MAX).saturating_sub(entries.len()),
        entries,
    }
}
