//! Between the screens and the session: touches become inputs, the session's state becomes properties.
//!
//! One file an adapter of `ui/`. A screen is filled only when something on it changed; what counts down is
//! set each second, which draws nothing when the value is the same.

mod checklist;
mod code_slip;
mod comfort;
mod confirm;
mod find;
mod form_card;
mod form_kept;
mod form_notice;
mod form_question;
mod form_review;
mod form_screens;
mod guide;
mod keyboard;
mod lists;
mod message;
mod panel;
mod priority;
mod procedure;
mod procedures;
mod services;
mod shell;
mod staff;
mod ticket;
mod ticket_text;
mod welcome;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::PrintJob;
use shared::text::Language;
use slint::ComponentHandle;

use crate::client::News;
use crate::clock::Clock;
use crate::errands::Errands;
use crate::reprints::Reprints;
use crate::service::{ServiceErrand, ServicePin, StaffCards};
use crate::session::{
    Checklist, Choice, Comfort, Effect, Finding, Input, Outside, OutsideNews, PrintNews, Screen,
    Session, StaffScreen,
};
use crate::ui::App;

/// Takes a touch to the session.
type Tell = Rc<dyn Fn(Input)>;

/// Everything that decides what stands on the screen, but for what counts down.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Face {
    screen: Screen,
    language: Language,
    page: (usize, usize),
    catalog: usize,
    choice: Choice,
    finding: Finding,
    checklist: Checklist,
    print: Option<PrintNews>,
    comfort: Comfort,
    outside: Outside,
    form: form_screens::FormFace,
    asks_to_leave: bool,
    linked: bool,
    places: usize,
}

/// Binds one window to one session. Lives on the thread of the window.
pub struct Bridge {
    app: App,
    session: RefCell<Session>,
    clock: Box<dyn Clock>,
    errands: Box<dyn Errands>,
    shown: RefCell<Option<Face>>,
    reprints: RefCell<Reprints>,
    /// What the screen last said of itself, for the audio guide.
    announced: RefCell<String>,
    /// True while this program itself presses the tabulator.
    moving_focus: Rc<Cell<bool>>,
    /// Whether the last probe found something that has the focus.
    focus_alive: Rc<Cell<bool>>,
    forms: form_screens::FormScreens,
    panel: panel::Panel,
}

impl Bridge {
    /// Binds them and shows the first screen.
    #[must_use]
    pub fn start(
        app: App,
        session: Session,
        clock: Box<dyn Clock>,
        errands: Box<dyn Errands>,
    ) -> Rc<Self> {
        let bridge = Rc::new(Self {
            app,
            session: RefCell::new(session),
            clock,
            errands,
            shown: RefCell::new(None),
            reprints: RefCell::default(),
            announced: RefCell::default(),
            moving_focus: Rc::default(),
            focus_alive: Rc::default(),
            forms: form_screens::FormScreens::default(),
            panel: panel::Panel::default(),
        });
        bridge.connect();
        let portrait = bridge.app.global::<crate::ui::Theme>().get_portrait();
        bridge.tell(Input::Turned { portrait });
        bridge.tell(Input::Tick);
        bridge
    }

