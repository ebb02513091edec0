//! A ticket on paper from the reception's own printer: number, code for the phone, and whether it is a copy.

use std::fmt::Write;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use qrcode::{Color, EcLevel, QrCode};
use shared::ids::TicketId;
use shared::protocol::ErrorCode;
use shared::text::Language;
use uuid::Uuid;

use super::answers::{enter, html};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use super::reception_ticket::is_copy;
use super::words;
use crate::api::ApiError;
use crate::auth::SignedIn;
use crate::state::AppState;
use crate::views;

/// White modules that must surround the code (ISO/IEC 18004).
const QUIET_ZONE_MODULES: usize = 4;

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperPage {
    page: Page,
    /// The language of whoever holds the ticket.
    language: Language,
    seq: u64,
    now: String,
    id: String,
    agency: String,
    closing_line: String,
    number: String,
    is_copy: bool,
    service: String,
    /// The procedure, when one was chosen.
    procedure: Option<String>,
    priority: Option<String>,
    appointment: Option<String>,
    given: String,
    people_ahead: Option<u32>,
    code: Option<CodePicture>,
    back: String,
}

/// A QR code as one SVG path in units of modules.
struct CodePicture {
    side: usize,
    path: String,
}

/// `GET /reception/paper/{id}`: the ticket as it is printed here, in the language of its holder.
pub async fn paper_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Reception)?;
    let path = format!("/reception/paper/{id}");
    let page = Page::new(&state, &headers, Some(&who), &path);
    let snapshot = state.snapshot();
    let catalog = &*snapshot.catalog;
    let unknown = || PageError::because(ErrorCode::UnknownTicket);
    let ticket = snapshot.day.ticket(TicketId(id)).ok_or_else(unknown)?;
    let url = state.public_url(&headers, ticket.id);
    let forecast = state.forecast(&snapshot);
    let (day, now) = (&snapshot.day, state.now());
    let view = views::staff_ticket(day, catalog, &forecast, ticket, url.clone(), now);
    let language = view.language;
    // Numbers begin anew each day, so a number of another day is not looked up.
    let is_of_today =
        day.business_date_at(catalog, now) == ticket.business_date(catalog.center.time_zone);
    let back = match is_of_today {
        true => format!("/reception?number={}", view.number),
        false => "/reception".to_owned(),
    };
    html(
        StatusCode::OK,
        &PaperPage {
            seq: view.seq,
            now: views::local(now, catalog.center.time_zone).to_rfc3339(),
            id: view.id.to_string(),
            agency: catalog.center.agency.get(language).to_owned(),
            closing_line: catalog.center.closing_line.get(language).to_owned(),
            number: view.number.to_string(),
            is_copy: is_copy(&view),
            service: words::service(language, catalog, &view.service),
            procedure: view
                .procedure
                .as_ref()
                .map(|_| words::what(language, catalog, view.procedure.as_ref(), &view.service)),
            priority: words::priority(language, catalog, view.priority.as_ref()),
            appointment: view
                .appointment_at
                .map(|at| format!("{} {}", words::time(at), at.format("%d/%m/%Y"))),
            given: format!("{} {}", words::time(view.issued_at), view.issued_at.format("%d/%m/%Y")),
            people_ahead: view.people_ahead,
            code: picture(&url),
            back,
            page,
            language,
        },
    )
}

/// `None` when the address does not fit into a code, which an address of ours always does.
fn picture(text: &str) -> Option<CodePicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.into_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET_ZONE_MODULES, at / width + QUIET_ZONE_MODULES);
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(CodePicture { side: width + 2 * QUIET_ZONE_MODULES, path })
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn the_code_has_its_quiet_zone_and_its_corner() {
        let code = picture("http://192.168.1.10:8080/t/AZNvLnwaez6dQlocjg97Ifem").unwrap();
        assert!(code.path.starts_with("M4 4h1v1h-1z"), "the first corner begins after the zone");
        assert_eq!((code.side - 8 - 17) % 4, 0, "a version of the standard");
    }
}
