//! `GET /voice`: a call as it is spoken in the lobby.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::announcement::{Announcement, NUMBER_SIGNS_MAX, is_number};
use shared::catalog::VoiceRegion;
use shared::ids::DeskId;
use shared::protocol::{ErrorCode, Problem};
use shared::text::Language;
use utoipa::IntoParams;

use super::{ApiError, QueryOf};
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;

/// A call that is made oftener says nothing else.
const TIMES_MAX: u8 = 99;

/// The query of `GET /voice`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VoiceQuery {
    /// The number that is called: at most 8 letters and digits.
    #[param(example = "A025", max_length = 8)]
    number: String,
    /// The desk that calls.
    #[param(value_type = String, example = "5")]
    desk: DeskId,
    /// The language in which it is said.
    #[param(value_type = String, example = "vi")]
    language: Language,
    /// How often the person has been called, this call included; from the third on it is said that it is the last.
    #[serde(default = "once")]
    #[param(minimum = 1, maximum = 99, required = false)]
    times: u8,
}

fn once() -> u8 {
    1
}

/// One saying of a call, in the voice of the center: a WAV, mono, 16 bit, 22,050 Hz.
#[utoipa::path(
    get,
    operation_id = "show_voice",
    path = "/api/v1/voice",
    tag = "devices",
    params(
        VoiceQuery,
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the saying at hand"),
    ),
    security(("device" = [])),
    responses(
        (status = 200, description = "The saying", body = Vec<u8>, content_type = "audio/wav",
            headers(("ETag" = String, description = "Changes when the same call sounds otherwise"))),
        (status = 304, description = "The saying at hand still holds"),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Boards and kiosks only", body = Problem),
        (status = 404, description = "No such desk", body = Problem),
        (status = 503, description = "There is no voice: a board plays its chime alone", body = Problem,
            example = json!({
                "code": "voice_unavailable",
                "message": "Máy chủ hiện không đọc được lời gọi số. Bảng chỉ phát tiếng chuông; xin báo cho quản trị viên."
            })),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    QueryOf(query): QueryOf<VoiceQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    who.require(Permission::ReadBoard)?;
    let region = state.snapshot().catalog.lobby.voice.region;
    let VoiceQuery { number, desk, language, times } = query;
    saying(&state, &headers, (&number, &desk), language, region, times).await
}

/// The answer with one saying of a number and the desk that calls it.
pub(crate) async fn saying(
    state: &AppState,
    headers: &HeaderMap,
    (number, desk): (&str, &DeskId),
    language: Language,
    region: VoiceRegion,
    times: u8,
) -> Result<Response, ApiError> {
    if !is_number(number) {
        let detail = format!("number must be 1 to {NUMBER_SIGNS_MAX} letters and digits");
        return Err(ApiError::bad_request(detail));
    }
    if !(1..=TIMES_MAX).contains(&times) {
        return Err(ApiError::bad_request(format!("times must be 1 to {TIMES_MAX}")));
    }
    let snapshot = state.snapshot();
    let desk = snapshot.catalog.desk(desk).ok_or(ApiError::new(ErrorCode::UnknownDesk))?;
    let call = Announcement { number, desk: &desk.name, language, region, times };
    // Why there is none was logged where it was found out.
    let said = state.voice.say(&call).await;
    let said = said.map_err(|_| ApiError::new(ErrorCode::VoiceUnavailable))?;
    let tag = format!("\"{}\"", said.tag);
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|value| value.split(','))
        .map(|shown| shown.trim().trim_start_matches("W/"))
        .any(|shown| shown == tag || shown == "*");
    let head = [(ETAG, tag), (CACHE_CONTROL, "private, no-cache".to_owned())];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let kind = [(CONTENT_TYPE, "audio/wav")];
    Ok((head, kind, said.wav.to_vec()).into_response())
}
