//! The names under which enumerations stand in the database, the same as on the wire.

use serde::de::DeserializeOwned;
use shared::day::PrintOutcome;

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

    use super::{parse, print_outcome};

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
            assert_eq!(parse(state.code()), Some(state));
        }
        for state in [DeskState::Open, DeskState::Paused, DeskState::Closed] {
            assert_eq!(parse(state.code()), Some(state));
        }
        for outcome in [PrintOutcome::Printed, PrintOutcome::Failed, PrintOutcome::Unknown] {
            assert_eq!(parse(print_outcome(outcome)), Some(outcome));
        }
        assert_eq!(parse::<DeskState>("ajar"), None);
    }
}
