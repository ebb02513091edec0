//! The first page: signing in, at a desk or at none, and signing out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use shared::catalog::Catalog;
use shared::ids::DeskId;
use shared::text::Language;

use super::answers::html;
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place, local_path};
use super::words;
use crate::auth::{self, SignedIn};
use crate::language;
use crate::sentences;
use crate::state::AppState;

/// Keeps the desk of the last sign-in in this browser, because a browser stands at one desk.
const STATION_COOKIE: &str = "station_desk";

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct SignInQuery {
    to: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct SignInForm {
    name: String,
    password: String,
    #[serde(default)]
    desk: String,
    #[serde(default)]
    to: String,
}

struct DeskOption {
    id: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    agency: String,
    slogan: String,
    name: String,
    to: String,
    desks: Vec<DeskOption>,
    problem: Option<String>,
}

impl SignInPage {
    fn new(state: &AppState, headers: &HeaderMap, desk: Option<&str>) -> Self {
        let page = Page::new(state, headers, None, "/");
        let catalog = &state.snapshot().catalog;
        Self {
            agency: catalog.center.agency.get(page.language).to_owned(),
            slogan: catalog.center.slogan.get(page.language).to_owned(),
            desks: desk_options(page.language, catalog, desk),
            page,
            name: String::new(),
            to: String::new(),
            problem: None,
        }
    }
}

fn desk_options(language: Language, catalog: &Catalog, chosen: Option<&str>) -> Vec<DeskOption> {
    catalog
        .desks
        .iter()
        .map(|desk| {
            let own: Vec<&str> = desk
                .services
                .iter()
                .filter(|service| desk.delay_minutes.get(*service).is_none_or(|delay| *delay == 0))
                .filter_map(|service| catalog.service(service))
                .map(|service| service.name.get(language))
                .collect();
            DeskOption {
                id: desk.id.to_string(),
                label: format!("{} – {}", words::desk_name(language, &desk.name), own.join(", ")),
                chosen: chosen == Some(desk.id.as_str()),
            }
        })
        .collect()
}

/// `GET /`. Whoever is signed in already goes on.
pub async fn sign_in_page(
    State(state): State<AppState>,
    signed_in: Option<SignedIn>,
    Query(query): Query<SignInQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let to = query.to.as_deref().and_then(local_path).filter(|to| *to != "/");
    if let Some(who) = signed_in {
        return Ok(Redirect::to(to.unwrap_or(Place::home(who.role).path())).into_response());
    }
    let mut page = SignInPage::new(&state, &headers, station_desk(&headers));
    page.to = to.unwrap_or_default().to_owned();
    html(StatusCode::OK, &page)
}

/// `POST /`. A wrong password comes back to the form with a sentence and the name.
pub async fn sign_in(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    let desk = Some(form.desk.as_str()).filter(|desk| !desk.is_empty());
    match auth::sign_in(&state, form.name.trim(), &form.password, desk.map(DeskId::from)).await {
        Ok((who, cookie)) => {
            let station = station_cookie(desk);
            let cookies = AppendHeaders([
                (header::SET_COOKIE, cookie.to_string()),
                (header::SET_COOKIE, station),
            ]);
            let to = local_path(&form.to)
                .filter(|to| *to != "/")
                .unwrap_or(Place::home(who.role).path());
            Ok((cookies, Redirect::to(to)).into_response())
        }
        Err(error) => {
            let code = error.code();
            let mut page = SignInPage::new(&state, &headers, desk);
            page.problem = Some(sentences::sentence(code, page.page.language).to_owned());
            page.name = form.name;
            page.to = local_path(&form.to).unwrap_or_default().to_owned();
            html(error.status(), &page)
        }
    }
}

/// `POST /sign-out`.
pub async fn sign_out(
    State(state): State<AppState>,
    jar: CookieJar,
) -> Result<Response, PageError> {
    let cookie = auth::sign_out(&state, &jar).await?;
    Ok(([(header::SET_COOKIE, cookie.to_string())], Redirect::to("/")).into_response())
}

/// The cookie for the next sign-in here; a desk that was left out is forgotten.
pub(super) fn station_cookie(desk: Option<&str>) -> String {
    match desk.filter(|desk| desk.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')) {
        Some(desk) => {
            format!("{STATION_COOKIE}={desk}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
        }
        None => format!("{STATION_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly"),
    }
}

/// The desk of the last sign-in in this browser.
pub(super) fn station_desk(headers: &HeaderMap) -> Option<&str> {
    language::cookie(headers, STATION_COOKIE)
}
