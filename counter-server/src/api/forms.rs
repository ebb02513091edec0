//! `GET /forms`: the forms that can be filled in today, with the notice about personal data.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use shared::catalog::Catalog;
use shared::protocol::{FormsView, Problem};

use super::{ApiError, wishes};
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;

/// The forms in use today, whole, and what people are told before they fill one in.
#[utoipa::path(
    get,
    operation_id = "show_forms",
    path = "/api/v1/forms",
    tag = "declarations",
    params(("If-None-Match" = Option<String>, Header, description = "The ETag of the forms at hand")),
    security(("device" = []), ("session" = [])),
    responses(
        (status = 200, description = "The forms", body = FormsView,
            headers(("ETag" = String, description = "Changes when the forms do, with the days that declarations are kept, and with the date"))),
        (status = 304, description = "The forms at hand still hold"),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Kiosks and staff only", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    who.require(Permission::ReadForms)?;
    let today = wishes::today(&state);
    let snapshot = state.snapshot();
    let tag = format!("\"{}-{}-{today}\"", state.forms().tag(), snapshot.catalog_version);
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|value| value.split(','))
        .map(|shown| shown.trim().trim_start_matches("W/"))
        .any(|shown| shown == tag || shown == "*");
    let head = [(ETAG, tag), (CACHE_CONTROL, "no-cache".to_owned())];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, Json(view(&state, &snapshot.catalog, today))).into_response())
}

fn view(state: &AppState, catalog: &Catalog, today: NaiveDate) -> FormsView {
    let forms = state.forms();
    FormsView {
        forms: forms.in_use(today).into_iter().cloned().collect(),
        notice: forms.notice().map(|notice| {
            notice.of_center(&catalog.center.name, catalog.retention.declaration_days)
        }),
    }
}
