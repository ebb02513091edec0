//! The reception's page: numbers at the counter, any ticket by its number, appointments, who is absent, alarms.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use shared::catalog::{Catalog, Service};
use shared::day::{Day, TicketState};
use shared::ids::TicketNumber;
use shared::protocol::{ErrorCode, UnprintedTicket};
use shared::text::Language;

use super::alarm_lines::{self, AlarmLine};
use super::answers::{enter, html};
use super::desk_queue::{self, AbsentRow};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use super::kiosk_lines::{self, HelpLine, KioskLine};
use super::reception_ticket::FoundTicket;
use super::words;
use crate::api::{ApiError, kiosk, ticket_changes};
use crate::auth::{DeviceKind, SignedIn};
use crate::language::{fill, tr};
use crate::published::Snapshot;
use crate::state::AppState;
use crate::storage::devices;
use crate::views;

/// Numbers that a card of a queue lists.
const ENTRIES_SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "reception.html")]
struct ReceptionPage {
    page: Page,
    seq: u64,
    now: String,
    /// What was looked up, as it was written.
    wanted: String,
    look_up_problem: Option<String>,
    found: Option<FoundTicket>,
    admit: Option<AdmitOffer>,
    /// Kiosks that could print.
    printing: Vec<(i64, String)>,
    kiosks: Vec<KioskLine>,
    kiosks_wanting: usize,
    help: Vec<HelpLine>,
    services: Vec<ServiceChoice>,
    priorities: Vec<(String, String)>,
    first_date: String,
    last_date: String,
    appointments: Vec<AppointmentRow>,
    absent: Vec<AbsentRow>,
    alarms: Vec<AlarmLine>,
    unprinted: Vec<UnprintedRow>,
    queues: Vec<QueueCard>,
}

/// A number that a kiosk may have printed while the server was away, and has not told of.
struct AdmitOffer {
    number: String,
    kiosk: String,
}

/// A service that a number can be given for, with its procedures.
struct ServiceChoice {
    id: String,
    name: String,
    procedures: Vec<(String, String)>,
}

/// An appointment of today.
struct AppointmentRow {
    id: String,
    number: String,
    at: String,
    what: String,
    state_label: &'static str,
    can_check_in: bool,
    /// The slot has begun, and the person has not come.
    is_late: bool,
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
    queued_at: String,
    waited: String,
    priority: Option<String>,
}

/// `?number=A025` looks a ticket up.
#[derive(Deserialize)]
pub struct ReceptionQuery {
    number: Option<String>,
}

/// `GET /reception`.
pub async fn reception_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<ReceptionQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Reception)?;
    let page = Page::new(&state, &headers, Some(&who), Place::Reception.path());
    let typed = query.number.unwrap_or_default();
    let snapshot = state.snapshot();
    let wanted = number_meant(&snapshot.day, &snapshot.catalog, &typed);
    let found = look_up(&state, &who, &headers, &wanted).await?;
    let language = page.language;
    // As it is after the look-up, which may have written to the log.
    let snapshot = state.snapshot();
    let (day, catalog, now) = (&snapshot.day, &*snapshot.catalog, state.now());
    let figures = views::manager_now(day, catalog, &snapshot.devices, now);
    let today = day.business_date_at(catalog, now);
    let last = today + TimeDelta::days(i64::from(catalog.rules.booking_days_max));
    let lines = kiosk_lines::lines(language, &kiosk::kiosks_now(&state)?, now);
    let missing = (found.is_none() && !wanted.is_empty()).then(|| {
        let text = tr(
            language,
            "No ticket of today has the number {number}. Please check it on the paper.",
        );
        fill(text, "number", &wanted)
    });
    html(
        StatusCode::OK,
        &ReceptionPage {
            page,
            seq: figures.seq,
            now: figures.now.to_rfc3339(),
            look_up_problem: missing,
            admit: admit_offer(&snapshot, &wanted).filter(|_| found.is_none()),
            found: found.map(|ticket| FoundTicket::new(language, catalog, &ticket)),
            wanted,
            printing: kiosks(&state)?,
            kiosks_wanting: kiosk_lines::count_wanting(&lines),
            kiosks: lines,
            help: kiosk_lines::help(language, &kiosk::help_calls_now(&state)?, now),
            services: service_choices(language, catalog),
            priorities: catalog
                .priorities
                .iter()
                .map(|class| (class.id.to_string(), class.name.get(language).to_owned()))
                .collect(),
            first_date: today.to_string(),
            last_date: last.to_string(),
            appointments: appointments(language, &snapshot, now),
            absent: desk_queue::absent(language, day, catalog),
            alarms: alarm_lines::lines(language, day, catalog),
            unprinted: unprinted_rows(language, catalog, &figures.unprinted),
            queues: catalog
                .services
                .iter()
                .map(|service| queue_card(language, day, catalog, service, now))
                .collect(),
        },
    )
}

