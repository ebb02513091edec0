//! `/desks/{desk}`: the keys of a desk.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::day::{Actor, Command, DeskCommand, DeskVerb};
use shared::ids::DeskId;
use shared::protocol::{DeskCommandRequest, DeskTicket, DeskView, ErrorCode, Problem};
use utoipa::ToSchema;

use super::{ApiError, MaybeBody, PathOf};
use crate::auth::{DeviceOrStaff, Permission, SignedIn};
use crate::state::AppState;
use crate::views;
use crate::writer::{self, Done, Submission};

/// What a desk command brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskAnswer {
    /// The desk as the command leaves it.
    Desk(DeskView),
    /// Whom call-next called.
    Called(DeskTicket),
    /// Call-next found nobody.
    NobodyWaits,
}

/// The answer of call-next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalledTicket {
    /// The ticket that was called.
    pub ticket: DeskTicket,
}

/// Presses a key of a desk on behalf of somebody who may act for it.
///
/// # Errors
/// `not_allowed`, `unknown_desk`, and every refusal of the day with the desk as it stands.
pub async fn run(
    state: &AppState,
    signed_in: &SignedIn,
    desk: &DeskId,
    verb: DeskVerb,
    request: DeskCommandRequest,
) -> Result<DeskAnswer, ApiError> {
    if state.snapshot().catalog.desk(desk).is_none() {
        return Err(ApiError::new(ErrorCode::UnknownDesk));
    }
    signed_in.require_desk(desk)?;
    let command = DeskCommand { desk: desk.clone(), verb, ticket: request.ticket };
    let submission = Submission::Command {
        command: Command::Desk(command),
        by: Actor::Staff { staff: signed_in.staff },
        id: request.command_id,
    };
    match state.writer.submit(submission).await? {
        Done::Desk(answer) => match *answer {
            writer::DeskAnswer::Desk(view) => Ok(DeskAnswer::Desk(view)),
            writer::DeskAnswer::Called(ticket) => Ok(DeskAnswer::Called(ticket)),
            writer::DeskAnswer::NobodyWaits => Ok(DeskAnswer::NobodyWaits),
            writer::DeskAnswer::Refused(refused) => Err(refused.into()),
        },
        Done::Ticket { .. } | Done::Nothing => Err(ApiError::internal(&"no answer for a desk")),
    }
}

async fn press(
    state: AppState,
    signed_in: SignedIn,
    desk: DeskId,
    verb: DeskVerb,
    request: DeskCommandRequest,
) -> Result<Response, ApiError> {
    Ok(match run(&state, &signed_in, &desk, verb, request).await? {
        DeskAnswer::Desk(view) => Json(view).into_response(),
        DeskAnswer::Called(ticket) => Json(CalledTicket { ticket }).into_response(),
        DeskAnswer::NobodyWaits => StatusCode::NO_CONTENT.into_response(),
    })
}

/// A desk as it stands.
#[utoipa::path(
    get,
    operation_id = "show_desk",
    path = "/api/v1/desks/{desk}",
    tag = "desks",
    params(("desk" = String, Path, description = "The desk's code", example = "5")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The desk", body = DeskView, example = json!({
            "seq": 812, "id": "1", "name": "1", "services": ["civil-status", "certification"],
            "state": "open", "ticket": null, "served_today": 7, "service_seconds_mean": 412
        })),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
        (status = 404, description = "No such desk", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(desk): PathOf<DeskId>,
) -> Result<Json<DeskView>, ApiError> {
    who.require(Permission::ReadQueues)?;
    let snapshot = state.snapshot();
    let entry = snapshot.catalog.desk(&desk).ok_or(ApiError::new(ErrorCode::UnknownDesk))?;
    Ok(Json(views::desk(&snapshot.day, &snapshot.catalog, entry)))
}

/// Writes one handler a key: the document needs each by itself.
macro_rules! key {
    ($name:ident, $verb:ident, $path:literal, $summary:literal, $body:ty) => {
        #[doc = $summary]
        #[utoipa::path(
            post,
            path = $path,
            tag = "desks",
            params(("desk" = String, Path, description = "The desk's code", example = "5")),
            request_body(content = Option<DeskCommandRequest>, description = "May be left out"),
            security(("session" = [])),
            responses(
                (status = 200, description = "Done", body = $body),
                (status = 204, description = "Call-next only: nobody waits"),
                (status = 401, description = "Nobody is signed in", body = Problem),
                (status = 403, description = "The session may not act for this desk", body = Problem),
                (status = 404, description = "No such desk", body = Problem),
                (status = 409, description = "The key does not fit what stands at the desk; the desk and the ticket are told", body = Problem),
                (status = 422, description = "The body cannot be read", body = Problem),
                (status = 503, description = "The database cannot be written", body = Problem),
            )
        )]
        pub async fn $name(
            State(state): State<AppState>,
            signed_in: SignedIn,
            PathOf(desk): PathOf<DeskId>,
            MaybeBody(request): MaybeBody<DeskCommandRequest>,
        ) -> Result<Response, ApiError> {
            press(state, signed_in, desk, DeskVerb::$verb, request).await
        }
    };
}

key!(open, Open, "/api/v1/desks/{desk}/open", "Begins to take people.", DeskView);
key!(close, Close, "/api/v1/desks/{desk}/close", "Ceases to take people.", DeskView);
key!(call_next, CallNext, "/api/v1/desks/{desk}/call-next", "Calls the next person.", CalledTicket);
key!(recall, Recall, "/api/v1/desks/{desk}/recall", "Calls the same person again.", DeskView);
key!(start, Start, "/api/v1/desks/{desk}/start", "The person has come.", DeskView);
key!(finish, Finish, "/api/v1/desks/{desk}/finish", "The person is served.", DeskView);
key!(no_show, NoShow, "/api/v1/desks/{desk}/no-show", "The person did not come.", DeskView);
