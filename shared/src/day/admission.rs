//! Who gets a number: opening hours, quota, capacity, one place a person, appointments.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::command::{IssueTicket, STEPS_MAX};
use super::event::EventKind;
use super::pace::Paces;
use super::refusal::Refusal;
use super::state::Day;
use super::ticket::{Channel, Slot, Ticket, TicketState};
use crate::catalog::{Catalog, Service};
use crate::ids::{Digest, ServiceId};

impl Day {
    pub(super) fn decide_issue(
        &self,
        wish: &IssueTicket,
        catalog: &Catalog,
        paces: &Paces,
        at: DateTime<Utc>,
    ) -> Result<Vec<EventKind>, Refusal> {
        if self.superseded.contains(&wish.ticket) {
            // A request that was long under way: its person has another number by now.
            return Err(Refusal::DifferentBody);
        }
        let service = catalog.service(&wish.service).ok_or(Refusal::UnknownService)?;
        let today = self.business_date_at(catalog, at);
        let date = wish.slot.map_or(today, |slot| slot.date);
        check_names(wish, catalog, date)?;
        let head_start_minutes = match &wish.priority {
            None => 0,
            Some(id) => catalog.priority(id).ok_or(Refusal::UnknownPriority)?.head_start_minutes,
        };
        match &wish.slot {
            Some(slot) => check_slot(slot, service, catalog, today, at)?,
            None => self.check_open(service, catalog, at)?,
        }
        if wish.channel != Channel::Reception {
            self.check_quota(service, date, today)?;
        }
        if wish.channel != Channel::Reception && wish.slot.is_none() {
            self.check_capacity(service, catalog, paces, at)?;
        }
        if let Some(person) = &wish.person {
            self.check_person(person, wish, date, catalog)?;
        }
        let n = self.next_number(service, date, today).ok_or(Refusal::NumbersUsedUp)?;
        Ok(vec![EventKind::TicketIssued {
            ticket: wish.ticket,
            service: wish.service.clone(),
            n,
            number: service.number(n),
            procedure: wish.procedure.clone(),
            priority: wish.priority.clone(),
            head_start_minutes,
            language: wish.language,
            channel: wish.channel,
            person: wish.person,
            steps: wish.steps.clone(),
            slot: wish.slot,
            note: wish.note,
            offline: None,
            declaration: wish.declaration,
        }])
    }

    /// Why a walk-in at a kiosk would get no number of a service at this moment; nothing while one is given.
    #[must_use]
    pub fn refuses_walk_ins(
        &self,
        service: &Service,
        catalog: &Catalog,
        paces: &Paces,
        at: DateTime<Utc>,
    ) -> Option<Refusal> {
        let today = self.business_date_at(catalog, at);
        let checks = self
            .check_open(service, catalog, at)
            .and_then(|()| self.check_quota(service, today, today))
            .and_then(|()| self.check_capacity(service, catalog, paces, at));
        let is_used_up = || self.next_number(service, today, today).is_none();
        checks.err().or_else(|| is_used_up().then_some(Refusal::NumbersUsedUp))
    }

    fn check_open(
        &self,
        service: &Service,
        catalog: &Catalog,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !catalog.is_open(at) {
            return Err(Refusal::CenterClosed { opens_at: catalog.opens_next(at) });
        }
        if !catalog.is_served(service) {
            // Nobody could ever call this number.
            return Err(Refusal::ServiceClosed { opens_at: None });
        }
        if !catalog.is_service_open(service, at) {
            let opens_at = catalog.service_opens_next(service, at);
            return Err(Refusal::ServiceClosed { opens_at });
        }
        Ok(())
    }

    /// Those who came and those who booked for the date count alike.
    fn check_quota(
        &self,
        service: &Service,
        date: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        let Some(quota) = service.quota_per_day else {
            return Ok(());
        };
        let came = if date == today { self.count(&service.id).issued_at_kiosk } else { 0 };
        let booked = self
            .booked()
            .filter(|ticket| ticket.home() == &service.id && ticket.channel != Channel::Reception)
            .filter(|ticket| ticket.slot.is_some_and(|slot| slot.date == date))
            .count();
        if came as usize + booked >= quota as usize {
            return Err(Refusal::QuotaReached { quota });
        }
        Ok(())
    }

    /// Those who wait, and the newcomer, at the learned pace over the desks that are open, or that could
    /// open when none is.
    fn check_capacity(
        &self,
        service: &Service,
        catalog: &Catalog,
        paces: &Paces,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !service.stops_at_capacity {
            return Ok(());
        }
        let open = self.desks_open(catalog, &service.id).count();
        let all = catalog.desks.iter().filter(|desk| desk.services.contains(&service.id)).count();
        let desks = if open > 0 { open } else { all } as u64;
        let people = u64::from(self.waiting(&service.id)) + 1;
        let needed = people * u64::from(paces.mean_seconds(service));
        if needed > catalog.working_seconds_left(service, at) * desks {
            return Err(Refusal::CapacityReached);
        }
        Ok(())
    }

