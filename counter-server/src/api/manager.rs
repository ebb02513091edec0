//! `GET /manager/now`: how the center does.

use axum::Json;
use axum::extract::State;
use shared::protocol::{ManagerNow, Problem};

use super::ApiError;
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;
use crate::views;

/// Who waits, how long, and what was done today.
#[utoipa::path(
    get,
    operation_id = "show_manager_now",
    path = "/api/v1/manager/now",
    tag = "managers",
    security(("session" = [])),
    responses(
        (status = 200, description = "The figures of this moment", body = ManagerNow),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Managers only", body = Problem),
    )
)]
pub async fn now(
    State(state): State<AppState>,
    who: DeviceOrStaff,
) -> Result<Json<ManagerNow>, ApiError> {
    who.require(Permission::ReadFigures)?;
    let snapshot = state.snapshot();
    let view = views::manager_now(&snapshot.day, &snapshot.catalog, &snapshot.devices, state.now());
    Ok(Json(view))
}
