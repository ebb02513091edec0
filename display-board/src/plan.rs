//! Where everything stands on the board and how large its calls are: pure geometry, from millimetres and distance.

use crate::letters::{ARROW_EM, CAP_EM, CallLetters, LINE_EM};
use crate::options::{Distance, Layout, Size};

/// The reference window, landscape, in pixels; portrait is the same turned. See `shared/ui/tokens.slint`.
const REFERENCE: (f32, f32) = (1920.0, 1080.0);

/// Capitals must be so high, in millimetres, for each metre from which they are read: 122 mm at 10 m.
const CAP_MILLIMETRES_PER_METRE: f32 = 12.2;

/// The visible panel where nobody says how large it is, in millimetres: 55 inches, landscape.
const PANEL_USUAL: Size = Size { width: 1210, height: 680 };

/// From the edge of the window to what stands in it, and between two parts; in pixels of the reference.
const EDGE: f32 = 40.0;
const GAP: f32 = 24.0;

/// The heading over the newest calls, the edge left and right of a call, and the room under the last one.
const CALLS_HEAD: f32 = 84.0;
const CALL_EDGE: f32 = 48.0;
const CALLS_FOOT: f32 = 20.0;

/// The width of the column at the right of a landscape board.
const SIDE_WIDTH: f32 = 496.0;

/// The heading of the list of earlier calls, its least row, and the least height with a row in it.
const EARLIER_HEAD: f32 = 52.0;
const EARLIER_ROW_MIN: f32 = 62.0;
const EARLIER_MIN: f32 = EARLIER_HEAD + EARLIER_ROW_MIN;

/// A place for tips that is lower than this tells nobody anything: it gives way.
const TIP_HEIGHT_MIN: f32 = 300.0;

/// So many queues still fit under the newest call; more of them take the column at the side.
const QUEUES_LOW_MAX: usize = 6;

/// The largest letters of a call.
const CALL_SIZE_MAX: f32 = 420.0;

/// A rectangle in the window, in logical pixels; without width there is nothing to show.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// From the left edge.
    pub x: f32,
    /// From the top.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

impl Place {
    /// The right part from `x` on, relative to this place's left edge.
    fn from_x(self, x: f32) -> Self {
        Self { x: self.x + x, width: self.width - x, ..self }
    }

    /// The lower part from `y` on, relative to this place's top.
    fn from_y(self, y: f32) -> Self {
        Self { y: self.y + y, height: self.height - y, ..self }
    }

    fn wide(self, width: f32) -> Self {
        Self { width, ..self }
    }

    fn high(self, height: f32) -> Self {
        Self { height, ..self }
    }

    /// Upper and lower part; the upper one is so high.
    fn split(self, upper: f32, gap: f32) -> (Self, Self) {
        (self.high(upper), self.from_y(upper + gap))
    }

    /// Left and right part; the left one is so wide.
    fn split_x(self, left: f32, gap: f32) -> (Self, Self) {
        (self.wide(left), self.from_x(left + gap))
    }

    /// Whether there is anything to show in it.
    #[must_use]
    pub fn is_shown(self) -> bool {
        self.width > 0.0 && self.height > 0.0
    }
}

/// What the plan depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The window in logical pixels.
    pub window: (f32, f32),
    /// What the board shows beside the newest calls.
    pub layout: Layout,
    /// The least height of the capitals of a call, in logical pixels.
    pub cap: f32,
    /// The newest calls.
    pub calls: Vec<CallLetters>,
    /// How many queues there are.
    pub queues: usize,
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The newest calls.
    pub newest: Place,
    /// Whether number and desk of a call stand above each other.
    pub stacked: bool,
    /// The letter size of the numbers, in logical pixels.
    pub number_size: f32,
    /// The letter size of each call's desk.
    pub desk_sizes: Vec<f32>,
    /// The calls before them.
    pub earlier: Place,
    /// How many of them there is room for.
    pub earlier_rows: usize,
    /// Who waits how long, and the desks.
    pub waiting: Place,
    /// In how many columns the queues stand.
    pub waiting_columns: usize,
    /// Tips.
    pub tips: Place,
    /// The band at the bottom.
    pub strip: Place,
    /// The height of the smallest capital of a call, in logical pixels.
    pub cap: f32,
}

