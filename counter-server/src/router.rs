//! EVERY URL of the server, grouped by who calls it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use shared::protocol::ErrorCode;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::api::{
    ApiError, board, catalog, desks, events, health, manager, openapi, public, queue, session,
    tickets,
};
use crate::observe;
use crate::pages;
use crate::state::AppState;

/// The largest body that is read: many times the largest request of the API.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The whole server as one service.
#[must_use]
pub fn router(state: AppState) -> Router {
    let anyone = Router::new()
        .route("/healthz", get(health::show))
        .route("/api/v1/openapi.json", get(openapi::show))
        .route("/api/v1/public/tickets/{token}", get(public::show));
    let kiosks_and_boards = Router::new()
        .route("/api/v1/catalog", get(catalog::show))
        .route("/api/v1/tickets/{id}", put(tickets::issue))
        .route("/api/v1/tickets/{id}/print", post(tickets::report_print))
        .route("/api/v1/board", get(board::show))
        .route("/api/v1/events", get(events::stream));
    let staff = Router::new()
        .route("/api/v1/session", get(session::show).post(session::create).delete(session::delete))
        .route("/api/v1/desks/{desk}", get(desks::show))
        .route("/api/v1/desks/{desk}/open", post(desks::open))
        .route("/api/v1/desks/{desk}/close", post(desks::close))
        .route("/api/v1/desks/{desk}/call-next", post(desks::call_next))
        .route("/api/v1/desks/{desk}/recall", post(desks::recall))
        .route("/api/v1/desks/{desk}/start", post(desks::start))
        .route("/api/v1/desks/{desk}/finish", post(desks::finish))
        .route("/api/v1/desks/{desk}/no-show", post(desks::no_show))
        .route("/api/v1/queue", get(queue::show))
        .route("/api/v1/manager/now", get(manager::now));
    // pages
    let pages = Router::new()
        .route("/", get(pages::sign_in_page).post(pages::sign_in))
        .route("/sign-out", post(pages::sign_out))
        .route("/desk", get(pages::desk_page).post(pages::choose_desk))
        .route("/reception", get(pages::reception_page))
        .route("/manager", get(pages::manager_page))
        .route("/t/{token}", get(pages::phone_page))
        .route("/language/{code}", get(pages::switch_language))
        .route("/static/{name}", get(pages::static_file))
        .route("/static/fonts/{name}", get(pages::font_file));
    // end of pages
    // Programs never see a page: only what is no API answers errors as pages.
    let same_site = || CsrfLayer::new().with_rejection_response(foreign_origin);
    let pages = pages
        .fallback(unknown_page)
        .method_not_allowed_fallback(unknown_method)
        .layer(same_site())
        .layer(middleware::from_fn_with_state(state.clone(), pages::kind_errors));
    Router::new()
        .merge(anyone)
        .merge(kiosks_and_boards)
        .merge(staff)
        .method_not_allowed_fallback(unknown_method)
        .layer(same_site())
        .merge(pages)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(observe::observe))
        .layer(middleware::from_fn(pages::security_headers))
        .with_state(state)
}

async fn unknown_page() -> ApiError {
    ApiError::new(ErrorCode::UnknownPage)
}

async fn unknown_method() -> ApiError {
    ApiError::bad_request("this address does not take this method")
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
}

/// A page of another site must not act with the cookie of somebody who is signed in here.
fn foreign_origin(_: ProtectionError) -> Response {
    ApiError::new(ErrorCode::NotAllowed).into_response()
}
