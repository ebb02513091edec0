//! `/admin/forms`: the forms that citizens can fill in, looked over, downloaded, and taken into use from a file.

use askama::Template;
use axum::Form as Fields;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use shared::catalog::Catalog;
use shared::form::{Form, FormProblem};
use shared::ids::FormId;
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::document_faults;
use super::form_preview::{self, Preview};
use super::section::short_date;
use super::shell::{DoneQuery, MenuLine, Pairs, enter, frame, uploaded, value_of};
use crate::admin::form_files::{Failed, take_into_use};
use crate::api::ApiError;
use crate::auth::{Permission, SignedIn};
use crate::forms::Forms;
use crate::language::{self, fill, tr};
use crate::live_forms::NotTaken;
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;

const PATH: &str = "/admin/forms";

/// Problems shown at once; a file of another kind would fill pages with them.
const PROBLEMS_MAX: usize = 40;

#[derive(Template)]
#[template(path = "admin/forms.html")]
struct FormsPage {
    page: Page,
    menu: Vec<MenuLine>,
    done: String,
    rows: Vec<Row>,
    procedures: Vec<ProcedureRow>,
    /// Which notice people are told before they fill in a form.
    notice: String,
    refused: Option<Refused>,
}

/// One version of a form.
struct Row {
    path: String,
    title: String,
    code: String,
    version: u32,
    valid_from: String,
    procedures: String,
    state: &'static str,
    is_in_use: bool,
    check_before_use: bool,
}

struct ProcedureRow {
    path: String,
    name: String,
    forms: Vec<(String, String)>,
}

/// Why a file was not taken over.
struct Refused {
    sentence: String,
    problems: Vec<ProblemView>,
    /// How many more there are.
    more: usize,
}

/// What is wrong on one line of a file.
struct ProblemView {
    line: usize,
    sentence: String,
    /// Whether there is no sentence in the language of the page.
    is_english: bool,
    /// The line itself.
    text: String,
}

#[derive(Template)]
#[template(path = "admin/form_page.html")]
struct FormPage {
    page: Page,
    menu: Vec<MenuLine>,
    title: String,
    preview: Preview,
    /// Where the file can be downloaded; empty for one that is not in use.
    file: String,
    /// The file, when it can be taken into use.
    document: Option<String>,
    /// Whether the notice of the sample center comes along.
    brings_notice: bool,
    /// The version that holds today, when this one replaces it.
    replaces: String,
}

fn admin(signed_in: Result<SignedIn, ApiError>) -> Result<SignedIn, PageError> {
    enter(signed_in, PATH, Permission::Administer)
}

fn today(state: &AppState) -> NaiveDate {
    state.snapshot().catalog.local_date(state.now())
}

/// `GET /admin/forms`.
pub async fn forms_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let language = language::of_request(&headers);
    let done = match query.done.as_deref() {
        Some("added") => tr(language, "The form is there. Kiosks have it from its first day on."),
        _ => "",
    };
    html(StatusCode::OK, &list(&state, &headers, &who, done.to_owned(), None))
}

fn list(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    done: String,
    refused: Option<Refused>,
) -> FormsPage {
    let (page, menu) = frame(state, headers, who, PATH);
    let language = page.language;
    let (forms, today) = (state.forms(), today(state));
    let catalog = &state.snapshot().catalog;
    let mut all: Vec<&Form> = forms.all().iter().collect();
    all.sort_by(|one, other| (&one.id, other.version).cmp(&(&other.id, one.version)));
    let notice = forms.notice().map(|notice| {
        let text = tr(
            language,
            "Notice about personal data: version {version}, from {date} on. People see it before every form.",
        );
        fill(&fill(text, "version", &notice.version), "date", &short_date(notice.valid_from))
    });
    FormsPage {
        rows: all.iter().map(|form| row(language, catalog, &forms, form, today)).collect(),
        procedures: procedures(language, catalog, &forms.in_use(today)),
        notice: notice.unwrap_or_default(),
        page,
        menu,
        done,
        refused,
    }
}

