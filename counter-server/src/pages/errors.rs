//! Pages for what went wrong: what is the matter and what to do, never a bare code.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::filters;
use super::frame::{Page, Place, local_path};
use crate::api::ApiError;
use crate::auth::SignedIn;
use crate::language::tr;
use crate::sentences;
use crate::state::AppState;

/// Why a page cannot be shown.
#[derive(Clone, Debug)]
pub enum PageError {
    /// Nobody is signed in: sign in first, then come back to this path.
    SignInFirst(String),
    /// A reason that has a sentence, which [`kind_errors`] puts on a page.
    Because(ApiError),
}

impl PageError {
    /// A reason by its code.
    pub(super) fn because(code: ErrorCode) -> Self {
        Self::Because(ApiError::new(code))
    }

    /// An error on the way to a page for staff.
    pub(super) fn on_the_way_to(path: &str, error: ApiError) -> Self {
        match error.code() {
            ErrorCode::NotSignedIn => Self::SignInFirst(path.to_owned()),
            _ => Self::Because(error),
        }
    }
}

impl From<ApiError> for PageError {
    fn from(error: ApiError) -> Self {
        Self::Because(error)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst(path) => {
                let to = local_path(&path).unwrap_or("/");
                Redirect::to(&format!("/?to={to}")).into_response()
            }
            Self::Because(error) => error.into_response(),
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: &'static str,
    sentence: &'static str,
    code: String,
    /// Whoever holds a ticket or reads about a procedure has no use for a code.
    is_phone: bool,
    way_out: Option<(&'static str, &'static str)>,
}

/// Turns every answer to a browser that says no without words into a page with words.
pub async fn kind_errors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let wants_page = !path.starts_with("/api/") && accepts_html(request.headers());
    let (parts, body) = request.into_parts();
    let mut kept = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if !wants_page || !(status.is_client_error() || status.is_server_error()) || is_html(&response)
    {
        return response;
    }
    let code = response
        .extensions()
        .get::<Arc<ApiError>>()
        .map_or_else(|| code_of_status(status), |error| error.code());
    let who = SignedIn::from_request_parts(&mut kept, &state).await.ok();
    let error = error_page(
        Page::new(&state, &kept.headers, who.as_ref(), &path),
        who.as_ref(),
        &path,
        code,
    );
    let Ok(body) = error.render() else { return response };
    let mut answer = (status, [(header::CACHE_CONTROL, "no-store")], Html(body)).into_response();
    // What other layers said, such as the methods that an address takes, stays.
    for (name, value) in response.headers() {
        if !answer.headers().contains_key(name) && name != header::CONTENT_LENGTH {
            answer.headers_mut().append(name, value.clone());
        }
    }
    answer
}

fn error_page(page: Page, who: Option<&SignedIn>, path: &str, code: ErrorCode) -> ErrorPage {
    let language = page.language;
    let is_phone = path.starts_with("/t/") || path.starts_with("/p/");
    let way_out = match who {
        // They have nothing to sign in for.
        _ if is_phone => None,
        Some(who) => Some((Place::home(who.role).path(), tr(language, "Go to my page"))),
        None => Some(("/", tr(language, "Go to the first page"))),
    };
    let sentence = if is_phone && code == ErrorCode::UnknownTicket {
        tr(
            language,
            "The link may be incomplete, or the ticket is from an earlier day. Please scan the code on your ticket again, or ask at reception.",
        )
    } else if is_phone && code == ErrorCode::UnknownProcedure {
        tr(
            language,
            "It may no longer be offered, or the link may be incomplete. Please scan the code at the kiosk again, or ask at reception.",
        )
    } else {
        sentences::sentence(code, language)
    };
    ErrorPage { title: title(language, code), page, sentence, code: wire(code), is_phone, way_out }
}

fn title(language: Language, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::UnknownPage => tr(language, "There is no such page"),
        ErrorCode::UnknownProcedure => tr(language, "We do not know this procedure"),
        ErrorCode::UnknownTicket => tr(language, "We do not know this ticket"),
        ErrorCode::NotAllowed => tr(language, "This page is not for your sign-in"),
        ErrorCode::Internal | ErrorCode::StorageUnavailable => tr(language, "Something went wrong"),
        ErrorCode::TooManyRequests => tr(language, "One moment, please"),
        _ => tr(language, "That did not work"),
    }
}

/// The code as programs read it, which a person can tell to whoever helps.
fn wire(code: ErrorCode) -> String {
    serde_json::to_value(code)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn code_of_status(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::NOT_FOUND => ErrorCode::UnknownPage,
        StatusCode::FORBIDDEN => ErrorCode::NotAllowed,
        StatusCode::UNAUTHORIZED => ErrorCode::NotSignedIn,
        StatusCode::TOO_MANY_REQUESTS => ErrorCode::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::StorageUnavailable,
        status if status.is_client_error() => ErrorCode::BadRequest,
        _ => ErrorCode::Internal,
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn is_html(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}
