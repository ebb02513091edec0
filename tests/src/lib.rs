//! What the end-to-end stories stand on: the real programs, real devices played on loopback, and people's hands.

pub mod accessibility;
pub mod api;
pub mod bad_line;
pub mod bench;
pub mod browser;
pub mod center;
pub mod cuttable_line;
pub mod desk_page;
pub mod display;
pub mod form_filling;
pub mod id_scanner;
pub mod memory;
pub mod office;
pub mod paper_printer;
pub mod patience;
pub mod programs;
pub mod screen;
pub mod screen_keys;
pub mod story;
pub mod ticket_number;
pub mod traces;
pub mod visit;
pub mod window;
pub mod words;
