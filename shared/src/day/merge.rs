//! Tickets that a kiosk gave without the server, once they are told: by the kiosk, or by reception from the
//! paper of a kiosk that died. Admission rules do not apply: the person has the number already.

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};

use super::command::{IssueTicket, OfflineIssue, STEPS_MAX};
use super::event::EventKind;
use super::lease::OfflineNumber;
use super::refusal::Refusal;
use super::state::Day;
use super::ticket::{Channel, Slot, TicketState};
use crate::catalog::{Catalog, Service, local_minute};
use crate::ids::{TicketId, TicketNumber};
use crate::text::Language;

/// From which difference on an arrival that is told later is worth correcting: two tellings of one moment
/// differ by the way of the message.
const WORTH_LEARNING: TimeDelta = TimeDelta::seconds(1);

/// How a ticket begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning {
    pub(super) state: TicketState,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) arrived_at: DateTime<Utc>,
}

/// What became of the wish that a number replaces.
#[derive(Clone, Copy, Debug)]
enum Replaced {
    /// There is no ticket, or it was taken back: nothing to do.
    Nothing,
    /// A ticket with which nobody was served: it goes, and its arrival counts.
    Cancelled { ticket: TicketId, arrived_at: DateTime<Utc> },
    /// Somebody was served with it: the person found their way.
    Served,
}

impl Day {
    pub(super) fn decide_merge(
        &self,
        wish: &IssueTicket,
        offline: &OfflineIssue,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        let service = catalog.service(&wish.service).ok_or(Refusal::UnknownService)?;
        let (n, leased_at) = self.source(offline, service)?;
        let replaced = self.replaced(offline);
        if let Some(admitted) = self.admitted_ticket(offline.leased_for, &offline.number) {
            return Ok(self.told_again(admitted, offline, replaced, at));
        }
        let today = self.business_date_at(catalog, at);
        let date = date_of(offline, replaced, catalog, today, at);
        if date == today && self.numbers.contains_key(&offline.number) {
            return Err(Refusal::NotLeased { number: offline.number.clone() });
        }
        let arrived_at = arrival_on(date, offline.arrived_at, leased_at, catalog, at);
        let head_start = wish.priority.as_ref().and_then(|id| catalog.priority(id));
        let issued = EventKind::TicketIssued {
            ticket: wish.ticket,
            service: wish.service.clone(),
            n,
            number: offline.number.clone(),
            // What left the catalogue while the kiosk was alone is dropped: the person is here.
            procedure: wish
                .procedure
                .clone()
                .filter(|id| catalog.procedure(id).is_some_and(|p| p.service == wish.service)),
            priority: head_start.map(|class| class.id.clone()),
            head_start_minutes: head_start.map_or(0, |class| class.head_start_minutes),
            language: wish.language,
            channel: Channel::Kiosk,
            person: wish.person,
            steps: wish
                .steps
                .iter()
                .filter(|step| catalog.service(step).is_some())
                .take(STEPS_MAX)
                .cloned()
                .collect(),
            slot: None,
            note: wish.note,
            declaration: wish.declaration,
            offline: Some(OfflineNumber {
                date,
                leased_for: offline.leased_for,
                arrived_at,
                place_at: replaced.place_before(arrived_at),
                admitted: false,
                supersedes: offline.supersedes,
            }),
        };
        let is_over = date < today;
        Ok(match replaced {
            Replaced::Nothing => vec![issued],
            Replaced::Cancelled { ticket, .. } => {
                vec![EventKind::TicketCancelled { ticket }, issued]
            }
            Replaced::Served if is_over => vec![issued],
            Replaced::Served => vec![issued, EventKind::TicketCancelled { ticket: wish.ticket }],
        })
    }

    /// The number alone, and when it was given in advance; a lease that nobody remembers (the database was
    /// restored, or the kiosk was away for weeks) is believed while the number can be no one else's.
    fn source(
        &self,
        offline: &OfflineIssue,
        service: &Service,
    ) -> Result<(u32, Option<DateTime<Utc>>), Refusal> {
        let not_leased = || Refusal::NotLeased { number: offline.number.clone() };
        if let Some((lease, n)) = self.lease_with(offline.leased_for, &offline.number) {
            let is_its_own = lease.device == offline.device && lease.block.service == service.id;
            return is_its_own.then_some((n, Some(lease.leased_at))).ok_or_else(not_leased);
        }
        service
            .offline_range()
            .find(|n| service.number(*n) == offline.number)
            .filter(|n| !self.is_leased(&service.id, *n))
            .map(|n| (n, None))
            .ok_or_else(not_leased)
    }

    /// A kiosk can replace only what it asked for itself.
    fn replaced(&self, offline: &OfflineIssue) -> Replaced {
        let known = offline.supersedes.and_then(|id| self.ticket(id));
        let Some(known) = known.filter(|ticket| ticket.device == Some(offline.device)) else {
            return Replaced::Nothing;
        };
        let was_served = known.way_seconds.is_some()
            || known.legs.iter().any(|leg| leg.way_seconds.is_some())
            || matches!(known.state, TicketState::Serving | TicketState::Done);
        match known.state {
            _ if was_served => Replaced::Served,
            TicketState::Cancelled | TicketState::Lapsed => Replaced::Nothing,
            // Called, set aside, not come: the person never saw that number.
            _ => Replaced::Cancelled { ticket: known.id, arrived_at: known.arrived_at },
        }
    }

