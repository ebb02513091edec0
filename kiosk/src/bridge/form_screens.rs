//! The screens of a form together: which one is filled, and that nothing of a person stays when it is left.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use chrono::NaiveDate;
use shared::form::AnswerKey;
use slint::Timer;
use slint::platform::Key;

use super::{Bridge, Tell, form_card, form_kept, form_notice, form_question, form_review};
use crate::scanner::{Heard, Wedge};
use crate::session::{FillInput, FillScreen, Input, Screen, Session, StaffScreen};
use crate::ui::App;

/// What of the forms decides what stands on the screen.
pub(super) type FormFace = (u64, u64, usize);

pub(super) fn face(session: &Session) -> FormFace {
    (
        session.filling().map_or(0, |filling| filling.revision() + 1),
        session.shelf().revision(),
        session.shelf().forms().map_or(0, |forms| std::sync::Arc::as_ptr(forms).addr()),
    )
}

/// What the screens of a form remember between two touches.
#[derive(Default)]
pub(super) struct FormScreens {
    /// The question whose fields stand on the screen.
    question: RefCell<Option<(AnswerKey, crate::session::Asked)>>,
    /// Whether something of a person may stand in the window.
    written: Cell<bool>,
    wedge: RefCell<Wedge>,
}

pub(super) fn connect(bridge: &Rc<Bridge>, tell: &Tell) {
    let app = &bridge.app;
    let weak = Rc::downgrade(bridge);
    form_notice::connect(app, tell, move || {
        if let Some(bridge) = weak.upgrade() {
            let id = bridge.clock.new_ticket_id().0;
            bridge.tell(form_notice::agreed(id, bridge.today()));
        }
    });
    form_question::connect(app, tell);
    form_card::connect(app, tell);
    form_review::connect(app, tell);
    let weak = Rc::downgrade(bridge);
    form_kept::connect(app, tell, move || {
        if let Some(bridge) = weak.upgrade() {
            let today = bridge.today();
            bridge.tell(Input::Fill(FillInput::CodeGiven { today }));
        }
    });
}

impl FormScreens {
    /// Fills the screen that is shown; outside forms nothing of a person stays in the window.
    pub(super) fn show(&self, app: &App, session: &Session) {
        let Screen::Fill(screen) = session.screen() else {
            self.leave(app);
            return;
        };
        self.written.set(true);
        if screen != FillScreen::Question {
            *self.question.borrow_mut() = None;
            form_question::clear(app);
        }
        if screen != FillScreen::Review {
            form_review::clear(app);
        }
        if screen != FillScreen::Card {
            form_card::clear(app);
        }
        match screen {
            FillScreen::Notice => form_notice::show(app, session),
            FillScreen::Question => {
                let now = session
                    .filling()
                    .and_then(|filling| filling.question())
                    .map(|view| (view.key.clone(), view.asked));
                let is_new = *self.question.borrow() != now;
                *self.question.borrow_mut() = now;
                form_question::show(app, session, is_new);
            }
            FillScreen::Card => form_card::show(app, session),
            FillScreen::Review => form_review::show(app, session),
            FillScreen::Keeping => {}
            FillScreen::Kept => form_kept::show(app, session),
            FillScreen::Code => form_kept::show_code(app, session),
        }
    }

    fn leave(&self, app: &App) {
        if self.written.replace(false) {
            *self.question.borrow_mut() = None;
            form_question::clear(app);
            form_card::clear(app);
            form_review::clear(app);
            form_kept::clear(app);
        }
    }
}

/// Whether something can be held to the reader on this screen: an ID card, the slip of a form, a staff card.
fn listens(screen: Screen) -> bool {
    matches!(
        screen,
        Screen::Fill(FillScreen::Question | FillScreen::Card | FillScreen::Code)
            | Screen::Welcome
            | Screen::Away(_)
            | Screen::Staff(StaffScreen::Pin)
    )
}

impl Bridge {
    /// Looks at the session.
    pub fn with_session<R>(&self, look: impl FnOnce(&Session) -> R) -> R {
        look(&self.session.borrow())
    }

    /// The date at the center; before the first catalogue the date of universal time.
    pub(super) fn today(&self) -> NaiveDate {
        let wall = self.clock.wall();
        let zone = self.session.borrow().catalog().map(|catalog| catalog.center.time_zone);
        zone.map_or_else(|| wall.date_naive(), |zone| wall.with_timezone(&zone).date_naive())
    }

    /// Sets the longest pause between two keys of a scanner that acts as a keyboard.
    pub fn set_key_gap(&self, gap: Duration) {
        *self.forms.wedge.borrow_mut() = Wedge::with_gap(gap);
    }

    /// Whether a key is one of a scanner that acts as a keyboard: then no field sees it.
    pub(super) fn hear_key(self: &Rc<Self>, text: &str) -> bool {
        if !listens(self.screen()) {
            return false;
        }
        let now = self.clock.since_start();
        let is_return = text == slint::SharedString::from(Key::Return).as_str();
        let heard = self.forms.wedge.borrow_mut().key(text, is_return, now);
        match heard {
            Heard::Typing => false,
            Heard::Begin => {
                self.tell(Input::Fill(FillInput::RunBegan));
                false
            }
            Heard::Scanning => {
                self.end_scan_later();
                true
            }
            Heard::Scanned(scanned) => {
                self.tell(Input::Fill(FillInput::Scanned(scanned)));
                true
            }
        }
    }

    /// Not every scanner ends with Return: silence ends a scan as well.
    fn end_scan_later(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let silence = self.forms.wedge.borrow().silence();
        Timer::single_shot(silence + Duration::from_millis(1), move || {
            let Some(bridge) = weak.upgrade() else { return };
            let now = bridge.clock.since_start();
            let scanned = bridge.forms.wedge.borrow_mut().ended(now);
            if let Some(scanned) = scanned {
                bridge.tell(Input::Fill(FillInput::Scanned(scanned)));
            }
        });
    }
}