/// The number that was meant: `a5` and `A 005` are A005. What fits no ticket stays as it was typed.
fn number_meant(day: &Day, catalog: &Catalog, typed: &str) -> String {
    let wanted = typed.trim().to_uppercase();
    let plain: String = wanted.chars().filter(char::is_ascii_alphanumeric).collect();
    if day.ticket_numbered(&TicketNumber::from(plain.as_str())).is_some() {
        return plain;
    }
    let Some((prefix, digits)) =
        plain.find(|c: char| c.is_ascii_digit()).map(|at| plain.split_at(at))
    else {
        return wanted;
    };
    let Ok(n) = digits.parse() else { return wanted };
    let mut services = catalog.services.iter().filter(|service| service.prefix == prefix);
    let meant = services.find_map(|service| day.ticket_numbered(&service.number(n)));
    meant.map_or(wanted, |ticket| ticket.number.to_string())
}

/// What reception is offered when a paper has come and its number has not.
fn admit_offer(snapshot: &Snapshot, wanted: &str) -> Option<AdmitOffer> {
    let plain: String = wanted.chars().filter(char::is_ascii_alphanumeric).collect();
    let device = snapshot.day.kiosk_with(&TicketNumber::from(plain.as_str()))?;
    let kiosk = snapshot.devices.get(&device).cloned().unwrap_or_else(|| "–".to_owned());
    Some(AdmitOffer { number: plain, kiosk })
}

/// The ticket of today with this number, when there is one.
async fn look_up(
    state: &AppState,
    who: &SignedIn,
    headers: &HeaderMap,
    wanted: &str,
) -> Result<Option<views::StaffTicket>, ApiError> {
    if wanted.is_empty() {
        return Ok(None);
    }
    match ticket_changes::found(state, who, headers, &TicketNumber::from(wanted)).await {
        Ok(ticket) => Ok(Some(ticket)),
        Err(error) if error.code() == ErrorCode::UnknownTicket => Ok(None),
        Err(error) => Err(error),
    }
}

/// The kiosks that could print, by their rows.
pub(super) fn kiosks(state: &AppState) -> Result<Vec<(i64, String)>, ApiError> {
    let listed = state.readers.read(|connection| devices::list(connection))?;
    let works = listed
        .into_iter()
        .filter(|device| device.kind == DeviceKind::Kiosk && device.revoked_at.is_none());
    Ok(works.map(|device| (device.id, device.name)).collect())
}

fn service_choices(language: Language, catalog: &Catalog) -> Vec<ServiceChoice> {
    let mut procedures: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for procedure in &catalog.procedures {
        procedures
            .entry(&procedure.service)
            .or_default()
            .push((procedure.id.to_string(), procedure.name.get(language).to_owned()));
    }
    let services = catalog.services.iter();
    services
        .map(|service| ServiceChoice {
            id: service.id.to_string(),
            name: service.name.get(language).to_owned(),
            procedures: procedures.remove(&service.id).unwrap_or_default(),
        })
        .collect()
}

/// The appointments of today, come or not, by their slots.
fn appointments(
    language: Language,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
) -> Vec<AppointmentRow> {
    let (day, catalog) = (&snapshot.day, &*snapshot.catalog);
    let today = day.business_date_at(catalog, now);
    let of_today = day.tickets().filter_map(|ticket| Some((ticket.slot?, ticket)));
    let mut of_today: Vec<_> = of_today.filter(|(slot, _)| slot.date == today).collect();
    of_today.sort_unstable_by_key(|(slot, ticket)| (slot.starts_at, ticket.issued_seq));
    let row = |(slot, ticket): (shared::day::Slot, &shared::day::Ticket)| AppointmentRow {
        id: ticket.id.to_string(),
        number: ticket.number.to_string(),
        at: words::time(views::local(slot.starts_at, catalog.center.time_zone)),
        what: words::what(language, catalog, ticket.procedure.as_ref(), &ticket.service),
        state_label: words::ticket_state(language, ticket.state),
        can_check_in: matches!(ticket.state, TicketState::Booked | TicketState::Lapsed),
        is_late: matches!(ticket.state, TicketState::Booked | TicketState::Lapsed)
            && slot.starts_at < now,
    };
    of_today.into_iter().map(row).collect()
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
            queued_at: views::local(ticket.queued_at(), catalog.center.time_zone).to_rfc3339(),
            waited: words::waited(language, ticket.queued_at(), now),
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
