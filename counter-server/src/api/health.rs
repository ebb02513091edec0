//! `GET /healthz`: whether the server can do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::state::AppState;

/// The answer of `GET /healthz`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`, or `storage_unavailable` while the database cannot be written.
    #[schema(example = "ok")]
    pub status: String,
    /// The version of the program.
    pub version: String,
    /// The last event that happened.
    pub seq: u64,
}

/// Whether the server can write.
#[utoipa::path(
    get,
    operation_id = "show_health",
    path = "/healthz",
    tag = "anyone",
    responses(
        (status = 200, description = "Well", body = Health, example = json!({"status": "ok", "version": "0.1.0", "seq": 812})),
        (status = 503, description = "The database cannot be written", body = Health),
    )
)]
pub async fn show(State(state): State<AppState>) -> (StatusCode, Json<Health>) {
    let (status, word) = if state.published.can_write() && state.writer.is_running() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "storage_unavailable")
    };
    let health = Health {
        status: word.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seq: state.snapshot().day.seq(),
    };
    (status, Json(health))
}
