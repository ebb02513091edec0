//! Screens that say one thing: refused, failed, away.

use shared::protocol::ErrorCode;
use slint::{ComponentHandle, SharedString};

use super::Tell;
use crate::session::{AwayReason, Input, Refusal, Screen, Session};
use crate::ui::{App, MessageAdapter, Words};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<MessageAdapter>();
    let to = tell.clone();
    adapter.on_another_service(move || to(Input::AnotherService));
    let to = tell.clone();
    adapter.on_try_again(move || to(Input::TryAgain));
}

pub(super) fn show(app: &App, session: &Session) {
    let adapter = app.global::<MessageAdapter>();
    if let Some(refusal) = session.refusal() {
        adapter.set_refusal(sentence(&app.global::<Words>(), session, refusal));
    }
    if let Screen::Away(reason) = session.screen() {
        adapter.set_away(match reason {
            AwayReason::Starting => crate::ui::AwayReason::Starting,
            AwayReason::NoAnswer => crate::ui::AwayReason::NoAnswer,
            AwayReason::NotAdmitted => crate::ui::AwayReason::NotAdmitted,
        });
    }
}

/// The server's own sentence, or ours of the same meaning when the language was changed since it came.
fn sentence(words: &Words, session: &Session, refusal: &Refusal) -> SharedString {
    if refusal.language == session.language() && !refusal.message.is_empty() {
        return refusal.message.as_str().into();
    }
    match refusal.code {
        ErrorCode::ServiceClosed | ErrorCode::CenterClosed => words.invoke_refused_closed(),
        ErrorCode::QuotaReached | ErrorCode::CapacityReached | ErrorCode::NumbersUsedUp => {
            words.invoke_refused_full()
        }
        ErrorCode::AlreadyWaiting => words.invoke_refused_waiting(),
        _ => words.invoke_refused_other(),
    }
}
