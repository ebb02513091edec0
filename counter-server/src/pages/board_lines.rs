//! Boards in words: sound, zone, whether they are there at all.

use chrono::{DateTime, Utc};
use shared::catalog::Catalog;
use shared::ids::ZoneId;
use shared::protocol::{BoardNow, BoardSound, BoardStatus, BoardsView, desk_of_zone};
use shared::text::Language;

use super::kiosk_lines::Level;
use super::words;
use crate::language::{fill, tr};

/// One board.
pub(super) struct BoardLine {
    pub(super) device: i64,
    pub(super) name: String,
    pub(super) level: Level,
    /// What matters most.
    pub(super) text: String,
    /// What else is worth knowing, in a few words each.
    pub(super) more: Vec<String>,
}

impl BoardLine {
    /// All of it in one text.
    pub(super) fn said(self) -> String {
        [vec![self.text], self.more].concat().join(" · ")
    }
}

/// The boards that need an eye, the worst first.
pub(super) fn wanting(
    language: Language,
    catalog: &Catalog,
    view: &BoardsView,
    now: DateTime<Utc>,
) -> Vec<BoardLine> {
    let all = view.boards.iter().map(|board| line(language, catalog, board, now));
    let mut lines: Vec<_> = all.filter(|line| line.level > Level::Quiet).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.level));
    lines
}

/// One board in words.
pub(super) fn line(
    language: Language,
    catalog: &Catalog,
    board: &BoardNow,
    now: DateTime<Utc>,
) -> BoardLine {
    let (level, text, more) = match (board.heard_at, &board.status) {
        (None, _) => (Level::Unknown, tr(language, "Not heard of yet").to_owned(), Vec::new()),
        (Some(at), _) if board.silent => {
            let text = tr(language, "Not heard of for {time}: it is off or not connected");
            let time = words::waited(language, at.to_utc(), now);
            (Level::Now, fill(text, "time", &time), Vec::new())
        }
        (Some(_), None) => (Level::Unknown, tr(language, "Connected").to_owned(), Vec::new()),
        (Some(_), Some(status)) => connected(language, catalog, status),
    };
    BoardLine { device: board.device, name: board.name.clone(), level, text, more }
}

fn connected(
    language: Language,
    catalog: &Catalog,
    status: &BoardStatus,
) -> (Level, String, Vec<String>) {
    let (mut level, heard) = match status.sound {
        BoardSound::Voice | BoardSound::Muted => (Level::Quiet, sound(language, status.sound)),
        BoardSound::ChimeOnly | BoardSound::NoSoundCard => {
            (Level::Soon, sound(language, status.sound))
        }
    };
    let mut more = Vec::new();
    let text = match zone_name(language, catalog, status.zone.as_ref()) {
        Some(zone) => {
            more.push(zone);
            heard.to_owned()
        }
        None => {
            // A board of a zone that is gone shows nothing that helps anybody.
            level = Level::Now;
            more.push(heard.to_owned());
            let zone = status.zone.as_ref().map_or("", ZoneId::as_str);
            fill(tr(language, "Its zone “{zone}” does not exist"), "zone", &zone)
        }
    };
    if status.unspoken > 0 {
        let unspoken = tr(language, "{count} calls shown, not spoken");
        more.push(fill(unspoken, "count", &status.unspoken));
    }
    (level, text, more)
}

/// What comes out of its loudspeaker.
pub(super) fn sound(language: Language, sound: BoardSound) -> &'static str {
    match sound {
        BoardSound::Voice => tr(language, "Chime and voice"),
        BoardSound::ChimeOnly => tr(language, "Chime only: the server has no voice"),
        BoardSound::Muted => tr(language, "Silent, as it is set"),
        BoardSound::NoSoundCard => {
            tr(language, "No sound card that works: calls are seen, not heard")
        }
    }
}

/// What a board shows of the center; `None` for a zone that does not exist.
pub(super) fn zone_name(
    language: Language,
    catalog: &Catalog,
    zone: Option<&ZoneId>,
) -> Option<String> {
    let Some(zone) = zone.filter(|zone| !zone.as_str().is_empty()) else {
        return Some(tr(language, "the whole center").to_owned());
    };
    if let Some(desk) = desk_of_zone(zone) {
        return catalog.desk(&desk).map(|desk| words::desk_name(language, &desk.name));
    }
    let found = catalog.zone(zone)?;
    Some(fill(tr(language, "zone {name}"), "name", &found.name.get(language)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use shared::catalog::ward;

    use super::*;

    fn said(status: Option<BoardStatus>, silent: bool) -> (Level, String) {
        let at = DateTime::parse_from_rfc3339("2026-11-23T09:12:00+07:00").unwrap();
        let name = "Board 1".to_owned();
        let board = BoardNow { device: 2, name, heard_at: Some(at), silent, status };
        let now = at.to_utc() + TimeDelta::minutes(3);
        let line = line(Language::En, &ward().unwrap(), &board, now);
        (line.level, line.said())
    }

    fn status(zone: Option<&str>, sound: BoardSound, unspoken: u32) -> Option<BoardStatus> {
        let version = "0.5.0".to_owned();
        Some(BoardStatus { zone: zone.map(ZoneId::from), sound, unspoken, version })
    }

    #[test]
    fn a_board_without_a_voice_wants_an_eye_and_one_that_is_gone_wants_it_now() {
        let soon = |text: &str| (Level::Soon, text.to_owned());
        let now = |text: &str| (Level::Now, text.to_owned());
        assert_eq!(
            said(status(None, BoardSound::Voice, 0), false),
            (Level::Quiet, "Chime and voice · the whole center".to_owned())
        );
        assert_eq!(
            said(status(Some("desk:5"), BoardSound::ChimeOnly, 4), false),
            soon("Chime only: the server has no voice · Desk 5 · 4 calls shown, not spoken")
        );
        assert_eq!(
            said(status(None, BoardSound::NoSoundCard, 0), false),
            soon("No sound card that works: calls are seen, not heard · the whole center")
        );
        assert_eq!(said(status(None, BoardSound::Muted, 0), false).0, Level::Quiet);
        assert_eq!(
            said(status(Some("cellar"), BoardSound::Voice, 0), false),
            now("Its zone “cellar” does not exist · Chime and voice")
        );
        assert_eq!(
            said(status(None, BoardSound::Voice, 0), true),
            now("Not heard of for 3 min: it is off or not connected")
        );
        assert_eq!(said(None, false).0, Level::Unknown);
    }
}
