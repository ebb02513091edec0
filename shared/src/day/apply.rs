//! What an event changes. Never fails: an event that does not fit the state changes nothing but the
//! sequence, and `check` finds the difference to the projections.

use chrono::{DateTime, NaiveDate, Utc};

use super::command::Actor;
use super::desk_now::{DeskNow, DeskState};
use super::event::{Carried, EventKind, LoggedEvent, NextStep};
use super::lease::OfflineNumber;
use super::state::Day;
use super::ticket::{LegEnd, PrintOutcome, Slot, Ticket, TicketState, seconds_between};
use crate::ids::{DeskId, PauseReasonId, ServiceId, TicketId, TicketNumber};

impl Day {
    /// Changes the day by one event of the log.
    pub fn apply(&mut self, logged: &LoggedEvent) {
        let at = logged.event.at;
        self.keep_for_undo(logged);
        self.seq = logged.seq;
        self.last_at = Some(self.last_at.map_or(at, |last| last.max(at)));
        match &logged.event.what {
            EventKind::DayOpened { business_date, carried } => {
                self.begin_day(*business_date, carried, at);
            }
            EventKind::TicketIssued { .. } => self.add_ticket(logged),
            EventKind::NumbersLeased { device, journal, blocks } => {
                self.keep_leases(*device, *journal, blocks, at);
            }
            EventKind::PrintReported { ticket, outcome } => {
                self.keep_print(*ticket, *outcome, &logged.event.by);
            }
            EventKind::ReprintAsked { ticket, device } => self.change(*ticket, |ticket| {
                ticket.reprint = *device;
                ticket.reprints += 1;
            }),
            EventKind::CommandUndone { desk, desk_before, tickets_before, .. } => {
                self.take_back(desk, desk_before, tickets_before);
            }
            EventKind::AlarmRaised { alarm } => {
                self.alarms.insert(alarm.clone(), at);
            }
            EventKind::AlarmCleared { alarm } => {
                self.alarms.remove(alarm);
            }
            EventKind::CatalogChanged { .. } => {}
            EventKind::DeskOpened { desk } => self.set_desk(desk, DeskState::Open, None, at),
            EventKind::DeskPaused { desk, reason } => {
                self.set_desk(desk, DeskState::Paused, Some(reason.clone()), at);
            }
            EventKind::DeskClosed { desk } => {
                self.set_desk(desk, DeskState::Closed, None, at);
                self.release_from(desk);
            }
            what => {
                self.apply_to_ticket(what, at);
                if let Some(id) = what.ticket() {
                    self.change(id, |ticket| ticket.touched_seq = logged.seq);
                }
            }
        }
    }

    fn apply_to_ticket(&mut self, what: &EventKind, at: DateTime<Utc>) {
        match what {
            EventKind::TicketCalled { ticket, desk }
            | EventKind::TicketResumed { ticket, desk } => {
                self.call(*ticket, desk, at);
            }
            EventKind::TicketRecalled { ticket, .. } => self.recall(*ticket, at),
            EventKind::ServiceStarted { ticket, .. } => self.change(*ticket, |ticket| {
                let way = ticket.called_at.map_or(0, |called| seconds_between(called, at));
                ticket.way_seconds.get_or_insert(way);
                ticket.state = TicketState::Serving;
                ticket.started_at = Some(at);
            }),
            EventKind::ServiceFinished { ticket, desk, next } => {
                self.finish(*ticket, desk, next.as_ref(), at);
            }
            EventKind::TicketHeld { ticket, until, note, .. } => {
                self.leave_desk(*ticket, at);
                self.change(*ticket, |ticket| {
                    ticket.served_seconds = ticket.service_seconds_until(at).unwrap_or(0);
                    ticket.started_at = None;
                    ticket.state = TicketState::Held;
                    ticket.held_at = Some(at);
                    ticket.held_until = *until;
                    ticket.note = note.or(ticket.note);
                });
            }
            EventKind::HoldEnded { ticket } => self.change(*ticket, |ticket| {
                ticket.state = TicketState::Waiting;
                ticket.held_at = None;
                ticket.held_until = None;
            }),
            EventKind::TicketTransferred { ticket, service, to_desk, arrived_at, note, .. } => {
                self.leave_desk(*ticket, at);
                self.change(*ticket, |ticket| {
                    ticket.go_on(service, *arrived_at, LegEnd::Transferred, at);
                    ticket.wanted_desk.clone_from(to_desk);
                    ticket.note = note.or(ticket.note);
                });
            }
            EventKind::TicketNoted { ticket, note, .. } => {
                self.change(*ticket, |ticket| ticket.note = Some(*note));
            }
            EventKind::TicketMissed { ticket, .. } => self.end(*ticket, TicketState::NoShow, at),
            EventKind::TicketLapsed { ticket } => self.end(*ticket, TicketState::Lapsed, at),
            EventKind::TicketCancelled { ticket } => {
                // The desk did not ask for this: what it did before cannot be taken back any more.
                if let Some(desk) = self.ticket(*ticket).and_then(|ticket| ticket.desk.clone()) {
                    self.undo.remove(&desk);
                }
                self.end(*ticket, TicketState::Cancelled, at);
            }
            EventKind::TicketCheckedIn { ticket, arrived_at } => self.change(*ticket, |ticket| {
                ticket.state = TicketState::Waiting;
                ticket.arrived_at = *arrived_at;
                ticket.queued_at = Some(*arrived_at);
                ticket.ended_at = None;
            }),
            EventKind::ArrivalLearned { ticket, arrived_at } => self.change(*ticket, |ticket| {
                ticket.issued_at = ticket.issued_at.min(*arrived_at);
                ticket.arrived_at = ticket.arrived_at.min(*arrived_at);
            }),
            EventKind::TicketCorrected { ticket, service } => self.correct(*ticket, service, at),
            _ => {}
        }
    }

