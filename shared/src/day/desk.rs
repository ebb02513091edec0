//! What follows from the keys of a desk.

use chrono::{DateTime, Utc};

use super::command::{DeskCommand, DeskVerb, HOLD_MINUTES_MAX, TransferTo, after_minutes};
use super::desk_now::{DeskNow, DeskState};
use super::event::{EventKind, NextStep};
use super::refusal::Refusal;
use super::state::Day;
use super::ticket::{Ticket, TicketState};
use crate::catalog::{ArrivalRule, Catalog, Desk};
use crate::ids::{DeskId, NoteId, ServiceId, TicketNumber};

impl Day {
    pub(super) fn decide_desk(
        &self,
        command: &DeskCommand,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let entry = catalog.desk(&command.desk).ok_or(Refusal::UnknownDesk)?;
        let now = self.desk(&command.desk);
        let desk = command.desk.clone();
        if command.ticket.is_some() && command.ticket != now.ticket {
            return Err(Refusal::SomeoneElseActed { desk });
        }
        match &command.verb {
            DeskVerb::Open if now.state == DeskState::Open => Ok(Vec::new()),
            DeskVerb::Open => Ok(vec![EventKind::DeskOpened { desk }]),
            DeskVerb::Pause { reason } => {
                catalog.pause_reason(reason).ok_or(Refusal::UnknownReason)?;
                if now.state == DeskState::Paused && now.pause_reason.as_ref() == Some(reason) {
                    return Ok(Vec::new());
                }
                if now.state == DeskState::Closed {
                    return Err(Refusal::DeskClosed { desk });
                }
                Ok(vec![EventKind::DeskPaused { desk, reason: reason.clone() }])
            }
            DeskVerb::Close => {
                self.require_empty(&desk, &now)?;
                if now.state == DeskState::Closed {
                    return Ok(Vec::new());
                }
                Ok(vec![EventKind::DeskClosed { desk }])
            }
            DeskVerb::CallNext => {
                self.require_ready(&desk, &now)?;
                let ticket =
                    self.next_for(entry).ok_or(Refusal::NobodyWaits { desk: desk.clone() })?;
                Ok(vec![EventKind::TicketCalled { ticket, desk }])
            }
            DeskVerb::Call { number } => self.decide_call(number, entry, &now, catalog),
            DeskVerb::Resume { number } => self.decide_resume(number, &desk, &now),
            DeskVerb::Undo { command } => self.decide_undo(catalog, &desk, *command, at),
            _ => self.decide_on_ticket(command, &now, catalog, at),
        }
    }

    fn require_empty(&self, desk: &DeskId, now: &DeskNow) -> Result<(), Refusal> {
        match now.ticket {
            Some(ticket) => Err(Refusal::DeskBusy { desk: desk.clone(), ticket }),
            None => Ok(()),
        }
    }

    fn require_ready(&self, desk: &DeskId, now: &DeskNow) -> Result<(), Refusal> {
        self.require_empty(desk, now)?;
        if now.state != DeskState::Open {
            return Err(Refusal::DeskClosed { desk: desk.clone() });
        }
        Ok(())
    }

    fn decide_call(
        &self,
        number: &TicketNumber,
        entry: &Desk,
        now: &DeskNow,
        catalog: &Catalog,
    ) -> Result<Vec<EventKind>, Refusal> {
        let desk = entry.id.clone();
        self.require_ready(&desk, now)?;
        let ticket = self.ticket_numbered(number).ok_or(Refusal::UnknownTicket)?;
        let is_for_me = ticket.wanted_desk.as_ref().is_none_or(|wanted| *wanted == desk)
            && entry.services.contains(&ticket.service);
        let is_bound_to_me = ticket.wanted_desk.as_ref() == Some(&desk);
        if !catalog.rules.desks_call_numbers || !(is_for_me || is_bound_to_me) {
            return Err(Refusal::NotAllowed { desk });
        }
        if ticket.state != TicketState::Waiting {
            return Err(Refusal::WrongTicketState { ticket: ticket.id });
        }
        Ok(vec![EventKind::TicketCalled { ticket: ticket.id, desk }])
    }

    fn decide_resume(
        &self,
        number: &TicketNumber,
        desk: &DeskId,
        now: &DeskNow,
    ) -> Result<Vec<EventKind>, Refusal> {
        self.require_ready(desk, now)?;
        let ticket = self.ticket_numbered(number).ok_or(Refusal::UnknownTicket)?;
        if !matches!(ticket.state, TicketState::Held | TicketState::NoShow) {
            return Err(Refusal::WrongTicketState { ticket: ticket.id });
        }
        Ok(vec![EventKind::TicketResumed { ticket: ticket.id, desk: desk.clone() }])
    }

