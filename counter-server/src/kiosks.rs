//! What kiosks last said of themselves, in memory only: after a start of the server they say it again.

use chrono::{DateTime, Utc};
use shared::protocol::KioskStatus;
use tokio::sync::watch;

use crate::last_heard::{Heard, LastHeard};

/// Counts up with each piece of news, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KioskNews {
    /// What kiosks say of themselves, or that one says nothing.
    pub status: u64,
    /// Calls for help.
    pub help: u64,
}

/// What a kiosk last said of itself, and since when its printer is as it is.
pub type Said = (KioskStatus, DateTime<Utc>);

/// What kiosks last said, and a bell for whoever shows it.
#[derive(Debug, Default)]
pub struct Kiosks {
    heard: LastHeard<Said>,
    news: watch::Sender<KioskNews>,
}

impl Kiosks {
    /// Keeps that a kiosk was heard.
    pub fn heard(&self, device: i64, now: DateTime<Utc>) {
        self.ring(self.heard.heard(device, now));
    }

    /// Keeps what a kiosk says of itself.
    pub fn said(&self, device: i64, status: KioskStatus, now: DateTime<Utc>) {
        let is_news = self.heard.said(device, now, |before| {
            let since = before
                .filter(|(before, _)| before.printer.state == status.printer.state)
                .map_or(now, |(_, since)| *since);
            (status, since)
        });
        self.ring(is_news);
    }

    /// What is known of a kiosk; none when it was not heard since the start of the server.
    #[must_use]
    pub fn of(&self, device: i64) -> Option<Heard<Said>> {
        self.heard.of(device)
    }

    /// Says that calls for help have changed.
    pub fn help_changed(&self) {
        self.news.send_modify(|news| news.help += 1);
    }

    /// A bell that rings with each piece of news.
    #[must_use]
    pub fn bell(&self) -> watch::Receiver<KioskNews> {
        self.news.subscribe()
    }

    /// Looks for kiosks that went silent, and says so once.
    pub fn look(&self, now: DateTime<Utc>) {
        self.ring(self.heard.look(now));
    }

    fn ring(&self, is_news: bool) {
        if is_news {
            self.news.send_modify(|news| news.status += 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use shared::protocol::{KioskStatus, PrinterCondition, PrinterStatus};
    use shared::text::Language;

    use super::Kiosks;
    use crate::last_heard::SILENT_AFTER_SECONDS;

    fn status(state: PrinterCondition, papers: u32) -> KioskStatus {
        KioskStatus {
            printer: PrinterStatus {
                state,
                papers_printed_since_reset: papers,
                paper_left_estimate: None,
            },
            language: Language::Vi,
            version: "0.4.0".to_owned(),
            offline: Default::default(),
            journal_ok: true,
            scanner: Default::default(),
        }
    }

    #[test]
    fn the_bell_rings_for_what_changed_only_and_since_belongs_to_the_printer() {
        let kiosks = Kiosks::default();
        let bell = kiosks.bell();
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let at = |seconds| start + TimeDelta::seconds(seconds);
        let news = || bell.borrow().status;
        kiosks.said(1, status(PrinterCondition::Ready, 0), at(0));
        assert_eq!(news(), 1);
        kiosks.said(1, status(PrinterCondition::Ready, 0), at(30));
        assert_eq!(news(), 1, "nothing changed");
        kiosks.said(1, status(PrinterCondition::Ready, 1), at(40));
        assert_eq!((news(), kiosks.of(1).unwrap().status.unwrap().1), (2, at(0)));
        kiosks.said(1, status(PrinterCondition::PaperOut, 1), at(50));
        assert_eq!((news(), kiosks.of(1).unwrap().status.unwrap().1), (3, at(50)));
        kiosks.look(at(50 + SILENT_AFTER_SECONDS));
        assert_eq!(news(), 3);
        kiosks.look(at(51 + SILENT_AFTER_SECONDS));
        kiosks.look(at(99 + SILENT_AFTER_SECONDS));
        assert_eq!(news(), 4, "said once");
        kiosks.heard(1, at(300));
        assert_eq!((news(), kiosks.of(1).unwrap().at), (5, at(300)), "it is back");
        assert_eq!(kiosks.of(2), None);
    }
}
