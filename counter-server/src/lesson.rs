//! How long calls keep a desk busy, told from the events that end them.

use chrono::{DateTime, Utc};
use shared::day::{Day, Event, EventKind, Ticket};

use crate::storage::paces::PaceSample;

/// What an event teaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lesson {
    /// A call is over.
    Busy(PaceSample),
    /// The end of a call was taken back.
    Unlearn(PaceSample),
}

/// What an event teaches; `before` is the day right before it. What lapsed teaches nothing: nobody was
/// busy with it until then.
#[must_use]
pub(crate) fn lesson(before: &Day, event: &Event) -> Option<Lesson> {
    match &event.what {
        EventKind::ServiceFinished { ticket, .. }
        | EventKind::TicketMissed { ticket, .. }
        | EventKind::TicketTransferred { ticket, .. }
        | EventKind::TicketHeld { ticket, .. } => {
            sample(before.ticket(*ticket)?, event.at).map(Lesson::Busy)
        }
        EventKind::CommandUndone { undone, tickets_before, .. } => {
            let ticket = tickets_before.first()?;
            let now = before.ticket(ticket.id)?;
            let at = match undone.as_str() {
                "ticket_held" => now.held_at,
                "ticket_missed" => now.ended_at,
                "service_finished" | "ticket_transferred" => {
                    now.ended_at.or_else(|| now.legs.last().map(|leg| leg.ended_at))
                }
                _ => None,
            };
            sample(ticket, at?).map(Lesson::Unlearn)
        }
        _ => None,
    }
}

fn sample(ticket: &Ticket, at: DateTime<Utc>) -> Option<PaceSample> {
    let busy_seconds = u32::try_from((at - ticket.called_at?).num_seconds()).ok()?;
    Some(PaceSample { service: ticket.service.clone(), busy_seconds, at })
}
