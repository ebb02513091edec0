//! The printing thread: prints tickets one after the other (paint, note in the journal, send, say what came of
//! it), and asks the idle printer how it is.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use shared::day::PrintOutcome;
use shared::ids::TicketId;

use crate::journal::Journal;
use crate::printer::{self, PaperCount, PaperCounter, PrinterState, TicketPrinter};
use crate::ticket_paper::{ChecklistPaper, Paper, Picture, TicketPainter, TicketPaper};

/// How often an idle printer is asked how it is.
pub const ASK_EVERY: Duration = Duration::from_secs(5);
/// How often one is asked that gave no answer: it cannot tell, and waiting for it takes its time.
const ASK_SELDOM: Duration = Duration::from_secs(60);
/// How soon one is asked again that could not be reached: one lost packet is no fault.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// For printers that can never be asked.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

/// What the printing thread has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskNews {
    /// The printer is in another state than before; at first it is unknown.
    Printer(PrinterState),
    /// So much paper was used since the roll was changed.
    Paper(PaperCount),
    /// What came of a ticket.
    Ended {
        /// Which.
        ticket: TicketId,
        /// What.
        outcome: PrintOutcome,
    },
    /// What came of a test page.
    Tested(PrintOutcome),
    /// What came of a list of papers to bring.
    Listed(PrintOutcome),
    /// What came of the slip with the code of a form.
    Slipped(PrintOutcome),
}

/// What the printing thread works with.
#[derive(Debug)]
pub struct PrintRoom {
    /// The printer.
    pub printer: TicketPrinter,
    /// The width of its paper.
    pub paper: Paper,
    /// Remembers prints begun.
    pub journal: Journal,
    /// Counts papers.
    pub counter: PaperCounter,
    /// How often the idle printer is asked; [`ASK_EVERY`] but for tests.
    pub ask_every: Duration,
}

/// Something to do.
enum Order {
    Ticket(TicketId, Box<TicketPaper>),
    Test(Box<TicketPaper>),
    List(Box<ChecklistPaper>),
    Slip(Box<TicketPaper>),
    Look,
    NewRoll,
}

type Tell = dyn Fn(DeskNews) + Send + Sync;

/// Hands work to the printing thread; every call returns at once.
#[derive(Clone)]
pub struct PrintDesk {
    orders: Sender<Order>,
    tell: Arc<Tell>,
}

impl PrintDesk {
    /// Starts the thread. `tell` is called on that thread; on the caller's when that thread is no more.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        room: PrintRoom,
        tell: impl Fn(DeskNews) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let (orders, queue) = mpsc::channel();
        let tell: Arc<Tell> = Arc::new(tell);
        let worker = Worker {
            room,
            painter: TicketPainter::new(),
            state: PrinterState::Unknown,
            was_lost: false,
            next_look: Instant::now(),
            tell: Arc::clone(&tell),
        };
        thread::Builder::new().name("printing".to_owned()).spawn(move || worker.run(&queue))?;
        Ok(Self { orders, tell })
    }

    /// Prints a ticket.
    pub fn print(&self, ticket: TicketId, paper: TicketPaper) {
        if self.orders.send(Order::Ticket(ticket, Box::new(paper))).is_err() {
            tracing::error!(%ticket, "the printing thread has ended");
            (self.tell)(DeskNews::Ended { ticket, outcome: PrintOutcome::Failed });
        }
    }

    /// Prints a test page.
    pub fn test(&self, page: TicketPaper) {
        if self.orders.send(Order::Test(Box::new(page))).is_err() {
            tracing::error!("the printing thread has ended");
            (self.tell)(DeskNews::Tested(PrintOutcome::Failed));
        }
    }

    /// Prints a list of papers to bring.
    pub fn list(&self, list: ChecklistPaper) {
        if self.orders.send(Order::List(Box::new(list))).is_err() {
            tracing::error!("the printing thread has ended");
            (self.tell)(DeskNews::Listed(PrintOutcome::Failed));
        }
    }

    /// Prints the slip with the code of a form.
    pub fn slip(&self, slip: TicketPaper) {
        if self.orders.send(Order::Slip(Box::new(slip))).is_err() {
            tracing::error!("the printing thread has ended");
            (self.tell)(DeskNews::Slipped(PrintOutcome::Failed));
        }
    }

    /// Asks the printer how it is as soon as it is idle, such as before a ticket is offered.
    pub fn look(&self) {
        self.order(Order::Look);
    }

    /// The roll was changed: its papers are counted from nothing.
    pub fn new_roll(&self) {
        self.order(Order::NewRoll);
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::error!("the printing thread has ended");
        }
    }
}

impl fmt::Debug for PrintDesk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PrintDesk").finish_non_exhaustive()
    }
}

/// The thread and what it knows.
struct Worker {
    room: PrintRoom,
    painter: TicketPainter,
    /// The state that was told.
    state: PrinterState,
    /// Whether the printer could not be reached when it was last asked.
    was_lost: bool,
    next_look: Instant,
    tell: Arc<Tell>,
}

