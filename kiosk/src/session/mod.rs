//! One visit at the kiosk as a pure state machine: screens, answers, what each touch does, idle, double taps.
//!
//! No Slint, no I/O, no clock: the moment is a parameter, counted from the start of the program. What is to
//! be done outside comes back as [`Effect`]s.

mod input;
mod paging;
mod step;
mod ticket;

use std::sync::Arc;
use std::time::Duration;

use shared::catalog::{PriorityClass, Procedure};
use shared::ids::{PriorityId, ProcedureId, ServiceId, TicketId};
use shared::protocol::{CatalogView, ErrorCode, IssueTicketRequest, ServiceView};
use shared::text::Language;

pub use input::{Effect, Input};
pub use paging::{PAGE_PLACES, PRIORITY_PLACES};
pub use step::{AwayReason, Screen};
pub use ticket::{PrintNews, ShownTicket};

use paging::Pages;
use step::{Link, Step};

/// An inner screen that nobody touches for so long is wiped.
pub const IDLE_LIMIT: Duration = Duration::from_secs(60);
/// For so long before that, the screen asks whether somebody is still there.
pub const IDLE_WARNING: Duration = Duration::from_secs(15);
/// A touch that comes so soon after a new screen belongs to a double tap on the one before.
pub const DOUBLE_TAP: Duration = Duration::from_millis(300);
/// How long a ticket stays on the screen once its paper came.
pub const TICKET_SHOWN: Duration = Duration::from_secs(30);
/// How long a ticket stays on the screen when no paper came: it has to be remembered.
pub const TICKET_SHOWN_UNPRINTED: Duration = Duration::from_secs(60);
/// How long the screen waits for news of the printing.
pub const PRINTING_LIMIT: Duration = Duration::from_secs(90);
/// How long the screen waits for news of a wish: five seconds more than the client asks, which may have died.
pub const BUSY_LIMIT: Duration = Duration::from_secs(15);

/// What the citizen chose so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The queue.
    pub service: Option<ServiceId>,
    /// What for; none while not chosen, and for "something else".
    pub procedure: Option<ProcedureId>,
    /// The reason for a head start.
    pub priority: Option<PriorityId>,
}

/// A number that was asked for. The id and the body stay the same until an answer came, whatever happens on
/// the screen, so that asking again can never make a second ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wish {
    id: TicketId,
    request: IssueTicketRequest,
    asked_at: Duration,
}

/// Why the server gave no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For choosing a sentence of our own after a change of language.
    pub code: ErrorCode,
    /// The server's sentence.
    pub message: String,
    /// The language of `message`.
    pub language: Language,
}

/// The state of one kiosk.
#[derive(Debug)]
pub struct Session {
    default_language: Language,
    has_printer: bool,
    language: Language,
    catalog: Option<Arc<CatalogView>>,
    link: Link,
    step: Step,
    choice: Choice,
    pages: Pages,
    wish: Option<Wish>,
    refusal: Option<Refusal>,
    ticket: Option<ShownTicket>,
    touched_at: Duration,
    entered_at: Duration,
}

impl Session {
    /// A kiosk that has just been switched on and has not heard from the server.
    #[must_use]
    pub fn new(default_language: Language, has_printer: bool, now: Duration) -> Self {
        Self {
            default_language,
            has_printer,
            language: default_language,
            catalog: None,
            link: Link::Starting,
            step: Step::Welcome,
            choice: Choice::default(),
            pages: Pages::default(),
            wish: None,
            refusal: None,
            ticket: None,
            touched_at: now,
            entered_at: now,
        }
    }

    /// Takes one thing that happened, and says what is to be done outside.
    pub fn handle(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        let before = self.screen();
        let effects = self.take(input, now);
        if self.screen() != before {
            self.entered_at = now;
        }
        effects
    }

    /// The screen to show.
    #[must_use]
    pub fn screen(&self) -> Screen {
        let may_cover =
            !matches!(self.step, Step::Busy | Step::Failed | Step::Refused | Step::Ticket);
        match self.link {
            Link::Up if self.catalog.is_some() => Screen::from(self.step),
            _ if !may_cover => Screen::from(self.step),
            Link::Down(reason) => Screen::Away(reason),
            Link::Up | Link::Starting => Screen::Away(AwayReason::Starting),
        }
    }

