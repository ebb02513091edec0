//! Everything but calls that a board shows to people who wait: the tip place, the strip, the emergency.
//!
//! [`program`] decides, without clock or I/O, which entry is on and which page of it; [`compose`] makes pages of an
//! entry for a place of any size; [`pictures`] fetches and keeps what is to be seen in them.

mod aside;
mod cards;
mod checklist;
pub mod code;
pub mod compose;
pub mod flow;
mod head;
mod notices;
pub mod pictures;
pub mod program;
pub mod setting;
pub mod sheet;
pub mod sizes;
pub mod slides;
mod spread;
pub mod subject;
pub mod words;
