//! The message that takes every board whole until it is withdrawn.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use shared::catalog::{Catalog, CatalogProblem};
use shared::text::Text;

use super::entries::{SectionView, context, find, view};
use super::faults;
use super::fields::{Drawing, GroupView, Problem};
use super::sections::emergency::{FIELD, LIST, SECTION};
use super::shell::{DoneQuery, MenuLine, Pairs, frame, value_of};
use crate::admin::change::{self, Saved};
use crate::admin::form::{Entered, Fault};
use crate::api::{ApiError, board};
use crate::auth::SignedIn;
use crate::language::{self, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;
use crate::storage::audit::AuditAction;

const PATH: &str = "/admin/emergency";

/// How often it is tried while others change the configuration at the same moments.
const TRIES: usize = 5;

#[derive(Template)]
#[template(path = "admin/emergency.html")]
struct EmergencyPage {
    page: Page,
    menu: Vec<MenuLine>,
    section: SectionView,
    done: &'static str,
    notice: &'static str,
    /// The message that stands, with what names it.
    stands: Option<(Text, String)>,
    reach: Reach,
    problems: Vec<Problem>,
    groups: Vec<GroupView>,
}

#[derive(Template)]
#[template(path = "admin/emergency_preview.html")]
struct PreviewPage {
    page: Page,
    menu: Vec<MenuLine>,
    section: SectionView,
    message: Text,
    /// Whether another message stands now.
    replaces: bool,
    reach: Reach,
}

/// The boards that a message reaches.
struct Reach {
    boards: usize,
    /// The names of those that are not connected.
    away: Vec<String>,
}

impl Reach {
    fn of(state: &AppState) -> Result<Self, ApiError> {
        let view = board::boards_now(state)?;
        let is_away = |heard: bool, silent: bool| silent || !heard;
        let away = view.boards.iter().filter(|one| is_away(one.heard_at.is_some(), one.silent));
        let away = away.map(|one| one.name.clone()).collect();
        Ok(Self { boards: view.boards.len(), away })
    }
}

/// What names a message.
fn key_of(message: &Text) -> String {
    change::key_of(&json!({"vi": message.vi, "en": message.en}))
}

fn entered(message: &Text) -> Entered {
    let field = |code: &str, text: &String| (format!("{FIELD}.{code}"), vec![text.clone()]);
    Entered::from([field("vi", &message.vi), field("en", &message.en)])
}

fn message_of(pairs: &Pairs) -> Text {
    let text =
        |code: &str| value_of(pairs, &format!("{FIELD}.{code}")).trim().replace("\r\n", "\n");
    Text { vi: text("vi"), en: text("en") }
}

fn with(catalog: &Catalog, message: Option<Text>) -> Catalog {
    let mut new = catalog.clone();
    new.lobby.emergency = message;
    new
}

/// What is wrong with a message, by the fields of the form.
fn faults_of(catalog: &Catalog, message: &Text) -> Vec<Fault> {
    let new = with(catalog, Some(message.clone()));
    let own =
        |problem: &&CatalogProblem| problem.list == LIST && problem.field.starts_with("emergency");
    let problems = new.problems();
    problems.iter().filter(own).map(|problem| faults::of_problem(problem, &new, true)).collect()
}

/// `GET /admin/emergency`.
pub async fn emergency_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (_, who) = find(SECTION.slug, signed_in)?;
    let language = language::of_request(&headers);
    let done = match query.done.as_deref() {
        Some("shown") => tr(language, "The boards show it now."),
        Some("withdrawn") => tr(language, "Withdrawn. The boards show calls again."),
        Some("outdated") => tr(
            language,
            "Somebody else changed the configuration at the same moment, and nothing was changed here. Please try again.",
        ),
        _ => "",
    };
    let stands = state.snapshot().catalog.lobby.emergency.clone();
    let shown = stands.as_ref().map(entered).unwrap_or_default();
    let page = draw(&state, &headers, &who, &shown, &[])?;
    html(StatusCode::OK, &EmergencyPage { done, ..page })
}

