//! Readers of ID cards: on a serial line, which is recommended, or acting as a keyboard.

mod lines;
mod serial;
mod wedge;

pub use lines::Lines;
pub use serial::{ScannerNews, device_and_baud, start};
pub use wedge::{Heard, KEY_GAP, KEY_GAP_MAX, KEY_GAP_MIN, Wedge};
