//! Those who work: they open at eight, call, serve, pause, go to lunch, and close when all have gone.

use chrono::{DateTime, TimeDelta, Utc};
use shared::day::{DeskState, DeskVerb, EventKind, Refusal, Ticket, TicketState, TransferTo};
use shared::ids::{DeskId, NoteId, PauseReasonId, TicketNumber};
use uuid::Uuid;

use super::chance::Chance;
use super::{Center, Happening, WORK, Watcher};

/// Somebody at a desk.
#[derive(Clone, Debug)]
pub struct Clerk {
    desk: usize,
    /// Service times as a share of the mean.
    speed: f64,
    /// Nobody waited at the last look: somebody must wake this clerk.
    is_idle: bool,
    /// Does not answer: a person who was called and will not come.
    waits_in_vain: bool,
    opens_at: DateTime<Utc>,
    lunch: (DateTime<Utc>, DateTime<Utc>),
    closes_at: DateTime<Utc>,
    next_pause: DateTime<Utc>,
    had_lunch: bool,
}

impl Clerk {
    pub(super) fn new(desk: usize, chance: &mut Chance) -> Self {
        let never = DateTime::UNIX_EPOCH;
        Self {
            desk,
            speed: chance.between(0.85, 1.18),
            is_idle: false,
            waits_in_vain: false,
            opens_at: never,
            lunch: (never, never),
            closes_at: never,
            next_pause: never,
            had_lunch: false,
        }
    }
}

impl Center {
    /// A new day for everybody at a desk.
    pub(super) fn begin_clerks(&mut self, midnight: DateTime<Utc>) {
        let minute = |minutes: f64| midnight + TimeDelta::milliseconds((minutes * 60_000.0) as i64);
        for row in 0..self.clerks.len() {
            let chance = &mut self.chance;
            let opens_at = minute(f64::from(WORK[0].0) + chance.between(-4.0, 7.0));
            let lunch_from = minute(f64::from(WORK[0].1) + chance.between(-2.0, 4.0));
            let lunch_to = minute(f64::from(WORK[1].0) + chance.between(-3.0, 6.0));
            let closes_at = minute(f64::from(WORK[1].1));
            let pause = chance.exponential(self.temper.pause_every_minutes);
            let clerk = &mut self.clerks[row];
            clerk.opens_at = opens_at;
            clerk.lunch = (lunch_from, lunch_to);
            clerk.closes_at = closes_at;
            clerk.next_pause = opens_at + TimeDelta::seconds((pause * 60.0) as i64);
            clerk.had_lunch = false;
            clerk.is_idle = false;
            self.plan(opens_at, Happening::Act { clerk: row });
        }
    }

    /// Clerks who had nobody look again, soon.
    pub(super) fn wake(&mut self) {
        for row in 0..self.clerks.len() {
            if std::mem::take(&mut self.clerks[row].is_idle) {
                let seconds = self.chance.between(2.0, 20.0);
                self.plan_in(seconds, Happening::Act { clerk: row });
            }
        }
    }

    fn act_in(&mut self, row: usize, seconds: f64) {
        self.plan_in(seconds, Happening::Act { clerk: row });
    }

    /// A clerk does the next thing.
    pub(super) fn act(&mut self, row: usize, watcher: &mut dyn Watcher) {
        let desk = self.catalog.desks[self.clerks[row].desk].id.clone();
        if self.chance.happens(self.temper.misuse) {
            self.misuse(&desk, watcher);
        }
        let seq = self.day.seq();
        let now = self.day.desk(&desk);
        let ticket = now.ticket.and_then(|id| self.day.ticket(id)).cloned();
        let next = match ticket {
            Some(ticket) if ticket.state == TicketState::Called => {
                Some(self.receive(row, &desk, &ticket, watcher))
            }
            Some(ticket) => Some(self.end_service(row, &desk, &ticket, watcher)),
            None => self.act_alone(row, &desk, now.state, watcher),
        };
        let acted = self.day.seq() > seq;
        if acted && self.chance.happens(self.temper.undo) {
            self.take_back(&desk, watcher);
        }
        match next {
            Some(seconds) => self.act_in(row, seconds),
            // Whoever is idle is woken by the next who comes; what an undo brought back needs no wait.
            None if self.day.desk(&desk).ticket.is_some() => self.act_in(row, 5.0),
            None => {}
        }
    }

