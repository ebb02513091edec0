//! One print job from opening to the last state, on a thread of its own with hard time limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::link::Link;
use super::raster::bands;
use super::{PrintReport, PrinterAddress, PrinterState};
use crate::ticket_paper::Picture;

/// The job itself keeps to its limit between two waits; it is given up so much later.
const GRACE: Duration = Duration::from_millis(300);

/// Lines of white before the cut: the cut command itself moves the last row past the knife.
const FEED_LINES: u8 = 1;

/// How far a job is. The one who moves it on first wins, so that a job which was given up before
/// its first byte of a ticket never prints one later.
struct Progress(AtomicU8);

const NOTHING_SENT: u8 = 0;
const SENDING: u8 = 1;
const GIVEN_UP: u8 = 2;

impl Progress {
    /// Whether the job may send its ticket.
    fn begin_sending(&self) -> bool {
        self.move_on(SENDING)
    }

    /// Whether nothing of the ticket was sent, and nothing ever will be.
    fn give_up(&self) -> bool {
        self.move_on(GIVEN_UP)
    }

    fn move_on(&self, next: u8) -> bool {
        let order = Ordering::SeqCst;
        self.0.compare_exchange(NOTHING_SENT, next, order, order).is_ok()
    }
}

enum Message<T> {
    Opened,
    Done(T),
}

/// Prints a picture. Blocks until the job is over or its time is.
pub(super) fn print(address: &PrinterAddress, limits: &Limits, picture: &Picture) -> PrintReport {
    let limit = limits.job_of(address, picture.rows().len());
    let deadline = Instant::now() + limit;
    let progress = Arc::new(Progress(AtomicU8::new(NOTHING_SENT)));
    let (shared, address, limits_copy, picture) =
        (Arc::clone(&progress), address.clone(), *limits, picture.clone());
    let ended = on_own_thread(limits, deadline, move |opened| {
        let link = Link::open(&address, &limits_copy);
        opened();
        match link {
            Err(error) => PrintReport::failed(PrinterState::Unreachable, error.to_string()),
            Ok(link) => Job { link, limits: limits_copy, deadline, progress: shared }.run(&picture),
        }
    });
    match ended {
        Ok(report) => report,
        Err(why) if progress.give_up() => PrintReport::failed(PrinterState::Unreachable, why),
        Err(why) => PrintReport::unknown(PrinterState::Unknown, why),
    }
}

/// Asks for the state without printing.
pub(super) fn state(address: &PrinterAddress, limits: &Limits) -> PrinterState {
    let deadline = Instant::now() + limits.job;
    let (address, limits_copy) = (address.clone(), *limits);
    let ended = on_own_thread(limits, deadline, move |opened| {
        let link = Link::open(&address, &limits_copy);
        opened();
        let asked = link.map(|mut link| link.ask_state(Instant::now() + limits_copy.silence));
        match asked {
            Ok(Ok(state)) => state,
            Ok(Err(_)) | Err(_) => PrinterState::Unreachable,
        }
    });
    ended.unwrap_or(PrinterState::Unreachable)
}

/// Runs `work` on a thread and waits for it: at most `limits.open` until it calls back that the
/// link is open, and until shortly after `deadline` for its result. The error is why it was given up.
fn on_own_thread<T: Send + 'static>(
    limits: &Limits,
    deadline: Instant,
    work: impl FnOnce(&dyn Fn()) -> T + Send + 'static,
) -> Result<T, String> {
    let (sender, receiver) = mpsc::channel();
    let run = move || {
        let opened: &dyn Fn() = &|| tell(&sender, Message::Opened);
        let result = work(opened);
        tell(&sender, Message::Done(result));
    };
    let started = thread::Builder::new().name("printer-job".to_owned()).spawn(run);
    started.map_err(|error| format!("no thread for the print job: {error}"))?;
    let mut wait = limits.open;
    loop {
        match receiver.recv_timeout(wait) {
            Ok(Message::Opened) => {
                wait = deadline.saturating_duration_since(Instant::now()) + GRACE;
            }
            Ok(Message::Done(result)) => return Ok(result),
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("the printer did nothing for {} ms", wait.as_millis()));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err("the print job ended without a result".to_owned());
            }
        }
    }
}

fn tell<T>(sender: &Sender<Message<T>>, message: Message<T>) {
    // Nobody listens once the job was given up: the result has no reader then.
    let _ = sender.send(message);
}

struct Job {
    link: Link,
    limits: Limits,
    deadline: Instant,
    progress: Arc<Progress>,
}

impl Job {
    fn run(mut self, picture: &Picture) -> PrintReport {
        let ask_until = self.deadline.min(Instant::now() + self.limits.silence);
        match self.link.ask_state(ask_until) {
            Err(_) => return PrintReport::failed(PrinterState::Unreachable, "it hung up"),
            Ok(state) if state.prevents_printing() => {
                return PrintReport::failed(state, "its state before printing");
            }
            Ok(_) => {}
        }
        if let Err(error) = self.link.printer().init().and_then(|printer| printer.print()) {
            return PrintReport::failed(PrinterState::Unreachable, error.to_string());
        }
        if !self.progress.begin_sending() {
            return PrintReport::failed(PrinterState::Unreachable, "given up before sending");
        }
        let paper_done = Instant::now() + self.limits.paper_time(picture.height_dots());
        match self.send(picture) {
            Err(why) => PrintReport::unknown(PrinterState::Unknown, why),
            Ok(()) => self.state_after(paper_done),
        }
    }

    /// Sends the bands one by one, then feed and cut.
    fn send(&mut self, picture: &Picture) -> Result<(), String> {
        for band in bands(picture) {
            if Instant::now() >= self.deadline {
                return Err("its time ran out while the ticket was sent".to_owned());
            }
            let sent = self.link.printer().custom(&band).and_then(|printer| printer.print());
            sent.map_err(|error| error.to_string())?;
        }
        let printer = self.link.printer().feeds(FEED_LINES);
        let cut = printer.and_then(|printer| printer.cut()).and_then(|printer| printer.print());
        cut.map(|_| ()).map_err(|error| error.to_string())
    }

    /// DLE EOT is answered at once, while earlier rows are still on their way to the paper: the
    /// state counts only when it holds until the paper must have come out.
    fn state_after(&mut self, paper_done: Instant) -> PrintReport {
        if !self.link.can_be_asked() {
            return PrintReport::printed(PrinterState::Unknown);
        }
        loop {
            if !self.link.answers() {
                return PrintReport::unknown(
                    PrinterState::Unknown,
                    "no answer after the ticket was sent",
                );
            }
            let over = Instant::now() >= paper_done;
            match self.link.ask_state(self.deadline) {
                Err(_) => {
                    return PrintReport::unknown(
                        PrinterState::Unreachable,
                        "it hung up while printing",
                    );
                }
                Ok(PrinterState::Unknown) => continue,
                // Some printers call themselves offline while they print or cut.
                Ok(PrinterState::Offline) if !over => {}
                Ok(state) if state.prevents_printing() => {
                    return PrintReport::unknown(state, "its state after printing");
                }
                Ok(state) if over => return PrintReport::printed(state),
                Ok(_) => {}
            }
            let rest = paper_done.saturating_duration_since(Instant::now());
            thread::sleep(rest.min(self.limits.ask_again));
        }
    }
}
