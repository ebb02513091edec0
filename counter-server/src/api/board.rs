//! `GET /board`, `PUT /board/status`, `GET /boards`: what a lobby board shows, and how boards are.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use shared::catalog::Catalog;
use shared::ids::ZoneId;
use shared::protocol::{BoardStatus, BoardView, BoardsView, ErrorCode, Problem, desk_of_zone};
use utoipa::IntoParams;

use super::{ApiError, Body, QueryOf};
use crate::auth::{DeviceOrStaff, Permission, SignedIn};
use crate::state::AppState;
use crate::storage::devices;
use crate::views::{self, Scope};

/// The most characters of a zone or version that a board names.
const WORD_CHARACTERS_MAX: usize = 60;

/// The query of `GET /board`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// A zone of the catalogue, or `desk:` and the code of a desk; the whole center when left out or empty.
    #[param(value_type = Option<String>, example = "desk:5")]
    zone: Option<ZoneId>,
}

/// What a zone names; the whole center when it is empty.
fn scope_of<'a>(catalog: &'a Catalog, zone: &ZoneId) -> Option<Scope<'a>> {
    if zone.as_str().is_empty() {
        return Some(Scope::Center);
    }
    match desk_of_zone(zone) {
        Some(desk) => catalog.desk(&desk).map(Scope::Desk),
        None => catalog.zone(zone).map(Scope::Zone),
    }
}

/// The newest calls, the queues with their waits, the desks, and the day so far.
#[utoipa::path(
    get,
    operation_id = "show_board",
    path = "/api/v1/board",
    tag = "devices",
    params(BoardQuery),
    security(("device" = [])),
    responses(
        (status = 200, description = "The board", body = BoardView, example = json!({
            "seq": 812, "now": "2026-11-23T08:31:40.002+07:00",
            "calls": [{
                "ticket": "01936f2e-7c1a-7b3e-9d42-5a1c8e0f7b21", "number": "A025",
                "service": "civil-status", "desk": "1", "desk_name": "1",
                "called_at": "2026-11-23T08:31:12.480+07:00", "times": 1, "expected": true
            }],
            "waiting": {"civil-status": 3, "land-building": 11},
            "queues": [
                {"service": "civil-status", "waiting": 3, "wait_minutes": {"likely": 10, "cautious": 15}, "refused": null},
                {"service": "land-building", "waiting": 11, "wait_minutes": {"likely": 45, "cautious": 60}, "refused": "capacity"}
            ],
            "desks": [
                {"desk": "1", "name": "1", "state": "open", "number": "A025", "serving": false},
                {"desk": "2", "name": "2", "state": "paused", "number": null, "serving": false}
            ],
            "today": {
                "open": true, "closes_at": "2026-11-23T11:30:00+07:00", "opens_at": null,
                "issued": 41, "served": 26, "waiting": 14, "wait_minutes_mean": 12
            },
            "tips": [{
                "title": {"vi": "Giữ phiếu đến khi xong việc", "en": "Keep your ticket until you are done"},
                "body": {"vi": "Vui lòng giữ phiếu và theo dõi bảng gọi số.", "en": "Please keep your ticket and watch the board."}
            }]
        })),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Boards and kiosks only", body = Problem),
        (status = 404, description = "No such zone", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    QueryOf(query): QueryOf<BoardQuery>,
) -> Result<Json<BoardView>, ApiError> {
    who.require(Permission::ReadBoard)?;
    let snapshot = state.snapshot();
    let catalog = &*snapshot.catalog;
    let scope = match &query.zone {
        None => Scope::Center,
        Some(zone) => scope_of(catalog, zone).ok_or(ApiError::new(ErrorCode::UnknownZone))?,
    };
    let forecast = state.forecast(&snapshot);
    let view = views::board(&snapshot.day, catalog, &snapshot.paces, &forecast, scope, state.now());
    Ok(Json(view))
}

/// The boards as they are now.
///
/// # Errors
/// `storage_unavailable`.
pub fn boards_now(state: &AppState) -> Result<BoardsView, ApiError> {
    let listed = state.readers.read(devices::list)?;
    let time_zone = state.snapshot().catalog.center.time_zone;
    Ok(state.boards.view(&listed, time_zone, state.now()))
}

/// A word that a board names: short and of one line, since people read it.
fn check_word(name: &str, word: &str) -> Result<(), ApiError> {
    let fits = !word.is_empty()
        && word.chars().count() <= WORD_CHARACTERS_MAX
        && word.chars().all(|sign| !sign.is_control() && !sign.is_whitespace());
    if fits { Ok(()) } else { Err(ApiError::bad_request(format!("{name} is not one short word"))) }
}

/// The board says how it is, when something changed and every 30 seconds. Nothing of it is kept on disk.
#[utoipa::path(
    put,
    operation_id = "report_board_status",
    path = "/api/v1/board/status",
    tag = "devices",
    security(("device" = [])),
    request_body(content = BoardStatus, example = json!({
        "zone": "desk:5", "sound": "chime_only", "unspoken": 2, "version": "0.5.0"
    })),
    responses(
        (status = 204, description = "Taken"),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Boards only", body = Problem),
    )
)]
pub async fn report(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    Body(status): Body<BoardStatus>,
) -> Result<StatusCode, ApiError> {
    who.require(Permission::ReportBoard)?;
    let DeviceOrStaff::Device(device) = who else {
        return Err(ApiError::new(ErrorCode::NotAllowed));
    };
    check_word("version", &status.version)?;
    if let Some(zone) = &status.zone {
        check_word("zone", zone.as_str())?;
    }
    state.boards.said(device.id, status, state.now());
    Ok(StatusCode::NO_CONTENT)
}

/// Every board: what it shows, its sound, when it was last heard of.
#[utoipa::path(
    get,
    operation_id = "show_boards",
    path = "/api/v1/boards",
    tag = "reception",
    security(("session" = [])),
    responses(
        (status = 200, description = "The boards", body = BoardsView, example = json!({
            "boards": [{
                "device": 2, "name": "Board 1", "heard_at": "2026-11-23T08:31:40.002+07:00", "silent": false,
                "status": {"zone": null, "sound": "voice", "unspoken": 0, "version": "0.5.0"}
            }]
        })),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
    )
)]
pub async fn show_boards(
    State(state): State<AppState>,
    who: SignedIn,
) -> Result<Json<BoardsView>, ApiError> {
    who.require(Permission::ReadQueues)?;
    boards_now(&state).map(Json)
}
