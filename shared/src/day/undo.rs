//! Taking back a desk's last commands: what stood before is kept for a while and restored exactly.

use chrono::{DateTime, TimeDelta, Utc};
use imbl::Vector;

use super::desk_now::DeskNow;
use super::event::{EventKind, LoggedEvent};
use super::refusal::Refusal;
use super::state::{Day, UndoEntry};
use super::ticket::Ticket;
use crate::catalog::Catalog;
use crate::ids::{CommandId, DeskId, TicketId};

/// Commands that a desk can take back one after the other: the page's Next key sends two.
const KEPT: usize = 4;

impl Day {
    /// Keeps what stands before a command of a desk. To be called right before the event is applied.
    pub(super) fn keep_for_undo(&mut self, logged: &LoggedEvent) {
        let what = &logged.event.what;
        let Some(desk) = what.desk().filter(|_| what.can_be_undone()) else {
            return;
        };
        let ids: Vec<TicketId> = match what {
            EventKind::DeskClosed { desk } => self.queue_of_desk(desk).map(|t| t.id).collect(),
            _ => what.ticket().into_iter().collect(),
        };
        let entry = UndoEntry {
            seq: logged.seq,
            at: logged.event.at,
            command: logged.event.command,
            undone: what.name(),
            desk_before: self.desk(desk),
            tickets_before: ids.iter().filter_map(|id| self.tickets.get(id).cloned()).collect(),
        };
        let entries = self.undo.entry(desk.clone()).or_default();
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    /// The last command that the desk can still take back at this moment, by the name of its event.
    #[must_use]
    pub fn can_undo(
        &self,
        catalog: &Catalog,
        desk: &DeskId,
        at: DateTime<Utc>,
    ) -> Option<(&'static str, DateTime<Utc>)> {
        let entry = self.undo.get(desk).and_then(Vector::last)?;
        let until = entry.at + undo_time(catalog);
        (at <= until && self.is_untouched(entry)).then_some((entry.undone, until))
    }

    fn is_untouched(&self, entry: &UndoEntry) -> bool {
        entry
            .tickets_before
            .iter()
            .all(|before| self.ticket(before.id).is_some_and(|now| now.touched_seq == entry.seq))
    }

    pub(super) fn decide_undo(
        &self,
        catalog: &Catalog,
        desk: &DeskId,
        command: Option<CommandId>,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let entry = self
            .undo
            .get(desk)
            .and_then(Vector::last)
            .filter(|entry| at <= entry.at + undo_time(catalog))
            .filter(|entry| command.is_none() || entry.command == command)
            .ok_or_else(|| Refusal::TooLateToUndo { desk: desk.clone() })?;
        if !self.is_untouched(entry) {
            return Err(Refusal::SomeoneElseActed { desk: desk.clone() });
        }
        Ok(vec![EventKind::CommandUndone {
            desk: desk.clone(),
            undone: entry.undone.to_owned(),
            desk_before: entry.desk_before.clone(),
            tickets_before: entry.tickets_before.iter().map(|t| t.as_ref().clone()).collect(),
        }])
    }

    /// Puts back what stood before.
    pub(super) fn take_back(&mut self, desk: &DeskId, before: &DeskNow, tickets: &[Ticket]) {
        self.desks.insert(desk.clone(), before.clone());
        for before in tickets {
            let mut ticket = before.clone();
            if let Some(now) = self.ticket(before.id) {
                // What kiosk and reception did about the paper meanwhile is not the desk's to take back.
                (ticket.print, ticket.reprint, ticket.reprints) =
                    (now.print, now.reprint, now.reprints);
            }
            self.put(ticket);
        }
        if let Some(entries) = self.undo.get_mut(desk) {
            entries.pop_back();
            if entries.is_empty() {
                self.undo.remove(desk);
            }
        }
    }
}

fn undo_time(catalog: &Catalog) -> TimeDelta {
    TimeDelta::seconds(i64::from(catalog.rules.undo_seconds))
}
