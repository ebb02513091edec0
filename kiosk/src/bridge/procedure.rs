//! The screen of one procedure: the catalogue's figures in words.

use shared::catalog::{Fee, FeeAmount, OnlineLevel, TimeLimit, TimeSpan};
use shared::text::{Language, Text};
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use super::Tell;
use crate::session::{Input, Session};
use crate::ui::{App, DocumentLine, ProcedureAdapter, Words};

pub(super) fn connect(app: &App, tell: &Tell) {
    let to = tell.clone();
    app.global::<ProcedureAdapter>().on_proceed(move || to(Input::Proceed));
}

pub(super) fn show(app: &App, session: &Session) {
    let Some(procedure) = session.procedure() else { return };
    let language = session.language();
    let words = app.global::<Words>();
    let adapter = app.global::<ProcedureAdapter>();
    adapter.set_service(
        session.service().map(|service| service.name.get(language).into()).unwrap_or_default(),
    );
    adapter.set_open(session.is_open());
    adapter.set_name(procedure.name.get(language).into());
    adapter.set_about(procedure.about.get(language).into());
    let documents: Vec<DocumentLine> = procedure
        .documents
        .iter()
        .map(|document| DocumentLine {
            name: document.name.get(language).into(),
            only_some: document.only_some,
        })
        .collect();
    adapter.set_documents(ModelRc::new(VecModel::from(documents)));
    let (time, time_note) = time_words(&words, &procedure.time_limit, language);
    adapter.set_time(time);
    adapter.set_time_note(time_note);
    let (fee, fee_note) = fee_words(&words, &procedure.fee, language);
    adapter.set_fee(fee);
    adapter.set_fee_note(fee_note);
    adapter.set_online(match procedure.online {
        OnlineLevel::Full => words.invoke_online_full(),
        OnlineLevel::Partial => words.invoke_online_partial(),
        OnlineLevel::InPerson => words.invoke_in_person(),
        OnlineLevel::AskDesk => words.invoke_ask_desk(),
    });
    let notes: Vec<SharedString> =
        procedure.notes.iter().map(|note| note.get(language).into()).collect();
    adapter.set_notes(ModelRc::new(VecModel::from(notes)));
}

/// The value and what stands under it.
fn time_words(
    words: &Words,
    limit: &TimeLimit,
    language: Language,
) -> (SharedString, SharedString) {
    let mut notes = Vec::new();
    let value = match limit.span {
        TimeSpan::SameDay => {
            notes.push(words.invoke_same_day_note());
            words.invoke_same_day()
        }
        TimeSpan::WorkingDays { days_min, days_max } if days_min == days_max => {
            words.invoke_working_days(i32::from(days_max))
        }
        TimeSpan::WorkingDays { days_min, days_max } => {
            words.invoke_working_days_range(i32::from(days_min), i32::from(days_max))
        }
        TimeSpan::CalendarDays { days_min, days_max } if days_min == days_max => {
            words.invoke_calendar_days(i32::from(days_max))
        }
        TimeSpan::CalendarDays { days_min, days_max } => {
            words.invoke_calendar_days_range(i32::from(days_min), i32::from(days_max))
        }
        TimeSpan::AskDesk => words.invoke_ask_desk(),
    };
    let certain = !limit.check_before_use || limit.span == TimeSpan::AskDesk;
    to_confirm(words, value, notes, limit.note.as_ref(), certain, language)
}

fn fee_words(words: &Words, fee: &Fee, language: Language) -> (SharedString, SharedString) {
    let money = |dong: u32| SharedString::from(money(dong, language));
    let mut notes = Vec::new();
    let value = match fee.amount {
        FeeAmount::Free => words.invoke_free(),
        FeeAmount::Fixed { dong, online_dong } => {
            if let Some(online) = online_dong {
                notes.push(words.invoke_online_fee(money(online)));
            }
            money(dong)
        }
        FeeAmount::ByPage { first_pages_dong, later_pages_dong, copy_dong_max } => {
            notes.push(words.invoke_by_page_note(money(later_pages_dong), money(copy_dong_max)));
            words.invoke_by_page(money(first_pages_dong))
        }
        FeeAmount::AskDesk => words.invoke_ask_desk(),
    };
    let certain = !fee.check_before_use || fee.amount == FeeAmount::AskDesk;
    to_confirm(words, value, notes, fee.note.as_ref(), certain, language)
}

fn to_confirm(
    words: &Words,
    value: SharedString,
    mut notes: Vec<SharedString>,
    note: Option<&Text>,
    certain: bool,
    language: Language,
) -> (SharedString, SharedString) {
    notes.extend(note.map(|note| note.get(language).into()));
    let value = if certain {
        value
    } else {
        notes.push(words.invoke_to_confirm_note());
        words.invoke_to_confirm(value)
    };
    (value, notes.join(" · ").into())
}

/// An amount in đồng as each language writes it: 20.000 đ, 20,000 đ.
fn money(dong: u32, language: Language) -> String {
    let digits = dong.to_string();
    let separator = match language {
        Language::Vi => '.',
        Language::En => ',',
    };
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    // A space that does not break keeps amount and sign on one line.
    text + "\u{a0}đ"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_as_the_language_does() {
        for (dong, vi, en) in [
            (0, "0 đ", "0 đ"),
            (500, "500 đ", "500 đ"),
            (8_000, "8.000 đ", "8,000 đ"),
            (200_000, "200.000 đ", "200,000 đ"),
            (1_234_567, "1.234.567 đ", "1,234,567 đ"),
        ] {
            assert_eq!(money(dong, Language::Vi).replace('\u{a0}', " "), vi);
            assert_eq!(money(dong, Language::En).replace('\u{a0}', " "), en);
        }
    }
}
