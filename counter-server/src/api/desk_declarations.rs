//! `/declarations/{id}` for staff: the desk that has the ticket reads, corrects and files what was declared.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use shared::protocol::{CorrectAnswersRequest, DeclarationView, FileRequest, Problem};
use uuid::Uuid;

use super::declarations::{declaration_id, parse};
use super::{ApiError, JsonBytes, PathOf, wishes};
use crate::auth::{Permission, SignedIn};
use crate::declarations::{self, Correction, Wish};
use crate::language;
use crate::state::AppState;

/// What a citizen declared, for the desk at which the ticket is called, served or set aside, and for managers. Each
/// reading is kept in the audit log.
#[utoipa::path(
    get,
    operation_id = "show_declaration",
    path = "/api/v1/declarations/{id}",
    tag = "declarations",
    params(("id" = Uuid, Path, description = "The declaration")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The declaration", body = DeclarationView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Another desk has the ticket", body = Problem),
        (status = 404, description = "No such declaration, or it was erased", body = Problem),
        (status = 503, description = "The reading cannot be kept", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    signed_in: SignedIn,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
) -> Result<Json<DeclarationView>, ApiError> {
    signed_in.require(Permission::ReadForms)?;
    let opened = declarations::reading(&state, &signed_in, declaration_id(id)?).await?;
    let today = wishes::today(&state);
    Ok(Json(opened.view(&state, language::of_request(&headers), today)))
}

/// Corrects answers together with the citizen. The audit log names them, never what they say.
#[utoipa::path(
    post,
    operation_id = "correct_declaration",
    path = "/api/v1/declarations/{id}/answers",
    tag = "declarations",
    params(("id" = Uuid, Path, description = "The declaration")),
    request_body(content = CorrectAnswersRequest),
    security(("session" = [])),
    responses(
        (status = 200, description = "The declaration as it is then", body = DeclarationView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Another desk has the ticket", body = Problem),
        (status = 404, description = "No such declaration, or it was erased", body = Problem),
        (status = 409, description = "Somebody else changed it in between", body = Problem),
        (status = 422, description = "Answers that do not stand, each with its key and a sentence", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn correct(
    State(state): State<AppState>,
    signed_in: SignedIn,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Json<DeclarationView>, ApiError> {
    signed_in.require(Permission::ReadForms)?;
    let CorrectAnswersRequest { answers, revision } = parse(&body)?;
    let opened = declarations::open(&state, &signed_in, declaration_id(id)?)?;
    let today = wishes::today(&state);
    let correction = Correction { answers, revision };
    let opened = declarations::correct(&state, &signed_in, opened, correction, today).await?;
    Ok(Json(opened.view(&state, language::of_request(&headers), today)))
}

/// Accepts the declaration as a dossier: gives it its code and computes when the result is due.
#[utoipa::path(
    post,
    operation_id = "file_declaration",
    path = "/api/v1/declarations/{id}/file",
    tag = "declarations",
    params(("id" = Uuid, Path, description = "The declaration")),
    request_body(content = FileRequest),
    security(("session" = [])),
    responses(
        (status = 200, description = "The declaration with its dossier", body = DeclarationView),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Another desk has the ticket", body = Problem),
        (status = 404, description = "No such declaration, or it was erased", body = Problem),
        (status = 409, description = "It was filed or changed in between, or another dossier has the code", body = Problem),
        (status = 422, description = "Something is missing, or this is no dossier code", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn file(
    State(state): State<AppState>,
    signed_in: SignedIn,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<Json<DeclarationView>, ApiError> {
    signed_in.require(Permission::ReadForms)?;
    let FileRequest { way, code, receipt, revision } = parse(&body)?;
    let id = declaration_id(id)?;
    let opened = declarations::open(&state, &signed_in, id)?;
    let today = wishes::today(&state);
    let wish = Wish { way, code, receipt, revision };
    declarations::file(&state, &signed_in, opened, wish, today).await?;
    let opened = declarations::open(&state, &signed_in, id)?;
    Ok(Json(opened.view(&state, language::of_request(&headers), today)))
}

/// Erases the declaration because the citizen asks for it. The ticket stays.
#[utoipa::path(
    post,
    operation_id = "erase_declaration",
    path = "/api/v1/declarations/{id}/erase",
    tag = "declarations",
    params(("id" = Uuid, Path, description = "The declaration")),
    security(("session" = [])),
    responses(
        (status = 204, description = "Nothing of it can be read any more"),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Another desk has the ticket", body = Problem),
        (status = 404, description = "No such declaration, or it was erased", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn erase(
    State(state): State<AppState>,
    signed_in: SignedIn,
    PathOf(id): PathOf<Uuid>,
) -> Result<StatusCode, ApiError> {
    signed_in.require(Permission::ReadForms)?;
    let opened = declarations::open(&state, &signed_in, declaration_id(id)?)?;
    declarations::take_away(&state, &signed_in, opened).await?;
    Ok(StatusCode::NO_CONTENT)
}
