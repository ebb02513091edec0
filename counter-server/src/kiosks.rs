//! What kiosks last said of themselves, in memory only: after a start of the server they say it again.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use shared::protocol::KioskStatus;
use tokio::sync::watch;

/// A kiosk speaks every few seconds. One that was not heard for so long is taken for off or cut off.
pub const SILENT_AFTER_SECONDS: i64 = 90;

/// How often it is looked for kiosks that went silent.
pub const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Counts up with each piece of news, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KioskNews {
    /// What kiosks say of themselves, or that one says nothing.
    pub status: u64,
    /// Calls for help.
    pub help: u64,
}

/// What is known of a kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// When it last asked or said anything.
    pub at: DateTime<Utc>,
    /// What it last said of itself, and since when its printer is as it is.
    pub status: Option<(KioskStatus, DateTime<Utc>)>,
    /// Whether it was told that this kiosk is silent.
    is_told_silent: bool,
}

/// What kiosks last said, and a bell for whoever shows it.
#[derive(Debug, Default)]
pub struct Kiosks {
    heard: Mutex<BTreeMap<i64, Heard>>,
    news: watch::Sender<KioskNews>,
}

/// Whether a kiosk that was last heard at this moment is off or cut off.
#[must_use]
pub fn is_silent(heard_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - heard_at > TimeDelta::seconds(SILENT_AFTER_SECONDS)
}

impl Kiosks {
    fn all(&self) -> MutexGuard<'_, BTreeMap<i64, Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps that a kiosk was heard.
    pub fn heard(&self, device: i64, now: DateTime<Utc>) {
        let mut all = self.all();
        let one =
            all.entry(device).or_insert(Heard { at: now, status: None, is_told_silent: false });
        one.at = one.at.max(now);
        let is_back = std::mem::take(&mut one.is_told_silent);
        drop(all);
        if is_back {
            self.news.send_modify(|news| news.status += 1);
        }
    }

    /// Keeps what a kiosk says of itself.
    pub fn said(&self, device: i64, status: KioskStatus, now: DateTime<Utc>) {
        self.heard(device, now);
        let mut all = self.all();
        let Some(one) = all.get_mut(&device) else { return };
        let before = one.status.as_ref();
        let is_new = before.is_none_or(|(before, _)| *before != status);
        let since = before
            .filter(|(before, _)| before.printer.state == status.printer.state)
            .map_or(now, |(_, since)| *since);
        one.status = Some((status, since));
        drop(all);
        if is_new {
            self.news.send_modify(|news| news.status += 1);
        }
    }

    /// What is known of a kiosk; none when it was not heard since the start of the server.
    #[must_use]
    pub fn of(&self, device: i64) -> Option<Heard> {
        self.all().get(&device).cloned()
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
        let mut went_silent = false;
        for one in self.all().values_mut() {
            if !one.is_told_silent && is_silent(one.at, now) {
                one.is_told_silent = true;
                went_silent = true;
            }
        }
        if went_silent {
            self.news.send_modify(|news| news.status += 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use shared::protocol::{KioskStatus, PrinterCondition, PrinterStatus};
    use shared::text::Language;

    use super::{Kiosks, SILENT_AFTER_SECONDS};

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