    /// Refuses a second place in a field for the person of this ticket.
    pub(super) fn check_one_place(
        &self,
        ticket: &Ticket,
        service: &ServiceId,
        catalog: &Catalog,
    ) -> Result<(), Refusal> {
        let others =
            ticket.person.and_then(|person| self.persons.get(&person)).into_iter().flatten();
        let has_place = |other: &&Ticket| other.is_open() && other.service == *service;
        match others.filter_map(|id| self.ticket(*id)).find(has_place) {
            Some(other) if catalog.rules.one_place_a_field => {
                Err(Refusal::AlreadyWaiting { number: other.number.clone() })
            }
            _ => Ok(()),
        }
    }

    fn check_person(
        &self,
        person: &Digest,
        wish: &IssueTicket,
        date: NaiveDate,
        catalog: &Catalog,
    ) -> Result<(), Refusal> {
        let on_date = |ticket: &&Ticket| {
            ticket.slot.map(|slot| slot.date).or(self.business_date) == Some(date)
        };
        let tickets: Vec<&Ticket> = self
            .persons
            .get(person)
            .into_iter()
            .flatten()
            .filter_map(|id| self.ticket(*id))
            .filter(on_date)
            .collect();
        if catalog.rules.one_place_a_field
            && let Some(open) = tickets.iter().find(|t| t.is_open() && t.service == wish.service)
        {
            return Err(Refusal::AlreadyWaiting { number: open.number.clone() });
        }
        let taken = tickets.iter().filter(|ticket| ticket.state != TicketState::Cancelled).count();
        match catalog.rules.numbers_a_person_max {
            Some(most) if taken >= most as usize => Err(Refusal::PersonLimit { most }),
            _ => Ok(()),
        }
    }

    /// The next free number of a service's range on a date; `None` when the range is used up. Walk-ins take
    /// them from the start of the range, appointments for later dates from below the part that kiosks give
    /// without the server, and the two never cross, so that no number stands on two tickets of a date, even
    /// when tickets are carried over midnight.
    fn next_number(&self, service: &Service, date: NaiveDate, today: NaiveDate) -> Option<u32> {
        let is_free = |n: &u32| {
            !self.numbers.contains_key(&service.number(*n)) && !self.is_leased(&service.id, *n)
        };
        let last_online = service.offline_range().start().saturating_sub(1);
        let last = self.last_numbers.get(&service.id).copied();
        let first = last
            .map_or(service.range_first, |last| last.saturating_add(1).max(service.range_first));
        let booked = |on: Option<NaiveDate>| {
            self.booked_numbers
                .iter()
                .filter(|((booked_on, of), _)| {
                    *of == service.id && on.is_none_or(|on| on == *booked_on)
                })
                .map(|(_, n)| *n)
                .min()
        };
        let end = |lowest: Option<u32>| {
            lowest.map_or(last_online, |n| last_online.min(n.saturating_sub(1)))
        };
        if date == today {
            (first..=end(booked(None))).find(is_free)
        } else {
            (first..=end(booked(Some(date)))).rev().find(is_free)
        }
    }
}

fn check_names(wish: &IssueTicket, catalog: &Catalog, date: NaiveDate) -> Result<(), Refusal> {
    if let Some(id) = &wish.procedure {
        catalog
            .procedure(id)
            .filter(|procedure| procedure.service == wish.service && procedure.is_valid_on(date))
            .ok_or(Refusal::UnknownProcedure)?;
    }
    if wish.steps.len() > STEPS_MAX {
        return Err(Refusal::TooManySteps);
    }
    if wish.steps.iter().any(|step| catalog.service(step).is_none()) {
        return Err(Refusal::UnknownService);
    }
    Ok(())
}

fn check_slot(
    slot: &Slot,
    service: &Service,
    catalog: &Catalog,
    today: NaiveDate,
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    let ahead = Days::new(u64::from(catalog.rules.booking_days_max));
    let last = today.checked_add_days(ahead).unwrap_or(today);
    let is_sound = slot.starts_at < slot.ends_at
        && slot.ends_at > at
        && (today..=last).contains(&slot.date)
        && catalog.local_date(slot.starts_at) == slot.date;
    if !is_sound {
        return Err(Refusal::WrongSlot { last });
    }
    if !catalog.gives_numbers(service, slot.starts_at) {
        let opens_at = catalog.service_opens_next(service, slot.starts_at);
        return Err(Refusal::ServiceClosed { opens_at });
    }
    Ok(())
}
