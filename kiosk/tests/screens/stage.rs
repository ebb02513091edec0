//! The kiosk's window without a display, with real letters, a clock that is moved by hand, and a world outside that only remembers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeZone, Utc};
use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementRoot, TestingBackend, TestingBackendOptions,
};
use kiosk::bridge::Bridge;
use kiosk::clock::Clock;
use kiosk::errands::Errands;
use kiosk::service::{ServiceErrand, ServiceFacts, TestPageWords};
use kiosk::session::{DOUBLE_TAP, FillEffect, Input, Session};
use kiosk::speech::Utterance;
use kiosk::ticket_paper::{ChecklistPaper, TicketPaper};
use kiosk::ui::{App, Shell};
use shared::day::{PrintOutcome, TicketState};
use shared::ids::{ServiceId, TicketId, TicketNumber};
use shared::protocol::{CatalogView, IssueTicketRequest, IssuedTicket, WaitRange};
use shared::text::Language;
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, PhysicalSize};
use uuid::Uuid;

/// The shapes of panel that a kiosk is built for.
pub(crate) const PORTRAIT: (u32, u32) = (1080, 1920);
pub(crate) const LANDSCAPE: (u32, u32) = (1920, 1080);
pub(crate) const SMALL: (u32, u32) = (1280, 800);

/// Width and height as the screens count them.
#[expect(clippy::cast_precision_loss, reason = "windows have a few thousand pixels")]
pub(crate) fn logical(size: (u32, u32)) -> (f32, f32) {
    (size.0 as f32, size.1 as f32)
}

/// 07:05 on Saturday, 21 November 2026, in Hanoi.
fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 0, 5, 0).unwrap()
}

#[derive(Default)]
struct HandClock {
    since_start: Cell<Duration>,
    ids: Cell<u128>,
}

struct SharedClock(Rc<HandClock>);

impl Clock for SharedClock {
    fn since_start(&self) -> Duration {
        self.0.since_start.get()
    }

    fn wall(&self) -> DateTime<Utc> {
        morning() + chrono::Duration::from_std(self.0.since_start.get()).unwrap()
    }

    fn new_ticket_id(&self) -> TicketId {
        self.0.ids.set(self.0.ids.get() + 1);
        TicketId(Uuid::from_u128(self.0.ids.get()))
    }
}

/// What was asked of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Ticket(TicketId, IssueTicketRequest, Language),
    Print(TicketId, Box<TicketPaper>),
    List(Box<ChecklistPaper>),
    Slip(Box<TicketPaper>),
    Report(TicketId, PrintOutcome),
    Form(FillEffect),
    Help(bool),
    Service(ServiceErrand),
    TestPage,
    Said(Utterance),
    Hushed,
}

#[derive(Default)]
struct Remembered(Rc<RefCell<Vec<Asked>>>);

impl Errands for Remembered {
    fn request_ticket(&self, id: TicketId, request: IssueTicketRequest, answer_in: Language) {
        self.0.borrow_mut().push(Asked::Ticket(id, request, answer_in));
    }

    fn print_ticket(&self, id: TicketId, paper: TicketPaper) {
        self.0.borrow_mut().push(Asked::Print(id, Box::new(paper)));
    }

    fn print_list(&self, list: ChecklistPaper) {
        self.0.borrow_mut().push(Asked::List(Box::new(list)));
    }

    fn print_slip(&self, slip: TicketPaper) {
        self.0.borrow_mut().push(Asked::Slip(Box::new(slip)));
    }

    fn report_print(&self, id: TicketId, outcome: PrintOutcome) {
        self.0.borrow_mut().push(Asked::Report(id, outcome));
    }

    fn form(&self, effect: FillEffect) {
        self.0.borrow_mut().push(Asked::Form(effect));
    }

    fn look_at_printer(&self) {}

    fn call_help(&self, wanted: bool, _screen: &'static str) {
        self.0.borrow_mut().push(Asked::Help(wanted));
    }

    fn service(&self, errand: ServiceErrand) {
        self.0.borrow_mut().push(Asked::Service(errand));
    }

    fn print_test(&self, _words: &TestPageWords, _time: &str) {
        self.0.borrow_mut().push(Asked::TestPage);
    }

    fn facts(&self) -> Option<ServiceFacts> {
        None
    }

    fn say(&self, utterance: Utterance) {
        self.0.borrow_mut().push(Asked::Said(utterance));
    }

    fn hush(&self) {
        self.0.borrow_mut().push(Asked::Hushed);
    }

    fn is_speaking(&self) -> bool {
        false
    }

    fn can_speak(&self) -> bool {
        true
    }
}

