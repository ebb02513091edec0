//! Which tickets this kiosk has printed again already, so that none comes out twice while its report travels.

use std::collections::HashMap;

use shared::ids::TicketId;
use shared::protocol::PrintJob;

/// Copies that were handed to the printer and still stand in the server's list.
#[derive(Debug, Default)]
pub struct Reprints {
    begun: HashMap<TicketId, u32>,
}

impl Reprints {
    /// What is new in the server's whole list of jobs.
    pub fn take_new(&mut self, jobs: Vec<PrintJob>) -> Vec<PrintJob> {
        // A job that left the list was reported: its memory goes, so that nothing grows.
        self.begun.retain(|id, _| jobs.iter().any(|job| job.ticket.id == *id));
        jobs.into_iter()
            .filter(|job| self.begun.insert(job.ticket.id, job.copy) != Some(job.copy))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use shared::day::TicketState;
    use shared::ids::{ServiceId, TicketId, TicketNumber};
    use shared::protocol::{IssuedTicket, PrintJob};
    use shared::text::Language;
    use uuid::Uuid;

    use super::Reprints;

    fn job(id: u128, copy: u32) -> PrintJob {
        let issued_at = DateTime::parse_from_rfc3339("2026-11-23T08:00:00+07:00").unwrap();
        let ticket = IssuedTicket {
            id: TicketId(Uuid::from_u128(id)),
            number: TicketNumber::from("A001"),
            service: ServiceId::from("civil-status"),
            state: TicketState::Waiting,
            issued_at,
            business_date: issued_at.date_naive(),
            people_ahead: 0,
            wait_minutes: None,
            public_url: "http://center.test/t/x".to_owned(),
        };
        PrintJob { ticket, language: Language::Vi, priority: None, copy, again: true }
    }

    #[test]
    fn each_copy_is_printed_once_while_it_stands_in_the_list() {
        let mut reprints = Reprints::default();
        assert_eq!(reprints.take_new(vec![job(1, 1), job(2, 1)]).len(), 2);
        assert_eq!(reprints.take_new(vec![job(1, 1)]), vec![], "the report still travels");
        assert_eq!(reprints.take_new(vec![job(1, 2)]), vec![job(1, 2)], "asked for once more");
        assert_eq!(reprints.take_new(vec![]), vec![]);
        assert_eq!(reprints.take_new(vec![job(2, 1)]).len(), 1, "begun anew after it was done");
    }
}
