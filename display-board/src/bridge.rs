//! Writes what is to be seen into the window, and only what differs from what stands there.

use std::rc::Rc;

use chrono::{DateTime, Datelike, FixedOffset};
use shared::catalog::{Center, Tip};
use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use crate::board_state::{Screen, Shown, ShownCall, ShownQueue};
use crate::options::BoardLanguage;
use crate::screens::{Board, BoardScreen, BoardWindow, CallLine, Theme, WaitingLine};

/// The reference panel, landscape, in pixels; portrait is the same turned. See `shared/ui/tokens.slint`.
const REFERENCE: (f32, f32) = (1920.0, 1080.0);

/// The window with the lists that are shown in it.
pub struct Bridge {
    language: BoardLanguage,
    newest: Rc<VecModel<CallLine>>,
    earlier: Rc<VecModel<CallLine>>,
    waiting: Rc<VecModel<WaitingLine>>,
}

impl Bridge {
    /// Prepares a window for a language. Call it once, after the window was made.
    ///
    /// # Errors
    /// When the program was built without its translations.
    pub fn new(
        window: &BoardWindow,
        language: BoardLanguage,
    ) -> Result<Self, slint::SelectBundledTranslationError> {
        slint::select_bundled_translation(language.main().code())?;
        let bridge = Self {
            language,
            newest: Rc::default(),
            earlier: Rc::default(),
            waiting: Rc::default(),
        };
        let board = window.global::<Board>();
        board.set_second_everywhere(language == BoardLanguage::Both);
        board.set_newest(ModelRc::from(Rc::clone(&bridge.newest)));
        board.set_earlier(ModelRc::from(Rc::clone(&bridge.earlier)));
        board.set_waiting(ModelRc::from(Rc::clone(&bridge.waiting)));
        Ok(bridge)
    }

    /// Shows a board. Properties that get the value that they have cause no drawing.
    pub fn show(&self, window: &BoardWindow, shown: &Shown) {
        let board = window.global::<Board>();
        self.show_screen(&board, &shown.screen);
        self.show_names(&board, shown);
        board.set_time(clock_text(shown.now));
        board.set_weekday(
            i32::try_from(shown.now.weekday().num_days_from_monday()).unwrap_or_default(),
        );
        board.set_day(text(shown.now.day()));
        board.set_month(i32::try_from(shown.now.month()).unwrap_or(1));
        board.set_year(text(shown.now.year()));
        board.set_not_live_since(shown.not_live_since.map(clock_text).unwrap_or_default());
        replace(&self.newest, shown.newest.iter().map(call_line));
        replace(&self.earlier, shown.earlier.iter().map(call_line));
        replace(&self.waiting, shown.waiting.iter().map(|queue| self.waiting_line(queue)));
        let total =
            shown.waiting.iter().fold(0_u32, |total, queue| total.saturating_add(queue.count));
        board.set_waiting_total(i32::try_from(total).unwrap_or(i32::MAX));
        self.show_tip(&board, shown);
    }

    fn show_screen(&self, board: &Board<'_>, screen: &Screen) {
        board.set_screen(match screen {
            Screen::Calls => BoardScreen::Calls,
            Screen::Waiting => BoardScreen::Waiting,
            Screen::NotRegistered => BoardScreen::NotRegistered,
            Screen::UnknownZone(zone, known) => {
                let known: Vec<&str> = known.iter().map(|zone| zone.as_str()).collect();
                board.set_unknown_zone(zone.as_str().into());
                board.set_known_zones(known.join(", ").into());
                BoardScreen::UnknownZone
            }
        });
    }

    fn show_names(&self, board: &Board<'_>, shown: &Shown) {
        let (main, second) = (self.language.main(), self.language.second());
        let line = |pick: &dyn Fn(&Center) -> SharedString| {
            shown.center.as_ref().map(pick).unwrap_or_default()
        };
        board.set_agency(line(&|center| center.agency.get(main).into()));
        board.set_center(line(&|center| center.name.get(main).into()));
        board.set_slogan(line(&|center| center.slogan.get(main).into()));
        board.set_second_slogan(line(&|center| center.slogan.get(second).into()));
        board.set_zone(shown.zone.as_ref().map(|zone| zone.get(main).into()).unwrap_or_default());
    }

    fn show_tip(&self, board: &Board<'_>, shown: &Shown) {
        let (main, second) = (self.language.main(), self.language.second());
        let line =
            |pick: &dyn Fn(&Tip) -> SharedString| shown.tip.as_ref().map(pick).unwrap_or_default();
        board.set_tip_title(line(&|tip| tip.title.get(main).into()));
        board.set_tip_body(line(&|tip| tip.body.get(main).into()));
        board.set_second_tip_title(line(&|tip| tip.title.get(second).into()));
        board.set_second_tip_body(line(&|tip| tip.body.get(second).into()));
    }

    fn waiting_line(&self, queue: &ShownQueue) -> WaitingLine {
        WaitingLine {
            name: queue.name.get(self.language.main()).into(),
            second_name: queue.name.get(self.language.second()).into(),
            count: i32::try_from(queue.count).unwrap_or(i32::MAX),
        }
    }
}

/// Fits the layout to a window of this size in logical pixels.
pub fn fit(window: &BoardWindow, width: f32, height: f32) {
    let portrait = height > width;
    let (long, short) = REFERENCE;
    let (base_width, base_height) = if portrait { (short, long) } else { (long, short) };
    let theme = window.global::<Theme>();
    theme.set_portrait(portrait);
    theme.set_scale((width / base_width).min(height / base_height));
}

/// Makes a list equal to the lines, touching only the rows that differ.
fn replace<T: Clone + PartialEq + 'static>(list: &VecModel<T>, lines: impl Iterator<Item = T>) {
    let mut count = 0;
    for line in lines {
        match list.row_data(count) {
            Some(old) if old == line => {}
            Some(_) => list.set_row_data(count, line),
            None => list.push(line),
        }
        count += 1;
    }
    while list.row_count() > count {
        list.remove(list.row_count() - 1);
    }
}

fn call_line(shown: &ShownCall) -> CallLine {
    CallLine {
        number: shown.call.number.as_str().into(),
        desk: shown.call.desk_name.as_str().into(),
        time: clock_text(shown.call.called_at),
        times: i32::try_from(shown.call.times).unwrap_or(i32::MAX),
        highlighted: shown.highlighted,
    }
}

fn clock_text(time: DateTime<FixedOffset>) -> SharedString {
    time.format("%H:%M").to_string().into()
}

/// Numbers as plain digits, whatever the language does to numbers in .slint.
fn text(number: impl std::fmt::Display) -> SharedString {
    number.to_string().into()
}
