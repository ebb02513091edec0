//! Benchmarks of the real programs, as ratios to limits measured in the same run.
//!
//! Speeds of a machine drift, so a figure alone says little: each of ours is measured in turn with a
//! limit that does the least that such a server must do, and the ratio is what counts.

pub mod board;
pub mod busy;
pub mod calls;
pub mod cost;
pub mod estimate;
pub mod glance;
pub mod issue;
pub mod kiosk;
pub mod limits;
pub mod live;
pub mod load;
pub mod offline;
pub mod table;
