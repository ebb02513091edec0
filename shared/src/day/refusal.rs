//! Why the day says no. Each kind has a stable code and a sentence for people, made at the server's edge.

use crate::ids::{DeskId, TicketId};

/// Why a command changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The catalogue has no such service.
    #[error("no such service")]
    UnknownService,
    /// The catalogue has no such procedure, or it belongs to another service.
    #[error("no such procedure in this service")]
    UnknownProcedure,
    /// The catalogue has no such priority class.
    #[error("no such priority class")]
    UnknownPriority,
    /// The day has no such ticket.
    #[error("no such ticket today")]
    UnknownTicket,
    /// The catalogue has no such desk.
    #[error("no such desk")]
    UnknownDesk,
    /// The ticket's id was used before for another wish.
    #[error("this ticket id was used with another wish")]
    DifferentBody,
    /// The center gives no tickets at this hour.
    #[error("the center is closed")]
    CenterClosed,
    /// Every number of the service's range was given today.
    #[error("the numbers of the day are used up")]
    NumbersUsedUp,
    /// The verb does not fit what stands at the desk.
    #[error("the verb does not fit the state of desk {desk}")]
    WrongState {
        /// The desk.
        desk: DeskId,
    },
    /// Another ticket than the sender believes stands at the desk.
    #[error("another ticket stands at desk {desk}")]
    SomeoneElseActed {
        /// The desk.
        desk: DeskId,
    },
    /// A ticket is still at the desk.
    #[error("desk {desk} still has a ticket")]
    DeskBusy {
        /// The desk.
        desk: DeskId,
        /// The ticket.
        ticket: TicketId,
    },
    /// The desk is not open.
    #[error("desk {desk} is not open")]
    DeskClosed {
        /// The desk.
        desk: DeskId,
    },
    /// Nobody waits whom this desk may serve.
    #[error("nobody waits for desk {desk}")]
    NobodyWaits {
        /// The desk.
        desk: DeskId,
    },
}
