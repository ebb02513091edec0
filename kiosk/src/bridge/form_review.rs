//! The screen of all answers.

use shared::form::AnswerKey;
use slint::{ComponentHandle, ModelRc, SharedString};

use super::lists::kept;
use super::{Tell, form_question};
use crate::session::{FillInput, Input, ReviewRow, Session};
use crate::ui::{AnswerLine, App, FormReviewAdapter, FormWords, Theme};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<FormReviewAdapter>();
    let keyed = |input: fn(AnswerKey) -> FillInput| {
        let to = tell.clone();
        move |key: SharedString| {
            if let Ok(key) = key.parse() {
                to(Input::Fill(input(key)));
            }
        }
    };
    adapter.on_change(keyed(FillInput::Change));
    adapter.on_reveal(keyed(FillInput::Reveal));
    let to = tell.clone();
    adapter.on_back(move || to(Input::Back));
    let simple = |input: fn() -> FillInput| {
        let to = tell.clone();
        move || to(Input::Fill(input()))
    };
    adapter.on_send(simple(|| FillInput::Send));
    adapter.on_page_next(simple(|| FillInput::PageNext));
    adapter.on_page_previous(simple(|| FillInput::PagePrevious));
}

pub(super) fn show(app: &App, session: &Session) {
    let Some(filling) = session.filling() else { return };
    let language = session.language();
    let adapter = app.global::<FormReviewAdapter>();
    let page = filling.review(session.look());
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    adapter.set_form(filling.form().title.get(language).into());
    adapter.set_section(page.title.as_str().into());
    adapter.set_page(number(page.page));
    adapter.set_pages(number(page.pages));
    adapter.set_reviewed(page.reviewed);
    adapter.set_error(form_question::error(&app.global::<FormWords>(), session, filling.trouble()));
    // Aloud only what is not hidden, also while it is shown.
    let reading: Vec<String> = page
        .rows
        .iter()
        .map(|row| {
            let words = if row.hidden { "" } else { row.words.as_str() };
            format!("{}: {words}", row.short)
        })
        .collect();
    adapter.set_reading(reading.join(". ").into());
    let halves = if app.global::<Theme>().get_portrait() {
        page.rows.len()
    } else {
        page.rows.len().div_ceil(2)
    };
    let mut rows: Vec<AnswerLine> = page.rows.into_iter().map(line).collect();
    let second = rows.split_off(halves);
    adapter.set_left(kept(adapter.get_left(), rows));
    adapter.set_right(kept(adapter.get_right(), second));
}

fn line(row: ReviewRow) -> AnswerLine {
    AnswerLine {
        key: row.key.to_string().into(),
        short: row.short.into(),
        words: row.words.into(),
        problem: row.problem.unwrap_or_default().into(),
        hidden: row.hidden,
        revealed: row.revealed,
        changeable: row.changeable,
    }
}

/// Nothing of a person stays in the window.
pub(super) fn clear(app: &App) {
    let adapter = app.global::<FormReviewAdapter>();
    adapter.set_left(ModelRc::default());
    adapter.set_right(ModelRc::default());
    adapter.set_reading(SharedString::new());
    adapter.set_error(SharedString::new());
}
