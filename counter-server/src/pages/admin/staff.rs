//! Members of staff: add, change the role, a new password, deactivate, let in again.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use shared::catalog::Wrong;
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::fields::{Drawing, GroupView, Problem};
use super::section::{choice, group};
use super::shell::{DoneQuery, MenuLine, Pairs, done, enter, frame, value_of};
use crate::admin::form::{Entered, Fault, Field, Group, Kind, What};
use crate::api::ApiError;
use crate::auth::{Permission, Role, SignedIn, password, shown_session};
use crate::identity::NAME_CHARACTERS_MAX;
use crate::language::msgid;
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::pages::words;
use crate::state::AppState;
use crate::storage::staff::{self, ListedStaff};
use crate::writer::{NotKept, Record, StaffChange, WriteError};

const PATH: &str = "/admin/staff";

#[derive(Template)]
#[template(path = "admin/staff.html")]
struct StaffPage {
    page: Page,
    menu: Vec<MenuLine>,
    done: &'static str,
    rows: Vec<StaffRow>,
}

struct StaffRow {
    id: i64,
    name: String,
    role: &'static str,
    since: String,
    is_active: bool,
}

#[derive(Template)]
#[template(path = "admin/staff_new.html")]
struct StaffForm {
    page: Page,
    menu: Vec<MenuLine>,
    problems: Vec<Problem>,
    groups: Vec<GroupView>,
}

#[derive(Template)]
#[template(path = "admin/staff_member.html")]
struct StaffMemberPage {
    page: Page,
    menu: Vec<MenuLine>,
    done: &'static str,
    problems: Vec<Problem>,
    id: i64,
    name: String,
    is_active: bool,
    role: Vec<GroupView>,
    password: Vec<GroupView>,
}

fn role_field(language: Language) -> Field {
    let roles = Role::ALL.map(|role| choice(role.name(), words::role(language, role)));
    Field::new("role", msgid("Role"), Kind::Choice(roles.into())).hint(msgid(
        "Desk staff call people; reception also takes numbers for them; managers also see figures and the log and edit holidays and notices; administrators may do everything.",
    ))
}

fn password_field(label: &'static str) -> Field {
    Field::new("password", label, Kind::Password)
        .hint(msgid("At least 8 characters. Tell it to the person; nobody can read it here later."))
}

fn list(state: &AppState) -> Result<Vec<ListedStaff>, PageError> {
    Ok(state.readers.read(staff::list).map_err(ApiError::from)?)
}

fn admin(signed_in: Result<SignedIn, ApiError>) -> Result<SignedIn, PageError> {
    enter(signed_in, PATH, Permission::Administer)
}

/// `GET /admin/staff`.
pub async fn staff_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let (page, menu) = frame(&state, &headers, &who, PATH);
    let language = page.language;
    let time_zone = state.snapshot().catalog.center.time_zone;
    let rows = list(&state)?.into_iter().map(|member| StaffRow {
        id: member.id,
        name: member.name,
        role: words::role(language, member.role),
        since: member.created_at.with_timezone(&time_zone).format("%d/%m/%Y").to_string(),
        is_active: member.deactivated_at.is_none(),
    });
    let rows = rows.collect();
    let done = done(language, query.done.as_deref());
    html(StatusCode::OK, &StaffPage { page, menu, done, rows })
}

fn new_form(language: Language) -> Vec<Group> {
    let name = Field::new("name", msgid("Name to sign in with"), Kind::Line);
    vec![group(
        msgid("New member of staff"),
        vec![name, role_field(language), password_field(msgid("Password"))],
    )]
}

/// `GET /admin/staff/new`.
pub async fn staff_form(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let entered = Entered::from([("role".to_owned(), vec![Role::Staff.name().to_owned()])]);
    draw_new(&state, &headers, &who, &entered, &[], StatusCode::OK)
}

fn draw_new(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    entered: &Entered,
    faults: &[Fault],
    status: StatusCode,
) -> Result<Response, PageError> {
    let (page, menu) = frame(state, headers, who, "/admin/staff/new");
    let drawing = Drawing { language: page.language, entered, faults };
    let groups = drawing.groups(&new_form(page.language));
    let problems = drawing.problems(&groups);
    html(status, &StaffForm { page, menu, problems, groups })
}

/// `POST /admin/staff/new`.
pub async fn add_staff(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let entered = entered(&pairs);
    let name = value_of(&pairs, "name").trim().to_owned();
    let (role, given) =
        (Role::from_name(value_of(&pairs, "role")), value_of(&pairs, "password").to_owned());
    let mut faults = name_faults(&name);
    faults.extend(password_faults(&given));
    let Some(role) = role else {
        faults.push(Fault { field: "role".to_owned(), what: What::NoChoice });
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draw_new(&state, &headers, &who, &entered, &faults, status);
    };
    if faults.is_empty() {
        let password_hash = hash(&state, given).await?;
        let record = Record::AddStaff { name, role, password_hash, by: who.staff };
        match state.writer.record(record).await {
            Ok(()) => return Ok(Redirect::to("/admin/staff?done=added").into_response()),
            Err(WriteError::NotKept(NotKept::NameTaken)) => {
                faults.push(Fault { field: "name".to_owned(), what: What::NameTaken });
            }
            Err(error) => return Err(ApiError::from(error).into()),
        }
    }
    draw_new(&state, &headers, &who, &entered, &faults, StatusCode::UNPROCESSABLE_ENTITY)
}

