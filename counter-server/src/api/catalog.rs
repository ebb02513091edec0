//! `GET /catalog`: what the center offers.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use shared::protocol::{CatalogView, Problem};

use super::ApiError;
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;
use crate::views;

/// Services, procedures, desks, priority classes, tips and hours.
#[utoipa::path(
    get,
    operation_id = "show_catalog",
    path = "/api/v1/catalog",
    tag = "devices",
    params(("If-None-Match" = Option<String>, Header, description = "The ETag of the catalogue at hand")),
    security(("device" = []), ("session" = [])),
    responses(
        (status = 200, description = "The catalogue", body = CatalogView,
            headers(("ETag" = String, description = "Changes when the catalogue does, when a queue opens or closes, and with the date"))),
        (status = 304, description = "The catalogue at hand still holds"),
        (status = 401, description = "Nobody is signed in", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    who.require(Permission::ReadCenter)?;
    let snapshot = state.snapshot();
    let now = state.now();
    let catalog = &snapshot.catalog;
    let open: String = catalog
        .services
        .iter()
        .map(|service| if catalog.gives_numbers(service, now) { '1' } else { '0' })
        .collect();
    // What is offered may change with the date.
    let today = catalog.local_date(now);
    let tag = format!("\"{}-{today}-{open}-{}\"", snapshot.catalog_version, state.forms().tag());
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|value| value.split(','))
        .map(|shown| shown.trim().trim_start_matches("W/"))
        .any(|shown| shown == tag || shown == "*");
    let head = [(ETAG, tag), (CACHE_CONTROL, "no-cache".to_owned())];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let mut view = views::catalog(catalog, now);
    view.forms = state.forms().summaries(today);
    view.public_address = state.public_address(&headers);
    Ok((head, Json(view)).into_response())
}
