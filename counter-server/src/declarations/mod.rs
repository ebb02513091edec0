//! Declarations at the desk: who may see one, correcting it with the citizen, filing it, its receipt.

mod correct;
mod file;
mod open;
mod receipt;

pub use correct::{Correction, correct};
pub use file::{Wish, due_at, file, procedure};
pub use open::{Opened, open, reading, summary, take_away};
pub use receipt::draft as receipt_draft;
