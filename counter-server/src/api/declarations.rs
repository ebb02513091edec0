//! `/declarations`: forms that citizens fill in at a kiosk: kept, continued at another kiosk, taken back.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::de::DeserializeOwned;
use shared::form::{self, Answers, Form};
use shared::ids::DeclarationId;
use shared::protocol::{
    ContinueRequest, ContinuedDeclaration, DECLARATION_BYTES_MAX, DeclarationRequest, ErrorCode,
    KeptDeclaration, Problem, SealedDeclarationRequest, SealingKey,
};
use uuid::Uuid;

use super::wishes::{said, today};
use super::{ApiError, Body, JsonBytes, PathOf};
use crate::auth::{DeviceOrStaff, Permission};
use crate::language::msgid;
use crate::personal::{self, Contents};
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::declarations::{self, SealedDeclaration};
use crate::views;
use crate::writer::{DeclarationChange, NotKept, Record, WriteError};

/// New codes tried before giving up; a second one is needed once in many thousand times.
const CODES_TRIED_MAX: usize = 8;

/// Keeps what was filled in so far, plain or sealed. The server checks it with the same rules as the kiosk, drops
/// answers to questions that are not asked, and takes `complete` only for a form that is. As long as it belongs to
/// no ticket it can be sent again with other answers; sending the same again is harmless for ever.
#[utoipa::path(
    put,
    operation_id = "keep_declaration",
    path = "/api/v1/declarations/{id}",
    tag = "declarations",
    params(("id" = Uuid, Path, description = "A UUIDv7 made by the kiosk", example = "01936f2e-7c1a-7b3e-9d42-5a1c8e0f7b22")),
    request_body(content = DeclarationBody),
    security(("device" = [])),
    responses(
        (status = 201, description = "Kept", body = KeptDeclaration),
        (status = 200, description = "Kept in the place of what stood there", body = KeptDeclaration),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 409, description = "It belongs to a ticket and can no longer be changed from a kiosk", body = Problem),
        (status = 413, description = "The body is too large", body = Problem),
        (status = 422, description = "No such form, answers that do not stand (each with its key and a sentence), or a sealed declaration that cannot be opened", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn keep(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
    JsonBytes(body): JsonBytes,
) -> Result<(StatusCode, Json<KeptDeclaration>), ApiError> {
    let device = kiosk(&who, Permission::FillForms)?;
    let id = declaration_id(id)?;
    let request = read(&state, &body)?;
    let date = today(&state);
    let forms = state.forms();
    let form = forms
        .find(&request.form, request.version)
        .filter(|form| form.valid_from <= date)
        .ok_or(ApiError::new(ErrorCode::UnknownForm))?;
    let answers = checked(form, &request, date)?;
    let sent = serde_json::to_vec(&request).map_err(|_| ApiError::new(ErrorCode::Internal))?;
    let was_known = state.readers.read(|connection| declarations::find(connection, id))?.is_some();
    let row = sealed(&state, id, device, date, request, answers, &sent)?;
    put(&state, row).await?;
    let kept = state.readers.read(|connection| declarations::find(connection, id))?;
    let kept = kept.ok_or(ApiError::new(ErrorCode::UnknownDeclaration))?;
    let status = if was_known { StatusCode::OK } else { StatusCode::CREATED };
    let view = KeptDeclaration {
        id,
        code: code_of(&state, &kept)?,
        expires_at: expires_at(&state, kept.business_date),
        erase_on: tomorrow(kept.business_date),
    };
    Ok((status, Json(view)))
}

/// Either shape of the body.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum DeclarationBody {
    /// Plain.
    Plain(DeclarationRequest),
    /// From the journal of a kiosk that was cut off.
    Sealed(SealedDeclarationRequest),
}

/// The request, opened when it is sealed.
fn read(state: &AppState, body: &[u8]) -> Result<DeclarationRequest, ApiError> {
    let is_sealed = serde_json::from_slice::<serde_json::Value>(body)
        .is_ok_and(|value| value.get("sealed").is_some());
    if !is_sealed {
        return parse(body);
    }
    let SealedDeclarationRequest { sealed, key_date } = parse(body)?;
    let cannot_open = || {
        said(msgid("This declaration can no longer be opened. Please fill in the form again."), &[])
    };
    let sealed = STANDARD.decode(sealed).map_err(|_| cannot_open())?;
    let opened = personal::open_box(&state.date_keys, key_date, &sealed).map_err(no_key)?;
    parse(&opened.ok_or_else(cannot_open)?)
}

