//! Does what a session asks for: speaks with the server and the printer.

use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::IssueTicketRequest;
use shared::text::Language;

use crate::client::{Client, Request};
use crate::print_desk::PrintDesk;
use crate::ticket_paper::TicketPaper;

/// The world outside a session; tests bring one that only remembers.
pub trait Errands {
    /// Ask the server for a number.
    fn request_ticket(&self, id: TicketId, request: IssueTicketRequest, answer_in: Language);
    /// Print a ticket; what came of it is reported by whoever prints.
    fn print_ticket(&self, id: TicketId, paper: TicketPaper);
    /// Tell the server what came of a print.
    fn report_print(&self, id: TicketId, outcome: PrintOutcome);
}

/// The real server and the real printer.
#[derive(Clone, Debug)]
pub struct RealErrands {
    /// Speaks with the server.
    pub client: Client,
    /// Prints.
    pub print_desk: PrintDesk,
}

impl Errands for RealErrands {
    fn request_ticket(&self, id: TicketId, request: IssueTicketRequest, answer_in: Language) {
        self.client.send(Request::Ticket { id, request, answer_in });
    }

    fn print_ticket(&self, id: TicketId, paper: TicketPaper) {
        self.print_desk.print(id, paper);
    }

    fn report_print(&self, id: TicketId, outcome: PrintOutcome) {
        self.client.send(Request::Report { id, outcome });
    }
}
