//! The business day of one center: tickets, queues, desks, and every rule of the queue.
//!
//! [`Day::decide`] answers a command with events or a refusal and changes nothing; [`Day::apply`] changes
//! and never fails. Both are pure: the moment is a parameter, the catalogue is an input of `decide` only,
//! and events carry every value that `apply` needs.

mod admission;
mod alarm;
mod alarms;
mod apply;
mod command;
mod decide;
mod desk;
mod desk_now;
mod estimate;
mod event;
mod index;
mod lease;
mod leases;
mod merge;
mod order;
mod pace;
mod queue_key;
mod refusal;
mod state;
mod ticket;
mod turn;
mod undo;

pub use alarm::{Alarm, AlarmKind};
pub use alarms::ALARMS_EVERY_SECONDS;
pub use command::{
    Actor, Command, DeskCommand, DeskVerb, HOLD_MINUTES_MAX, IssueTicket, OfflineIssue, STEPS_MAX,
    TransferTo,
};
pub use desk_now::{DeskNow, DeskState};
pub use estimate::{Estimate, Forecast};
pub use event::{Carried, Event, EventKind, LoggedEvent, NextStep};
pub use lease::{Admitted, Lease, NumberBlock, OfflineNumber};
pub use leases::LEASES_KEPT_DAYS;
pub use pace::{Paces, SAMPLES_MAX};
pub use queue_key::QueueKey;
pub use refusal::Refusal;
pub use state::{CallRecord, Day, ServiceCount};
pub use ticket::{Channel, Leg, LegEnd, PrintOutcome, Slot, Ticket, TicketState};
pub use turn::ACTIVE_CARRY_HOURS;
