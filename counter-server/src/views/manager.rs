//! How the center does at this moment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::catalog::{Catalog, Service};
use shared::day::{Day, PrintOutcome};
use shared::protocol::{AlarmNow, ManagerNow, ServiceNow, UnprintedTicket};

use super::desk::headline;
use super::{local, mean, seconds_since};

/// The figures of the day so far. `devices` names the kiosks by their rows.
#[must_use]
pub fn manager_now(
    day: &Day,
    catalog: &Catalog,
    devices: &BTreeMap<i64, String>,
    now: DateTime<Utc>,
) -> ManagerNow {
    let services: Vec<ServiceNow> =
        catalog.services.iter().map(|service| service_now(day, catalog, service, now)).collect();
    let counts = || catalog.services.iter().map(|service| day.count(&service.id));
    let called = counts().map(|count| count.called).sum();
    ManagerNow {
        seq: day.seq(),
        now: local(now, catalog.center.time_zone),
        business_date: day.business_date_at(catalog, now),
        issued_today: counts().map(|count| count.issued).sum(),
        served_today: counts().map(|count| count.served).sum(),
        missed_today: counts().map(|count| count.missed).sum(),
        waiting: day.services_waiting().into_iter().map(|service| day.waiting(service)).sum(),
        longest_wait_seconds: services
            .iter()
            .map(|service| service.longest_wait_seconds)
            .max()
            .unwrap_or(0),
        wait_seconds_mean: mean(counts().map(|count| count.wait_seconds_sum).sum(), called),
        services,
        desks: catalog.desks.iter().map(|entry| headline(day, entry)).collect(),
        unprinted: unprinted(day, catalog, devices),
        alarms: alarms(day, catalog),
    }
}

/// The alarms that stand, the longest first.
#[must_use]
pub fn alarms(day: &Day, catalog: &Catalog) -> Vec<AlarmNow> {
    let mut alarms: Vec<AlarmNow> = day
        .alarms()
        .map(|(alarm, since)| AlarmNow {
            kind: alarm.kind,
            service: alarm.service.clone(),
            desk: alarm.desk.clone(),
            number: alarm.ticket.and_then(|id| day.ticket(id)).map(|ticket| ticket.number.clone()),
            since: local(since, catalog.center.time_zone),
        })
        .collect();
    alarms.sort_by_key(|alarm| alarm.since);
    alarms
}

fn service_now(day: &Day, catalog: &Catalog, service: &Service, now: DateTime<Utc>) -> ServiceNow {
    let count = day.count(&service.id);
    // A head start puts later people first, so the longest wait is not always the head of the queue.
    let longest = day.queue(&service.id).min_by_key(|ticket| ticket.queued_at());
    let desks_open = day.desks_open(catalog, &service.id).count();
    ServiceNow {
        service: service.id.clone(),
        name: service.name.clone(),
        waiting: day.waiting(&service.id),
        longest_wait_seconds: longest.map_or(0, |ticket| seconds_since(ticket.queued_at(), now)),
        longest_wait_number: longest.map(|ticket| ticket.number.clone()),
        served_today: count.served,
        wait_seconds_mean: mean(count.wait_seconds_sum, count.called),
        desks_open: u32::try_from(desks_open).unwrap_or(u32::MAX),
    }
}

fn unprinted(
    day: &Day,
    catalog: &Catalog,
    devices: &BTreeMap<i64, String>,
) -> Vec<UnprintedTicket> {
    day.unprinted()
        .map(|ticket| UnprintedTicket {
            id: ticket.id,
            number: ticket.number.clone(),
            service: ticket.service.clone(),
            issued_at: local(ticket.issued_at, catalog.center.time_zone),
            outcome: ticket.print.unwrap_or(PrintOutcome::Unknown),
            device: ticket.device.and_then(|device| devices.get(&device).cloned()),
        })
        .collect()
}
