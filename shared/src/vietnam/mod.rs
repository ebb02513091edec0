//! What is particular to Vietnam: numbers of persons and phones, the ID card, addresses, words, holidays.

pub mod addresses;
pub mod date_words;
pub mod folding;
mod holidays;
pub mod id_card;
pub mod money;
pub mod number_words;
pub mod personal_id;
pub mod phone;

pub use holidays::{HolidayChoices, National, ProposedHoliday, days_off, propose};