impl Worker {
    fn run(mut self, queue: &Receiver<Order>) {
        if !self.room.printer.can_be_asked() {
            self.next_look += NEVER;
            // A kiosk without a printer knows that much.
            self.told(self.room.printer.state());
        }
        loop {
            let wait = self.next_look.saturating_duration_since(Instant::now());
            match queue.recv_timeout(wait) {
                Ok(Order::Ticket(ticket, paper)) => self.ticket(ticket, &paper),
                Ok(Order::Test(page)) => self.test(&page),
                Ok(Order::List(list)) => self.list(&list),
                Ok(Order::Slip(slip)) => self.slip(&slip),
                Ok(Order::NewRoll) => self.new_roll(),
                Ok(Order::Look) | Err(RecvTimeoutError::Timeout) => self.look(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Asks the printer, between two jobs and never in one.
    fn look(&mut self) {
        if !self.room.printer.can_be_asked() {
            self.next_look = Instant::now() + NEVER;
            return;
        }
        let state = self.room.printer.state();
        let is_lost = state == PrinterState::Unreachable;
        let is_doubtful = is_lost && !self.was_lost;
        self.was_lost = is_lost;
        self.next_look = Instant::now()
            + match state {
                _ if is_doubtful => ASK_AGAIN.min(self.room.ask_every),
                PrinterState::Unknown => ASK_SELDOM,
                _ => self.room.ask_every,
            };
        if !is_doubtful {
            self.told(state);
        }
    }

    fn told(&mut self, state: PrinterState) {
        if state != self.state {
            self.state = state;
            tracing::info!(state = state.code(), "the printer is in another state");
            (self.tell)(DeskNews::Printer(state));
        }
    }

    fn ticket(&mut self, ticket: TicketId, paper: &TicketPaper) {
        if let Err(error) = self.room.journal.begin(ticket) {
            // The citizen needs the paper more than we need the note.
            tracing::error!(%ticket, %error, "the journal cannot be written");
        }
        let outcome = self.print(paper);
        if outcome == PrintOutcome::Printed {
            tracing::info!(%ticket, "ticket printed");
        } else {
            tracing::warn!(%ticket, ?outcome, "ticket not printed");
        }
        if let Err(error) = self.room.journal.end(ticket, outcome) {
            tracing::error!(%ticket, %error, "the journal cannot be written");
        }
        (self.tell)(DeskNews::Ended { ticket, outcome });
    }

    fn test(&mut self, page: &TicketPaper) {
        let outcome = self.print(page);
        (self.tell)(DeskNews::Tested(outcome));
    }

    fn list(&mut self, list: &ChecklistPaper) {
        let outcome = self.print_picture(|painter, paper| painter.paint_checklist(list, paper));
        (self.tell)(DeskNews::Listed(outcome));
    }

    fn slip(&mut self, slip: &TicketPaper) {
        let outcome = self.print(slip);
        (self.tell)(DeskNews::Slipped(outcome));
    }

    fn new_roll(&mut self) {
        if let Err(error) = self.room.counter.reset() {
            tracing::error!(%error, "the count of papers cannot be written");
        }
        (self.tell)(DeskNews::Paper(self.room.counter.count()));
        self.look();
    }

    fn print(&mut self, ticket: &TicketPaper) -> PrintOutcome {
        self.print_picture(|painter, paper| painter.paint(ticket, paper))
    }

    /// Prints one paper, and takes from it what it tells of printer and roll.
    fn print_picture(
        &mut self,
        paint: impl FnOnce(&mut TicketPainter, Paper) -> Picture,
    ) -> PrintOutcome {
        let printing = AssertUnwindSafe(|| {
            let picture = paint(&mut self.painter, self.room.paper);
            (self.room.printer.open_and_print(&picture), picture.height_dots())
        });
        let Ok((report, rows)) = catch_unwind(printing) else {
            tracing::error!("the printing broke off");
            self.painter = TicketPainter::new();
            return PrintOutcome::Unknown;
        };
        if !report.detail.is_empty() {
            tracing::warn!(state = report.state.code(), detail = report.detail, "the printer");
        }
        let outcome = match report.outcome {
            printer::PrintOutcome::Printed => PrintOutcome::Printed,
            printer::PrintOutcome::Failed(_) => PrintOutcome::Failed,
            printer::PrintOutcome::Unknown => PrintOutcome::Unknown,
        };
        // What may have come out took paper.
        if outcome != PrintOutcome::Failed {
            if let Err(error) = self.room.counter.add(rows) {
                tracing::error!(%error, "the count of papers cannot be written");
            }
            (self.tell)(DeskNews::Paper(self.room.counter.count()));
        }
        if self.room.printer.can_be_asked() {
            self.next_look = Instant::now() + ASK_AGAIN.min(self.room.ask_every);
            // A job that broke off tells nothing of the printer: it is asked anew.
            if report.state != PrinterState::Unknown {
                self.was_lost = report.state == PrinterState::Unreachable;
                self.told(report.state);
                self.next_look = Instant::now() + self.room.ask_every;
            }
        }
        outcome
    }
}
