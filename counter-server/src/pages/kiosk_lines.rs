//! Kiosks in words: printer, paper, what they lack, who calls for help.

use chrono::{DateTime, FixedOffset, Utc};
use shared::protocol::{
    HelpCall, HelpCallsView, KioskStatus, KioskView, KiosksView, PAPERS_LEFT_LOW, PrinterCondition,
    ScannerCondition,
};
use shared::text::Language;

use super::words;
use crate::language::{fill, tr};

/// How much a line asks to be looked at. Told by its words, and by a colour beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Nothing is known.
    Unknown,
    /// All is well.
    Quiet,
    /// Somebody should look soon.
    Soon,
    /// No ticket comes out, or the kiosk is gone.
    Now,
}

impl Level {
    /// The name for styles.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Quiet => "quiet",
            Self::Soon => "soon",
            Self::Now => "now",
        }
    }
}

/// One kiosk.
pub(super) struct KioskLine {
    pub(super) device: i64,
    pub(super) name: String,
    pub(super) level: Level,
    /// What matters most.
    pub(super) text: String,
    /// What else is worth knowing, in a few words each.
    pub(super) more: Vec<String>,
}

/// Somebody who stands at a kiosk and wants a person.
pub(super) struct HelpLine {
    pub(super) device: i64,
    pub(super) name: String,
    pub(super) called_at: String,
    pub(super) waited: String,
    /// Who comes.
    pub(super) answer: Option<String>,
}

/// The kiosks, those that need an eye first.
pub(super) fn lines(language: Language, view: &KiosksView, now: DateTime<Utc>) -> Vec<KioskLine> {
    let mut lines: Vec<_> = view.kiosks.iter().map(|kiosk| line(language, kiosk, now)).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.level));
    lines
}

/// How many of them need an eye.
pub(super) fn count_wanting(lines: &[KioskLine]) -> usize {
    lines.iter().filter(|line| line.level > Level::Quiet).count()
}

/// One kiosk in words.
pub(super) fn line(language: Language, kiosk: &KioskView, now: DateTime<Utc>) -> KioskLine {
    let (level, text, more) = match (kiosk.heard_at, &kiosk.status) {
        (None, _) => (Level::Unknown, tr(language, "Not heard of yet").to_owned(), Vec::new()),
        (Some(at), _) if kiosk.silent => (Level::Now, silent(language, at, now), Vec::new()),
        (Some(_), None) => (Level::Unknown, tr(language, "Connected").to_owned(), Vec::new()),
        (Some(_), Some(status)) => connected(language, status, kiosk.printer_since),
    };
    KioskLine { device: kiosk.device, name: kiosk.name.clone(), level, text, more }
}

fn silent(language: Language, at: DateTime<FixedOffset>, now: DateTime<Utc>) -> String {
    let text = tr(language, "Not heard of for {time}: it is off or not connected");
    fill(text, "time", &words::waited(language, at.to_utc(), now))
}

fn connected(
    language: Language,
    status: &KioskStatus,
    since: Option<DateTime<FixedOffset>>,
) -> (Level, String, Vec<String>) {
    let state = status.printer.state;
    let lacks = lacks(language, status);
    let is_low = state == PrinterCondition::PaperLow
        || status.printer.paper_left_estimate.is_some_and(|left| left <= PAPERS_LEFT_LOW);
    let level = if state.stops_tickets() {
        Level::Now
    } else if is_low || !lacks.is_empty() {
        Level::Soon
    } else {
        Level::Quiet
    };
    let text = if is_low && !state.stops_tickets() {
        printer(language, PrinterCondition::PaperLow).to_owned()
    } else {
        printer(language, state).to_owned()
    };
    let text = match since.filter(|_| state.stops_tickets()) {
        Some(at) => {
            let since = fill(tr(language, "since {time}"), "time", &words::time(at));
            format!("{text}, {since}")
        }
        None => text,
    };
    (level, text, paper(language, status).into_iter().chain(lacks).collect())
}

/// A printer's state in words.
pub(super) fn printer(language: Language, state: PrinterCondition) -> &'static str {
    match state {
        PrinterCondition::Ready => tr(language, "Printer ready"),
        PrinterCondition::PaperLow => tr(language, "The paper is nearly used up"),
        PrinterCondition::PaperOut => tr(language, "No paper in the printer"),
        PrinterCondition::CoverOpen => tr(language, "The printer's cover is open"),
        PrinterCondition::Offline => tr(language, "The printer is switched to offline"),
        PrinterCondition::Unreachable => tr(language, "The printer does not answer"),
        PrinterCondition::Error => tr(language, "The printer has a fault"),
        PrinterCondition::NotConfigured => tr(language, "Without a printer"),
        PrinterCondition::Unknown => tr(language, "Connected; the printer cannot tell how it is"),
    }
}

