//! `/public/tickets/{token}`: a ticket for whoever holds it.

use axum::Json;
use axum::extract::State;
use shared::day::{Actor, Command};
use shared::protocol::{ErrorCode, HolderView, Problem};

use super::{ApiError, MaybeBody, NoFields, PathOf};
use crate::state::AppState;
use crate::storage::tickets;
use crate::views;
use crate::writer::Submission;

/// The ticket that a token names, as its holder may see it. One of an earlier day is told as it ended.
///
/// # Errors
/// `unknown_ticket` for a token that this server never made; `storage_unavailable`.
pub fn holder_view(state: &AppState, token: &str) -> Result<HolderView, ApiError> {
    let unknown = || ApiError::new(ErrorCode::UnknownTicket);
    let id = state.ticket_of_token(token).ok_or_else(unknown)?;
    let snapshot = state.snapshot();
    let forecast = state.forecast(&snapshot);
    if let Some(ticket) = snapshot.day.ticket(id) {
        return Ok(views::holder(&snapshot.day, &snapshot.catalog, &forecast, ticket));
    }
    let stored = state.readers.read(|connection| tickets::find(connection, id))?;
    let stored = stored.ok_or_else(unknown)?;
    Ok(views::holder(&snapshot.day, &snapshot.catalog, &forecast, &stored.ticket))
}

/// Takes the ticket back on behalf of its holder, who goes home.
///
/// # Errors
/// `unknown_ticket` for a token that this server never made or a ticket of an earlier day, `wrong_state`
/// when it is served or over, `storage_unavailable`.
pub async fn cancel_by_holder(state: &AppState, token: &str) -> Result<HolderView, ApiError> {
    let ticket = state.ticket_of_token(token).ok_or(ApiError::new(ErrorCode::UnknownTicket))?;
    let submission = Submission::command(Command::Cancel { ticket }, Actor::Holder);
    state.writer.submit(submission).await?;
    holder_view(state, token)
}

/// The holder takes the ticket back and goes home.
#[utoipa::path(
    post,
    operation_id = "cancel_public_ticket",
    path = "/api/v1/public/tickets/{token}/cancel",
    tag = "anyone",
    params(("token" = String, Path, description = "The token in the ticket's QR code")),
    request_body(content = Option<NoFields>, description = "May be left out; it has no fields"),
    responses(
        (status = 200, description = "The ticket", body = HolderView),
        (status = 404, description = "No such ticket today", body = Problem),
        (status = 409, description = "The ticket is served or over", body = Problem),
        (status = 422, description = "The body has a field", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn cancel(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    MaybeBody(NoFields {}): MaybeBody<NoFields>,
) -> Result<Json<HolderView>, ApiError> {
    cancel_by_holder(&state, &token).await.map(Json)
}

/// Where the ticket stands; nothing about a person.
#[utoipa::path(
    get,
    operation_id = "show_public_ticket",
    path = "/api/v1/public/tickets/{token}",
    tag = "anyone",
    params(("token" = String, Path, description = "The token in the ticket's QR code")),
    responses(
        (status = 200, description = "The ticket", body = HolderView, example = json!({
            "seq": 812, "number": "A025", "service": "civil-status",
            "service_name": {"vi": "Tư pháp – Hộ tịch", "en": "Civil status"}, "state": "waiting",
            "people_ahead": 4, "wait_minutes": {"likely": 12, "cautious": 25}, "desk": null,
            "issued_at": "2026-11-23T08:15:02.113+07:00", "called_at": null
        })),
        (status = 404, description = "No such ticket", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
) -> Result<Json<HolderView>, ApiError> {
    holder_view(&state, &token).map(Json)
}
