//! The audit log: who did what, by date and action, a page at a time.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use shared::ids::{PriorityId, ServiceId, TicketId};
use shared::text::Language;
use uuid::Uuid;

use super::shell::{MenuLine, enter, frame};
use crate::api::ApiError;
use crate::auth::{Permission, SignedIn};
use crate::language::{msgid, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::pages::words;
use crate::state::AppState;
use crate::storage::audit::{self, AuditAction, AuditFilter, AuditRow};
use crate::storage::tickets;

/// Rows of one page.
const ROWS: u32 = 50;

const PATH: &str = "/admin/audit";

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    page: Page,
    menu: Vec<MenuLine>,
    from: String,
    to: String,
    actions: Vec<ActionChoice>,
    rows: Vec<RowView>,
    /// The address of the next, older page.
    older: String,
}

struct ActionChoice {
    name: &'static str,
    label: &'static str,
    chosen: bool,
}

struct RowView {
    at: String,
    who: String,
    action: String,
    subject: String,
    /// The code of a ticket whose number is the subject.
    code: String,
    detail: String,
}

/// Which rows to show.
#[derive(serde::Deserialize)]
pub struct AuditQuery {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    action: String,
    before: Option<i64>,
}

/// `GET /admin/audit`.
pub async fn audit_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<AuditQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, PATH, Permission::ReadAudit)?;
    let (page, menu) = frame(&state, &headers, &who, PATH);
    let language = page.language;
    let snapshot = state.snapshot();
    let time_zone = snapshot.catalog.center.time_zone;
    let action = AuditAction::from_name(&query.action);
    let (from, to) = (query.from.parse().ok(), query.to.parse().ok());
    let filter = AuditFilter {
        from: from.and_then(|date| midnight(date, time_zone)),
        before: to
            .and_then(|date: NaiveDate| date.checked_add_days(Days::new(1)))
            .and_then(|date| midnight(date, time_zone)),
        action,
        before_id: query.before,
    };
    let found = state
        .readers
        .read(|connection| audit::read(connection, &filter, ROWS + 1))
        .map_err(ApiError::from)?;
    let has_more = found.len() > ROWS as usize;
    let shown = || found.iter().take(ROWS as usize);
    let older = shown().last().filter(|_| has_more).map_or_else(String::new, |last| {
        let (from, to) = (written(from), written(to));
        let action = action.map_or("", AuditAction::name);
        format!("{PATH}?from={from}&to={to}&action={action}&before={}", last.id)
    });
    let actions = AuditAction::ALL.iter().map(|one| ActionChoice {
        name: one.name(),
        label: action_words(language, *one),
        chosen: action == Some(*one),
    });
    let template = AuditPage {
        from: written(from),
        to: written(to),
        actions: actions.collect(),
        rows: shown()
            .map(|row| {
                let ticket = ticket_told(&state, language, row);
                ticket.map(|ticket| view(language, time_zone, row, ticket))
            })
            .collect::<Result<_, _>>()?,
        page,
        menu,
        older,
    };
    html(StatusCode::OK, &template)
}

