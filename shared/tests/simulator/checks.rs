//! What holds after every event, whatever happens.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use shared::catalog::{Catalog, Desk};
use shared::day::{
    Command, Day, DeskCommand, DeskNow, DeskState, DeskVerb, Event, EventKind, LegEnd, LoggedEvent,
    Refusal, ServiceCount, Ticket, TicketState,
};
use shared::ids::{DeskId, ServiceId, TicketId, TicketNumber};

use super::{Center, Watcher};

use TicketState::{Booked, Called, Cancelled, Done, Held, Lapsed, NoShow, Serving, Waiting};

/// Which states an event may find a ticket in, and which it leaves it in. The empty list: any, unchanged.
fn verbs(what: &EventKind) -> (&'static [TicketState], &'static [TicketState]) {
    match what {
        EventKind::TicketCalled { .. } => (&[Waiting], &[Called]),
        EventKind::TicketResumed { .. } => (&[Held, NoShow], &[Called]),
        EventKind::TicketRecalled { .. } => (&[Called], &[Called]),
        EventKind::ServiceStarted { .. } => (&[Called], &[Serving]),
        EventKind::ServiceFinished { next: None, .. } => (&[Serving], &[Done]),
        EventKind::ServiceFinished { next: Some(_), .. } => (&[Serving], &[Waiting]),
        EventKind::TicketHeld { .. } => (&[Called, Serving], &[Held]),
        EventKind::HoldEnded { .. } => (&[Held], &[Waiting]),
        EventKind::TicketTransferred { .. } => (&[Called, Serving], &[Waiting]),
        EventKind::TicketMissed { .. } => (&[Called], &[NoShow]),
        EventKind::TicketCancelled { .. } => {
            // Not come is taken back only when the person turns out to hold another number.
            (&[Booked, Waiting, Called, Held, NoShow], &[Cancelled])
        }
        EventKind::TicketCheckedIn { .. } => (&[Booked, Lapsed], &[Waiting]),
        EventKind::TicketLapsed { .. } => (&[Booked, Waiting, Called, Serving, Held], &[Lapsed]),
        _ => (&[], &[]),
    }
}

/// The state of a ticket is reached by its verb alone, from a state that the verb knows.
pub fn assert_verb(before: &Day, event: &Event, after: &Day) {
    let what = &event.what;
    let state = |day: &Day, id: TicketId| day.ticket(id).map(|ticket| ticket.state);
    match what {
        EventKind::TicketIssued { ticket, slot, number, offline, .. } => {
            assert_eq!(state(before, *ticket), None, "a new id");
            if let Some(date) = offline.as_ref().map(|offline| offline.date)
                && Some(date) < before.business_date()
            {
                assert_eq!(state(after, *ticket), Some(Lapsed), "its date is over");
                assert_eq!(before.ticket_numbered(number), after.ticket_numbered(number));
                return;
            }
            if slot.is_none_or(|slot| Some(slot.date) <= before.business_date()) {
                let other = before.ticket_numbered(number);
                assert!(other.is_none(), "{number} stands on a ticket of today, {other:?}");
            }
            let begins = if slot.is_some() { Booked } else { Waiting };
            assert_eq!(state(after, *ticket), Some(begins));
        }
        EventKind::TicketCorrected { ticket, .. } => {
            let state_before = state(before, *ticket).expect("a ticket");
            assert!([Booked, Waiting, Held].contains(&state_before));
            let ends = state(after, *ticket).expect("a ticket");
            assert!(ends == state_before || ends == Waiting, "{state_before:?} to {ends:?}");
        }
        EventKind::CommandUndone { .. } | EventKind::DayOpened { .. } => {}
        _ => {
            let Some(ticket) = what.ticket() else { return };
            let (from, to) = verbs(what);
            let (begins, ends) = (state(before, ticket), state(after, ticket));
            if from.is_empty() {
                assert_eq!(begins, ends, "{} changes no state", what.name());
                return;
            }
            assert!(begins.is_some_and(|s| from.contains(&s)), "{} in {begins:?}", what.name());
            assert!(ends.is_some_and(|s| to.contains(&s)), "{} to {ends:?}", what.name());
        }
    }
}