    /// The window.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The screen that is shown.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.session.borrow().screen()
    }

    /// Whether the server has given a catalogue in this run.
    #[must_use]
    pub fn has_catalog(&self) -> bool {
        self.session.borrow().catalog().is_some()
    }

    /// Sets what opens the menu for staff.
    pub fn set_service_keys(&self, pin: Option<ServicePin>, cards: StaffCards) {
        self.session.borrow_mut().set_service_keys(pin, cards);
    }

    /// Takes one thing that happened.
    pub fn tell(&self, input: Input) {
        let now = self.clock.since_start();
        let listened = self.session.borrow().comfort().audio;
        // Whoever listens is there, although nothing is touched.
        if matches!(input, Input::Tick) && listened && self.errands.is_speaking() {
            self.session.borrow_mut().handle(Input::Touched, now);
        }
        let effects = self.session.borrow_mut().handle(input, now);
        // The screen first: "one moment" stands there before anything is asked of the world.
        self.show();
        self.greet_listener(listened);
        for effect in effects {
            self.do_errand(effect);
        }
    }

    /// Takes news of the server.
    pub fn tell_news(&self, news: News) {
        self.tell(match news {
            News::Catalog(catalog) => Input::CatalogArrived(catalog),
            News::Alive => Input::ServerAnswered,
            News::Lost(reason) => Input::ServerLost(reason),
            News::Issued(issued) => Input::TicketIssued(issued),
            News::Refused { id, code, message, language } => {
                Input::TicketRefused { id, code, message, language }
            }
            News::NotAdmitted { id } => Input::TicketNotAdmitted { id },
            News::Unanswered { id } => Input::TicketUnanswered { id },
            News::Reprints(jobs) => return self.print_again(jobs),
            News::Replaced { wish, by } => Input::WishReplaced { wish, by },
            News::Offline { ready, .. } => Input::Outside(OutsideNews::OfflineReady(ready)),
            News::Reported { .. } => return,
        });
    }

    /// Takes the end of a print.
    pub fn tell_print(&self, id: TicketId, outcome: PrintOutcome) {
        let news = match outcome {
            PrintOutcome::Printed => PrintNews::Printed,
            PrintOutcome::Failed => PrintNews::Failed,
            PrintOutcome::Unknown => PrintNews::Unknown,
        };
        self.tell(Input::PrintEnded { id, news });
    }

    /// Prints what reception asked for, behind whatever the citizen at the screen does.
    fn print_again(&self, jobs: Vec<PrintJob>) {
        for job in self.reprints.borrow_mut().take_new(jobs) {
            let session = self.session.borrow();
            if session.has_printer() {
                let paper = ticket_text::paper_again(&self.app, &session, &job);
                self.errands.print_ticket(job.ticket.id, paper);
            } else {
                self.errands.report_print(job.ticket.id, PrintOutcome::Failed);
            }
        }
    }

    fn connect(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let tell: Tell = Rc::new(move |input| {
            if let Some(bridge) = weak.upgrade() {
                bridge.tell(input);
            }
        });
        let weak = Rc::downgrade(self);
        shell::connect(&self.app, &tell, move |width, height| {
            if let Some(bridge) = weak.upgrade() {
                bridge.look_at_panel(width, height);
            }
        });
        keyboard::connect(&self.app);
        comfort::connect(&self.app, &tell);
        staff::connect(&self.app, &tell);
        guide::connect(self, &tell);
        welcome::connect(&self.app, &tell);
        services::connect(&self.app, &tell);
        procedures::connect(&self.app, &tell);
        procedure::connect(&self.app, &tell);
        find::connect(&self.app, &tell);
        let weak = Rc::downgrade(self);
        procedure::connect_form(&self.app, move || {
            let Some(bridge) = weak.upgrade() else { return };
            let input = procedure::form_input(&bridge.session.borrow());
            if let Some(input) = input {
                bridge.tell(input);
            }
        });
        priority::connect(&self.app, &tell);
        message::connect(&self.app, &tell);
        form_screens::connect(self, &tell);
        ticket::connect(&self.app, &tell);
        let weak = Rc::downgrade(self);
        confirm::connect(&self.app, move || {
            if let Some(bridge) = weak.upgrade() {
                let id = bridge.clock.new_ticket_id();
                bridge.tell(Input::TakeNumber { id });
            }
        });
    }

    fn show(&self) {
        let session = self.session.borrow();
        let now = self.clock.since_start();
        let face = Face {
            screen: session.screen(),
            language: session.language(),
            page: session.page(),
            catalog: session.catalog().map_or(0, |catalog| std::sync::Arc::as_ptr(catalog).addr()),
            choice: session.choice().clone(),
            finding: session.finding().clone(),
            checklist: session.checklist().clone(),
            print: session.ticket().map(|ticket| ticket.print),
            comfort: session.comfort(),
            outside: session.outside().clone(),
            form: form_screens::face(&session),
            asks_to_leave: session.asks_to_leave(),
            linked: session.is_linked(),
            places: session.places(),
        };
        let before = self.shown.replace(Some(face.clone()));
        if before.as_ref().map(|before| before.language) != Some(face.language) {
            // English is the language of the message ids.
            if let Err(error) = slint::select_bundled_translation(face.language.code()) {
                tracing::error!(%error, "the language cannot be changed");
            }
        }
        if before.as_ref().map(|before| before.screen) != Some(face.screen) {
            // What had the focus goes away with the screen; without a focus no key would arrive.
            self.app.invoke_take_focus();
            // A field says so itself once it is there.
            self.app.global::<crate::ui::Keys>().set_in_field(false);
        }
        if before.as_ref() != Some(&face) {
            self.fill(&session);
        }
        shell::count(&self.app, &session, self.clock.wall(), now);
        ticket::count(&self.app, &session, now);
        if let Screen::Staff(screen) = face.screen {
            staff::show_door(&self.app, &session, now);
            if screen == StaffScreen::Menu {
                staff::show_facts(&self.app, self.errands.facts().as_ref());
                panel::show(&self.app, &self.panel, face.language);
            }
        }
    }

    fn fill(&self, session: &Session) {
        let app = &self.app;
        // What the new screen shows is set before it is there, so that it is laid out once.
        match session.screen() {
            Screen::Welcome => {
                keyboard::reset(app);
                find::forget(app);
                welcome::show(app, session);
            }
            Screen::Services => services::show(app, session),
            Screen::Procedures => procedures::show(app, session),
            Screen::Procedure => procedure::show(app, session, self.clock.wall()),
            Screen::Find => find::show(app, session),
            Screen::Priority | Screen::PriorityChoice => priority::show(app, session),
            Screen::Confirm => confirm::show(app, session),
            Screen::Ticket => ticket::show(app, session),
            Screen::Busy | Screen::Refused | Screen::Failed | Screen::Away(_) => {
                message::show(app, session)
            }
            // The screens of search, forms and the menu fill themselves in their own files.
            Screen::Fill(_) | Screen::Staff(_) => {}
        }
        self.forms.show(app, session);
        comfort::show(app, session, self.errands.can_speak());
        shell::show(app, session);
    }

    fn do_errand(&self, effect: Effect) {
        match effect {
            Effect::RequestTicket { id, request, answer_in } => {
                self.errands.request_ticket(id, request, answer_in);
            }
            Effect::PrintTicket(issued) => {
                let paper = ticket_text::paper(&self.app, &self.session.borrow(), &issued);
                self.errands.print_ticket(issued.id, paper);
            }
            Effect::Fill(effect) => self.errands.form(effect),
            Effect::PrintChecklist => {
                let paper = checklist::paper(&self.app, &self.session.borrow(), self.clock.wall());
                if let Some(paper) = paper {
                    self.errands.print_list(paper);
                }
            }
            Effect::PrintSlip => {
                let slip = code_slip::paper(&self.app, &self.session.borrow(), self.today());
                if let Some(slip) = slip {
                    self.errands.print_slip(slip);
                }
            }
            Effect::LookAtPrinter => self.errands.look_at_printer(),
            Effect::CallHelp(wanted) => {
                self.errands.call_help(wanted, shell::screen_code(self.screen()));
            }
            Effect::Service(ServiceErrand::TestPrint) => {
                let session = self.session.borrow();
                let time = staff::test_time(&session, self.clock.wall());
                self.errands.print_test(&staff::test_words(&self.app, &session), &time);
            }
            Effect::Service(errand) => self.errands.service(errand),
            Effect::ReportPaper { id, came } => {
                let outcome = if came { PrintOutcome::Printed } else { PrintOutcome::Failed };
                self.errands.report_print(id, outcome);
            }
            Effect::ReportNoPaper { id } | Effect::Abandon { id } => {
                self.errands.report_print(id, PrintOutcome::Failed);
            }
        }
    }
}

impl std::fmt::Debug for Bridge {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Bridge").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Sets the scale and the orientation for a window of so many logical pixels.
pub fn fit(app: &App, width: f32, height: f32) {
    let shape = crate::window::Shape::of(width, height);
    let theme = app.global::<crate::ui::Theme>();
    theme.set_scale(shape.scale);
    theme.set_portrait(shape.portrait);
    keyboard::fit(app, width);
}
