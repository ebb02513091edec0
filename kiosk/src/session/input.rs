//! What can happen to a session, and what it asks of the world outside.

use std::sync::Arc;

use shared::day::PrintOutcome;
use shared::ids::{PriorityId, ProcedureId, ServiceId, TicketId};
use shared::protocol::{CatalogView, ErrorCode, IssueTicketRequest, IssuedTicket};
use shared::text::Language;

use super::checklist::ChecklistInput;
use super::comfort::ComfortInput;
use super::filling::{FillEffect, FillInput, FormNews};
use super::find::FindInput;
use super::outside::OutsideNews;
use super::staff::StaffInput;
use super::step::AwayReason;
use super::ticket::PrintNews;
use crate::service::ServiceErrand;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Time passed.
    Tick,
    /// The panel stands, or lies.
    Turned {
        /// Higher than wide.
        portrait: bool,
    },
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
    /// "Start over": asks first when something would be lost.
    AskHome,
    /// Not over after all.
    Stay,
    /// The ticket was read.
    Finish,
    /// The answer to "did your paper come?".
    PaperCame(bool),
    /// The answer to "do you need more time?".
    StillHere,
    /// The next page of a list.
    PageNext,
    /// The page before.
    PagePrevious,
    /// Something in the search for a procedure.
    Find(FindInput),
    /// Something on the page of a procedure.
    Checklist(ChecklistInput),
    /// The list of papers was printed, or not.
    ListPrinted(PrintOutcome),
    /// Something in a form.
    Fill(FillInput),
    /// Something about how the screen looks, sounds and is reached.
    Comfort(ComfortInput),
    /// Please come and help; again: no longer needed.
    CallHelp,
    /// Something in the menu for staff.
    Staff(StaffInput),
    /// News of forms that no person made.
    Form(FormNews),
    /// News of printer, server and reception that belong to no visit.
    Outside(OutsideNews),
    /// A catalogue came from the server.
    CatalogArrived(Arc<CatalogView>),
    /// The server answered without news.
    ServerAnswered,
    /// The server does not answer.
    ServerLost(AwayReason),
    /// A number was given.
    TicketIssued(IssuedTicket),
    /// The number for this wish comes under another id.
    WishReplaced {
        /// The wish.
        wish: TicketId,
        /// The id of the ticket that comes.
        by: TicketId,
    },
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
    /// Report what the citizen says of a print whose end nobody else knows.
    ReportPaper {
        /// The ticket.
        id: TicketId,
        /// Whether its paper came.
        came: bool,
    },
    /// Report that this kiosk has no printer: no paper came.
    ReportNoPaper {
        /// The ticket.
        id: TicketId,
    },
    /// Print the list of papers of the procedure on the screen.
    PrintChecklist,
    /// Print the code of the form that was kept.
    PrintSlip,
    /// Something that a form needs.
    Fill(FillEffect),
    /// Ask the printer how it is: a number is about to be offered.
    LookAtPrinter,
    /// Tell reception that somebody asks for help, or no longer does.
    CallHelp(bool),
    /// Something that a member of staff does with the machine.
    Service(ServiceErrand),
    /// Report a ticket that perhaps exists and that nobody saw.
    Abandon {
        /// The wish.
        id: TicketId,
    },
}
