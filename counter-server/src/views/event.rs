//! Events as they travel: each with the state that results from it.

use shared::catalog::Catalog;
use shared::day::{Day, EventKind, LoggedEvent};
use shared::ids::TicketId;
use shared::protocol::{LiveEvent, PublicDesk, PublicTicket, ServiceWaiting};

use super::local;

/// The news of an event. `day` is the day right after it.
#[must_use]
pub fn live_event(day: &Day, catalog: &Catalog, logged: &LoggedEvent) -> LiveEvent {
    let what = &logged.event.what;
    let ticket = what.ticket().and_then(|id| public_ticket(day, catalog, id));
    let desk = what.desk().map(|id| {
        let now = day.desk(id);
        PublicDesk { id: id.clone(), state: now.state, ticket: now.ticket }
    });
    let changes_queue = matches!(
        what,
        EventKind::TicketIssued { .. }
            | EventKind::TicketCalled { .. }
            | EventKind::ServiceFinished { next: Some(_), .. }
            | EventKind::HoldEnded { .. }
            | EventKind::TicketTransferred { .. }
            | EventKind::TicketCancelled { .. }
            | EventKind::TicketCheckedIn { .. }
            | EventKind::TicketCorrected { .. }
            | EventKind::TicketLapsed { .. }
            | EventKind::CommandUndone { .. }
    );
    let waiting = ticket.as_ref().filter(|_| changes_queue).map(|ticket| ServiceWaiting {
        service: ticket.service.clone(),
        count: day.waiting(&ticket.service),
    });
    LiveEvent {
        seq: logged.seq,
        r#type: what.name().to_owned(),
        at: local(logged.event.at, catalog.center.time_zone),
        ticket,
        desk,
        waiting,
        alarm: match what {
            EventKind::AlarmRaised { alarm } | EventKind::AlarmCleared { alarm } => {
                Some(alarm.clone())
            }
            _ => None,
        },
    }
}

fn public_ticket(day: &Day, catalog: &Catalog, id: TicketId) -> Option<PublicTicket> {
    let ticket = day.ticket(id)?;
    Some(PublicTicket {
        id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        desk: ticket.desk.clone(),
        state: ticket.state,
        called_at: ticket.called_at.map(|at| local(at, catalog.center.time_zone)),
        times: ticket.called_at.map_or(0, |_| ticket.recalls + 1),
    })
}
