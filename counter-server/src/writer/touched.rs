//! Which tickets and desks an event changes: what the projections write, and what `check` compares.

use shared::day::{Day, EventKind};
use shared::ids::{DeskId, TicketId};

/// What an event changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Tickets.
    pub tickets: Vec<TicketId>,
    /// Desks.
    pub desks: Vec<DeskId>,
}

impl Touched {
    /// What an event will change; `before` is the day right before it. The turn of the day changes
    /// everything that it carries: that is for the caller to see.
    #[must_use]
    pub fn by(before: &Day, what: &EventKind) -> Self {
        let tickets: Vec<TicketId> = match what {
            EventKind::AlarmRaised { .. } | EventKind::AlarmCleared { .. } => {
                return Self::default();
            }
            EventKind::CommandUndone { tickets_before, .. } => {
                tickets_before.iter().map(|ticket| ticket.id).collect()
            }
            // Those who waited for this desk alone wait for any desk now.
            EventKind::DeskClosed { desk } => {
                before.queue_of_desk(desk).map(|ticket| ticket.id).collect()
            }
            what => what.ticket().into_iter().collect(),
        };
        let mut desks: Vec<DeskId> = what.desk().cloned().into_iter().collect();
        // A ticket that ends or goes on by another hand leaves the desk at which it stands.
        let left = tickets
            .iter()
            .filter_map(|id| before.ticket(*id))
            .filter_map(|ticket| ticket.desk.as_ref().filter(|_| ticket.is_at_desk()));
        for desk in left {
            if !desks.contains(desk) {
                desks.push(desk.clone());
            }
        }
        Self { tickets, desks }
    }
}
