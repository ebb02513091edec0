//! A printer that runs out of paper or hangs up after any byte of a job: nothing but a whole ticket counts as
//! printed, no second paper comes out unasked, and the journal knows what became of it.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use end_to_end::paper_printer::{Faults, PaperPrinter, PrintedTicket};
use kiosk::journal::Journal;
use kiosk::print_desk::{DeskNews, PrintDesk, PrintRoom};
use kiosk::printer::{self, Limits, PaperCounter, PrinterAddress, TicketPrinter};
use kiosk::ticket_paper::{Paper, Picture, TicketPainter, TicketPaper};
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use uuid::Uuid;

/// A loaded machine paints a ticket in a second or two.
const SOON: Duration = Duration::from_secs(20);

/// Like the limits for real printers, in the same order, but quick.
const QUICK: Limits = Limits {
    open: Duration::from_millis(2_000),
    silence: Duration::from_millis(1_000),
    job: Duration::from_millis(5_000),
    rows_per_second: 1_000_000,
    cutter: Duration::from_millis(1),
    ask_again: Duration::from_millis(1),
};

/// How long an idle printer is left alone before its papers are counted.
const IDLE: Duration = Duration::from_millis(60);

/// What goes wrong after so many bytes.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    PaperOut,
    HangUp,
}

impl Trouble {
    fn after(self, bytes: usize) -> Faults {
        match self {
            Self::PaperOut => Faults { paper_out_after_bytes: Some(bytes), ..Faults::default() },
            Self::HangUp => Faults { close_after_bytes: Some(bytes), ..Faults::default() },
        }
    }
}

#[test]
fn paper_that_ends_after_any_byte() {
    whole_or_not_printed(Trouble::PaperOut);
}

#[test]
fn a_printer_that_hangs_up_after_any_byte() {
    whole_or_not_printed(Trouble::HangUp);
}

#[test]
fn the_journal_after_paper_that_ended() {
    the_journal_knows(Trouble::PaperOut);
}

#[test]
fn the_journal_after_a_printer_that_hung_up() {
    the_journal_knows(Trouble::HangUp);
}

/// Prints with trouble after a sample of all bytes; with `--long` after every one.
fn whole_or_not_printed(trouble: Trouble) {
    let picture = TicketPainter::new().paint(&small_ticket(), Paper::Mm58);
    let end = job_bytes(&picture);
    let bytes = if is_long() { (1..=end).collect() } else { samples(end, 30) };
    let mut outcomes = HashSet::new();
    for bytes in bytes {
        let printer = PaperPrinter::start().unwrap();
        printer.set_faults(|faults| *faults = trouble.after(bytes));
        let report = TicketPrinter::with_limits(tcp(&printer), QUICK).open_and_print(&picture);
        let outcome = match report.outcome {
            printer::PrintOutcome::Printed => PrintOutcome::Printed,
            printer::PrintOutcome::Failed(_) => PrintOutcome::Failed,
            printer::PrintOutcome::Unknown => PrintOutcome::Unknown,
        };
        outcomes.insert(format!("{outcome:?}"));
        told_the_truth(outcome, &papers(&printer), &format!("{trouble:?} after {bytes} bytes"));
    }
    assert_eq!(outcomes.len(), 3, "the samples meet every outcome: {outcomes:?}");
}

/// The same through the printing thread: the journal, a restart, and the wish to print once more.
fn the_journal_knows(trouble: Trouble) {
    let ticket = full_ticket();
    let end = job_bytes(&TicketPainter::new().paint(&ticket, Paper::Mm80));
    let folder = tempfile::tempdir().unwrap();
    for bytes in samples(end, if is_long() { 200 } else { 6 }).into_iter().step_by(4) {
        let what = format!("{trouble:?} after {bytes} bytes");
        let id = TicketId(Uuid::from_u128(bytes as u128));
        let journal = Journal::open(Some(folder.path())).unwrap();
        let printer = PaperPrinter::start().unwrap();
        printer.set_faults(|faults| *faults = trouble.after(bytes));
        let (desk, news) = start(&printer, &journal);
        desk.print(id, ticket.clone());
        let outcome = end_of(&news, id);
        told_the_truth(outcome, &papers(&printer), &what);
        assert_eq!(journal.left().unwrap(), [(id, outcome)], "{what}");

        // Somebody puts paper in; the kiosk is started again; both change nothing on paper.
        printer.set_faults(|faults| *faults = Faults::default());
        let before = whole(&papers(&printer));
        thread::sleep(IDLE);
        drop((desk, news, journal));
        let journal = Journal::open(Some(folder.path())).unwrap();
        let (desk, news) = start(&printer, &journal);
        thread::sleep(IDLE);
        assert_eq!(whole(&papers(&printer)), before, "a paper nobody asked for: {what}");
        assert_eq!(journal.left().unwrap(), [(id, outcome)], "{what}");

        // Reception asks for it: one more, whole.
        desk.print(id, ticket.clone());
        assert_eq!(end_of(&news, id), PrintOutcome::Printed, "{what}");
        assert_eq!(whole(&papers(&printer)), before + 1, "{what}");
        assert_eq!(journal.left().unwrap(), [(id, PrintOutcome::Printed)], "{what}");
        journal.forget(id).unwrap();
        assert_eq!(journal.left().unwrap(), [], "{what}");
    }
}

