//! Lists of the configuration, the forms of their entries, taking one away, and moving one.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use shared::catalog::{Catalog, CatalogProblem};
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::faults;
use super::fields::{Drawing, GroupView, Problem};
use super::section::{Context, List, Section, Shape, Trial, name_of};
use super::sections;
use super::shell::{
    DoneQuery, HOME, MenuLine, OUTDATED, Pairs, done, enter, frame, is_meant, value_of,
};
use crate::admin::change::{self, Saved};
use crate::admin::form::{self, Entered, Fault};
use crate::admin::strand;
use crate::api::ApiError;
use crate::auth::SignedIn;
use crate::language::tr;
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::pages::words;
use crate::published::Snapshot;
use crate::state::AppState;
use crate::storage::audit::AuditAction;

/// How often a move is tried while others change the configuration at the same moment.
const MOVES_TRIED: usize = 2;

#[derive(Template)]
#[template(path = "admin/list.html")]
struct ListPage {
    page: Page,
    menu: Vec<MenuLine>,
    section: SectionView,
    done: &'static str,
    headings: Vec<&'static str>,
    rows: Vec<Row>,
    add: &'static str,
    is_ordered: bool,
    /// Whether holidays can be proposed.
    proposes: bool,
}

/// What a section is called.
pub(super) struct SectionView {
    pub(super) slug: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
}

struct Row {
    path: String,
    name: String,
    /// Each with its heading, which stands beside it where a table does not fit.
    cells: Vec<(&'static str, String)>,
}

/// The form of an entry, or of a section that has one of a kind.
#[derive(Template)]
#[template(path = "admin/entry.html")]
pub(super) struct EntryPage {
    pub(super) page: Page,
    pub(super) menu: Vec<MenuLine>,
    pub(super) section: SectionView,
    pub(super) title: String,
    pub(super) done: &'static str,
    /// Why the form came back, when no field is to blame.
    pub(super) notice: String,
    pub(super) problems: Vec<Problem>,
    pub(super) version: i64,
    pub(super) action: String,
    pub(super) groups: Vec<GroupView>,
    pub(super) is_single: bool,
    /// Where the entry can be taken away.
    pub(super) removal: String,
    pub(super) trial: Option<&'static Trial>,
}

#[derive(Template)]
#[template(path = "admin/remove.html")]
struct RemovePage {
    page: Page,
    menu: Vec<MenuLine>,
    section: SectionView,
    name: String,
    version: i64,
    action: String,
    back: String,
    notice: &'static str,
    hindrances: Vec<Hindrance>,
    stranded: Vec<String>,
}

/// An entry that names the one that is to go.
struct Hindrance {
    path: String,
    title: &'static str,
    name: String,
}

pub(super) fn view(language: Language, section: &Section) -> SectionView {
    SectionView {
        slug: section.slug,
        title: tr(language, section.title),
        lead: tr(language, section.lead),
    }
}

/// The section of an address, when whoever asks may see it.
pub(super) fn find(
    slug: &str,
    signed_in: Result<SignedIn, ApiError>,
) -> Result<(&'static Section, SignedIn), PageError> {
    let section = sections::find(slug).ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
    let who = enter(signed_in, &format!("{HOME}/{slug}"), section.may)?;
    Ok((section, who))
}

pub(super) fn list_of(section: &'static Section) -> Result<&'static List, PageError> {
    match &section.shape {
        Shape::List(list) => Ok(list),
        Shape::Single(_) => Err(PageError::because(ErrorCode::UnknownPage)),
    }
}

/// An entry with its place in the list.
pub(super) fn position(entries: &[Value], key: &str) -> Option<usize> {
    entries.iter().position(|entry| change::key_of(entry) == key)
}

pub(super) fn context<'a>(
    state: &AppState,
    language: Language,
    catalog: &'a Catalog,
    is_new: bool,
) -> Context<'a> {
    let now = state.now().with_timezone(&catalog.center.time_zone).naive_local();
    let day = &state.snapshot().day;
    let waiting = catalog.services.iter();
    Context {
        language,
        catalog,
        today: now.date(),
        now,
        waiting: waiting.map(|it| (it.id.clone(), day.waiting(&it.id))).collect(),
        pictures: state.pictures.all(),
        is_new,
    }
}

fn title_of(language: Language, list: &List, entry: &Value) -> String {
    let name = name_of(language, entry);
    if list.list == "desks" { words::desk_name(language, &name) } else { name }
}

