//! The proposal of a year's holidays: what the lunar calendar and the law give, for a person to edit and save.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Datelike;
use serde_json::{Value, json};
use shared::catalog::Catalog;
use shared::vietnam::{HolidayChoices, days_off, propose};

use super::entries::{SectionView, context, view};
use super::faults;
use super::fields::{Drawing, GroupView, Problem};
use super::save::confirm;
use super::section::{both, group};
use super::sections::holidays;
use super::shell::{MenuLine, OUTDATED, Pairs, enter, frame, is_meant, value_of};
use crate::admin::change::{self, Saved};
use crate::admin::form::{self, Entered, Fault, Field, Group, Kind};
use crate::api::ApiError;
use crate::auth::{Permission, SignedIn};
use crate::language::{msgid, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;
use crate::storage::audit::AuditAction;

const PATH: &str = "/admin/holidays/propose";

#[derive(Template)]
#[template(path = "admin/propose.html")]
struct ProposePage {
    page: Page,
    menu: Vec<MenuLine>,
    section: SectionView,
    notice: String,
    problems: Vec<Problem>,
    version: i64,
    year: String,
    before: bool,
    culture: bool,
    groups: Vec<GroupView>,
    /// Holidays of that year that stand in the list already.
    known: usize,
}

/// What the proposal is made for.
#[derive(serde::Deserialize)]
pub struct ProposeQuery {
    year: Option<i32>,
    before: Option<String>,
    culture: Option<String>,
}

fn groups() -> Vec<Group> {
    let mut fields = vec![
        Field::new("take", msgid("Take over"), Kind::Switch),
        Field::new("date", msgid("Date"), Kind::Date),
    ];
    fields.extend(both("name", msgid("Name shown"), &Kind::Line));
    let rows = Kind::Rows { fields, one: msgid("Day {n}"), add: msgid("Add a day"), spare: 0 };
    vec![group(msgid("Days off"), vec![Field::new("days", msgid("Proposed days"), rows)])]
}

fn days_off_of(catalog: &Catalog) -> BTreeSet<u8> {
    days_off(catalog.hours.iter().flat_map(|hours| hours.weekdays.iter().copied()))
}

/// `GET /admin/holidays/propose?year=2027`.
pub async fn propose_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<ProposeQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, PATH, Permission::EditNotices)?;
    let snapshot = state.snapshot();
    let catalog = &snapshot.catalog;
    let year = query.year.unwrap_or_else(|| catalog.local_date(state.now()).year() + 1);
    let choices = HolidayChoices {
        national_day_before: query.before.is_some(),
        culture_day: query.culture.is_some(),
        days_off: days_off_of(catalog),
    };
    let proposed = propose(year, &choices);
    let is_known = |date| catalog.holiday(date).is_some();
    let known = proposed.iter().filter(|day| is_known(day.date)).count();
    let days: Vec<Value> = proposed
        .iter()
        .filter(|day| !is_known(day.date))
        .map(|day| json!({"take": true, "date": day.date, "name": day.name()}))
        .collect();
    let entered = form::show(&groups(), &json!({ "days": days }));
    let drawn = Drawn {
        entered,
        faults: Vec::new(),
        notice: String::new(),
        year: year.to_string(),
        choices,
        known,
    };
    draw(&state, &headers, &who, drawn, StatusCode::OK)
}

struct Drawn {
    entered: Entered,
    faults: Vec<Fault>,
    notice: String,
    year: String,
    choices: HolidayChoices,
    known: usize,
}

fn draw(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    drawn: Drawn,
    status: StatusCode,
) -> Result<Response, PageError> {
    let (page, menu) = frame(state, headers, who, PATH);
    let language = page.language;
    let drawing = Drawing { language, entered: &drawn.entered, faults: &drawn.faults };
    let groups = drawing.groups(&groups());
    let template = ProposePage {
        section: view(language, &holidays::SECTION),
        notice: drawn.notice,
        problems: drawing.problems(&groups),
        version: state.snapshot().catalog_version,
        year: drawn.year,
        before: drawn.choices.national_day_before,
        culture: drawn.choices.culture_day,
        known: drawn.known,
        page,
        menu,
        groups,
    };
    html(status, &template)
}

/// `POST /admin/holidays/propose`: adds the days that are ticked.
pub async fn save_proposed(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = enter(signed_in, PATH, Permission::EditNotices)?;
    let snapshot = state.snapshot();
    let mut sent = Entered::new();
    for (name, value) in &pairs {
        sent.entry(name.clone()).or_default().push(value.clone());
    }
    let sent = form::compact(&groups(), sent);
    let (value, mut faults) = form::read(&groups(), &sent, json!({}));
    let version = value_of(&pairs, "version").parse().unwrap_or(-1);
    let mut notice = String::new();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let language = crate::language::of_request(&headers);
    let goes_back = !value_of(&pairs, "back").is_empty();
    if goes_back {
        status = StatusCode::OK;
    } else if faults.is_empty() {
        let new = with_days(&snapshot.catalog, &value)?;
        let problems = change::new_problems(&snapshot.catalog, &new);
        let context = context(&state, language, &new, false);
        let problems: Vec<String> =
            problems.iter().map(|problem| faults::elsewhere(&context, problem)).collect();
        notice = problems.join(" ");
        if notice.is_empty() {
            let by = (AuditAction::CatalogChanged, who.staff);
            match change::save(&state, new, version, by, is_meant(&pairs)).await? {
                Saved::Strands(stranded) => {
                    let frame = frame(&state, &headers, &who, PATH);
                    let (action, catalog) = (PATH.to_owned(), &*snapshot.catalog);
                    let section = &holidays::SECTION;
                    return confirm(frame, section, action, catalog, &stranded, pairs);
                }
                Saved::Done(_) => {
                    return Ok(Redirect::to("/admin/holidays?done=saved").into_response());
                }
                Saved::Outdated => {
                    notice = tr(language, OUTDATED).to_owned();
                    status = StatusCode::CONFLICT;
                }
            }
        }
    }
    faults.retain(|fault| !fault.field.is_empty());
    let choices = HolidayChoices::default();
    let year = value_of(&pairs, "year").to_owned();
    let drawn = Drawn { entered: sent, faults, notice, year, choices, known: 0 };
    draw(&state, &headers, &who, drawn, status)
}

/// The catalogue with the days that are ticked, in the order of their dates.
fn with_days(catalog: &Catalog, value: &Value) -> Result<Catalog, ApiError> {
    let mut holidays = change::entries(catalog, "holidays")?;
    for day in value["days"].as_array().into_iter().flatten() {
        if day["take"] == true {
            holidays.push(json!({"date": day["date"], "name": day["name"]}));
        }
    }
    holidays.sort_by_key(|day| day["date"].to_string());
    change::with_entries(catalog, "holidays", holidays)
}
