//! What is particular to Vietnam: the lunar calendar and the holidays that follow it.

mod holidays;

pub use holidays::{HolidayChoices, National, ProposedHoliday, days_off, propose};
