//! `/session`: signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use shared::protocol::{Problem, SessionRequest, SessionView};

use super::{ApiError, Body};
use crate::auth::{self, SignedIn};
use crate::state::AppState;

/// Signs somebody in, at a desk or at none.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "session",
    request_body(content = SessionRequest, example = json!({"name": "lan", "password": "a long password", "desk": "1"})),
    responses(
        (status = 200, description = "Signed in", body = SessionView,
            headers(("Set-Cookie" = String, description = "The session"))),
        (status = 401, description = "Name and password do not fit", body = Problem),
        (status = 422, description = "The body cannot be read, or names no desk of the center", body = Problem),
        (status = 429, description = "Too many failed tries", body = Problem),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    jar: CookieJar,
    Body(request): Body<SessionRequest>,
) -> Result<(CookieJar, Json<SessionView>), ApiError> {
    let (signed_in, cookie) =
        auth::sign_in(&state, &request.name, &request.password, request.desk).await?;
    Ok((jar.add(cookie), Json(view(signed_in))))
}

/// Who is signed in.
#[utoipa::path(
    get,
    operation_id = "show_session",
    path = "/api/v1/session",
    tag = "session",
    security(("session" = [])),
    responses(
        (status = 200, description = "Who", body = SessionView, example = json!({"name": "lan", "role": "staff", "desk": "1"})),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Staff only", body = Problem),
    )
)]
pub async fn show(signed_in: SignedIn) -> Json<SessionView> {
    Json(view(signed_in))
}

/// Signs out; harmless when nobody is signed in.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    responses((status = 204, description = "Signed out"))
)]
pub async fn delete(
    State(state): State<AppState>,
    jar: CookieJar,
) -> Result<(StatusCode, CookieJar), ApiError> {
    let removal = auth::sign_out(&state, &jar).await?;
    Ok((StatusCode::NO_CONTENT, jar.add(removal)))
}

fn view(signed_in: SignedIn) -> SessionView {
    SessionView {
        name: signed_in.name,
        role: signed_in.role.name().to_owned(),
        desk: signed_in.desk,
    }
}