    /// A slip of the hand, noticed at once; sometimes the command before it too.
    fn take_back(&mut self, desk: &DeskId, watcher: &mut dyn Watcher) {
        self.now += TimeDelta::milliseconds((self.chance.between(0.5, 9.0) * 1_000.0) as i64);
        let presses = 1 + usize::from(self.chance.happens(0.2));
        for _ in 0..presses {
            let _late = self.press(desk, DeskVerb::Undo { command: None }, watcher);
        }
    }

    /// Keys without sense, and what others ask of a desk.
    fn misuse(&mut self, desk: &DeskId, watcher: &mut dyn Watcher) {
        let number = TicketNumber::from("C001");
        let verb = match self.chance.below(8) {
            0 => DeskVerb::Start,
            1 => DeskVerb::NoShow,
            2 => DeskVerb::Recall,
            3 => DeskVerb::Close,
            4 => DeskVerb::CallNext,
            5 => DeskVerb::Hold { minutes: Some(0), note: None },
            6 => DeskVerb::Call { number },
            _ => DeskVerb::Resume { number },
        };
        let _refused = self.press(desk, verb, watcher);
    }

    /// With nobody at the desk: open, pause, close, or call. `None`: somebody will wake the clerk, or
    /// nobody ever.
    fn act_alone(
        &mut self,
        row: usize,
        desk: &DeskId,
        state: DeskState,
        watcher: &mut dyn Watcher,
    ) -> Option<f64> {
        let clerk = self.clerks[row].clone();
        let reason = |code: &str| DeskVerb::Pause { reason: PauseReasonId::from(code) };
        if self.now >= clerk.closes_at + TimeDelta::minutes(70) {
            let _closed = self.press(desk, DeskVerb::Close, watcher);
            return None;
        }
        if state != DeskState::Open {
            self.press(desk, DeskVerb::Open, watcher).expect("a desk opens at any time");
            return Some(self.breath());
        }
        if !clerk.had_lunch && self.now >= clerk.lunch.0 {
            self.press(desk, reason("meal"), watcher).expect("a pause");
            self.clerks[row].had_lunch = true;
            return Some((clerk.lunch.1 - self.now).as_seconds_f64());
        }
        let before_lunch = (clerk.lunch.0 - self.now).num_minutes();
        if self.now >= clerk.next_pause && self.now < clerk.closes_at && before_lunch.abs() > 20 {
            self.press(desk, reason("break"), watcher).expect("a pause");
            let minutes = self.chance.log_normal(self.temper.pause_minutes, 0.6).clamp(3.0, 40.0);
            let until_next = self.chance.exponential(self.temper.pause_every_minutes) + minutes;
            self.clerks[row].next_pause = self.now + TimeDelta::seconds((until_next * 60.0) as i64);
            return Some(minutes * 60.0);
        }
        self.call(row, desk, watcher)
    }

    /// Calls somebody; in how many seconds the person is there.
    fn call(&mut self, row: usize, desk: &DeskId, watcher: &mut dyn Watcher) -> Option<f64> {
        let verb = self.out_of_turn(desk).unwrap_or(DeskVerb::CallNext);
        match self.press(desk, verb, watcher) {
            Ok(events) => {
                let called = |event: &shared::day::Event| {
                    matches!(
                        event.what,
                        EventKind::TicketCalled { .. } | EventKind::TicketResumed { .. }
                    )
                };
                assert!(events.iter().any(called), "a call calls somebody");
                self.clerks[row].waits_in_vain = self.chance.happens(self.temper.no_show);
                let way = if self.clerks[row].waits_in_vain { 60.0 } else { 0.0 };
                Some(way + self.chance.between(10.0, 50.0))
            }
            Err(Refusal::NobodyWaits { .. }) if self.now >= self.clerks[row].closes_at => {
                self.press(desk, DeskVerb::Close, watcher).expect("an empty desk closes");
                None
            }
            Err(Refusal::NobodyWaits { .. }) => {
                self.clerks[row].is_idle = true;
                None
            }
            Err(refusal) => panic!("an open, empty desk calls: {refusal}"),
        }
    }

