//! The screen of what an ID card says.

use slint::{ComponentHandle, ModelRc, VecModel};

use super::Tell;
use crate::session::{FillInput, Input, Session};
use crate::ui::{App, CardFact, FormCardAdapter};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<FormCardAdapter>();
    let to = tell.clone();
    adapter.on_right(move || to(Input::Fill(FillInput::CardRight)));
    let to = tell.clone();
    adapter.on_wrong(move || to(Input::Fill(FillInput::CardWrong)));
}

pub(super) fn show(app: &App, session: &Session) {
    let Some(filling) = session.filling() else { return };
    let facts: Vec<CardFact> = filling
        .card_lines(session.language())
        .into_iter()
        .map(|line| CardFact { short: line.short.into(), words: line.words.into() })
        .collect();
    app.global::<FormCardAdapter>().set_facts(ModelRc::new(VecModel::from(facts)));
}

/// Nothing of a person stays in the window.
pub(super) fn clear(app: &App) {
    app.global::<FormCardAdapter>().set_facts(ModelRc::default());
}
