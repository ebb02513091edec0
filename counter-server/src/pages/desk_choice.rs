//! Choosing the desk that one serves at.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use shared::day::DeskState;
use shared::ids::DeskId;
use shared::protocol::ErrorCode;

use super::answers::{enter, html};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use super::sign_in::station_cookie;
use super::words::{self, DeskLine};
use crate::api::ApiError;
use crate::auth::{self, SignedIn};
use crate::language::{fill, tr};
use crate::published::Snapshot;
use crate::sentences;
use crate::state::AppState;
use crate::views;

#[derive(Template)]
#[template(path = "choose_desk.html")]
pub(super) struct ChooseDeskPage {
    page: Page,
    desks: Vec<Choice>,
    problem: Option<&'static str>,
}

struct Choice {
    id: String,
    name: String,
    services: String,
    chosen: bool,
    /// Whether somebody works there already.
    taken: bool,
    /// What the desk does, with the number there.
    doing: String,
    /// Whether the page begins at it.
    first: bool,
}

/// What the choice of a desk sends.
#[derive(Deserialize)]
pub struct DeskForm {
    #[serde(default)]
    desk: String,
}

/// `POST /desk`: acts for another desk from now on.
pub async fn choose_desk(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<DeskForm>,
) -> Result<Response, PageError> {
    let path = Place::Desk.path();
    let who = enter(signed_in, Place::Desk)?;
    match auth::move_to_desk(&state, &jar, &who, DeskId::from(form.desk.as_str())).await {
        Ok(cookie) => {
            let cookies = AppendHeaders([
                (header::SET_COOKIE, cookie.to_string()),
                (header::SET_COOKIE, station_cookie(Some(&form.desk))),
            ]);
            Ok((cookies, Redirect::to(path)).into_response())
        }
        Err(error) if error.code() == ErrorCode::UnknownDesk => {
            let page = Page::new(&state, &headers, Some(&who), path);
            let problem = sentences::sentence(error.code(), page.language);
            let snapshot = state.snapshot();
            html(StatusCode::UNPROCESSABLE_ENTITY, &choice(page, &snapshot, None, Some(problem)))
        }
        Err(error) => Err(PageError::on_the_way_to(path, error)),
    }
}

/// The page that asks for a desk.
pub(super) fn choice(
    page: Page,
    snapshot: &Snapshot,
    chosen: Option<&str>,
    problem: Option<&'static str>,
) -> ChooseDeskPage {
    let language = page.language;
    let catalog = &snapshot.catalog;
    let mut desks: Vec<Choice> = catalog
        .desks
        .iter()
        .map(|desk| {
            let line = DeskLine::new(language, &views::headline(&snapshot.day, desk));
            let taken = snapshot.day.desk(&desk.id).state != DeskState::Closed;
            let doing = if taken {
                let doing = line.number.map(|number| format!("{number}, {}", line.label));
                let doing = doing.unwrap_or_else(|| line.label.to_owned());
                fill(tr(language, "Somebody works here: {doing}"), "doing", &doing)
            } else {
                tr(language, "Nobody works here now").to_owned()
            };
            Choice {
                id: desk.id.to_string(),
                name: words::desk_name(language, &desk.name),
                services: desk
                    .services
                    .iter()
                    .map(|service| words::service(language, catalog, service))
                    .collect::<Vec<_>>()
                    .join(", "),
                chosen: chosen == Some(desk.id.as_str()),
                taken,
                doing,
                first: false,
            }
        })
        .collect();
    // Whoever comes back to a desk begins there, anybody else at the first that is free.
    let begin = desks.iter().position(|desk| desk.chosen);
    if let Some(at) = begin.or_else(|| desks.iter().position(|desk| !desk.taken)) {
        desks[at].first = true;
    }
    ChooseDeskPage { page, desks, problem }
}
