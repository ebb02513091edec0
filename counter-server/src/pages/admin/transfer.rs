//! Import and export of the whole configuration as one file, with what an import would change.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use shared::catalog::diff::{Difference, FieldChange, How};
use shared::catalog::document::to_toml;

use super::section::Context;
use super::shell::{DoneQuery, MenuLine, Pairs, done, enter, frame, is_meant, uploaded, value_of};
use super::{document_faults, entries, faults, named};
use crate::admin::change::{self, Saved};
use crate::admin::document::{DryRun, dry_run};
use crate::admin::strand;
use crate::api::ApiError;
use crate::auth::{Permission, SignedIn};
use crate::language::{msgid, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::writer::Record;

const PATH: &str = "/admin/transfer";

/// Said when somebody else changed the configuration after the differences were shown.
const OUTDATED: &str = msgid(
    "Somebody else changed the configuration after these differences were made. They are made anew below: please look at them once more.",
);

#[derive(Template)]
#[template(path = "admin/transfer.html")]
struct TransferPage {
    page: Page,
    menu: Vec<MenuLine>,
    done: &'static str,
    problem: String,
}

#[derive(Template)]
#[template(path = "admin/differences.html")]
struct DifferencesPage {
    page: Page,
    menu: Vec<MenuLine>,
    notice: &'static str,
    problems: Vec<String>,
    stranded: Vec<String>,
    lists: Vec<ListView>,
    document: String,
    version: i64,
}

struct ListView {
    title: String,
    rows: Vec<DifferenceView>,
}

struct DifferenceView {
    kind: &'static str,
    mark: &'static str,
    label: &'static str,
    entry: String,
    fields: Vec<(String, String, String)>,
}

fn admin(signed_in: Result<SignedIn, ApiError>) -> Result<SignedIn, PageError> {
    enter(signed_in, PATH, Permission::Administer)
}

/// `GET /admin/transfer`.
pub async fn transfer_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let (page, menu) = frame(&state, &headers, &who, PATH);
    let done = done(page.language, query.done.as_deref());
    html(StatusCode::OK, &TransferPage { page, menu, done, problem: String::new() })
}

/// `POST /admin/transfer/export`: the file. Kept in the log, so it is no plain link.
pub async fn export_document(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let snapshot = state.snapshot();
    let text = to_toml(&snapshot.catalog).map_err(|error| ApiError::internal(&error))?;
    let entry = AuditEntry::new(AuditAction::CatalogExported, Some(who.staff));
    state.writer.record(Record::Audit(entry)).await.map_err(ApiError::from)?;
    let date = snapshot.catalog.local_date(state.now());
    let name = format!("attachment; filename=\"one-stop-{date}.toml\"");
    let head = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, text).into_response())
}

/// `POST /admin/transfer/check`: what the file would change; changes nothing.
pub async fn check_document(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let Some(document) = uploaded(&mut parts).await? else {
        return no_text(&state, &headers, &who);
    };
    differences(&state, &headers, &who, document, "", StatusCode::OK)
}

