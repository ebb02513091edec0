//! The lobby board.

use chrono::{DateTime, Utc};
use shared::catalog::{Catalog, Zone};
use shared::day::{CallRecord, Day};
use shared::ids::DeskId;
use shared::protocol::{BoardCall, BoardView};

use super::local;

/// The state of a board, of the whole center or of one zone: its desks' calls, its desks' services.
#[must_use]
pub fn board(day: &Day, catalog: &Catalog, zone: Option<&Zone>, now: DateTime<Utc>) -> BoardView {
    let shows_desk = |desk: &DeskId| zone.is_none_or(|zone| zone.desks.contains(desk));
    let calls = day
        .calls()
        .filter(|call| shows_desk(&call.desk))
        .filter_map(|call| board_call(day, catalog, &call))
        .take(BoardView::CALLS_MAX)
        .collect();
    let shows_service = |service| {
        catalog.desks.iter().any(|desk| shows_desk(&desk.id) && desk.services.contains(service))
    };
    let waiting = catalog
        .services
        .iter()
        .filter(|service| zone.is_none() || shows_service(&service.id))
        .map(|service| (service.id.clone(), day.waiting(&service.id)))
        .collect();
    BoardView {
        seq: day.seq(),
        now: local(now, catalog.center.time_zone),
        calls,
        waiting,
        tips: catalog.tips.clone(),
    }
}

/// One line of the board.
#[must_use]
pub fn board_call(day: &Day, catalog: &Catalog, call: &CallRecord) -> Option<BoardCall> {
    let ticket = day.ticket(call.ticket)?;
    // A desk that left the catalogue during the day keeps its code as its name.
    let desk_name =
        catalog.desk(&call.desk).map_or_else(|| call.desk.to_string(), |desk| desk.name.clone());
    Some(BoardCall {
        ticket: ticket.id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        desk: call.desk.clone(),
        desk_name,
        called_at: local(call.called_at, catalog.center.time_zone),
        times: ticket.recalls + 1,
        expected: ticket.state == shared::day::TicketState::Called,
    })
}