    /// A kiosk tells of a number that reception took in by its paper: it is the same ticket.
    fn told_again(
        &self,
        admitted: TicketId,
        offline: &OfflineIssue,
        replaced: Replaced,
        at: DateTime<Utc>,
    ) -> Vec<EventKind> {
        let waits = self
            .ticket(admitted)
            .filter(|known| known.state == TicketState::Waiting && known.legs.is_empty())
            .filter(|known| known.first_called_at.is_none());
        let mut events = Vec::new();
        match replaced {
            Replaced::Nothing => {}
            Replaced::Cancelled { ticket, .. } => {
                events.push(EventKind::TicketCancelled { ticket });
            }
            Replaced::Served => {
                let cancel = waits.map(|_| EventKind::TicketCancelled { ticket: admitted });
                return cancel.into_iter().collect();
            }
        }
        let lease = self.lease_with(offline.leased_for, &offline.number);
        let earliest = [lease.map(|(lease, _)| lease.leased_at), self.opened_at];
        let earliest = earliest.into_iter().flatten().max();
        let told = offline.arrived_at.trunc_subsecs(3);
        let arrived_at = earliest.map_or(told, |earliest| told.max(earliest)).min(at);
        let arrived_at = replaced.place_before(arrived_at).unwrap_or(arrived_at);
        if waits.is_some_and(|known| known.arrived_at - arrived_at >= WORTH_LEARNING) {
            events.push(EventKind::ArrivalLearned { ticket: admitted, arrived_at });
        }
        events
    }

    pub(super) fn decide_admit(
        &self,
        (ticket, number): (TicketId, &TicketNumber),
        arrived_at: Option<DateTime<Utc>>,
        language: Language,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        if self.ticket(ticket).is_some() || self.ticket_numbered(number).is_some() {
            // The kiosk was quicker, or reception asked twice.
            return Ok(Vec::new());
        }
        let today = self.business_date_at(catalog, at);
        let (lease, n) = self
            .lease_on_paper(number)
            .ok_or_else(|| Refusal::NotLeased { number: number.clone() })?;
        let service = catalog.service(&lease.block.service).ok_or(Refusal::UnknownService)?;
        let wanted = arrived_at.unwrap_or(at);
        let arrived_at = arrival_on(today, wanted, Some(lease.leased_at), catalog, at);
        Ok(vec![EventKind::TicketIssued {
            ticket,
            service: service.id.clone(),
            n,
            number: number.clone(),
            procedure: None,
            priority: None,
            head_start_minutes: 0,
            language,
            channel: Channel::Kiosk,
            person: None,
            steps: Vec::new(),
            slot: None,
            note: None,
            declaration: None,
            offline: Some(OfflineNumber {
                date: today,
                leased_for: lease.block.date,
                arrived_at,
                place_at: None,
                admitted: true,
                supersedes: None,
            }),
        }])
    }

    /// How a ticket begins. One whose date is over is closed as it comes and disturbs nobody.
    pub(super) fn begin_ticket(
        &self,
        slot: Option<Slot>,
        offline: Option<&OfflineNumber>,
        at: DateTime<Utc>,
    ) -> Beginning {
        match (slot, offline) {
            (Some(slot), _) => {
                Beginning { state: TicketState::Booked, issued_at: at, arrived_at: slot.starts_at }
            }
            (None, None) => {
                Beginning { state: TicketState::Waiting, issued_at: at, arrived_at: at }
            }
            (None, Some(offline)) => {
                let is_over = Some(offline.date) < self.business_date;
                Beginning {
                    state: if is_over { TicketState::Lapsed } else { TicketState::Waiting },
                    issued_at: offline.arrived_at,
                    arrived_at: offline.place_at.unwrap_or(offline.arrived_at),
                }
            }
        }
    }

    /// Remembers what must never make a second ticket.
    pub(super) fn keep_offline(
        &mut self,
        ticket: TicketId,
        number: &TicketNumber,
        offline: &OfflineNumber,
    ) {
        if offline.admitted {
            self.admitted.insert((offline.leased_for, number.clone()), ticket);
        }
        if let Some(superseded) = offline.supersedes {
            self.superseded.insert(superseded);
        }
    }
}

impl Replaced {
    /// The place in the order that the earlier wish gives, when it is better.
    fn place_before(self, arrived_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Cancelled { arrived_at: earlier, .. } if earlier < arrived_at => Some(earlier),
            _ => None,
        }
    }
}

/// The date that a number belongs to: today when the lease or the corrected clock says so, because whoever is
/// here must never be lost to a clock that is a little wrong.
fn date_of(
    offline: &OfflineIssue,
    replaced: Replaced,
    catalog: &Catalog,
    today: NaiveDate,
    at: DateTime<Utc>,
) -> NaiveDate {
    let was_here = matches!(replaced, Replaced::Cancelled { .. });
    if was_here && offline.leased_for.succ_opt() >= Some(today) {
        return today;
    }
    offline.leased_for.max(catalog.local_date(offline.arrived_at.min(at))).min(today)
}

/// An arrival, kept within its date, after the lease and before now.
fn arrival_on(
    date: NaiveDate,
    arrived_at: DateTime<Utc>,
    leased_at: Option<DateTime<Utc>>,
    catalog: &Catalog,
    at: DateTime<Utc>,
) -> DateTime<Utc> {
    let midnight = |date| local_minute(date, 0, catalog.center.time_zone);
    let begins = midnight(date);
    let ends = date.succ_opt().map_or(at, midnight) - TimeDelta::milliseconds(1);
    let earliest = leased_at.map_or(begins, |leased| leased.max(begins));
    arrived_at.trunc_subsecs(3).max(earliest).min(ends).min(at)
}
