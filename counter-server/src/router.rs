//! EVERY URL of the server, grouped by who calls it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use shared::protocol::{DECLARATION_BYTES_MAX, ErrorCode};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::api::{
    ApiError, admin, board, catalog, declarations, desk_declarations, desk_verbs, desks, events,
    forms, health, kiosk, manager, offline, openapi, pictures, print_jobs, public, queue, session,
    ticket_changes, tickets, voice,
};
use crate::observe;
use crate::pages;
use crate::state::AppState;

/// The largest body that is read: many times the largest request of the API.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// A declaration, sealed and in Base64.
const DECLARATION_BODY_BYTES_MAX: usize = 2 * DECLARATION_BYTES_MAX;

/// The largest configuration that is read: many times that of the sample center.
const DOCUMENT_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What is read of a picture's upload: much more than is taken, so that a page can say why it is not; a browser that is
/// cut off while it sends shows no page.
const PICTURE_BODY_BYTES_MAX: usize = 32 * 1024 * 1024;

/// For a whole configuration.
fn large_body() -> DefaultBodyLimit {
    DefaultBodyLimit::max(DOCUMENT_BYTES_MAX)
}

/// The whole server as one service.
#[must_use]
pub fn router(state: AppState) -> Router {
    let kiosks_and_boards = Router::new()
        .route("/api/v1/catalog", get(catalog::show))
        .route("/api/v1/tickets/{id}", put(tickets::issue))
        .route("/api/v1/tickets/{id}/print", post(tickets::report_print))
        .route("/api/v1/print-jobs", get(print_jobs::show))
        .merge(declarations_calls())
        .route("/api/v1/kiosk/leases", post(offline::lease))
        .route("/api/v1/kiosk/status", put(kiosk::report))
        .route(
            "/api/v1/kiosk/help",
            get(kiosk::show_help).post(kiosk::call_help).delete(kiosk::end_help),
        )
        .route("/api/v1/board", get(board::show))
        .route("/api/v1/voice", get(voice::show))
        .route("/api/v1/board/status", put(board::report))
        .route("/api/v1/pictures/{id}", get(pictures::show))
        .route("/api/v1/events", get(events::stream));
    // pages
    let pages = Router::new()
        .route("/", get(pages::sign_in_page).post(pages::sign_in))
        .route("/sign-out", post(pages::sign_out))
        .route("/desk", get(pages::desk_page).post(pages::choose_desk))
        .merge(declaration_pages())
        .route("/reception", get(pages::reception_page))
        .route("/reception/paper/{id}", get(pages::paper_page))
        .route("/manager", get(pages::manager_page))
        .route("/t/{token}", get(pages::phone_page))
        .route("/t/{token}/cancel", post(pages::cancel_ticket))
        .route("/p/{procedure}", get(pages::procedure_page))
        .route("/language/{code}", get(pages::switch_language))
        .route("/static/{name}", get(pages::static_file))
        .route("/static/fonts/{name}", get(pages::font_file))
        .merge(administration());
    // end of pages
    // Programs never see a page: only what is no API answers errors as pages.
    let same_site = || CsrfLayer::new().with_rejection_response(foreign_origin);
    let pages = pages
        .fallback(unknown_page)
        .method_not_allowed_fallback(unknown_method)
        .layer(same_site())
        .layer(middleware::from_fn_with_state(state.clone(), pages::kind_errors));
    Router::new()
        .merge(anyone())
        .merge(kiosks_and_boards)
        .merge(staff_calls())
        .method_not_allowed_fallback(unknown_method)
        .layer(same_site())
        .merge(pages)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(observe::observe))
        .layer(middleware::from_fn(pages::security_headers))
        .with_state(state)
}

/// What staff call at desks, at reception and in the office.
fn staff_calls() -> Router<AppState> {
    Router::new()
        .route("/api/v1/session", get(session::show).post(session::create).delete(session::delete))
        .route("/api/v1/desks/{desk}", get(desks::show))
        .route("/api/v1/desks/{desk}/open", post(desks::open))
        .route("/api/v1/desks/{desk}/close", post(desks::close))
        .route("/api/v1/desks/{desk}/call-next", post(desks::call_next))
        .route("/api/v1/desks/{desk}/recall", post(desks::recall))
        .route("/api/v1/desks/{desk}/start", post(desks::start))
        .route("/api/v1/desks/{desk}/finish", post(desks::finish))
        .route("/api/v1/desks/{desk}/no-show", post(desks::no_show))
        .route("/api/v1/desks/{desk}/pause", post(desk_verbs::pause))
        .route("/api/v1/desks/{desk}/call", post(desk_verbs::call))
        .route("/api/v1/desks/{desk}/resume", post(desk_verbs::resume))
        .route("/api/v1/desks/{desk}/hold", post(desk_verbs::hold))
        .route("/api/v1/desks/{desk}/transfer", post(desk_verbs::transfer))
        .route("/api/v1/desks/{desk}/note", post(desk_verbs::note))
        .route("/api/v1/desks/{desk}/undo", post(desk_verbs::undo))
        .route("/api/v1/tickets", get(ticket_changes::look_up))
        .route("/api/v1/tickets/admit", post(offline::admit))
        .route("/api/v1/tickets/{id}/cancel", post(ticket_changes::cancel))
        .route("/api/v1/tickets/{id}/check-in", post(ticket_changes::check_in))
        .route("/api/v1/tickets/{id}/correct", post(ticket_changes::correct))
        .route("/api/v1/tickets/{id}/reprint", post(ticket_changes::reprint))
        .route("/api/v1/queue", get(queue::show))
        .route("/api/v1/kiosks", get(kiosk::show_kiosks))
        .route("/api/v1/boards", get(board::show_boards))
        .route("/api/v1/help", get(kiosk::show_calls))
        .route("/api/v1/help/{device}/answer", post(kiosk::answer_call))
        .route("/api/v1/manager/now", get(manager::now))
        .merge(administration_calls())
}

