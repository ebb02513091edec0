//! The search for a procedure.

use shared::ids::ProcedureId;
use slint::ComponentHandle;

use super::Tell;
use super::lists::kept;
use crate::session::{FindInput, Input, Session};
use crate::ui::{App, Choice, FindAdapter};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<FindAdapter>();
    let to = tell.clone();
    adapter.on_edited(move |text| to(Input::Find(FindInput::Typed(text.to_string()))));
    let to = tell.clone();
    adapter.on_chosen(move |id| {
        to(Input::Find(FindInput::Choose(ProcedureId::from(id.as_str()))));
    });
    let to = tell.clone();
    adapter.on_by_field(move || to(Input::Find(FindInput::ByField)));
    let to = tell.clone();
    adapter.on_something_else(move || to(Input::Find(FindInput::SomethingElse)));
}

pub(super) fn show(app: &App, session: &Session) {
    let language = session.language();
    let adapter = app.global::<FindAdapter>();
    let service = |procedure: &shared::catalog::Procedure| {
        let services = session.catalog()?.services.iter();
        Some(services.into_iter().find(|it| it.id == procedure.service)?.name.get(language))
    };
    let rows: Vec<Choice> = session
        .found_on_page()
        .map(|procedure| Choice {
            id: procedure.id.as_str().into(),
            name: procedure.name.get(language).into(),
            detail: service(procedure).unwrap_or_default().into(),
        })
        .collect();
    adapter.set_found(kept(adapter.get_found(), rows));
    adapter.set_count(i32::try_from(session.finding().count()).unwrap_or(i32::MAX));
    // Set only when it differs: the caret stays where the citizen put it.
    if adapter.get_typed() != session.finding().typed() {
        adapter.set_typed(session.finding().typed().into());
    }
}

/// What was typed leaves the screen's memory with the person.
pub(super) fn forget(app: &App) {
    app.global::<FindAdapter>().set_typed(slint::SharedString::new());
}