    /// Somebody whom the desk calls out of turn: a number that waits, was set aside, or was missed.
    fn out_of_turn(&mut self, desk: &DeskId) -> Option<DeskVerb> {
        let may = self.chance.happens(self.temper.out_of_turn);
        let held: Vec<&Ticket> = self.day.held().filter(|t| t.held_until.is_none()).collect();
        if let Some(ticket) = held.first()
            && (may || self.now - ticket.held_at.unwrap_or(self.now) > TimeDelta::minutes(20))
        {
            return Some(DeskVerb::Resume { number: ticket.number.clone() });
        }
        if !may {
            return None;
        }
        let entry = self.catalog.desk(desk).expect("a desk");
        if self.chance.happens(0.5) {
            let mine = self.day.in_call_order(entry, 9);
            return mine.last().map(|ticket| DeskVerb::Call { number: ticket.number.clone() });
        }
        let missed = self.day.tickets().filter(|ticket| ticket.state == TicketState::NoShow);
        let last = missed.max_by_key(|ticket| ticket.issued_seq)?;
        Some(DeskVerb::Resume { number: last.number.clone() })
    }

    /// The person called comes, or does not.
    fn receive(
        &mut self,
        row: usize,
        desk: &DeskId,
        ticket: &Ticket,
        watcher: &mut dyn Watcher,
    ) -> f64 {
        if self.clerks[row].waits_in_vain {
            if self.press(desk, DeskVerb::Recall, watcher).is_ok() && self.chance.happens(0.6) {
                return self.chance.between(40.0, 70.0);
            }
            self.press(desk, DeskVerb::NoShow, watcher).expect("a missed person");
            return self.breath();
        }
        if self.chance.happens(self.temper.transfer / 4.0) {
            self.send_on(desk, ticket, watcher);
            return self.breath();
        }
        self.press(desk, DeskVerb::Start, watcher).expect("the person is there");
        self.service_seconds(&ticket.service, self.clerks[row].speed)
    }

    /// The service is over: done, set aside, or sent on.
    fn end_service(
        &mut self,
        row: usize,
        desk: &DeskId,
        ticket: &Ticket,
        watcher: &mut dyn Watcher,
    ) -> f64 {
        // Whoever was sent on or set aside once is served to the end, or nobody would ever go home.
        let is_new = ticket.legs.len() < 3 && ticket.served_seconds == 0;
        if is_new && self.chance.happens(self.temper.hold) {
            let minutes = self.chance.happens(0.6).then(|| 1 + self.chance.below(40) as u32);
            let note = self.note();
            self.press(desk, DeskVerb::Hold { minutes, note }, watcher).expect("set aside");
            if let Some(minutes) = minutes {
                self.plan_in(f64::from(minutes) * 60.0 + 1.0, Happening::Tick);
            }
        } else if is_new && self.chance.happens(self.temper.transfer) {
            self.send_on(desk, ticket, watcher);
        } else {
            self.press(desk, DeskVerb::Finish, watcher).expect("served");
            self.wake();
        }
        let _ = row;
        self.breath()
    }

    fn send_on(&mut self, desk: &DeskId, ticket: &Ticket, watcher: &mut dyn Watcher) {
        let service = self.some_service();
        let other = self.chance.below(self.catalog.desks.len());
        let to = match self.chance.below(3) {
            0 => TransferTo::Desk(self.catalog.desks[other].id.clone()),
            1 => TransferTo::Back,
            _ => TransferTo::Service(service),
        };
        let note = self.note();
        if self.press(desk, DeskVerb::Transfer { to, note }, watcher).is_err() {
            // Nobody there, nowhere to go back to, or the same queue: finished here then.
            if ticket.state == TicketState::Called {
                self.press(desk, DeskVerb::Start, watcher).expect("the person is there");
            }
            self.press(desk, DeskVerb::Finish, watcher).expect("served");
        }
        self.wake();
    }

    fn note(&mut self) -> Option<NoteId> {
        let is_noted = self.chance.happens(0.2);
        is_noted.then(|| NoteId(Uuid::from_u128(u128::from(self.chance.next()))))
    }

    /// Seconds between two people.
    fn breath(&mut self) -> f64 {
        self.chance.log_normal(22.0, 0.7).clamp(3.0, 180.0)
    }
}
