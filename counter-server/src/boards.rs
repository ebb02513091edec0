//! What boards last said of themselves, in memory only: after a start of the server they say it again.

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use shared::protocol::{BoardNow, BoardStatus, BoardsView};
use tokio::sync::watch;

use crate::identity::DeviceKind;
use crate::last_heard::{LastHeard, is_silent};
use crate::storage::devices::ListedDevice;
use crate::views::local;

/// What boards last said, and a bell for whoever shows it.
#[derive(Debug, Default)]
pub struct Boards {
    heard: LastHeard<BoardStatus>,
    /// Counts up with each piece of news.
    news: watch::Sender<u64>,
}

impl Boards {
    /// Keeps that a board was heard.
    pub fn heard(&self, device: i64, now: DateTime<Utc>) {
        self.ring(self.heard.heard(device, now));
    }

    /// Keeps what a board says of itself.
    pub fn said(&self, device: i64, status: BoardStatus, now: DateTime<Utc>) {
        self.ring(self.heard.said(device, now, |_| status));
    }

    /// A bell that rings with each piece of news.
    #[must_use]
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Looks for boards that went silent, and says so once.
    pub fn look(&self, now: DateTime<Utc>) {
        self.ring(self.heard.look(now));
    }

    fn ring(&self, is_news: bool) {
        if is_news {
            self.news.send_modify(|news| *news += 1);
        }
    }

    /// Every board whose token holds, in the order of enrolment.
    #[must_use]
    pub fn view(&self, listed: &[ListedDevice], time_zone: Tz, now: DateTime<Utc>) -> BoardsView {
        let works = listed.iter().filter(|device| is_at_work(device));
        BoardsView { boards: works.map(|device| self.of(device, time_zone, now)).collect() }
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, device: &ListedDevice, time_zone: Tz, now: DateTime<Utc>) -> BoardNow {
        let known = self.heard.of(device.id);
        // What was written before the last start of the server counts too.
        let heard_at = device.last_seen.max(known.as_ref().map(|known| known.at));
        BoardNow {
            device: device.id,
            name: device.name.clone(),
            heard_at: heard_at.map(|at| local(at.trunc_subsecs(3), time_zone)),
            silent: heard_at.is_some_and(|at| is_silent(at, now)),
            status: known.and_then(|known| known.status),
        }
    }
}

/// Whether this is a board whose token holds; a revoked one says nothing any more.
#[must_use]
pub fn is_at_work(device: &ListedDevice) -> bool {
    device.kind == DeviceKind::Board && device.revoked_at.is_none()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use shared::protocol::{BoardSound, BoardStatus};

    use super::Boards;
    use crate::last_heard::SILENT_AFTER_SECONDS;

    #[test]
    fn the_bell_rings_for_what_changed_only() {
        let boards = Boards::default();
        let bell = boards.bell();
        let at = |seconds| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let status =
            |sound| BoardStatus { zone: None, sound, unspoken: 0, version: "0.5.0".to_owned() };
        let news = || *bell.borrow();
        boards.said(1, status(BoardSound::Voice), at(0));
        boards.said(1, status(BoardSound::Voice), at(30));
        assert_eq!(news(), 1, "nothing changed the second time");
        boards.said(1, status(BoardSound::NoSoundCard), at(60));
        assert_eq!(news(), 2);
        boards.look(at(60 + SILENT_AFTER_SECONDS));
        assert_eq!(news(), 2);
        boards.look(at(61 + SILENT_AFTER_SECONDS));
        boards.look(at(99 + SILENT_AFTER_SECONDS));
        assert_eq!(news(), 3, "said once");
        boards.heard(1, at(300));
        assert_eq!(news(), 4, "it is back");
    }
}