    fn recall(&mut self, ticket: TicketId, at: DateTime<Utc>) {
        let seq = self.seq;
        self.change(ticket, |ticket| {
            ticket.called_at = Some(at);
            ticket.call_seq = Some(seq);
            ticket.recalls += 1;
        });
    }

    fn begin_day(&mut self, business_date: NaiveDate, carried: &Carried, at: DateTime<Utc>) {
        let mut next = Self {
            business_date: Some(business_date),
            opened_at: Some(at),
            seq: self.seq,
            last_at: self.last_at,
            desks: carried.desks.clone().into_iter().collect(),
            ..Self::default()
        };
        for (date, numbers) in &carried.booked_numbers {
            for (service, n) in numbers {
                next.booked_numbers.insert((*date, service.clone()), *n);
            }
        }
        next.take_leases(carried);
        for ticket in &carried.tickets {
            let mut ticket = ticket.clone();
            // The first version wrote no way: without one, service that has begun could not end.
            if let (None, Some(started_at)) = (ticket.way_seconds, ticket.started_at) {
                let called_at = ticket.called_at.unwrap_or(started_at);
                ticket.way_seconds = Some(seconds_between(called_at, started_at));
            }
            next.put(ticket);
        }
        *self = next;
    }

    fn add_ticket(&mut self, logged: &LoggedEvent) {
        let EventKind::TicketIssued {
            ticket,
            service,
            n,
            number,
            procedure,
            priority,
            head_start_minutes,
            language,
            channel,
            person,
            steps,
            slot,
            note,
            offline,
            declaration,
        } = &logged.event.what
        else {
            return;
        };
        let at = logged.event.at;
        let begins = self.begin_ticket(*slot, offline.as_ref(), at);
        self.keep_number((*ticket, number), *slot, (service, *n), offline.as_ref());
        self.put(Ticket {
            id: *ticket,
            number: number.clone(),
            n: *n,
            service: service.clone(),
            home: None,
            procedure: procedure.clone(),
            priority: priority.clone(),
            head_start_minutes: *head_start_minutes,
            language: *language,
            device: device_of(&logged.event.by),
            channel: *channel,
            person: *person,
            state: begins.state,
            issued_seq: logged.seq,
            issued_at: begins.issued_at,
            arrived_at: begins.arrived_at,
            queued_at: None,
            first_called_at: None,
            called_at: None,
            started_at: None,
            way_seconds: None,
            served_seconds: 0,
            ended_at: (begins.state == TicketState::Lapsed).then_some(at),
            desk: None,
            wanted_desk: None,
            recalls: 0,
            print: None,
            reprint: None,
            reprints: 0,
            steps: steps.clone(),
            asked_steps: steps.clone(),
            asked_note: *note,
            legs: Vec::new(),
            held_until: None,
            held_at: None,
            slot: *slot,
            offline_date: offline.as_ref().map(|offline| offline.date),
            note: *note,
            declaration: *declaration,
            call_seq: None,
            touched_seq: logged.seq,
        });
    }

    /// Remembers which numbers of a range are used; those that kiosks give by themselves stand apart.
    fn keep_number(
        &mut self,
        ticket: (TicketId, &TicketNumber),
        slot: Option<Slot>,
        (service, n): (&ServiceId, u32),
        offline: Option<&OfflineNumber>,
    ) {
        if let Some(offline) = offline {
            return self.keep_offline(ticket.0, ticket.1, offline);
        }
        let is_later = slot.is_some_and(|slot| Some(slot.date) > self.business_date);
        match slot.filter(|_| is_later) {
            Some(slot) => self.booked_numbers.insert((slot.date, service.clone()), n),
            None => self.last_numbers.insert(service.clone(), n),
        };
    }