    /// The language of the screen.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The catalogue, once the server gave it.
    #[must_use]
    pub fn catalog(&self) -> Option<&Arc<CatalogView>> {
        self.catalog.as_ref()
    }

    /// What was chosen so far.
    #[must_use]
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// The chosen queue.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceView> {
        let id = self.choice.service.as_ref()?;
        self.catalog.as_ref()?.services.iter().find(|service| service.id == *id)
    }

    /// The chosen procedure.
    #[must_use]
    pub fn procedure(&self) -> Option<&Procedure> {
        let id = self.choice.procedure.as_ref()?;
        self.catalog.as_ref()?.procedures.iter().find(|procedure| procedure.id == *id)
    }

    /// The chosen priority group.
    #[must_use]
    pub fn priority(&self) -> Option<&PriorityClass> {
        let id = self.choice.priority.as_ref()?;
        self.catalog.as_ref()?.priorities.iter().find(|class| class.id == *id)
    }

    /// Why the server gave no number, on that screen.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The ticket on the screen.
    #[must_use]
    pub fn ticket(&self) -> Option<&ShownTicket> {
        self.ticket.as_ref()
    }

    /// Whole seconds until the screen is wiped, when it is time to ask whether somebody is still there.
    #[must_use]
    pub fn idle_seconds_left(&self, now: Duration) -> Option<u64> {
        if !self.asks_before_wiping() {
            return None;
        }
        let left = (self.touched_at + IDLE_LIMIT).saturating_sub(now);
        (left <= IDLE_WARNING).then(|| whole_seconds(left))
    }

    /// Whole seconds until the ticket leaves the screen; none while it is being printed.
    #[must_use]
    pub fn ticket_seconds_left(&self, now: Duration) -> Option<u64> {
        let ticket = self.ticket.as_ref()?;
        (ticket.print != PrintNews::Printing)
            .then(|| whole_seconds(ticket.leaves_at.saturating_sub(now)))
    }

    fn take(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        match input {
            Input::Tick => self.tick(now),
            Input::Touched => {
                self.touched_at = now;
                Vec::new()
            }
            Input::CatalogArrived(catalog) => {
                self.replace_catalog(catalog);
                Vec::new()
            }
            Input::ServerAnswered => {
                self.link = Link::Up;
                Vec::new()
            }
            Input::ServerLost(reason) => {
                self.link = Link::Down(reason);
                Vec::new()
            }
            Input::TicketIssued(issued) => self.show_ticket(issued, now),
            Input::TicketRefused { id, code, message, language } => {
                self.refuse(id, Refusal { code, message, language }, now)
            }
            Input::TicketNotAdmitted { id } => self.lose_admission(id, now),
            Input::TicketUnanswered { id } => {
                if self.step == Step::Busy && self.awaits(id) {
                    self.step = Step::Failed;
                    self.touched_at = now;
                }
                Vec::new()
            }
            Input::PrintEnded { id, news } => {
                if let Some(ticket) = self.ticket.as_mut().filter(|ticket| ticket.issued.id == id) {
                    ticket.end_print(news, now);
                }
                Vec::new()
            }
            touch => self.take_touch(touch, now),
        }
    }

    fn take_touch(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        let second_half = now.saturating_sub(self.entered_at) < DOUBLE_TAP;
        let covered = matches!(self.screen(), Screen::Away(_));
        self.touched_at = now;
        match input {
            Input::ChooseLanguage(language) => self.language = language,
            Input::StillHere => self.entered_at = now,
            _ if covered || second_half => {}
            Input::PageNext => self.turn_page(true),
            Input::PagePrevious => self.turn_page(false),
            Input::Back => self.back(),
            Input::Home | Input::Finish => return self.leave(now),
            Input::TakeNumber { id } if self.step == Step::Confirm => {
                return self.ask_number(id, now);
            }
            Input::TryAgain if self.step == Step::Failed => return self.ask_again(now),
            Input::AnotherService if self.step == Step::Refused => {
                self.choice = Choice::default();
                self.refusal = None;
                self.step = Step::Services;
            }
            choice => self.choose(choice),
        }
        Vec::new()
    }

    fn choose(&mut self, input: Input) {
        match (self.step, input) {
            (Step::Welcome, Input::Start) => {
                self.choice = Choice::default();
                self.pages = Pages::default();
                self.step = Step::Services;
            }
            (Step::Services, Input::ChooseService(id)) if self.knows_service(&id) => {
                self.choice = Choice { service: Some(id), ..Choice::default() };
                self.pages.procedures = 0;
                self.step = Step::Procedures;
            }
            (Step::Procedures, Input::ChooseProcedure(id)) if self.offers_procedure(&id) => {
                self.choice.procedure = Some(id);
                self.step = Step::Procedure;
            }
            (Step::Procedures, Input::SomethingElse) if self.is_open() => {
                self.choice.procedure = None;
                self.step = self.after_procedure();
            }
            (Step::Procedure, Input::Proceed) if self.is_open() => {
                self.step = self.after_procedure()
            }
            (Step::Priority, Input::PriorityNo) => {
                self.choice.priority = None;
                self.step = Step::Confirm;
            }
            (Step::Priority, Input::PriorityYes) => {
                self.pages.priorities = 0;
                self.step = Step::PriorityChoice;
            }
            (Step::PriorityChoice, Input::ChoosePriority(id)) if self.knows_priority(&id) => {
                self.choice.priority = Some(id);
                self.step = Step::Confirm;
            }
            // Anything else is a touch that came too late for its screen.
            _ => {}
        }
    }

    fn after_procedure(&self) -> Step {
        let has_groups =
            self.catalog.as_ref().is_some_and(|catalog| !catalog.priorities.is_empty());
        if has_groups { Step::Priority } else { Step::Confirm }
    }

    fn back(&mut self) {
        let before_priority =
            if self.choice.procedure.is_some() { Step::Procedure } else { Step::Procedures };
        self.step = match self.step {
            Step::Services => Step::Welcome,
            Step::Procedures => Step::Services,
            Step::Procedure => {
                self.choice.procedure = None;
                Step::Procedures
            }
            Step::Priority => before_priority,
            Step::PriorityChoice => Step::Priority,
            Step::Confirm => {
                self.choice.priority = None;
                if self.after_procedure() == Step::Priority {
                    Step::Priority
                } else {
                    before_priority
                }
            }
            other => other,
        };
        if self.step == Step::Welcome {
            self.choice = Choice::default();
            self.pages = Pages::default();
        }
    }

    fn ask_number(&mut self, id: TicketId, now: Duration) -> Vec<Effect> {
        let Some(service) = self.choice.service.clone() else { return Vec::new() };
        self.wish = Some(Wish {
            id,
            request: IssueTicketRequest {
                procedure: self.choice.procedure.clone(),
                priority: self.choice.priority.clone(),
                ..IssueTicketRequest::walk_in(service, self.language)
            },
            asked_at: now,
        });
        self.ask_again(now)
    }

    fn ask_again(&mut self, now: Duration) -> Vec<Effect> {
        let Some(wish) = &mut self.wish else { return Vec::new() };
        wish.asked_at = now;
        self.step = Step::Busy;
        let (id, request) = (wish.id, wish.request.clone());
        vec![Effect::RequestTicket { id, request, answer_in: self.language }]
    }

    fn show_ticket(
        &mut self,
        issued: shared::protocol::IssuedTicket,
        now: Duration,
    ) -> Vec<Effect> {
        if !self.awaits(issued.id) {
            // Nobody looks at this number any more: reception has to know.
            return vec![Effect::Abandon { id: issued.id }];
        }
        self.wish = None;
        self.step = Step::Ticket;
        self.ticket = Some(ShownTicket::new(issued.clone(), self.has_printer, now));
        if self.has_printer {
            vec![Effect::PrintTicket(issued)]
        } else {
            vec![Effect::ReportNoPaper { id: issued.id }]
        }
    }

    fn refuse(&mut self, id: TicketId, refusal: Refusal, now: Duration) -> Vec<Effect> {
        if self.awaits(id) {
            // A refused id made nothing, so the wish ends here.
            self.wish = None;
            self.refusal = Some(refusal);
            self.step = Step::Refused;
            self.touched_at = now;
        }
        Vec::new()
    }

    /// Whether somebody before the screen waits for this number; also when they were just told that it is late.
    fn awaits(&self, id: TicketId) -> bool {
        matches!(self.step, Step::Busy | Step::Failed)
            && self.wish.as_ref().is_some_and(|wish| wish.id == id)
    }

    /// Trying again is of no use and reception has to be asked: the screen says so at once.
    fn lose_admission(&mut self, id: TicketId, now: Duration) -> Vec<Effect> {
        self.link = Link::Down(AwayReason::NotAdmitted);
        if !self.awaits(id) {
            return Vec::new();
        }
        self.step = Step::Failed;
        self.leave(now)
    }

    /// Ends the visit: nothing of it stays. A wish without an answer may have made a ticket, which is reported
    /// as not printed, so that reception knows of it.
    fn leave(&mut self, now: Duration) -> Vec<Effect> {
        if self.step == Step::Busy {
            return Vec::new();
        }
        let abandoned = self.wish.take().map(|wish| Effect::Abandon { id: wish.id });
        self.language = self.default_language;
        self.step = Step::Welcome;
        self.choice = Choice::default();
        self.pages = Pages::default();
        self.refusal = None;
        self.ticket = None;
        self.touched_at = now;
        abandoned.into_iter().collect()
    }

    fn tick(&mut self, now: Duration) -> Vec<Effect> {
        if self.step == Step::Busy {
            if self.wish.as_ref().is_none_or(|wish| now >= wish.asked_at + BUSY_LIMIT) {
                self.step = Step::Failed;
                self.touched_at = now;
            }
            return Vec::new();
        }
        let over = match (self.step, &self.ticket) {
            (Step::Ticket, Some(ticket)) => now >= ticket.leaves_at,
            (Step::Welcome, _) => self.language != self.default_language && self.is_idle(now),
            _ => self.is_idle(now),
        };
        if over { self.leave(now) } else { Vec::new() }
    }

    fn is_idle(&self, now: Duration) -> bool {
        now.saturating_sub(self.touched_at) >= IDLE_LIMIT
    }

    fn asks_before_wiping(&self) -> bool {
        !matches!(self.step, Step::Welcome | Step::Busy | Step::Ticket)
            && !matches!(self.screen(), Screen::Away(_))
    }

    fn replace_catalog(&mut self, catalog: Arc<CatalogView>) {
        self.link = Link::Up;
        self.catalog = Some(catalog);
        let lost = (self.choice.service.is_some() && self.service().is_none())
            || (self.choice.procedure.is_some() && self.procedure().is_none())
            || (self.choice.priority.is_some() && self.priority().is_none());
        let choosing = !matches!(
            self.step,
            Step::Welcome | Step::Busy | Step::Failed | Step::Refused | Step::Ticket
        );
        if lost && choosing {
            self.choice = Choice::default();
            self.pages = Pages::default();
            self.step = Step::Services;
        }
    }

    fn knows_service(&self, id: &ServiceId) -> bool {
        self.catalog
            .as_ref()
            .is_some_and(|catalog| catalog.services.iter().any(|service| service.id == *id))
    }

    fn offers_procedure(&self, id: &ProcedureId) -> bool {
        self.procedures().any(|procedure| procedure.id == *id)
    }

    fn knows_priority(&self, id: &PriorityId) -> bool {
        self.catalog
            .as_ref()
            .is_some_and(|catalog| catalog.priorities.iter().any(|class| class.id == *id))
    }

    /// Whether the chosen queue gives numbers now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.service().is_some_and(|service| service.open)
    }
}

/// Rounded up, so that a countdown ends with 1 and not with a 0 that stays.
fn whole_seconds(left: Duration) -> u64 {
    u64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}
