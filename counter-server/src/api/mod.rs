//! JSON for kiosks, boards, desks and phones: one file a noun.

pub mod admin;
pub mod board;
pub mod catalog;
pub mod desk_verbs;
pub mod desks;
mod error;
pub mod events;
mod extract;
pub mod health;
pub mod manager;
pub mod openapi;
pub mod print_jobs;
pub mod public;
pub mod queue;
pub mod session;
pub mod ticket_changes;
pub mod tickets;
mod wishes;

pub use error::{ApiError, render};
pub use extract::{Body, MaybeBody, PathOf, QueryOf};