fn row(language: Language, catalog: &Catalog, forms: &Forms, form: &Form, today: NaiveDate) -> Row {
    let used = forms.in_use(today).into_iter().find(|used| used.id == form.id);
    let is_in_use = used.is_some_and(|used| used.version == form.version);
    Row {
        path: path_of(form),
        title: form.title.get(language).to_owned(),
        code: form.id.to_string(),
        version: form.version,
        valid_from: short_date(form.valid_from),
        procedures: form_preview::procedures(language, catalog, form).join(", "),
        state: match is_in_use {
            true => tr(language, "In use"),
            false if form.valid_from > today => tr(language, "Not yet in use"),
            false => tr(language, "Replaced; kept for what was filled in with it"),
        },
        is_in_use,
        check_before_use: form.check_before_use,
    }
}

fn path_of(form: &Form) -> String {
    format!("{PATH}/{}/{}", form.id, form.version)
}

/// Every procedure with the forms that people fill in for it today.
fn procedures(language: Language, catalog: &Catalog, in_use: &[&Form]) -> Vec<ProcedureRow> {
    let row = |procedure: &shared::catalog::Procedure| {
        let fitting = in_use.iter().filter(|form| form.procedures.contains(&procedure.id));
        ProcedureRow {
            path: format!("/admin/procedures/{}", procedure.id),
            name: procedure.name.get(language).to_owned(),
            forms: fitting
                .map(|form| (path_of(form), form.title.get(language).to_owned()))
                .collect(),
        }
    };
    catalog.procedures.iter().map(row).collect()
}

fn found(state: &AppState, id: &str, version: u32) -> Result<Form, PageError> {
    let form = state.forms().find(&FormId::from(id), version).cloned();
    form.ok_or_else(|| PageError::because(ErrorCode::UnknownPage))
}

/// `GET /admin/forms/{id}/{version}`.
pub async fn form_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((id, version)): Path<(String, u32)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let form = found(&state, &id, version)?;
    html(StatusCode::OK, &drawn(&state, &headers, &who, &form, None))
}

fn drawn(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    form: &Form,
    document: Option<String>,
) -> FormPage {
    let path = path_of(form);
    let shown = if document.is_some() { PATH } else { &path };
    let (page, menu) = frame(state, headers, who, shown);
    let (language, today) = (page.language, today(state));
    let forms = state.forms();
    let used = forms.in_use(today).into_iter().find(|used| used.id == form.id);
    let replaces = used.filter(|_| document.is_some()).map(|used| {
        let text = tr(language, "From {date} on it stands in the place of version {version}. Forms that were begun with that one keep it.");
        fill(&fill(text, "date", &short_date(form.valid_from)), "version", &used.version)
    });
    FormPage {
        title: form.title.get(language).to_owned(),
        preview: Preview::new(language, &state.snapshot().catalog, form, today),
        file: if document.is_some() { String::new() } else { format!("{path}/file") },
        brings_notice: document.is_some() && forms.notice().is_none(),
        replaces: replaces.unwrap_or_default(),
        document,
        page,
        menu,
    }
}

/// `GET /admin/forms/{id}/{version}/file`: the file as it was written.
pub async fn download_form(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((id, version)): Path<(String, u32)>,
) -> Result<Response, PageError> {
    admin(signed_in)?;
    let form = found(&state, &id, version)?;
    let (shared, id) = (state.clone(), form.id.clone());
    let read = tokio::task::spawn_blocking(move || shared.forms.text_of(&id, version)).await;
    let text = read.map_err(|error| ApiError::internal(&error))?.map_err(|error| {
        tracing::error!(%error, "the file of a form cannot be read");
        ApiError::new(ErrorCode::StorageUnavailable)
    })?;
    let name = format!("attachment; filename=\"{}-v{version}.toml\"", form.id);
    let head = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, text).into_response())
}

