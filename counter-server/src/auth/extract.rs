//! Who sends a request, taken from its headers.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use shared::day::Actor;
use shared::ids::DeskId;
use shared::protocol::ErrorCode;

use super::COOKIE_NAME;
use crate::api::ApiError;
use crate::identity::{Device, DeviceKind, Permission, SignedIn, TokenHash};
use crate::state::AppState;
use crate::storage::{devices, sessions};

/// Whoever sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceOrStaff {
    /// A kiosk or board.
    Device(Device),
    /// A signed-in member of staff.
    Staff(SignedIn),
}

impl SignedIn {
    /// Answers 403 when their role may not do it.
    ///
    /// # Errors
    /// `not_allowed`.
    pub fn require(&self, permission: Permission) -> Result<(), ApiError> {
        allowed(self.role.may(permission))
    }

    /// Answers 403 when they may not act for this desk.
    ///
    /// # Errors
    /// `not_allowed`.
    pub fn require_desk(&self, desk: &DeskId) -> Result<(), ApiError> {
        let is_own = self.desk.as_ref() == Some(desk);
        allowed(
            self.role.may(Permission::ActAtAnyDesk)
                || is_own && self.role.may(Permission::ActAtOwnDesk),
        )
    }
}

impl DeviceOrStaff {
    /// Answers 403 when they may not do it.
    ///
    /// # Errors
    /// `not_allowed`.
    pub fn require(&self, permission: Permission) -> Result<(), ApiError> {
        allowed(match self {
            Self::Device(device) => device.kind.may(permission),
            Self::Staff(signed_in) => signed_in.role.may(permission),
        })
    }

    /// As events name them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::Device(device) => Actor::Device { device: device.id },
            Self::Staff(signed_in) => Actor::Staff { staff: signed_in.staff },
        }
    }
}

fn allowed(is_allowed: bool) -> Result<(), ApiError> {
    if is_allowed { Ok(()) } else { Err(ApiError::new(ErrorCode::NotAllowed)) }
}

/// The token that a request of a device shows, known or not.
#[must_use]
pub fn shown_token(headers: &HeaderMap) -> Option<TokenHash> {
    bearer(headers).map(TokenHash::of)
}

/// Whose token it is; `None` when it was revoked or never was.
///
/// # Errors
/// `storage_unavailable`.
pub fn device_of_token(state: &AppState, token: TokenHash) -> Result<Option<Device>, ApiError> {
    if let Some(device) = state.devices.get(&token) {
        return Ok(Some(device));
    }
    let found = state.readers.read(|connection| devices::find(connection, &token))?;
    if let Some(device) = &found {
        state.devices.put(token, device.clone());
        state.writer.device_seen(device.id);
    }
    Ok(found)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn device(parts: &Parts, state: &AppState) -> Result<Option<Device>, ApiError> {
    let Some(token) = shown_token(&parts.headers) else { return Ok(None) };
    let device = device_of_token(state, token)?.ok_or(ApiError::new(ErrorCode::NotSignedIn))?;
    if let Some(limiter) = &state.limiter
        && limiter.check_key(&device.id).is_err()
    {
        let second = std::time::Duration::from_secs(1);
        return Err(ApiError::new(ErrorCode::TooManyRequests).retry_after(second));
    }
    match device.kind {
        DeviceKind::Kiosk => state.kiosks.heard(device.id, state.now()),
        DeviceKind::Board => state.boards.heard(device.id, state.now()),
    }
    Ok(Some(device))
}

/// The session that a request shows, known or not.
#[must_use]
pub fn shown_session(headers: &HeaderMap) -> Option<TokenHash> {
    let jar = CookieJar::from_headers(headers);
    jar.get(COOKIE_NAME).map(|shown| TokenHash::of(shown.value()))
}

/// Whose session it is; `None` when it has ended or never was.
///
/// # Errors
/// `storage_unavailable`.
pub fn holder(state: &AppState, session: TokenHash) -> Result<Option<SignedIn>, ApiError> {
    if let Some(signed_in) = state.sessions.get(&session) {
        return Ok(Some(signed_in));
    }
    let now = state.now();
    let found = state.readers.read(|connection| sessions::find(connection, &session, now))?;
    if let Some(signed_in) = &found {
        state.sessions.put(session, signed_in.clone());
    }
    Ok(found)
}

fn signed_in(parts: &Parts, state: &AppState) -> Result<Option<SignedIn>, ApiError> {
    shown_session(&parts.headers).map_or(Ok(None), |session| holder(state, session))
}

impl FromRequestParts<AppState> for Device {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        device(parts, state)?.ok_or(ApiError::new(ErrorCode::NotSignedIn))
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match signed_in(parts, state)? {
            Some(signed_in) => Ok(signed_in),
            // A device is known, but its kind may not do what staff do.
            None if device(parts, state)?.is_some() => Err(ApiError::new(ErrorCode::NotAllowed)),
            None => Err(ApiError::new(ErrorCode::NotSignedIn)),
        }
    }
}

impl OptionalFromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Self>, ApiError> {
        signed_in(parts, state)
    }
}

impl FromRequestParts<AppState> for DeviceOrStaff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        if let Some(device) = device(parts, state)? {
            return Ok(Self::Device(device));
        }
        let signed_in = signed_in(parts, state)?;
        signed_in.map(Self::Staff).ok_or(ApiError::new(ErrorCode::NotSignedIn))
    }
}
