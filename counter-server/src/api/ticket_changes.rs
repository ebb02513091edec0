//! `/tickets/{id}`: what reception does with a ticket: cancel, check in, correct, print again, look up.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use shared::day::Command;
use shared::ids::{ServiceId, TicketId, TicketNumber};
use shared::protocol::{ErrorCode, Problem};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::desk_verbs::typed_number;
use super::extract::ticket_id;
use super::{ApiError, Body, MaybeBody, NoFields, PathOf, QueryOf, wishes};
use crate::auth::{DeviceOrStaff, Permission, SignedIn};
use crate::language::msgid;
use crate::personal;
use crate::state::AppState;
use crate::storage::devices;
use crate::views::{self, StaffTicket};
use crate::writer::Submission;

/// `POST /tickets/{id}/correct`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRequest {
    /// The right queue.
    pub service: ServiceId,
}

/// `POST /tickets/{id}/reprint`; the body may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReprintRequest {
    /// The kiosk that prints, by its row; absent = whoever asks prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<i64>,
}

/// The query of `GET /tickets`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LookUpQuery {
    /// The number as people read it; case does not matter.
    #[param(value_type = String, example = "A025")]
    number: TicketNumber,
}

/// A ticket of today by its number, with everything that staff may know. Reception is told its note, and
/// each first reading is kept in the audit log.
#[utoipa::path(
    get,
    operation_id = "look_up_ticket",
    path = "/api/v1/tickets",
    tag = "reception",
    params(LookUpQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "The ticket", body = StaffTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
        (status = 404, description = "No ticket of today has this number", body = Problem),
    )
)]
pub async fn look_up(
    State(state): State<AppState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    QueryOf(query): QueryOf<LookUpQuery>,
) -> Result<Json<StaffTicket>, ApiError> {
    signed_in.require(Permission::ReadQueues)?;
    found(&state, &signed_in, &headers, &query.number).await.map(Json)
}

/// The ticket of today with a number, for somebody at a desk or at reception.
///
/// # Errors
/// `unknown_ticket`, and `storage_unavailable` when its note cannot be read.
pub async fn found(
    state: &AppState,
    signed_in: &SignedIn,
    headers: &HeaderMap,
    number: &TicketNumber,
) -> Result<StaffTicket, ApiError> {
    let snapshot = state.snapshot();
    let ticket = snapshot
        .day
        .ticket_numbered(&typed_number(number))
        .ok_or(ApiError::new(ErrorCode::UnknownTicket))?;
    let mut view = staff_ticket(state, headers, ticket.id)?;
    if let Some(note) = ticket.note
        && signed_in.require(Permission::HandleTickets).is_ok()
    {
        view.note = personal::read_note(state, signed_in, ticket.id, note).await?;
    }
    Ok(view)
}

fn staff_ticket(
    state: &AppState,
    headers: &HeaderMap,
    id: TicketId,
) -> Result<StaffTicket, ApiError> {
    let snapshot = state.snapshot();
    let ticket = snapshot.day.ticket(id).ok_or(ApiError::new(ErrorCode::UnknownTicket))?;
    let url = state.public_url(headers, id);
    let (day, catalog) = (&snapshot.day, &*snapshot.catalog);
    let forecast = state.forecast(&snapshot);
    Ok(views::staff_ticket(day, catalog, &forecast, ticket, url, state.now()))
}

/// Does something with a ticket, and answers with it as it is then.
///
/// # Errors
/// `not_allowed`, and every refusal of the day.
pub async fn change(
    state: &AppState,
    who: &DeviceOrStaff,
    headers: &HeaderMap,
    id: TicketId,
    command: Command,
) -> Result<StaffTicket, ApiError> {
    who.require(Permission::HandleTickets)?;
    state.writer.submit(Submission::command(command, who.actor())).await?;
    staff_ticket(state, headers, id)
}

