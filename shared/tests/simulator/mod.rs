//! Whole days of a center, made from a seed: people who come, staff who work, and whatever goes wrong.
//!
//! Pure and exact: the same seed makes the same days. [`Center::live_day`] drives a [`Day`] by commands
//! alone, as the server does; a [`Watcher`] looks on.
#![allow(dead_code, reason = "each program that looks on uses its own part")]
#![allow(unreachable_pub, reason = "tests and benchmarks include this module")]

pub mod backtest;
pub mod chance;
pub mod checks;
mod people;
mod staff;
pub mod temper;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use shared::catalog::{Catalog, OpeningHours, ward};
use shared::day::{
    Actor, Command, Day, DeskCommand, DeskVerb, Event, EventKind, LoggedEvent, Paces, Refusal,
    TicketState,
};
use shared::ids::{DeskId, ServiceId, TicketId};
use uuid::Uuid;

use chance::Chance;
use people::Person;
use staff::Clerk;
use temper::Temper;

/// Morning and afternoon, in minutes after midnight.
pub const WORK: [(u16, u16); 2] = [(8 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)];

/// Looks on while a day is lived.
pub trait Watcher {
    /// An event was applied.
    fn applied(
        &mut self,
        _center: &Center,
        _before: &Day,
        _command: &Command,
        _event: &LoggedEvent,
    ) {
    }
    /// A command was refused.
    fn refused(&mut self, _center: &Center, _before: &Day, _command: &Command, _why: &Refusal) {}
    /// A command was answered with events.
    fn answered(&mut self, _center: &Center, _command: &Command) {}
}

/// Something that is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Arrive { person: usize },
    Act { clerk: usize },
    CheckIn { ticket: TicketId },
    GoHome { ticket: TicketId },
    Printed { ticket: TicketId },
    AtReception { ticket: TicketId },
    Tick,
}

/// A center that lives.
pub struct Center {
    pub catalog: Catalog,
    pub paces: Paces,
    pub day: Day,
    pub log: Vec<LoggedEvent>,
    pub now: DateTime<Utc>,
    pub temper: Temper,
    pub chance: Chance,
    /// Mean service time of each service in truth, in seconds.
    true_seconds: Vec<f64>,
    clerks: Vec<Clerk>,
    people: Vec<Person>,
    agenda: BinaryHeap<Reverse<(DateTime<Utc>, u64, Happening)>>,
    happenings: u64,
    tickets: u128,
}

impl Center {
    /// The sample center with office hours and a staff of its own.
    pub fn new(seed: u64, temper: Temper) -> Self {
        let mut chance = Chance::new(seed);
        let mut catalog = ward().expect("the sample center");
        let stretch = |(opens_minute, closes_minute)| OpeningHours {
            weekdays: (1..=7).collect(),
            opens_minute,
            closes_minute,
        };
        catalog.hours = WORK.map(stretch).to_vec();
        for desk in &mut catalog.desks {
            desk.planned.clone_from(&catalog.hours);
        }
        let (least, most) = temper.pace_share;
        let true_seconds = catalog
            .services
            .iter()
            .map(|service| f64::from(service.pace_seconds) * chance.between(least, most))
            .collect();
        let clerks = (0..catalog.desks.len()).map(|desk| Clerk::new(desk, &mut chance)).collect();
        Self {
            catalog,
            paces: Paces::default(),
            day: Day::new(),
            log: Vec::new(),
            now: DateTime::UNIX_EPOCH,
            temper,
            chance,
            true_seconds,
            clerks,
            people: Vec::new(),
            agenda: BinaryHeap::new(),
            happenings: 0,
            tickets: 0,
        }
    }

    /// Lives one date, from morning until all have gone home.
    pub fn live_day(&mut self, date: NaiveDate, watcher: &mut dyn Watcher) {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let start = midnight.and_local_timezone(self.catalog.center.time_zone).earliest();
        let start = start.expect("a midnight").with_timezone(&Utc);
        self.now = start + TimeDelta::minutes(1);
        self.run(&Command::Tick, &Actor::Server, watcher).expect("a tick is never refused");
        self.begin_clerks(start);
        self.expect_people(date, start);
        for minute in (7 * 60..19 * 60).step_by(4) {
            self.plan(start + TimeDelta::minutes(minute), Happening::Tick);
        }
        let midnight = start + TimeDelta::days(1);
        // What is planned for a later date, such as an appointment, stays on the agenda.
        while self.agenda.peek().is_some_and(|Reverse((at, ..))| *at < midnight)
            && let Some(Reverse((at, _, happening))) = self.agenda.pop()
        {
            self.now = self.now.max(at);
            self.happen(happening, watcher);
        }
    }

