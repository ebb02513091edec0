//! Saving a form of the configuration: read, check, warn, write; what fails comes back filled in.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use shared::catalog::Catalog;
use shared::protocol::ErrorCode;

use super::entries::{SectionView, Shown, context, draw, find, list_of, position, single, view};
use super::faults;
use super::section::{List, Section, Shape};
use super::sections::desks;
use super::shell::{HOME, MenuLine, OUTDATED, Pairs, frame, is_meant, value_of};
use crate::admin::change::{self, Saved};
use crate::admin::form::{self, Entered, Fault};
use crate::admin::strand;
use crate::api::ApiError;
use crate::auth::SignedIn;
use crate::language::{self, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;
use crate::storage::audit::AuditAction;

#[derive(Template)]
#[template(path = "admin/confirm.html")]
struct ConfirmPage {
    page: Page,
    menu: Vec<MenuLine>,
    section: SectionView,
    action: String,
    stranded: Vec<String>,
    pairs: Pairs,
}

/// A form that was sent.
struct Sent<'a> {
    state: &'a AppState,
    headers: &'a HeaderMap,
    who: SignedIn,
    section: &'static Section,
    /// `None` for a new entry and where there is one of a kind.
    key: Option<String>,
    pairs: Pairs,
}

/// `POST /admin/{section}` of a section that has one of a kind.
pub async fn save_single(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    if matches!(section.shape, Shape::List(_)) {
        return Err(PageError::because(ErrorCode::UnknownPage));
    }
    Sent { state: &state, headers: &headers, who, section, key: None, pairs }.save().await
}

/// `POST /admin/{section}/new`.
pub async fn add_entry(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    list_of(section)?;
    Sent { state: &state, headers: &headers, who, section, key: None, pairs }.save().await
}

/// `POST /admin/{section}/{key}`.
pub async fn save_entry(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((slug, key)): Path<(String, String)>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (section, who) = find(&slug, signed_in)?;
    list_of(section)?;
    Sent { state: &state, headers: &headers, who, section, key: Some(key), pairs }.save().await
}

/// What a form makes of the catalogue.
struct Draft {
    entered: Entered,
    faults: Vec<Fault>,
    /// What is wrong elsewhere because of it.
    elsewhere: String,
    /// The catalogue with the entry, unless something cannot be read.
    catalog: Option<Catalog>,
    /// The entry as it is stored, for its name.
    stored: Option<Value>,
}