/// A place in the order: arrival less head start plus delay in milliseconds, then the order of issue.
pub type Standing = (i64, u64, TicketId);

/// The places of all whom a desk may serve, as the desk sees them; reckoned here from the rule alone.
pub fn standing_for(day: &Day, desk: &Desk) -> Vec<Standing> {
    let place = |ticket: &Ticket, delay_minutes: u32| {
        let minutes = i64::from(delay_minutes) - i64::from(ticket.head_start_minutes);
        let credited = ticket.arrived_at.timestamp_millis() + minutes * 60_000;
        (credited, ticket.issued_seq, ticket.id)
    };
    let of_service = |service: &ServiceId| {
        let delay = desk.delay_minutes.get(service).copied().unwrap_or(0);
        day.queue(service)
            .filter(|ticket| ticket.wanted_desk.is_none())
            .map(|ticket| place(ticket, delay))
            .collect::<Vec<_>>()
    };
    let own = day.queue_of_desk(&desk.id).map(|ticket| place(ticket, 0));
    desk.services.iter().flat_map(of_service).chain(own).collect()
}

/// Nobody whom the desk may serve stands before the one whom call-next calls.
pub fn assert_order(before: &Day, catalog: &Catalog, command: &Command, event: &Event) {
    if let Command::Desk(DeskCommand { verb: DeskVerb::CallNext, desk, .. }) = command
        && let EventKind::TicketCalled { ticket, .. } = &event.what
    {
        let desk = catalog.desk(desk).expect("a desk");
        let first = standing_for(before, desk).into_iter().min();
        let (_, _, first) = first.expect("the called ticket waited");
        assert_eq!(first, *ticket, "the smallest key plus delay");
    }
}

/// "Nobody waits" means that nobody waits.
pub fn assert_nobody(before: &Day, catalog: &Catalog, command: &Command, why: &Refusal) {
    if let (Command::Desk(command), Refusal::NobodyWaits { .. }) = (command, why)
        && command.verb == DeskVerb::CallNext
    {
        let desk = catalog.desk(&command.desk).expect("a desk");
        assert_eq!(standing_for(before, desk), vec![], "somebody waits for desk {}", desk.name);
    }
}

/// Every ticket stands in exactly the one place that its state names.
pub fn assert_one_place(day: &Day, catalog: &Catalog) {
    let mut places: BTreeMap<TicketId, &str> = BTreeMap::new();
    let mut stand = |ticket: &Ticket, place: &'static str| {
        let other = places.insert(ticket.id, place);
        assert_eq!(other, None, "{} stands in two places", ticket.number);
    };
    for service in &catalog.services {
        let queue: Vec<&Ticket> = day.queue(&service.id).collect();
        assert_eq!(queue.len(), day.waiting(&service.id) as usize);
        assert!(queue.is_sorted_by_key(|ticket| ticket.key()), "a total order");
        for ticket in queue {
            assert_eq!(ticket.service, service.id);
            stand(ticket, "queue");
        }
    }
    for (id, desk) in day.desks() {
        let Some(ticket) = desk.ticket else { continue };
        let ticket = day.ticket(ticket).expect("the desk's ticket");
        assert_eq!(ticket.desk.as_ref(), Some(id));
        stand(ticket, "desk");
    }
    day.held().for_each(|ticket| stand(ticket, "held"));
    day.booked().for_each(|ticket| stand(ticket, "booked"));
    for desk in &catalog.desks {
        for ticket in day.queue_of_desk(&desk.id) {
            assert_eq!(ticket.wanted_desk.as_ref(), Some(&desk.id));
            assert_ne!(day.desk(&desk.id).state, DeskState::Closed, "who waits for it alone");
        }
    }
    for ticket in day.tickets() {
        let place = match ticket.state {
            Waiting => Some("queue"),
            Called | Serving => Some("desk"),
            Held => Some("held"),
            Booked => Some("booked"),
            Done | NoShow | Cancelled | Lapsed => None,
        };
        assert_eq!(places.get(&ticket.id).copied(), place, "{}", ticket.number);
        assert_eq!(ticket.is_open(), place.is_some(), "{} ends with its visit", ticket.number);
        assert!(ticket.state != Held || ticket.held_at.is_some());
    }
}

