//! What a lobby board shows.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ticket::{WaitRange, WaitingByService};
use crate::catalog::Tip;
use crate::day::DeskState;
use crate::ids::{DeskId, ServiceId, TicketId, TicketNumber, ZoneId};

/// `GET /board`: the whole state of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardView {
    /// The last event that this view contains.
    pub seq: u64,
    /// The server's time, which the board's clock follows.
    pub now: DateTime<FixedOffset>,
    /// Calls of the day, newest first, at most [`BoardView::CALLS_MAX`].
    pub calls: Vec<BoardCall>,
    /// People waiting, by service.
    #[schema(value_type = std::collections::BTreeMap<String, u32>)]
    pub waiting: WaitingByService,
    /// What the playlist may show now, in the catalogue's order.
    pub tips: Vec<Tip>,
    /// The queues of the board, in the catalogue's order.
    #[serde(default)]
    pub queues: Vec<BoardQueue>,
    /// The desks of the board, in the catalogue's order.
    #[serde(default)]
    pub desks: Vec<BoardDesk>,
    /// The day so far, of the whole center.
    #[serde(default)]
    pub today: BoardDay,
}

impl BoardView {
    /// How many calls the view holds at most.
    pub const CALLS_MAX: usize = 20;
}

/// A zone that every desk is by itself: `desk:5` shows the desk with the code 5 alone.
pub const DESK_ZONE_PREFIX: &str = "desk:";

/// The desk that a zone of one desk names.
#[must_use]
pub fn desk_of_zone(zone: &ZoneId) -> Option<DeskId> {
    let code = zone.as_str().strip_prefix(DESK_ZONE_PREFIX)?;
    (!code.is_empty()).then(|| DeskId::from(code))
}

/// One queue of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardQueue {
    /// Its code.
    pub service: ServiceId,
    /// How many wait.
    pub waiting: u32,
    /// How long somebody who takes a number now is likely to wait; `null` when no desk can call them.
    pub wait_minutes: Option<WaitRange>,
    /// Why no numbers are given; `null` while they are.
    pub refused: Option<NoNumbers>,
}

/// Why a queue gives no numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoNumbers {
    /// The center or this queue is closed at this time.
    Closed,
    /// The quota of the day is given out.
    Quota,
    /// Those who wait fill the time that is left.
    Capacity,
    /// The numbers of the day are used up.
    UsedUp,
    /// No desk serves it.
    NoDesk,
}

/// One desk of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardDesk {
    /// Its code.
    pub desk: DeskId,
    /// What stands on its sign.
    pub name: String,
    /// Whether it takes people.
    #[schema(value_type = String, example = "open")]
    pub state: DeskState,
    /// The number that it has called or serves; `null` when nobody is there.
    pub number: Option<TicketNumber>,
    /// Whether the person with that number is being served, not only called.
    pub serving: bool,
}

/// The day of the center so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardDay {
    /// Whether the center is open.
    pub open: bool,
    /// When it closes next, while it is open; a lunch break is a closing.
    pub closes_at: Option<DateTime<FixedOffset>>,
    /// When it opens next, while it is closed.
    pub opens_at: Option<DateTime<FixedOffset>>,
    /// Numbers given today.
    pub issued: u32,
    /// People whose business was finished today.
    pub served: u32,
    /// People who wait, in all queues.
    pub waiting: u32,
    /// The mean wait of those called today, in minutes; `null` before the first call.
    pub wait_minutes_mean: Option<u32>,
}

/// `PUT /board/status`: how a board is. It says so when something changed and every 30 seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardStatus {
    /// The zone that it shows.
    #[schema(value_type = Option<String>)]
    pub zone: Option<ZoneId>,
    /// Its sound.
    pub sound: BoardSound,
    /// Calls that were shown but not spoken since the program started: too old, or without a voice.
    pub unspoken: u32,
    /// The program's version.
    pub version: String,
}

/// What comes out of a board's loudspeaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoardSound {
    /// Chime and voice.
    Voice,
    /// The chime alone: the server has no voice.
    ChimeOnly,
    /// Silence by its own setting or by the center's.
    Muted,
    /// Silence: the machine has no sound card that works.
    NoSoundCard,
}

/// A board as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardNow {
    /// Its row.
    pub device: i64,
    /// Its name.
    pub name: String,
    /// When it was last heard of.
    pub heard_at: Option<DateTime<FixedOffset>>,
    /// Whether it was heard of before, and not for too long.
    pub silent: bool,
    /// What it last said of itself; none since the server was started.
    pub status: Option<BoardStatus>,
}

/// `GET /boards`, and the `data` of `board_status` on the live feed of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardsView {
    /// Every enrolled board, in the order of enrolment.
    pub boards: Vec<BoardNow>,
}

/// One line of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardCall {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its queue.
    pub service: ServiceId,
    /// The desk that called.
    pub desk: DeskId,
    /// What stands on the desk's sign.
    pub desk_name: String,
    /// When it was last called.
    pub called_at: DateTime<FixedOffset>,
    /// How often it was called at this desk: 1, then one more for each recall.
    pub times: u32,
    /// True while the person is still expected at the desk.
    pub expected: bool,
}
