//! Filing a declaration at the desk, and the receipt (form 01 of Circular 03/2025/TT-VPCP) as it is printed.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use shared::catalog::TimeSpan;
use shared::ids::DeclarationId;
use shared::protocol::{ErrorCode, ReceiptDetails};
use shared::text::Language;
use uuid::Uuid;

use super::answers::{enter, html};
use super::declaration::{Shown, page_of, path_of, whole};
use super::declaration_filed::{FilingForm, with_due};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place};
use crate::api::{ApiError, today};
use crate::auth::SignedIn;
use crate::declarations::{self, Wish};
use crate::state::AppState;

/// `POST /desk/declaration/{id}/file`.
pub async fn file_declaration(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Form(form): Form<FilingForm>,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let id = DeclarationId(id);
    let today = today(&state);
    let opened = declarations::open(&state, &who, id)?;
    let page = page_of(&state, &headers, &who, &opened);
    let wish = Wish {
        way: form.way(),
        code: Some(form.code.clone()),
        receipt: Some(form.receipt()),
        revision: form.revision,
    };
    let error = match declarations::file(&state, &who, opened, wish, today).await {
        Ok(()) => return Ok(Redirect::to(&format!("{}#filed", path_of(id))).into_response()),
        Err(error) => error,
    };
    let is_theirs = matches!(
        error.code(),
        ErrorCode::BadRequest
            | ErrorCode::WrongAnswers
            | ErrorCode::WrongState
            | ErrorCode::SomeoneElseActed
    );
    if !is_theirs {
        return Err(error.into());
    }
    let opened = declarations::reading(&state, &who, id).await?;
    let snapshot = state.snapshot();
    let procedure = declarations::procedure(&opened, &snapshot.catalog);
    let form = FilingForm { revision: opened.row.revision, ..form };
    let shown = Shown {
        problem: Some(error.problem(page.language).message),
        filing: Some(with_due(form, &snapshot.catalog, procedure, state.now())),
        ..Shown::default()
    };
    html(error.status(), &whole(&state, page, &opened, shown))
}

/// The receipt. Its words are those of the official form, so it is Vietnamese only.
#[derive(Template)]
#[template(path = "declaration_receipt.html")]
struct ReceiptPage {
    page: Page,
    back: String,
    agency: String,
    center: String,
    code: String,
    serial: String,
    day: Day,
    receipt: ReceiptDetails,
    time_limit: Option<String>,
    received: Moment,
    due: Option<Moment>,
}

/// A date in the words of papers.
struct Day {
    day: u32,
    month: u32,
    year: i32,
}

/// A moment in the words of papers.
struct Moment {
    hour: u32,
    minute: u32,
    day: Day,
}

impl Moment {
    fn of(at: DateTime<FixedOffset>) -> Self {
        let day = Day { day: at.day(), month: at.month(), year: at.year() };
        Self { hour: at.hour(), minute: at.minute(), day }
    }

    fn text(&self) -> String {
        let Self { hour, minute, day: Day { day, month, year } } = self;
        format!("{hour:02} giờ {minute:02} phút, ngày {day:02} tháng {month:02} năm {year}")
    }
}

/// `GET /desk/dossier/{id}/receipt`. The audit row is durable before anything is shown.
pub async fn receipt_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = enter(signed_in, Place::Desk)?;
    let opened = declarations::reading(&state, &who, DeclarationId(id)).await?;
    let dossier = opened.dossier_view(&state);
    let dossier = dossier.ok_or(PageError::because(ErrorCode::UnknownDeclaration))?;
    let snapshot = state.snapshot();
    let center = &snapshot.catalog.center;
    let procedure = dossier.procedure.as_ref().and_then(|id| snapshot.catalog.procedure(id));
    let received = Moment::of(dossier.filed_at);
    let page = Page::new(&state, &headers, Some(&who), &format!("/desk/dossier/{id}/receipt"));
    html(
        StatusCode::OK,
        &ReceiptPage {
            page,
            back: path_of(DeclarationId(id)),
            agency: center.agency.get(Language::Vi).to_uppercase(),
            center: center.name.get(Language::Vi).to_uppercase(),
            serial: dossier.code.rsplit('-').next().unwrap_or_default().to_owned(),
            day: Moment::of(dossier.filed_at).day,
            time_limit: procedure.and_then(|procedure| time_limit(&procedure.time_limit.span)),
            due: dossier.due_at.map(Moment::of),
            code: dossier.code,
            receipt: dossier.receipt,
            received,
        },
    )
}

/// How long it takes, in the words of the official form; `None` when the rules name no figure.
fn time_limit(span: &TimeSpan) -> Option<String> {
    let days = |least: u16, most: u16, unit: &str| {
        if least == most { format!("{most} {unit}") } else { format!("{least}–{most} {unit}") }
    };
    match span {
        TimeSpan::SameDay => Some("trong ngày làm việc".to_owned()),
        TimeSpan::WorkingDays { days_min, days_max } => {
            Some(days(*days_min, *days_max, "ngày làm việc"))
        }
        TimeSpan::CalendarDays { days_min, days_max } => Some(days(*days_min, *days_max, "ngày")),
        TimeSpan::AskDesk => None,
    }
}
