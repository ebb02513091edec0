//! The touch kiosk: guides a citizen, takes a number, prints the ticket.
//!
//! Screens (`ui/`) → [`bridge`] → [`session`] (pure) → effects, done by [`errands`] with [`client`] and
//! [`print_desk`]. Nothing points back: news come in as [`session::Input`]s.

mod api;
pub mod bridge;
pub mod client;
pub mod client_status;
pub mod clock;
pub mod declarations;
pub mod errands;
pub mod fault_screen;
mod files;
mod forms;
pub mod journal;
pub mod offline;
pub mod options;
pub mod print_desk;
pub mod printer;
pub mod reprints;
pub mod scanner;
pub mod service;
pub mod session;
pub mod speech;
pub mod status;
pub mod ticket_paper;
pub mod typing;
pub mod window;

/// The screens, as Slint makes them from `ui/app.slint`.
pub mod ui {
    #![allow(clippy::all, clippy::unwrap_used, unreachable_pub, reason = "written by a generator")]
    slint::include_modules!();
}