fn no_text(state: &AppState, headers: &HeaderMap, who: &SignedIn) -> Result<Response, PageError> {
    let (page, menu) = frame(state, headers, who, PATH);
    let problem = tr(
        page.language,
        "This file is no text in UTF-8. Please save it as UTF-8, or export it anew, and choose it again.",
    );
    let template = TransferPage { page, menu, done: "", problem: problem.to_owned() };
    html(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

fn differences(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    document: String,
    notice: &'static str,
    status: StatusCode,
) -> Result<Response, PageError> {
    let (page, menu) = frame(state, headers, who, PATH);
    let language = page.language;
    let snapshot = state.snapshot();
    let read = if document.trim().is_empty() {
        Err(tr(language, "Choose a file first.").to_owned())
    } else {
        dry_run(&document, &snapshot.catalog)
            .map_err(|error| document_faults::sentence(language, &error))
    };
    let run = match read {
        Ok(run) => run,
        Err(problem) => {
            let template = TransferPage { page, menu, done: "", problem };
            return html(StatusCode::UNPROCESSABLE_ENTITY, &template);
        }
    };
    let new = entries::context(state, language, &run.catalog, false);
    let problems: Vec<String> =
        run.problems.iter().map(|problem| faults::elsewhere(&new, problem)).collect();
    if problems.is_empty() && run.differences.is_empty() {
        return Ok(Redirect::to("/admin/transfer?done=same").into_response());
    }
    let stranded = strand::stranded(&snapshot.day, &snapshot.catalog, &run.catalog, state.now());
    let stranded =
        stranded.iter().map(|one| faults::stranded(language, &snapshot.catalog, one)).collect();
    let status = if problems.is_empty() { status } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = DifferencesPage {
        notice: if notice.is_empty() { "" } else { tr(language, notice) },
        lists: lists(&entries::context(state, language, &snapshot.catalog, false), &new, &run),
        version: snapshot.catalog_version,
        page,
        menu,
        problems,
        stranded,
        document,
    };
    html(status, &template)
}

/// The differences, by the lists in which they stand. `old` and `new` hold the catalogues.
fn lists(old: &Context<'_>, new: &Context<'_>, run: &DryRun) -> Vec<ListView> {
    let mut lists: Vec<ListView> = Vec::new();
    for difference in &run.differences {
        let title = faults::list_title(new.language, &difference.list);
        let row = view(old, new, difference);
        match lists.iter_mut().find(|list| list.title == title) {
            Some(list) => list.rows.push(row),
            None => lists.push(ListView { title, rows: vec![row] }),
        }
    }
    lists
}

fn view(old: &Context<'_>, new: &Context<'_>, difference: &Difference) -> DifferenceView {
    let language = new.language;
    let (list, entry) = (&*difference.list, &*difference.entry);
    let (kind, mark, label, holder) = match &difference.how {
        How::Added => ("added", "+", tr(language, "Added"), new),
        How::Removed => ("removed", "−", tr(language, "Removed"), old),
        How::Reordered => ("changed", "↕", tr(language, "Another order"), new),
        How::Changed { .. } => ("changed", "~", tr(language, "Changed"), new),
    };
    let shown = |context: &Context<'_>, field: &FieldChange, value: &Option<String>| match value {
        Some(value) => named::value(context, (list, entry, &field.field), value),
        None => "–".to_owned(),
    };
    let fields = match &difference.how {
        How::Changed { fields } => fields.iter(),
        _ => [].iter(),
    };
    let fields = fields.map(|field| {
        let name = named::field(new, list, entry, &field.field);
        (name, shown(old, field, &field.from), shown(new, field, &field.to))
    });
    let entry = named::entry(holder, list, entry);
    DifferenceView { kind, mark, label, entry, fields: fields.collect() }
}

/// `POST /admin/transfer/apply`: takes over the file whose differences were shown.
pub async fn apply_document(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let document = value_of(&pairs, "document").replace("\r\n", "\n");
    let version: i64 = value_of(&pairs, "version").parse().unwrap_or(-1);
    let snapshot = state.snapshot();
    let new = match dry_run(&document, &snapshot.catalog) {
        Ok(run) if run.problems.is_empty() => run.catalog,
        _ => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return differences(&state, &headers, &who, document, "", status);
        }
    };
    let by = (AuditAction::CatalogImported, who.staff);
    match change::save(&state, new, version, by, is_meant(&pairs)).await? {
        // The differences tell whom they strand, and ask.
        Saved::Strands(_) => {
            let status = StatusCode::CONFLICT;
            differences(&state, &headers, &who, document, "", status)
        }
        Saved::Done(_) => Ok(Redirect::to("/admin/transfer?done=saved").into_response()),
        Saved::Outdated => {
            let status = StatusCode::CONFLICT;
            differences(&state, &headers, &who, document, OUTDATED, status)
        }
    }
}
