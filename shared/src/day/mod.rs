//! The business day of one center: tickets, queues, desks, and every rule of the queue.
//!
//! [`Day::decide`] answers a command with events or a refusal and changes nothing; [`Day::apply`] changes
//! and never fails. Both are pure: the moment is a parameter, the catalogue is an input of `decide` only,
//! and events carry every value that `apply` needs.

mod admission;
mod alarm;
mod apply;
mod command;
mod decide;
mod desk;
mod estimate;
mod event;
mod index;
mod lease;
mod merge;
mod order;
mod pace;
mod refusal;
mod state;
mod ticket;
mod turn;
mod undo;

pub use alarm::{ALARMS_EVERY_SECONDS, Alarm, AlarmKind};
pub use command::{
    Actor, Command, DeskCommand, DeskVerb, HOLD_MINUTES_MAX, IssueTicket, OfflineIssue, STEPS_MAX,
    TransferTo,
};
pub use estimate::{Estimate, Forecast};
pub use event::{Carried, Event, EventKind, LoggedEvent, NextStep};
pub use lease::{Admitted, LEASES_KEPT_DAYS, Lease, NumberBlock};
pub use merge::OfflineNumber;
pub use order::QueueKey;
pub use pace::{Paces, SAMPLES_MAX};
pub use refusal::Refusal;
pub use state::{CallRecord, Day, DeskNow, DeskState, ServiceCount};
pub use ticket::{Channel, Leg, LegEnd, PrintOutcome, Slot, Ticket, TicketState};
pub use turn::ACTIVE_CARRY_HOURS;
