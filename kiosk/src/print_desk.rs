//! Prints tickets one after the other on a thread of its own: paint, note in the journal, send, say what came of it.

use std::io;
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

/// Hands tickets to the printing thread.
#[derive(Clone, Debug)]
pub struct PrintDesk {
    jobs: Sender<Job>,
}

impl PrintDesk {
    /// Starts the thread. `ended` is called on it after each ticket.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        printer: TicketPrinter,
        paper: Paper,
        journal: Journal,
        ended: impl Fn(TicketId, PrintOutcome) + Send + 'static,
    ) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::Builder::new().name("printing".to_owned()).spawn(move || {
            let mut painter = TicketPainter::new();
            for job in queue {
                let outcome = print(&printer, paper, &mut painter, &journal, &job);
                ended(job.ticket, outcome);
            }
        })?;
        Ok(Self { jobs })
    }

    /// Queues a ticket; returns at once.
    pub fn print(&self, ticket: TicketId, paper: TicketPaper) {
        if self.jobs.send(Job { ticket, paper: Box::new(paper) }).is_err() {
            tracing::error!(%ticket, "the printing thread has ended");
        }
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
