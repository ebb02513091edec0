//! `GET /queue`: everyone who waits.

use axum::Json;
use axum::extract::State;
use shared::protocol::{Problem, QueueView};

use super::ApiError;
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;
use crate::views;

/// Everyone who waits, and every desk.
#[utoipa::path(
    get,
    operation_id = "show_queue",
    path = "/api/v1/queue",
    tag = "desks",
    security(("session" = [])),
    responses(
        (status = 200, description = "The queues", body = QueueView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
) -> Result<Json<QueueView>, ApiError> {
    who.require(Permission::ReadQueues)?;
    let snapshot = state.snapshot();
    Ok(Json(views::queue(
        &snapshot.day,
        &snapshot.catalog,
        &state.forecast(&snapshot),
        state.now(),
    )))
}
