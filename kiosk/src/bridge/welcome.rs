//! The welcome screen.

use slint::ComponentHandle;

use super::Tell;
use crate::session::{Input, Session};
use crate::ui::{App, WelcomeAdapter};

pub(super) fn connect(app: &App, tell: &Tell) {
    let to = tell.clone();
    app.global::<WelcomeAdapter>().on_start(move || to(Input::Start));
}

pub(super) fn show(app: &App, session: &Session) {
    let open = session
        .catalog()
        .is_some_and(|catalog| catalog.services.iter().any(|service| service.open));
    app.global::<WelcomeAdapter>().set_open(open);
}
