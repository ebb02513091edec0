//! The names under which enumerations stand in the database, the same as on the wire.

use serde::de::DeserializeOwned;
use shared::day::{DeskState, PrintOutcome, TicketState};

/// The name of a ticket's state.
#[must_use]
pub fn ticket_state(state: TicketState) -> &'static str {
    match state {
        TicketState::Booked => "booked",
        TicketState::Waiting => "waiting",
        TicketState::Called => "called",
        TicketState::Serving => "serving",
        TicketState::Held => "held",
        TicketState::Done => "done",
        TicketState::NoShow => "no_show",
        TicketState::Cancelled => "cancelled",
        TicketState::Lapsed => "lapsed",
    }
}

/// The name of a desk's state.
#[must_use]
pub fn desk_state(state: DeskState) -> &'static str {
    match state {
        DeskState::Open => "open",
        DeskState::Paused => "paused",
        DeskState::Closed => "closed",
    }
}

/// The name of what came of a print.
#[must_use]
pub fn print_outcome(outcome: PrintOutcome) -> &'static str {
    match outcome {
        PrintOutcome::Printed => "printed",
        PrintOutcome::Failed => "failed",
        PrintOutcome::Unknown => "unknown",
    }
}

/// The value with this name; `None` when there is none.
#[must_use]
pub fn parse<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use shared::day::{DeskState, PrintOutcome, TicketState};

    use super::{desk_state, parse, print_outcome, ticket_state};

    #[test]
    fn every_name_reads_back() {
        for state in [
            TicketState::Booked,
            TicketState::Waiting,
            TicketState::Called,
            TicketState::Serving,
            TicketState::Held,
            TicketState::Done,
            TicketState::NoShow,
            TicketState::Cancelled,
            TicketState::Lapsed,
        ] {
            assert_eq!(parse(ticket_state(state)), Some(state));
        }
        for state in [DeskState::Open, DeskState::Paused, DeskState::Closed] {
            assert_eq!(parse(desk_state(state)), Some(state));
        }
        for outcome in [PrintOutcome::Printed, PrintOutcome::Failed, PrintOutcome::Unknown] {
            assert_eq!(parse(print_outcome(outcome)), Some(outcome));
        }
        assert_eq!(parse::<DeskState>("ajar"), None);
    }
}
