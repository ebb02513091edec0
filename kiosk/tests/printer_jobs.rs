//! Print jobs to a printer on loopback: the bytes, and every way in which a printer fails.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::fs;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::paper_printer::{Faults, Machine, PaperPrinter, PrintedTicket};
use kiosk::printer::{
    BAND_ROWS_MAX, Limits, PrintOutcome, PrintReport, PrinterAddress, PrinterState, TicketPrinter,
};
use kiosk::ticket_paper::{Paper, Picture, TicketPainter, TicketPaper};

const CODE: &str = "http://192.168.1.10:8080/t/fH3kZ0qWm7VtY2sXc9LrPA";

/// Like the limits for real printers, in the same order, but quick.
const QUICK: Limits = Limits {
    open: Duration::from_millis(800),
    silence: Duration::from_millis(400),
    job: Duration::from_millis(2_000),
    rows_per_second: 20_000,
    cutter: Duration::from_millis(20),
    ask_again: Duration::from_millis(10),
};

/// More than the whole job may ever take with [`QUICK`].
const JOB_AND_GRACE: Duration = Duration::from_millis(3_000);

fn ticket(paper: Paper) -> Picture {
    let ticket = TicketPaper {
        center: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
        number: "A025".to_owned(),
        service: "Chứng thực".to_owned(),
        qr_text: CODE.to_owned(),
        qr_caption: "Quét mã để theo dõi".to_owned(),
        closing: "Vui lòng giữ phiếu và chờ gọi số".to_owned(),
        ..TicketPaper::default()
    };
    TicketPainter::new().paint(&ticket, paper)
}

fn client(printer: &PaperPrinter) -> TicketPrinter {
    let address = printer.address();
    let address = PrinterAddress::Tcp { host: address.ip().to_string(), port: address.port() };
    TicketPrinter::with_limits(address, QUICK)
}

/// Prints on a printer with these faults; the report, all tickets, and how long the job took.
fn print_with(faults: Faults) -> (PrintReport, Vec<PrintedTicket>, Duration) {
    let printer = PaperPrinter::start().unwrap();
    printer.set_faults(|current| *current = faults);
    let started = Instant::now();
    let report = client(&printer).open_and_print(&ticket(Paper::Mm80));
    let took = started.elapsed();
    assert!(took < JOB_AND_GRACE, "the job took {took:?}");
    (report, printer.wait_for_tickets(1, Duration::from_millis(100)), took)
}

fn assert_printed_as_drawn(ticket: &PrintedTicket, picture: &Picture) {
    assert!(ticket.cut);
    assert_eq!(ticket.width_dots, picture.width_dots());
    assert_eq!(ticket.height_dots(), picture.height_dots());
    assert_eq!(ticket.rows, picture.rows());
    assert!(ticket.bands.iter().all(|rows| (1..=BAND_ROWS_MAX).contains(rows)));
    assert!(ticket.feed_dots_after > 0);
    assert_eq!(ticket.qr_text().as_deref(), Some(CODE));
}

#[test]
fn what_is_printed_is_what_was_drawn() {
    for (paper, width) in [(Paper::Mm80, 576), (Paper::Mm58, 384)] {
        let printer = PaperPrinter::start().unwrap();
        let picture = ticket(paper);
        let report = client(&printer).open_and_print(&picture);
        assert_eq!((report.outcome, report.state), (PrintOutcome::Printed, PrinterState::Ready));
        let tickets = printer.tickets();
        assert_eq!((tickets.len(), printer.unknown_bytes()), (1, 0));
        assert_eq!(tickets[0].width_dots, width);
        assert_printed_as_drawn(&tickets[0], &picture);
    }
}

#[test]
fn each_ticket_is_a_job_of_its_own() {
    let printer = PaperPrinter::start().unwrap();
    let client = client(&printer);
    for count in 1..=3 {
        assert_eq!(client.open_and_print(&ticket(Paper::Mm58)).outcome, PrintOutcome::Printed);
        assert_eq!(printer.tickets().len(), count);
    }
    assert!(printer.tickets().iter().all(|ticket| ticket.cut));
}

#[test]
fn a_host_name_is_resolved() {
    let printer = PaperPrinter::start().unwrap();
    let address = PrinterAddress::Tcp { host: "localhost".into(), port: printer.address().port() };
    let client = TicketPrinter::with_limits(address, QUICK);
    assert_eq!(client.open_and_print(&ticket(Paper::Mm80)).outcome, PrintOutcome::Printed);
}

#[test]
fn out_of_paper_fails_and_prints_after_the_refill() {
    let printer = PaperPrinter::start().unwrap();
    printer.set_faults(|faults| faults.paper_out = true);
    let client = client(&printer);
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::PaperOut));
    assert_eq!(client.state(), PrinterState::PaperOut);
    assert!(printer.tickets().is_empty());
    printer.set_faults(|faults| faults.paper_out = false);
    assert_eq!(client.open_and_print(&ticket(Paper::Mm80)).outcome, PrintOutcome::Printed);
    // Nothing of the failed job came out later.
    assert_eq!(printer.tickets().len(), 1);
}

#[test]
fn an_open_cover_fails() {
    let (report, tickets, _) = print_with(Faults { cover_open: true, ..Faults::default() });
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::CoverOpen));
    assert!(tickets.is_empty());
}

#[test]
fn little_paper_prints_and_is_told() {
    let (report, tickets, _) = print_with(Faults { paper_low: true, ..Faults::default() });
    assert_eq!((report.outcome, report.state), (PrintOutcome::Printed, PrinterState::PaperLow));
    assert_eq!(tickets.len(), 1);
}