/// `GET /admin/{section}`.
pub async fn section_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(slug): Path<String>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    let snapshot = state.snapshot();
    let path = format!("{HOME}/{slug}");
    match &section.shape {
        Shape::Single(roots) => {
            let entry = single(&snapshot.catalog, roots)?;
            let groups = (section.form)(&context(
                &state,
                crate::language::of_request(&headers),
                &snapshot.catalog,
                false,
            ));
            let form = Shown { entered: form::show(&groups, &entry), ..Shown::default() };
            let page = draw(&state, &headers, &who, section, None, form, query.done.as_deref())?;
            html(StatusCode::OK, &page)
        }
        Shape::List(list) => {
            let (page, menu) = frame(&state, &headers, &who, &path);
            let language = page.language;
            let entries = change::entries(&snapshot.catalog, list.list)?;
            let rows = (list.rows)(&context(&state, language, &snapshot.catalog, false));
            let headings: Vec<&'static str> =
                list.headings.iter().map(|heading| tr(language, heading)).collect();
            let rows = entries.iter().zip(rows).map(|(entry, cells)| {
                let mut cells = headings.iter().copied().zip(cells);
                Row {
                    path: format!("{path}/{}", change::key_of(entry)),
                    name: cells.next().map(|(_, name)| name).unwrap_or_default(),
                    cells: cells.collect(),
                }
            });
            let template = ListPage {
                section: view(language, section),
                done: done(language, query.done.as_deref()),
                headings: headings.clone(),
                rows: rows.collect(),
                add: tr(language, list.add),
                is_ordered: list.is_ordered,
                proposes: list.list == "holidays",
                page,
                menu,
            };
            html(StatusCode::OK, &template)
        }
    }
}

/// The parts of a catalogue that a section with one of a kind edits.
pub(super) fn single(catalog: &Catalog, roots: &[&str]) -> Result<Value, PageError> {
    let mut whole = change::whole(catalog)?;
    let parts = roots.iter().map(|root| ((*root).to_owned(), whole[*root].take()));
    Ok(Value::Object(parts.collect()))
}

/// A form as it is shown.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) entered: Entered,
    pub(super) faults: Vec<Fault>,
    pub(super) notice: String,
    pub(super) key: Option<String>,
}

/// Draws the form of an entry. `entry` is the entry as it is stored; `None` for a new one.
pub(super) fn draw(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    section: &'static Section,
    entry: Option<&Value>,
    shown: Shown,
    was_done: Option<&str>,
) -> Result<EntryPage, PageError> {
    let snapshot = state.snapshot();
    let is_single = matches!(section.shape, Shape::Single(_));
    let home = format!("{HOME}/{}", section.slug);
    let path = match (is_single, &shown.key) {
        (true, _) => home.clone(),
        (false, Some(key)) => format!("{home}/{key}"),
        (false, None) => format!("{home}/new"),
    };
    let (page, menu) = frame(state, headers, who, &path);
    let language = page.language;
    let is_new = !is_single && shown.key.is_none();
    let groups = (section.form)(&context(state, language, &snapshot.catalog, is_new));
    let drawing = Drawing { language, entered: &shown.entered, faults: &shown.faults };
    let groups = drawing.groups(&groups);
    let title = match (&section.shape, entry) {
        (Shape::Single(_), _) => tr(language, section.title).to_owned(),
        (Shape::List(list), None) => tr(language, list.add).to_owned(),
        (Shape::List(list), Some(entry)) => title_of(language, list, entry),
    };
    Ok(EntryPage {
        section: view(language, section),
        title,
        done: done(language, was_done),
        notice: shown.notice,
        problems: drawing.problems(&groups),
        version: snapshot.catalog_version,
        removal: shown.key.as_ref().map_or_else(String::new, |_| format!("{path}/remove")),
        action: path,
        trial: section.trial.as_ref(),
        groups,
        is_single,
        page,
        menu,
    })
}

/// `GET /admin/{section}/new`.
pub async fn new_entry_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    let list = list_of(section)?;
    let snapshot = state.snapshot();
    let language = crate::language::of_request(&headers);
    let groups = (section.form)(&context(&state, language, &snapshot.catalog, true));
    let shown = Shown { entered: form::show(&groups, &(list.blank)()), ..Shown::default() };
    html(StatusCode::OK, &draw(&state, &headers, &who, section, None, shown, None)?)
}

