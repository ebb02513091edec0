//! How a page for staff begins and ends: who comes in, and what is sent.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use shared::protocol::ErrorCode;

use super::errors::PageError;
use super::frame::Place;
use crate::api::ApiError;
use crate::auth::SignedIn;

/// Who comes to a page for staff, when they may.
pub(super) fn enter(
    signed_in: Result<SignedIn, ApiError>,
    place: Place,
) -> Result<SignedIn, PageError> {
    let signed_in = signed_in.map_err(|error| PageError::on_the_way_to(place.path(), error))?;
    if place.is_for(signed_in.role) {
        Ok(signed_in)
    } else {
        Err(PageError::because(ErrorCode::NotAllowed))
    }
}

/// A rendered page. Never stored by the browser: it shows a moment, and maybe a person's name.
pub(super) fn html(status: StatusCode, template: &impl Template) -> Result<Response, PageError> {
    let body = template.render().map_err(|error| ApiError::internal(&error))?;
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((status, no_store, Html(body)).into_response())
}