/// How much larger than the reference a window is drawn, and whether it stands upright.
#[must_use]
pub fn scale_of((width, height): (f32, f32)) -> (f32, bool) {
    let portrait = height > width;
    let (long, short) = REFERENCE;
    let (base_width, base_height) = if portrait { (short, long) } else { (long, short) };
    ((width / base_width).min(height / base_height), portrait)
}

/// The least height of the capitals of a call, in logical pixels of a window that fills the panel.
#[must_use]
pub fn cap_needed((width, height): (f32, f32), panel: Option<Size>, distance: Distance) -> f32 {
    let panel = panel.unwrap_or(PANEL_USUAL);
    let (long, short) = (panel.width.max(panel.height), panel.width.min(panel.height));
    let (panel_width, panel_height) = if height > width { (short, long) } else { (long, short) };
    #[expect(clippy::cast_precision_loss, reason = "sides are at most 20,000")]
    let per_millimetre = (width / panel_width as f32).min(height / panel_height as f32);
    distance.metres() * CAP_MILLIMETRES_PER_METRE * per_millimetre
}

/// By how much a usual call on this panel stays under what can be read from the distance: the height of its
/// capitals and the height that is needed, in millimetres; `None` when it is large enough.
#[must_use]
pub fn shortfall(panel: Size, distance: Distance, layout: Layout) -> Option<(f32, f32)> {
    #[expect(clippy::cast_precision_loss, reason = "sides are at most 20,000")]
    let window = (panel.width as f32, panel.height as f32);
    // One pixel a millimetre: the plan does not depend on the resolution.
    let cap = cap_needed(window, Some(panel), distance);
    let calls = vec![CallLetters::new("A025", "12")];
    let reached = plan(&Wanted { window, layout, cap, calls, queues: 4 }).cap;
    (reached + 0.5 < cap).then_some((reached, cap))
}

/// Lays out a board.
#[must_use]
pub fn plan(wanted: &Wanted) -> Plan {
    let (u, portrait) = scale_of(wanted.window);
    let (width, height) = wanted.window;
    let (header, strip) = if portrait { (218.0, 130.0) } else { (112.0, 92.0) };
    let inner = Place { x: EDGE * u, y: 0.0, width: width - 2.0 * EDGE * u, height };
    let strip = inner.from_y(height - (strip + GAP) * u).high(strip * u);
    let top = (header + GAP) * u;
    let content = inner.from_y(top).high(strip.y - GAP * u - top);
    let sheet = Sheet { wanted, u, portrait };
    let mut plan = if portrait { sheet.portrait(content) } else { sheet.landscape(content) };
    plan.strip = strip;
    let row = (plan.earlier.height - EARLIER_HEAD * u) / (EARLIER_ROW_MIN * u);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few rows, never negative"
    )]
    let rows = if plan.earlier.is_shown() { (row + 0.01).max(0.0) as usize } else { 0 };
    plan.earlier_rows = rows;
    let two = portrait || (plan.waiting.width >= 600.0 * u && wanted.queues > QUEUES_LOW_MAX);
    plan.waiting_columns = if two { 2 } else { 1 };
    plan
}

/// How the newest calls are set in a width.
#[derive(Clone, Copy, Debug)]
struct Setting {
    stacked: bool,
    /// The largest letters for which the width is enough.
    size_max: f32,
    /// The height of all calls for letters of one pixel.
    em_high: f32,
}

/// One drawing of a plan.
struct Sheet<'a> {
    wanted: &'a Wanted,
    u: f32,
    portrait: bool,
}