/// `GET /admin/{section}/{key}`.
pub async fn entry_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((slug, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    let list = list_of(section)?;
    let snapshot = state.snapshot();
    let entries = change::entries(&snapshot.catalog, list.list)?;
    let entry = position(&entries, &key).and_then(|position| entries.get(position));
    let entry = entry.ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
    let language = crate::language::of_request(&headers);
    let groups = (section.form)(&context(&state, language, &snapshot.catalog, false));
    let entered = form::show(&groups, entry);
    let shown = Shown { entered, key: Some(key), ..Shown::default() };
    html(StatusCode::OK, &draw(&state, &headers, &who, section, Some(entry), shown, None)?)
}

/// The catalogue without an entry.
fn without(
    catalog: &Catalog,
    list: &'static List,
    key: &str,
) -> Result<(Value, Catalog), PageError> {
    let mut entries = change::entries(catalog, list.list)?;
    let at = position(&entries, key).ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
    let entry = entries.remove(at);
    Ok((entry, change::with_entries(catalog, list.list, entries)?))
}

/// `GET /admin/{section}/{key}/remove`: asks first, since this cannot be undone.
pub async fn remove_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((slug, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    let page = removal(&state, &headers, &who, section, &key, "")?;
    html(StatusCode::OK, &page)
}

fn removal(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    section: &'static Section,
    key: &str,
    notice: &'static str,
) -> Result<RemovePage, PageError> {
    let list = list_of(section)?;
    let snapshot: &Snapshot = &state.snapshot();
    let (entry, new) = without(&snapshot.catalog, list, key)?;
    let back = format!("{HOME}/{}/{key}", section.slug);
    let action = format!("{back}/remove");
    let (page, menu) = frame(state, headers, who, &action);
    let language = page.language;
    let hindrances = change::new_problems(&snapshot.catalog, &new);
    let hindrances = hindrances_of(language, &snapshot.catalog, &hindrances)?;
    let stranded = strand::stranded(&snapshot.day, &snapshot.catalog, &new, state.now());
    let stranded = stranded
        .iter()
        .map(|stranded| faults::stranded(language, &snapshot.catalog, stranded))
        .collect();
    Ok(RemovePage {
        section: view(language, section),
        name: title_of(language, list, &entry),
        version: snapshot.catalog_version,
        notice: if notice.is_empty() { "" } else { tr(language, notice) },
        page,
        menu,
        action,
        back,
        hindrances,
        stranded,
    })
}

/// Who names an entry, each once.
fn hindrances_of(
    language: Language,
    catalog: &Catalog,
    problems: &[CatalogProblem],
) -> Result<Vec<Hindrance>, PageError> {
    let mut found: Vec<Hindrance> = Vec::new();
    for problem in problems {
        let section = sections::SECTIONS.into_iter().find_map(|section| match &section.shape {
            Shape::List(list) if list.list == problem.list => Some((section, list)),
            _ => None,
        });
        let Some((section, list)) = section else { continue };
        let entries = change::entries(catalog, list.list)?;
        let at = position(&entries, &problem.entry).or_else(|| problem.entry.parse().ok());
        let Some(entry) = at.and_then(|at| entries.get(at)) else { continue };
        let path = format!("{HOME}/{}/{}", section.slug, change::key_of(entry));
        let name = title_of(language, list, entry);
        if found.iter().all(|other| other.path != path) {
            found.push(Hindrance { path, title: tr(language, section.title), name });
        }
    }
    Ok(found)
}

/// `POST /admin/{section}/{key}/remove`.
pub async fn remove_entry(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((slug, key)): Path<(String, String)>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    let list = list_of(section)?;
    let snapshot = state.snapshot();
    let (_, new) = without(&snapshot.catalog, list, &key)?;
    if !change::new_problems(&snapshot.catalog, &new).is_empty() {
        let page = removal(&state, &headers, &who, section, &key, "")?;
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let version = value_of(&pairs, "version").parse().unwrap_or(-1);
    let by = (AuditAction::CatalogChanged, who.staff);
    match change::save(&state, new, version, by, is_meant(&pairs)).await? {
        // The page itself tells whom it strands, and asks.
        Saved::Strands(_) => {
            let page = removal(&state, &headers, &who, section, &key, "")?;
            html(StatusCode::CONFLICT, &page)
        }
        Saved::Done(_) => Ok(Redirect::to(&format!("{HOME}/{slug}?done=removed")).into_response()),
        Saved::Outdated => {
            let notice = OUTDATED;
            let page = removal(&state, &headers, &who, section, &key, notice)?;
            html(StatusCode::CONFLICT, &page)
        }
    }
}

/// `POST /admin/{section}/{key}/move`: one place up or down.
pub async fn move_entry(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((slug, key)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    let list = list_of(section)?;
    // What moves is named by its code: after a version in between it moves just as well.
    for _ in 0..MOVES_TRIED {
        let snapshot = state.snapshot();
        let mut entries = change::entries(&snapshot.catalog, list.list)?;
        let at =
            position(&entries, &key).ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
        let other = match value_of(&pairs, "to") {
            "up" => at.checked_sub(1),
            _ => Some(at + 1).filter(|other| *other < entries.len()),
        };
        let back = Redirect::to(&format!("{HOME}/{slug}")).into_response();
        let Some(other) = other else { return Ok(back) };
        entries.swap(at, other);
        let new = change::with_entries(&snapshot.catalog, list.list, entries)?;
        let by = (AuditAction::CatalogChanged, who.staff);
        // Another order takes nobody's way away, so nobody needs to be asked.
        match change::save(&state, new, snapshot.catalog_version, by, true).await? {
            Saved::Done(_) | Saved::Strands(_) => return Ok(back),
            Saved::Outdated => {}
        }
    }
    Ok(Redirect::to(&format!("{HOME}/{slug}?done=outdated")).into_response())
}
