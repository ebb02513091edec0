//! The keys of a desk: which of them fit its state, and why the others do not.

use shared::day::{DeskState, TicketState};
use shared::text::Language;

use crate::language::tr;

/// One button with its key.
pub(super) struct Action {
    /// Its name for tests and the page's module.
    pub(super) hook: &'static str,
    /// The verb that it sends; of a key that asks first, the verb that its dialog sends.
    pub(super) verb: &'static str,
    /// Whether a dialog asks for more before anything is sent.
    pub(super) asks: bool,
    /// Keys as the page's module compares them, divided by spaces.
    pub(super) key: &'static str,
    /// The keys in the words of WAI-ARIA.
    pub(super) shortcuts: &'static str,
    /// The key as it stands on the button.
    pub(super) key_label: &'static str,
    pub(super) label: &'static str,
    /// What it does, for the list of keys.
    pub(super) help: &'static str,
    /// Why it cannot be pressed now.
    pub(super) reason: Option<&'static str>,
}

/// What decides which keys can be pressed.
#[derive(Clone, Copy)]
pub(super) struct Situation {
    pub(super) language: Language,
    pub(super) desk: DeskState,
    /// Where the ticket at the desk stands.
    pub(super) ticket: Option<TicketState>,
    /// How often the person at the desk may still be called again.
    pub(super) recalls_left: u32,
    /// Whether the center lets desks call numbers out of turn.
    pub(super) calls_numbers: bool,
    /// Whether somebody is set aside or did not come.
    pub(super) has_absent: bool,
    /// Whether there is something to take back.
    pub(super) can_undo: bool,
}

impl Situation {
    /// Pausing, opening and closing, which stand apart.
    pub(super) fn door(self) -> [Action; 2] {
        let language = self.language;
        let is_open = self.desk == DeskState::Open;
        let label =
            if is_open { tr(language, "Close the desk") } else { tr(language, "Open the desk") };
        let busy = (is_open && self.ticket.is_some())
            .then(|| tr(language, "First finish the ticket at the desk."));
        let closed = (self.desk == DeskState::Closed).then(|| tr(language, "First open the desk."));
        let pause = match self.desk {
            DeskState::Paused => tr(language, "Other reason"),
            DeskState::Open | DeskState::Closed => tr(language, "Pause"),
        };
        let help = tr(language, "Take people, or cease to");
        let verb = if is_open { "close" } else { "open" };
        [
            Action { asks: true, ..key("pause", "P", pause, closed) }
                .helped(tr(language, "Take nobody for a while, with a reason")),
            Action { verb, ..key("open-close", "O", label, busy) }.helped(help),
        ]
    }

    /// The keys that call people and act on the ticket.
    pub(super) fn actions(self) -> [Action; 9] {
        let language = self.language;
        let (next, next_reason) = self.next();
        let called = self.on_called();
        let here = self.ticket.is_none().then(|| tr(language, "No ticket is at the desk."));
        [
            Action {
                verb: "call-next",
                key: "n space",
                shortcuts: "N Space",
                key_label: tr(language, "N or space bar"),
                ..key("next", "N", next, next_reason)
            }
            .helped(tr(language, "Finish whom you serve, and call the next person")),
            key("start", "S", tr(language, "Start"), called)
                .helped(tr(language, "The person has come: service begins")),
            key("finish", "F", tr(language, "Finish"), self.on_serving())
                .helped(tr(language, "The person is served; nobody else is called")),
            key("recall", "R", tr(language, "Recall"), called.or_else(|| self.recalls_used_up()))
                .helped(tr(language, "Call the same number again")),
            key("no-show", "X", tr(language, "Did not come"), called)
                .helped(tr(language, "The person did not come")),
            Action { asks: true, ..key("hold", "H", tr(language, "Set aside"), here) }.helped(tr(
                language,
                "Set the person aside for some minutes, or until called again",
            )),
            Action { asks: true, ..key("transfer", "T", tr(language, "Send on"), here) }
                .helped(tr(language, "Send the person to another service or desk, or back")),
            Action { asks: true, ..key("note", "M", tr(language, "Note"), here) }
                .helped(tr(language, "Write a note on the ticket")),
            Action {
                asks: true,
                ..key("call", "C", tr(language, "Call a number"), self.on_call())
            }
            .helped(tr(language, "Call a waiting number out of turn")),
        ]
    }

    /// Calling somebody back who was set aside or did not come.
    pub(super) fn resume(self) -> Action {
        let language = self.language;
        let nobody =
            (!self.has_absent).then(|| tr(language, "Nobody is set aside, and nobody was missed."));
        let reason = self.not_ready().or(nobody);
        Action { asks: true, ..key("resume", "G", tr(language, "Call one back"), reason) }
            .helped(tr(language, "Call somebody who was set aside or did not come"))
    }

    /// Taking back the last command.
    pub(super) fn undo(self) -> Action {
        let language = self.language;
        let reason = (!self.can_undo).then(|| {
            tr(
                language,
                "There is nothing to take back: that is possible for a few seconds after each key.",
            )
        });
        key("undo", "U", tr(language, "Undo"), reason)
            .helped(tr(language, "Take back the last key, for a few seconds"))
    }