impl Sheet<'_> {
    fn count(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "at most three calls")]
        let count = self.wanted.calls.len().max(1) as f32;
        count
    }

    /// The letter size at which capitals are as high as needed.
    fn size_needed(&self) -> f32 {
        self.wanted.cap / CAP_EM
    }

    fn settings(&self, width: f32) -> [Setting; 2] {
        let room = width - 2.0 * CALL_EDGE * self.u;
        let widest = |em: fn(&CallLetters) -> f32| {
            self.wanted.calls.iter().map(em).fold(CallLetters::USUAL_EM, f32::max)
        };
        let beside = Setting {
            stacked: false,
            size_max: room / widest(|call| call.number_em + ARROW_EM + call.desk_em),
            em_high: self.count() * LINE_EM,
        };
        let stacked = Setting {
            stacked: true,
            size_max: room
                / widest(|call| call.number_em.max(call.desk_em + call.word_em() + ARROW_EM)),
            em_high: self.count() * LINE_EM * 2.0,
        };
        // On a panel that stands upright one call looks best with its desk under the number.
        if self.portrait && self.wanted.calls.len() <= 1 {
            [stacked, beside]
        } else {
            [beside, stacked]
        }
    }

    /// The way to set the calls in a place of at most this size; prefers the first way that is large enough.
    fn setting(&self, place: Place) -> Setting {
        let frame = (CALLS_HEAD + CALLS_FOOT) * self.u;
        let reach =
            |setting: &Setting| setting.size_max.min((place.height - frame) / setting.em_high);
        let [first, second] = self.settings(place.width);
        let enough = |setting: &Setting| reach(setting) >= self.size_needed();
        if enough(&first) || (!enough(&second) && reach(&first) >= reach(&second)) {
            first
        } else {
            second
        }
    }

    /// The least height of the place of the calls.
    fn height_needed(&self, setting: Setting) -> f32 {
        let size = self.size_needed().min(setting.size_max);
        (CALLS_HEAD + CALLS_FOOT) * self.u + size * setting.em_high
    }

    /// Puts the calls into their place.
    fn calls(&self, newest: Place) -> Plan {
        let setting = self.setting(newest);
        let calls = &self.wanted.calls;
        let line = (newest.height - (CALLS_HEAD + CALLS_FOOT) * self.u) / setting.em_high * LINE_EM;
        let room = newest.width - 2.0 * CALL_EDGE * self.u;
        // Air between the lines where it costs nothing that is needed.
        let by_height = (line / 0.95).max(self.size_needed().min(line / LINE_EM));
        let most = (CALL_SIZE_MAX * self.u).max(self.size_needed()).min(by_height);
        let number_em = calls.iter().map(|call| call.number_em).fold(2.0, f32::max);
        let (number_size, desk_sizes): (f32, Vec<f32>) = if setting.stacked {
            let desk = |call: &CallLetters| {
                (most * call.desk_share).min(room / (call.desk_em + call.word_em() + ARROW_EM))
            };
            (most.min(room / number_em), calls.iter().map(desk).collect())
        } else {
            // A long desk name alone does not make the numbers small: it takes smaller letters itself.
            let desk_em = calls.iter().map(|call| call.desk_em).fold(1.0, f32::max);
            let fair = desk_em.min(CallLetters::DESK_USUAL_EM);
            let number = most.min(room / (number_em + ARROW_EM + fair));
            let rest = room - number * (number_em + ARROW_EM);
            (
                number,
                calls
                    .iter()
                    .map(|call| (number * call.desk_share).min(rest / call.desk_em))
                    .collect(),
            )
        };
        let smallest = desk_sizes.iter().copied().fold(number_size, f32::min);
        Plan {
            newest,
            stacked: setting.stacked,
            number_size,
            desk_sizes,
            cap: smallest * CAP_EM,
            ..Plan::default()
        }
    }

    fn landscape(&self, content: Place) -> Plan {
        let (u, gap) = (self.u, GAP * self.u);
        let narrow = content.wide(content.width - SIDE_WIDTH * u - gap);
        let in_column = self.calls(narrow);
        let in_all = self.calls(content);
        let needed = self.wanted.cap - 0.5;
        if in_column.cap < needed && in_all.cap > in_column.cap {
            return self.full_width(content);
        }
        // Where the column is too narrow for number and desk beside each other, the whole width may leave
        // more to the rest than two lines do.
        if in_column.stacked
            && self.wanted.layout != Layout::Calls
            && self.wanted.queues <= QUEUES_LOW_MAX
        {
            let plan = self.full_width(content);
            if plan.cap >= needed && plan.tips.is_shown() {
                return plan;
            }
        }
        let side = content.from_x(narrow.width + gap);
        let share = match self.wanted.layout {
            Layout::Calls => 0.5,
            Layout::CallsAndTips => 0.46,
            Layout::TipsAndLastCall => 0.38,
        };
        let height = (content.height * share)
            .max(self.height_needed(self.setting(narrow)))
            .min(narrow.height);
        let (newest, below) = narrow.split(height, gap);
        match self.wanted.layout {
            Layout::Calls => self.without_tips(narrow, newest, below, side),
            _ if below.height < TIP_HEIGHT_MIN * u => {
                self.without_tips(narrow, newest, below, side)
            }
            Layout::CallsAndTips if self.wanted.queues <= QUEUES_LOW_MAX => {
                let (earlier, waiting) = below.split_x(below.width * 0.44, gap);
                Plan { earlier, waiting, tips: side, ..self.calls(newest) }
            }
            Layout::CallsAndTips => {
                let (earlier, tips) = below.split_x(below.width * 0.42, gap);
                Plan { earlier, waiting: side, tips, ..self.calls(newest) }
            }
            Layout::TipsAndLastCall => {
                let tips = Place { x: content.x, width: content.width, ..below };
                Plan { earlier: side.high(newest.height), tips, ..self.calls(newest) }
            }
        }
    }

    /// Newest and earlier calls at the left, the queues at the right.
    fn without_tips(&self, column: Place, newest: Place, below: Place, side: Place) -> Plan {
        let (u, gap) = (self.u, GAP * self.u);
        let with_queues = self.wanted.layout != Layout::TipsAndLastCall;
        if below.height >= EARLIER_MIN * u && with_queues {
            return Plan { earlier: below, waiting: side, ..self.calls(newest) };
        }
        if !with_queues {
            return Plan { earlier: side, ..self.calls(column) };
        }
        let (earlier, waiting) = side.split(side.height * 0.4, gap);
        Plan { earlier, waiting, ..self.calls(column) }
    }

    /// The calls over the whole width, for a panel on which they need it; what is left stands under them.
    fn full_width(&self, content: Place) -> Plan {
        let (u, gap) = (self.u, GAP * self.u);
        let least = self.height_needed(self.setting(content));
        let (newest, below) =
            content.split(least.max(content.height * 0.44).min(content.height), gap);
        if below.height < EARLIER_MIN * u {
            return self.calls(content);
        }
        let calls = self.calls(newest);
        let tips = self.wanted.layout != Layout::Calls && below.height >= TIP_HEIGHT_MIN * u;
        if self.wanted.layout == Layout::TipsAndLastCall {
            if !tips {
                return Plan { earlier: below, ..calls };
            }
            let (earlier, tips) = below.split_x(below.width * 0.3, gap);
            return Plan { earlier, tips, ..calls };
        }
        let (earlier, rest) = below.split_x(below.width * if tips { 0.28 } else { 0.4 }, gap);
        if !tips {
            return Plan { earlier, waiting: rest, ..calls };
        }
        let (waiting, tips) = rest.split_x(rest.width * 0.48, gap);
        Plan { earlier, waiting, tips, ..calls }
    }

    fn portrait(&self, content: Place) -> Plan {
        let (u, gap) = (self.u, GAP * self.u);
        let share = if self.wanted.layout == Layout::Calls { 0.4 } else { 0.34 };
        let least = self.height_needed(self.setting(content));
        let (newest, below) =
            content.split(least.max(content.height * share).min(content.height), gap);
        if below.height < EARLIER_MIN * u {
            return self.calls(content);
        }
        let calls = self.calls(newest);
        let three_rows = (EARLIER_HEAD + 3.0 * EARLIER_ROW_MIN) * u;
        if below.height < three_rows + TIP_HEIGHT_MIN * u {
            let with_queues = self.wanted.layout != Layout::TipsAndLastCall;
            if below.height < 2.2 * EARLIER_MIN * u || !with_queues {
                return Plan { earlier: below, ..calls };
            }
            let (earlier, waiting) = below.split(below.height * 0.4, gap);
            return Plan { earlier, waiting, ..calls };
        }
        #[expect(clippy::cast_precision_loss, reason = "a dozen queues")]
        let rows = self.wanted.queues.div_ceil(2).max(2) as f32;
        let waiting_height = (206.0 + rows * 84.0) * u;
        match self.wanted.layout {
            Layout::Calls => {
                let height = waiting_height.max(below.height * 0.5).min(below.height - three_rows);
                let (earlier, waiting) = below.split(below.height - height - gap, gap);
                Plan { earlier, waiting, ..calls }
            }
            Layout::CallsAndTips => {
                let (earlier, rest) = below.split((EARLIER_HEAD + 2.0 * EARLIER_ROW_MIN) * u, gap);
                let room = rest.height - TIP_HEIGHT_MIN * u - gap;
                let (waiting, tips) = rest.split((waiting_height * 0.8).min(room), gap);
                Plan { earlier, waiting, tips, ..calls }
            }
            Layout::TipsAndLastCall => {
                let (earlier, tips) = below.split(three_rows, gap);
                Plan { earlier, tips, ..calls }
            }
        }
    }
}