/// Reads JSON and says of a mistake where it stands, never what was answered there.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if bytes.len() > 2 * DECLARATION_BYTES_MAX || !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(ApiError::bad_request("the body must be a JSON object of bounded size"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        ApiError::bad_request(format!("the body cannot be read at line {line}, column {column}"))
    })
}

/// The answers that are kept.
fn checked(
    form: &Form,
    request: &DeclarationRequest,
    today: NaiveDate,
) -> Result<Answers, ApiError> {
    form::validate_draft(form, &request.answers).map_err(ApiError::wrong_answers)?;
    let answers = form::relevant(form, &request.answers, today);
    if request.complete {
        form::validate(form, &answers, today).map_err(ApiError::wrong_answers)?;
    }
    Ok(answers)
}

fn sealed(
    state: &AppState,
    id: DeclarationId,
    device: i64,
    date: NaiveDate,
    request: DeclarationRequest,
    answers: Answers,
    sent: &[u8],
) -> Result<SealedDeclaration, ApiError> {
    let keys = &state.declaration_keys;
    let contents = Contents { answers, receipt: None };
    let (nonce, ciphertext) = personal::seal_contents(keys, id, &contents).map_err(no_key)?;
    let code_salt = personal::new_salt().map_err(no_key)?;
    Ok(SealedDeclaration {
        id,
        form: request.form,
        version: request.version,
        language: request.language,
        notice_version: request.notice_version,
        complete: request.complete,
        business_date: date,
        code_salt,
        code_hash: hash_of(state, date, &code_salt)?,
        sent_hash: personal::sent_hash(keys, id, sent).map_err(no_key)?,
        device: Some(device),
        at: state.now(),
        revision: 1,
        ticket: None,
        nonce,
        ciphertext,
    })
}

/// Sends it to the writer, with another code when the first one is taken.
async fn put(state: &AppState, mut row: SealedDeclaration) -> Result<(), ApiError> {
    for _ in 0..CODES_TRIED_MAX {
        let change = DeclarationChange::Put(Box::new(row.clone()));
        match state.writer.record(Record::Declaration(change)).await {
            Err(WriteError::NotKept(NotKept::CodeTaken)) => {
                row.code_salt = personal::new_salt().map_err(no_key)?;
                row.code_hash = hash_of(state, row.business_date, &row.code_salt)?;
            }
            answer => return Ok(answer?),
        }
    }
    Err(ApiError::internal(&"no code is free"))
}

fn hash_of(state: &AppState, date: NaiveDate, salt: &[u8; 16]) -> Result<[u8; 16], ApiError> {
    let code = personal::code(&state.date_keys, date, salt).map_err(no_key)?;
    personal::code_hash(&state.date_keys, date, &code).map_err(no_key)
}

fn code_of(state: &AppState, row: &SealedDeclaration) -> Result<String, ApiError> {
    personal::code(&state.date_keys, row.business_date, &row.code_salt).map_err(no_key)
}

