//! The printing thread: what came of each ticket is told, also when the thread is no more.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use kiosk::journal::Journal;
use kiosk::print_desk::PrintDesk;
use kiosk::printer::{PrinterAddress, TicketPrinter};
use kiosk::ticket_paper::{Paper, TicketPaper};
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(20);

fn id(n: u128) -> TicketId {
    TicketId(Uuid::from_u128(n))
}

#[test]
fn a_ticket_for_a_thread_that_ended_has_failed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let printer = TicketPrinter::new(PrinterAddress::File(folder.path().join("paper")));
    let (sender, ended) = channel();
    let first = AtomicBool::new(true);
    let desk = PrintDesk::start(printer, Paper::Mm80, Journal::default(), move |id, outcome| {
        sender.send((id, outcome)).unwrap();
        assert!(!first.swap(false, Ordering::SeqCst), "the printing thread ends here");
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
