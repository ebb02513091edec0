//! An ESC/POS receipt printer on loopback: decodes what it is sent into tickets, and can be
//! broken in the ways in which real printers break.

mod command;
mod faults;
mod machine;
mod server;
mod ticket;

pub use faults::{CHUNK_BYTES, Faults};
pub use machine::Machine;
pub use server::PaperPrinter;
pub use ticket::PrintedTicket;
