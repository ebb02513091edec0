//! Names of states, roles and spans of time as people read them.

use std::fmt::Write;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use shared::catalog::Catalog;
use shared::day::{DeskState, PrintOutcome, TicketState};
use shared::ids::{DeskId, PriorityId, ProcedureId, ServiceId};
use shared::protocol::{HeadlineDesk, WaitRange};
use shared::text::Language;

use crate::auth::Role;
use crate::language::{fill, tr};

/// A desk's state in words.
pub(super) fn desk_state(language: Language, state: DeskState) -> &'static str {
    match state {
        DeskState::Open => tr(language, "Open"),
        DeskState::Paused => tr(language, "Paused"),
        DeskState::Closed => tr(language, "Closed"),
    }
}

/// A ticket's state in the words of staff.
pub(super) fn ticket_state(language: Language, state: TicketState) -> &'static str {
    match state {
        TicketState::Booked => tr(language, "Booked"),
        TicketState::Waiting => tr(language, "Waiting"),
        TicketState::Called => tr(language, "Called"),
        TicketState::Serving => tr(language, "In service"),
        TicketState::Held => tr(language, "Set aside"),
        TicketState::Done => tr(language, "Done"),
        TicketState::NoShow => tr(language, "Did not come"),
        TicketState::Cancelled => tr(language, "Cancelled"),
        TicketState::Lapsed => tr(language, "No longer valid"),
    }
}

/// What came of a print, as reception and managers read it.
pub(super) fn print_outcome(language: Language, outcome: PrintOutcome) -> &'static str {
    match outcome {
        PrintOutcome::Printed => tr(language, "Printed"),
        PrintOutcome::Failed => tr(language, "No paper came"),
        PrintOutcome::Unknown => tr(language, "Not sure whether paper came"),
    }
}

/// A role in words.
pub(super) fn role(language: Language, role: Role) -> &'static str {
    match role {
        Role::Staff => tr(language, "Desk staff"),
        Role::Reception => tr(language, "Reception"),
        Role::Manager => tr(language, "Manager"),
        Role::Admin => tr(language, "Administrator"),
    }
}

/// `Desk 5`.
pub(super) fn desk_name(language: Language, name: &str) -> String {
    fill(tr(language, "Desk {desk}"), "desk", &name)
}

/// The name of a desk by its code, or the code when the desk left the catalogue during the day.
pub(super) fn desk_named(language: Language, catalog: &Catalog, id: &DeskId) -> String {
    desk_name(language, catalog.desk(id).map_or(id.as_str(), |desk| desk.name.as_str()))
}

/// How a wait compares with the limit of its queue. Told by a word, and by a colour beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WaitLevel {
    /// As it should be.
    Usual,
    /// Two thirds of the limit are over.
    Long,
    /// Beyond the limit.
    OverLimit,
}

impl WaitLevel {
    /// The limit, in minutes, of a queue for which the center set none.
    const LIMIT_MINUTES: u32 = 30;

    pub(super) fn of(waited: TimeDelta, limit_minutes: Option<u32>) -> Self {
        let limit = i64::from(limit_minutes.unwrap_or(Self::LIMIT_MINUTES)) * 60;
        match waited.num_seconds() {
            seconds if seconds > limit => Self::OverLimit,
            seconds if seconds * 3 > limit * 2 => Self::Long,
            _ => Self::Usual,
        }
    }

    /// The name for styles.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Long => "long",
            Self::OverLimit => "over",
        }
    }

    /// The word beside the wait.
    pub(super) fn label(self, language: Language) -> Option<&'static str> {
        match self {
            Self::Usual => None,
            Self::Long => Some(tr(language, "long wait")),
            Self::OverLimit => Some(tr(language, "too long")),
        }
    }
}

/// A span in words, as `static/clocks.js` says it too: `under 1 min`, `12 min`, `1 h 5 min`.
pub(super) fn duration(language: Language, seconds: u32) -> String {
    let minutes = seconds / 60;
    match minutes {
        0 => tr(language, "under 1 min").to_owned(),
        1..60 => fill(tr(language, "{minutes} min"), "minutes", &minutes),
        _ => {
            let hours = fill(tr(language, "{hours} h {minutes} min"), "hours", &(minutes / 60));
            fill(&hours, "minutes", &(minutes % 60))
        }
    }
}

/// How long somebody has waited.
pub(super) fn waited(language: Language, since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    duration(language, u32::try_from((now - since).num_seconds()).unwrap_or(0))
}

/// A range, never one figure with false precision.
pub(super) fn wait_range(language: Language, wait: WaitRange) -> String {
    if wait.cautious == 0 {
        return tr(language, "a moment").to_owned();
    }
    if wait.likely == wait.cautious {
        return fill(tr(language, "about {minutes} min"), "minutes", &wait.likely);
    }
    let from = fill(tr(language, "{likely}–{cautious} min"), "likely", &wait.likely);
    fill(&from, "cautious", &wait.cautious)
}

