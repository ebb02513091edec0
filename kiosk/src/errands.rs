//! Does what a session asks for: speaks with the server and the printer.

use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::IssueTicketRequest;
use shared::text::Language;

use crate::client::{Client, Request};
use crate::client_status::StatusClient;
use crate::declarations::Declarations;
use crate::print_desk::PrintDesk;
use crate::service::{Ending, ServiceErrand, ServiceFacts, TestPageWords, end, test_page};
use crate::session::FillEffect;
use crate::speech::{Utterance, Voice};
use crate::status::StatusKeeper;
use crate::ticket_paper::{ChecklistPaper, Paper, TicketPaper};

/// The world outside a session; tests bring one that only remembers.
pub trait Errands {
    /// Ask the server for a number.
    fn request_ticket(&self, id: TicketId, request: IssueTicketRequest, answer_in: Language);
    /// Print a ticket; what came of it is reported by whoever prints.
    fn print_ticket(&self, id: TicketId, paper: TicketPaper);
    /// Print a list of papers to bring, then tell what came of it.
    fn print_list(&self, list: ChecklistPaper);
    /// Print the slip with the code of a form, then tell what came of it.
    fn print_slip(&self, slip: TicketPaper);
    /// Tell the server what came of a print.
    fn report_print(&self, id: TicketId, outcome: PrintOutcome);
    /// What a form needs of the server.
    fn form(&self, effect: FillEffect);
    /// Tell reception that somebody at this screen asks for help, or no longer does. The screen is a code.
    fn call_help(&self, wanted: bool, screen: &'static str);
    /// Ask the printer how it is.
    fn look_at_printer(&self);
    /// What a member of staff does with the machine.
    fn service(&self, errand: ServiceErrand);
    /// Print a page that shows the printer and the paper.
    fn print_test(&self, words: &TestPageWords, time: &str);
    /// What is known of the machine.
    fn facts(&self) -> Option<ServiceFacts>;
    /// Say this aloud now.
    fn say(&self, utterance: Utterance);
    /// Be silent.
    fn hush(&self);
    /// Whether something is being said.
    fn is_speaking(&self) -> bool;
    /// Whether anything can be said.
    fn can_speak(&self) -> bool;
}

/// The real server and the real printer.
#[derive(Clone, Debug)]
pub struct RealErrands {
    /// Speaks with the server.
    pub client: Client,
    /// Prints.
    pub print_desk: PrintDesk,
    /// Calls for help, and tells the server how the kiosk is.
    pub status: StatusClient,
    /// Speaks.
    pub voice: Voice,
    /// Sends forms.
    pub declarations: Declarations,
    /// What the menu for staff tells of the machine.
    pub machine: Machine,
}

/// What the menu for staff tells of the machine.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The printer, as in `--printer`.
    pub printer: String,
    /// The width of its paper.
    pub paper: Paper,
    /// The server's address.
    pub server: String,
    /// How everything is.
    pub keeper: StatusKeeper,
}

impl Errands for RealErrands {
    fn request_ticket(&self, id: TicketId, request: IssueTicketRequest, answer_in: Language) {
        self.client.send(Request::Ticket { id, request, answer_in });
    }

    fn print_ticket(&self, id: TicketId, paper: TicketPaper) {
        self.print_desk.print(id, paper);
    }

    fn print_list(&self, list: ChecklistPaper) {
        self.print_desk.list(list);
    }

    fn print_slip(&self, slip: TicketPaper) {
        self.print_desk.slip(slip);
    }

    fn report_print(&self, id: TicketId, outcome: PrintOutcome) {
        self.client.send(Request::Report { id, outcome });
    }

    fn form(&self, effect: FillEffect) {
        match effect {
            FillEffect::Keep { id, request, answer_in } => {
                self.declarations.keep(id, request, answer_in);
            }
            FillEffect::Continue { code, answer_in } => self.declarations.go_on(code, answer_in),
        }
    }

    fn look_at_printer(&self) {
        self.print_desk.look();
    }

    fn call_help(&self, wanted: bool, screen: &'static str) {
        if wanted {
            self.status.call_help(Some(screen));
        } else {
            self.status.end_help();
        }
    }

    fn service(&self, errand: ServiceErrand) {
        match errand {
            // The page is drawn where its words are.
            ServiceErrand::TestPrint => {}
            ServiceErrand::ResetPaperCounter => self.print_desk.new_roll(),
            ServiceErrand::Restart => end(Ending::Restart),
            ServiceErrand::Quit => end(Ending::Quit),
        }
    }

    fn print_test(&self, words: &TestPageWords, time: &str) {
        let machine = &self.machine;
        let page = test_page(words, &machine.printer, machine.paper, time, &machine.server);
        self.print_desk.test(page);
    }

    fn facts(&self) -> Option<ServiceFacts> {
        let machine = &self.machine;
        Some(ServiceFacts::gather(machine.printer.clone(), machine.server.clone(), &machine.keeper))
    }

    fn say(&self, utterance: Utterance) {
        self.voice.say(utterance);
    }

    fn hush(&self) {
        self.voice.hush();
    }

    fn is_speaking(&self) -> bool {
        self.voice.is_speaking()
    }

    fn can_speak(&self) -> bool {
        self.voice.is_available()
    }
}
