//! JSON for kiosks, boards, desks and phones: one file a noun.

pub mod admin;
pub mod board;
pub mod catalog;
pub mod declarations;
pub mod desk_declarations;
pub mod desk_verbs;
pub mod desks;
mod error;
pub mod events;
mod extract;
pub mod forms;
pub mod health;
pub mod kiosk;
pub mod manager;
pub mod offline;
pub mod openapi;
pub mod pictures;
pub mod print_jobs;
pub mod public;
pub mod queue;
pub mod session;
pub mod ticket_changes;
pub mod tickets;
pub mod voice;
mod wishes;

pub(crate) use wishes::{said, today};

pub use error::{ApiError, faults, render};
pub use extract::{Body, JsonBytes, MaybeBody, NoFields, PathOf, QueryOf};
