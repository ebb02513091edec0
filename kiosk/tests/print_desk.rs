//! The printing thread: no ticket is lost when it dies, the idle printer is asked, papers are counted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::paper_printer::PaperPrinter;
use kiosk::journal::Journal;
use kiosk::print_desk::{ASK_EVERY, DeskNews, PrintDesk, PrintRoom};
use kiosk::printer::{Limits, PaperCounter, PrinterAddress, PrinterState, TicketPrinter};
use kiosk::session::PrinterHealth;
use kiosk::ticket_paper::{Paper, TicketPaper};
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use uuid::Uuid;

/// A loaded machine paints a ticket in a second or two.
const SOON: Duration = Duration::from_secs(20);

const QUICK: Limits = Limits {
    open: Duration::from_millis(800),
    silence: Duration::from_millis(400),
    job: Duration::from_millis(4_000),
    rows_per_second: 20_000,
    cutter: Duration::from_millis(20),
    ask_again: Duration::from_millis(10),
};

fn id(n: u128) -> TicketId {
    TicketId(Uuid::from_u128(n))
}

fn room(address: PrinterAddress, counter: PaperCounter) -> PrintRoom {
    PrintRoom {
        printer: TicketPrinter::with_limits(address, QUICK),
        paper: Paper::Mm80,
        journal: Journal::default(),
        counter,
        ask_every: Duration::from_millis(50),
    }
}

fn tcp(printer: &PaperPrinter) -> PrinterAddress {
    let address = printer.address();
    PrinterAddress::Tcp { host: address.ip().to_string(), port: address.port() }
}

fn start(room: PrintRoom) -> (PrintDesk, Receiver<DeskNews>) {
    let (sender, news) = channel();
    let desk = PrintDesk::start(room, move |news| {
        // The test may be over.
        let _ = sender.send(news);
    });
    (desk.unwrap(), news)
}

/// The next state that the printer is told to be in; other news go by.
fn next_state(news: &Receiver<DeskNews>) -> PrinterState {
    loop {
        if let DeskNews::Printer(state) = news.recv_timeout(SOON).unwrap() {
            return state;
        }
    }
}

#[test]
fn a_ticket_for_a_thread_that_ended_has_failed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let address = PrinterAddress::File(folder.path().join("paper"));
    let (sender, ended) = channel();
    let first = AtomicBool::new(true);
    let desk = PrintDesk::start(room(address, PaperCounter::default()), move |news| {
        if let DeskNews::Ended { ticket, outcome } = news {
            sender.send((ticket, outcome)).unwrap();
            assert!(!first.swap(false, Ordering::SeqCst), "the printing thread ends here");
        }
    })
    .unwrap();
    desk.print(id(1), TicketPaper::default());
    assert_eq!(ended.recv_timeout(SOON), Ok((id(1), PrintOutcome::Printed)));
    // The thread may still be ending: a ticket that it did not take is asked for again.
    for n in 2.. {
        desk.print(id(n), TicketPaper::default());
        if let Ok((told, outcome)) = ended.try_recv() {
            assert_eq!((told, outcome), (id(n), PrintOutcome::Failed));
            return;
        }
        thread::sleep(Duration::from_millis(20));
        assert!(n < 500, "nothing was told");
    }
}

#[test]
fn the_idle_printer_is_asked_and_only_changes_are_told() {
    let printer = PaperPrinter::start().unwrap();
    let (_desk, news) = start(room(tcp(&printer), PaperCounter::default()));
    assert_eq!(next_state(&news), PrinterState::Ready, "asked at the start");
    // Many questions later nothing more was said.
    assert!(news.recv_timeout(Duration::from_millis(400)).is_err());
    printer.set_faults(|faults| faults.paper_out = true);
    assert_eq!(next_state(&news), PrinterState::PaperOut);
    printer.set_faults(|faults| (faults.paper_out, faults.cover_open) = (false, true));
    assert_eq!(next_state(&news), PrinterState::CoverOpen);
    printer.set_faults(|faults| (faults.cover_open, faults.paper_low) = (false, true));
    assert_eq!(next_state(&news), PrinterState::PaperLow);
    assert_eq!(printer.tickets().len(), 0, "asking prints nothing");
}

