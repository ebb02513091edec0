//! The kiosk's window, touched and looked at without a display.

mod journey;
mod pictures;
mod stage;
mod targets;