fn draw(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    shown: &Entered,
    faults: &[Fault],
) -> Result<EmergencyPage, PageError> {
    let (page, menu) = frame(state, headers, who, PATH);
    let language = page.language;
    let snapshot = state.snapshot();
    let drawing = Drawing { language, entered: shown, faults };
    let groups =
        drawing.groups(&(SECTION.form)(&context(state, language, &snapshot.catalog, false)));
    let stands = snapshot.catalog.lobby.emergency.as_ref();
    Ok(EmergencyPage {
        section: view(language, &SECTION),
        done: "",
        notice: "",
        stands: stands.map(|message| (message.clone(), key_of(message))),
        reach: Reach::of(state)?,
        problems: drawing.problems(&groups),
        page,
        menu,
        groups,
    })
}

/// `POST /admin/emergency`: how it would look, before anything is shown; or back to the text.
pub async fn preview_emergency(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (_, who) = find(SECTION.slug, signed_in)?;
    let message = message_of(&pairs);
    let shown = entered(&message);
    if !value_of(&pairs, "back").is_empty() {
        return html(StatusCode::OK, &draw(&state, &headers, &who, &shown, &[])?);
    }
    let catalog = &state.snapshot().catalog;
    let faults = faults_of(catalog, &message);
    if !faults.is_empty() {
        let page = draw(&state, &headers, &who, &shown, &faults)?;
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (page, menu) = frame(&state, &headers, &who, PATH);
    let template = PreviewPage {
        section: view(page.language, &SECTION),
        replaces: catalog.lobby.emergency.as_ref().is_some_and(|stands| *stands != message),
        reach: Reach::of(&state)?,
        page,
        menu,
        message,
    };
    html(StatusCode::OK, &template)
}

/// `POST /admin/emergency/show`: it takes all boards.
pub async fn show_emergency(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (_, who) = find(SECTION.slug, signed_in)?;
    let message = message_of(&pairs);
    let faults = faults_of(&state.snapshot().catalog, &message);
    if !faults.is_empty() {
        let page = draw(&state, &headers, &who, &entered(&message), &faults)?;
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    put(&state, &who, Some(&message), "shown").await
}

/// `POST /admin/emergency/withdraw`: the boards show calls again. Takes away the message that the person saw
/// and no other.
pub async fn withdraw_emergency(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (_, who) = find(SECTION.slug, signed_in)?;
    let stands = state.snapshot().catalog.lobby.emergency.clone();
    if let Some(other) = stands.filter(|other| key_of(other) != value_of(&pairs, "stands")) {
        let language = language::of_request(&headers);
        let notice = tr(
            language,
            "Somebody else has changed the message in between, and it still stands. Please read it and withdraw it again.",
        );
        let page = draw(&state, &headers, &who, &entered(&other), &[])?;
        return html(StatusCode::CONFLICT, &EmergencyPage { notice, ..page });
    }
    put(&state, &who, None, "withdrawn").await
}

/// Changes the message and nothing else, whatever somebody else changes meanwhile: an emergency does not wait.
async fn put(
    state: &AppState,
    who: &SignedIn,
    message: Option<&Text>,
    done: &str,
) -> Result<Response, PageError> {
    let back = |done: &str| Redirect::to(&format!("{PATH}?done={done}")).into_response();
    for _ in 0..TRIES {
        let snapshot = state.snapshot();
        let new = with(&snapshot.catalog, message.cloned());
        let by = (AuditAction::CatalogChanged, who.staff);
        // A message takes nobody's way away, so nobody needs to be asked.
        match change::save(state, new, snapshot.catalog_version, by, true).await? {
            Saved::Done(_) | Saved::Strands(_) => return Ok(back(done)),
            Saved::Outdated => {}
        }
    }
    Ok(back("outdated"))
}