/// Gives back what was filled in so far to another kiosk, for the code that the citizen has. A code holds on its
/// date only; wrong ones are counted.
#[utoipa::path(
    post,
    operation_id = "continue_declaration",
    path = "/api/v1/declarations/continue",
    tag = "declarations",
    request_body(content = ContinueRequest, example = json!({"code": "4071 8265"})),
    security(("device" = [])),
    responses(
        (status = 200, description = "The declaration", body = ContinuedDeclaration),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 404, description = "No declaration of today has this code", body = Problem),
        (status = 409, description = "It belongs to a ticket already", body = Problem),
        (status = 422, description = "This can be no code", body = Problem),
        (status = 429, description = "Too many wrong codes; Retry-After says when to try again", body = Problem),
    )
)]
pub async fn resume(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    Body(request): Body<ContinueRequest>,
) -> Result<Json<ContinuedDeclaration>, ApiError> {
    let device = kiosk(&who, Permission::FillForms)?;
    let code = personal::typed_code(&request.code).ok_or_else(|| {
        said(msgid("A code has 8 digits. Please check it and enter it again."), &[])
    })?;
    let date = today(&state);
    state
        .code_guard
        .take_try(device, date)
        .map_err(|rest| ApiError::new(ErrorCode::TooManyRequests).retry_after(rest))?;
    let hash = personal::code_hash(&state.date_keys, date, &code).map_err(no_key)?;
    let found =
        state.readers.read(|connection| declarations::find_by_code(connection, date, &hash))?;
    let row = found.ok_or(ApiError::new(ErrorCode::WrongCode))?;
    state.code_guard.succeeded(device);
    if row.ticket.is_some() {
        return Err(tied());
    }
    let contents = personal::open_contents(&state.declaration_keys, &row).map_err(no_key)?;
    let contents = contents.ok_or(ApiError::new(ErrorCode::WrongCode))?;
    let entry = AuditEntry::new(AuditAction::DeclarationContinued, None)
        .about(format!("declarations/{}", row.id))
        .saying(format!("devices/{device}"));
    state.writer.record(Record::Audit(entry)).await?;
    Ok(Json(ContinuedDeclaration {
        id: row.id,
        form: row.form,
        version: row.version,
        language: row.language,
        notice_version: row.notice_version,
        answers: contents.answers,
        complete: row.complete,
        code,
        expires_at: expires_at(&state, date),
        erase_on: tomorrow(date),
    }))
}

/// Takes a declaration back: the citizen does not want it kept. Nothing of it can be read from then on.
#[utoipa::path(
    delete,
    operation_id = "discard_declaration",
    path = "/api/v1/declarations/{id}",
    tag = "declarations",
    params(("id" = Uuid, Path, description = "The declaration")),
    security(("device" = [])),
    responses(
        (status = 204, description = "There is no such declaration any more"),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 409, description = "It belongs to a ticket", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn discard(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    PathOf(id): PathOf<Uuid>,
) -> Result<StatusCode, ApiError> {
    kiosk(&who, Permission::FillForms)?;
    let change = DeclarationChange::Discard(declaration_id(id)?);
    state.writer.record(Record::Declaration(change)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The public key with which a kiosk seals what must wait in its journal.
#[utoipa::path(
    get,
    operation_id = "show_sealing_key",
    path = "/api/v1/kiosk/sealing-key",
    tag = "declarations",
    security(("device" = [])),
    responses(
        (status = 200, description = "The key of today", body = SealingKey),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 503, description = "The key cannot be made", body = Problem),
    )
)]
pub async fn show_sealing_key(
    State(state): State<AppState>,
    who: DeviceOrStaff,
) -> Result<Json<SealingKey>, ApiError> {
    kiosk(&who, Permission::FillForms)?;
    let date = today(&state);
    let key = personal::public_key(&state.date_keys, date).map_err(no_key)?;
    Ok(Json(SealingKey { date, public_key: STANDARD.encode(key) }))
}

/// The kiosk that asks.
fn kiosk(who: &DeviceOrStaff, permission: Permission) -> Result<i64, ApiError> {
    who.require(permission)?;
    match who {
        DeviceOrStaff::Device(device) => Ok(device.id),
        DeviceOrStaff::Staff(_) => Err(ApiError::new(ErrorCode::NotAllowed)),
    }
}

/// Ids carry the moment of their making, which keeps the database in order: version 7 only.
pub(super) fn declaration_id(id: Uuid) -> Result<DeclarationId, ApiError> {
    if id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122 {
        return Ok(DeclarationId(id));
    }
    Err(ApiError::bad_request("the id of a declaration must be a UUID of version 7"))
}

fn tied() -> ApiError {
    WriteError::NotKept(NotKept::Tied).into()
}

/// The end of a business date.
fn expires_at(state: &AppState, date: NaiveDate) -> DateTime<FixedOffset> {
    let time_zone = state.snapshot().catalog.center.time_zone;
    let midnight = tomorrow(date).and_time(NaiveTime::MIN);
    let end = midnight.and_local_timezone(time_zone).earliest();
    views::local(end.map_or_else(|| midnight.and_utc(), |end| end.to_utc()), time_zone)
}

fn tomorrow(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

#[expect(clippy::needless_pass_by_value, reason = "stands where errors are turned")]
pub(super) fn no_key(error: std::io::Error) -> ApiError {
    tracing::error!(%error, "the key of a declaration cannot be had");
    ApiError::new(ErrorCode::StorageUnavailable).retry_after(std::time::Duration::from_secs(1))
}
