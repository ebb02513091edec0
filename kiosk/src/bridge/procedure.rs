//! The screen of one procedure: the catalogue's figures in words, the papers, the codes.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use shared::catalog::due::{DueRange, due};
use shared::catalog::{Catalog, Fee, FeeAmount, OnlineLevel, Procedure, TimeLimit, TimeSpan};
use shared::protocol::CatalogView;
use shared::text::{Language, Text};
use slint::{ComponentHandle, Image, ModelRc, SharedString, VecModel};

use super::Tell;
use super::lists::kept;
use super::shell::{date, day};
use super::ticket::code_picture;
use crate::session::{ChecklistInput, FillInput, Input, ListPrint, Session, Sheet};
use crate::ui::{App, DocumentLine, ProcedureAdapter, ProcedureSheet, Words};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<ProcedureAdapter>();
    let to = tell.clone();
    adapter.on_proceed(move || to(Input::Proceed));
    let to = tell.clone();
    adapter.on_toggled(move |place| {
        if let Ok(place) = usize::try_from(place) {
            to(Input::Checklist(ChecklistInput::Toggle(place)));
        }
    });
    let to = tell.clone();
    adapter.on_show(move |sheet| {
        to(Input::Checklist(ChecklistInput::Show(match sheet {
            ProcedureSheet::Papers => Sheet::Papers,
            ProcedureSheet::About => Sheet::About,
            ProcedureSheet::Phone => Sheet::Phone,
        })));
    });
    let to = tell.clone();
    adapter.on_print_list(move || to(Input::Checklist(ChecklistInput::Print)));
    let to = tell.clone();
    adapter.on_turn(move |forward| to(Input::Checklist(ChecklistInput::Turn { forward })));
}

/// Fills the form of the procedure on the screen; `procedure` tells which that is.
pub(super) fn connect_form(app: &App, fill_in: impl Fn() + 'static) {
    app.global::<ProcedureAdapter>().on_fill_in(fill_in);
}

/// What opens the form of the procedure on the screen.
pub(super) fn form_input(session: &Session) -> Option<Input> {
    Some(Input::Fill(FillInput::Open(session.choice().procedure.clone()?)))
}

pub(super) fn show(app: &App, session: &Session, now: DateTime<Utc>) {
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
    let (time, time_note) = time_words(&words, &procedure.time_limit, language);
    adapter.set_time(time);
    adapter.set_time_note(time_note);
    let (due, due_short) = due_words(app, session, now);
    adapter.set_time_short(due_short);
    adapter.set_due(due);
    let (fee, fee_note) = fee_words(&words, &procedure.fee, language);
    adapter.set_fee(fee);
    adapter.set_fee_note(fee_note);
    adapter.set_online(match procedure.online {
        OnlineLevel::Full => words.invoke_online_full(),
        OnlineLevel::Partial => words.invoke_online_partial(),
        OnlineLevel::InPerson => words.invoke_in_person(),
        OnlineLevel::AskDesk => words.invoke_ask_desk(),
    });
    let representative = procedure.representative.as_ref().map(|text| text.get(language).into());
    adapter.set_representative(representative.unwrap_or_default());
    let notes: Vec<SharedString> =
        procedure.notes.iter().map(|note| note.get(language).into()).collect();
    adapter.set_notes(ModelRc::new(VecModel::from(notes)));
    show_codes(&adapter, session, procedure);
    show_papers(&adapter, session, procedure);
    adapter.set_form(session.form_for(&procedure.id).is_some());
    adapter.set_printer(session.can_print_list());
}

fn show_codes(adapter: &ProcedureAdapter<'_>, session: &Session, procedure: &Procedure) {
    let online = procedure.online_address.as_deref().unwrap_or_default();
    adapter.set_online_address(online.into());
    let code = |address: &str| {
        if address.is_empty() { Image::default() } else { code_picture(address) }
    };
    adapter.set_online_code(code(online));
    let phone = phone_address(session).unwrap_or_default();
    adapter.set_phone(!phone.is_empty());
    adapter.set_phone_code(code(&phone));
}