    /// The verbs that act on the ticket at the desk.
    fn decide_on_ticket(
        &self,
        command: &DeskCommand,
        now: &DeskNow,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let desk = command.desk.clone();
        let Some(known) = now.ticket.and_then(|id| self.ticket(id)) else {
            return Err(Refusal::WrongState { desk });
        };
        let ticket = known.id;
        let what = match (&command.verb, known.state) {
            (DeskVerb::Recall, TicketState::Called) => {
                if known.recalls >= catalog.rules.recalls_max {
                    return Err(Refusal::RecallsUsedUp { desk });
                }
                EventKind::TicketRecalled { ticket, desk }
            }
            (DeskVerb::Start, TicketState::Called) => EventKind::ServiceStarted { ticket, desk },
            (DeskVerb::NoShow, TicketState::Called) => EventKind::TicketMissed { ticket, desk },
            (DeskVerb::Finish, TicketState::Serving) => {
                EventKind::ServiceFinished { ticket, desk, next: next_step(known, catalog, at) }
            }
            (DeskVerb::Hold { minutes, note }, _) => {
                if minutes.is_some_and(|minutes| !(1..=HOLD_MINUTES_MAX).contains(&minutes)) {
                    return Err(Refusal::WrongHold { desk });
                }
                let until = minutes.map(|minutes| after_minutes(at, minutes));
                EventKind::TicketHeld { ticket, desk, until, note: *note }
            }
            (DeskVerb::Transfer { to, note }, _) => {
                return self.decide_transfer(known, &desk, to, *note, catalog, at);
            }
            (DeskVerb::Note { note }, _) if known.note == Some(*note) => return Ok(Vec::new()),
            (DeskVerb::Note { note }, _) => EventKind::TicketNoted { ticket, desk, note: *note },
            _ => return Err(Refusal::WrongState { desk }),
        };
        Ok(vec![what])
    }

    fn decide_transfer(
        &self,
        ticket: &Ticket,
        desk: &DeskId,
        to: &TransferTo,
        note: Option<NoteId>,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let (service, to_desk) = match to {
            TransferTo::Service(service) => {
                let entry = catalog.service(service).ok_or(Refusal::UnknownService)?;
                if !catalog.is_served(entry) {
                    return Err(Refusal::ServiceClosed { opens_at: None });
                }
                if *service == ticket.service {
                    return Err(Refusal::WrongState { desk: desk.clone() });
                }
                (service.clone(), None)
            }
            TransferTo::Desk(target) => {
                (self.service_at(ticket, desk, target, catalog)?, Some(target.clone()))
            }
            TransferTo::Back => self.way_back(ticket, desk, catalog)?,
        };
        Ok(vec![EventKind::TicketTransferred {
            ticket: ticket.id,
            desk: desk.clone(),
            service,
            to_desk,
            arrived_at: arrival(ticket, catalog, at),
            note,
        }])
    }

    /// The queue in which a ticket waits for a desk: its own when the desk serves that, else the desk's first.
    fn service_at(
        &self,
        ticket: &Ticket,
        desk: &DeskId,
        target: &DeskId,
        catalog: &Catalog,
    ) -> Result<ServiceId, Refusal> {
        let entry = catalog.desk(target).ok_or(Refusal::UnknownDesk)?;
        let closed = || Refusal::TargetClosed { desk: desk.clone(), target: target.clone() };
        if target == desk || self.desk(target).state == DeskState::Closed {
            return Err(closed());
        }
        if entry.services.contains(&ticket.service) {
            return Ok(ticket.service.clone());
        }
        entry.services.first().cloned().ok_or_else(closed)
    }

    /// Where the ticket came from: the desk of its last leg while that takes people, else that leg's queue.
    fn way_back(
        &self,
        ticket: &Ticket,
        desk: &DeskId,
        catalog: &Catalog,
    ) -> Result<(ServiceId, Option<DeskId>), Refusal> {
        let leg = ticket
            .legs
            .last()
            .filter(|leg| catalog.service(&leg.service).is_some())
            .ok_or_else(|| Refusal::WrongState { desk: desk.clone() })?;
        let from = leg.desk.clone().filter(|from| {
            from != desk
                && catalog.desk(from).is_some()
                && self.desk(from).state != DeskState::Closed
        });
        Ok((leg.service.clone(), from))
    }
}

/// The next step of the visit; steps whose service the center gave up are passed over.
fn next_step(ticket: &Ticket, catalog: &Catalog, at: DateTime<Utc>) -> Option<NextStep> {
    let service = ticket.steps.iter().find(|step| catalog.service(step).is_some())?.clone();
    Some(NextStep { service, arrived_at: arrival(ticket, catalog, at) })
}

/// The arrival that counts in the next queue.
fn arrival(ticket: &Ticket, catalog: &Catalog, at: DateTime<Utc>) -> DateTime<Utc> {
    match catalog.rules.transfer_arrival {
        ArrivalRule::Kept => ticket.arrived_at,
        ArrivalRule::Renewed => at,
    }
}
