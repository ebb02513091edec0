//! Signing staff in and out.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use shared::ids::DeskId;
use shared::protocol::ErrorCode;

use super::{SignedIn, Token, TokenHash, password};
use crate::api::ApiError;
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::sessions::NewSession;
use crate::storage::staff;
use crate::writer::Record;

/// The cookie that carries a session.
pub const COOKIE_NAME: &str = "onestop_session";

/// A session ends by itself after a long working day.
const SESSION_HOURS: i64 = 12;

/// Signs somebody in, at a desk or at none, and makes the cookie that proves it.
///
/// # Errors
/// `wrong_password` when name and password do not fit, `too_many_requests` after some failures,
/// `unknown_desk`, and `storage_unavailable`.
pub async fn sign_in(
    state: &AppState,
    name: &str,
    given: &str,
    desk: Option<DeskId>,
) -> Result<(SignedIn, Cookie<'static>), ApiError> {
    if let Some(rest) = state.sign_in_guard.rest(name) {
        return Err(ApiError::new(ErrorCode::TooManyRequests).retry_after(rest));
    }
    if let Some(desk) = &desk
        && state.snapshot().catalog.desk(desk).is_none()
    {
        return Err(ApiError::unprocessable(ErrorCode::UnknownDesk));
    }
    let member = state.readers.read(|connection| staff::find(connection, name))?;
    let stored = member.as_ref().map(|member| member.password_hash.clone());
    if !password_fits(state, given, stored).await? {
        state.sign_in_guard.failed(name);
        let staff = member.map(|member| member.id);
        let entry = AuditEntry { action: AuditAction::SignInFailed, staff, desk: None };
        state.writer.record(Record::Audit(entry)).await?;
        return Err(ApiError::new(ErrorCode::WrongPassword));
    }
    let Some(member) = member else { return Err(ApiError::new(ErrorCode::WrongPassword)) };
    state.sign_in_guard.succeeded(name);
    let token = Token::new().map_err(|error| ApiError::internal(&error))?;
    let session = NewSession {
        token: token.hash(),
        staff: member.id,
        desk: desk.clone(),
        expires_at: state.now() + TimeDelta::hours(SESSION_HOURS),
    };
    state.writer.record(Record::SignIn(session)).await?;
    let signed_in = SignedIn { staff: member.id, name: member.name, role: member.role, desk };
    Ok((signed_in, cookie(token.reveal().to_owned())))
}

/// Acts for another desk from now on: a new session takes the place of the one of this request.
///
/// # Errors
/// `unknown_desk` and `storage_unavailable`.
pub async fn move_to_desk(
    state: &AppState,
    jar: &CookieJar,
    signed_in: &SignedIn,
    desk: DeskId,
) -> Result<Cookie<'static>, ApiError> {
    if state.snapshot().catalog.desk(&desk).is_none() {
        return Err(ApiError::unprocessable(ErrorCode::UnknownDesk));
    }
    let token = Token::new().map_err(|error| ApiError::internal(&error))?;
    let session = NewSession {
        token: token.hash(),
        staff: signed_in.staff,
        desk: Some(desk),
        expires_at: state.now() + TimeDelta::hours(SESSION_HOURS),
    };
    state.writer.record(Record::SignIn(session)).await?;
    sign_out(state, jar).await?;
    Ok(cookie(token.reveal().to_owned()))
}

/// Ends the session of a request, if it has one, and makes the cookie that takes it out of the browser.
///
/// # Errors
/// `storage_unavailable`.
pub async fn sign_out(state: &AppState, jar: &CookieJar) -> Result<Cookie<'static>, ApiError> {
    if let Some(shown) = jar.get(COOKIE_NAME) {
        let token = TokenHash::of(shown.value());
        let now = state.now();
        let known = state
            .readers
            .read(|connection| crate::storage::sessions::find(connection, &token, now))?;
        if let Some(signed_in) = known {
            state.writer.record(Record::SignOut { token, signed_in }).await?;
        }
        state.sessions.forget(&token);
    }
    let mut removal = cookie(String::new());
    removal.make_removal();
    Ok(removal)
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build((COOKIE_NAME, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .build()
}

/// Hashing takes tens of milliseconds and many megabytes: a few at a time, off the threads that answer.
async fn password_fits(
    state: &AppState,
    given: &str,
    stored: Option<String>,
) -> Result<bool, ApiError> {
    if given.len() > password::PASSWORD_BYTES_MAX {
        return Ok(false);
    }
    let _place = state.hashing.acquire().await.map_err(|error| ApiError::internal(&error))?;
    let given = given.to_owned();
    tokio::task::spawn_blocking(move || password::fits(&given, stored.as_deref()))
        .await
        .map_err(|error| ApiError::internal(&error))
}
