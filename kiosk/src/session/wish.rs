//! A number that is asked for: once, however often somebody taps, until an answer came.

use std::time::Duration;

use shared::ids::TicketId;
use shared::protocol::{IssueTicketRequest, IssuedTicket};

use super::input::Effect;
use super::step::{AwayReason, Link, Step};
use super::ticket::ShownTicket;
use super::{Refusal, Session};

/// A number that was asked for. The id and the body stay the same until an answer came, whatever happens on
/// the screen, so that asking again can never make a second ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) id: TicketId,
    pub(super) request: IssueTicketRequest,
    pub(super) asked_at: Duration,
}

impl Session {
    pub(super) fn ask_number(&mut self, id: TicketId, now: Duration) -> Vec<Effect> {
        let Some(service) = self.choice.service.clone() else { return Vec::new() };
        self.wish = Some(Wish {
            id,
            request: IssueTicketRequest {
                procedure: self.choice.procedure.clone(),
                priority: self.choice.priority.clone(),
                declaration: self.declared(),
                ..IssueTicketRequest::walk_in(service, self.language)
            },
            asked_at: now,
        });
        self.ask_again(now)
    }

    pub(super) fn ask_again(&mut self, now: Duration) -> Vec<Effect> {
        let Some(wish) = &mut self.wish else { return Vec::new() };
        wish.asked_at = now;
        self.step = Step::Busy;
        let (id, request) = (wish.id, wish.request.clone());
        vec![Effect::RequestTicket { id, request, answer_in: self.language }]
    }

    pub(super) fn show_ticket(&mut self, issued: IssuedTicket, now: Duration) -> Vec<Effect> {
        if !self.awaits(issued.id) {
            // Nobody looks at this number any more: reception has to know.
            return vec![Effect::Abandon { id: issued.id }];
        }
        self.wish = None;
        self.step = Step::Ticket;
        self.ticket = Some(ShownTicket::new(issued.clone(), self.has_printer, now));
        if self.has_printer {
            vec![Effect::PrintTicket(issued)]
        } else {
            vec![Effect::ReportNoPaper { id: issued.id }]
        }
    }

    pub(super) fn refuse(&mut self, id: TicketId, refusal: Refusal, now: Duration) -> Vec<Effect> {
        if self.awaits(id) {
            // A refused id made nothing, so the wish ends here.
            self.wish = None;
            self.refusal = Some(refusal);
            self.step = Step::Refused;
            self.touched_at = now;
        }
        Vec::new()
    }

    /// Whether somebody before the screen waits for this number; also when they were just told that it is late.
    pub(super) fn awaits(&self, id: TicketId) -> bool {
        matches!(self.step, Step::Busy | Step::Failed)
            && self.wish.as_ref().is_some_and(|wish| wish.id == id)
    }

    /// Trying again is of no use and reception has to be asked: the screen says so at once.
    pub(super) fn lose_admission(&mut self, id: TicketId, now: Duration) -> Vec<Effect> {
        self.link = Link::Down(AwayReason::NotAdmitted);
        if !self.awaits(id) {
            return Vec::new();
        }
        self.step = Step::Failed;
        self.leave(now)
    }
}
