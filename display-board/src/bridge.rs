//! Writes what is to be seen into the window, and only what differs from what stands there.

use std::rc::Rc;

use chrono::{DateTime, Datelike, FixedOffset};
use shared::catalog::Center;
use shared::day::DeskState;
use shared::protocol::{BoardDesk, BoardSound, NoNumbers};
use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use crate::board_state::{DeskDoing, Screen, Shown, ShownCall, ShownDesk, ShownHours, ShownQueue};
use crate::letters::{CallLetters, width_em};
use crate::options::{BoardLanguage, BoardTheme, Distance, Layout, Options, Size};
use crate::plan::{self, Place, Plan, Wanted};
use crate::screens::{
    Board, BoardLayout, BoardScreen, BoardWindow, CallLine, DeskGroup, DeskMark, Hours, Refused,
    Spot, Theme, WaitingLine,
};

/// Ends of a wait of an hour or more are told in half hours: nobody plans hours to the minute.
const LONG_WAIT_STEP_MINUTES: u32 = 30;

/// How a board looks, whatever it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What stands beside the newest calls.
    pub layout: Layout,
    /// Light or dark.
    pub theme: BoardTheme,
    /// The visible panel in millimetres.
    pub panel_mm: Option<Size>,
    /// From how far calls are read.
    pub distance: Distance,
}

impl From<&Options> for Look {
    fn from(options: &Options) -> Self {
        let Options { layout, theme, panel_mm, distance, .. } = *options;
        Self { layout, theme, panel_mm, distance }
    }
}