fn entered(pairs: &Pairs) -> Entered {
    let kept = pairs.iter().filter(|(name, _)| name != "password");
    kept.map(|(name, value)| (name.clone(), vec![value.clone()])).collect()
}

/// What is wrong with a name of a member of staff or a device.
pub(super) fn name_faults(name: &str) -> Vec<Fault> {
    let wrong = if name.is_empty() || name.chars().any(char::is_control) {
        Wrong::Missing
    } else if name.chars().count() > NAME_CHARACTERS_MAX {
        Wrong::TooLong { most: NAME_CHARACTERS_MAX }
    } else {
        return Vec::new();
    };
    vec![Fault { field: "name".to_owned(), what: What::Catalog(wrong) }]
}

fn password_faults(given: &str) -> Vec<Fault> {
    let what = if given.chars().count() < password::PASSWORD_CHARACTERS_MIN {
        What::ShortPassword
    } else if given.len() > password::PASSWORD_BYTES_MAX {
        What::Catalog(Wrong::TooLong { most: password::PASSWORD_BYTES_MAX })
    } else {
        return Vec::new();
    };
    vec![Fault { field: "password".to_owned(), what }]
}

/// Hashes off the threads that answer, a few at a time.
async fn hash(state: &AppState, given: String) -> Result<String, ApiError> {
    let _place = state.hashing.acquire().await.map_err(|error| ApiError::internal(&error))?;
    tokio::task::spawn_blocking(move || password::hash(&given))
        .await
        .map_err(|error| ApiError::internal(&error))?
        .map_err(|error| ApiError::internal(&error))
}

/// `GET /admin/staff/{id}`.
pub async fn staff_member_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<i64>,
    Query(query): Query<DoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    draw_member(&state, &headers, &who, id, &[], query.done.as_deref())
}

fn draw_member(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    id: i64,
    faults: &[Fault],
    was_done: Option<&str>,
) -> Result<Response, PageError> {
    let member = list(state)?.into_iter().find(|member| member.id == id);
    let member = member.ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
    let (page, menu) = frame(state, headers, who, &format!("{PATH}/{id}"));
    let language = page.language;
    let entered = Entered::from([("role".to_owned(), vec![member.role.name().to_owned()])]);
    let drawing = Drawing { language, entered: &entered, faults };
    let role =
        drawing.groups(&[group(msgid("What this person may do"), vec![role_field(language)])]);
    let password = drawing.groups(&[group(
        msgid("A forgotten password"),
        vec![password_field(msgid("New password"))],
    )]);
    let mut problems = drawing.problems(&role);
    problems.extend(drawing.problems(&password));
    problems.dedup_by(|one, other| one.text == other.text);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = StaffMemberPage {
        done: done(language, was_done),
        name: member.name,
        is_active: member.deactivated_at.is_none(),
        page,
        menu,
        problems,
        id,
        role,
        password,
    };
    html(status, &template)
}

/// `POST /admin/staff/{id}/{change}`: `role`, `password`, `deactivate` or `reactivate`.
pub async fn change_staff(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path((id, change)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = admin(signed_in)?;
    let faulty = |faults: &[Fault]| draw_member(&state, &headers, &who, id, faults, None);
    let change = match &*change {
        "role" => match Role::from_name(value_of(&pairs, "role")) {
            Some(role) => StaffChange::Role(role),
            None => {
                return faulty(&[Fault { field: "role".to_owned(), what: What::NoChoice }]);
            }
        },
        "password" => {
            let given = value_of(&pairs, "password").to_owned();
            let faults = password_faults(&given);
            if !faults.is_empty() {
                return faulty(&faults);
            }
            StaffChange::Password(hash(&state, given).await?)
        }
        "deactivate" => StaffChange::Deactivate,
        "reactivate" => StaffChange::Reactivate,
        _ => return Err(PageError::because(ErrorCode::UnknownPage)),
    };
    let field = if matches!(change, StaffChange::Role(_)) { "role" } else { "" };
    let from = shown_session(&headers);
    let record = Record::ChangeStaff { staff: id, change, by: who.staff, from };
    match state.writer.record(record).await {
        Ok(()) => {
            // Whoever was signed in with the old rights acts with the new ones at once, or no more.
            state.access_changed();
            Ok(Redirect::to(&format!("{PATH}/{id}?done=saved")).into_response())
        }
        Err(WriteError::NotKept(NotKept::LastAdmin)) => {
            faulty(&[Fault { field: field.to_owned(), what: What::LastAdmin }])
        }
        Err(WriteError::NotKept(_)) => Err(PageError::because(ErrorCode::UnknownPage)),
        Err(error) => Err(ApiError::from(error).into()),
    }
}