/// The counts are those of the tickets.
pub fn assert_counts(day: &Day, catalog: &Catalog, opened_at: DateTime<Utc>) {
    let mut counts: BTreeMap<ServiceId, ServiceCount> = BTreeMap::new();
    let given_today = |ticket: &Ticket| match ticket.offline_date {
        Some(date) => Some(date) == day.business_date(),
        None => ticket.issued_at >= opened_at,
    };
    for ticket in day.tickets() {
        let home = counts.entry(ticket.home().clone()).or_default();
        if ticket.has_come() && (ticket.slot.is_some() || given_today(ticket)) {
            home.issued += 1;
            home.issued_at_kiosk += u32::from(ticket.channel == shared::day::Channel::Kiosk);
        }
        for leg in ticket.legs.iter().filter(|leg| leg.ended_at >= opened_at) {
            let count = counts.entry(leg.service.clone()).or_default();
            if leg.first_called_at.is_some_and(|called| called >= opened_at) {
                count.called += 1;
                count.wait_seconds_sum += u64::from(leg.waiting_seconds().unwrap_or(0));
            }
            count.served += u32::from(leg.end == LegEnd::Finished);
        }
        let count = counts.entry(ticket.service.clone()).or_default();
        let was_called = ticket.first_called_at.is_some_and(|called| called >= opened_at);
        if was_called && ticket.state != Lapsed {
            count.called += 1;
            count.wait_seconds_sum += u64::from(ticket.waiting_seconds().unwrap_or(0));
        }
        count.served += u32::from(ticket.state == Done);
        count.missed += u32::from(ticket.state == NoShow);
    }
    for service in &catalog.services {
        let counted = counts.get(&service.id).copied().unwrap_or_default();
        assert_eq!(day.count(&service.id), counted, "{}", service.id);
    }
}

/// Everything that the day tells, to compare two moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    tickets: BTreeMap<TicketId, Ticket>,
    desks: BTreeMap<DeskId, DeskNow>,
    queues: Vec<Vec<TicketId>>,
    own_queues: Vec<Vec<TicketId>>,
    counts: Vec<ServiceCount>,
    lists: [Vec<TicketId>; 4],
    calls: Vec<(TicketId, DeskId, DateTime<Utc>)>,
}

impl Picture {
    pub fn of(day: &Day, catalog: &Catalog) -> Self {
        let ids = |tickets: &mut dyn Iterator<Item = &Ticket>| tickets.map(|t| t.id).collect();
        let services = || catalog.services.iter().map(|service| &service.id);
        let mut desks: BTreeMap<DeskId, DeskNow> =
            day.desks().map(|(id, desk)| (id.clone(), desk.clone())).collect();
        // A desk that never did anything and one that took it back are alike.
        desks.retain(|_, desk| *desk != DeskNow::default());
        Self {
            tickets: day.tickets().map(|ticket| (ticket.id, ticket.clone())).collect(),
            desks,
            queues: services().map(|id| ids(&mut day.queue(id))).collect(),
            own_queues: catalog.desks.iter().map(|d| ids(&mut day.queue_of_desk(&d.id))).collect(),
            counts: services().map(|id| day.count(id)).collect(),
            lists: [
                ids(&mut day.held()),
                ids(&mut day.booked()),
                ids(&mut day.unprinted()),
                ids(&mut day.reprints(1)),
            ],
            calls: day.calls().map(|call| (call.ticket, call.desk, call.called_at)).collect(),
        }
    }
}

