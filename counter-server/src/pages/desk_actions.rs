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
    use std::collections::BTreeSet;

    use chrono::{DateTime, Utc};
    use shared::catalog::{Catalog, ward};
    use shared::day::{
        Actor, Command, Day, DeskCommand, DeskNow, DeskState, DeskVerb, Event, IssueTicket,
        LoggedEvent, Refusal, TicketState,
    };
    use shared::ids::{DeskId, TicketId};
    use shared::text::Language;
    use uuid::Uuid;

    use super::{door, on_ticket};

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

    /// The keys of desk 1 that a day accepts. To find nobody is an answer to call-next, no refusal.
    fn accepted(world: &World) -> Vec<&'static str> {
        let verbs = [
            ("next", DeskVerb::CallNext),
            ("recall", DeskVerb::Recall),
            ("start", DeskVerb::Start),
            ("finish", DeskVerb::Finish),
            ("no-show", DeskVerb::NoShow),
            ("open-close", world.door()),
        ];
        let mut hooks: Vec<_> = verbs
            .into_iter()
            .filter(|(_, verb)| {
                // While somebody is served, the page sends two commands: finish, then call-next.
                if *verb == DeskVerb::CallNext && world.ticket() == Some(TicketState::Serving) {
                    let mut after = world.clone();
                    after.press(DeskVerb::Finish);
                    return after.accepts(*verb);
                }
                world.accepts(*verb)
            })
            .map(|(hook, _)| hook)
            .collect();
        hooks.sort_unstable();
        hooks
    }

    /// A real day of the sample center.
    #[derive(Clone)]
    struct World {
        catalog: Catalog,
        day: Day,
        now: DateTime<Utc>,
    }

    impl World {
        fn desk(&self) -> DeskNow {
            self.day.desk(&DeskId::from("1"))
        }

        fn ticket(&self) -> Option<TicketState> {
            self.desk().ticket.and_then(|ticket| self.day.ticket(ticket)).map(|it| it.state)
        }

        fn door(&self) -> DeskVerb {
            if self.desk().state == DeskState::Open { DeskVerb::Close } else { DeskVerb::Open }
        }

        fn decide(&self, verb: DeskVerb) -> Result<Vec<Event>, Refusal> {
            let ticket = self.desk().ticket;
            let command = Command::Desk(DeskCommand { desk: DeskId::from("1"), verb, ticket });
            self.day.decide(&command, &Actor::Staff { staff: 1 }, &self.catalog, self.now)
        }

        fn accepts(&self, verb: DeskVerb) -> bool {
            matches!(self.decide(verb), Ok(_) | Err(Refusal::NobodyWaits { .. }))
        }

        fn apply(&mut self, events: Vec<Event>) {
            for event in events {
                self.day.apply(&LoggedEvent { seq: self.day.seq() + 1, event });
            }
        }

        fn press(&mut self, verb: DeskVerb) {
            self.apply(self.decide(verb).unwrap());
        }

        fn issue(&mut self, id: u128) {
            let wish = Command::IssueTicket(IssueTicket {
                ticket: TicketId(Uuid::from_u128(id)),
                service: self.catalog.desk(&DeskId::from("1")).unwrap().services[0].clone(),
                procedure: None,
                priority: None,
                language: Language::Vi,
            });
            let by = Actor::Device { device: 1 };
            self.apply(self.day.decide(&wish, &by, &self.catalog, self.now).unwrap());
        }
    }

    #[test]
    fn only_what_the_day_would_accept_is_enabled() {
        let now = "2026-11-23T08:00:00+07:00".parse().unwrap();
        let mut world = World { catalog: ward().unwrap(), day: Day::new(), now };
        world.issue(1);
        let mut seen = BTreeSet::new();
        let mut compare = |world: &World| {
            let (desk, ticket) = (world.desk().state, world.ticket());
            seen.insert((desk == DeskState::Open, ticket));
            assert_eq!(enabled(desk, ticket), accepted(world), "{desk:?} {ticket:?}");
        };
        compare(&world);
        for verb in [
            DeskVerb::Open,
            DeskVerb::CallNext,
            DeskVerb::Recall,
            DeskVerb::Start,
            DeskVerb::Finish,
            DeskVerb::Close,
        ] {
            world.press(verb);
            compare(&world);
        }
        world.issue(2);
        for verb in [DeskVerb::Open, DeskVerb::CallNext, DeskVerb::NoShow] {
            world.press(verb);
            compare(&world);
        }
        let (called, serving) = (Some(TicketState::Called), Some(TicketState::Serving));
        let all = [(false, None), (true, None), (true, called), (true, serving)];
        assert_eq!(seen, BTreeSet::from(all), "every state of a desk was seen");
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