    fn happen(&mut self, happening: Happening, watcher: &mut dyn Watcher) {
        match happening {
            Happening::Arrive { person } => self.arrive(person, watcher),
            Happening::Act { clerk } => self.act(clerk, watcher),
            Happening::CheckIn { ticket } => {
                let _late = self.run(&Command::CheckIn { ticket }, &STAFF, watcher);
                self.wake();
            }
            Happening::GoHome { ticket } => {
                let _served = self.run(&Command::Cancel { ticket }, &Actor::Holder, watcher);
            }
            Happening::Printed { ticket } => self.printed(ticket, watcher),
            Happening::AtReception { ticket } => self.at_reception(ticket, watcher),
            Happening::Tick => {
                self.run(&Command::Tick, &Actor::Server, watcher).expect("a tick is never refused");
                self.wake();
            }
        }
        if self.chance.happens(self.temper.crash) {
            self.crash();
        }
    }

    /// The server stops and starts again from its log.
    fn crash(&mut self) {
        let opened =
            |logged: &LoggedEvent| matches!(logged.event.what, EventKind::DayOpened { .. });
        let start = self.log.iter().rposition(opened).expect("the day was opened");
        let mut day = Day::new();
        for logged in &self.log[start..] {
            day.apply(logged);
        }
        assert!(day == self.day, "the log from the turn of the day yields the day");
        self.day = day;
    }

    /// Decides and applies, as the writer does.
    pub fn run(
        &mut self,
        command: &Command,
        by: &Actor,
        watcher: &mut dyn Watcher,
    ) -> Result<Vec<Event>, Refusal> {
        let decided = self.day.decide(command, by, &self.catalog, &self.paces, self.now);
        let events = match decided {
            Ok(events) => events,
            Err(why) => {
                watcher.refused(self, &self.day, command, &why);
                return Err(why);
            }
        };
        for event in &events {
            let before = self.day.clone();
            let logged = LoggedEvent { seq: before.seq() + 1, event: event.clone() };
            self.day.apply(&logged);
            self.learn(&before, event);
            watcher.applied(self, &before, command, &logged);
            self.log.push(logged);
        }
        watcher.answered(self, command);
        Ok(events)
    }

    /// Learns how long a desk was busy with somebody, once it is free.
    fn learn(&mut self, before: &Day, event: &Event) {
        if matches!(event.what, EventKind::CommandUndone { .. }) {
            return;
        }
        let Some(ticket) = event.what.ticket().and_then(|id| before.ticket(id)) else { return };
        let Some(desk) = ticket.desk.as_ref().filter(|_| ticket.is_at_desk()) else { return };
        if self.day.desk(desk).ticket == Some(ticket.id) {
            return;
        }
        if let Some(since) = before.desk(desk).since {
            let seconds = u32::try_from((event.at - since).num_seconds()).unwrap_or(0);
            self.paces.learn(&ticket.service, seconds);
        }
    }

    pub(self) fn press(
        &mut self,
        desk: &DeskId,
        verb: DeskVerb,
        watcher: &mut dyn Watcher,
    ) -> Result<Vec<Event>, Refusal> {
        let command = DeskCommand { desk: desk.clone(), verb, ticket: None, command: None };
        self.run(&Command::Desk(command), &STAFF, watcher)
    }

    fn plan(&mut self, at: DateTime<Utc>, happening: Happening) {
        self.happenings += 1;
        self.agenda.push(Reverse((at, self.happenings, happening)));
    }

    fn plan_in(&mut self, seconds: f64, happening: Happening) {
        let milliseconds = (seconds.max(0.5) * 1_000.0) as i64;
        self.plan(self.now + TimeDelta::milliseconds(milliseconds), happening);
    }

    fn fresh_ticket(&mut self) -> TicketId {
        self.tickets += 1;
        let date = u128::from(self.now.num_days_from_ce().unsigned_abs());
        TicketId(Uuid::from_u128((date << 64) | self.tickets))
    }

    /// The service time of somebody, in seconds.
    fn service_seconds(&mut self, service: &ServiceId, speed: f64) -> f64 {
        let row = self.catalog.services.iter().position(|known| known.id == *service);
        let mean = self.true_seconds[row.unwrap_or(0)] * speed;
        self.chance.log_normal(mean, self.temper.spread).clamp(20.0, mean * 8.0)
    }

    /// Whole minutes after local midnight.
    pub fn minute_of_day(&self, at: DateTime<Utc>) -> i64 {
        let local = at.with_timezone(&self.catalog.center.time_zone).time();
        (local - chrono::NaiveTime::MIN).num_minutes()
    }

    fn state(&self, ticket: TicketId) -> Option<TicketState> {
        self.day.ticket(ticket).map(|ticket| ticket.state)
    }
}

const STAFF: Actor = Actor::Staff { staff: 1 };
const KIOSK: Actor = Actor::Device { device: 1 };
