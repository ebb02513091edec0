//! One visit at the kiosk as a pure state machine: screens, answers, what each touch does, idle, double taps.
//!
//! No Slint, no I/O, no clock: the moment is a parameter, counted from the start of the program. What is to
//! be done outside comes back as [`Effect`]s.

mod checklist;
mod choosing;
mod comfort;
mod filling;
mod find;
mod health;
mod idle;
mod input;
mod offline;
mod outside;
mod paging;
mod staff;
mod step;
mod ticket;
mod wish;

use std::sync::Arc;
use std::time::Duration;

use shared::catalog::{PriorityClass, Procedure};
use shared::ids::{PriorityId, ProcedureId, ServiceId};
use shared::protocol::{CatalogView, ErrorCode, ServiceView};
use shared::text::Language;

pub use checklist::{Checklist, ChecklistInput, ListPrint, PAPER_PLACES, Sheet};
pub use comfort::{Comfort, ComfortInput};
pub use filling::{
    Asked, CODE_DIGITS, CardLine, Draft, FillEffect, FillInput, FillScreen, Filling, FormNews,
    FormShelf, Kept, Look, NotContinued, QuestionView, ReviewPage, ReviewRow, Row, RowPage,
    Scanned, Secret, Trouble, slip_text,
};
pub use find::{FOUND_PLACES, FindInput, Finding};
pub use health::PrinterHealth;
pub use input::{Effect, Input};
pub use outside::{HelpNews, Outside, OutsideNews};
pub use paging::{PAGE_PLACES, PRIORITY_PLACES};
pub use staff::{StaffInput, StaffMenu, StaffScreen};
pub use step::{AwayReason, Screen};
pub use ticket::{PrintNews, ShownTicket};

use find::Finder;
use paging::Pages;
use step::{Link, Step};
use wish::Wish;

/// An inner screen that nobody touches for so long is wiped: after a minute it asks whether somebody is there.
pub const IDLE_LIMIT: Duration = Duration::from_secs(80);
/// For so long before that, the screen asks whether somebody is still there.
pub const IDLE_WARNING: Duration = Duration::from_secs(20);
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
    finding: Finding,
    finder: Option<Finder>,
    checklist: Checklist,
    filling: Option<Filling>,
    shelf: FormShelf,
    comfort: Comfort,
    staff: StaffMenu,
    outside: Outside,
    asks_to_leave: bool,
    portrait: bool,
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
            finding: Finding::default(),
            finder: None,
            checklist: Checklist::default(),
            filling: None,
            shelf: FormShelf::default(),
            comfort: Comfort::default(),
            staff: StaffMenu::default(),
            outside: Outside::default(),
            asks_to_leave: false,
            portrait: true,
            touched_at: now,
            entered_at: now,
        }
    }

    /// Takes one thing that happened, and says what is to be done outside.
    pub fn handle(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        let before = self.screen();
        let mut effects = self.take(input, now);
        if self.screen() != before {
            self.entered_at = now;
            // Whether paper will come is known before a number is offered.
            if self.has_printer && matches!(self.screen(), Screen::Priority | Screen::Confirm) {
                effects.push(Effect::LookAtPrinter);
            }
        }
        effects
    }

    /// The screen to show.
    #[must_use]
    pub fn screen(&self) -> Screen {
        let may_cover = !matches!(
            self.step,
            Step::Busy | Step::Failed | Step::Refused | Step::Ticket | Step::Staff(_)
        );
        match self.link {
            Link::Up if self.catalog.is_some() => Screen::from(self.step),
            _ if !may_cover => Screen::from(self.step),
            // With numbers in hand and a catalogue of before, the server is not missed.
            Link::Down(AwayReason::NoAnswer) | Link::Starting
                if self.outside.offline_ready && self.catalog.is_some() =>
            {
                Screen::from(self.step)
            }
            Link::Down(reason) => Screen::Away(reason),
            Link::Up | Link::Starting => Screen::Away(AwayReason::Starting),
        }
    }

    /// Whether the server answers.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.link == Link::Up
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
            Input::Turned { portrait } => {
                self.portrait = portrait;
                Vec::new()
            }
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
            Input::WishReplaced { wish, by } => self.replace_wish(wish, by),
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
            Input::Outside(news) => self.take_outside(news, now),
            Input::ListPrinted(outcome) => {
                self.list_ended(outcome);
                Vec::new()
            }
            Input::Form(news) => {
                self.take_form_news(news, now);
                Vec::new()
            }
            touch => self.take_touch(touch, now),
        }
    }

    fn take_touch(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        let second_half = now.saturating_sub(self.entered_at) < DOUBLE_TAP;
        let covered = matches!(self.screen(), Screen::Away(_));
        self.touched_at = now;
        if let Some(card) = self.for_the_door(&input) {
            return self.take_staff(card, now);
        }
        match input {
            Input::ChooseLanguage(language) => self.language = language,
            Input::StillHere => self.entered_at = now,
            Input::CallHelp => return self.call_help(),
            Input::AskHome => return self.ask_to_leave(now),
            Input::Stay => self.asks_to_leave = false,
            Input::Comfort(input) => return self.take_comfort(input, now),
            Input::Staff(input) => return self.take_staff(input, now),
            // A question lies over the screen.
            Input::Home => return self.leave(now),
            _ if covered || self.asks_to_leave => {}
            // Typing is quick on purpose: a form and a search know their own double taps.
            Input::Find(input) => return self.take_find(input, now),
            Input::Fill(input) => return self.take_fill(input, now),
            Input::Back if matches!(self.step, Step::Fill(_)) => {
                return self.take_fill(FillInput::Back, now);
            }
            _ if second_half => {}
            Input::Checklist(input) => return self.take_checklist(input),
            Input::PageNext => self.turn_page(true),
            Input::PagePrevious => self.turn_page(false),
            Input::Back if matches!(self.step, Step::Staff(_)) => return self.leave(now),
            Input::Back => self.back(),
            Input::Finish => return self.leave(now),
            Input::PaperCame(came) => return self.paper_came(came, now),
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

    fn replace_catalog(&mut self, catalog: Arc<CatalogView>) {
        self.link = Link::Up;
        self.catalog = Some(catalog);
        if self.step == Step::Find {
            self.look_up();
        }
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
