//! Alarms: what needs a manager's eye now. They come and go with the ticking of the clock.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::alarm::{Alarm, AlarmKind};
use super::desk_now::DeskState;
use super::event::EventKind;
use super::state::Day;
use super::ticket::TicketState;
use crate::catalog::{Catalog, Desk, Service};
use crate::ids::ServiceId;

/// How often the clock is asked for alarms, in seconds.
pub const ALARMS_EVERY_SECONDS: i64 = 5;

impl Day {
    /// The alarms that stand, each with the moment at which it was raised.
    pub fn alarms(&self) -> impl Iterator<Item = (&Alarm, DateTime<Utc>)> {
        self.alarms.iter().map(|(alarm, since)| (alarm, *since))
    }

    /// What the clock changes about the alarms.
    pub(super) fn alarm_events(&self, catalog: &Catalog, at: DateTime<Utc>) -> Vec<EventKind> {
        let now = self.alarms_at(catalog, at);
        let raised = now
            .iter()
            .filter(|alarm| !self.alarms.contains_key(*alarm))
            .map(|alarm| EventKind::AlarmRaised { alarm: alarm.clone() });
        let cleared = self
            .alarms
            .keys()
            .filter(|alarm| !now.contains(*alarm))
            .map(|alarm| EventKind::AlarmCleared { alarm: alarm.clone() });
        raised.chain(cleared).collect()
    }

    fn alarms_at(&self, catalog: &Catalog, at: DateTime<Utc>) -> BTreeSet<Alarm> {
        let mut alarms = BTreeSet::new();
        for service in &catalog.services {
            self.alarms_of_queue(service, at, &mut alarms);
        }
        for desk in &catalog.desks {
            self.alarms_of_desk(catalog, desk, at, &mut alarms);
        }
        alarms
    }

    fn alarms_of_queue(&self, service: &Service, at: DateTime<Utc>, alarms: &mut BTreeSet<Alarm>) {
        let mut raise = |kind| {
            let service = Some(service.id.clone());
            alarms.insert(Alarm { kind, service, desk: None, ticket: None });
        };
        if service.limits.line_max.is_some_and(|most| self.waiting(&service.id) > most) {
            raise(AlarmKind::LineOverLimit);
        }
        if let Some(minutes) = service.limits.wait_minutes_max
            && self
                .queue(&service.id)
                // Who comes back from a hold has been called: the wait is over.
                .filter(|ticket| ticket.first_called_at.is_none())
                .any(|ticket| is_over(ticket.queued_at(), minutes, at))
        {
            raise(AlarmKind::WaitOverLimit);
        }
    }

    fn alarms_of_desk(
        &self,
        catalog: &Catalog,
        entry: &Desk,
        at: DateTime<Utc>,
        alarms: &mut BTreeSet<Alarm>,
    ) {
        let desk = self.desk(&entry.id);
        let mut raise = |kind, service: Option<&ServiceId>| {
            alarms.insert(Alarm {
                kind,
                service: service.cloned(),
                desk: Some(entry.id.clone()),
                ticket: desk.ticket,
            });
        };
        let Some(ticket) = desk.ticket.and_then(|id| self.ticket(id)) else {
            if let (Some(minutes), Some(since)) = (catalog.rules.idle_minutes_max, desk.since)
                && desk.state == DeskState::Open
                && is_over(since, minutes, at)
                && self.in_queues_of(entry).any(|t| is_over(t.queued_at(), minutes, at))
            {
                raise(AlarmKind::DeskIdle, None);
            }
            return;
        };
        if let (Some(minutes), Some(called_at)) =
            (catalog.rules.called_minutes_max, ticket.called_at)
            && ticket.state == TicketState::Called
            && is_over(called_at, minutes, at)
        {
            raise(AlarmKind::CalledNotStarted, Some(&ticket.service));
        }
        let limits = catalog.service(&ticket.service).map(|service| service.limits);
        if let Some(minutes) = limits.and_then(|limits| limits.service_minutes_max)
            && ticket.state == TicketState::Serving
            && ticket.service_seconds_until(at).is_some_and(|seconds| seconds > minutes * 60)
        {
            raise(AlarmKind::ServiceOverLimit, Some(&ticket.service));
        }
    }
}

fn is_over(since: DateTime<Utc>, minutes: u32, at: DateTime<Utc>) -> bool {
    at - since > TimeDelta::minutes(i64::from(minutes))
}
