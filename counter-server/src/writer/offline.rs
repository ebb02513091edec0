//! What the database knows beyond the day about tickets that kiosks gave without the server.

use chrono::Days;
use shared::day::{Command, LEASES_KEPT_DAYS, Refusal};
use shared::ids::TicketId;

use super::core::Core;
use crate::storage::{StorageError, tickets};

impl Core {
    /// A lease older than those that the day remembers proves nothing: then the number must be free on its date.
    pub(super) fn cannot_be_told(
        &self,
        command: &Command,
    ) -> Result<Option<Refusal>, StorageError> {
        let Command::IssueTicket(wish) = command else { return Ok(None) };
        let (Some(told), Some(today)) = (&wish.offline, self.day.business_date()) else {
            return Ok(None);
        };
        let oldest = today.checked_sub_days(Days::new(LEASES_KEPT_DAYS)).unwrap_or(today);
        let is_taken = told.leased_for < oldest
            && self.day.ticket(wish.ticket).is_none()
            && tickets::has_number(&self.connection, told.leased_for, &told.number)?;
        Ok(is_taken.then(|| Refusal::NotLeased { number: told.number.clone() }))
    }

    /// The ticket as which reception took in the number that a kiosk tells of now.
    pub(super) fn told_as(&self, command: &Command) -> Option<TicketId> {
        let Command::IssueTicket(wish) = command else { return None };
        let told = wish.offline.as_ref()?;
        self.day.admitted_ticket(told.leased_for, &told.number)
    }
}
