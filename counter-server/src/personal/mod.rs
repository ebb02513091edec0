//! What belongs to a person: keys of a date and of single records, notes and declarations under them, hashes of
//! personal IDs.

mod date_keys;
mod declarations;
mod declarations_codes;
mod declarations_keys;
mod note_text;
mod notes;
mod person;
mod reading;
mod sealing;

pub use date_keys::{DateKeys, KeyUse};
pub use declarations::{Contents, open_contents, seal_contents, sent_hash};
pub use declarations_codes::{CodeGuard, code, code_hash, new_salt, typed_code};
pub use declarations_keys::DeclarationKeys;
pub use note_text::readable;
pub use notes::{open, seal};
pub use person::{PERSON_ID_DIGITS, is_person_id, person_digest};
pub use reading::{NotesRead, read_note};
pub use sealing::{SEALING_DAYS, open_box, public_key};