/// How much paper was used and is left.
pub(super) fn paper(language: Language, status: &KioskStatus) -> Option<String> {
    let printer = &status.printer;
    if matches!(printer.state, PrinterCondition::NotConfigured | PrinterCondition::PaperOut) {
        return None;
    }
    if let Some(left) = printer.paper_left_estimate {
        return Some(fill(tr(language, "about {count} papers left"), "count", &left));
    }
    let used = printer.papers_printed_since_reset;
    (used > 0).then(|| fill(tr(language, "{count} papers on this roll"), "count", &used))
}

/// What a kiosk lacks beside its printer.
fn lacks(language: Language, status: &KioskStatus) -> Vec<String> {
    let mut lacks = Vec::new();
    if !status.journal_ok {
        lacks.push(tr(language, "its journal cannot be written").to_owned());
    }
    if status.scanner == ScannerCondition::Absent {
        lacks.push(tr(language, "the card reader is not there").to_owned());
    }
    let waiting = status.offline.waiting_to_merge;
    if waiting > 0 {
        let text = tr(language, "{count} numbers given without the server are on their way");
        lacks.push(fill(text, "count", &waiting));
    }
    lacks
}

/// The calls for help.
pub(super) fn help(language: Language, view: &HelpCallsView, now: DateTime<Utc>) -> Vec<HelpLine> {
    let line = |call: &HelpCall| HelpLine {
        device: call.device,
        name: call.name.clone(),
        called_at: call.called_at.to_rfc3339(),
        waited: words::waited(language, call.called_at.to_utc(), now),
        answer: call.answered_at.map(|_| {
            let who = call.answered_by.as_deref().unwrap_or("–");
            fill(tr(language, "{name} is coming"), "name", &who)
        }),
    };
    view.calls.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use shared::protocol::{KioskView, PrinterStatus};

    use super::*;

    fn view(status: Option<KioskStatus>, silent: bool) -> KioskView {
        let at = DateTime::parse_from_rfc3339("2026-11-23T09:12:00+07:00").unwrap();
        let name = "Kiosk 1".to_owned();
        KioskView { device: 1, name, heard_at: Some(at), silent, status, printer_since: Some(at) }
    }

    fn status(state: PrinterCondition, left: Option<u32>) -> KioskStatus {
        let printer =
            PrinterStatus { state, papers_printed_since_reset: 7, paper_left_estimate: left };
        KioskStatus {
            printer,
            language: Language::Vi,
            version: "0.4.0".to_owned(),
            offline: Default::default(),
            journal_ok: true,
            scanner: ScannerCondition::None,
        }
    }

    fn said(kiosk: &KioskView) -> (Level, String) {
        let now = DateTime::parse_from_rfc3339("2026-11-23T09:17:00+07:00").unwrap().to_utc();
        let line = line(Language::En, kiosk, now);
        (line.level, [vec![line.text], line.more].concat().join(" | "))
    }

    #[test]
    fn what_stops_tickets_is_loud_and_has_a_time() {
        let of = |state, left| said(&view(Some(status(state, left)), false));
        assert_eq!(
            of(PrinterCondition::PaperOut, None),
            (Level::Now, "No paper in the printer, since 09:12".to_owned())
        );
        assert_eq!(of(PrinterCondition::Ready, Some(300)).0, Level::Quiet);
        assert_eq!(
            of(PrinterCondition::Unknown, Some(12)),
            (Level::Soon, "The paper is nearly used up | about 12 papers left".to_owned())
        );
        assert_eq!(of(PrinterCondition::NotConfigured, None).0, Level::Quiet);
        let mut lacking = status(PrinterCondition::Ready, None);
        lacking.journal_ok = false;
        assert_eq!(said(&view(Some(lacking), false)).0, Level::Soon);
    }

    #[test]
    fn a_kiosk_that_is_gone_is_loud_and_one_that_never_came_is_not() {
        let gone = said(&view(Some(status(PrinterCondition::Ready, None)), true));
        assert_eq!(
            gone,
            (Level::Now, "Not heard of for 5 min: it is off or not connected".to_owned())
        );
        let mut never = view(None, false);
        never.heard_at = None;
        assert_eq!(said(&never).0, Level::Unknown);
    }
}
