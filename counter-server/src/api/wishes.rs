//! From what a request says to what the day is asked: notes sealed, persons hashed, slots made.

use chrono::{Days, NaiveDate, SubsecRound, TimeDelta, Utc};
use shared::day::{Refusal, Slot};
use shared::ids::Digest;
use shared::protocol::{AppointmentRequest, ErrorCode, NOTE_CHARACTERS_MAX};
use shared::text::{Language, Text};

use super::ApiError;
use crate::language::{fill, msgid, tr};
use crate::personal::{is_person_id, person_digest, readable, seal};
use crate::refusal_sentences;
use crate::state::AppState;
use crate::storage::notes::SealedNote;

/// Minutes of an appointment when the request names none.
const APPOINTMENT_MINUTES: u32 = 30;
/// The shortest appointment, in minutes.
const APPOINTMENT_MINUTES_MIN: u32 = 5;
/// The longest appointment, in minutes.
const APPOINTMENT_MINUTES_MAX: u32 = 240;

/// A request that asks for what cannot be, with a sentence of its own: 422.
pub(crate) fn said(text: &'static str, values: &[(&str, String)]) -> ApiError {
    let in_language = |language| {
        values
            .iter()
            .fold(tr(language, text).to_owned(), |text, (name, value)| fill(&text, name, value))
    };
    let text = Text { vi: in_language(Language::Vi), en: in_language(Language::En) };
    ApiError::new(ErrorCode::BadRequest).said(text)
}

/// The business date at this moment.
pub(crate) fn today(state: &AppState) -> NaiveDate {
    let snapshot = state.snapshot();
    snapshot.day.business_date_at(&snapshot.catalog, state.now())
}

/// A note, sealed under the key of a date, without signs that nobody sees; `None` when there is nothing in it.
///
/// # Errors
/// 422 when it is too long, 503 when the key of the date cannot be had.
pub(super) fn sealed_note(
    state: &AppState,
    date: NaiveDate,
    scope: &str,
    text: Option<&str>,
) -> Result<Option<SealedNote>, ApiError> {
    let Some(text) = text.map(readable).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > NOTE_CHARACTERS_MAX {
        let most = [("most", NOTE_CHARACTERS_MAX.to_string())];
        return Err(said(msgid("A note has at most {most} characters. Please shorten it."), &most));
    }
    seal(&state.date_keys, date, scope, &text).map(Some).map_err(|error| no_key(&error))
}

/// Who a ticket is for, as a hash under the key of its date.
///
/// # Errors
/// 422 when it is no personal ID, 503 when the key of the date cannot be had.
pub(super) fn person(
    state: &AppState,
    date: NaiveDate,
    person_id: Option<&str>,
) -> Result<Option<Digest>, ApiError> {
    let Some(person_id) = person_id.map(str::trim) else { return Ok(None) };
    if !is_person_id(person_id) {
        let text = msgid("A personal ID has 12 digits. Please check it and enter it again.");
        return Err(said(text, &[]));
    }
    person_digest(&state.date_keys, date, person_id).map(Some).map_err(|error| no_key(&error))
}

/// The slot of an appointment. Whether it can be had is for the day to decide.
///
/// # Errors
/// 422 when its length is none.
pub(super) fn slot(state: &AppState, wish: &AppointmentRequest) -> Result<Slot, ApiError> {
    let minutes = wish.minutes.unwrap_or(APPOINTMENT_MINUTES);
    if !(APPOINTMENT_MINUTES_MIN..=APPOINTMENT_MINUTES_MAX).contains(&minutes) {
        let text = msgid(
            "An appointment lasts from {least} to {most} minutes. Please choose another length.",
        );
        let bounds = [
            ("least", APPOINTMENT_MINUTES_MIN.to_string()),
            ("most", APPOINTMENT_MINUTES_MAX.to_string()),
        ];
        return Err(said(text, &bounds));
    }
    // Events and rows agree to the millisecond.
    let starts_at = wish.at.with_timezone(&Utc).trunc_subsecs(3);
    let ends_at = starts_at
        .checked_add_signed(TimeDelta::minutes(i64::from(minutes)))
        .ok_or(ApiError::new(ErrorCode::WrongSlot))?;
    Ok(Slot { date: state.snapshot().catalog.local_date(starts_at), starts_at, ends_at })
}

/// Refuses an appointment on a date for which the center takes none.
///
/// # Errors
/// `wrong_slot`.
pub(super) fn within_bounds(state: &AppState, slot: &Slot) -> Result<(), ApiError> {
    let (snapshot, now) = (state.snapshot(), state.now());
    let (day, catalog) = (&snapshot.day, &*snapshot.catalog);
    let today = day.business_date_at(catalog, now);
    let ahead = Days::new(u64::from(catalog.rules.booking_days_max));
    let last = today.checked_add_days(ahead).unwrap_or(today);
    if (today..=last).contains(&slot.date) {
        return Ok(());
    }
    let said = refusal_sentences::said(&Refusal::WrongSlot { last }, day, catalog, now);
    Err(ApiError::new(ErrorCode::WrongSlot).said(said))
}

fn no_key(error: &std::io::Error) -> ApiError {
    tracing::error!(%error, "the key of a date cannot be had");
    ApiError::new(ErrorCode::StorageUnavailable).retry_after(std::time::Duration::from_secs(1))
}
