//! The keys of a desk: which of them fit its state, and why the others do not.

use shared::day::{DeskState, TicketState};
use shared::text::Language;

use crate::language::tr;

/// One button with its key.
pub(super) struct Action {
    /// Its name for tests and the page's module.
    pub(super) hook: &'static str,
    /// The verb that it sends.
    pub(super) verb: &'static str,
    /// Keys as the page's module compares them, divided by spaces.
    pub(super) key: &'static str,
    /// The keys in the words of WAI-ARIA.
    pub(super) shortcuts: &'static str,
    /// The key as it stands on the button.
    pub(super) key_label: &'static str,
    pub(super) label: &'static str,
    /// Why it cannot be pressed now.
    pub(super) reason: Option<&'static str>,
}

/// Opening and closing.
pub(super) fn door(language: Language, desk: DeskState, ticket: Option<TicketState>) -> Action {
    let is_open = desk == DeskState::Open;
    let label =
        if is_open { tr(language, "Close the desk") } else { tr(language, "Open the desk") };
    let reason =
        (is_open && ticket.is_some()).then(|| tr(language, "First finish the ticket at the desk."));
    Action {
        hook: "open-close",
        verb: if is_open { "close" } else { "open" },
        key: "o",
        shortcuts: "O",
        key_label: "O",
        label,
        reason,
    }
}

/// Next, recall, start, finish, no-show.
pub(super) fn on_ticket(
    language: Language,
    desk: DeskState,
    ticket: Option<TicketState>,
) -> [Action; 5] {
    let serving = ticket == Some(TicketState::Serving);
    let called = match ticket {
        Some(TicketState::Called) => None,
        Some(_) => Some(tr(language, "This person is already in service.")),
        None => Some(tr(language, "No ticket is at the desk.")),
    };
    let being_served = match ticket {
        Some(TicketState::Serving) => None,
        Some(_) => Some(tr(language, "First press Start when the person is here.")),
        None => Some(tr(language, "No ticket is at the desk.")),
    };
    let free = match (desk, ticket) {
        (_, Some(TicketState::Serving)) | (DeskState::Open, None) => None,
        (_, Some(_)) => {
            Some(tr(language, "First press Start, or mark that the person did not come."))
        }
        (_, None) => Some(tr(language, "First open the desk.")),
    };
    let next = if serving { tr(language, "Finish and call next") } else { tr(language, "Next") };
    let action = |hook, key, label, reason| Action {
        hook,
        verb: hook,
        key,
        shortcuts: key,
        key_label: key,
        label,
        reason,
    };
    [
        Action {
            hook: "next",
            verb: "call-next",
            key: "n space",
            shortcuts: "N Space",
            key_label: tr(language, "N or space bar"),
            label: next,
            reason: free,
        },
        action("recall", "R", tr(language, "Recall"), called),
        action("start", "S", tr(language, "Start"), called),
        action("finish", "F", tr(language, "Finish"), being_served),
        action("no-show", "X", tr(language, "Did not come"), called),
    ]
}

#[cfg(test)]
mod tests {
    use super::{door, on_ticket};
    use shared::day::{DeskState, TicketState};
    use shared::text::Language;

    fn enabled(desk: DeskState, ticket: Option<TicketState>) -> Vec<&'static str> {
        let on_ticket = on_ticket(Language::En, desk, ticket);
        let mut hooks: Vec<_> = on_ticket
            .into_iter()
            .chain([door(Language::En, desk, ticket)])
            .filter(|action| action.reason.is_none())
            .map(|action| action.hook)
            .collect();
        hooks.sort_unstable();
        hooks
    }

    #[test]
    fn only_what_the_day_would_accept_is_enabled() {
        assert_eq!(enabled(DeskState::Closed, None), ["open-close"]);
        assert_eq!(enabled(DeskState::Open, None), ["next", "open-close"]);
        let called = Some(TicketState::Called);
        assert_eq!(enabled(DeskState::Open, called), ["no-show", "recall", "start"]);
        let serving = Some(TicketState::Serving);
        assert_eq!(enabled(DeskState::Open, serving), ["finish", "next"]);
    }

    #[test]
    fn each_key_stands_for_one_button() {
        let keys: Vec<_> = on_ticket(Language::Vi, DeskState::Open, None)
            .into_iter()
            .chain([door(Language::Vi, DeskState::Open, None)])
            .flat_map(|action| action.key.split(' '))
            .map(str::to_ascii_lowercase)
            .collect();
        let mut unique = keys.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), keys.len(), "{keys:?}");
    }
}
