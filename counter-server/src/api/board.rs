//! `GET /board`: what a lobby board shows.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::ids::ZoneId;
use shared::protocol::{BoardView, ErrorCode, Problem};
use utoipa::IntoParams;

use super::{ApiError, QueryOf};
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;
use crate::views;

/// The query of `GET /board`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// A zone of the catalogue; the whole center when left out or empty.
    #[param(value_type = Option<String>)]
    zone: Option<ZoneId>,
}

/// The newest calls, how many wait, and advice.
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
    let zone = match query.zone.as_ref().filter(|id| !id.as_str().is_empty()) {
        None => None,
        Some(id) => Some(snapshot.catalog.zone(id).ok_or(ApiError::new(ErrorCode::UnknownZone))?),
    };
    Ok(Json(views::board(&snapshot.day, &snapshot.catalog, zone, state.now())))
}
