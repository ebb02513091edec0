//! A center in memory for tests: the sample catalogue, a day, its log, and a clock that the test moves.
#![allow(dead_code, reason = "each test binary uses its own part")]

use chrono::{DateTime, TimeDelta, Utc};
use shared::catalog::{Catalog, ward};
use shared::day::{
    Actor, Command, Day, DeskCommand, DeskVerb, Event, IssueTicket, LoggedEvent, Paces, Refusal,
    Ticket,
};
use shared::ids::{DeskId, PriorityId, ServiceId, TicketId, TicketNumber};
use shared::text::Language;
use uuid::Uuid;

/// A kiosk.
pub(crate) const KIOSK: Actor = Actor::Device { device: 1 };
/// A member of staff.
pub(crate) const STAFF: Actor = Actor::Staff { staff: 1 };

/// A center in memory.
pub(crate) struct World {
    pub(crate) catalog: Catalog,
    pub(crate) paces: Paces,
    pub(crate) day: Day,
    pub(crate) log: Vec<LoggedEvent>,
    pub(crate) now: DateTime<Utc>,
    next_ticket: u128,
}

impl World {
    /// The sample center at 08:00 local time on a Monday.
    pub(crate) fn new() -> Self {
        Self::at("2026-11-23T08:00:00+07:00")
    }

    /// The sample center at a moment.
    pub(crate) fn at(moment: &str) -> Self {
        let now = DateTime::parse_from_rfc3339(moment).expect("a moment").with_timezone(&Utc);
        let catalog = ward().expect("the sample catalogue");
        let paces = Paces::default();
        Self { catalog, paces, day: Day::new(), log: Vec::new(), now, next_ticket: 1 }
    }

    pub(crate) fn wait(&mut self, minutes: i64) {
        self.now += TimeDelta::minutes(minutes);
    }

    pub(crate) fn wait_seconds(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
    }

    pub(crate) fn fresh_id(&mut self) -> TicketId {
        self.next_ticket += 1;
        TicketId(Uuid::from_u128(self.next_ticket))
    }

    /// Decides and applies, as the writer does.
    pub(crate) fn run(&mut self, command: &Command, by: &Actor) -> Result<Vec<Event>, Refusal> {
        let events = self.day.decide(command, by, &self.catalog, &self.paces, self.now)?;
        for event in &events {
            let logged = LoggedEvent { seq: self.day.seq() + 1, event: event.clone() };
            self.day.apply(&logged);
            self.log.push(logged);
        }
        Ok(events)
    }

    pub(crate) fn tick(&mut self) -> Vec<Event> {
        self.run(&Command::Tick, &Actor::Server).expect("a tick is never refused")
    }

    pub(crate) fn wish(&mut self, service: &str, priority: Option<&str>) -> IssueTicket {
        let walk_in = IssueTicket::walk_in(self.fresh_id(), ServiceId::from(service), Language::Vi);
        IssueTicket { priority: priority.map(PriorityId::from), ..walk_in }
    }

    pub(crate) fn issue(&mut self, service: &str) -> Ticket {
        self.issue_with(service, None)
    }

    pub(crate) fn issue_with(&mut self, service: &str, priority: Option<&str>) -> Ticket {
        let wish = self.wish(service, priority);
        let id = wish.ticket;
        self.run(&Command::IssueTicket(Box::new(wish)), &KIOSK).expect("a number");
        self.day.ticket(id).expect("the ticket").clone()
    }

    pub(crate) fn press(&mut self, desk: &str, verb: DeskVerb) -> Result<Vec<Event>, Refusal> {
        let command = DeskCommand { desk: DeskId::from(desk), verb, ticket: None, command: None };
        self.run(&Command::Desk(command), &STAFF)
    }

    pub(crate) fn ticket(&self, id: TicketId) -> &Ticket {
        self.day.ticket(id).expect("the ticket")
    }

    /// The ticket with this number.
    pub(crate) fn numbered(&self, number: &str) -> &Ticket {
        self.day.ticket_numbered(&TicketNumber::from(number)).expect("the ticket")
    }

    /// The ticket at a desk.
    pub(crate) fn at_desk(&self, desk: &str) -> Option<String> {
        let id = self.day.desk(&DeskId::from(desk)).ticket?;
        Some(self.ticket(id).number.to_string())
    }

    /// Opens a desk and calls; the number called.
    pub(crate) fn call(&mut self, desk: &str) -> Result<String, Refusal> {
        self.press(desk, DeskVerb::Open)?;
        self.press(desk, DeskVerb::CallNext)?;
        let id = self.day.desk(&DeskId::from(desk)).ticket.expect("a ticket at the desk");
        Ok(self.day.ticket(id).expect("the ticket").number.to_string())
    }

    /// Calls, serves at once and finishes; the number served.
    pub(crate) fn serve(&mut self, desk: &str) -> Result<String, Refusal> {
        let number = self.call(desk)?;
        self.press(desk, DeskVerb::Start)?;
        self.press(desk, DeskVerb::Finish)?;
        Ok(number)
    }

    /// The day that the log alone yields.
    pub(crate) fn replayed(&self) -> Day {
        replay(&self.log)
    }
}

/// Folds a log.
pub(crate) fn replay(log: &[LoggedEvent]) -> Day {
    let mut day = Day::new();
    for logged in log {
        day.apply(logged);
    }
    day
}
