//! Kiosks and boards: enrol, rename, revoke; when they were last heard of and how their last print went.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use shared::catalog::Catalog;
use shared::day::Day;
use shared::protocol::{BoardStatus, ErrorCode, KioskView, ScannerCondition};
use shared::text::Language;

use super::fields::{Drawing, GroupView, Problem};
use super::section::{choice, group};
use super::shell::{DoneQuery, MenuLine, Pairs, done, enter, frame, value_of};
use super::staff::name_faults;
use crate::admin::form::{Entered, Fault, Field, Group, Kind, What};
use crate::api::ApiError;
use crate::auth::{DeviceKind, Permission, SignedIn, Token};
use crate::kiosk_views;
use crate::language::{fill, msgid, tr};
use crate::pages::answers::html;
use crate::pages::board_lines;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::pages::kiosk_lines;
use crate::pages::words;
use crate::state::AppState;
use crate::storage::devices::{self, ListedDevice};
use crate::writer::{DeviceChange, Record};

const PATH: &str = "/admin/devices";

#[derive(Template)]
#[template(path = "admin/devices.html")]
struct DevicesPage {
    page: Page,
    menu: Vec<MenuLine>,
    done: &'static str,
    rows: Vec<DeviceRow>,
}

struct DeviceRow {
    id: i64,
    name: String,
    kind: &'static str,
    seen: String,
    print: String,
    /// How a device is now, with the level of its line; a revoked one says nothing any more.
    now: Option<(&'static str, String)>,
    /// Whether the last print needs a look.
    is_print_bad: bool,
    is_active: bool,
}

#[derive(Template)]
#[template(path = "admin/device_new.html")]
struct DeviceForm {
    page: Page,
    menu: Vec<MenuLine>,
    problems: Vec<Problem>,
    groups: Vec<GroupView>,
}

#[derive(Template)]
#[template(path = "admin/device_token.html")]
struct TokenPage {
    page: Page,
    menu: Vec<MenuLine>,
    name: String,
    token: String,
}

#[derive(Template)]
#[template(path = "admin/device.html")]
struct DevicePage {
    page: Page,
    menu: Vec<MenuLine>,
    done: &'static str,
    problems: Vec<Problem>,
    row: DeviceRow,
    machine: Vec<(&'static str, String)>,
    groups: Vec<GroupView>,
}

fn admin(signed_in: Result<SignedIn, ApiError>) -> Result<SignedIn, PageError> {
    enter(signed_in, PATH, Permission::Administer)
}

fn kind_name(language: Language, kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Kiosk => tr(language, "Kiosk"),
        DeviceKind::Board => tr(language, "Board"),
    }
}

fn list(state: &AppState) -> Result<Vec<ListedDevice>, PageError> {
    Ok(state.readers.read(devices::list).map_err(ApiError::from)?)
}

/// `09:05, 31/01/2027`.
fn moment(at: DateTime<Utc>, time_zone: Tz) -> String {
    at.with_timezone(&time_zone).format("%H:%M, %d/%m/%Y").to_string()
}

fn row(
    language: Language,
    day: &Day,
    time_zone: Tz,
    device: ListedDevice,
    now: Option<&Now>,
) -> DeviceRow {
    let last_seen = device.last_seen.max(now.and_then(|now| now.heard_at));
    let printed = day.tickets().filter(|ticket| ticket.device == Some(device.id));
    let last =
        printed.filter(|ticket| ticket.print.is_some()).max_by_key(|ticket| ticket.issued_at);
    let outcome = last.and_then(|ticket| Some((ticket, ticket.print?)));
    let print = outcome.map_or_else(
        || "–".to_owned(),
        |(ticket, outcome)| {
            let at = words::time(ticket.issued_at.with_timezone(&time_zone).fixed_offset());
            let text = fill(
                tr(language, "{outcome} ({number}, {time})"),
                "outcome",
                &words::print_outcome(language, outcome),
            );
            fill(&fill(&text, "number", &ticket.number), "time", &at)
        },
    );
    DeviceRow {
        id: device.id,
        name: device.name,
        kind: kind_name(language, device.kind),
        now: now.map(|now| (now.level, now.text.clone())),
        seen: last_seen
            .map_or_else(|| tr(language, "Never").to_owned(), |at| moment(at, time_zone)),
        print,
        is_print_bad: outcome
            .is_some_and(|(_, outcome)| outcome != shared::day::PrintOutcome::Printed),
        is_active: device.revoked_at.is_none(),
    }
}

/// How a device is now.
struct Now {
    heard_at: Option<DateTime<Utc>>,
    level: &'static str,
    text: String,
    /// What an administrator may want to know of the machine.
    machine: Vec<(&'static str, String)>,
}

/// What a device last said of itself; a revoked one says nothing any more.
fn device_now(
    state: &AppState,
    language: Language,
    catalog: &Catalog,
    device: &ListedDevice,
) -> Option<Now> {
    let (time_zone, now) = (catalog.center.time_zone, state.now());
    match device.kind {
        _ if device.revoked_at.is_some() => None,
        DeviceKind::Kiosk => {
            let view = kiosk_views::kiosk(device, &state.kiosks, time_zone, now);
            let line = kiosk_lines::line(language, &view, now);
            Some(Now {
                heard_at: view.heard_at.map(|at| at.to_utc()),
                level: line.level.code(),
                text: said(line),
                machine: machine(language, &view),
            })
        }
        DeviceKind::Board => {
            let view = state.boards.of(device, time_zone, now);
            let line = board_lines::line(language, catalog, &view, now);
            let status = view.status.as_ref();
            Some(Now {
                heard_at: view.heard_at.map(|at| at.to_utc()),
                level: line.level.code(),
                text: line.said(),
                machine: status.map(|it| of_board(language, catalog, it)).unwrap_or_default(),
            })
        }
    }
}

/// What an administrator may want to know of a board.
fn of_board(
    language: Language,
    catalog: &Catalog,
    status: &BoardStatus,
) -> Vec<(&'static str, String)> {
    let zone = board_lines::zone_name(language, catalog, status.zone.as_ref());
    let named = status.zone.as_ref().map(|zone| format!("“{zone}”"));
    vec![
        (tr(language, "It shows"), zone.or(named).unwrap_or_default()),
        (tr(language, "Sound"), board_lines::sound(language, status.sound).to_owned()),
        (tr(language, "Calls shown, not spoken"), status.unspoken.to_string()),
        (tr(language, "Version"), version(language, &status.version)),
    ]
}

/// The version of a device's program, with that of the server where it is another one.
fn version(language: Language, theirs: &str) -> String {
    let ours = env!("CARGO_PKG_VERSION");
    if theirs == ours {
        return theirs.to_owned();
    }
    let text = fill(tr(language, "{version}; the server has {ours}"), "version", &theirs);
    fill(&text, "ours", &ours)
}

/// A kiosk's line in one text.
fn said(line: kiosk_lines::KioskLine) -> String {
    [vec![line.text], line.more].concat().join(" · ")
}

/// What an administrator may want to know of the machine.
fn machine(language: Language, view: &KioskView) -> Vec<(&'static str, String)> {
    let Some(status) = &view.status else { return Vec::new() };
    let printer = kiosk_lines::printer(language, status.printer.state).to_owned();
    let used = status.printer.papers_printed_since_reset.to_string();
    let scanner = match status.scanner {
        ScannerCondition::Ok => tr(language, "Connected"),
        ScannerCondition::Absent => tr(language, "Not there"),
        ScannerCondition::None => tr(language, "None"),
    };
    let journal = if status.journal_ok {
        tr(language, "Can be written")
    } else {
        tr(language, "Cannot be written")
    };
    let mut facts = vec![
        (tr(language, "Printer"), printer),
        (tr(language, "Papers since the roll was changed"), used),
    ];
    if let Some(left) = status.printer.paper_left_estimate {
        facts.push((tr(language, "Papers left (estimate)"), left.to_string()));
    }
    let offline = status.offline;
    facts.extend([
        (tr(language, "Card reader"), scanner.to_owned()),
        (tr(language, "Journal"), journal.to_owned()),
        (tr(language, "Numbers for a time without the server"), offline.numbers_left.to_string()),
        (tr(language, "Numbers not yet received"), offline.waiting_to_merge.to_string()),
        (tr(language, "Version"), version(language, &status.version)),
    ]);
    facts
}

/// `GET /admin/devices`.
pub async fn devices_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let (page, menu) = frame(&state, &headers, &who, PATH);
    let snapshot = state.snapshot();
    let time_zone = snapshot.catalog.center.time_zone;
    let rows = list(&state)?.into_iter().map(|device| {
        let now = device_now(&state, page.language, &snapshot.catalog, &device);
        row(page.language, &snapshot.day, time_zone, device, now.as_ref())
    });
    let rows = rows.collect();
    let done = done(page.language, query.done.as_deref());
    html(StatusCode::OK, &DevicesPage { page, menu, done, rows })
}

fn name_field() -> Field {
    Field::new("name", msgid("Device name"), Kind::Line)
        .hint(msgid("Where it stands, such as “Left hall 1”."))
}

fn new_form(language: Language) -> Vec<Group> {
    let kinds = DeviceKind::ALL.map(|kind| choice(kind.name(), kind_name(language, kind)));
    let kind = Field::new("kind", msgid("Kind"), Kind::Choice(kinds.into()));
    vec![group(msgid("New device"), vec![kind, name_field()])]
}

/// `GET /admin/devices/new`.
pub async fn device_form(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    draw_new(&state, &headers, &who, &Entered::new(), &[], StatusCode::OK)
}

fn draw_new(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    entered: &Entered,
    faults: &[Fault],
    status: StatusCode,
) -> Result<Response, PageError> {
    let (page, menu) = frame(state, headers, who, "/admin/devices/new");
    let drawing = Drawing { language: page.language, entered, faults };
    let groups = drawing.groups(&new_form(page.language));
    let problems = drawing.problems(&groups);
    html(status, &DeviceForm { page, menu, problems, groups })
}

fn entered(pairs: &Pairs) -> Entered {
    pairs.iter().map(|(name, value)| (name.clone(), vec![value.clone()])).collect()
}

/// `POST /admin/devices/new`: shows the token, once.
pub async fn add_device(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let name = value_of(&pairs, "name").trim().to_owned();
    let mut faults = name_faults(&name);
    let kind = DeviceKind::from_name(value_of(&pairs, "kind"));
    if kind.is_none() {
        faults.push(Fault { field: "kind".to_owned(), what: What::NoChoice });
    }
    let Some(kind) = kind.filter(|_| faults.is_empty()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draw_new(&state, &headers, &who, &entered(&pairs), &faults, status);
    };
    let token = Token::new().map_err(|error| ApiError::internal(&error))?;
    let record = Record::AddDevice { kind, name: name.clone(), token: token.hash(), by: who.staff };
    state.writer.record(record).await.map_err(ApiError::from)?;
    let (page, menu) = frame(&state, &headers, &who, PATH);
    let token = token.reveal().to_owned();
    html(StatusCode::OK, &TokenPage { page, menu, name, token })
}

/// `GET /admin/devices/{id}`.
pub async fn device_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<i64>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    draw_device(&state, &headers, &who, id, None, query.done.as_deref())
}

