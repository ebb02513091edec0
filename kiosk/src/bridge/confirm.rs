//! What was chosen, before the number is taken.

use slint::{ComponentHandle, SharedString};

use crate::session::Session;
use crate::ui::{App, ConfirmAdapter};

pub(super) fn connect(app: &App, take_number: impl Fn() + 'static) {
    app.global::<ConfirmAdapter>().on_take_number(take_number);
}

pub(super) fn show(app: &App, session: &Session) {
    let language = session.language();
    let adapter = app.global::<ConfirmAdapter>();
    let name = |text: Option<&shared::text::Text>| -> SharedString {
        text.map(|text| text.get(language).into()).unwrap_or_default()
    };
    adapter.set_service(name(session.service().map(|service| &service.name)));
    adapter.set_procedure(name(session.procedure().map(|procedure| &procedure.name)));
    adapter.set_priority(name(session.priority().map(|class| &class.name)));
}