/// A mean in words, or a dash before the first.
pub(super) fn mean(language: Language, seconds: Option<u32>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |seconds| duration(language, seconds))
}

/// A running clock: `03:25`, `1:03:25`.
pub(super) fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let mut text = String::new();
    if seconds >= 3600 {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}:", seconds / 3600);
    }
    let _ = write!(text, "{:02}:{:02}", seconds / 60 % 60, seconds % 60);
    text
}

/// An amount in đồng as each language writes it: 20.000 đ, 20,000 đ.
pub(super) fn money(language: Language, dong: u32) -> String {
    let digits = dong.to_string();
    let separator = match language {
        Language::Vi => '.',
        Language::En => ',',
    };
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    // A space that does not break keeps amount and sign on one line.
    text + "\u{a0}đ"
}

/// `09:05`.
pub(super) fn time(at: DateTime<FixedOffset>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// A date with its weekday, as people of each language write it.
pub(super) fn date(language: Language, date: NaiveDate) -> String {
    let weekday = match date.weekday() {
        Weekday::Mon => tr(language, "Monday"),
        Weekday::Tue => tr(language, "Tuesday"),
        Weekday::Wed => tr(language, "Wednesday"),
        Weekday::Thu => tr(language, "Thursday"),
        Weekday::Fri => tr(language, "Friday"),
        Weekday::Sat => tr(language, "Saturday"),
        Weekday::Sun => tr(language, "Sunday"),
    };
    format!("{weekday}, {:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// The name of a service, or its code when it left the catalogue during the day.
pub(super) fn service(language: Language, catalog: &Catalog, id: &ServiceId) -> String {
    catalog
        .service(id)
        .map_or_else(|| id.to_string(), |service| service.name.get(language).to_owned())
}

/// What a citizen comes for: the procedure, or the service when none was chosen.
pub(super) fn what(
    language: Language,
    catalog: &Catalog,
    procedure: Option<&ProcedureId>,
    id: &ServiceId,
) -> String {
    procedure
        .and_then(|procedure| catalog.procedure(procedure))
        .map_or_else(|| service(language, catalog, id), |entry| entry.name.get(language).to_owned())
}

/// The name of a reason for a head start.
pub(super) fn priority(
    language: Language,
    catalog: &Catalog,
    id: Option<&PriorityId>,
) -> Option<String> {
    let id = id?;
    Some(
        catalog
            .priority(id)
            .map_or_else(|| id.to_string(), |class| class.name.get(language).to_owned()),
    )
}

/// A desk in one line of a list.
pub(super) struct DeskLine {
    pub(super) id: String,
    pub(super) name: String,
    /// `closed`, `paused`, `open`, or the state of the ticket at the desk.
    pub(super) state: &'static str,
    pub(super) label: &'static str,
    pub(super) number: Option<String>,
}

impl DeskLine {
    pub(super) fn new(language: Language, desk: &HeadlineDesk) -> Self {
        let (state, label) = match (desk.state, desk.ticket_state) {
            (_, Some(ticket)) => (ticket.code(), ticket_state(language, ticket)),
            (DeskState::Open, None) => ("open", tr(language, "Free")),
            (state, None) => (state.code(), desk_state(language, state)),
        };
        Self {
            id: desk.id.to_string(),
            name: desk_name(language, &desk.name),
            state,
            label,
            number: desk.number.as_ref().map(ToString::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{WaitLevel, clock, date, duration, mean};
    use chrono::{NaiveDate, TimeDelta};
    use shared::text::Language;

    #[test]
    fn spans_are_said_in_words() {
        let cases = [
            (0, "under 1 min"),
            (59, "under 1 min"),
            (60, "1 min"),
            (3599, "59 min"),
            (3900, "1 h 5 min"),
        ];
        for (seconds, words) in cases {
            assert_eq!(duration(Language::En, seconds), words);
        }
        assert_eq!(duration(Language::Vi, 3900), "1 giờ 5 phút");
        assert_eq!(mean(Language::Vi, None), "–");
        assert_eq!(clock(205), "03:25");
        assert_eq!(clock(3805), "1:03:25");
        assert_eq!(clock(-4), "00:00");
    }

    #[test]
    fn a_wait_is_measured_by_the_limit_of_its_queue() {
        let level = |minutes, limit| WaitLevel::of(TimeDelta::minutes(minutes), limit);
        assert_eq!(level(20, None), WaitLevel::Usual);
        assert_eq!(level(21, None), WaitLevel::Long);
        assert_eq!(level(30, None), WaitLevel::Long);
        assert_eq!(level(31, None), WaitLevel::OverLimit);
        assert_eq!(level(31, Some(45)), WaitLevel::Long);
        assert_eq!(level(5, Some(4)), WaitLevel::OverLimit);
    }

    #[test]
    fn dates_carry_their_weekday() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(date(Language::En, day), "Sunday, 22/11/2026");
        assert_eq!(date(Language::Vi, day), "Chủ nhật, 22/11/2026");
    }
}
