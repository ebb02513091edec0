//! The lobby board: shows who is called to which desk, how many wait, and a tip.
//!
//! [`feed`] talks to the server on a thread of its own and hands on [`feed::News`]; [`board_state`] decides,
//! without clock or I/O, what is to be seen; [`bridge`] writes that into the window.

pub mod announcer;
pub mod app;
pub mod board_state;
pub mod bridge;
pub mod clock;
pub mod feed;
pub mod last_words;
pub mod letters;
pub mod options;
pub mod plan;
pub mod screens;
pub mod sound;
pub mod spoken;
pub mod status;
pub mod tip_bridge;
pub mod tips;
pub mod voice;
