//! A print job over a serial line: a pseudo-terminal with a printer at its other end.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]
#![cfg(unix)]

use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use end_to_end::paper_printer::{Machine, PrintedTicket};
use kiosk::printer::{Limits, PrintOutcome, PrinterAddress, PrinterState, TicketPrinter};
use kiosk::ticket_paper::{Paper, TicketPainter, TicketPaper};
use serialport::{SerialPort, TTYPort};

/// Plays the printer at the other end until a ticket was cut and the job has hung up.
fn play_printer(mut line: TTYPort) -> PrintedTicket {
    let mut machine = Machine::default();
    let mut buffer = [0; 512];
    loop {
        match (line.read(&mut buffer), machine.tickets.pop()) {
            (Ok(count), ticket) => {
                machine.tickets.extend(ticket);
                let answers = machine.take(&buffer[..count]);
                line.write_all(&answers).unwrap();
            }
            (Err(_), Some(ticket)) => return ticket,
            // Nobody has opened the line yet.
            (Err(_), None) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

#[test]
fn a_ticket_over_a_serial_line() {
    let (mut ours, theirs) = TTYPort::pair().unwrap();
    let device = theirs.name().unwrap();
    // The job opens the device by its name, exclusively.
    drop(theirs);
    ours.set_timeout(Duration::from_millis(300)).unwrap();
    let limits = Limits {
        rows_per_second: 20_000,
        cutter: Duration::from_millis(20),
        ask_again: Duration::from_millis(10),
        ..Limits::default()
    };
    let address = PrinterAddress::Serial { device, baud: 115_200 };
    let picture = TicketPainter::new()
        .paint(&TicketPaper { number: "A025".to_owned(), ..TicketPaper::default() }, Paper::Mm58);
    let printer = thread::spawn(move || play_printer(ours));
    let report = TicketPrinter::with_limits(address, limits).open_and_print(&picture);
    assert_eq!(
        (report.outcome, report.state),
        (PrintOutcome::Printed, PrinterState::Ready),
        "{report:?}"
    );
    let ticket = printer.join().unwrap();
    assert_eq!((ticket.rows.as_slice(), ticket.cut), (picture.rows(), true));
}

#[test]
fn a_device_that_is_not_there_fails() {
    let address: PrinterAddress = "serial:/dev/no-such-line:9600".parse().unwrap();
    let picture = TicketPainter::new().paint(&TicketPaper::default(), Paper::Mm58);
    let report = TicketPrinter::new(address).open_and_print(&picture);
    assert_eq!(report.outcome, PrintOutcome::Failed(PrinterState::Unreachable));
}