    /// A report ends the job of the kiosk that reports, and of no other.
    fn keep_print(&mut self, id: TicketId, outcome: PrintOutcome, by: &Actor) {
        self.change(id, |ticket| {
            ticket.print = Some(outcome);
            ticket.reprint = ticket.reprint.filter(|kiosk| *by != Actor::Device { device: *kiosk });
        });
    }

    fn call(&mut self, id: TicketId, desk: &DeskId, at: DateTime<Utc>) {
        if self.ticket(id).is_none() {
            return;
        }
        let seq = self.seq;
        self.change(id, |ticket| {
            ticket.state = TicketState::Called;
            ticket.desk = Some(desk.clone());
            ticket.wanted_desk = None;
            ticket.first_called_at.get_or_insert(at);
            ticket.called_at = Some(at);
            ticket.call_seq = Some(seq);
            ticket.recalls = 0;
            ticket.held_at = None;
            ticket.held_until = None;
            ticket.ended_at = None;
        });
        let entry = self.desk_entry(desk, at);
        entry.ticket = Some(id);
    }

    fn finish(&mut self, id: TicketId, desk: &DeskId, next: Option<&NextStep>, at: DateTime<Utc>) {
        let Some(seconds) = self.ticket(id).and_then(|ticket| ticket.service_seconds_until(at))
        else {
            return;
        };
        match next {
            None => self.end(id, TicketState::Done, at),
            Some(next) => {
                self.leave_desk(id, at);
                self.change(id, |ticket| {
                    // Steps before it were passed over: the center gave up their service.
                    let next_at = ticket.steps.iter().position(|step| *step == next.service);
                    ticket.steps.drain(..next_at.map_or(0, |at| at + 1));
                    ticket.go_on(&next.service, next.arrived_at, LegEnd::Finished, at);
                });
            }
        }
        let entry = self.desk_entry(desk, at);
        entry.served += 1;
        entry.service_seconds_sum += u64::from(seconds);
    }

    fn correct(&mut self, id: TicketId, service: &ServiceId, at: DateTime<Utc>) {
        self.change(id, |ticket| {
            if ticket.first_called_at.is_some() {
                ticket.go_on(service, ticket.arrived_at, LegEnd::Corrected, at);
                return;
            }
            ticket.home.get_or_insert_with(|| ticket.service.clone());
            ticket.service = service.clone();
            ticket.wanted_desk = None;
            if ticket.home.as_ref() == Some(service) {
                ticket.home = None;
            }
        });
    }

    /// Ends a ticket wherever it stands and frees its desk.
    fn end(&mut self, id: TicketId, state: TicketState, at: DateTime<Utc>) {
        self.leave_desk(id, at);
        self.change(id, |ticket| {
            ticket.state = state;
            ticket.ended_at = Some(at);
            ticket.held_at = None;
            ticket.held_until = None;
        });
    }

    /// Frees the desk at which a ticket stands.
    fn leave_desk(&mut self, id: TicketId, at: DateTime<Utc>) {
        let desk = self.ticket(id).and_then(|ticket| ticket.desk.clone());
        if let Some(desk) = desk
            && self.desk(&desk).ticket == Some(id)
        {
            self.desk_entry(&desk, at).ticket = None;
        }
    }

    /// Lets those who wait for a desk alone wait for any desk of their queue.
    fn release_from(&mut self, desk: &DeskId) {
        let (seq, ids) = (self.seq, self.queue_of_desk(desk).map(|t| t.id).collect::<Vec<_>>());
        for id in ids {
            self.change(id, |ticket| {
                ticket.wanted_desk = None;
                ticket.touched_seq = seq;
            });
        }
    }

    fn set_desk(
        &mut self,
        desk: &DeskId,
        state: DeskState,
        pause_reason: Option<PauseReasonId>,
        at: DateTime<Utc>,
    ) {
        let entry = self.desk_entry(desk, at);
        entry.state = state;
        entry.pause_reason = pause_reason;
    }

    /// A desk that is about to change.
    fn desk_entry(&mut self, desk: &DeskId, at: DateTime<Utc>) -> &mut DeskNow {
        let entry = self.desks.entry(desk.clone()).or_default();
        entry.since = Some(at);
        entry
    }
}

fn device_of(by: &Actor) -> Option<i64> {
    match by {
        Actor::Device { device } => Some(*device),
        Actor::Server | Actor::Staff { .. } | Actor::Holder => None,
    }
}