/// Printed means: one whole paper. Failed means: none.
fn told_the_truth(outcome: PrintOutcome, papers: &[PrintedTicket], what: &str) {
    let whole = whole(papers);
    assert!(whole <= 1, "{whole} papers: {what}");
    match outcome {
        PrintOutcome::Printed => assert_eq!((whole, papers.len()), (1, 1), "{what}"),
        PrintOutcome::Failed => assert!(papers.is_empty(), "{what}"),
        PrintOutcome::Unknown => {}
    }
}

fn whole(papers: &[PrintedTicket]) -> usize {
    papers.iter().filter(|paper| paper.cut).count()
}

/// All that came out, half tickets too; the connection of the last job is over.
fn papers(printer: &PaperPrinter) -> Vec<PrintedTicket> {
    // The printer takes what is on its way before it sees the end of the connection; another one shows that it has.
    let mut line = TcpStream::connect(printer.address()).unwrap();
    line.set_read_timeout(Some(SOON)).unwrap();
    // A printer that hangs up at the first byte does so here too.
    let _ = line.write_all(&[0x10, 0x04, 0x01]);
    let _ = line.read(&mut [0]);
    printer.tickets()
}

/// How many bytes a printer is sent until the job is over: the questions before it, the ticket, those after it.
fn job_bytes(picture: &Picture) -> usize {
    const QUESTIONS: usize = 4 * 3;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("job");
    let report = TicketPrinter::with_limits(PrinterAddress::File(path.clone()), QUICK)
        .open_and_print(picture);
    assert_eq!(report.outcome, printer::PrintOutcome::Printed);
    let ticket = fs::metadata(path).unwrap().len() as usize;
    QUESTIONS + ticket + 3 * QUESTIONS
}

/// Every byte before and after the ticket, and so many in it, from a seed.
fn samples(end: usize, count: usize) -> Vec<usize> {
    const BEFORE: usize = 18;
    const AFTER: usize = 50;
    let mut seed = 0x1D76_3000_u64;
    let middle = (0..count).map(|_| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        BEFORE + (seed >> 33) as usize % (end - BEFORE - AFTER)
    });
    let mut samples: Vec<usize> = (1..=BEFORE).chain(end - AFTER..=end).chain(middle).collect();
    samples.sort_unstable();
    samples.dedup();
    samples
}

fn small_ticket() -> TicketPaper {
    TicketPaper { number: "A1".to_owned(), ..TicketPaper::default() }
}

fn full_ticket() -> TicketPaper {
    TicketPaper {
        center: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
        number: "A025".to_owned(),
        service: "Chứng thực".to_owned(),
        qr_text: "http://192.168.1.10:8080/t/fH3kZ0qWm7VtY2sXc9LrPA".to_owned(),
        qr_caption: "Quét mã để theo dõi".to_owned(),
        closing: "Vui lòng giữ phiếu và chờ gọi số".to_owned(),
        ..TicketPaper::default()
    }
}

fn start(printer: &PaperPrinter, journal: &Journal) -> (PrintDesk, Receiver<DeskNews>) {
    let room = PrintRoom {
        printer: TicketPrinter::with_limits(tcp(printer), QUICK),
        paper: Paper::Mm80,
        journal: journal.clone(),
        counter: PaperCounter::default(),
        // Asked now and then while the papers are counted, but a question takes bytes of a fault too.
        ask_every: IDLE / 3,
    };
    let (sender, news) = channel();
    let desk = PrintDesk::start(room, move |news| {
        // The test may be over.
        let _ = sender.send(news);
    });
    (desk.unwrap(), news)
}

fn end_of(news: &Receiver<DeskNews>, id: TicketId) -> PrintOutcome {
    loop {
        if let DeskNews::Ended { ticket, outcome } = news.recv_timeout(SOON).unwrap() {
            assert_eq!(ticket, id);
            return outcome;
        }
    }
}

fn tcp(printer: &PaperPrinter) -> PrinterAddress {
    let address = printer.address();
    PrinterAddress::Tcp { host: address.ip().to_string(), port: address.port() }
}

fn is_long() -> bool {
    env::var_os("ONESTOP_LONG").is_some()
}
