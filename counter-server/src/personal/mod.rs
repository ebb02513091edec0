//! What belongs to a person: keys of a date, notes under them, hashes of personal IDs.

mod date_keys;
mod notes;
mod person;
mod reading;

pub use date_keys::{DateKeys, KeyUse};
pub use notes::{open, seal};
pub use person::{PERSON_ID_DIGITS, is_person_id, person_digest};
pub use reading::{NotesRead, read_note};