    fn next(self) -> (&'static str, Option<&'static str>) {
        let language = self.language;
        match (self.desk, self.ticket) {
            (DeskState::Open, Some(TicketState::Serving)) => {
                (tr(language, "Finish and call next"), None)
            }
            (DeskState::Open, None) => (tr(language, "Next"), None),
            (_, Some(TicketState::Serving)) => (
                tr(language, "Next"),
                Some(tr(
                    language,
                    "The desk takes nobody now. Press Finish, or open the desk first.",
                )),
            ),
            (_, Some(_)) => (
                tr(language, "Next"),
                Some(tr(language, "First press Start, or mark that the person did not come.")),
            ),
            (_, None) => (tr(language, "Next"), Some(tr(language, "First open the desk."))),
        }
    }

    fn on_called(self) -> Option<&'static str> {
        match self.ticket {
            Some(TicketState::Called) => None,
            Some(_) => Some(tr(self.language, "This person is already in service.")),
            None => Some(tr(self.language, "No ticket is at the desk.")),
        }
    }

    fn on_serving(self) -> Option<&'static str> {
        match self.ticket {
            Some(TicketState::Serving) => None,
            Some(_) => Some(tr(self.language, "First press Start when the person is here.")),
            None => Some(tr(self.language, "No ticket is at the desk.")),
        }
    }

    fn recalls_used_up(self) -> Option<&'static str> {
        (self.recalls_left == 0).then(|| {
            tr(
                self.language,
                "Called often enough. If nobody comes, press “Did not come”; the number can be called back later.",
            )
        })
    }

    /// Why nobody can be called at all.
    fn not_ready(self) -> Option<&'static str> {
        match (self.desk, self.ticket) {
            (_, Some(_)) => Some(tr(self.language, "First finish the ticket at the desk.")),
            (DeskState::Open, None) => None,
            (_, None) => Some(tr(self.language, "First open the desk.")),
        }
    }

    fn on_call(self) -> Option<&'static str> {
        if !self.calls_numbers {
            return Some(tr(self.language, "This center calls people in their order only."));
        }
        self.not_ready()
    }
}

fn key(
    hook: &'static str,
    key: &'static str,
    label: &'static str,
    reason: Option<&'static str>,
) -> Action {
    Action {
        hook,
        verb: hook,
        asks: false,
        key,
        shortcuts: key,
        key_label: key,
        label,
        help: "",
        reason,
    }
}

impl Action {
    fn helped(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, TimeDelta, Utc};
    use shared::catalog::{Catalog, ward};
    use shared::day::{
        Actor, Command, Day, DeskCommand, DeskNow, DeskState, DeskVerb, Event, IssueTicket,
        LoggedEvent, Paces, Refusal, TicketState, TransferTo,
    };
    use shared::ids::{DeskId, NoteId, PauseReasonId, ServiceId, TicketId};
    use shared::text::Language;
    use uuid::Uuid;

    use super::{Action, Situation};

    fn all(situation: Situation) -> Vec<Action> {
        let [pause, door] = situation.door();
        let mut all = vec![pause, door, situation.resume(), situation.undo()];
        all.extend(situation.actions());
        all
    }

    fn enabled(situation: Situation) -> BTreeSet<&'static str> {
        all(situation).into_iter().filter(|it| it.reason.is_none()).map(|it| it.hook).collect()
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

        fn situation(&self) -> Situation {
            let desk = DeskId::from("1");
            let at_desk = self.desk().ticket.and_then(|id| self.day.ticket(id));
            Situation {
                language: Language::En,
                desk: self.desk().state,
                ticket: self.ticket(),
                recalls_left: at_desk
                    .map_or(0, |it| self.catalog.rules.recalls_max.saturating_sub(it.recalls)),
                calls_numbers: self.catalog.rules.desks_call_numbers,
                has_absent: self
                    .day
                    .tickets()
                    .any(|it| matches!(it.state, TicketState::Held | TicketState::NoShow)),
                can_undo: self.day.can_undo(&self.catalog, &desk, self.now).is_some(),
            }
        }

        /// What a key sends, with the choices that a person could make in its dialog.
        fn verbs(&self, hook: &str) -> Vec<DeskVerb> {
            let numbers = |wanted: fn(TicketState) -> bool| {
                let found = self.day.tickets().filter(move |it| wanted(it.state));
                found.map(|it| it.number.clone()).collect::<Vec<_>>()
            };
            let verb = match hook {
                "next" => DeskVerb::CallNext,
                "recall" => DeskVerb::Recall,
                "start" => DeskVerb::Start,
                "finish" => DeskVerb::Finish,
                "no-show" => DeskVerb::NoShow,
                "hold" => DeskVerb::Hold { minutes: Some(10), note: None },
                "transfer" => {
                    let to = TransferTo::Service(ServiceId::from("business"));
                    DeskVerb::Transfer { to, note: None }
                }
                "note" => DeskVerb::Note { note: NoteId(Uuid::from_u128(9)) },
                "undo" => DeskVerb::Undo { command: None },
                "pause" => DeskVerb::Pause { reason: PauseReasonId::from("break") },
                "open-close" if self.desk().state == DeskState::Open => DeskVerb::Close,
                "open-close" => DeskVerb::Open,
                "call" => {
                    let waiting = numbers(|state| state == TicketState::Waiting);
                    return waiting.into_iter().map(|number| DeskVerb::Call { number }).collect();
                }
                "resume" => {
                    let absent =
                        numbers(|state| matches!(state, TicketState::Held | TicketState::NoShow));
                    return absent.into_iter().map(|number| DeskVerb::Resume { number }).collect();
                }
                _ => panic!("no such key: {hook}"),
            };
            vec![verb]
        }

