//! `GET /admin/catalog`, `PUT /admin/catalog`, `GET /admin/audit`: administration for programs.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use shared::catalog::diff::Difference;
use shared::catalog::{Catalog, CatalogProblem};
use shared::protocol::{ErrorCode, Problem};
use utoipa::{IntoParams, ToSchema};

use super::{ApiError, Body, QueryOf};
use crate::admin::change::{self, Saved};
use crate::auth::{Permission, SignedIn};
use crate::language;
use crate::sentences;
use crate::state::AppState;
use crate::storage::audit::{self, AuditAction, AuditFilter};
use crate::views;

/// Rows of the audit log in one answer.
const ROWS_MAX: u32 = 500;

/// The whole configuration, in the shape of the exported file.
#[utoipa::path(
    get,
    operation_id = "show_admin_catalog",
    path = "/api/v1/admin/catalog",
    tag = "administration",
    params(("If-None-Match" = Option<String>, Header, description = "The ETag of the configuration at hand")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The configuration", body = Object,
            headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "The configuration at hand still holds"),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Administrators only", body = Problem),
    )
)]
pub async fn show_catalog(
    State(state): State<AppState>,
    who: SignedIn,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    who.require(Permission::Administer)?;
    let snapshot = state.snapshot();
    let head = [(ETAG, tag(snapshot.catalog_version)), (CACHE_CONTROL, "no-cache".to_owned())];
    if shows(&headers, IF_NONE_MATCH, snapshot.catalog_version) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, Json(&*snapshot.catalog)).into_response())
}

fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

fn shows(headers: &HeaderMap, name: axum::http::HeaderName, version: i64) -> bool {
    let values = headers.get_all(name);
    let shown = values.iter().filter_map(|value| value.to_str().ok());
    shown.flat_map(|value| value.split(',')).any(|one| one.trim() == tag(version))
}

/// The query of `PUT /admin/catalog`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangeQuery {
    /// Also when people with open tickets would be left without a way to be served.
    #[serde(default)]
    anyway: bool,
}

/// What a change brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    /// The version that holds now.
    pub version: i64,
    /// What differs from the version before.
    pub differences: Vec<Difference>,
}

/// Why a configuration is not taken over.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogRefusal {
    /// `invalid_catalog` or `strands_tickets`.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// What is wrong, field by field.
    pub problems: Vec<CatalogProblem>,
}

/// Puts another configuration in the place of the one that `If-Match` names.
#[utoipa::path(
    put,
    operation_id = "change_admin_catalog",
    path = "/api/v1/admin/catalog",
    tag = "administration",
    params(
        ChangeQuery,
        ("If-Match" = String, Header, description = "The ETag of the configuration that was changed"),
    ),
    request_body(content = Object, description = "The whole configuration"),
    security(("session" = [])),
    responses(
        (status = 200, description = "It holds now", body = Changed,
            headers(("ETag" = String, description = "Its version"))),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Administrators only", body = Problem),
        (status = 409, description = "It would strand people who wait; `anyway=true` does it all the same", body = CatalogRefusal),
        (status = 412, description = "Another version holds by now, or `If-Match` is missing", body = Problem),
        (status = 422, description = "Something is wrong with it", body = CatalogRefusal),
    )
)]
pub async fn change_catalog(
    State(state): State<AppState>,
    who: SignedIn,
    headers: HeaderMap,
    QueryOf(query): QueryOf<ChangeQuery>,
    Body(new): Body<Catalog>,
) -> Result<Response, ApiError> {
    who.require(Permission::Administer)?;
    let snapshot = state.snapshot();
    let version = snapshot.catalog_version;
    if !shows(&headers, IF_MATCH, version) {
        return Err(ApiError::new(ErrorCode::Outdated));
    }
    let language = language::of_accept_language(&headers);
    let refuse = |status: StatusCode, code: ErrorCode, problems| {
        let message = sentences::sentence(code, language).to_owned();
        Ok((status, Json(CatalogRefusal { code, message, problems })).into_response())
    };
    let problems = new.problems();
    if !problems.is_empty() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::InvalidCatalog, problems);
    }
    let by = (AuditAction::CatalogChanged, who.staff);
    match change::save(&state, new, version, by, query.anyway).await? {
        Saved::Strands(_) => refuse(StatusCode::CONFLICT, ErrorCode::StrandsTickets, Vec::new()),
        Saved::Outdated => Err(ApiError::new(ErrorCode::Outdated)),
        Saved::Done(differences) => {
            let version = state.snapshot().catalog_version;
            Ok(([(ETAG, tag(version))], Json(Changed { version, differences })).into_response())
        }
    }
}

/// The query of `GET /admin/audit`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// From this moment on.
    from: Option<DateTime<FixedOffset>>,
    /// Before this moment.
    before: Option<DateTime<FixedOffset>>,
    /// Only this action.
    action: Option<String>,
    /// Only rows with a smaller id, which gives the next page.
    before_id: Option<i64>,
}

/// One row of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    /// Grows with time.
    pub id: i64,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// What was done.
    pub action: String,
    /// The row of who did it; absent for what was done on the server itself.
    pub staff: Option<i64>,
    /// The name that they sign in with.
    pub staff_name: Option<String>,
    /// At which desk.
    pub desk: Option<String>,
    /// What it was done to.
    pub subject: Option<String>,
    /// What changed.
    pub detail: Option<String>,
}

/// Who did what beside the queue, the newest first.
#[utoipa::path(
    get,
    operation_id = "show_audit",
    path = "/api/v1/admin/audit",
    tag = "administration",
    params(AuditQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "At most 500 rows", body = Vec<AuditView>),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Managers and administrators only", body = Problem),
        (status = 422, description = "No such action", body = Problem),
    )
)]
pub async fn show_audit(
    State(state): State<AppState>,
    who: SignedIn,
    QueryOf(query): QueryOf<AuditQuery>,
) -> Result<Json<Vec<AuditView>>, ApiError> {
    who.require(Permission::ReadAudit)?;
    let action = query.action.as_deref().map(|name| {
        AuditAction::from_name(name)
            .ok_or_else(|| ApiError::bad_request(format!("there is no action `{name}`")))
    });
    let filter = AuditFilter {
        from: query.from.map(|at| at.to_utc()),
        before: query.before.map(|at| at.to_utc()),
        action: action.transpose()?,
        before_id: query.before_id,
    };
    let rows = state.readers.read(|connection| audit::read(connection, &filter, ROWS_MAX))?;
    let time_zone = state.snapshot().catalog.center.time_zone;
    let view = |row: audit::AuditRow| AuditView {
        id: row.id,
        at: views::local(row.at, time_zone),
        action: row.action,
        staff: row.staff,
        staff_name: row.staff_name,
        desk: row.desk,
        subject: row.subject,
        detail: row.detail,
    };
    Ok(Json(rows.into_iter().map(view).collect()))
}