/// Looks on and holds the day to all of it.
#[derive(Default)]
pub struct Inspector {
    numbers: BTreeSet<(NaiveDate, TicketNumber)>,
    tickets: BTreeSet<TicketId>,
    /// Those of the date, and those carried into it.
    today: BTreeSet<TicketId>,
    opened_at: DateTime<Utc>,
    events: u64,
    /// Seconds of service by ticket, from the log alone; `None` once something was taken back.
    served: BTreeMap<TicketId, Option<(u32, Option<DateTime<Utc>>)>>,
    /// How often each event happened.
    pub happened: BTreeMap<&'static str, u64>,
}

/// Every so many events everything is looked at.
const LOOK_EVERY: u64 = 40;

impl Watcher for Inspector {
    fn applied(&mut self, center: &Center, before: &Day, command: &Command, event: &LoggedEvent) {
        let (catalog, event) = (&center.catalog, &event.event);
        self.events += 1;
        *self.happened.entry(event.what.name()).or_default() += 1;
        assert_verb(before, event, &center.day);
        assert_order(before, catalog, command, event);
        self.note(event, &center.day);
        if self.events.is_multiple_of(LOOK_EVERY) {
            self.look(center);
        }
    }

    fn refused(&mut self, center: &Center, before: &Day, command: &Command, why: &Refusal) {
        assert_nobody(before, &center.catalog, command, why);
    }
}

impl Inspector {
    /// Looks at everything.
    pub fn look(&self, center: &Center) {
        let known: BTreeSet<TicketId> = center.day.tickets().map(|ticket| ticket.id).collect();
        assert_eq!(known, self.today, "nobody is lost");
        assert_one_place(&center.day, &center.catalog);
        assert_counts(&center.day, &center.catalog, self.opened_at);
        for ticket in center.day.tickets().filter(|ticket| ticket.state == Done) {
            if let Some(Some((seconds, _))) = self.served.get(&ticket.id) {
                assert_eq!(ticket.service_seconds(), Some(*seconds), "{}", ticket.number);
            }
        }
    }

    fn note(&mut self, event: &Event, after: &Day) {
        match &event.what {
            EventKind::DayOpened { carried, .. } => {
                self.opened_at = event.at;
                self.today = carried.tickets.iter().map(|ticket| ticket.id).collect();
            }
            EventKind::TicketIssued { ticket, number, slot, .. } => {
                let today = after.business_date().expect("a date");
                let date = slot.map_or(today, |slot| slot.date);
                assert!(self.numbers.insert((date, number.clone())), "{number} twice on {date}");
                assert!(self.tickets.insert(*ticket) && self.today.insert(*ticket));
                self.served.insert(*ticket, Some((0, None)));
            }
            EventKind::CommandUndone { tickets_before, .. } => {
                for ticket in tickets_before {
                    self.served.insert(ticket.id, None);
                }
            }
            EventKind::ServiceStarted { ticket, .. } => {
                if let Some(Some((_, since))) = self.served.get_mut(ticket) {
                    *since = Some(event.at);
                }
            }
            EventKind::TicketHeld { ticket, .. }
            | EventKind::ServiceFinished { ticket, next: None, .. } => {
                if let Some(Some((seconds, since))) = self.served.get_mut(ticket)
                    && let Some(since) = since.take()
                {
                    *seconds += u32::try_from((event.at - since).num_seconds()).expect("forward");
                }
            }
            // Another leg counts anew.
            EventKind::TicketTransferred { ticket, .. }
            | EventKind::ServiceFinished { ticket, .. } => {
                self.served.entry(*ticket).and_modify(|served| {
                    if let Some(served) = served {
                        *served = (0, None);
                    }
                });
            }
            EventKind::TicketCorrected { ticket, .. }
                if after.ticket(*ticket).is_some_and(|t| t.served_seconds == 0) =>
            {
                self.served.entry(*ticket).and_modify(|served| {
                    if let Some(served) = served {
                        *served = (0, None);
                    }
                });
            }
            _ => {}
        }
    }
}
