//! The ticket on its holder's phone: number, state in words, people ahead, wait. Nothing about a person.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::day::TicketState;
use shared::protocol::{ErrorCode, HolderView};
use shared::text::Language;

use super::answers::html;
use super::errors::PageError;
use super::filters;
use super::frame::Page;
use super::words;
use crate::api::public;
use crate::language::{fill, tr};
use crate::state::AppState;
use crate::views;

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage {
    page: Page,
    seq: u64,
    now: String,
    number: String,
    service: String,
    /// What the holder comes for, when it was said.
    procedure: Option<String>,
    state: &'static str,
    headline: String,
    hint: String,
    facts: Vec<Fact>,
    /// What a screen reader says beyond number and headline.
    spoken: Option<String>,
    issued_at: String,
    updated_at: String,
    poll_seconds: u32,
    cancel: Cancel,
    token: String,
}

/// How far the holder is with taking the number back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cancel {
    /// It can no longer be taken back.
    Over,
    /// It is offered.
    Offered,
    /// The holder is asked whether that is meant.
    Asked,
    /// The holder meant it, and it came too late.
    TooLate,
}

/// `?cancel=1` asks whether the number is to be taken back; `?cancel=late` says that it could not be.
#[derive(Deserialize)]
pub struct PhoneQuery {
    cancel: Option<String>,
}

struct Fact {
    hook: &'static str,
    label: &'static str,
    value: String,
}

/// `GET /t/{token}`.
pub async fn phone_page(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Query(query): Query<PhoneQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let view = public::holder_view(&state, &token)?;
    let page = Page::new(&state, &headers, None, &format!("/t/{token}"));
    let language = page.language;
    let now = views::local(state.now(), state.snapshot().catalog.center.time_zone);
    let (headline, hint) = words_of(language, &view, now.date_naive());
    let facts = facts(language, &view);
    html(
        StatusCode::OK,
        &PhonePage {
            page,
            seq: view.seq,
            now: now.to_rfc3339(),
            number: view.number.to_string(),
            service: view.service_name.get(language).to_owned(),
            procedure: procedure(&state, &token, language),
            state: view.state.code(),
            headline,
            hint,
            spoken: facts.first().map(|fact| format!("{}: {}", fact.label, fact.value)),
            facts,
            issued_at: words::time(view.issued_at),
            updated_at: words::time(now),
            poll_seconds: poll_seconds(&view),
            cancel: cancel(view.state, query.cancel.as_deref()),
            token,
        },
    )
}

/// The name of the procedure, while it is known: of a ticket of today.
fn procedure(state: &AppState, token: &str, language: Language) -> Option<String> {
    let snapshot = state.snapshot();
    let ticket = snapshot.day.ticket(state.ticket_of_token(token)?)?;
    let procedure = snapshot.catalog.procedure(ticket.procedure.as_ref()?)?;
    Some(procedure.name.get(language).to_owned())
}

/// The state as the holder should understand it, and what to do.
fn words_of(language: Language, view: &HolderView, today: NaiveDate) -> (String, String) {
    let at_desk = |text: &str| fill(text, "desk", &view.desk.as_deref().unwrap_or("–"));
    let called = view.called_at.map(words::time).unwrap_or_default();
    match view.state {
        TicketState::Waiting if view.people_ahead == Some(0) => (
            tr(language, "You are next").to_owned(),
            tr(language, "Please stay near the desks and watch the board.").to_owned(),
        ),
        TicketState::Waiting => (
            tr(language, "Waiting").to_owned(),
            tr(language, "Please stay in the lobby. Your number will be called.").to_owned(),
        ),
        TicketState::Called => (
            at_desk(tr(language, "Go to desk {desk} now")),
            fill(
                tr(language, "Called at {time}. Please take your papers with you."),
                "time",
                &called,
            ),
        ),
        TicketState::Serving => {
            (at_desk(tr(language, "You are being served at desk {desk}")), String::new())
        }
        TicketState::Held => (
            tr(language, "Set aside for a while").to_owned(),
            tr(language, "The desk will call you again. Please stay in the lobby.").to_owned(),
        ),
        TicketState::Done => {
            (tr(language, "Done").to_owned(), tr(language, "Thank you for coming.").to_owned())
        }
        TicketState::NoShow => (
            tr(language, "Your number was called, but you were not there").to_owned(),
            fill(
                tr(language, "It was called at {time}. Please speak to the staff at reception."),
                "time",
                &called,
            ),
        ),
        TicketState::Cancelled => (
            tr(language, "This ticket was cancelled").to_owned(),
            tr(language, "Please take a new number if you still need to be served.").to_owned(),
        ),
        TicketState::Lapsed if view.appointment_at.is_some_and(|at| at.date_naive() == today) => (
            tr(language, "The time of your appointment has passed").to_owned(),
            tr(language, "Please go to reception: they can still put you in the queue.").to_owned(),
        ),
        TicketState::Lapsed => (
            tr(language, "This ticket is no longer valid").to_owned(),
            tr(language, "It was for an earlier day. Please take a new number at the kiosk.")
                .to_owned(),
        ),
        TicketState::Booked => (
            tr(language, "Your appointment is booked").to_owned(),
            tr(language, "Please check in at reception when you arrive.").to_owned(),
        ),
    }
}

fn facts(language: Language, view: &HolderView) -> Vec<Fact> {
    let ahead = view.people_ahead.map(|people| Fact {
        hook: "ahead",
        label: tr(language, "People ahead of you"),
        value: people.to_string(),
    });
    let wait = view.wait_minutes.map(|wait| Fact {
        hook: "wait",
        label: tr(language, "Expected wait"),
        value: words::wait_range(language, wait),
    });
    ahead.into_iter().chain(wait).collect()
}

/// How soon to look again: sooner when the call is near, seldom when all is over.
fn poll_seconds(view: &HolderView) -> u32 {
    match (view.state, view.people_ahead) {
        (TicketState::Called, _) | (TicketState::Waiting, Some(0 | 1)) => 5,
        (TicketState::Done | TicketState::Cancelled | TicketState::Lapsed, _) => 30,
        _ => 10,
    }
}

/// `POST /t/{token}/cancel`: the holder goes home. Works without JavaScript, and twice as well as once.
pub async fn cancel_ticket(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    match public::cancel_by_holder(&state, &token).await {
        Ok(_) => Ok(Redirect::to(&format!("/t/{token}")).into_response()),
        Err(error) if error.code() == ErrorCode::WrongState => {
            Ok(Redirect::to(&format!("/t/{token}?cancel=late")).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn cancel(state: TicketState, query: Option<&str>) -> Cancel {
    use TicketState::{Booked, Called, Held, Waiting};
    match (state, query) {
        (Booked | Waiting | Held | Called, Some("1")) => Cancel::Asked,
        (Booked | Waiting | Held | Called, _) => Cancel::Offered,
        (_, Some("late")) => Cancel::TooLate,
        _ => Cancel::Over,
    }
}
