//! The lobby board: calls, queues, desks and the day, of the whole center, of a zone or of one desk.

use chrono::{DateTime, Utc};
use shared::catalog::{Catalog, Desk, Service, Tip, Zone, playlist};
use shared::day::{
    CallRecord, Day, DeskState, Forecast, Paces, Refusal, ServiceCount, TicketState,
};
use shared::ids::{DeskId, ServiceId};
use shared::protocol::{BoardCall, BoardDay, BoardDesk, BoardQueue, BoardView, NoNumbers};

use super::ticket::wait_range;
use super::{local, mean};

/// What of the center a board shows.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// All of it.
    Center,
    /// The desks of a zone and their services.
    Zone(&'a Zone),
    /// One desk and its services.
    Desk(&'a Desk),
}

impl Scope<'_> {
    /// A desk that left the catalogue stands in no zone any more.
    fn shows_desk(&self, desk: &DeskId) -> bool {
        match self {
            Self::Center => true,
            Self::Zone(zone) => zone.desks.contains(desk),
            Self::Desk(one) => one.id == *desk,
        }
    }

    fn shows_service(&self, catalog: &Catalog, service: &ServiceId) -> bool {
        let mut desks = catalog.desks.iter().filter(|desk| self.shows_desk(&desk.id));
        matches!(self, Self::Center) || desks.any(|desk| desk.services.contains(service))
    }
}

/// The state of a board. The figures of the day are always those of the whole center.
#[must_use]
pub fn board(
    day: &Day,
    catalog: &Catalog,
    paces: &Paces,
    forecast: &Forecast,
    scope: Scope<'_>,
    now: DateTime<Utc>,
) -> BoardView {
    let calls = day
        .calls()
        .filter(|call| scope.shows_desk(&call.desk))
        .filter_map(|call| board_call(day, catalog, &call))
        .take(BoardView::CALLS_MAX)
        .collect();
    let services =
        || catalog.services.iter().filter(|service| scope.shows_service(catalog, &service.id));
    let waiting = services().map(|service| (service.id.clone(), day.waiting(&service.id)));
    let queue = |service| board_queue(day, catalog, paces, forecast, service, now);
    let desks = catalog.desks.iter().filter(|desk| scope.shows_desk(&desk.id));
    BoardView {
        seq: day.seq(),
        now: local(now, catalog.center.time_zone),
        calls,
        waiting: waiting.collect(),
        tips: tips_now(catalog, scope, now),
        queues: services().map(queue).collect(),
        desks: desks.map(|desk| board_desk(day, desk)).collect(),
        today: today(day, catalog, now),
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
        expected: ticket.state == TicketState::Called,
    })
}

fn board_queue(
    day: &Day,
    catalog: &Catalog,
    paces: &Paces,
    forecast: &Forecast,
    service: &Service,
    now: DateTime<Utc>,
) -> BoardQueue {
    let refused = day
        .refuses_walk_ins(service, catalog, paces, now)
        .and_then(|why| no_numbers(&why, catalog.is_served(service)));
    // What is forecast where nobody works is a guess at when somebody comes: no promise for a lobby.
    let wait = can_be_called(day, catalog, service)
        .then(|| wait_range(forecast.of_newcomer(&service.id, 0)));
    BoardQueue {
        service: service.id.clone(),
        waiting: day.waiting(&service.id),
        // Reception still gives numbers over the quota and the capacity.
        wait_minutes: wait
            .filter(|_| matches!(refused, None | Some(NoNumbers::Quota | NoNumbers::Capacity))),
        refused,
    }
}

/// Whether a desk that serves the queue works now or is planned to.
fn can_be_called(day: &Day, catalog: &Catalog, service: &Service) -> bool {
    let mut desks = catalog.desks.iter().filter(|desk| desk.services.contains(&service.id));
    desks.any(|desk| day.desk(&desk.id).state != DeskState::Closed || !desk.planned.is_empty())
}

/// Why a queue gives no numbers, in the words of the board.
fn no_numbers(why: &Refusal, is_served: bool) -> Option<NoNumbers> {
    match why {
        Refusal::CenterClosed { .. } => Some(NoNumbers::Closed),
        Refusal::ServiceClosed { .. } if is_served => Some(NoNumbers::Closed),
        Refusal::ServiceClosed { .. } => Some(NoNumbers::NoDesk),
        Refusal::QuotaReached { .. } => Some(NoNumbers::Quota),
        Refusal::CapacityReached => Some(NoNumbers::Capacity),
        Refusal::NumbersUsedUp => Some(NoNumbers::UsedUp),
        // Nothing else is asked of a walk-in who is nobody in particular.
        _ => None,
    }
}

fn board_desk(day: &Day, desk: &Desk) -> BoardDesk {
    let now = day.desk(&desk.id);
    let ticket = now.ticket.and_then(|id| day.ticket(id));
    BoardDesk {
        desk: desk.id.clone(),
        name: desk.name.clone(),
        state: now.state,
        number: ticket.map(|ticket| ticket.number.clone()),
        serving: ticket.is_some_and(|ticket| ticket.state == TicketState::Serving),
    }
}

/// The day so far, of the whole center.
#[must_use]
pub fn today(day: &Day, catalog: &Catalog, now: DateTime<Utc>) -> BoardDay {
    let sum = |of: fn(&ServiceCount) -> u32| -> u32 {
        catalog.services.iter().map(|service| of(&day.count(&service.id))).sum()
    };
    let waits = catalog.services.iter().map(|service| day.count(&service.id).wait_seconds_sum);
    let open = catalog.is_open(now);
    let moment = |at: Option<DateTime<Utc>>| at.map(|at| local(at, catalog.center.time_zone));
    let closes_at = if open { catalog.closes_next(now) } else { None };
    let opens_at = if open { None } else { catalog.opens_next(now) };
    BoardDay {
        open,
        closes_at: moment(closes_at),
        opens_at: moment(opens_at),
        issued: sum(|count| count.issued),
        served: sum(|count| count.served),
        waiting: day.services_waiting().into_iter().map(|service| day.waiting(service)).sum(),
        wait_minutes_mean: mean(waits.sum(), sum(|count| count.called))
            .map(|seconds| seconds.saturating_add(30) / 60),
    }
}

/// What the playlist may show now. One desk alone has no tips but those for everybody.
fn tips_now(catalog: &Catalog, scope: Scope<'_>, now: DateTime<Utc>) -> Vec<Tip> {
    let zone = match scope {
        Scope::Zone(zone) => Some(&zone.id),
        Scope::Center | Scope::Desk(_) => None,
    };
    let local = now.with_timezone(&catalog.center.time_zone).naive_local();
    let entries = playlist::on(&catalog.tips, &catalog.procedures, local, zone);
    entries.into_iter().map(|entry| entry.tip.clone()).collect()
}
