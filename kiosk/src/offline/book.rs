//! The numbers that this kiosk has in hand, and which of them it gave. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use shared::day::NumberBlock;
use shared::ids::{JournalId, ServiceId, TicketNumber};
use shared::protocol::LeasedNumbers;

/// What was given is remembered for so many days: longer than any of those numbers can come again.
const REMEMBERED_DAYS: u64 = 8;
/// A clock that is behind the server's last word by more than this is wrong: a machine without a battery
/// clock wakes up in the past, and would give numbers of another date.
const CLOCK_BEHIND_MAX: TimeDelta = TimeDelta::minutes(15);

/// The numbers in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Book {
    pub(super) journal: JournalId,
    blocks: Vec<NumberBlock>,
    given: BTreeMap<NaiveDate, BTreeSet<TicketNumber>>,
    /// What the kiosk's clock showed when the server last gave numbers.
    heard_at: Option<DateTime<Utc>>,
    /// Entries made so far: their order.
    places: u64,
}

impl Book {
    pub(super) fn new(journal: JournalId) -> Self {
        let (blocks, given) = (Vec::new(), BTreeMap::new());
        Self { journal, blocks, given, heard_at: None, places: 0 }
    }

    /// Whether the clock can be right.
    pub(super) fn trusts(&self, now: DateTime<Utc>) -> bool {
        self.heard_at.is_some_and(|heard| now >= heard - CLOCK_BEHIND_MAX)
    }

    /// The next number of a queue for a date.
    pub(super) fn free(&self, service: &ServiceId, date: NaiveDate) -> Option<TicketNumber> {
        self.free_on(date).find(|(block, _)| block.service == *service).map(|(_, number)| number)
    }

    /// How many numbers are left for a date.
    pub(super) fn left(&self, date: NaiveDate) -> u32 {
        u32::try_from(self.free_on(date).count()).unwrap_or(u32::MAX)
    }

    fn free_on(&self, date: NaiveDate) -> impl Iterator<Item = (&NumberBlock, TicketNumber)> {
        let given = self.given.get(&date);
        self.blocks
            .iter()
            .filter(move |block| block.date == date)
            .flat_map(|block| (block.first..=block.last).map(move |n| (block, block.number(n))))
            .filter(move |(_, number)| given.is_none_or(|given| !given.contains(number)))
    }

    /// Notes that a number is given; its place in the order of all.
    pub(super) fn give(&mut self, number: &TicketNumber, date: NaiveDate) -> u64 {
        self.given.entry(date).or_default().insert(number.clone());
        self.places += 1;
        self.places
    }

    /// Takes over what the server gave.
    pub(super) fn take(&mut self, leased: LeasedNumbers, now: DateTime<Utc>, today: NaiveDate) {
        // The server tells of today and later only; the clock here may be behind.
        let yesterday = today.pred_opt().unwrap_or(today);
        self.blocks.retain(|block| {
            block.date >= yesterday && !leased.blocks.iter().any(|told| told.date == block.date)
        });
        self.blocks.extend(leased.blocks);
        let oldest = today.checked_sub_days(Days::new(REMEMBERED_DAYS)).unwrap_or(today);
        self.given.retain(|date, _| *date >= oldest);
        self.heard_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use shared::day::NumberBlock;
    use shared::ids::{JournalId, ServiceId, TicketNumber};
    use shared::protocol::LeasedNumbers;
    use uuid::Uuid;

    use super::Book;

    fn now() -> DateTime<Utc> {
        "2026-11-23T01:00:00Z".parse().unwrap()
    }

    fn block(date: NaiveDate, first: u32, last: u32) -> NumberBlock {
        let service = ServiceId::from("civil-status");
        NumberBlock { service, date, prefix: "A".to_owned(), digits_min: 3, first, last }
    }

    fn book(blocks: Vec<NumberBlock>) -> Book {
        let mut book = Book::new(JournalId(Uuid::from_u128(1)));
        let leased = LeasedNumbers { blocks, now: now().fixed_offset() };
        book.take(leased, now(), now().date_naive());
        book
    }

    #[test]
    fn each_number_is_given_once_and_a_longer_list_changes_nothing_about_it() {
        let (today, service) = (now().date_naive(), ServiceId::from("civil-status"));
        let mut book = book(vec![block(today, 9005, 9006)]);
        assert_eq!(book.free(&service, today), Some(TicketNumber::from("A9005")));
        assert_eq!(book.give(&TicketNumber::from("A9005"), today), 1);
        let blocks = vec![block(today, 9001, 9001), block(today, 9005, 9006)];
        book.take(LeasedNumbers { blocks, now: now().fixed_offset() }, now(), today);
        for expected in ["A9001", "A9006"] {
            let number = book.free(&service, today).unwrap();
            assert_eq!(number.as_str(), expected);
            book.give(&number, today);
        }
        assert_eq!((book.free(&service, today), book.left(today)), (None, 0));
        assert_eq!(book.free(&ServiceId::from("business"), today), None);
    }

    #[test]
    fn a_clock_in_the_past_is_not_trusted() {
        let book = book(vec![]);
        assert!(book.trusts(now() - TimeDelta::minutes(10)));
        assert!(!book.trusts(now() - TimeDelta::hours(10)));
        assert!(!Book::new(JournalId(Uuid::from_u128(1))).trusts(now()), "never heard of a server");
    }
}
