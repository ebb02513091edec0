//! What follows from a command: events or a refusal. Changes nothing.

use chrono::{DateTime, SubsecRound, Utc};

use super::command::{Actor, Command, DeskCommand, DeskVerb, IssueTicket};
use super::event::{Event, EventKind, LoggedEvent};
use super::refusal::Refusal;
use super::state::{Day, DeskNow, DeskState, PrintOutcome, Ticket, TicketState};
use crate::catalog::{Catalog, Service};
use crate::ids::TicketId;

impl Day {
    /// Answers a command with the events that follow from it, in their order. An empty list means that
    /// what was asked for is so already. When the local date has moved on, the turn of the day comes first.
    ///
    /// # Errors
    /// The [`Refusal`] when the rules say no; nothing has happened then, not even the turn of the day.
    pub fn decide(
        &self,
        command: &Command,
        by: &Actor,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, Refusal> {
        if let Command::IssueTicket(wish) = command
            && let Some(known) = self.ticket(wish.ticket)
        {
            // Before the turn of the day: a wish sent again just after midnight is no new one.
            return if is_same_wish(known, wish) {
                Ok(Vec::new())
            } else {
                Err(Refusal::DifferentBody)
            };
        }
        let at = self.moment(now);
        let mut events = self.turn_events(catalog, at);
        let followed = if events.is_empty() {
            self.decide_today(command, catalog, at)?
        } else {
            let mut turned = self.clone();
            for event in &events {
                turned.apply(&LoggedEvent { seq: turned.seq + 1, event: event.clone() });
            }
            turned.decide_today(command, catalog, at)?
        };
        events.extend(followed.into_iter().map(|what| Event { at, by: by.clone(), what }));
        Ok(events)
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
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        match command {
            Command::Tick => Ok(Vec::new()),
            Command::IssueTicket(wish) => self.decide_issue(wish, catalog, at),
            Command::ReportPrint { ticket, outcome } => self.decide_print(*ticket, *outcome),
            Command::Desk(command) => self.decide_desk(command, catalog),
        }
    }

    fn decide_issue(
        &self,
        wish: &IssueTicket,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let service = catalog.service(&wish.service).ok_or(Refusal::UnknownService)?;
        if let Some(id) = &wish.procedure {
            let procedure = catalog.procedure(id).ok_or(Refusal::UnknownProcedure)?;
            if procedure.service != wish.service {
                return Err(Refusal::UnknownProcedure);
            }
        }
        let head_start_minutes = match &wish.priority {
            None => 0,
            Some(id) => catalog.priority(id).ok_or(Refusal::UnknownPriority)?.head_start_minutes,
        };
        if !catalog.is_open(at) {
            return Err(Refusal::CenterClosed);
        }
        let n = self.next_number(service).ok_or(Refusal::NumbersUsedUp)?;
        Ok(vec![EventKind::TicketIssued {
            ticket: wish.ticket,
            service: wish.service.clone(),
            n,
            number: service.number(n),
            procedure: wish.procedure.clone(),
            priority: wish.priority.clone(),
            head_start_minutes,
            language: wish.language,
        }])
    }

    /// The next free number of a service's range; `None` when the range is used up. Numbers that crossed
    /// midnight with their tickets are skipped.
    fn next_number(&self, service: &Service) -> Option<u32> {
        let last = self.last_numbers.get(&service.id).copied();
        let first = last
            .map_or(service.range_first, |last| last.saturating_add(1).max(service.range_first));
        (first..=service.range_last)
            .find(|n| !self.carried_numbers.contains(&(service.id.clone(), *n)))
    }

    fn decide_print(
        &self,
        ticket: TicketId,
        outcome: PrintOutcome,
    ) -> Result<Vec<EventKind>, Refusal> {
        let known = self.ticket(ticket).ok_or(Refusal::UnknownTicket)?;
        if known.print == Some(outcome) {
            return Ok(Vec::new());
        }
        Ok(vec![EventKind::PrintReported { ticket, outcome }])
    }

    fn decide_desk(
        &self,
        command: &DeskCommand,
        catalog: &Catalog,
    ) -> Result<Vec<EventKind>, Refusal> {
        let entry = catalog.desk(&command.desk).ok_or(Refusal::UnknownDesk)?;
        let now = self.desk(&command.desk);
        let desk = || command.desk.clone();
        if command.ticket.is_some() && command.ticket != now.ticket {
            return Err(Refusal::SomeoneElseActed { desk: desk() });
        }
        match command.verb {
            DeskVerb::Open if now.state == DeskState::Open => Ok(Vec::new()),
            DeskVerb::Open => Ok(vec![EventKind::DeskOpened { desk: desk() }]),
            DeskVerb::Close => {
                if let Some(ticket) = now.ticket {
                    return Err(Refusal::DeskBusy { desk: desk(), ticket });
                }
                if now.state == DeskState::Closed {
                    return Ok(Vec::new());
                }
                Ok(vec![EventKind::DeskClosed { desk: desk() }])
            }
            DeskVerb::CallNext => {
                if let Some(ticket) = now.ticket {
                    return Err(Refusal::DeskBusy { desk: desk(), ticket });
                }
                if now.state != DeskState::Open {
                    return Err(Refusal::DeskClosed { desk: desk() });
                }
                let ticket = self.next_for(entry).ok_or(Refusal::NobodyWaits { desk: desk() })?;
                Ok(vec![EventKind::TicketCalled { ticket, desk: desk() }])
            }
            DeskVerb::Recall | DeskVerb::Start | DeskVerb::Finish | DeskVerb::NoShow => {
                self.decide_on_ticket(command, &now)
            }
        }
    }

    /// The verbs that act on the ticket at the desk: recall, start and no-show want it called, finish wants
    /// it served.
    fn decide_on_ticket(
        &self,
        command: &DeskCommand,
        now: &DeskNow,
    ) -> Result<Vec<EventKind>, Refusal> {
        let desk = command.desk.clone();
        let Some(ticket) = now.ticket.and_then(|id| self.ticket(id)) else {
            return Err(Refusal::WrongState { desk });
        };
        let id = ticket.id;
        match (command.verb, ticket.state) {
            (DeskVerb::Recall, TicketState::Called) => {
                Ok(vec![EventKind::TicketRecalled { ticket: id, desk }])
            }
            (DeskVerb::Start, TicketState::Called) => {
                Ok(vec![EventKind::ServiceStarted { ticket: id, desk }])
            }
            (DeskVerb::NoShow, TicketState::Called) => {
                Ok(vec![EventKind::TicketMissed { ticket: id, desk }])
            }
            (DeskVerb::Finish, TicketState::Serving) => {
                Ok(vec![EventKind::ServiceFinished { ticket: id, desk }])
            }
            _ => Err(Refusal::WrongState { desk }),
        }
    }
}

fn is_same_wish(known: &Ticket, wish: &IssueTicket) -> bool {
    known.service == wish.service
        && known.procedure == wish.procedure
        && known.priority == wish.priority
        && known.language == wish.language
}
