//! The kiosk's window, touched and looked at without a display.

mod everyone;
mod fault;
mod find;
mod form_by_ear;
mod forms;
mod forms_tour;
mod glass;
mod journey;
mod keyboard;
mod pictures;
mod slip;
mod staff;
mod stage;
mod targets;
mod touch_and_news;
