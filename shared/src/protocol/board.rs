//! What a lobby board shows.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ticket::WaitingByService;
use crate::catalog::Tip;
use crate::ids::{DeskId, ServiceId, TicketId, TicketNumber};

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
    /// Advice for people who wait.
    pub tips: Vec<Tip>,
}

impl BoardView {
    /// How many calls the view holds at most.
    pub const CALLS_MAX: usize = 20;
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