/// `POST /admin/forms/check`: shows what a file would bring; changes nothing.
pub async fn check_form(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let language = language::of_request(&headers);
    let document = uploaded(&mut parts).await?;
    let sentence = match &document {
        None => tr(
            language,
            "This file is no text in UTF-8. Please save it as UTF-8 and choose it again.",
        ),
        Some(text) if text.trim().is_empty() => tr(language, "Choose a file first."),
        Some(_) => "",
    };
    if !sentence.is_empty() {
        let refused = Refused { sentence: sentence.to_owned(), problems: Vec::new(), more: 0 };
        return refuse(&state, &headers, &who, refused, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let document = document.unwrap_or_default();
    match state.forms.check(&document) {
        Ok(form) => html(StatusCode::OK, &drawn(&state, &headers, &who, &form, Some(document))),
        Err(not_taken) => {
            let refused = in_words(language, &not_taken, &document);
            refuse(&state, &headers, &who, refused, status_of(&not_taken))
        }
    }
}

/// `POST /admin/forms/apply`: takes the form that was shown into use.
pub async fn apply_form(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Fields(pairs): Fields<Pairs>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let language = language::of_request(&headers);
    let document = value_of(&pairs, "document").replace("\r\n", "\n");
    let (refused, status) = match take_into_use(&state, &document, who.staff).await {
        Ok(_) => return Ok(Redirect::to(&format!("{PATH}?done=added")).into_response()),
        Err(Failed::Error(error)) => return Err(error.into()),
        Err(Failed::NotTaken(not_taken)) => {
            (in_words(language, &not_taken, &document), status_of(&not_taken))
        }
        Err(Failed::Folder(sentences)) => {
            let text =
                tr(language, "The files of the forms on the server do not go together: {detail}");
            let sentence = fill(text, "detail", &sentences.join("; "));
            (Refused { sentence, problems: Vec::new(), more: 0 }, StatusCode::CONFLICT)
        }
    };
    refuse(&state, &headers, &who, refused, status)
}

fn refuse(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    refused: Refused,
    status: StatusCode,
) -> Result<Response, PageError> {
    html(status, &list(state, headers, who, String::new(), Some(refused)))
}

fn status_of(not_taken: &NotTaken) -> StatusCode {
    match not_taken {
        NotTaken::Known { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn in_words(language: Language, not_taken: &NotTaken, document: &str) -> Refused {
    let sentence = match not_taken {
        NotTaken::TooLarge => tr(language, "This file is larger than any form.").to_owned(),
        NotTaken::Wrong(problems) => {
            let text = tr(
                language,
                "Faults in the file: {count}. Please correct them and choose the file again.",
            );
            fill(text, "count", &problems.len())
        }
        NotTaken::Known { id, version } => {
            let text = tr(
                language,
                "Version {version} of the form “{id}” is there already and stays as it is. Give the new one a higher version.",
            );
            fill(&fill(text, "version", version), "id", id)
        }
        NotTaken::OutOfOrder { other } => {
            let text = tr(
                language,
                "Version {version} is in use from {date} on: a higher version must come into use later, a lower one earlier.",
            );
            fill(&fill(text, "version", &other.version), "date", &short_date(other.valid_from))
        }
        NotTaken::Together(sentences) => {
            let text = tr(language, "The form does not go together with the others: {detail}");
            fill(text, "detail", &sentences.join("; "))
        }
    };
    let found: &[FormProblem] = match not_taken {
        NotTaken::Wrong(problems) => problems,
        _ => &[],
    };
    let view = |problem: &FormProblem| {
        let said = document_faults::of_form(language, &problem.sentence);
        let text = document.lines().nth(problem.line.saturating_sub(1)).unwrap_or("");
        ProblemView {
            line: problem.line,
            is_english: said.is_none(),
            sentence: said.unwrap_or_else(|| problem.sentence.clone()),
            text: text.trim().to_owned(),
        }
    };
    Refused {
        sentence,
        problems: found.iter().take(PROBLEMS_MAX).map(view).collect(),
        more: found.len().saturating_sub(PROBLEMS_MAX),
    }
}
