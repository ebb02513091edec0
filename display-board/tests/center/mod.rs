//! The sample center as a board hears of it.
#![allow(
    dead_code,
    reason = "every test program takes its part of it, so no part is unused in all of them"
)]

use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};
use display_board::clock::Moment;
use shared::catalog::{self, Catalog};
use shared::day::DeskState;
use shared::ids::TicketId;
use shared::protocol::{
    BoardCall, BoardDay, BoardDesk, BoardQueue, BoardView, CatalogView, ServiceView, WaitRange,
};
use uuid::Uuid;

/// 08:52:00 of a Friday in Hanoi.
pub(crate) fn morning() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-20T08:52:00+07:00").expect("a time")
}

/// The moment so many seconds into the board's life, which began at [`morning`].
pub(crate) fn at(seconds: f64) -> Moment {
    Moment { uptime: Duration::ZERO, wall: morning() }.after(Duration::from_secs_f64(seconds))
}

pub(crate) fn ward() -> Catalog {
    catalog::ward().expect("the sample data can be read")
}

pub(crate) fn catalog_view() -> CatalogView {
    let ward = ward();
    CatalogView {
        services: ward.services.iter().map(|service| ServiceView::new(service, true)).collect(),
        center: ward.center,
        procedures: ward.procedures,
        desks: ward.desks,
        priorities: ward.priorities,
        forms: Vec::new(),
        tips: ward.tips,
        lobby: ward.lobby,
        hours: ward.hours,
        holidays: ward.holidays,
        public_address: String::new(),
        zones: ward.zones,
    }
}

/// A call so many seconds after [`morning`].
pub(crate) fn call(number: &str, desk: &str, seconds: i64) -> BoardCall {
    let service = match number.chars().next() {
        Some('A') => "civil-status",
        Some('B') => "certification",
        Some('C') => "land-building",
        _ => "labour-social",
    };
    BoardCall {
        ticket: TicketId(Uuid::from_u128(
            number.bytes().fold(0, |id, byte| id * 256 + u128::from(byte)),
        )),
        number: number.into(),
        service: service.into(),
        desk: desk.into(),
        desk_name: desk.to_owned(),
        called_at: morning() + TimeDelta::seconds(seconds),
        times: 1,
        expected: true,
    }
}

/// The snapshot with all that the server tells of queues, desks and hours: four queues of the sample center,
/// eight desks of which one pauses and one is closed, numbers until 11:30.
pub(crate) fn told(mut view: BoardView) -> BoardView {
    let wait = |likely, cautious| Some(WaitRange { likely, cautious });
    view.queues = [
        ("civil-status", wait(5, 15)),
        ("certification", wait(25, 40)),
        ("land-building", wait(70, 125)),
        ("labour-social", wait(0, 0)),
    ]
    .map(|(service, wait_minutes)| BoardQueue {
        service: service.into(),
        waiting: view.waiting.get(&service.into()).copied().unwrap_or_default(),
        wait_minutes,
        refused: None,
    })
    .into();
    view.desks = (1..=8)
        .map(|desk| BoardDesk {
            desk: desk.to_string().into(),
            name: desk.to_string(),
            state: match desk {
                4 => DeskState::Paused,
                8 => DeskState::Closed,
                _ => DeskState::Open,
            },
            number: None,
            serving: false,
        })
        .collect();
    view.today = BoardDay {
        open: true,
        closes_at: DateTime::parse_from_rfc3339("2026-11-20T11:30:00+07:00").ok(),
        issued: 96,
        served: 41,
        waiting: 54,
        wait_minutes_mean: Some(12),
        ..BoardDay::default()
    };
    view
}

/// A snapshot with the calls, newest first, made so many seconds after [`morning`].
pub(crate) fn view(seq: u64, seconds: i64, calls: Vec<BoardCall>) -> BoardView {
    BoardView {
        seq,
        now: morning() + TimeDelta::seconds(seconds),
        calls,
        waiting: [
            ("civil-status", 4),
            ("certification", 12),
            ("land-building", 37),
            ("business", 1),
        ]
        .map(|(service, count)| (service.into(), count))
        .into(),
        tips: ward().tips,
        queues: Vec::new(),
        desks: Vec::new(),
        today: BoardDay::default(),
    }
}

/// What was called before the morning's first test call.
pub(crate) fn earlier_calls() -> Vec<BoardCall> {
    let mut calls = vec![
        call("C112", "7", -70),
        call("B007", "3", -150),
        call("A024", "1", -240),
        call("D031", "4", -410),
        call("C111", "6", -555),
        call("B006", "3", -700),
        call("A023", "2", -815),
        call("C110", "5", -900),
    ];
    calls[1].times = 2;
    calls
}
