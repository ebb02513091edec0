//! The business day of one center: tickets, queues, desks, and every rule of the queue.
//!
//! [`Day::decide`] answers a command with events or a refusal and changes nothing; [`Day::apply`] changes
//! and never fails. Both are pure: the moment is a parameter, the catalogue is an input of `decide` only,
//! and events carry every value that `apply` needs.

mod apply;
mod command;
mod decide;
mod estimate;
mod event;
mod order;
mod refusal;
mod state;
mod turn;

pub use command::{Actor, Command, DeskCommand, DeskVerb, IssueTicket};
pub use estimate::{Estimate, estimate, estimate_behind};
pub use event::{Carried, Event, EventKind, LoggedEvent};
pub use order::QueueKey;
pub use refusal::Refusal;
pub use state::{
    CALLS_KEPT, CallRecord, Day, DeskNow, DeskState, PrintOutcome, ServiceCount, Ticket,
    TicketState,
};
pub use turn::ACTIVE_CARRY_HOURS;