/// One kiosk.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) bridge: Rc<Bridge>,
    pub(crate) asked: Rc<RefCell<Vec<Asked>>>,
    clock: Rc<HandClock>,
}

impl Stage {
    /// A kiosk that has just been switched on, in a window of this size.
    pub(crate) fn switched_on(size: (u32, u32)) -> Self {
        let backend = TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        });
        // Fails when this thread has one already, from another stage of the same test.
        let _ = slint::platform::set_platform(Box::new(backend));
        let app = App::new().unwrap();
        let shell = app.global::<Shell>();
        let (width, height) = logical(size);
        shell.set_window_width(width);
        shell.set_window_height(height);
        kiosk::bridge::fit(&app, width, height);
        app.window().set_size(PhysicalSize::new(size.0, size.1));
        app.show().unwrap();
        let clock = Rc::new(HandClock::default());
        let asked = Rc::default();
        let session = Session::new(Language::Vi, true, Duration::ZERO);
        let bridge = Bridge::start(
            app.clone_strong(),
            session,
            Box::new(SharedClock(Rc::clone(&clock))),
            Box::new(Remembered(Rc::clone(&asked))),
        );
        Self { app, bridge, asked, clock }
    }

    /// A kiosk with the sample center on its welcome screen.
    pub(crate) fn welcome(size: (u32, u32), language: Language) -> Self {
        let stage = Self::switched_on(size);
        stage.bridge.tell(Input::CatalogArrived(Arc::new(ward())));
        stage.wait(DOUBLE_TAP);
        if language == Language::En {
            stage.tap("English");
        }
        stage
    }

    /// Lets time pass, in steps of at most a second as the program has them.
    pub(crate) fn wait(&self, time: Duration) {
        let end = self.clock.since_start.get() + time;
        while self.clock.since_start.get() < end {
            let step = (end - self.clock.since_start.get()).min(Duration::from_secs(1));
            self.clock.since_start.set(self.clock.since_start.get() + step);
            i_slint_backend_testing::mock_elapsed_time(step);
            self.bridge.tell(Input::Tick);
        }
    }

    /// Every button on the screen, below the topmost layer only.
    pub(crate) fn buttons(&self) -> Vec<ElementHandle> {
        self.app
            .root_element()
            .query_descendants()
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
    }

    /// The labels of all buttons.
    pub(crate) fn labels(&self) -> Vec<String> {
        self.buttons()
            .iter()
            .filter_map(|button| Some(button.accessible_label()?.to_string()))
            .collect()
    }

    /// Every text on the screen, as a reader for the blind would find it.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.app
            .root_element()
            .query_descendants()
            .match_accessible_role(AccessibleRole::Text)
            .find_all()
            .iter()
            .filter_map(|text| Some(text.accessible_label()?.to_string()))
            .collect()
    }

    pub(crate) fn button(&self, label: &str) -> ElementHandle {
        self.buttons()
            .into_iter()
            .find(|button| button.accessible_label().is_some_and(|found| found == label))
            .unwrap_or_else(|| panic!("no button \"{label}\" among {:?}", self.labels()))
    }

    /// Touches a button in its middle, then waits until a double tap is over.
    pub(crate) fn tap(&self, label: &str) {
        self.tap_quickly(label);
        self.wait(DOUBLE_TAP);
    }

    /// Touches a button in its middle.
    pub(crate) fn tap_quickly(&self, label: &str) {
        self.button(label).mock_single_click(PointerEventButton::Left);
    }

    /// The last wish for a number.
    pub(crate) fn wished(&self) -> (TicketId, IssueTicketRequest, Language) {
        self.asked
            .borrow()
            .iter()
            .rev()
            .find_map(|asked| match asked {
                Asked::Ticket(id, request, language) => Some((*id, request.clone(), *language)),
                _ => None,
            })
            .expect("a number was asked for")
    }
}

/// The sample center as the server sends it.
pub(crate) fn ward() -> CatalogView {
    CatalogView {
        public_address: "http://192.168.1.10:8080".to_owned(),
        ..CatalogView::new(&shared::catalog::ward().unwrap(), true)
    }
}

/// The answer to a wish.
pub(crate) fn issued(id: TicketId, service: &ServiceId) -> IssuedTicket {
    IssuedTicket {
        id,
        number: TicketNumber::from("A025"),
        service: service.clone(),
        state: TicketState::Waiting,
        issued_at: "2026-11-21T07:05:00+07:00".parse().unwrap(),
        business_date: "2026-11-21".parse().unwrap(),
        people_ahead: 4,
        wait_minutes: Some(WaitRange { likely: 10, cautious: 20 }),
        public_url: "http://192.168.1.10:8080/t/q7Zr0mJx4vYtK2bWn9sLdA".to_owned(),
    }
}
