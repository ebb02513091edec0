//! The touch kiosk: guides a citizen, takes a number, prints the ticket.
//!
//! Screens (`ui/`) → [`bridge`] → [`session`] (pure) → effects, done by [`errands`] with [`client`] and
//! [`print_desk`]. Nothing points back: news come in as [`session::Input`]s.

pub mod bridge;
pub mod client;
pub mod clock;
pub mod errands;
pub mod journal;
pub mod options;
pub mod print_desk;
pub mod printer;
pub mod reprints;
pub mod session;
pub mod ticket_paper;
pub mod window;

/// The screens, as Slint makes them from `ui/app.slint`.
pub mod ui {
    #![allow(clippy::all, clippy::unwrap_used, unreachable_pub, reason = "written by a generator")]
    slint::include_modules!();
}
