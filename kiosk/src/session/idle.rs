//! What time alone does to a visit: the question whether somebody is there, and the wiping.

use std::time::Duration;

use super::checklist::Checklist;
use super::comfort::Comfort;
use super::find::Finding;
use super::input::Effect;
use super::paging::Pages;
use super::step::{Screen, Step};
use super::{BUSY_LIMIT, Choice, IDLE_LIMIT, IDLE_WARNING, Session, whole_seconds};

impl Session {
    /// Whole seconds until the screen is wiped, when it is time to ask whether somebody is still there.
    #[must_use]
    pub fn idle_seconds_left(&self, now: Duration) -> Option<u64> {
        if !self.asks_before_wiping() {
            return None;
        }
        let left = (self.touched_at + IDLE_LIMIT).saturating_sub(now);
        (left <= IDLE_WARNING).then(|| whole_seconds(left))
    }

    /// Ends the visit: nothing of it stays. A wish without an answer may have made a ticket, which is reported
    /// as not printed, so that reception knows of it.
    pub(super) fn leave(&mut self, now: Duration) -> Vec<Effect> {
        if self.step == Step::Busy {
            return Vec::new();
        }
        let abandoned = self.wish.take().map(|wish| Effect::Abandon { id: wish.id });
        self.language = self.default_language;
        self.step = Step::Welcome;
        self.choice = Choice::default();
        self.pages = Pages::default();
        self.refusal = None;
        self.ticket = None;
        self.finding = Finding::default();
        self.checklist = Checklist::default();
        self.filling = None;
        self.shelf.forget_code();
        self.comfort = Comfort::default();
        self.staff.leave();
        self.asks_to_leave = false;
        self.touched_at = now;
        abandoned.into_iter().collect()
    }

    pub(super) fn tick(&mut self, now: Duration) -> Vec<Effect> {
        if self.step == Step::Busy {
            if self.wish.as_ref().is_none_or(|wish| now >= wish.asked_at + BUSY_LIMIT) {
                self.step = Step::Failed;
                self.touched_at = now;
            }
            return Vec::new();
        }
        let over = match (self.step, &self.ticket) {
            (Step::Ticket, Some(ticket)) => now >= ticket.leaves_at,
            (Step::Welcome, _) => self.is_changed() && self.is_idle(now),
            _ => self.is_idle(now),
        };
        if over { self.leave(now) } else { Vec::new() }
    }

    /// Whether "start over" waits for an answer.
    #[must_use]
    pub fn asks_to_leave(&self) -> bool {
        self.asks_to_leave
    }

    /// Whether there is anything to start over from.
    #[must_use]
    pub fn may_leave(&self) -> bool {
        // Some screens have a way to the start of their own.
        !matches!(
            self.step,
            Step::Welcome
                | Step::Busy
                | Step::Ticket
                | Step::Refused
                | Step::Failed
                | Step::Staff(_)
        ) && !matches!(self.screen(), Screen::Away(_))
    }

    /// Starts over, after a question when something would be lost.
    pub(super) fn ask_to_leave(&mut self, now: Duration) -> Vec<Effect> {
        if !self.may_leave() {
            return Vec::new();
        }
        if self.filling.is_none() && self.choice == Choice::default() {
            return self.leave(now);
        }
        self.asks_to_leave = true;
        Vec::new()
    }

    /// Whether somebody chose anything that the next person would find.
    fn is_changed(&self) -> bool {
        self.language != self.default_language || self.comfort != Comfort::default()
    }

    pub(super) fn is_idle(&self, now: Duration) -> bool {
        now.saturating_sub(self.touched_at) >= IDLE_LIMIT
    }

    pub(super) fn asks_before_wiping(&self) -> bool {
        !matches!(self.step, Step::Welcome | Step::Busy | Step::Ticket)
            && !matches!(self.screen(), Screen::Away(_))
    }
}
