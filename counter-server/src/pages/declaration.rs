//! `/desk/declaration/{id}`: what the citizen declared, corrected in place and filed.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::form::AnswerKey;
use shared::ids::DeclarationId;
use shared::protocol::ErrorCode;
use shared::text::Language;
use uuid::Uuid;

use super::answers::{enter, html};
use super::declaration_filed::{self, Filed, FilingForm};
use super::declaration_lines::{self, EditForm, Input, Part, Rejected};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use crate::api::{ApiError, today};
use crate::auth::SignedIn;
use crate::declarations::{self, Correction, Opened};
use crate::language::{fill, tr};
use crate::state::AppState;

#[derive(Template)]
#[template(path = "declaration.html")]
struct DeclarationPage {
    page: Page,
    id: String,
    revision: i64,
    number: String,
    title: String,
    /// Whether somebody must still compare the form with the official text.
    check_before_use: bool,
    /// How many answers are missing or do not stand.
    open_count: usize,
    state_line: String,
    parts: Vec<Part>,
    filing: FilingForm,
    filed: Option<Filed>,
    /// What went wrong with the whole page's wish.
    problem: Option<String>,
}

/// `?edit=KEY` opens the field of one answer.
#[derive(Deserialize)]
pub struct EditQuery {
    edit: Option<String>,
}

/// What is to be shown beside the declaration itself.
#[derive(Default)]
pub(super) struct Shown<'a> {
    pub(super) editing: Option<&'a AnswerKey>,
    pub(super) rejected: Option<Rejected<'a>>,
    pub(super) problem: Option<String>,
    /// What was entered into the form that files.
    pub(super) filing: Option<FilingForm>,
}

/// The address of a declaration's page.
pub(super) fn path_of(id: DeclarationId) -> String {
    format!("/desk/declaration/{id}")
}

/// `GET /desk/declaration/{id}`. The audit row is durable before anything is shown.
pub async fn declaration_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
    Query(query): Query<EditQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let opened = declarations::reading(&state, &who, DeclarationId(id)).await?;
    let key = query.edit.as_deref().and_then(|key| key.parse::<AnswerKey>().ok());
    let shown = Shown { editing: key.as_ref(), ..Shown::default() };
    let page = page_of(&state, &headers, &who, &opened);
    html(StatusCode::OK, &whole(&state, page, &opened, shown))
}

/// `POST /desk/declaration/{id}`: one answer, corrected.
pub async fn correct_answer(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Form(entered): Form<EditForm>,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let id = DeclarationId(id);
    let opened = declarations::open(&state, &who, id)?;
    let unknown = || PageError::because(ErrorCode::BadRequest);
    let key: AnswerKey = entered.key.parse().map_err(|_| unknown())?;
    let page = page_of(&state, &headers, &who, &opened);
    let sentence = match put(&state, &who, &opened, &key, &entered, page.language).await? {
        None => {
            let back = format!("{}#{}", path_of(id), declaration_lines::anchor(&key));
            return Ok(Redirect::to(&back).into_response());
        }
        Some(sentence) => sentence,
    };
    // Somebody else may have changed it: the field is shown over what holds now.
    let opened = declarations::reading(&state, &who, id).await?;
    let rejected = Rejected { entered: &entered, sentence };
    let shown = Shown { editing: Some(&key), rejected: Some(rejected), ..Shown::default() };
    html(StatusCode::UNPROCESSABLE_ENTITY, &whole(&state, page, &opened, shown))
}

/// Puts one answer; gives the sentence to say when it does not stand.
async fn put(
    state: &AppState,
    who: &SignedIn,
    opened: &Opened,
    key: &AnswerKey,
    entered: &EditForm,
    language: Language,
) -> Result<Option<String>, PageError> {
    let today = today(state);
    let question = opened.form.question_at(key).ok_or(PageError::because(ErrorCode::BadRequest))?;
    let raw = declaration_lines::raw(&question.kind, entered);
    let answer = match opened.form.read(question, &raw, today) {
        Ok(answer) => answer,
        Err(problem) => return Ok(Some(problem.sentence(language))),
    };
    let correction =
        Correction { answers: [(key.clone(), Some(answer))].into(), revision: entered.revision };
    let again = declarations::open(state, who, opened.row.id)?;
    match declarations::correct(state, who, again, correction, today).await {
        Ok(_) => Ok(None),
        Err(error)
            if matches!(error.code(), ErrorCode::WrongAnswers | ErrorCode::SomeoneElseActed) =>
        {
            let problem = error.problem(language);
            let sentence = problem.answers.into_iter().next().map(|fault| fault.sentence);
            Ok(Some(sentence.unwrap_or(problem.message)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/declaration/{id}/erase`: the citizen wants it deleted.
pub async fn erase_declaration(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let opened = declarations::open(&state, &who, DeclarationId(id))?;
    declarations::take_away(&state, &who, opened).await?;
    Ok(Redirect::to(Place::Desk.path()).into_response())
}

pub(super) fn page_of(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    opened: &Opened,
) -> Page {
    Page::new(state, headers, Some(who), &path_of(opened.row.id))
}

/// The page over an opened declaration.
pub(super) fn whole(
    state: &AppState,
    page: Page,
    opened: &Opened,
    shown: Shown<'_>,
) -> impl Template {
    let (language, today) = (page.language, today(state));
    let open_count = opened.problems(today).len();
    let state_line = match (opened.dossier.is_some(), open_count) {
        (true, _) => tr(language, "Filed").to_owned(),
        (false, 0) => tr(language, "Complete").to_owned(),
        (false, count) => fill(tr(language, "{count} answers to settle"), "count", &count),
    };
    DeclarationPage {
        id: opened.row.id.to_string(),
        revision: opened.row.revision,
        number: opened.ticket.number.to_string(),
        title: opened.form.title.get(language).to_owned(),
        check_before_use: opened.form.check_before_use,
        open_count,
        state_line,
        parts: declaration_lines::parts(
            opened,
            language,
            today,
            shown.editing,
            shown.rejected.as_ref(),
        ),
        filing: shown.filing.unwrap_or_else(|| declaration_filed::draft(state, opened, today)),
        filed: opened
            .dossier
            .as_ref()
            .map(|dossier| declaration_filed::filed(state, dossier, language)),
        problem: shown.problem,
        page,
    }
}
