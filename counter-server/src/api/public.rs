//! `GET /public/tickets/{token}`: a ticket for whoever holds it.

use axum::Json;
use axum::extract::State;
use shared::protocol::{ErrorCode, HolderView, Problem};

use super::{ApiError, PathOf};
use crate::state::AppState;
use crate::storage::tickets;
use crate::views;

/// The ticket that a token names, as its holder may see it. One of an earlier day is told as it ended.
///
/// # Errors
/// `unknown_ticket` for a token that this server never made; `storage_unavailable`.
pub fn holder_view(state: &AppState, token: &str) -> Result<HolderView, ApiError> {
    let unknown = || ApiError::new(ErrorCode::UnknownTicket);
    let id = state.ticket_of_token(token).ok_or_else(unknown)?;
    let snapshot = state.snapshot();
    if let Some(ticket) = snapshot.day.ticket(id) {
        return Ok(views::holder(&snapshot.day, &snapshot.catalog, ticket));
    }
    let stored = state.readers.read(|connection| tickets::find(connection, id))?;
    let stored = stored.ok_or_else(unknown)?;
    Ok(views::holder(&snapshot.day, &snapshot.catalog, &stored.ticket))
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
