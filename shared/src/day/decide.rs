//! What follows from a command: events or a refusal. Changes nothing.

use chrono::{DateTime, SubsecRound, Utc};

use super::command::{Actor, Command, IssueTicket};
use super::desk_now::DeskState;
use super::event::{Event, EventKind, LoggedEvent};
use super::pace::Paces;
use super::refusal::Refusal;
use super::state::Day;
use super::ticket::{PrintOutcome, Ticket, TicketState};
use crate::catalog::Catalog;
use crate::ids::{CommandId, ServiceId, TicketId};

impl Day {
    /// Answers a command with the events that follow from it, in their order. An empty list means that
    /// what was asked for is so already. What time alone brings about comes first: the turn of the day
    /// when the local date has moved on, holds and slots that have ended.
    ///
    /// # Errors
    /// The [`Refusal`] when the rules say no; nothing has happened then, not even the turn of the day.
    pub fn decide(
        &self,
        command: &Command,
        by: &Actor,
        catalog: &Catalog,
        paces: &Paces,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        if let Command::IssueTicket(wish) = command
            && let Some(known) = self.ticket(wish.ticket)
        {
            // Before the turn of the day: a wish sent again just after midnight is no new one.
            return if self.is_same_wish(known, wish, catalog, now) {
                Ok(Vec::new())
            } else {
                Err(Refusal::DifferentBody)
            };
        }
        let at = self.moment(now);
        let mut events = self.turn_events(catalog, at);
        let mut day = self.clone();
        day.follow(&events);
        let due = stamped(day.due_events(at), at, &Actor::Server, None);
        day.follow(&due);
        events.extend(due);
        let what = day.decide_today(command, catalog, paces, at)?;
        let named = match command {
            Command::Desk(command) => command.command,
            _ => None,
        };
        events.extend(stamped(what, at, by, named));
        Ok(events)
    }

    fn follow(&mut self, events: &[Event]) {
        for event in events {
            self.apply(&LoggedEvent { seq: self.seq + 1, event: event.clone() });
        }
    }

    /// Whether a wish is the one that made this ticket. What belongs to a person is hashed with the key of a
    /// date, so it can be compared on that date only.
    fn is_same_wish(
        &self,
        known: &Ticket,
        wish: &IssueTicket,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> bool {
        if let Some(offline) = &wish.offline {
            // What left the catalogue meanwhile was dropped; the number says enough.
            return known.offline_date.is_some() && known.number == offline.number;
        }
        let is_same_date = self.business_date == Some(self.business_date_at(catalog, now))
            && self.opened_at.is_none_or(|opened| opened <= known.issued_at);
        known.home() == &wish.service
            && known.procedure == wish.procedure
            && known.priority == wish.priority
            && known.language == wish.language
            && known.slot == wish.slot
            && known.declaration == wish.declaration
            && known.asked_steps == wish.steps
            && (!is_same_date || (known.person == wish.person && known.asked_note == wish.note))
    }

    /// The moment that events carry: whole milliseconds, never before the last event, so that a clock set
    /// back yields neither negative times nor another order.
    fn moment(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let now = now.trunc_subsecs(3);
        self.last_at.map_or(now, |last| last.max(now))
    }

    fn decide_today(
        &self,
        command: &Command,
        catalog: &Catalog,
        paces: &Paces,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        match command {
            Command::Tick => Ok(self.alarm_events(catalog, at)),
            Command::IssueTicket(wish) => match &wish.offline {
                Some(offline) => self.decide_merge(wish, offline, catalog, at),
                None => self.decide_issue(wish, catalog, paces, at),
            },
            Command::LeaseNumbers { device, journal, count } => {
                Ok(self.decide_lease((*device, *journal), *count, catalog))
            }
            Command::AdmitPrinted { ticket, number, arrived_at, language } => {
                self.decide_admit((*ticket, number), *arrived_at, *language, catalog, at)
            }
            Command::ReportPrint { ticket, outcome } => self.decide_print(*ticket, *outcome),
            Command::Desk(command) => self.decide_desk(command, catalog, at),
            Command::Cancel { ticket } => self.decide_cancel(*ticket),
            Command::CheckIn { ticket } => self.decide_check_in(*ticket, at),
            Command::Correct { ticket, service } => self.decide_correct(*ticket, service, catalog),
            Command::Reprint { ticket, device } => {
                let known = self.ticket(*ticket).ok_or(Refusal::UnknownTicket)?;
                if !known.is_open() {
                    return Err(Refusal::WrongTicketState { ticket: *ticket });
                }
                if device.is_some() && known.reprint == *device {
                    // Asked for already; a request that is sent again makes no second paper.
                    return Ok(Vec::new());
                }
                Ok(vec![EventKind::ReprintAsked { ticket: *ticket, device: *device }])
            }
            Command::AnnounceCatalog { version } => Ok(self.decide_announce(*version, catalog)),
        }
    }

    /// A desk that left the catalogue can do nothing any more: whoever was at it is set aside, and those who
    /// waited for it alone wait for any desk of their queue.
    fn decide_announce(&self, version: i64, catalog: &Catalog) -> Vec<EventKind> {
        let mut what = vec![EventKind::CatalogChanged { version }];
        for (id, desk) in self.desks().filter(|(id, _)| catalog.desk(id).is_none()) {
            if let Some(ticket) = desk.ticket {
                let desk = id.clone();
                what.push(EventKind::TicketHeld { ticket, desk, until: None, note: None });
            }
            if desk.state != DeskState::Closed {
                what.push(EventKind::DeskClosed { desk: id.clone() });
            }
        }
        what
    }

    fn decide_print(
        &self,
        ticket: TicketId,
        outcome: PrintOutcome,
    ) -> Result<Vec<EventKind>, Refusal> {
        let known = self.ticket(ticket).ok_or(Refusal::UnknownTicket)?;
        if known.print == Some(outcome) && known.reprint.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![EventKind::PrintReported { ticket, outcome }])
    }

