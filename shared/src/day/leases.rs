//! Numbers that kiosks get in advance, for the time without a server: blocks of a part of each range that is
//! never given online.
//!
//! A number stands in one lease at a time, whatever its date, for as long as anyone may still wait with it: a
//! kiosk whose clock is wrong, or a ticket that crosses midnight, can then never meet its double.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::event::{Carried, EventKind};
use super::lease::{Admitted, Lease, NumberBlock};
use super::state::Day;
use crate::catalog::{Catalog, Service};
use crate::ids::{JournalId, ServiceId, TicketId, TicketNumber};

/// For how many days after its date a lease is remembered, for kiosks that come back late.
pub const LEASES_KEPT_DAYS: u64 = 7;

impl Day {
    /// The numbers that a kiosk has in this journal, of today and of later dates, used ones too.
    #[must_use]
    pub fn blocks_of(&self, device: i64, journal: JournalId) -> Vec<NumberBlock> {
        let Some(today) = self.business_date else { return Vec::new() };
        self.leases_from(today)
            .filter(|lease| lease.device == device && lease.journal == journal)
            .map(|lease| lease.block.clone())
            .collect()
    }

    /// The ticket as which reception took in a number of this lease.
    #[must_use]
    pub fn admitted_ticket(
        &self,
        leased_for: NaiveDate,
        number: &TicketNumber,
    ) -> Option<TicketId> {
        self.admitted.get(&(leased_for, number.clone())).copied()
    }

    /// The kiosk that may have given this number today without the server, while it has not told of it.
    #[must_use]
    pub fn kiosk_with(&self, number: &TicketNumber) -> Option<i64> {
        if self.ticket_numbered(number).is_some() {
            return None;
        }
        let (lease, _) = self.lease_on_paper(number)?;
        (self.admitted_ticket(lease.block.date, number).is_none()).then_some(lease.device)
    }

    /// The lease that a number on a paper of today can come from: the kiosk's clock may run ahead.
    pub(super) fn lease_on_paper(&self, number: &TicketNumber) -> Option<(&Lease, u32)> {
        let today = self.business_date?;
        [Some(today), today.succ_opt()]
            .into_iter()
            .flatten()
            .find_map(|date| self.lease_with(date, number))
    }

    /// Tops up what a kiosk has for today and tomorrow, once half of it is used: not with every ticket.
    pub(super) fn decide_lease(
        &self,
        (device, journal): (i64, JournalId),
        count: u32,
        catalog: &Catalog,
    ) -> Vec<EventKind> {
        let Some(today) = self.business_date else { return Vec::new() };
        let mut blocks = Vec::new();
        for date in [Some(today), today.succ_opt()].into_iter().flatten() {
            for service in &catalog.services {
                let mine = |lease: &&Lease| lease.device == device && lease.journal == journal;
                let unused = self.unused(service, date, mine);
                if unused.saturating_mul(2) <= count {
                    self.grant(service, date, count - unused, &mut blocks);
                }
            }
        }
        if blocks.is_empty() {
            return Vec::new();
        }
        vec![EventKind::NumbersLeased { device, journal, blocks }]
    }

    fn unused(&self, service: &Service, date: NaiveDate, mine: impl Fn(&&Lease) -> bool) -> u32 {
        let unused = self
            .leases_from(date)
            .filter(|lease| lease.block.date == date && lease.block.service == service.id)
            .filter(mine)
            .flat_map(|lease| (lease.block.first..=lease.block.last).map(|n| lease.block.number(n)))
            .filter(|number| !self.numbers.contains_key(number))
            .count();
        u32::try_from(unused).unwrap_or(u32::MAX)
    }

