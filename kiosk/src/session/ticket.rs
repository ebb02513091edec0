//! The ticket on the screen and what is known of its paper.

use std::time::Duration;

use shared::protocol::IssuedTicket;

use super::input::Effect;
use super::{PRINTING_LIMIT, Session, TICKET_SHOWN, TICKET_SHOWN_UNPRINTED};

/// What is known of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrintNews {
    /// It is being printed.
    Printing,
    /// It came.
    Printed,
    /// It did not come.
    Failed,
    /// Nobody can tell.
    Unknown,
    /// This kiosk prints none.
    NoPrinter,
}

/// The ticket on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownTicket {
    /// The server's answer.
    pub issued: IssuedTicket,
    /// What is known of its paper.
    pub print: PrintNews,
    /// When it leaves the screen by itself.
    pub leaves_at: Duration,
}

impl ShownTicket {
    pub(super) fn new(issued: IssuedTicket, has_printer: bool, now: Duration) -> Self {
        let (print, shown) = if has_printer {
            (PrintNews::Printing, PRINTING_LIMIT)
        } else {
            (PrintNews::NoPrinter, TICKET_SHOWN_UNPRINTED)
        };
        Self { issued, print, leaves_at: now + shown }
    }

    pub(super) fn end_print(&mut self, news: PrintNews, now: Duration) {
        self.print = news;
        self.leaves_at =
            now + if news == PrintNews::Printed { TICKET_SHOWN } else { TICKET_SHOWN_UNPRINTED };
    }
}

impl Session {
    /// The answer to "did your paper come?", when nobody else can tell.
    pub(super) fn paper_came(&mut self, came: bool, now: Duration) -> Vec<Effect> {
        let Some(ticket) = self.ticket.as_mut() else { return Vec::new() };
        if ticket.print != PrintNews::Unknown {
            return Vec::new();
        }
        ticket.end_print(if came { PrintNews::Printed } else { PrintNews::Failed }, now);
        vec![Effect::ReportPaper { id: ticket.issued.id, came }]
    }

    /// Whether this kiosk prints tickets.
    #[must_use]
    pub fn has_printer(&self) -> bool {
        self.has_printer
    }
}