/// Takes a ticket back: its holder goes home.
#[utoipa::path(
    post,
    operation_id = "cancel_ticket",
    path = "/api/v1/tickets/{id}/cancel",
    tag = "reception",
    params(("id" = Uuid, Path, description = "The ticket")),
    request_body(content = Option<NoFields>, description = "May be left out; it has no fields"),
    security(("session" = [])),
    responses(
        (status = 200, description = "The ticket", body = StaffTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Reception only", body = Problem),
        (status = 404, description = "No such ticket today", body = Problem),
        (status = 409, description = "The ticket is served or over", body = Problem),
        (status = 422, description = "The body has a field", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn cancel(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    MaybeBody(NoFields {}): MaybeBody<NoFields>,
) -> Result<Json<StaffTicket>, ApiError> {
    let ticket = ticket_id(id)?;
    change(&state, &who, &headers, ticket, Command::Cancel { ticket }).await.map(Json)
}

/// The person with this appointment has come. After the slot it is a walk-in from now on.
#[utoipa::path(
    post,
    operation_id = "check_ticket_in",
    path = "/api/v1/tickets/{id}/check-in",
    tag = "reception",
    params(("id" = Uuid, Path, description = "The ticket")),
    request_body(content = Option<NoFields>, description = "May be left out; it has no fields"),
    security(("session" = [])),
    responses(
        (status = 200, description = "The ticket", body = StaffTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Reception only", body = Problem),
        (status = 404, description = "No such ticket today", body = Problem),
        (status = 409, description = "No appointment, one of another date, or the person was called already", body = Problem),
        (status = 422, description = "The body has a field", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn check_in(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    MaybeBody(NoFields {}): MaybeBody<NoFields>,
) -> Result<Json<StaffTicket>, ApiError> {
    let ticket = ticket_id(id)?;
    change(&state, &who, &headers, ticket, Command::CheckIn { ticket }).await.map(Json)
}

/// Puts somebody who took the wrong number into the right queue; number and arrival stay.
#[utoipa::path(
    post,
    operation_id = "correct_ticket",
    path = "/api/v1/tickets/{id}/correct",
    tag = "reception",
    params(("id" = Uuid, Path, description = "The ticket")),
    request_body(content = CorrectRequest, example = json!({"service": "certification"})),
    security(("session" = [])),
    responses(
        (status = 200, description = "The ticket", body = StaffTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Reception only", body = Problem),
        (status = 404, description = "No such ticket today", body = Problem),
        (status = 409, description = "The ticket is at a desk or over", body = Problem),
        (status = 422, description = "No such service", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn correct(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    Body(request): Body<CorrectRequest>,
) -> Result<Json<StaffTicket>, ApiError> {
    let ticket = ticket_id(id)?;
    let command = Command::Correct { ticket, service: request.service };
    change(&state, &who, &headers, ticket, command).await.map(Json)
}

/// Prints a ticket again: at a kiosk, which hears of it, or by whoever asks. Asking a kiosk that has not
/// printed it yet once more changes nothing.
#[utoipa::path(
    post,
    operation_id = "reprint_ticket",
    path = "/api/v1/tickets/{id}/reprint",
    tag = "reception",
    params(("id" = Uuid, Path, description = "The ticket")),
    request_body(content = Option<ReprintRequest>, description = "May be left out", example = json!({"device": 1})),
    security(("session" = [])),
    responses(
        (status = 200, description = "The ticket", body = StaffTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Reception only", body = Problem),
        (status = 404, description = "No such ticket today", body = Problem),
        (status = 409, description = "The visit is over", body = Problem),
        (status = 422, description = "No such kiosk", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn reprint(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    MaybeBody(request): MaybeBody<ReprintRequest>,
) -> Result<Json<StaffTicket>, ApiError> {
    let ticket = ticket_id(id)?;
    // Asked first, so that nobody learns of devices who may not use them.
    who.require(Permission::HandleTickets)?;
    let device = request.device;
    if let Some(device) = device
        && !state.readers.read(|connection| devices::is_kiosk(connection, device))?
    {
        let text = msgid(
            "Nothing can be printed there: it is no kiosk, or it was removed. Please choose another kiosk.",
        );
        return Err(wishes::said(text, &[]));
    }
    change(&state, &who, &headers, ticket, Command::Reprint { ticket, device }).await.map(Json)
}
