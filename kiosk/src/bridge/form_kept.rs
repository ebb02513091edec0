//! The screens at the end of a form, and of the code with which one goes on.

use slint::{ComponentHandle, SharedString};

use super::Tell;
use super::procedure::list_print;
use crate::session::{FillInput, Input, Kept, NotContinued, Secret, Session};
use crate::ui::{App, FormCodeAdapter, FormKept, FormKeptAdapter, FormWords};

/// `give_code` gets no values: the date is of the clock.
pub(super) fn connect(app: &App, tell: &Tell, give_code: impl Fn() + 'static) {
    let adapter = app.global::<FormKeptAdapter>();
    let to = tell.clone();
    adapter.on_to_number(move || to(Input::Fill(FillInput::ToNumber)));
    let to = tell.clone();
    adapter.on_go_on(move || to(Input::Fill(FillInput::GoOn)));
    let to = tell.clone();
    adapter.on_finish(move || to(Input::Finish));
    let to = tell.clone();
    adapter.on_print(move || to(Input::Fill(FillInput::PrintCode)));
    let adapter = app.global::<FormCodeAdapter>();
    let to = tell.clone();
    adapter.on_typed(move |text| {
        to(Input::Fill(FillInput::CodeTyped(Secret::from(text.as_str()))));
    });
    adapter.on_given(give_code);
    let to = tell.clone();
    adapter.on_back(move || to(Input::Back));
}

pub(super) fn show(app: &App, session: &Session) {
    let Some(filling) = session.filling() else { return };
    let Some(kept) = filling.kept() else { return };
    let adapter = app.global::<FormKeptAdapter>();
    adapter.set_kept(match kept {
        Kept::Sent { .. } => FormKept::Sent,
        Kept::Here => FormKept::Here,
        Kept::Begun { .. } => FormKept::Begun,
        Kept::NotNow => FormKept::NotNow,
    });
    adapter.set_code(kept.code().unwrap_or_default().into());
    adapter.set_printer(session.can_print_slip());
    adapter.set_slip(list_print(filling.slip()));
    adapter.set_open(session.service().is_none_or(|service| service.open));
}

pub(super) fn show_code(app: &App, session: &Session) {
    let shelf = session.shelf();
    let words = app.global::<FormWords>();
    let adapter = app.global::<FormCodeAdapter>();
    adapter.set_code(shelf.code().into());
    adapter.set_awaited(shelf.is_awaited());
    adapter.set_reader(shelf.has_scanner());
    adapter.set_error(match shelf.trouble() {
        None => SharedString::new(),
        Some(NotContinued::TooShort) => words.invoke_code_too_short(),
        Some(NotContinued::NoSlip) => words.invoke_code_no_slip(),
        Some(NotContinued::NoAnswer) => words.invoke_code_no_answer(),
        Some(NotContinued::FormChanged) => words.invoke_code_form_changed(),
        Some(NotContinued::Refused { message, language })
            if *language == session.language() && !message.is_empty() =>
        {
            message.as_str().into()
        }
        Some(NotContinued::Refused { .. }) => words.invoke_code_unknown(),
    });
}

/// Nothing of a person stays in the window.
pub(super) fn clear(app: &App) {
    app.global::<FormKeptAdapter>().set_code(SharedString::new());
    let adapter = app.global::<FormCodeAdapter>();
    adapter.set_code(SharedString::new());
    adapter.set_error(SharedString::new());
}