fn written(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn midnight(date: NaiveDate, time_zone: Tz) -> Option<DateTime<Utc>> {
    let local = date.and_hms_opt(0, 0, 0)?.and_local_timezone(time_zone).earliest()?;
    Some(local.with_timezone(&Utc))
}

/// A ticket in a row, as people know it.
struct TicketTold {
    number: String,
    /// Its code.
    code: String,
    /// What changed, less the number.
    detail: String,
}

/// The ticket of a row that is about one: rows name it by its code, and some by its number too.
fn ticket_told(
    state: &AppState,
    language: Language,
    row: &AuditRow,
) -> Result<Option<TicketTold>, ApiError> {
    let subject = row.subject.as_deref().unwrap_or_default();
    let Some(code) = subject.strip_prefix("tickets/") else { return Ok(None) };
    let Ok(id) = code.parse::<Uuid>().map(TicketId) else { return Ok(None) };
    let snapshot = state.snapshot();
    let (said, detail) = match row.detail.as_deref().unwrap_or_default().split_once(": ") {
        Some((number, detail)) => (number, detail),
        None => (row.detail.as_deref().unwrap_or_default(), ""),
    };
    let number = if !said.is_empty() {
        said.to_owned()
    } else if let Some(ticket) = snapshot.day.ticket(id) {
        ticket.number.to_string()
    } else {
        let stored = state.readers.read(|connection| tickets::find(connection, id))?;
        stored.map_or_else(String::new, |stored| stored.ticket.number.to_string())
    };
    let named = |code: &str| {
        let priority = snapshot.catalog.priority(&PriorityId::from(code));
        let service = snapshot.catalog.service(&ServiceId::from(code));
        let name = priority.map(|it| &it.name).or(service.map(|it| &it.name));
        name.map_or_else(|| code.to_owned(), |name| name.get(language).to_owned())
    };
    let detail = detail.split(" → ").map(named).collect::<Vec<_>>().join(" → ");
    Ok((!number.is_empty()).then(|| TicketTold { number, code: code.to_owned(), detail }))
}

fn view(language: Language, time_zone: Tz, row: &AuditRow, ticket: Option<TicketTold>) -> RowView {
    let (subject, code, detail) = match ticket {
        Some(ticket) => (ticket.number, ticket.code, ticket.detail),
        None => (
            row.subject.clone().unwrap_or_default(),
            String::new(),
            row.detail.clone().unwrap_or_default(),
        ),
    };
    let action = AuditAction::from_name(&row.action);
    let mut who = match (&row.staff_name, row.staff) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => format!("#{id}"),
        (None, None) => tr(language, "On the server").to_owned(),
    };
    if let Some(desk) = &row.desk {
        who = format!("{who} · {}", words::desk_name(language, desk));
    }
    RowView {
        at: row.at.with_timezone(&time_zone).format("%d/%m/%Y %H:%M:%S").to_string(),
        who,
        action: action
            .map_or_else(|| row.action.clone(), |one| action_words(language, one).to_owned()),
        subject,
        code,
        detail,
    }
}

fn action_words(language: Language, action: AuditAction) -> &'static str {
    tr(language, action_message(action))
}

fn action_message(action: AuditAction) -> &'static str {
    match action {
        AuditAction::SignedIn => msgid("Signed in"),
        AuditAction::SignInFailed => msgid("Sign-in failed"),
        AuditAction::SignedOut => msgid("Signed out"),
        AuditAction::CatalogChanged => msgid("Configuration changed"),
        AuditAction::CatalogImported => msgid("Configuration imported"),
        AuditAction::CatalogExported => msgid("Configuration exported"),
        AuditAction::FormAdded => msgid("Form added"),
        AuditAction::PictureAdded => msgid("Picture uploaded"),
        AuditAction::PictureRemoved => msgid("Picture deleted"),
        AuditAction::StaffAdded => msgid("Staff added"),
        AuditAction::StaffRoleChanged => msgid("Role changed"),
        AuditAction::StaffPasswordChanged => msgid("Password changed"),
        AuditAction::StaffDeactivated => msgid("Staff deactivated"),
        AuditAction::StaffReactivated => msgid("Staff let in again"),
        AuditAction::DeviceAdded => msgid("Device enrolled"),
        AuditAction::DeviceRenamed => msgid("Device renamed"),
        AuditAction::DeviceRevoked => msgid("Device revoked"),
        AuditAction::NoteRead => msgid("Note read"),
        AuditAction::DeclarationContinued => msgid("Form continued at another kiosk"),
        AuditAction::DeclarationRead => msgid("Form looked at"),
        AuditAction::DeclarationCorrected => msgid("Form corrected"),
        AuditAction::DeclarationFiled => msgid("Form filed as a dossier"),
        AuditAction::DeclarationTakenAway => msgid("Form deleted because the citizen asked for it"),
        AuditAction::DeclarationErased => msgid("Form erased"),
        AuditAction::PriorityUsed => msgid("Priority used"),
        AuditAction::TicketCancelled => msgid("Ticket cancelled by staff"),
        AuditAction::TicketCheckedIn => msgid("Appointment checked in"),
        AuditAction::TicketCorrected => msgid("Ticket moved to the right field"),
        AuditAction::TicketAdmitted => msgid("Number from a kiosk taken in"),
        AuditAction::TicketReprinted => msgid("Ticket printed again"),
    }
}