    /// Whoever is at the desk already is the desk's to finish; everyone else may go home.
    fn decide_cancel(&self, ticket: TicketId) -> Result<Vec<EventKind>, Refusal> {
        match self.ticket(ticket).ok_or(Refusal::UnknownTicket)?.state {
            TicketState::Cancelled => Ok(Vec::new()),
            TicketState::Booked
            | TicketState::Waiting
            | TicketState::Held
            | TicketState::Called => Ok(vec![EventKind::TicketCancelled { ticket }]),
            TicketState::Serving
            | TicketState::Done
            | TicketState::NoShow
            | TicketState::Lapsed => Err(Refusal::WrongTicketState { ticket }),
        }
    }

    /// An appointment arrives at its slot or at check-in, whichever is later; after the slot it is a walk-in.
    fn decide_check_in(
        &self,
        ticket: TicketId,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let known = self.ticket(ticket).ok_or(Refusal::UnknownTicket)?;
        let Some(slot) = known.slot else {
            return Err(Refusal::WrongTicketState { ticket });
        };
        if !self.is_of_today(known) {
            return Err(Refusal::OtherDate { date: slot.date });
        }
        match known.state {
            TicketState::Booked => {
                let arrived_at = slot.starts_at.max(at);
                Ok(vec![EventKind::TicketCheckedIn { ticket, arrived_at }])
            }
            TicketState::Lapsed => Ok(vec![EventKind::TicketCheckedIn { ticket, arrived_at: at }]),
            TicketState::Waiting => Ok(Vec::new()),
            _ => Err(Refusal::WrongTicketState { ticket }),
        }
    }

    fn decide_correct(
        &self,
        ticket: TicketId,
        service: &ServiceId,
        catalog: &Catalog,
    ) -> Result<Vec<EventKind>, Refusal> {
        let known = self.ticket(ticket).ok_or(Refusal::UnknownTicket)?;
        catalog.service(service).ok_or(Refusal::UnknownService)?;
        match known.state {
            TicketState::Booked | TicketState::Waiting | TicketState::Held => {
                if known.service == *service {
                    return Ok(Vec::new());
                }
                self.check_one_place(known, service, catalog)?;
                Ok(vec![EventKind::TicketCorrected { ticket, service: service.clone() }])
            }
            _ => Err(Refusal::WrongTicketState { ticket }),
        }
    }
}

fn stamped<'a>(
    what: Vec<EventKind>,
    at: DateTime<Utc>,
    by: &'a Actor,
    command: Option<CommandId>,
) -> Vec<Event> {
    what.into_iter().map(|what| Event { at, by: by.clone(), command, what }).collect()
}
