//! The welcome screen.

use slint::ComponentHandle;

use super::Tell;
use crate::session::{FillInput, FindInput, Input, Session};
use crate::ui::{App, WelcomeAdapter};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<WelcomeAdapter>();
    let to = tell.clone();
    adapter.on_start(move || to(Input::Start));
    let to = tell.clone();
    adapter.on_find(move || to(Input::Find(FindInput::Open)));
    let to = tell.clone();
    adapter.on_continue_form(move || to(Input::Fill(FillInput::OpenCode)));
}

pub(super) fn show(app: &App, session: &Session) {
    let open = session
        .catalog()
        .is_some_and(|catalog| catalog.services.iter().any(|service| service.open));
    let adapter = app.global::<WelcomeAdapter>();
    adapter.set_open(open);
    adapter.set_no_paper(session.has_printer() && !session.outside().printer.prints());
    adapter.set_offline(!session.is_linked());
    // A code opens what the server keeps.
    adapter.set_forms(session.is_linked() && session.shelf().forms().is_some());
}
