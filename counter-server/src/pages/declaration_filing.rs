//! Filing a declaration at the desk, and the receipt (form 01 of Circular 03/2025/TT-VPCP) as it is printed.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use serde::Deserialize;
use shared::catalog::{Catalog, Procedure, TimeSpan};
use shared::ids::DeclarationId;
use shared::protocol::{ErrorCode, FilingWay, ReceiptDetails};
use shared::text::Language;
use uuid::Uuid;

use super::declaration::{Shown, page_of, path_of, whole};
use super::errors::PageError;
use super::filters;
use super::frame::{Page, Place, enter, html};
use super::words;
use crate::api::{ApiError, today};
use crate::auth::SignedIn;
use crate::declarations::{self, Opened, Wish};
use crate::language::tr;
use crate::state::AppState;
use crate::storage::dossiers::Dossier;
use crate::views;

/// What the form that files shows and sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FilingForm {
    pub(super) revision: i64,
    pub(super) way: String,
    pub(super) code: String,
    pub(super) person: String,
    pub(super) personal_id: String,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) authorised: String,
    pub(super) content: String,
    /// One paper a line.
    pub(super) documents: String,
    pub(super) sets: String,
    pub(super) result_place: String,
    pub(super) book: String,
    /// When the result would be due, as of this moment.
    #[serde(skip)]
    pub(super) due: Option<String>,
    /// Whether the time limit must be compared with the rules.
    #[serde(skip)]
    pub(super) due_is_unsure: bool,
}

/// What was filed, in words.
pub(super) struct Filed {
    pub(super) code: String,
    pub(super) way: &'static str,
    pub(super) filed_at: String,
    pub(super) due_at: Option<String>,
}

impl FilingForm {
    fn receipt(&self) -> ReceiptDetails {
        ReceiptDetails {
            person: self.person.trim().to_owned(),
            personal_id: self.personal_id.trim().to_owned(),
            address: self.address.trim().to_owned(),
            phone: self.phone.trim().to_owned(),
            email: self.email.trim().to_owned(),
            authorised: self.authorised.trim().to_owned(),
            content: self.content.trim().to_owned(),
            documents: self.documents.lines().map(|line| line.trim().to_owned()).collect(),
            sets: self.sets.trim().parse().unwrap_or(0),
            result_place: self.result_place.trim().to_owned(),
            book: self.book.trim().to_owned(),
        }
    }

    fn way(&self) -> FilingWay {
        if self.way == FilingWay::Online.code() { FilingWay::Online } else { FilingWay::Direct }
    }

    pub(super) fn is_online(&self) -> bool {
        self.way() == FilingWay::Online
    }
}

/// The form as the declaration and the catalogue fill it in.
pub(super) fn draft(state: &AppState, opened: &Opened, today: NaiveDate) -> FilingForm {
    let snapshot = state.snapshot();
    let catalog = &*snapshot.catalog;
    let procedure = declarations::procedure(opened, catalog);
    let receipt = declarations::receipt_draft(opened, catalog, procedure, today);
    let form = FilingForm {
        revision: opened.row.revision,
        person: receipt.person,
        personal_id: receipt.personal_id,
        address: receipt.address,
        phone: receipt.phone,
        email: receipt.email,
        authorised: receipt.authorised,
        content: receipt.content,
        documents: receipt.documents.join("\n"),
        sets: receipt.sets.to_string(),
        result_place: receipt.result_place,
        book: receipt.book,
        ..FilingForm::default()
    };
    with_due(form, catalog, procedure, state.now())
}

fn with_due(
    form: FilingForm,
    catalog: &Catalog,
    procedure: Option<&Procedure>,
    now: DateTime<Utc>,
) -> FilingForm {
    let due = declarations::due_at(catalog, procedure, now);
    FilingForm {
        due: due.map(|at| moment(views::local(at, catalog.center.time_zone))),
        due_is_unsure: procedure.is_some_and(|procedure| procedure.time_limit.check_before_use),
        ..form
    }
}

/// `17:00 25/11/2026`.
fn moment(at: DateTime<FixedOffset>) -> String {
    format!("{} {}", words::time(at), at.format("%d/%m/%Y"))
}

/// What was filed, in words.
pub(super) fn filed(state: &AppState, dossier: &Dossier, language: Language) -> Filed {
    let time_zone = state.snapshot().catalog.center.time_zone;
    Filed {
        code: dossier.code.clone(),
        way: match dossier.way {
            FilingWay::Direct => tr(language, "Directly at the desk"),
            FilingWay::Online => tr(language, "Online"),
        },
        filed_at: moment(views::local(dossier.filed_at, time_zone)),
        due_at: dossier.due_at.map(|at| moment(views::local(at, time_zone))),
    }
}

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