    /// Adds blocks of free numbers, at most so many numbers; fewer when the part runs out.
    fn grant(&self, service: &Service, date: NaiveDate, most: u32, blocks: &mut Vec<NumberBlock>) {
        let booked: Vec<u32> = self
            .tickets()
            .filter(|ticket| ticket.home() == &service.id)
            .filter(|ticket| ticket.slot.is_some_and(|slot| slot.date == date))
            .map(|ticket| ticket.n)
            .collect();
        // An earlier program took numbers of appointments from the very end of the range.
        let booked_from = self
            .booked_numbers
            .get(&(date, service.id.clone()))
            .copied()
            .filter(|lowest| service.offline_range().contains(lowest));
        let is_free = |n: u32, blocks: &[NumberBlock]| {
            !self.is_leased(&service.id, n)
                && !blocks.iter().any(|block| block.service == service.id && block.holds(n))
                && !self.numbers.contains_key(&service.number(n))
                && !booked.contains(&n)
                && booked_from.is_none_or(|lowest| n < lowest)
        };
        let mut left = most;
        for n in service.offline_range() {
            if left == 0 {
                break;
            }
            if !is_free(n, blocks) {
                continue;
            }
            left -= 1;
            match blocks.last_mut().filter(|block| block.last + 1 == n) {
                Some(block) if block.service == service.id && block.date == date => block.last = n,
                _ => blocks.push(NumberBlock {
                    service: service.id.clone(),
                    date,
                    prefix: service.prefix.clone(),
                    digits_min: service.digits_min,
                    first: n,
                    last: n,
                }),
            }
        }
    }

    /// Whether somebody may still come with this number, which a kiosk gave or may give without the server.
    pub(super) fn is_leased(&self, service: &ServiceId, n: u32) -> bool {
        let Some(today) = self.business_date else { return false };
        // Those of yesterday too: the clock of a kiosk may be behind.
        self.leases_from(today.pred_opt().unwrap_or(today))
            .any(|lease| lease.block.service == *service && lease.block.holds(n))
    }

    /// The lease of this date that holds a number, with the number alone.
    pub(super) fn lease_with(
        &self,
        date: NaiveDate,
        number: &TicketNumber,
    ) -> Option<(&Lease, u32)> {
        self.leases_from(date)
            .take_while(|lease| lease.block.date == date)
            .find_map(|lease| Some((lease, lease.block.find(number)?)))
    }

    fn leases_from(&self, date: NaiveDate) -> impl Iterator<Item = &Lease> {
        self.leases.range((date, ServiceId::from(""), 0)..).map(|(_, lease)| lease)
    }

    pub(super) fn keep_leases(
        &mut self,
        device: i64,
        journal: JournalId,
        blocks: &[NumberBlock],
        leased_at: DateTime<Utc>,
    ) {
        for block in blocks {
            let key = (block.date, block.service.clone(), block.first);
            self.leases.insert(key, Lease { device, journal, leased_at, block: block.clone() });
        }
    }

    /// What is still of use on a new date.
    pub(super) fn leases_to_carry(&self, date: NaiveDate) -> (Vec<Lease>, Vec<Admitted>) {
        let oldest = date.checked_sub_days(Days::new(LEASES_KEPT_DAYS)).unwrap_or(date);
        let leases = self.leases_from(oldest).cloned().collect();
        let admitted = self
            .admitted
            .iter()
            .filter(|((leased_for, _), _)| *leased_for >= oldest)
            .map(|((leased_for, number), ticket)| Admitted {
                leased_for: *leased_for,
                number: number.clone(),
                ticket: *ticket,
            })
            .collect();
        (leases, admitted)
    }

    /// Takes over what the turn of the day carries.
    pub(super) fn take_leases(&mut self, carried: &Carried) {
        for lease in &carried.leases {
            let key = (lease.block.date, lease.block.service.clone(), lease.block.first);
            self.leases.insert(key, lease.clone());
        }
        for admitted in &carried.admitted {
            let key = (admitted.leased_for, admitted.number.clone());
            self.admitted.insert(key, admitted.ticket);
        }
    }
}