/// The window with the lists that are shown in it.
pub struct Bridge {
    language: BoardLanguage,
    newest: Rc<VecModel<CallLine>>,
    earlier: Rc<VecModel<CallLine>>,
    waiting: Rc<VecModel<WaitingLine>>,
    desks: Rc<VecModel<DeskGroup>>,
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
            desks: Rc::default(),
        };
        let board = window.global::<Board>();
        board.set_second_everywhere(language == BoardLanguage::Both);
        board.set_newest(ModelRc::from(Rc::clone(&bridge.newest)));
        board.set_earlier(ModelRc::from(Rc::clone(&bridge.earlier)));
        board.set_waiting(ModelRc::from(Rc::clone(&bridge.waiting)));
        board.set_desks(ModelRc::from(Rc::clone(&bridge.desks)));
        Ok(bridge)
    }

    /// Shows a board. Properties that get the value that they have cause no drawing.
    pub fn show(&self, window: &BoardWindow, shown: &Shown) {
        let board = window.global::<Board>();
        self.show_screen(&board, &shown.screen);
        self.show_names(&board, shown);
        board.set_time(clock_text(shown.now));
        board.set_weekday(weekday(shown.now));
        board.set_day(text(shown.now.day()));
        board.set_month(i32::try_from(shown.now.month()).unwrap_or(1));
        board.set_year(text(shown.now.year()));
        board.set_not_live_since(shown.not_live_since.map(clock_text).unwrap_or_default());
        let plan = plan_of(
            &board,
            shown
                .newest
                .iter()
                .map(|shown| (shown.call.number.as_str(), shown.call.desk_name.as_str())),
            shown.waiting.len(),
        );
        replace(
            &self.newest,
            shown.newest.iter().enumerate().map(|(row, call)| set(call_line(call), row, &plan)),
        );
        replace(&self.earlier, shown.earlier.iter().map(call_line));
        let names = shown.waiting.iter().map(|queue| queue.name.get(self.language.main()));
        let longest = names.max_by(|one, other| width_em(one).total_cmp(&width_em(other)));
        board.set_longest_queue(longest.unwrap_or_default().into());
        replace(&self.waiting, shown.waiting.iter().map(|queue| self.waiting_line(queue)));
        replace(&self.desks, desk_groups(&shown.desks).into_iter());
        let total =
            shown.waiting.iter().fold(0_u32, |total, queue| total.saturating_add(queue.count));
        board.set_waiting_total(i32::try_from(total).unwrap_or(i32::MAX));
        show_hours(&board, shown);
        show_plan(&board, &plan);
    }

    /// Marks a board that cannot be heard though it should be.
    pub fn show_sound(&self, window: &BoardWindow, sound: BoardSound) {
        window.global::<Board>().set_no_sound(sound == BoardSound::NoSoundCard);
    }

    fn show_screen(&self, board: &Board<'_>, screen: &Screen) {
        board.set_screen(match screen {
            Screen::Calls => BoardScreen::Calls,
            Screen::Desk(desk) => {
                show_desk(board, desk);
                BoardScreen::Desk
            }
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

    fn waiting_line(&self, queue: &ShownQueue) -> WaitingLine {
        let whole = |minutes: u32| i32::try_from(minutes).unwrap_or(i32::MAX);
        let (from, to) = queue.wait.map_or((-1, -1), |wait| {
            let (mut from, mut to) = (wait.likely, wait.cautious);
            if to >= 60 {
                from -= if from >= 60 { from % LONG_WAIT_STEP_MINUTES } else { 0 };
                to = to.next_multiple_of(LONG_WAIT_STEP_MINUTES);
            }
            (whole(from), whole(to))
        });
        WaitingLine {
            name: queue.name.get(self.language.main()).into(),
            second_name: queue.name.get(self.language.second()).into(),
            count: whole(queue.count),
            from,
            to,
            refused: match queue.refused {
                None => Refused::No,
                Some(NoNumbers::Closed) => Refused::Closed,
                Some(NoNumbers::Quota | NoNumbers::UsedUp) => Refused::GivenOut,
                Some(NoNumbers::Capacity) => Refused::DayFull,
                Some(NoNumbers::NoDesk) => Refused::NoDesk,
            },
        }
    }
}

/// Gives a window its look; what it shows is then arranged for it.
pub fn dress(window: &BoardWindow, look: Look) {
    let board = window.global::<Board>();
    board.set_layout(match look.layout {
        Layout::Calls => BoardLayout::Calls,
        Layout::CallsAndTips => BoardLayout::CallsAndTips,
        Layout::TipsAndLastCall => BoardLayout::TipsAndLastCall,
    });
    let millimetres = |side: u32| i32::try_from(side).unwrap_or_default();
    board.set_panel_width(look.panel_mm.map(|panel| millimetres(panel.width)).unwrap_or_default());
    board
        .set_panel_height(look.panel_mm.map(|panel| millimetres(panel.height)).unwrap_or_default());
    board.set_distance(look.distance.metres());
    window.global::<Theme>().set_dark(look.theme == BoardTheme::Dark);
    arrange(&board);
}

/// Fits the layout to a window of this size in logical pixels.
pub fn fit(window: &BoardWindow, width: f32, height: f32) {
    let (scale, portrait) = plan::scale_of((width, height));
    let theme = window.global::<Theme>();
    theme.set_portrait(portrait);
    theme.set_scale(scale);
    let board = window.global::<Board>();
    board.set_window_width(width);
    board.set_window_height(height);
    arrange(&board);
}

/// Arranges what stands in the window already.
fn arrange(board: &Board<'_>) {
    let newest = board.get_newest();
    let lines: Vec<CallLine> = newest.iter().collect();
    let calls = lines.iter().map(|line| (line.number.as_str(), line.desk.as_str()));
    let plan = plan_of(board, calls, board.get_waiting().row_count());
    for (row, line) in lines.iter().enumerate() {
        let fitted = set(line.clone(), row, &plan);
        if fitted != *line {
            newest.set_row_data(row, fitted);
        }
    }
    show_plan(board, &plan);
}

/// The plan for these calls, numbers with their desks, in the window as it is.
fn plan_of<'a>(
    board: &Board<'_>,
    calls: impl Iterator<Item = (&'a str, &'a str)>,
    queues: usize,
) -> Plan {
    let window = (board.get_window_width(), board.get_window_height());
    let side = |millimetres: i32| u32::try_from(millimetres).ok().filter(|side| *side > 0);
    let panel = side(board.get_panel_width())
        .zip(side(board.get_panel_height()))
        .map(|(width, height)| Size { width, height });
    let distance = Distance::try_from(board.get_distance()).unwrap_or_default();
    plan::plan(&Wanted {
        window,
        layout: match board.get_layout() {
            BoardLayout::Calls => Layout::Calls,
            BoardLayout::CallsAndTips => Layout::CallsAndTips,
            BoardLayout::TipsAndLastCall => Layout::TipsAndLastCall,
        },
        cap: plan::cap_needed(window, panel, distance),
        calls: calls.map(|(number, desk)| CallLetters::new(number, desk)).collect(),
        queues,
    })
}

fn show_plan(board: &Board<'_>, plan: &Plan) {
    // Whole pixels: painting one part must not wipe the edge of the next.
    let spot = |place: Place| {
        let (x, y) = (place.x.round(), place.y.round());
        let (right, bottom) = ((place.x + place.width).round(), (place.y + place.height).round());
        Spot { x, y, width: right - x, height: bottom - y }
    };
    board.set_newest_spot(spot(plan.newest));
    board.set_earlier_spot(spot(plan.earlier));
    board.set_waiting_spot(spot(plan.waiting));
    board.set_tip_spot(spot(plan.tips));
    board.set_strip_spot(spot(plan.strip));
    board.set_stacked(plan.stacked);
    board.set_number_size(plan.number_size);
    board.set_earlier_rows(i32::try_from(plan.earlier_rows).unwrap_or_default());
    board.set_waiting_columns(i32::try_from(plan.waiting_columns).unwrap_or(1));
}

/// A call of the newest ones, set in the letters of the plan.
fn set(line: CallLine, row: usize, plan: &Plan) -> CallLine {
    let desk_size = plan.desk_sizes.get(row).copied().unwrap_or(plan.number_size);
    let letters = CallLetters::new(&line.number, &line.desk);
    CallLine {
        number_width: letters.number_em * plan.number_size,
        desk_width: letters.desk_em * desk_size,
        desk_size,
        ..line
    }
}

fn show_desk(board: &Board<'_>, desk: &ShownDesk) {
    board.set_desk_mark(match desk.doing {
        DeskDoing::Calling => DeskMark::Calling,
        DeskDoing::Serving => DeskMark::Serving,
        DeskDoing::Free => DeskMark::Open,
        DeskDoing::Paused => DeskMark::Paused,
        DeskDoing::Closed => DeskMark::Closed,
    });
    board.set_desk_name(desk.name.as_str().into());
    let number = desk.number.as_ref().map(|number| number.as_str()).unwrap_or_default();
    board.set_desk_number(number.into());
    board.set_desk_number_em(width_em(number));
    board.set_desk_times(i32::try_from(desk.times).unwrap_or(i32::MAX));
    board.set_desk_highlighted(desk.highlighted);
}

fn show_hours(board: &Board<'_>, shown: &Shown) {
    let (hours, time) = match shown.hours {
        ShownHours::Unknown => (Hours::Unknown, None),
        ShownHours::Until(time) => (Hours::Until, Some(time)),
        ShownHours::From(time) => (Hours::First, Some(time)),
        ShownHours::Again(time) if time.date_naive() == shown.now.date_naive() => {
            (Hours::Again, Some(time))
        }
        ShownHours::Again(time) => (Hours::Day, Some(time)),
    };
    board.set_hours_time(time.map(clock_text).unwrap_or_default());
    board.set_hours_weekday(time.map(weekday).unwrap_or_default());
    board.set_hours(hours);
}

/// The desks that take people and those that pause; when there are desks and all are closed, that alone.
fn desk_groups(desks: &[BoardDesk]) -> Vec<DeskGroup> {
    let group = |mark: DeskMark, state: DeskState| {
        let names: Vec<&str> = desks
            .iter()
            .filter(|desk| desk.state == state)
            .map(|desk| desk.name.as_str())
            .collect();
        DeskGroup { mark, names: names.join(", ").into() }
    };
    let mut groups =
        vec![group(DeskMark::Open, DeskState::Open), group(DeskMark::Paused, DeskState::Paused)];
    groups.retain(|group| !group.names.is_empty());
    if groups.is_empty() && !desks.is_empty() {
        groups.push(DeskGroup { mark: DeskMark::Closed, names: SharedString::default() });
    }
    groups
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
        ..CallLine::default()
    }
}

fn clock_text(time: DateTime<FixedOffset>) -> SharedString {
    time.format("%H:%M").to_string().into()
}

/// 0 = Monday.
fn weekday(time: DateTime<FixedOffset>) -> i32 {
    i32::try_from(time.weekday().num_days_from_monday()).unwrap_or_default()
}

/// Numbers as plain digits, whatever the language does to numbers in .slint.
fn text(number: impl std::fmt::Display) -> SharedString {
    number.to_string().into()
}
