//! A procedure on a phone: what to bring as a list to tick off, how long, how much; on paper too.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::catalog::due::{DueRange, due};
use shared::catalog::{Catalog, Fee, FeeAmount, OnlineLevel, Procedure, TimeLimit, TimeSpan};
use shared::ids::ProcedureId;
use shared::protocol::ErrorCode;
use shared::text::{Language, Text};

use super::answers::html;
use super::errors::PageError;
use super::filters;
use super::frame::Page;
use super::words;
use crate::api::ApiError;
use crate::language::{fill, tr};
use crate::state::AppState;

#[derive(Template)]
#[template(path = "procedure.html")]
struct ProcedurePage {
    page: Page,
    agency: String,
    service: String,
    name: String,
    about: String,
    needed: Vec<String>,
    /// Papers that not everyone needs.
    perhaps: Vec<String>,
    facts: Vec<Fact>,
    notes: Vec<String>,
    as_of: String,
    code: Option<String>,
}

struct Fact {
    hook: &'static str,
    label: &'static str,
    value: String,
    notes: Vec<String>,
    /// Whether the value must be confirmed, which the page says beside it.
    is_uncertain: bool,
}

/// `GET /p/{procedure}`. A procedure that is not offered today is not known.
pub async fn procedure_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = ProcedureId::from(id.as_str());
    let snapshot = state.snapshot();
    let catalog = &*snapshot.catalog;
    let today = snapshot.day.business_date_at(catalog, state.now());
    let procedure = catalog.procedure(&id).filter(|procedure| procedure.is_valid_on(today));
    let unknown = || ApiError::new(ErrorCode::UnknownProcedure).with_status(StatusCode::NOT_FOUND);
    let procedure = procedure.ok_or_else(unknown)?;
    let page = Page::new(&state, &headers, None, &format!("/p/{id}"));
    let ready = due(&procedure.time_limit, state.now(), catalog);
    let as_of = words::date(page.language, today);
    html(StatusCode::OK, &ProcedurePage::new(page, catalog, procedure, ready, as_of))
}

