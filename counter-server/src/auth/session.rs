//! Signing staff in and out.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use shared::ids::DeskId;
use shared::protocol::ErrorCode;

use super::password;
use crate::api::ApiError;
use crate::identity::{NAME_CHARACTERS_MAX, SignedIn, Token, TokenHash};
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::sessions::NewSession;
use crate::storage::staff;
use crate::writer::{NotKept, Proof, Record, WriteError};

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
    if name.trim().chars().count() > NAME_CHARACTERS_MAX {
        // Nobody can have such a name: it is worth neither memory nor a hash.
        return Err(ApiError::new(ErrorCode::WrongPassword));
    }
    may_try(state, name)?;
    if let Some(desk) = &desk
        && state.snapshot().catalog.desk(desk).is_none()
    {
        return Err(ApiError::unprocessable(ErrorCode::UnknownDesk));
    }
    let member = state.readers.read(|connection| staff::find(connection, name))?;
    let stored = member.as_ref().map(|member| member.password_hash.clone());
    let fits = password_fits(state, name, given, stored).await?;
    let Some(member) = member else { return Err(ApiError::new(ErrorCode::WrongPassword)) };
    if !fits {
        keep_failure(state, member.id);
        return Err(ApiError::new(ErrorCode::WrongPassword));
    }
    let token = Token::new().map_err(|error| ApiError::internal(&error))?;
    let session = NewSession {
        token: token.hash(),
        staff: member.id,
        desk: desk.clone(),
        expires_at: state.now() + TimeDelta::hours(SESSION_HOURS),
    };
    let proof = Proof::Password(member.password_hash);
    match state.writer.record(Record::SignIn { session, proof }).await {
        // Somebody took the password or the right to sign in away in between.
        Err(WriteError::NotKept(NotKept::NotSignedIn)) => {
            return Err(ApiError::new(ErrorCode::WrongPassword));
        }
        kept => kept?,
    }
    let signed_in = SignedIn { staff: member.id, name: member.name, role: member.role, desk };
    Ok((signed_in, cookie(token.reveal().to_owned())))
}

/// Acts for another desk from now on: a new session takes the place of the one of this request.
///
/// # Errors
/// `unknown_desk`, `not_signed_in` when the session of this request has ended meanwhile, and
/// `storage_unavailable`.
pub async fn move_to_desk(
    state: &AppState,
    jar: &CookieJar,
    signed_in: &SignedIn,
    desk: DeskId,
) -> Result<Cookie<'static>, ApiError> {
    if state.snapshot().catalog.desk(&desk).is_none() {
        return Err(ApiError::unprocessable(ErrorCode::UnknownDesk));
    }
    let shown = jar.get(COOKIE_NAME).ok_or(ApiError::new(ErrorCode::NotSignedIn))?;
    let proof = Proof::Session(TokenHash::of(shown.value()));
    let token = Token::new().map_err(|error| ApiError::internal(&error))?;
    let session = NewSession {
        token: token.hash(),
        staff: signed_in.staff,
        desk: Some(desk),
        expires_at: state.now() + TimeDelta::hours(SESSION_HOURS),
    };
    state.writer.record(Record::SignIn { session, proof }).await?;
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

fn may_try(state: &AppState, name: &str) -> Result<(), ApiError> {
    match state.sign_in_guard.rest(name) {
        Some(rest) => Err(ApiError::new(ErrorCode::TooManyRequests).retry_after(rest)),
        None => Ok(()),
    }
}

/// Hashing takes tens of milliseconds and many megabytes: a few at a time, off the threads that answer.
/// Counts the outcome before the place is given on, so that tries sent together are counted like tries
/// sent one after the other.
async fn password_fits(
    state: &AppState,
    name: &str,
    given: &str,
    stored: Option<String>,
) -> Result<bool, ApiError> {
    let _place = state.hashing.acquire().await.map_err(|error| ApiError::internal(&error))?;
    // Others with the same name may have failed while this one waited for its place.
    may_try(state, name)?;
    let fits = given.len() <= password::PASSWORD_BYTES_MAX && {
        let given = given.to_owned();
        tokio::task::spawn_blocking(move || password::fits(&given, stored.as_deref()))
            .await
            .map_err(|error| ApiError::internal(&error))?
    };
    if fits {
        state.sign_in_guard.succeeded(name);
    } else {
        state.sign_in_guard.failed(name);
    }
    Ok(fits)
}

/// Keeps that somebody failed to sign in as this member of staff. Names that nobody has leave no row,
/// and the guard slows down the others, so that the log cannot be filled from outside. Whoever failed
/// does not wait for it: the time would tell which names exist.
fn keep_failure(state: &AppState, staff: i64) {
    let entry = AuditEntry::new(AuditAction::SignInFailed, Some(staff));
    let state = state.clone();
    tokio::spawn(async move {
        if let Err(error) = state.writer.record(Record::Audit(entry)).await {
            tracing::warn!(%error, "a failed sign-in could not be kept");
        }
    });
}
