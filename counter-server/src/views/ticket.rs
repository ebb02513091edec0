//! A ticket for its holder, and the catalogue for kiosks and boards.

use chrono::{DateTime, NaiveDate, Utc};
use shared::catalog::Catalog;
use shared::day::{Day, Estimate, Forecast, Ticket};
use shared::protocol::{CatalogView, HolderView, IssuedTicket, WaitRange};

use super::local;
use crate::forecasts::estimate;

/// The answer to whoever asked for a number, with the estimate of this moment.
#[must_use]
pub fn issued(
    catalog: &Catalog,
    forecast: &Forecast,
    ticket: &Ticket,
    business_date: NaiveDate,
    public_url: String,
) -> IssuedTicket {
    let estimate = estimate(forecast, ticket);
    IssuedTicket {
        id: ticket.id,
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        state: ticket.state,
        issued_at: local(ticket.issued_at, catalog.center.time_zone),
        business_date,
        people_ahead: estimate.map_or(0, |estimate| estimate.people_ahead),
        wait_minutes: estimate.map(wait_range),
        public_url,
    }
}

/// An estimate as it travels: rounded up to what one may say of a guess, so that nobody is told 173 minutes.
#[must_use]
pub fn wait_range(estimate: Estimate) -> WaitRange {
    let rounded = |minutes: u32| match minutes {
        0..=10 => minutes,
        11..=60 => minutes.next_multiple_of(5),
        _ => minutes.checked_next_multiple_of(10).unwrap_or(minutes),
    };
    WaitRange {
        likely: rounded(estimate.likely_minutes),
        cautious: rounded(estimate.cautious_minutes),
    }
}

/// The ticket for whoever holds it; nothing about a person.
#[must_use]
pub fn holder(day: &Day, catalog: &Catalog, forecast: &Forecast, ticket: &Ticket) -> HolderView {
    let estimate = estimate(forecast, ticket);
    let time_zone = catalog.center.time_zone;
    let service_name =
        catalog.service(&ticket.service).map(|service| service.name.clone()).unwrap_or_default();
    let desk = ticket
        .desk
        .as_ref()
        .map(|id| catalog.desk(id).map_or_else(|| id.to_string(), |desk| desk.name.clone()));
    HolderView {
        seq: day.seq(),
        number: ticket.number.clone(),
        service: ticket.service.clone(),
        service_name,
        state: ticket.state,
        people_ahead: estimate.map(|estimate| estimate.people_ahead),
        wait_minutes: estimate.map(wait_range),
        desk,
        issued_at: local(ticket.issued_at, time_zone),
        called_at: ticket.called_at.map(|at| local(at, time_zone)),
        appointment_at: ticket.slot.map(|slot| local(slot.starts_at, time_zone)),
    }
}

/// What kiosks and boards show: queues with whether they give numbers now, and what is offered today.
#[must_use]
pub fn catalog(catalog: &Catalog, now: DateTime<Utc>) -> CatalogView {
    let mut view = CatalogView::new(catalog, catalog.is_open(now));
    for (shown, service) in view.services.iter_mut().zip(&catalog.services) {
        shown.open = catalog.gives_numbers(service, now);
    }
    let today = catalog.local_date(now);
    view.procedures.retain(|procedure| procedure.is_valid_on(today));
    view
}

#[cfg(test)]
mod tests {
    use shared::day::Estimate;

    use super::wait_range;

    #[test]
    fn a_guess_is_never_told_to_the_minute() {
        for (minutes, told) in
            [(0, 0), (7, 7), (10, 10), (11, 15), (46, 50), (60, 60), (61, 70), (173, 180)]
        {
            let estimate =
                Estimate { people_ahead: 1, likely_minutes: minutes, cautious_minutes: minutes };
            let range = wait_range(estimate);
            assert_eq!((range.likely, range.cautious), (told, told), "{minutes}");
        }
    }
}
