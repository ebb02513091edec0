//! What can happen to a session, and what it asks of the world outside.

use std::sync::Arc;

use shared::ids::{PriorityId, ProcedureId, ServiceId, TicketId};
use shared::protocol::{CatalogView, ErrorCode, IssueTicketRequest, IssuedTicket};
use shared::text::Language;

use super::step::AwayReason;
use super::ticket::PrintNews;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Time passed.
    Tick,
    /// The screen was touched where nothing is.
    Touched,
    /// A language, on any screen.
    ChooseLanguage(Language),
    /// The way on from the welcome screen.
    Start,
    /// A field.
    ChooseService(ServiceId),
    /// A procedure of it.
    ChooseProcedure(ProcedureId),
    /// None of its procedures.
    SomethingElse,
    /// On from a procedure.
    Proceed,
    /// No priority group.
    PriorityNo,
    /// A priority group.
    PriorityYes,
    /// This one.
    ChoosePriority(PriorityId),
    /// A number, please. The id is new with each touch and is used only when no wish is open.
    TakeNumber {
        /// A new UUIDv7.
        id: TicketId,
    },
    /// Ask for the same number again.
    TryAgain,
    /// After a refusal: another field.
    AnotherService,
    /// To the screen before.
    Back,
    /// To the welcome screen.
    Home,
    /// The ticket was read.
    Finish,
    /// The answer to "do you need more time?".
    StillHere,
    /// The next page of a list.
    PageNext,
    /// The page before.
    PagePrevious,
    /// A catalogue came from the server.
    CatalogArrived(Arc<CatalogView>),
    /// The server answered without news.
    ServerAnswered,
    /// The server does not answer.
    ServerLost(AwayReason),
    /// A number was given.
    TicketIssued(IssuedTicket),
    /// No number is given.
    TicketRefused {
        /// The wish.
        id: TicketId,
        /// Why.
        code: ErrorCode,
        /// Why, as a sentence.
        message: String,
        /// The language of the sentence.
        language: Language,
    },
    /// The server gives no numbers to this kiosk.
    TicketNotAdmitted {
        /// The wish.
        id: TicketId,
    },
    /// The time for an answer is over.
    TicketUnanswered {
        /// The wish.
        id: TicketId,
    },
    /// The printing ended.
    PrintEnded {
        /// The ticket.
        id: TicketId,
        /// How.
        news: PrintNews,
    },
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the server for a number.
    RequestTicket {
        /// The wish; the same id comes again when the citizen tries again.
        id: TicketId,
        /// The body; the same with the same id.
        request: IssueTicketRequest,
        /// The language of a refusal's sentence.
        answer_in: Language,
    },
    /// Print the ticket, then report what came of it.
    PrintTicket(IssuedTicket),
    /// Report that this kiosk has no printer: no paper came.
    ReportNoPaper {
        /// The ticket.
        id: TicketId,
    },
    /// Report a ticket that perhaps exists and that nobody saw.
    Abandon {
        /// The wish.
        id: TicketId,
    },
}
