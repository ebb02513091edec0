//! The screen of one field's procedures.

use shared::ids::ProcedureId;
use slint::ComponentHandle;

use super::Tell;
use super::lists::kept;
use crate::session::{Input, Session};
use crate::ui::{App, Choice, ProceduresAdapter};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<ProceduresAdapter>();
    let to = tell.clone();
    adapter.on_chosen(move |id| to(Input::ChooseProcedure(ProcedureId::from(id.as_str()))));
    let to = tell.clone();
    adapter.on_something_else(move || to(Input::SomethingElse));
}

pub(super) fn show(app: &App, session: &Session) {
    let language = session.language();
    let rows: Vec<Choice> = session
        .procedures_on_page()
        .map(|procedure| Choice {
            id: procedure.id.as_str().into(),
            name: procedure.name.get(language).into(),
            detail: slint::SharedString::new(),
        })
        .collect();
    let adapter = app.global::<ProceduresAdapter>();
    adapter.set_service(
        session.service().map(|service| service.name.get(language).into()).unwrap_or_default(),
    );
    adapter.set_open(session.is_open());
    adapter.set_procedures(kept(adapter.get_procedures(), rows));
}
