//! `/desks/{desk}`: the keys of a desk.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::day::{Actor, Command, DeskCommand, DeskVerb};
use shared::ids::{CommandId, DeskId, TicketId};
use shared::protocol::{DeskCommandRequest, DeskTicket, DeskView, ErrorCode, Problem};
use utoipa::ToSchema;

use super::{ApiError, MaybeBody, PathOf};
use crate::auth::{Permission, SignedIn};
use crate::state::AppState;
use crate::storage::notes::SealedNote;
use crate::writer::{self, Done, Submission};
use crate::{declarations, personal, views};

/// What a desk command brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskAnswer {
    /// The desk as the command leaves it.
    Desk(Box<DeskView>),
    /// Whom call-next called.
    Called(Box<DeskTicket>),
    /// Call-next found nobody.
    NobodyWaits,
}

/// The answer of call-next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalledTicket {
    /// The ticket that was called.
    pub ticket: DeskTicket,
}

/// A key that is pressed, with what came along.
#[derive(Debug)]
pub struct Press {
    /// The key.
    pub verb: DeskVerb,
    /// The ticket that the sender believes to be at the desk.
    pub ticket: Option<TicketId>,
    /// Names this sending.
    pub command_id: Option<CommandId>,
    /// The note that the verb names, sealed.
    pub note: Option<SealedNote>,
}

impl Press {
    /// A key that needs nothing but itself.
    #[must_use]
    pub fn plain(verb: DeskVerb, request: &DeskCommandRequest) -> Self {
        Self { verb, ticket: request.ticket, command_id: request.command_id, note: None }
    }
}

/// Presses a key of a desk on behalf of somebody who may act for it.
///
/// # Errors
/// `not_allowed`, `unknown_desk`, and every refusal of the day with the desk as it stands.
pub async fn run(
    state: &AppState,
    signed_in: &SignedIn,
    desk: &DeskId,
    press: Press,
) -> Result<DeskAnswer, ApiError> {
    may_act(state, signed_in, desk)?;
    let Press { verb, ticket, command_id, note } = press;
    let command = DeskCommand { desk: desk.clone(), verb, ticket, command: command_id };
    let submission = Submission::Command {
        command: Command::Desk(command),
        by: Actor::Staff { staff: signed_in.staff },
        id: command_id,
        note: note.map(Box::new),
    };
    match state.writer.submit(submission).await? {
        Done::Desk(answer) => match *answer {
            writer::DeskAnswer::Desk(view) => Ok(DeskAnswer::Desk(view)),
            writer::DeskAnswer::Called(ticket) => Ok(DeskAnswer::Called(ticket)),
            writer::DeskAnswer::NobodyWaits => Ok(DeskAnswer::NobodyWaits),
            writer::DeskAnswer::Refused(refused) => Err((*refused).into()),
        },
        Done::Ticket { .. } | Done::Nothing => Err(ApiError::internal(&"no answer for a desk")),
    }
}

/// Answers 404 for a desk that does not exist, and 403 when the session may not act for it.
///
/// # Errors
/// `unknown_desk` and `not_allowed`.
pub fn may_act(state: &AppState, signed_in: &SignedIn, desk: &DeskId) -> Result<(), ApiError> {
    if state.snapshot().catalog.desk(desk).is_none() {
        return Err(ApiError::new(ErrorCode::UnknownDesk));
    }
    signed_in.require_desk(desk)
}

pub(super) async fn press(
    state: &AppState,
    signed_in: &SignedIn,
    desk: &DeskId,
    press: Press,
) -> Result<Response, ApiError> {
    Ok(match run(state, signed_in, desk, press).await? {
        DeskAnswer::Desk(mut view) => {
            add_declaration(state, signed_in, view.ticket.as_mut());
            Json(view).into_response()
        }
        DeskAnswer::Called(mut ticket) => {
            add_declaration(state, signed_in, Some(&mut ticket));
            Json(CalledTicket { ticket: *ticket }).into_response()
        }
        DeskAnswer::NobodyWaits => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Says what form the citizen filled in, to those who may open it.
fn add_declaration(state: &AppState, signed_in: &SignedIn, ticket: Option<&mut DeskTicket>) {
    if let Some(ticket) = ticket {
        ticket.declaration = declarations::summary(state, signed_in, ticket.id);
    }
}

/// The desk with the note on its ticket, for those who may act for it.
///
/// # Errors
/// `storage_unavailable`.
async fn with_note(
    state: &AppState,
    signed_in: &SignedIn,
    mut view: DeskView,
) -> Result<DeskView, ApiError> {
    if signed_in.require_desk(&view.id).is_ok()
        && let Some(ticket) = &mut view.ticket
    {
        let note = state.snapshot().day.ticket(ticket.id).and_then(|ticket| ticket.note);
        if let Some(note) = note {
            ticket.note = personal::read_note(state, signed_in, ticket.id, note).await?;
        }
    }
    add_declaration(state, signed_in, view.ticket.as_mut());
    Ok(view)
}

/// A desk as it stands. The note on its ticket is told to those who act for this desk, and each first
/// reading is kept in the audit log.
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
    signed_in: SignedIn,
    PathOf(desk): PathOf<DeskId>,
) -> Result<Json<DeskView>, ApiError> {
    signed_in.require(Permission::ReadQueues)?;
    let snapshot = state.snapshot();
    let entry = snapshot.catalog.desk(&desk).ok_or(ApiError::new(ErrorCode::UnknownDesk))?;
    let view = views::desk(&snapshot.day, &snapshot.catalog, entry, state.now());
    with_note(&state, &signed_in, view).await.map(Json)
}

/// Writes one handler a key: the document needs each by itself. Keys with a body of their own stand in
/// `desk_verbs`.
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
            press(&state, &signed_in, &desk, Press::plain(DeskVerb::$verb, &request)).await
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
