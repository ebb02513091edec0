//! The audio guide and the keypad: what the screens announce is spoken when somebody listens, and arrow keys
//! move from target to target.

use std::rc::Rc;
use std::time::Duration;

use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString, Timer};

use super::{Bridge, Tell};
use crate::session::{Input, Screen, StaffInput};
use crate::speech::{Focused, Utterance, script};
use crate::ui::{Guide, GuideKind, Keys, Shell, Words};

pub(super) fn connect(bridge: &Rc<Bridge>, tell: &Tell) {
    let guide = bridge.app.global::<Guide>();
    let weak = Rc::downgrade(bridge);
    guide.on_said(move |text| {
        if let Some(bridge) = weak.upgrade() {
            bridge.announce(&text);
        }
    });
    let weak = Rc::downgrade(bridge);
    guide.on_focused(move |label, detail, kind| {
        if let Some(bridge) = weak.upgrade() {
            bridge.name_focused(&label, &detail, kind);
        }
    });
    let weak = Rc::downgrade(bridge);
    let tell = tell.clone();
    bridge.app.global::<Keys>().on_pressed(move |text, repeat| {
        weak.upgrade().is_some_and(|bridge| {
            (!repeat && bridge.hear_key(&text)) || bridge.take_key(&text, repeat, &tell)
        })
    });
}

/// A key that no keypad has.
const PROBE: Key = Key::F24;
/// How long the window takes to lay out what a key changed.
const SETTLE: Duration = Duration::from_millis(40);

/// A key of a keypad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stroke {
    Onward,
    Backward,
    Back,
    Help,
    Staff,
}

fn stroke(text: &str, in_field: bool) -> Option<Stroke> {
    let is = |key: Key| text == SharedString::from(key).as_str();
    // In a field these two move the caret.
    if in_field && (is(Key::LeftArrow) || is(Key::RightArrow)) {
        return None;
    }
    if is(Key::DownArrow) || is(Key::RightArrow) || is(Key::Tab) {
        Some(Stroke::Onward)
    } else if is(Key::UpArrow) || is(Key::LeftArrow) || is(Key::Backtab) {
        Some(Stroke::Backward)
    } else if is(Key::Escape) || is(Key::Back) {
        Some(Stroke::Back)
    } else if is(Key::F1) {
        Some(Stroke::Help)
    } else if is(Key::F12) {
        Some(Stroke::Staff)
    } else {
        None
    }
}

impl Bridge {
    /// Keeps what a screen says of itself, and says it when somebody listens.
    fn announce(&self, text: &str) {
        text.clone_into(&mut self.announced.borrow_mut());
        self.say_screen(None);
    }

    /// Says what the screen is about, after `first` when there is something to say before.
    pub(super) fn say_screen(&self, first: Option<&str>) {
        let (listens, language) = {
            let session = self.session.borrow();
            (session.comfort().audio, session.language())
        };
        if listens {
            let text = self.announced.borrow();
            let pieces: Vec<&str> = first
                .into_iter()
                .chain(text.split(". ").filter(|piece| !piece.is_empty()))
                .collect();
            self.errands.say(Utterance::of(&pieces, language));
        }
    }

    fn name_focused(&self, label: &str, detail: &str, kind: GuideKind) {
        let (listens, language) = {
            let session = self.session.borrow();
            (session.comfort().audio, session.language())
        };
        if listens {
            let kind = match kind {
                GuideKind::Button => Focused::Button,
                GuideKind::Choice => Focused::Choice,
                GuideKind::Field => Focused::Field,
                GuideKind::Key => Focused::Key,
            };
            self.errands.say(script::focused(label, detail, kind, language));
        }
    }

    /// Whether this key is one of the keypad's, and done.
    fn take_key(&self, text: &str, repeat: bool, tell: &Tell) -> bool {
        // The question whether anything has the focus at all, and its answer.
        if text == SharedString::from(PROBE).as_str() {
            self.focus_alive.set(true);
            return true;
        }
        // The tabulator that this program presses itself.
        if self.moving_focus.get() {
            return false;
        }
        if self.app.global::<Shell>().get_idle_seconds() >= 0 {
            tell(Input::StillHere);
            return true;
        }
        tell(Input::Touched);
        let in_field = self.app.global::<Keys>().get_in_field();
        if text == SharedString::from(Key::Return).as_str() {
            self.mend_focus();
        }
        let Some(stroke) = stroke(text, in_field) else { return false };
        match stroke {
            Stroke::Onward => self.move_focus(Key::Tab),
            Stroke::Backward => self.move_focus(Key::Backtab),
            Stroke::Back if !repeat && self.screen() != Screen::Welcome => tell(Input::Back),
            Stroke::Help if !repeat => tell(Input::CallHelp),
            Stroke::Staff if !repeat => tell(Input::Staff(StaffInput::Open)),
            Stroke::Back | Stroke::Help | Stroke::Staff => {}
        }
        true
    }

    /// Moves the focus as the tabulator does. A little later: the window is still busy with the key.
    fn move_focus(&self, key: Key) {
        self.app.global::<Guide>().set_shown(true);
        let weak = self.app.as_weak();
        let moving = Rc::clone(&self.moving_focus);
        Timer::single_shot(Duration::ZERO, move || {
            let Some(app) = weak.upgrade() else { return };
            moving.set(true);
            let text = SharedString::from(key);
            app.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
            app.window().dispatch_event(WindowEvent::KeyReleased { text });
            moving.set(false);
        });
    }

    /// What had the focus may go away with what it did, and then no key arrives any more. A key that nobody has
    /// tells: when it is not heard, the window takes the focus.
    fn mend_focus(&self) {
        let weak = self.app.as_weak();
        let alive = Rc::clone(&self.focus_alive);
        Timer::single_shot(SETTLE, move || {
            let Some(app) = weak.upgrade() else { return };
            alive.set(false);
            let text = SharedString::from(PROBE);
            app.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
            app.window().dispatch_event(WindowEvent::KeyReleased { text });
            if !alive.get() {
                app.invoke_take_focus();
            }
        });
    }

    /// The words with which the audio guide begins.
    pub(super) fn greet_listener(&self, before: bool) {
        let listens = self.session.borrow().comfort().audio;
        if listens && !before {
            let words = self.app.global::<Words>().invoke_audio_on();
            self.say_screen(Some(&words));
        } else if !listens && before {
            self.errands.hush();
        }
    }
}