impl ProcedurePage {
    fn new(
        page: Page,
        catalog: &Catalog,
        procedure: &Procedure,
        ready: Option<DueRange>,
        as_of: String,
    ) -> Self {
        let language = page.language;
        let said = |text: &Text| text.get(language).to_owned();
        let papers = |only_some| {
            let papers = procedure.documents.iter().filter(move |it| it.only_some == only_some);
            papers.map(|document| said(&document.name)).collect()
        };
        Self {
            agency: said(&catalog.center.agency),
            service: words::service(language, catalog, &procedure.service),
            name: said(&procedure.name),
            about: said(&procedure.about),
            needed: papers(false),
            perhaps: papers(true),
            facts: [
                Some(time(language, &procedure.time_limit, ready)),
                Some(fee(language, &procedure.fee)),
                Some(online(language, procedure)),
                procedure.representative.as_ref().map(|who| representative(language, who)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            notes: procedure.notes.iter().map(said).collect(),
            as_of,
            code: procedure.national_code.clone(),
            page,
        }
    }
}

fn time(language: Language, limit: &TimeLimit, ready: Option<DueRange>) -> Fact {
    let days = |text: &str, from: u16, to: u16| fill(&fill(text, "from", &from), "to", &to);
    let mut notes = Vec::new();
    let value = match limit.span {
        TimeSpan::SameDay => {
            notes.push(tr(language, "Handed in after 15:00: the next working day").to_owned());
            tr(language, "The same day").to_owned()
        }
        TimeSpan::WorkingDays { days_min: 1, days_max: 1 } => {
            tr(language, "1 working day").to_owned()
        }
        TimeSpan::WorkingDays { days_min, days_max } if days_min == days_max => {
            fill(tr(language, "{count} working days"), "count", &days_max)
        }
        TimeSpan::WorkingDays { days_min, days_max } => {
            days(tr(language, "{from}–{to} working days"), days_min, days_max)
        }
        TimeSpan::CalendarDays { days_min: 1, days_max: 1 } => tr(language, "1 day").to_owned(),
        TimeSpan::CalendarDays { days_min, days_max } if days_min == days_max => {
            fill(tr(language, "{count} days"), "count", &days_max)
        }
        TimeSpan::CalendarDays { days_min, days_max } => {
            days(tr(language, "{from}–{to} days"), days_min, days_max)
        }
        TimeSpan::AskDesk => tr(language, "Please ask at the desk").to_owned(),
    };
    notes.extend(limit.note.as_ref().map(|note| note.get(language).to_owned()));
    let is_uncertain = limit.check_before_use && limit.span != TimeSpan::AskDesk;
    notes.extend(ready.map(|ready| {
        let date = |date| words::date(language, date);
        let text = tr(language, "Handed in now: ready on {from}");
        if ready.earliest == ready.latest {
            fill(text, "from", &date(ready.latest))
        } else {
            let text = tr(language, "Handed in now: ready between {from} and {to}");
            fill(&fill(text, "from", &date(ready.earliest)), "to", &date(ready.latest))
        }
    }));
    let label = tr(language, "How long it takes");
    Fact { hook: "time", label, value, notes, is_uncertain }.honest(language)
}

fn fee(language: Language, fee: &Fee) -> Fact {
    let money = |dong| words::money(language, dong);
    let mut notes = Vec::new();
    let value = match fee.amount {
        FeeAmount::Free => tr(language, "Free of charge").to_owned(),
        FeeAmount::Fixed { dong, online_dong } => {
            notes.extend(online_dong.map(|online| {
                fill(tr(language, "{amount} when filed online"), "amount", &money(online))
            }));
            money(dong)
        }
        FeeAmount::ByPage { first_pages_dong, later_pages_dong, copy_dong_max } => {
            let text = tr(language, "{amount} from the third page on, at most {most} a copy");
            let text = fill(text, "amount", &money(later_pages_dong));
            notes.push(fill(&text, "most", &money(copy_dong_max)));
            fill(tr(language, "{amount} a page"), "amount", &money(first_pages_dong))
        }
        FeeAmount::AskDesk => tr(language, "Please ask at the desk").to_owned(),
    };
    notes.extend(fee.note.as_ref().map(|note| note.get(language).to_owned()));
    let is_uncertain = fee.check_before_use && fee.amount != FeeAmount::AskDesk;
    let label = tr(language, "What it costs");
    Fact { hook: "fee", label, value, notes, is_uncertain }.honest(language)
}

fn online(language: Language, procedure: &Procedure) -> Fact {
    let level = procedure.online;
    let value = match level {
        OnlineLevel::Full => tr(language, "Can be done fully online"),
        OnlineLevel::Partial => tr(language, "Can be started online"),
        OnlineLevel::InPerson => tr(language, "At the desk only"),
        OnlineLevel::AskDesk => tr(language, "Please ask at the desk"),
    };
    let mut notes = Vec::new();
    if matches!(level, OnlineLevel::Full | OnlineLevel::Partial) {
        notes.push(tr(language, "File it on the National Public Service Portal, dichvucong.gov.vn, with your VNeID account.").to_owned());
    }
    notes.extend(procedure.online_address.clone());
    let label = tr(language, "Online");
    Fact { hook: "online", label, value: value.to_owned(), notes, is_uncertain: false }
}

fn representative(language: Language, who: &Text) -> Fact {
    let value = who.get(language).to_owned();
    let label = tr(language, "Who may come in your place");
    Fact { hook: "representative", label, value, notes: Vec::new(), is_uncertain: false }
}

impl Fact {
    /// A value that must be checked before use never stands there as certain.
    fn honest(self, language: Language) -> Self {
        if !self.is_uncertain {
            return self;
        }
        let value = fill(tr(language, "about {value}"), "value", &self.value);
        Self { value, ..self }
    }
}
