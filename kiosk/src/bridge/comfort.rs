//! The bar at the foot of every screen: letters, contrast, reach, the audio guide, the call for help.

use slint::ComponentHandle;

use super::Tell;
use crate::session::{ComfortInput, Input, Session};
use crate::ui::{App, EaseAdapter, Shell, Theme};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<EaseAdapter>();
    let to = tell.clone();
    adapter.on_next_text_size(move || to(Input::Comfort(ComfortInput::NextTextSize)));
    let to = tell.clone();
    adapter.on_toggle_contrast(move || to(Input::Comfort(ComfortInput::Contrast)));
    let to = tell.clone();
    adapter.on_toggle_low_reach(move || to(Input::Comfort(ComfortInput::LowReach)));
    let to = tell.clone();
    adapter.on_toggle_audio(move || to(Input::Comfort(ComfortInput::Audio)));
    let to = tell.clone();
    adapter.on_call_help(move || to(Input::CallHelp));
}

pub(super) fn show(app: &App, session: &Session, can_speak: bool) {
    let comfort = session.comfort();
    let theme = app.global::<Theme>();
    theme.set_text_scale(comfort.text_scale());
    theme.set_high_contrast(comfort.high_contrast);
    let shell = app.global::<Shell>();
    shell.set_low_reach(comfort.low_reach);
    shell.set_places(i32::try_from(session.places()).unwrap_or(2));
    let adapter = app.global::<EaseAdapter>();
    adapter.set_text_step(i32::from(comfort.text_step));
    adapter.set_contrast(comfort.high_contrast);
    adapter.set_low_reach(comfort.low_reach);
    adapter.set_audio(comfort.audio);
    adapter.set_can_speak(can_speak);
    adapter.set_help_called(session.outside().help_called);
    adapter.set_help_unreached(session.outside().help_unreached);
    adapter.set_help_comes(session.outside().help_comes);
}
