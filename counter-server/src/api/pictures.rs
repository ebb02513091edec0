//! `GET /pictures/{id}`: a picture of the playlist, for boards and for staff who look at it.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use shared::ids::PictureId;
use shared::protocol::{ErrorCode, Problem};

use super::ApiError;
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;

/// Under its code a picture never changes, so nobody needs to ask twice; it is for those who are signed in.
const KEPT_BY_CLIENTS: &str = "private, max-age=31536000, immutable";

/// A picture, as PNG or JPEG of at most 1920 × 1920 pixels.
#[utoipa::path(
    get,
    operation_id = "show_picture",
    path = "/api/v1/pictures/{id}",
    tag = "devices",
    params(
        ("id" = String, Path, description = "The picture's code, as tips name it",
            example = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the picture at hand"),
    ),
    security(("device" = []), ("session" = [])),
    responses(
        (status = 200, description = "The picture",
            content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")),
            headers(("ETag" = String, description = "Strong; the code in quotes"))),
        (status = 304, description = "The picture at hand is the same"),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 404, description = "No such picture", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    who.require(Permission::ReadCenter)?;
    let unknown = || ApiError::new(ErrorCode::UnknownPicture);
    let picture = state.pictures.find(&PictureId::from(id)).ok_or_else(unknown)?;
    let tag = format!("\"{}\"", picture.id);
    let mut known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.any(|value| value == "*" || value.contains(&tag));
    let head = [(ETAG, tag), (CACHE_CONTROL, KEPT_BY_CLIENTS.to_owned())];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let (shared, content_type) = (state.clone(), picture.format.content_type());
    let read = tokio::task::spawn_blocking(move || shared.pictures.read(&picture)).await;
    let bytes = read.map_err(|error| ApiError::internal(&error))?.map_err(|error| {
        tracing::warn!(%error, "a picture cannot be read");
        unknown()
    })?;
    Ok((head, [(CONTENT_TYPE, content_type)], bytes).into_response())
}
