//! JSON for kiosks, boards, desks and phones: one file a noun.

pub mod board;
pub mod catalog;
pub mod desks;
mod error;
pub mod events;
mod extract;
pub mod health;
pub mod manager;
pub mod openapi;
pub mod public;
pub mod queue;
pub mod session;
pub mod tickets;

pub use error::{ApiError, render};
pub use extract::{Body, MaybeBody, PathOf, QueryOf};
