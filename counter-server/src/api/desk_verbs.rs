//! `/desks/{desk}`: the keys that need more than themselves: pause, call, hold, resume, transfer, note, undo.

use axum::extract::State;
use axum::response::Response;
use shared::day::{DeskVerb, TransferTo};
use shared::ids::{CommandId, DeskId, TicketId, TicketNumber};
use shared::protocol::{
    DeskView, HoldRequest, NoteRequest, NumberRequest, PauseRequest, Problem, TransferRequest,
    UndoRequest,
};

use super::desks::{Press, may_act, press};
use super::wishes::{self, said};
use super::{ApiError, Body, MaybeBody, PathOf};
use crate::auth::{Permission, SignedIn};
use crate::language::msgid;
use crate::state::AppState;
use crate::storage::notes::SealedNote;

/// A number as people type it: case and blanks around it do not matter.
#[must_use]
pub fn typed_number(typed: &TicketNumber) -> TicketNumber {
    TicketNumber::from(typed.as_str().trim().to_uppercase())
}

/// Seals the note of a desk's command. Its id depends on what was sent only, so that a repeated sending
/// compares equal wherever the ticket is by then.
fn sealed(
    state: &AppState,
    desk: &DeskId,
    ticket: Option<TicketId>,
    text: Option<&str>,
) -> Result<Option<SealedNote>, ApiError> {
    let scope = ticket.map_or_else(|| format!("desk {desk}"), |ticket| ticket.to_string());
    wishes::sealed_note(state, wishes::today(state), &scope, text)
}

fn with(
    verb: DeskVerb,
    ticket: Option<TicketId>,
    command_id: Option<CommandId>,
    note: Option<SealedNote>,
) -> Press {
    Press { verb, ticket, command_id, note }
}

fn to_pause(_: &AppState, _: &SignedIn, _: &DeskId, request: PauseRequest) -> Pressed {
    let PauseRequest { reason, ticket, command_id } = request;
    Ok(with(DeskVerb::Pause { reason }, ticket, command_id, None))
}

fn to_call(_: &AppState, who: &SignedIn, _: &DeskId, request: NumberRequest) -> Pressed {
    who.require(Permission::CallNumber)?;
    let NumberRequest { number, ticket, command_id } = request;
    Ok(with(DeskVerb::Call { number: typed_number(&number) }, ticket, command_id, None))
}

fn to_resume(_: &AppState, _: &SignedIn, _: &DeskId, request: NumberRequest) -> Pressed {
    let NumberRequest { number, ticket, command_id } = request;
    Ok(with(DeskVerb::Resume { number: typed_number(&number) }, ticket, command_id, None))
}

fn to_hold(state: &AppState, _: &SignedIn, desk: &DeskId, request: HoldRequest) -> Pressed {
    let HoldRequest { minutes, note, ticket, command_id } = request;
    let note = sealed(state, desk, ticket, note.as_deref())?;
    let verb = DeskVerb::Hold { minutes, note: note.as_ref().map(|note| note.id) };
    Ok(with(verb, ticket, command_id, note))
}

fn to_transfer(state: &AppState, _: &SignedIn, desk: &DeskId, request: TransferRequest) -> Pressed {
    let TransferRequest { service, desk: target, back, note, ticket, command_id } = request;
    let to = match (service, target, back) {
        (Some(service), None, false) => TransferTo::Service(service),
        (None, Some(target), false) => TransferTo::Desk(target),
        (None, None, true) => TransferTo::Back,
        _ => {
            let text =
                msgid("Please say where to: one field, one desk, or back; only one of them.");
            return Err(said(text, &[]));
        }
    };
    let note = sealed(state, desk, ticket, note.as_deref())?;
    let verb = DeskVerb::Transfer { to, note: note.as_ref().map(|note| note.id) };
    Ok(with(verb, ticket, command_id, note))
}

fn to_note(state: &AppState, _: &SignedIn, desk: &DeskId, request: NoteRequest) -> Pressed {
    let NoteRequest { note, ticket, command_id } = request;
    let note = sealed(state, desk, ticket, Some(&note))?
        .ok_or_else(|| said(msgid("Please write something into the note."), &[]))?;
    Ok(with(DeskVerb::Note { note: note.id }, ticket, command_id, Some(note)))
}

fn to_undo(_: &AppState, _: &SignedIn, _: &DeskId, request: UndoRequest) -> Pressed {
    let UndoRequest { command, ticket, command_id } = request;
    Ok(with(DeskVerb::Undo { command }, ticket, command_id, None))
}

type Pressed = Result<Press, ApiError>;

/// Writes one handler a key: the document needs each by itself.
macro_rules! key {
    (
        $name:ident, $path:literal, $summary:literal, $body:ty, $reader:ident, $press:ident,
        $example:tt
    ) => {
        #[doc = $summary]
        #[utoipa::path(
            post,
            path = $path,
            tag = "desks",
            params(("desk" = String, Path, description = "The desk's code", example = "5")),
            request_body(content = $body, example = json!($example)),
            security(("session" = [])),
            responses(
                (status = 200, description = "Done", body = DeskView),
                (status = 401, description = "Nobody is signed in", body = Problem),
                (status = 403, description = "The session may not act for this desk, or the number is not for it", body = Problem),
                (status = 404, description = "No such desk, or no such ticket today", body = Problem),
                (status = 409, description = "The key does not fit what stands at the desk; the desk and the ticket are told", body = Problem),
                (status = 422, description = "The body cannot be read, or names what does not exist", body = Problem),
                (status = 503, description = "The database cannot be written", body = Problem),
            )
        )]
        pub async fn $name(
            State(state): State<AppState>,
            signed_in: SignedIn,
            PathOf(desk): PathOf<DeskId>,
            $reader(request): $reader<$body>,
        ) -> Result<Response, ApiError> {
            may_act(&state, &signed_in, &desk)?;
            let pressed = $press(&state, &signed_in, &desk, request)?;
            press(&state, &signed_in, &desk, pressed).await
        }
    };
}

key!(
    pause, "/api/v1/desks/{desk}/pause",
    "Takes nobody for a while. The ticket at the desk stays.",
    PauseRequest, Body, to_pause, {"reason": "break"}
);
key!(
    call, "/api/v1/desks/{desk}/call",
    "Calls a waiting number out of turn, where the center lets desks do so.",
    NumberRequest, Body, to_call, {"number": "A025"}
);
key!(
    resume, "/api/v1/desks/{desk}/resume",
    "Calls somebody who was set aside or did not come.",
    NumberRequest, Body, to_resume, {"number": "A025"}
);
key!(
    hold, "/api/v1/desks/{desk}/hold",
    "Sets the person aside; with minutes, the ticket then waits again at its old place.",
    HoldRequest, MaybeBody, to_hold, {"minutes": 15}
);
key!(
    transfer, "/api/v1/desks/{desk}/transfer",
    "Sends the person on: to a service, to a desk, or back to where the ticket came from.",
    TransferRequest, Body, to_transfer, {"service": "certification", "note": "Cần 2 bản sao"}
);
key!(
    note, "/api/v1/desks/{desk}/note",
    "Writes a note on the ticket at the desk.",
    NoteRequest, Body, to_note, {"note": "Thiếu giấy chứng sinh"}
);
key!(
    undo,
    "/api/v1/desks/{desk}/undo",
    "Takes the desk's last command back, for ten seconds, unless somebody else acted on the ticket.",
    UndoRequest,
    MaybeBody,
    to_undo,
    {}
);
