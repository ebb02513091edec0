//! Bodies, paths and queries, read strictly: what cannot be read is answered with a problem.

use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::ids::TicketId;
use shared::strict::strictly;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ApiError;
use crate::state::AppState;

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A JSON body that may be left out.
#[derive(Debug)]
pub struct MaybeBody<T>(pub T);

/// A body without any field, for calls that say everything by their address.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

/// The bytes of a JSON body, for whoever reads them with care.
#[derive(Debug)]
pub struct JsonBytes(pub Bytes);

/// Parts of the path.
#[derive(Debug)]
pub struct PathOf<T>(pub T);

/// The query.
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

/// Ids carry the moment of their making, which keeps the database in order: version 7 only.
pub(super) fn ticket_id(id: Uuid) -> Result<TicketId, ApiError> {
    if id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122 {
        return Ok(TicketId(id));
    }
    Err(ApiError::bad_request("the id of a ticket must be a UUID of version 7"))
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        let kind = value.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    // Serde would also read a list as the fields of an object in their order, which nobody means.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(ApiError::bad_request("the body must be a JSON object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = strictly(&mut reader).and_then(|read| reader.end().map(|()| read));
    read.map_err(|error| ApiError::bad_request(error.to_string()))
}

async fn bytes(request: Request, state: &AppState) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        ApiError::bad_request(rejection.body_text()).with_status(rejection.status())
    })
}

fn wrong_type() -> ApiError {
    ApiError::bad_request("the body must be sent as Content-Type: application/json")
        .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
}

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = bytes(request, state).await?;
        if !is_json {
            return Err(wrong_type());
        }
        parse(&bytes).map(Self)
    }
}

impl<T: DeserializeOwned + Default> FromRequest<AppState> for MaybeBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = bytes(request, state).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        if !is_json {
            return Err(wrong_type());
        }
        parse(&bytes).map(Self)
    }
}

impl FromRequest<AppState> for JsonBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let bytes = bytes(request, state).await?;
        if is_json { Ok(Self(bytes)) } else { Err(wrong_type()) }
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for PathOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Path::<T>::from_request_parts(parts, state)
            .await
            .map(|Path(path)| Self(path))
            .map_err(|rejection: PathRejection| ApiError::bad_request(rejection.body_text()))
    }
}

impl<T: DeserializeOwned> FromRequestParts<AppState> for QueryOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Query::<T>::from_request_parts(parts, state)
            .await
            .map(|Query(query)| Self(query))
            .map_err(|rejection: QueryRejection| ApiError::bad_request(rejection.body_text()))
    }
}