fn show_papers(adapter: &ProcedureAdapter<'_>, session: &Session, procedure: &Procedure) {
    let checklist = session.checklist();
    let lines: Vec<DocumentLine> = session
        .papers_on_page()
        .filter_map(|place| {
            let document = procedure.documents.get(place)?;
            Some(DocumentLine {
                place: number(place),
                name: document.name.get(session.language()).into(),
                only_some: document.only_some,
                have: checklist.has(place),
            })
        })
        .collect();
    adapter.set_documents(kept(adapter.get_documents(), lines));
    adapter.set_papers(number(procedure.documents.len()));
    adapter.set_places(number(session.paper_places()));
    let (page, pages) = session.paper_page();
    adapter.set_page(number(page));
    adapter.set_pages(number(pages));
    adapter.set_missing(number(session.papers_missing()));
    adapter.set_begun(checklist.is_begun());
    adapter.set_sheet(match checklist.sheet() {
        Sheet::Papers => ProcedureSheet::Papers,
        Sheet::About => ProcedureSheet::About,
        Sheet::Phone => ProcedureSheet::Phone,
    });
    adapter.set_print(list_print(checklist.print()));
}

/// How far a paper is, in the words of the screens.
pub(super) fn list_print(print: ListPrint) -> crate::ui::ListPrint {
    match print {
        ListPrint::None => crate::ui::ListPrint::None,
        ListPrint::Printing => crate::ui::ListPrint::Printing,
        ListPrint::Printed => crate::ui::ListPrint::Printed,
        ListPrint::Failed => crate::ui::ListPrint::Failed,
    }
}

fn number(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Where a phone finds the page of the procedure; none when phones do not reach the server.
pub(super) fn phone_address(session: &Session) -> Option<String> {
    let base = session.catalog()?.public_address.as_str();
    let procedure = session.procedure()?;
    (!base.is_empty()).then(|| format!("{base}/p/{}", procedure.id))
}

/// When the result would be there, were the papers handed in at this moment: with the weekday, and in short.
/// Both are empty when no rule says it.
pub(super) fn due_words(
    app: &App,
    session: &Session,
    now: DateTime<Utc>,
) -> (SharedString, SharedString) {
    let known = session.catalog().zip(session.procedure()).and_then(|(catalog, procedure)| {
        Some((due(&procedure.time_limit, now, &calendar(catalog))?, procedure))
    });
    let Some((DueRange { earliest, latest }, procedure)) = known else {
        return (SharedString::new(), SharedString::new());
    };
    let words = app.global::<Words>();
    let short = |when: NaiveDate| day(app, &when);
    let is_certain = !procedure.time_limit.check_before_use;
    if earliest != latest {
        let text = if is_certain {
            words.invoke_due_range(short(earliest), short(latest))
        } else {
            words.invoke_due_range_about(short(earliest), short(latest))
        };
        let [day, month] =
            [earliest.day(), earliest.month()].map(|n| i32::try_from(n).unwrap_or(0));
        let first = words.invoke_day_of_month(day, month);
        let in_short = if is_certain {
            words.invoke_due_short(first, short(latest))
        } else {
            words.invoke_due_short_about(first, short(latest))
        };
        return (text, in_short);
    }
    if is_certain {
        (words.invoke_due(date(app, &latest)), words.invoke_due(short(latest)))
    } else {
        (words.invoke_due_about(date(app, &latest)), words.invoke_due_about(short(latest)))
    }
}

/// What the reckoning of days needs of a catalogue.
fn calendar(view: &CatalogView) -> Catalog {
    Catalog {
        center: view.center.clone(),
        services: Vec::new(),
        procedures: Vec::new(),
        desks: Vec::new(),
        priorities: Vec::new(),
        hours: view.hours.clone(),
        holidays: view.holidays.clone(),
        pause_reasons: Vec::new(),
        rules: Default::default(),
        retention: Default::default(),
        zones: Vec::new(),
        lobby: Default::default(),
        tips: Vec::new(),
    }
}

/// The value and what stands under it.
pub(super) fn time_words(
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

/// The fee and what stands under it.
pub(super) fn fee_words(
    words: &Words,
    fee: &Fee,
    language: Language,
) -> (SharedString, SharedString) {
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