        /// The keys that the day accepts. To find nobody is an answer to call-next, no refusal.
        fn accepted(&self) -> BTreeSet<&'static str> {
            let hooks = all(self.situation()).into_iter().map(|it| it.hook);
            hooks
                .filter(|hook| self.verbs(hook).into_iter().any(|verb| self.takes(hook, verb)))
                .collect()
        }

        fn takes(&self, hook: &str, verb: DeskVerb) -> bool {
            // While somebody is served, the page sends two commands: finish, then call-next.
            if hook == "next" && self.ticket() == Some(TicketState::Serving) {
                let mut after = self.clone();
                after.press(DeskVerb::Finish);
                return after.accepts(verb);
            }
            self.accepts(verb)
        }

        fn decide(&self, verb: DeskVerb) -> Result<Vec<Event>, Refusal> {
            let ticket = self.desk().ticket;
            let command =
                Command::Desk(DeskCommand { desk: DeskId::from("1"), verb, ticket, command: None });
            let by = Actor::Staff { staff: 1 };
            self.day.decide(&command, &by, &self.catalog, &Paces::default(), self.now)
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
            let wish = Command::IssueTicket(Box::new(IssueTicket::walk_in(
                TicketId(Uuid::from_u128(id)),
                self.catalog.desk(&DeskId::from("1")).unwrap().services[0].clone(),
                Language::Vi,
            )));
            let by = Actor::Device { device: 1 };
            let events =
                self.day.decide(&wish, &by, &self.catalog, &Paces::default(), self.now).unwrap();
            self.apply(events);
        }
    }

    /// Walks through every state of a desk, and everywhere compares the keys with what the day would accept.
    #[test]
    fn only_what_the_day_would_accept_is_enabled() {
        let now = "2026-11-23T08:00:00+07:00".parse().unwrap();
        let mut world = World { catalog: ward().unwrap(), day: Day::new(), now };
        let mut seen = BTreeSet::new();
        let mut compare = |world: &World| {
            let (desk, ticket) = (world.desk().state.code(), world.ticket());
            seen.insert((desk, ticket.map(TicketState::code)));
            assert_eq!(enabled(world.situation()), world.accepted(), "{desk} {ticket:?}");
        };
        for id in 1..=6 {
            world.issue(id);
        }
        compare(&world);
        let rest = || DeskVerb::Pause { reason: PauseReasonId::from("meal") };
        let hold = || DeskVerb::Hold { minutes: None, note: None };
        for verb in [
            DeskVerb::Open,
            DeskVerb::CallNext,
            DeskVerb::Recall,
            DeskVerb::Recall,
            rest(),
            DeskVerb::Open,
            DeskVerb::Start,
            rest(),
            DeskVerb::Open,
            DeskVerb::Finish,
            DeskVerb::CallNext,
            hold(),
            rest(),
            DeskVerb::Close,
            DeskVerb::Open,
            DeskVerb::CallNext,
            DeskVerb::NoShow,
            DeskVerb::Undo { command: None },
        ] {
            world.press(verb);
            compare(&world);
            // What can be taken back can be taken back for ten seconds.
            world.now += TimeDelta::seconds(11);
            compare(&world);
            world.now -= TimeDelta::seconds(5);
        }
        world.catalog.rules.desks_call_numbers = false;
        world.press(DeskVerb::NoShow);
        compare(&world);
        let (called, serving) = (Some("called"), Some("serving"));
        let all = [
            ("closed", None),
            ("open", None),
            ("open", called),
            ("open", serving),
            ("paused", None),
            ("paused", called),
            ("paused", serving),
        ];
        assert_eq!(seen, BTreeSet::from(all), "every state of a desk was seen");
    }

    #[test]
    fn each_key_stands_for_one_button_and_says_what_it_does() {
        let now = "2026-11-23T08:00:00+07:00".parse().unwrap();
        let world = World { catalog: ward().unwrap(), day: Day::new(), now };
        let actions = all(world.situation());
        assert!(actions.iter().all(|action| !action.help.is_empty()));
        let keys: Vec<_> = actions
            .iter()
            .flat_map(|action| action.key.split(' '))
            .map(str::to_ascii_lowercase)
            .collect();
        let unique: BTreeSet<_> = keys.iter().collect();
        assert_eq!(unique.len(), keys.len(), "{keys:?}");
    }
}
