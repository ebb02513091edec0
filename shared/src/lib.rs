//! The pure core: what every program of a center must agree on. No I/O, no clock, no async.

pub mod announcement;
pub mod catalog;
pub mod day;
pub mod form;
pub mod ids;
pub mod protocol;
pub mod strict;
pub mod text;
pub mod vietnam;