impl Sent<'_> {
    async fn save(self) -> Result<Response, PageError> {
        let snapshot = self.state.snapshot();
        let draft = self.draft(&snapshot.catalog)?;
        let goes_back = !value_of(&self.pairs, "back").is_empty();
        let has_problems = !draft.faults.is_empty() || !draft.elsewhere.is_empty();
        let new = match &draft.catalog {
            Some(new) if !has_problems && !goes_back => new.clone(),
            _ => {
                let status =
                    if goes_back { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
                let notice = draft.elsewhere.clone();
                return self.again(draft, notice, status);
            }
        };
        let outdated = tr(language::of_request(self.headers), OUTDATED).to_owned();
        let version: i64 = value_of(&self.pairs, "version").parse().unwrap_or(-1);
        if version != snapshot.catalog_version {
            return self.again(draft, outdated, StatusCode::CONFLICT);
        }
        let by = (AuditAction::CatalogChanged, self.who.staff);
        let is_new = self.key.is_none() && matches!(self.section.shape, Shape::List(_));
        match change::save(self.state, new, version, by, is_meant(&self.pairs)).await? {
            Saved::Strands(stranded) => self.confirm(&snapshot.catalog, &stranded),
            Saved::Outdated => self.again(draft, outdated, StatusCode::CONFLICT),
            Saved::Done(differences) => {
                let done = match differences.is_empty() {
                    true => "same",
                    false if is_new => "added",
                    false => "saved",
                };
                let home = format!("{HOME}/{}?done={done}", self.section.slug);
                Ok(Redirect::to(&home).into_response())
            }
        }
    }

    fn draft(&self, catalog: &Catalog) -> Result<Draft, PageError> {
        let language = language::of_request(self.headers);
        let is_new = self.key.is_none();
        let groups = (self.section.form)(&context(self.state, language, catalog, is_new));
        let mut entered = Entered::new();
        for (name, value) in &self.pairs {
            entered.entry(name.clone()).or_default().push(value.clone());
        }
        let entered = form::compact(&groups, entered);
        let mut draft = Draft {
            entered,
            faults: Vec::new(),
            elsewhere: String::new(),
            catalog: None,
            stored: None,
        };
        let list = match &self.section.shape {
            Shape::List(list) => list,
            Shape::Single(roots) => {
                let (mut value, faults) =
                    form::read(&groups, &draft.entered, single(catalog, roots)?);
                draft.faults = faults;
                (self.section.finish)(&mut value, &mut draft.faults);
                let parts = roots.iter().map(|root| (*root, value[*root].take()));
                self.check(catalog, change::with_parts(catalog, parts), None, &mut draft)?;
                return Ok(draft);
            }
        };
        let mut entries = change::entries(catalog, list.list)?;
        let at = self.key.as_deref().and_then(|key| position(&entries, key));
        draft.stored = at.and_then(|at| entries.get(at).cloned());
        let base = match &draft.stored {
            Some(stored) => stored.clone(),
            // An entry that somebody took away in between is added again under its code.
            None => self.new_base(list),
        };
        let (mut value, faults) = form::read(&groups, &draft.entered, base);
        draft.faults = faults;
        (self.section.finish)(&mut value, &mut draft.faults);
        give_code(&mut value, list, &entries);
        let at = at.unwrap_or(entries.len());
        if at < entries.len() {
            entries[at] = value.clone();
        } else {
            entries.push(value.clone());
        }
        if list.list == "holidays" {
            entries.sort_by_key(|entry| entry["date"].as_str().map(str::to_owned));
        }
        let new = change::with_entries(catalog, list.list, entries);
        let named = named_in_problems(list, &value, at);
        self.check(catalog, new, Some((list.list, &named)), &mut draft)?;
        Ok(draft)
    }

    fn new_base(&self, list: &'static List) -> Value {
        let mut base = (list.blank)();
        if let Some(key) = &self.key
            && has_code(list)
        {
            form::set(&mut base, "id", Value::String(key.clone()));
        }
        base
    }

    /// Keeps what is wrong with the new catalogue where the form shows it. What cannot be read has left
    /// gaps, so there may be no new catalogue, which the faults found so far explain.
    fn check(
        &self,
        old: &Catalog,
        new: Result<Catalog, ApiError>,
        own: Option<(&str, &str)>,
        draft: &mut Draft,
    ) -> Result<(), PageError> {
        let new = match new {
            Ok(new) => new,
            Err(error) if draft.faults.is_empty() => return Err(error.into()),
            Err(_) => return Ok(()),
        };
        let language = language::of_request(self.headers);
        let context = context(self.state, language, &new, false);
        let mut elsewhere = Vec::new();
        for problem in change::new_problems(old, &new) {
            let is_own = match (own, &self.section.shape) {
                (Some((list, entry)), _) => problem.list == list && problem.entry == entry,
                (None, Shape::Single(roots)) => roots.contains(&problem.list),
                (None, Shape::List(_)) => false,
            };
            if is_own {
                let fault = faults::of_problem(&problem, &new, own.is_none());
                if draft.faults.iter().all(|known| known.field != fault.field) {
                    draft.faults.push(fault);
                }
            } else {
                elsewhere.push(faults::elsewhere(&context, &problem));
            }
        }
        // What stands at a field is reason enough; the other end of the same fault would only confuse.
        if draft.faults.is_empty() {
            draft.elsewhere = elsewhere.join(" ");
        }
        draft.catalog = Some(new);
        Ok(())
    }

    /// The form again, as it was filled in.
    fn again(
        &self,
        draft: Draft,
        notice: String,
        status: StatusCode,
    ) -> Result<Response, PageError> {
        let shown =
            Shown { entered: draft.entered, faults: draft.faults, notice, key: self.key.clone() };
        let stored = draft.stored.as_ref();
        let page = draw(self.state, self.headers, &self.who, self.section, stored, shown, None)?;
        html(status, &page)
    }

    fn confirm(
        &self,
        catalog: &Catalog,
        stranded: &[strand::Stranded],
    ) -> Result<Response, PageError> {
        let home = format!("{HOME}/{}", self.section.slug);
        let action = match (&self.section.shape, &self.key) {
            (Shape::Single(_), _) => home,
            (Shape::List(_), Some(key)) => format!("{home}/{key}"),
            (Shape::List(_), None) => format!("{home}/new"),
        };
        let (page, menu) = frame(self.state, self.headers, &self.who, &action);
        let pairs = self.pairs.clone();
        confirm((page, menu), self.section, action, catalog, stranded, pairs)
    }
}

/// Asks whether a form that strands people is meant all the same.
pub(super) fn confirm(
    (page, menu): (Page, Vec<MenuLine>),
    section: &'static Section,
    action: String,
    catalog: &Catalog,
    stranded: &[strand::Stranded],
    pairs: Pairs,
) -> Result<Response, PageError> {
    let language = page.language;
    let stranded = stranded.iter().map(|one| faults::stranded(language, catalog, one));
    let template = ConfirmPage {
        section: view(language, section),
        stranded: stranded.collect(),
        pairs,
        page,
        menu,
        action,
    };
    html(StatusCode::CONFLICT, &template)
}

fn has_code(list: &List) -> bool {
    !matches!(list.list, "holidays" | "tips")
}

/// Gives a new entry its code, when none was entered.
fn give_code(value: &mut Value, list: &List, entries: &[Value]) {
    let has_one = value["id"].as_str().is_some_and(|id| !id.is_empty());
    if !has_code(list) || has_one {
        return;
    }
    let name = value["name"]["en"].as_str().or_else(|| desks::name_for_code(value));
    let code = change::code_of(name.unwrap_or_default(), entries);
    form::set(value, "id", Value::String(code));
}

/// How the check of the catalogue names this entry.
fn named_in_problems(list: &List, value: &Value, at: usize) -> String {
    match list.list {
        "tips" => at.to_string(),
        _ => change::key_of(value),
    }
}
