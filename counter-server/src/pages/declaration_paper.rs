//! `/desk/declaration/{id}/paper`: the filled-in form on A4, laid out like the official one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::form::{self, PaperContext};
use shared::ids::DeclarationId;
use shared::text::Language;
use uuid::Uuid;

use super::answers::{enter, html};
use super::declaration::path_of;
use super::errors::PageError;
use super::filters;
use super::form_sheet::Sheet;
use super::frame::{Page, Place};
use crate::api::{ApiError, today};
use crate::auth::SignedIn;
use crate::declarations;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "declaration_paper.html")]
struct FormPaperPage {
    page: Page,
    back: String,
    sheet: Sheet,
}

/// `GET /desk/declaration/{id}/paper`. The audit row is durable before anything is shown.
pub async fn form_paper_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let id = DeclarationId(id);
    let opened = declarations::reading(&state, &who, id).await?;
    let today = today(&state);
    let center = state.snapshot().catalog.center.name.get(Language::Vi).to_owned();
    let context = PaperContext { center, date: today };
    let page = Page::new(&state, &headers, Some(&who), &format!("{}/paper", path_of(id)));
    let sheet = Sheet::new(form::paper(&opened.form, &opened.contents.answers, &context), today);
    html(StatusCode::OK, &FormPaperPage { page, back: path_of(id), sheet })
}
