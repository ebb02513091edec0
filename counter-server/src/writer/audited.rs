//! What of the queue stands in the audit log too: uses of priority, and what staff do with a ticket beside
//! the desks. Codes only, never a person.

use shared::day::{Actor, Day, Event, EventKind};
use shared::ids::TicketId;

use crate::storage::audit::{AuditAction, AuditEntry};

/// The row that an event leaves; `before` is the day right before it.
pub(super) fn entry(before: &Day, event: &Event) -> Option<AuditEntry> {
    let staff = match event.by {
        Actor::Staff { staff } => Some(staff),
        Actor::Server | Actor::Device { .. } | Actor::Holder => None,
    };
    let about = |action, ticket: &TicketId| {
        AuditEntry::new(action, staff).about(format!("tickets/{ticket}"))
    };
    if let EventKind::TicketIssued { ticket, priority: Some(priority), number, .. } = &event.what {
        let detail = format!("{number}: {priority}");
        return Some(about(AuditAction::PriorityUsed, ticket).saying(detail));
    }
    staff?;
    if let EventKind::TicketIssued { ticket, number, offline: Some(_), .. } = &event.what {
        return Some(about(AuditAction::TicketAdmitted, ticket).saying(number.to_string()));
    }
    let known = before.ticket(event.what.ticket()?)?;
    let number = known.number.to_string();
    match &event.what {
        EventKind::TicketCancelled { ticket } => {
            Some(about(AuditAction::TicketCancelled, ticket).saying(number))
        }
        EventKind::TicketCheckedIn { ticket, .. } => {
            Some(about(AuditAction::TicketCheckedIn, ticket).saying(number))
        }
        EventKind::TicketCorrected { ticket, service } => {
            let detail = format!("{number}: {} → {service}", known.service);
            Some(about(AuditAction::TicketCorrected, ticket).saying(detail))
        }
        EventKind::ReprintAsked { ticket, .. } => {
            Some(about(AuditAction::TicketReprinted, ticket).saying(number))
        }
        _ => None,
    }
}
