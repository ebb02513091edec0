//! `/tickets/{id}`: taking a number, and what came of its paper.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use shared::day::{Channel, Command, IssueTicket};
use shared::ids::TicketId;
use shared::protocol::{ErrorCode, IssueTicketRequest, IssuedTicket, PrintReport, Problem};
use uuid::Uuid;

use super::extract::ticket_id;
use super::{ApiError, Body, PathOf, offline, wishes};
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;
use crate::storage::notes::SealedNote;
use crate::storage::tickets;
use crate::views;
use crate::writer::{Done, NotKept, Submission, WriteError};

/// Gives a number. Sending the same again with the same id is harmless and answers with the same ticket.
#[utoipa::path(
    put,
    path = "/api/v1/tickets/{id}",
    tag = "tickets",
    params(("id" = Uuid, Path, description = "A UUIDv7 made by the sender", example = "01936f2e-7c1a-7b3e-9d42-5a1c8e0f7b21")),
    request_body(content = IssueTicketRequest, example = json!({"service": "civil-status", "language": "vi"})),
    security(("device" = []), ("session" = [])),
    responses(
        (status = 201, description = "A number was given", body = IssuedTicket, example = json!({
            "id": "01936f2e-7c1a-7b3e-9d42-5a1c8e0f7b21", "number": "A025", "service": "civil-status",
            "state": "waiting", "issued_at": "2026-11-23T08:15:02.113+07:00",
            "business_date": "2026-11-23", "people_ahead": 4,
            "wait_minutes": {"likely": 12, "cautious": 25},
            "public_url": "http://192.168.1.10:8080/t/AZNvLnwaez6dQlocjg97IfemiYfEPcwGLTGDDidGueU"
        })),
        (status = 200, description = "It was given before", body = IssuedTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Kiosks and reception only; or the rules of the center give no number now, and the sentence says why and what to do", body = Problem),
        (status = 409, description = "The id was used with another wish", body = Problem, example = json!({
            "code": "different_body", "message": "This was already asked for with other choices. Please start again."
        })),
        (status = 413, description = "The body is too large", body = Problem),
        (status = 422, description = "The id is no UUIDv7, the body cannot be read, or it names what does not exist", body = Problem),
        (status = 429, description = "Too many requests", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn issue(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    Body(request): Body<IssueTicketRequest>,
) -> Result<(StatusCode, Json<IssuedTicket>), ApiError> {
    who.require(Permission::IssueTicket)?;
    let id = ticket_id(id)?;
    let (command, note) = wish(&state, &who, id, request)?;
    let submission =
        Submission::Command { command, by: who.actor(), id: None, note: note.map(Box::new) };
    let done = state.writer.submit(submission).await.map_err(|error| match error {
        WriteError::NotKept(NotKept::UnknownDeclaration) => {
            ApiError::unprocessable(ErrorCode::UnknownDeclaration)
        }
        error => error.into(),
    })?;
    let Done::Ticket { ticket, business_date, is_new } = done else {
        return Err(ApiError::internal(&"no answer for a ticket"));
    };
    let snapshot = state.snapshot();
    // Commands that were committed since may have moved it on.
    // Its id is another when reception had taken the number in by its paper.
    let ticket = snapshot.day.ticket(ticket.id).unwrap_or(&ticket);
    let url = state.public_url(&headers, ticket.id);
    let view =
        views::issued(&snapshot.catalog, &state.forecast(&snapshot), ticket, business_date, url);
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(view)))
}

/// What the day is asked, with the note that comes along.
fn wish(
    state: &AppState,
    who: &DeviceOrStaff,
    id: TicketId,
    request: IssueTicketRequest,
) -> Result<(Command, Option<SealedNote>), ApiError> {
    let slot = request.appointment.as_ref().map(|at| wishes::slot(state, at)).transpose()?;
    let mut request = request;
    if let Some(slot) = &slot
        && let Err(error) = wishes::within_bounds(state, slot)
    {
        // No key is made for a date that cannot be had; a number that was given for it is told again.
        if !state.readers.read(|connection| tickets::is_known(connection, id))? {
            return Err(error);
        }
        (request.note, request.person_id) = (None, None);
    }
    let offline = request.offline.take().map(|told| offline::told(state, who, told)).transpose()?;
    if offline.is_some() && slot.is_some() {
        return Err(ApiError::bad_request("a number given without the server is no appointment"));
    }
    // What belongs to a person lives as long as the key of the date of the visit.
    let date = slot.map_or_else(|| wishes::today(state), |slot| slot.date);
    let note = wishes::sealed_note(state, date, &id.to_string(), request.note.as_deref())?;
    let wish = IssueTicket {
        procedure: request.procedure,
        priority: request.priority,
        channel: match who {
            DeviceOrStaff::Device(_) => Channel::Kiosk,
            DeviceOrStaff::Staff(_) => Channel::Reception,
        },
        person: wishes::person(state, date, request.person_id.as_deref())?,
        steps: request.steps,
        slot,
        note: note.as_ref().map(|note| note.id),
        declaration: request.declaration,
        offline,
        ..IssueTicket::walk_in(id, request.service, request.language)
    };
    Ok((Command::IssueTicket(Box::new(wish)), note))
}

/// Keeps what came of printing a ticket.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/print",
    tag = "tickets",
    params(("id" = Uuid, Path, description = "The ticket")),
    request_body(content = PrintReport, example = json!({"outcome": "printed"})),
    security(("device" = [])),
    responses(
        (status = 204, description = "Kept"),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 404, description = "No such ticket", body = Problem),
        (status = 422, description = "The body cannot be read", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn report_print(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    Body(report): Body<PrintReport>,
) -> Result<StatusCode, ApiError> {
    who.require(Permission::ReportPrint)?;
    let ticket = ticket_id(id)?;
    let command = Command::ReportPrint { ticket, outcome: report.outcome };
    state.writer.submit(Submission::command(command, who.actor())).await?;
    Ok(StatusCode::NO_CONTENT)
}