#[test]
fn a_printer_that_is_gone_is_told_once_it_is_sure() {
    let printer = PaperPrinter::start().unwrap();
    let (_desk, news) = start(room(tcp(&printer), PaperCounter::default()));
    assert_eq!(next_state(&news), PrinterState::Ready);
    drop(printer);
    assert_eq!(next_state(&news), PrinterState::Unreachable);
}

#[test]
fn a_printer_that_cannot_tell_is_left_in_peace() {
    let printer = PaperPrinter::start().unwrap();
    printer.set_faults(|faults| faults.silent = true);
    let (desk, news) = start(room(tcp(&printer), PaperCounter::default()));
    assert!(news.recv_timeout(Duration::from_millis(900)).is_err(), "unknown it was and stays");
    let begun = Instant::now();
    desk.print(id(1), TicketPaper::default());
    loop {
        if let DeskNews::Ended { outcome, .. } = news.recv_timeout(SOON).unwrap() {
            assert_eq!(outcome, PrintOutcome::Unknown);
            break;
        }
    }
    assert!(begun.elapsed() < SOON);
}

#[test]
fn printers_without_an_answer_are_never_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper");
    let (desk, news) = start(room(PrinterAddress::File(path.clone()), PaperCounter::default()));
    desk.look();
    assert!(news.recv_timeout(Duration::from_millis(300)).is_err());
    assert!(!path.exists(), "looking makes no file");
    let (_desk, news) = start(room(PrinterAddress::None, PaperCounter::default()));
    assert_eq!(next_state(&news), PrinterState::NotConfigured);
    assert!(PrinterHealth::from(PrinterState::NotConfigured).prints());
}

#[test]
fn what_a_print_finds_is_told_before_its_end() {
    let printer = PaperPrinter::start().unwrap();
    let mut room = room(tcp(&printer), PaperCounter::default());
    room.ask_every = ASK_EVERY;
    let (desk, news) = start(room);
    assert_eq!(next_state(&news), PrinterState::Ready);
    printer.set_faults(|faults| faults.paper_out = true);
    desk.print(id(1), TicketPaper::default());
    assert_eq!(news.recv_timeout(SOON), Ok(DeskNews::Printer(PrinterState::PaperOut)));
    let ended = DeskNews::Ended { ticket: id(1), outcome: PrintOutcome::Failed };
    assert_eq!(news.recv_timeout(SOON), Ok(ended));
}

#[test]
fn papers_are_counted_until_the_roll_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let printer = PaperPrinter::start().unwrap();
    let (desk, news) = start(room(tcp(&printer), PaperCounter::open(Some(folder.path()))));
    let next_count = || loop {
        if let DeskNews::Paper(count) = news.recv_timeout(SOON).unwrap() {
            return count;
        }
    };
    desk.print(id(1), TicketPaper { number: "A001".to_owned(), ..TicketPaper::default() });
    let one = next_count();
    assert!(one.papers == 1 && one.millimetres > 15, "{one:?}");
    desk.test(TicketPaper { number: "80 mm".to_owned(), ..TicketPaper::default() });
    assert_eq!(next_count().papers, 2, "a test page is paper too");
    assert_eq!(PaperCounter::open(Some(folder.path())).count().papers, 2, "kept on disk");
    // A ticket that did not come out took none.
    printer.set_faults(|faults| faults.paper_out = true);
    desk.print(id(2), TicketPaper::default());
    desk.new_roll();
    assert_eq!(next_count().papers, 0);
    assert_eq!(printer.tickets().len(), 2);
}
