//! The language switch: keeps the choice in a cookie and goes back to the page.

use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::frame::local_path;
use crate::language;

/// Where the switch stands.
#[derive(Deserialize)]
pub struct SwitchQuery {
    to: Option<String>,
}

/// `GET /language/{code}?to=/desk`. A language that we do not have changes nothing.
pub async fn switch_language(
    Path(code): Path<String>,
    Query(query): Query<SwitchQuery>,
) -> Response {
    let back = Redirect::to(query.to.as_deref().and_then(local_path).unwrap_or("/"));
    match language::of_code(&code) {
        Some(chosen) => {
            // Not a secret and no sign-in: a year, for the whole site.
            let cookie = format!(
                "{}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
                language::COOKIE_NAME,
                chosen.code()
            );
            ([(header::SET_COOKIE, cookie)], back).into_response()
        }
        None => back.into_response(),
    }
}