/// The page of one device; with the name that was entered and what is wrong with it.
fn draw_device(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    id: i64,
    wrong: Option<(&str, &[Fault])>,
    was_done: Option<&str>,
) -> Result<Response, PageError> {
    let device = list(state)?.into_iter().find(|device| device.id == id);
    let device = device.ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
    let (page, menu) = frame(state, headers, who, &format!("{PATH}/{id}"));
    let language = page.language;
    let snapshot = state.snapshot();
    let (name, faults) = wrong.unwrap_or((&device.name, &[]));
    let entered = Entered::from([("name".to_owned(), vec![name.to_owned()])]);
    let drawing = Drawing { language, entered: &entered, faults };
    let groups = drawing.groups(&[group(msgid("Device name"), vec![name_field()])]);
    let problems = drawing.problems(&groups);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let time_zone = snapshot.catalog.center.time_zone;
    let now = device_now(state, language, &snapshot.catalog, &device);
    let row = row(language, &snapshot.day, time_zone, device, now.as_ref());
    let machine = now.map(|now| now.machine).unwrap_or_default();
    let done = done(language, was_done);
    html(status, &DevicePage { page, menu, done, problems, row, machine, groups })
}

/// `POST /admin/devices/{id}/{change}`: `rename` or `revoke`.
pub async fn change_device(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((id, change)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let change = match &*change {
        "rename" => {
            let name = value_of(&pairs, "name").trim();
            let faults = name_faults(name);
            if !faults.is_empty() {
                return draw_device(&state, &headers, &who, id, Some((name, &faults)), None);
            }
            DeviceChange::Rename(name.to_owned())
        }
        "revoke" => DeviceChange::Revoke,
        _ => return Err(PageError::because(ErrorCode::UnknownPage)),
    };
    let record = Record::ChangeDevice { device: id, change, by: who.staff };
    state.writer.record(record).await.map_err(ApiError::from)?;
    // Its open stream ends, and its next request is refused.
    state.access_changed();
    Ok(Redirect::to(&format!("{PATH}/{id}?done=saved")).into_response())
}
