//! The manager's page: how the center does at this moment.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, FixedOffset, TimeDelta};
use shared::catalog::Catalog;
use shared::day::{Day, DeskState};
use shared::protocol::{HeadlineDesk, ManagerNow, ServiceNow};
use shared::text::Language;

use super::alarm_lines::{self, AlarmLine};
use super::answers::{enter, html};
use super::board_lines::{self, BoardLine};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use super::kiosk_lines::{self, HelpLine, KioskLine};
use super::reception::{UnprintedRow, unprinted_rows};
use super::words::{self, DeskLine};
use crate::api::{ApiError, board, kiosk};
use crate::auth::SignedIn;
use crate::language::tr;
use crate::state::AppState;
use crate::views;

/// A wait that a manager should look at: the centers' own goal is 10 to 15 minutes.
const LONG_WAIT_SECONDS: u32 = 30 * 60;

#[derive(Template)]
#[template(path = "manager.html")]
struct ManagerPage {
    page: Page,
    seq: u64,
    now: String,
    date: String,
    tiles: Vec<Tile>,
    alarms: Vec<AlarmLine>,
    services: Vec<ServiceRow>,
    /// The desks; one that pauses with its reason.
    desks: Vec<(DeskLine, Option<String>)>,
    unprinted: Vec<UnprintedRow>,
    kiosks: Vec<KioskLine>,
    kiosks_wanting: usize,
    help: Vec<HelpLine>,
    /// The boards that need an eye.
    boards: Vec<BoardLine>,
    /// The message that takes all boards, while one stands.
    emergency: Option<String>,
}

struct Tile {
    hook: &'static str,
    label: &'static str,
    value: String,
    /// Since when the value grows with the clock.
    since: Option<String>,
    /// Whether somebody should look at it, which the value says too.
    alert: bool,
}

struct ServiceRow {
    id: String,
    prefix: String,
    name: String,
    waiting: u32,
    /// Length of the bar: the longest queue is 100.
    bar_percent: u32,
    longest_number: Option<String>,
    longest_since: String,
    longest: String,
    mean_wait: String,
    served: u32,
    desks_open: u32,
    /// People wait and no desk takes them.
    unattended: bool,
}

/// `GET /manager`.
pub async fn manager_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Manager)?;
    let page = Page::new(&state, &headers, Some(&who), Place::Manager.path());
    let language = page.language;
    let snapshot = state.snapshot();
    let catalog = &*snapshot.catalog;
    let figures = views::manager_now(&snapshot.day, catalog, &snapshot.devices, state.now());
    let lines = kiosk_lines::lines(language, &kiosk::kiosks_now(&state)?, state.now());
    html(
        StatusCode::OK,
        &ManagerPage {
            page,
            seq: figures.seq,
            now: figures.now.to_rfc3339(),
            date: words::date(language, figures.business_date),
            tiles: tiles(language, &figures),
            alarms: alarm_lines::lines(language, &snapshot.day, catalog),
            services: service_rows(language, catalog, &figures),
            desks: desks(language, &snapshot.day, catalog, &figures),
            unprinted: unprinted_rows(language, catalog, &figures.unprinted),
            kiosks_wanting: kiosk_lines::count_wanting(&lines),
            kiosks: lines,
            boards: board_lines::wanting(
                language,
                catalog,
                &board::boards_now(&state)?,
                state.now(),
            ),
            emergency: catalog.lobby.emergency.as_ref().map(|it| it.get(language).to_owned()),
            help: kiosk_lines::help(language, &kiosk::help_calls_now(&state)?, state.now()),
        },
    )
}

fn desks(
    language: Language,
    day: &Day,
    catalog: &Catalog,
    figures: &ManagerNow,
) -> Vec<(DeskLine, Option<String>)> {
    let reason_of = |desk: &HeadlineDesk| {
        let reason = day.desk(&desk.id).pause_reason.filter(|_| desk.state == DeskState::Paused)?;
        Some(catalog.pause_reason(&reason)?.name.get(language).to_owned())
    };
    figures.desks.iter().map(|desk| (DeskLine::new(language, desk), reason_of(desk))).collect()
}

fn since(now: DateTime<FixedOffset>, seconds: u32) -> String {
    (now - TimeDelta::seconds(i64::from(seconds))).to_rfc3339()
}

fn tiles(language: Language, figures: &ManagerNow) -> Vec<Tile> {
    let tile = |hook, label, value| Tile { hook, label, value, since: None, alert: false };
    let longest = figures.longest_wait_seconds;
    let somebody_waits = figures.waiting > 0;
    vec![
        tile("waiting", tr(language, "Waiting now"), figures.waiting.to_string()),
        Tile {
            hook: "longest",
            label: tr(language, "Longest wait now"),
            value: words::mean(language, somebody_waits.then_some(longest)),
            since: somebody_waits.then(|| since(figures.now, longest)),
            alert: longest >= LONG_WAIT_SECONDS,
        },
        tile("served", tr(language, "Served today"), figures.served_today.to_string()),
        tile(
            "mean-wait",
            tr(language, "Mean wait today"),
            words::mean(language, figures.wait_seconds_mean),
        ),
        tile("issued", tr(language, "Numbers given today"), figures.issued_today.to_string()),
        tile("missed", tr(language, "Did not come today"), figures.missed_today.to_string()),
    ]
}

fn service_rows(language: Language, catalog: &Catalog, figures: &ManagerNow) -> Vec<ServiceRow> {
    let longest_queue = figures.services.iter().map(|service| service.waiting).max().unwrap_or(0);
    let row = |service: &ServiceNow| ServiceRow {
        id: service.service.to_string(),
        prefix: catalog
            .service(&service.service)
            .map(|entry| entry.prefix.clone())
            .unwrap_or_default(),
        name: service.name.get(language).to_owned(),
        waiting: service.waiting,
        bar_percent: (service.waiting * 100).checked_div(longest_queue).unwrap_or(0),
        longest_number: service.longest_wait_number.as_ref().map(ToString::to_string),
        longest_since: since(figures.now, service.longest_wait_seconds),
        longest: words::duration(language, service.longest_wait_seconds),
        mean_wait: words::mean(language, service.wait_seconds_mean),
        served: service.served_today,
        desks_open: service.desks_open,
        unattended: service.waiting > 0 && service.desks_open == 0,
    };
    figures.services.iter().map(row).collect()
}
