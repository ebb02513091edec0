//! The lobby board: shows who is called to which desk, how many wait, and a tip.
//!
//! [`feed`] talks to the server on a thread of its own and hands on [`feed::News`]; [`board_state`] decides,
//! without clock or I/O, what is to be seen; [`bridge`] writes that into the window.

pub mod app;
pub mod board_state;
pub mod bridge;
pub mod clock;
pub mod feed;
pub mod options;
pub mod screens;
