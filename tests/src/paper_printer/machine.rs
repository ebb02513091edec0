//! The inside of the printer: bytes in, answers and tickets out. Knows nothing of connections.

use super::command::{self, Command};
use super::faults::Faults;
use super::ticket::PrintedTicket;

/// Line spacing after `ESC @`: 1/6 inch at 203 dpi.
const LINE_DOTS: usize = 34;

/// The state of one printer.
#[derive(Debug, Default)]
pub struct Machine {
    /// What is wrong with it now.
    pub faults: Faults,
    /// Bytes that started no known command, or text, which this printer does not print.
    pub unknown_bytes: usize,
    /// Tickets that came out, oldest first.
    pub tickets: Vec<PrintedTicket>,
    pending: Vec<u8>,
    paper: Vec<Row>,
    bands: Vec<usize>,
    feed_dots: usize,
}

type Row = Vec<u8>;

impl Machine {
    /// Takes bytes in pieces of any size; returns what the printer answers.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.pending.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.pending);
        let mut answers = Vec::new();
        let mut used = 0;
        while let Some((command, length)) = command::first(&pending[used..]) {
            self.wear(length);
            self.obey(command, &mut answers);
            used += length;
        }
        self.pending = pending[used..].to_vec();
        answers
    }

    /// The connection ended: what is half printed stays as a ticket that was not cut.
    pub fn hang_up(&mut self) {
        self.pending.clear();
        if !self.paper.is_empty() {
            self.eject(false);
        }
        self.feed_dots = 0;
    }

    fn wear(&mut self, length: usize) {
        if let Some(rest) = self.faults.paper_out_after_bytes {
            let rest = rest.saturating_sub(length);
            self.faults.paper_out_after_bytes = (rest > 0).then_some(rest);
            self.faults.paper_out |= rest == 0;
        }
    }

    fn obey(&mut self, command: Command<'_>, answers: &mut Vec<u8>) {
        match command {
            Command::AskStatus(_) if self.faults.silent => {}
            Command::AskStatus(number) => {
                answers.extend(self.faults.status(number));
                answers.extend(self.faults.stray_zero.then_some(0));
            }
            Command::Unknown => self.unknown_bytes += 1,
            Command::Initialise | Command::Nothing => {}
            _ if !self.faults.prints() => {}
            Command::Raster { bytes_per_row, rows } => self.burn(bytes_per_row, rows),
            Command::FeedLines(lines) => self.feed_dots += lines * LINE_DOTS,
            Command::FeedDots(dots) => self.feed_dots += dots,
            Command::Cut => self.eject(true),
        }
    }

    fn burn(&mut self, bytes_per_row: usize, rows: &[u8]) {
        let white = std::mem::take(&mut self.feed_dots);
        self.paper.extend(std::iter::repeat_n(Row::new(), white));
        self.paper.extend(rows.chunks_exact(bytes_per_row).map(Row::from));
        self.bands.push(rows.len() / bytes_per_row);
    }

    fn eject(&mut self, cut: bool) {
        let paper = std::mem::take(&mut self.paper);
        let bytes_per_row = paper.iter().map(Vec::len).max().unwrap_or(0);
        let rows = paper.into_iter().flat_map(|mut row| {
            row.resize(bytes_per_row, 0);
            row
        });
        self.tickets.push(PrintedTicket {
            width_dots: bytes_per_row * 8,
            rows: rows.collect(),
            bands: std::mem::take(&mut self.bands),
            feed_dots_after: std::mem::take(&mut self.feed_dots),
            cut,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two bands of a 16-dot ticket with a feed between them, a feed and a cut.
    const STREAM: [u8; 33] = [
        0x1B, b'@', 0x1D, b'v', b'0', 0, 2, 0, 2, 0, 0x80, 0x01, 0xFF, 0xFF, 0x1B, b'J', 1, 0x1D,
        b'v', b'0', 0, 2, 0, 1, 0, 0x0F, 0xF0, 0x1B, b'd', 1, 0x1D, b'V', 0,
    ];

    #[test]
    fn the_same_ticket_whatever_the_pieces() {
        for piece in 1..=STREAM.len() {
            let mut machine = Machine::default();
            for bytes in STREAM.chunks(piece) {
                assert!(machine.take(bytes).is_empty());
            }
            let ticket = machine.tickets.pop().unwrap();
            assert_eq!(ticket.rows, [0x80, 0x01, 0xFF, 0xFF, 0, 0, 0x0F, 0xF0]);
            assert_eq!((ticket.width_dots, ticket.height_dots()), (16, 4));
            assert_eq!((ticket.bands.as_slice(), ticket.cut), (&[2, 1][..], true));
            assert_eq!((ticket.feed_dots_after, machine.unknown_bytes), (LINE_DOTS, 0));
        }
    }

    #[test]
    fn unknown_bytes_are_counted_and_survived() {
        let mut machine = Machine::default();
        machine.take(&[0x1B, b't', 0xC3, 0x1D, 0x21]);
        machine.take(&STREAM);
        // ESC, t, 0xC3, GS, ! : one each.
        assert_eq!((machine.unknown_bytes, machine.tickets.len()), (5, 1));
    }

    #[test]
    fn status_bits_follow_the_faults() {
        let ask = [0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4];
        let answers = |faults: Faults| Machine { faults, ..Machine::default() }.take(&ask);
        assert_eq!(answers(Faults::default()), [0x16, 0x12, 0x12, 0x12]);
        let paper_out = Faults { paper_out: true, ..Faults::default() };
        assert_eq!(answers(paper_out), [0x1E, 0x32, 0x12, 0x7E]);
        let cover_open = Faults { cover_open: true, ..Faults::default() };
        assert_eq!(answers(cover_open), [0x1E, 0x16, 0x12, 0x12]);
        let paper_low = Faults { paper_low: true, stray_zero: true, ..Faults::default() };
        assert_eq!(answers(paper_low), [0x16, 0, 0x12, 0, 0x12, 0, 0x1E, 0]);
        assert!(answers(Faults { silent: true, ..Faults::default() }).is_empty());
    }

    #[test]
    fn without_paper_nothing_comes_out() {
        let faults = Faults { paper_out_after_bytes: Some(14), ..Faults::default() };
        let mut machine = Machine { faults, ..Machine::default() };
        machine.take(&STREAM);
        assert!(machine.faults.paper_out && machine.tickets.is_empty());
        machine.faults = Faults::default();
        machine.take(&STREAM);
        assert_eq!(machine.tickets.len(), 1);
    }

    #[test]
    fn a_ticket_cut_off_by_the_connection_is_kept() {
        let mut machine = Machine::default();
        machine.take(&STREAM[..20]);
        machine.hang_up();
        assert_eq!(machine.tickets.len(), 1);
        assert!(!machine.tickets[0].cut);
        machine.take(&STREAM);
        assert!(machine.tickets[1].cut);
    }
}
