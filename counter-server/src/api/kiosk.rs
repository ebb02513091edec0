//! `/kiosk/status`, `/kiosk/help`, `/kiosks`, `/help`: how kiosks are, and who stands at one and wants a person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::protocol::{
    ErrorCode, HelpCallsView, HelpRequest, KIOSK_WORD_CHARACTERS_MAX, KioskAnswer, KioskStatus,
    KiosksView, Problem,
};

use super::{ApiError, Body, MaybeBody, PathOf};
use crate::auth::{Device, DeviceOrStaff, Permission, SignedIn};
use crate::kiosk_views;
use crate::state::AppState;
use crate::storage::{devices, help_calls};
use crate::writer::Record;

fn kiosk(who: DeviceOrStaff, permission: Permission) -> Result<Device, ApiError> {
    who.require(permission)?;
    match who {
        DeviceOrStaff::Device(device) => Ok(device),
        DeviceOrStaff::Staff(_) => Err(ApiError::new(ErrorCode::NotAllowed)),
    }
}

/// A word that a kiosk names: short and of one line, since people read it.
fn check_word(name: &str, word: &str) -> Result<(), ApiError> {
    let fits = !word.is_empty()
        && word.chars().count() <= KIOSK_WORD_CHARACTERS_MAX
        && word.chars().all(|sign| sign.is_ascii_graphic());
    if fits { Ok(()) } else { Err(ApiError::bad_request(format!("{name} is not one short word"))) }
}

/// The kiosks as they are now.
///
/// # Errors
/// `storage_unavailable`.
pub fn kiosks_now(state: &AppState) -> Result<KiosksView, ApiError> {
    let listed = state.readers.read(devices::list)?;
    let time_zone = state.snapshot().catalog.center.time_zone;
    Ok(kiosk_views::kiosks(&listed, &state.kiosks, time_zone, state.now()))
}

/// The calls for help that stand now.
///
/// # Errors
/// `storage_unavailable`.
pub fn help_calls_now(state: &AppState) -> Result<HelpCallsView, ApiError> {
    let stored = state.readers.read(help_calls::list)?;
    let time_zone = state.snapshot().catalog.center.time_zone;
    Ok(kiosk_views::help_calls(stored, time_zone, state.now()))
}

fn answer_to(state: &AppState, device: &Device) -> Result<Json<KioskAnswer>, ApiError> {
    let stored = state.readers.read(|connection| help_calls::of(connection, device.id))?;
    let time_zone = state.snapshot().catalog.center.time_zone;
    Ok(Json(KioskAnswer { help: kiosk_views::help_state(stored, time_zone, state.now()) }))
}

/// The kiosk says how it is, when something changed and every 30 seconds. Nothing of it is kept on disk.
#[utoipa::path(
    put,
    operation_id = "report_kiosk_status",
    path = "/api/v1/kiosk/status",
    tag = "devices",
    security(("device" = [])),
    request_body(content = KioskStatus, example = json!({
        "printer": {"state": "paper_low", "papers_printed_since_reset": 512, "paper_left_estimate": 40},
        "language": "vi", "version": "0.4.0", "offline": {"numbers_left": 100, "waiting_to_merge": 0},
        "journal_ok": true, "scanner": "ok"
    })),
    responses(
        (status = 200, description = "Taken; the call for help of this kiosk", body = KioskAnswer),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
    )
)]
pub async fn report(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    Body(status): Body<KioskStatus>,
) -> Result<Json<KioskAnswer>, ApiError> {
    let device = kiosk(who, Permission::ReportStatus)?;
    check_word("version", &status.version)?;
    state.kiosks.said(device.id, status, state.now());
    answer_to(&state, &device)
}

/// The call for help of the kiosk that asks, and whether somebody comes.
#[utoipa::path(
    get,
    operation_id = "show_own_help_call",
    path = "/api/v1/kiosk/help",
    tag = "devices",
    security(("device" = [])),
    responses(
        (status = 200, description = "The call; none when nobody calls", body = KioskAnswer),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
    )
)]
pub async fn show_help(
    State(state): State<AppState>,
    who: DeviceOrStaff,
) -> Result<Json<KioskAnswer>, ApiError> {
    let device = kiosk(who, Permission::ReportStatus)?;
    answer_to(&state, &device)
}

/// Somebody at the kiosk wants a person. Calling again while a call stands changes nothing.
#[utoipa::path(
    post,
    operation_id = "call_for_help",
    path = "/api/v1/kiosk/help",
    tag = "devices",
    security(("device" = [])),
    request_body = HelpRequest,
    responses(
        (status = 200, description = "The call that stands", body = KioskAnswer),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn call_help(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    MaybeBody(request): MaybeBody<HelpRequest>,
) -> Result<Json<KioskAnswer>, ApiError> {
    let device = kiosk(who, Permission::ReportStatus)?;
    if let Some(screen) = &request.screen {
        check_word("screen", screen)?;
    }
    let record = Record::CallHelp { device: device.id, screen: request.screen };
    state.writer.record(record).await?;
    state.kiosks.help_changed();
    answer_to(&state, &device)
}

/// Nobody at the kiosk wants a person any more.
#[utoipa::path(
    delete,
    operation_id = "end_help_call",
    path = "/api/v1/kiosk/help",
    tag = "devices",
    security(("device" = [])),
    responses(
        (status = 204, description = "No call stands"),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn end_help(
    State(state): State<AppState>,
    who: DeviceOrStaff,
) -> Result<StatusCode, ApiError> {
    let device = kiosk(who, Permission::ReportStatus)?;
    state.writer.record(Record::EndHelp { device: device.id }).await?;
    state.kiosks.help_changed();
    Ok(StatusCode::NO_CONTENT)
}

/// Every kiosk: printer, paper, when it was last heard of.
#[utoipa::path(
    get,
    operation_id = "show_kiosks",
    path = "/api/v1/kiosks",
    tag = "reception",
    security(("session" = [])),
    responses(
        (status = 200, description = "The kiosks", body = KiosksView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
    )
)]
pub async fn show_kiosks(
    State(state): State<AppState>,
    who: SignedIn,
) -> Result<Json<KiosksView>, ApiError> {
    who.require(Permission::ReadQueues)?;
    kiosks_now(&state).map(Json)
}

/// Who stands at a kiosk and wants a person.
#[utoipa::path(
    get,
    operation_id = "show_help_calls",
    path = "/api/v1/help",
    tag = "reception",
    security(("session" = [])),
    responses(
        (status = 200, description = "The calls that stand, the oldest first", body = HelpCallsView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
    )
)]
pub async fn show_calls(
    State(state): State<AppState>,
    who: SignedIn,
) -> Result<Json<HelpCallsView>, ApiError> {
    who.require(Permission::AnswerHelp)?;
    help_calls_now(&state).map(Json)
}

/// "I am coming": the kiosk says so. Whoever says it first is named.
#[utoipa::path(
    post,
    operation_id = "answer_help_call",
    path = "/api/v1/help/{device}/answer",
    tag = "reception",
    params(("device" = i64, Path, description = "The kiosk's row")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The calls that stand", body = HelpCallsView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
        (status = 404, description = "Nobody calls from this kiosk", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn answer_call(
    State(state): State<AppState>,
    who: SignedIn,
    PathOf(device): PathOf<i64>,
) -> Result<Json<HelpCallsView>, ApiError> {
    who.require(Permission::AnswerHelp)?;
    state.writer.record(Record::AnswerHelp { device, by: who.staff }).await?;
    state.kiosks.help_changed();
    help_calls_now(&state).map(Json)
}