/// What anybody may call.
fn anyone() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health::show))
        .route("/api/v1/openapi.json", get(openapi::show))
        .route("/api/v1/public/tickets/{token}", get(public::show))
        .route("/api/v1/public/tickets/{token}/cancel", post(public::cancel))
}

/// Forms that citizens fill in: kiosks send them, desks correct and file them.
fn declarations_calls() -> Router<AppState> {
    Router::new()
        .route("/api/v1/forms", get(forms::show))
        .route("/api/v1/kiosk/sealing-key", get(declarations::show_sealing_key))
        .route("/api/v1/declarations/continue", post(declarations::resume))
        .route(
            "/api/v1/declarations/{id}",
            put(declarations::keep)
                .layer(DefaultBodyLimit::max(DECLARATION_BODY_BYTES_MAX))
                .get(desk_declarations::show)
                .delete(declarations::discard),
        )
        .route("/api/v1/declarations/{id}/answers", post(desk_declarations::correct))
        .route("/api/v1/declarations/{id}/file", post(desk_declarations::file))
        .route("/api/v1/declarations/{id}/erase", post(desk_declarations::erase))
}

/// Pages about what a citizen declared, for the desk that has the ticket.
fn declaration_pages() -> Router<AppState> {
    Router::new()
        .route("/desk/declaration/{id}", get(pages::declaration_page).post(pages::correct_answer))
        .route("/desk/declaration/{id}/paper", get(pages::form_paper_page))
        .route("/desk/declaration/{id}/file", post(pages::file_declaration))
        .route("/desk/declaration/{id}/erase", post(pages::erase_declaration))
        .route("/desk/dossier/{id}/receipt", get(pages::receipt_page))
        .route("/desk/wards/{province}", get(pages::ward_names))
}

/// What programs of administrators call.
fn administration_calls() -> Router<AppState> {
    Router::new()
        .route(
            "/api/v1/admin/catalog",
            get(admin::show_catalog).put(admin::change_catalog).layer(large_body()),
        )
        .route("/api/v1/admin/audit", get(admin::show_audit))
}

/// Pages for administrators. Sections whose entries stand in the configuration share their addresses.
fn administration() -> Router<AppState> {
    Router::new()
        .route("/admin", get(pages::admin::admin_home))
        .route(
            "/admin/holidays/propose",
            get(pages::admin::propose_page).post(pages::admin::save_proposed),
        )
        .route("/admin/staff", get(pages::admin::staff_page))
        .route("/admin/staff/new", get(pages::admin::staff_form).post(pages::admin::add_staff))
        .route("/admin/staff/{id}", get(pages::admin::staff_member_page))
        .route("/admin/staff/{id}/{change}", post(pages::admin::change_staff))
        .route("/admin/devices", get(pages::admin::devices_page))
        .route("/admin/devices/new", get(pages::admin::device_form).post(pages::admin::add_device))
        .route("/admin/devices/{id}", get(pages::admin::device_page))
        .route("/admin/devices/{id}/{change}", post(pages::admin::change_device))
        .route("/admin/transfer", get(pages::admin::transfer_page))
        .route("/admin/transfer/export", post(pages::admin::export_document))
        .route("/admin/transfer/check", post(pages::admin::check_document).layer(large_body()))
        .route("/admin/transfer/apply", post(pages::admin::apply_document).layer(large_body()))
        .route("/admin/forms", get(pages::admin::forms_page))
        .route("/admin/forms/check", post(pages::admin::check_form).layer(large_body()))
        .route("/admin/forms/apply", post(pages::admin::apply_form).layer(large_body()))
        .route("/admin/forms/{id}/{version}", get(pages::admin::form_page))
        .route("/admin/forms/{id}/{version}/file", get(pages::admin::download_form))
        .route("/admin/audit", get(pages::admin::audit_page))
        .route(
            "/admin/pictures",
            get(pages::admin::pictures_page)
                .post(pages::admin::upload_picture)
                .layer(DefaultBodyLimit::max(PICTURE_BODY_BYTES_MAX)),
        )
        .route("/admin/pictures/{id}/remove", post(pages::admin::remove_picture))
        .route("/admin/tips/preview", post(pages::admin::preview_entered_tip))
        .route("/admin/tips/{key}/preview", get(pages::admin::tip_preview_page))
        .route(
            "/admin/voice/listen",
            get(pages::admin::listen_page).post(pages::admin::listen_to_entered),
        )
        .route("/admin/voice/sound", get(pages::admin::sound))
        .route(
            "/admin/emergency",
            get(pages::admin::emergency_page).post(pages::admin::preview_emergency),
        )
        .route("/admin/emergency/show", post(pages::admin::show_emergency))
        .route("/admin/emergency/withdraw", post(pages::admin::withdraw_emergency))
        .route("/admin/{section}", get(pages::admin::section_page).post(pages::admin::save_single))
        .route(
            "/admin/{section}/new",
            get(pages::admin::new_entry_page).post(pages::admin::add_entry),
        )
        .route(
            "/admin/{section}/{key}",
            get(pages::admin::entry_page).post(pages::admin::save_entry),
        )
        .route("/admin/{section}/{key}/move", post(pages::admin::move_entry))
        .route(
            "/admin/{section}/{key}/remove",
            get(pages::admin::remove_page).post(pages::admin::remove_entry),
        )
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
