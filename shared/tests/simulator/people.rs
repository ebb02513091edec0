//! Those who come: a rush in the morning, a bump after lunch, land above all.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use shared::day::{Channel, Command, IssueTicket, PrintOutcome, Refusal, Slot, TicketState};
use shared::ids::{PriorityId, ServiceId};
use shared::text::Language;

use super::{Center, Happening, KIOSK, STAFF, WORK, Watcher};

/// How many want each service of the sample center.
const MIX: [f64; 6] = [0.16, 0.19, 0.38, 0.08, 0.05, 0.14];

/// How many come in each half hour of the two stretches: a rush at eight, a bump at two.
const MORNING: [f64; 7] = [10.0, 8.0, 7.5, 6.0, 5.0, 3.5, 2.0];
const AFTERNOON: [f64; 7] = [4.5, 6.0, 5.5, 4.5, 3.5, 2.5, 1.0];

/// Somebody who comes.
#[derive(Clone, Debug)]
pub struct Person {
    service: ServiceId,
    steps: Vec<ServiceId>,
    priority: Option<PriorityId>,
    slot: Option<Slot>,
    at_reception: bool,
}

impl Center {
    /// Plans everybody who comes on a date, and who books on it for the next.
    pub(super) fn expect_people(&mut self, date: NaiveDate, midnight: DateTime<Utc>) {
        self.people.clear();
        let (least, most) = self.temper.people;
        let people = self.chance.between(least, most) as usize;
        for _ in 0..people {
            let at = midnight + TimeDelta::milliseconds(self.arrival_milliseconds());
            let person = self.somebody(None);
            self.plan_person(at, person);
        }
        let appointments = self.chance.below(self.temper.appointments + 1);
        for _ in 0..appointments {
            let is_tomorrow = self.chance.happens(0.3);
            let (day, days) = if is_tomorrow { (Days::new(1), 1) } else { (Days::new(0), 0) };
            let (opens, closes) = WORK[self.chance.below(2)];
            let slots = usize::from(closes - opens) / 30;
            let minute = i64::from(opens) + 30 * self.chance.below(slots) as i64;
            let starts_at = midnight + TimeDelta::minutes(minute + days * 1_440);
            let ends_at = starts_at + TimeDelta::minutes(30);
            let slot = Slot { date: date + day, starts_at, ends_at };
            let person = self.somebody(Some(slot));
            // Booked early in the day; some for a slot that has passed by then, which is refused.
            let minute = self.chance.between(7.0 * 60.0 + 1.0, 8.0 * 60.0 + 30.0) as i64;
            self.plan_person(midnight + TimeDelta::minutes(minute), person);
        }
    }

    fn plan_person(&mut self, at: DateTime<Utc>, person: Person) {
        self.people.push(person);
        self.plan(at, Happening::Arrive { person: self.people.len() - 1 });
    }

    fn arrival_milliseconds(&mut self) -> i64 {
        let halves: Vec<f64> = MORNING.into_iter().chain(AFTERNOON).collect();
        let half = self.chance.weighted(&halves);
        let (opens, half) = if half < 7 { (WORK[0].0, half) } else { (WORK[1].0, half - 7) };
        let minute = f64::from(opens) + 30.0 * half as f64;
        let within = if half == 0 && self.chance.happens(0.5) {
            // Half of the first have stood at the door.
            self.chance.between(0.1, 6.0)
        } else {
            self.chance.between(0.0, 29.9)
        };
        ((minute + within) * 60_000.0) as i64
    }

    fn somebody(&mut self, slot: Option<Slot>) -> Person {
        let service = self.some_service();
        let mut steps = Vec::new();
        if self.chance.happens(self.temper.steps) {
            steps.push(self.some_service());
        }
        let priority = self.chance.happens(self.temper.priority).then(|| {
            let class = self.chance.below(self.catalog.priorities.len());
            self.catalog.priorities[class].id.clone()
        });
        let at_reception = slot.is_some() || self.chance.happens(0.1);
        Person { service, steps, priority, slot, at_reception }
    }

    pub(super) fn some_service(&mut self) -> ServiceId {
        let row = self.chance.weighted(&MIX);
        self.catalog.services[row].id.clone()
    }

    /// Somebody asks for a number.
    pub(super) fn arrive(&mut self, person: usize, watcher: &mut dyn Watcher) {
        let person = self.people[person].clone();
        let ticket = self.fresh_ticket();
        let (channel, by) =
            if person.at_reception { (Channel::Reception, STAFF) } else { (Channel::Kiosk, KIOSK) };
        let wish = IssueTicket {
            priority: person.priority,
            channel,
            steps: person.steps,
            slot: person.slot,
            ..IssueTicket::walk_in(ticket, person.service, Language::Vi)
        };
        let command = Command::IssueTicket(Box::new(wish));
        match self.run(&command, &by, watcher) {
            Ok(events) => assert!(!events.is_empty(), "a new wish gives a number"),
            Err(Refusal::WrongSlot { .. }) if person.slot.is_some() => return,
            Err(refusal) => panic!("nobody is sent away in office hours: {refusal}"),
        }
        self.wake();
        if self.chance.happens(self.temper.reception) {
            // A double tap.
            assert_eq!(self.run(&command, &by, watcher), Ok(Vec::new()), "the same wish again");
        }
        if let Some(slot) = person.slot {
            if !self.chance.happens(self.temper.absent) {
                // Early, in time, or late: then it has lapsed and makes a walk-in.
                let minutes = self.chance.between(-25.0, 45.0);
                let at = slot.starts_at + TimeDelta::seconds((minutes * 60.0) as i64);
                self.plan(at.max(self.now), Happening::CheckIn { ticket });
            }
            return;
        }
        if self.chance.happens(0.9) {
            self.plan_in(4.0, Happening::Printed { ticket });
        }
        if self.chance.happens(self.temper.cancel) {
            let seconds = self.chance.between(30.0, 3_600.0);
            self.plan_in(seconds, Happening::GoHome { ticket });
        }
        if self.chance.happens(self.temper.reception) {
            let seconds = self.chance.between(10.0, 1_800.0);
            self.plan_in(seconds, Happening::AtReception { ticket });
        }
    }

    pub(super) fn printed(&mut self, ticket: shared::ids::TicketId, watcher: &mut dyn Watcher) {
        let outcome = match self.chance.weighted(&[0.94, 0.04, 0.02]) {
            0 => PrintOutcome::Printed,
            1 => PrintOutcome::Failed,
            _ => PrintOutcome::Unknown,
        };
        let reported = self.run(&Command::ReportPrint { ticket, outcome }, &KIOSK, watcher);
        assert!(reported.is_ok(), "a print is reported at any time: {reported:?}");
    }

    /// Somebody goes to reception: the wrong queue, or no paper.
    pub(super) fn at_reception(
        &mut self,
        ticket: shared::ids::TicketId,
        watcher: &mut dyn Watcher,
    ) {
        let command = if self.chance.happens(0.5) {
            Command::Correct { ticket, service: self.some_service() }
        } else {
            Command::Reprint { ticket, device: self.chance.happens(0.5).then_some(1) }
        };
        let state = self.state(ticket);
        let answer = self.run(&command, &STAFF, watcher);
        if state == Some(TicketState::Waiting) {
            assert!(answer.is_ok(), "who waits is helped: {answer:?}");
        }
        self.wake();
    }
}
