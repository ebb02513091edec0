//! Prints tickets one after the other on a thread of its own: paint, note in the journal, send, say what came of it.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use shared::day::PrintOutcome;
use shared::ids::TicketId;

use crate::journal::Journal;
use crate::printer::{self, TicketPrinter};
use crate::ticket_paper::{Paper, TicketPainter, TicketPaper};

/// One ticket to print.
struct Job {
    ticket: TicketId,
    paper: Box<TicketPaper>,
}

/// Is told of each ticket and what came of it.
type Ended = dyn Fn(TicketId, PrintOutcome) + Send + Sync;

/// Hands tickets to the printing thread.
#[derive(Clone)]
pub struct PrintDesk {
    jobs: Sender<Job>,
    ended: Arc<Ended>,
}

impl PrintDesk {
    /// Starts the thread. `ended` is called after each ticket, on that thread; on the caller's when that thread
    /// is no more.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        printer: TicketPrinter,
        paper: Paper,
        journal: Journal,
        ended: impl Fn(TicketId, PrintOutcome) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let ended: Arc<Ended> = Arc::new(ended);
        let tell = Arc::clone(&ended);
        thread::Builder::new().name("printing".to_owned()).spawn(move || {
            let mut painter = TicketPainter::new();
            for job in queue {
                let printing = || print(&printer, paper, &mut painter, &journal, &job);
                let outcome = catch_unwind(AssertUnwindSafe(printing)).unwrap_or_else(|_| {
                    tracing::error!(ticket = %job.ticket, "the printing broke off");
                    painter = TicketPainter::new();
                    PrintOutcome::Unknown
                });
                tell(job.ticket, outcome);
            }
        })?;
        Ok(Self { jobs, ended })
    }

    /// Queues a ticket; returns at once.
    pub fn print(&self, ticket: TicketId, paper: TicketPaper) {
        if self.jobs.send(Job { ticket, paper: Box::new(paper) }).is_err() {
            tracing::error!(%ticket, "the printing thread has ended");
            (self.ended)(ticket, PrintOutcome::Failed);
        }
    }
}

impl fmt::Debug for PrintDesk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PrintDesk").finish_non_exhaustive()
    }
}

fn print(
    printer: &TicketPrinter,
    paper: Paper,
    painter: &mut TicketPainter,
    journal: &Journal,
    job: &Job,
) -> PrintOutcome {
    let ticket = job.ticket;
    if let Err(error) = journal.begin(ticket) {
        // The citizen needs the paper more than we need the note.
        tracing::error!(%ticket, %error, "the journal cannot be written");
    }
    let picture = painter.paint(&job.paper, paper);
    let report = printer.open_and_print(&picture);
    let outcome = match report.outcome {
        printer::PrintOutcome::Printed => PrintOutcome::Printed,
        printer::PrintOutcome::Failed(_) => PrintOutcome::Failed,
        printer::PrintOutcome::Unknown => PrintOutcome::Unknown,
    };
    if outcome == PrintOutcome::Printed {
        tracing::info!(%ticket, state = report.state.code(), "ticket printed");
    } else {
        tracing::warn!(%ticket, state = report.state.code(), detail = report.detail, outcome = report.outcome.code(), "ticket not printed");
    }
    if let Err(error) = journal.end(ticket, outcome) {
        tracing::error!(%ticket, %error, "the journal cannot be written");
    }
    outcome
}