#[test]
fn paper_that_ends_in_the_middle_is_unknown() {
    let faults = Faults { paper_out_after_bytes: Some(20_000), ..Faults::default() };
    let (report, _, _) = print_with(faults);
    assert_eq!((report.outcome, report.state), (PrintOutcome::Unknown, PrinterState::PaperOut));
}

#[test]
fn a_connection_closed_in_the_middle_is_unknown() {
    let faults = Faults { close_after_bytes: Some(20_000), ..Faults::default() };
    let (report, tickets, _) = print_with(faults);
    assert_eq!(report.outcome, PrintOutcome::Unknown, "{report:?}");
    assert!(tickets.iter().all(|ticket| !ticket.cut));
}

#[test]
fn a_connection_closed_before_the_ticket_fails() {
    for bytes in [1, 3, 7] {
        let faults = Faults { close_after_bytes: Some(bytes), ..Faults::default() };
        let (report, tickets, took) = print_with(faults);
        let unreachable = PrintOutcome::Failed(PrinterState::Unreachable);
        assert_eq!(report.outcome, unreachable, "after {bytes} bytes: {report:?}");
        assert!(tickets.is_empty() && took < QUICK.silence);
    }
}

#[test]
fn a_slow_printer_is_waited_for() {
    let delay_per_chunk = Duration::from_millis(60);
    let (report, tickets, took) = print_with(Faults { delay_per_chunk, ..Faults::default() });
    assert_eq!(report.outcome, PrintOutcome::Printed);
    assert_eq!(tickets.len(), 1);
    assert!(took > Duration::from_millis(500), "it was not slow: {took:?}");
}

#[test]
fn a_printer_slower_than_the_job_is_unknown() {
    let delay_per_chunk = Duration::from_millis(330);
    let (report, _, took) = print_with(Faults { delay_per_chunk, ..Faults::default() });
    assert_eq!(report.outcome, PrintOutcome::Unknown);
    assert!(took > QUICK.silence);
}

#[test]
fn a_printer_that_never_answers_prints_but_is_unknown() {
    let (report, tickets, took) = print_with(Faults { silent: true, ..Faults::default() });
    assert_eq!((report.outcome, report.state), (PrintOutcome::Unknown, PrinterState::Unknown));
    assert_eq!(tickets.len(), 1);
    assert!(took < QUICK.silence * 3);
}

#[test]
fn stray_zeros_after_the_answers_are_skipped() {
    let (report, _, _) = print_with(Faults { stray_zero: true, ..Faults::default() });
    assert_eq!((report.outcome, report.state), (PrintOutcome::Printed, PrinterState::Ready));
}

#[test]
fn an_absent_printer_fails_at_once() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = PrinterAddress::Tcp { host: "127.0.0.1".into(), port };
    let client = TicketPrinter::with_limits(address, QUICK);
    let started = Instant::now();
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::Unreachable));
    assert!(started.elapsed() < QUICK.open && !report.detail.is_empty());
    assert_eq!(client.state(), PrinterState::Unreachable);
}

#[test]
fn a_printer_that_takes_nothing_is_unknown_within_the_limit() {
    // Accepts connections into its backlog and never reads.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let address = PrinterAddress::Tcp { host: "127.0.0.1".into(), port };
    let client = TicketPrinter::with_limits(address, QUICK);
    let started = Instant::now();
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Unknown);
    assert!(started.elapsed() < JOB_AND_GRACE);
}

#[test]
fn a_link_that_does_not_open_fails_and_never_prints_later() {
    // A FIFO without a reader: opening it blocks until somebody reads.
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("printer");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let client = TicketPrinter::with_limits(PrinterAddress::File(fifo.clone()), QUICK);
    let started = Instant::now();
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::Unreachable), "{report:?}");
    assert!(started.elapsed() < QUICK.job);
    let reader = thread::spawn(move || fs::read(fifo));
    let late = reader.join().unwrap().unwrap();
    // At most the harmless ESC @ went out.
    assert!(late.len() <= 2, "{} bytes came after the failure", late.len());
}

#[test]
fn a_file_takes_one_ticket_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.bin");
    let address: PrinterAddress = format!("file:{}", path.display()).parse().unwrap();
    let client = TicketPrinter::with_limits(address, QUICK);
    assert_eq!(client.state(), PrinterState::Unknown);
    assert!(!path.exists());
    let pictures = [ticket(Paper::Mm80), ticket(Paper::Mm58)];
    for picture in &pictures {
        let report = client.open_and_print(picture);
        assert_eq!((report.outcome, report.state), (PrintOutcome::Printed, PrinterState::Unknown));
    }
    let mut machine = Machine::default();
    machine.take(&fs::read(path).unwrap());
    assert_eq!((machine.tickets.len(), machine.unknown_bytes), (2, 0));
    for (ticket, picture) in machine.tickets.iter().zip(&pictures) {
        assert_printed_as_drawn(ticket, picture);
    }
}

#[test]
fn a_path_that_cannot_be_written_fails() {
    let client = TicketPrinter::new(PrinterAddress::File("/nowhere/at/all".into()));
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::Unreachable));
}

#[test]
fn a_usb_printer_that_is_not_there_fails() {
    let client = TicketPrinter::with_limits("usb:ffff:fffe".parse().unwrap(), QUICK);
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::Unreachable));
}

#[test]
fn without_a_printer_it_says_so() {
    let client = TicketPrinter::new(PrinterAddress::None);
    let report = client.open_and_print(&ticket(Paper::Mm80));
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::NotConfigured));
    assert_eq!(client.state(), PrinterState::NotConfigured);
}

#[test]
fn outcomes_have_the_words_of_the_contract() {
    let outcomes =
        [PrintOutcome::Printed, PrintOutcome::Failed(PrinterState::Error), PrintOutcome::Unknown];
    assert_eq!(outcomes.map(PrintOutcome::code), ["printed", "failed", "unknown"]);
}
