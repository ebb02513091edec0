//! The session as a pure machine: every rule of a visit, and that no order of touches breaks one.

use std::sync::Arc;
use std::time::Duration;

use kiosk::session::{
    AwayReason, BUSY_LIMIT, ComfortInput, DOUBLE_TAP, Effect, FindInput, IDLE_LIMIT, IDLE_WARNING,
    Input, OutsideNews, PRINTING_LIMIT, PrintNews, Screen, Session, StaffInput, TICKET_SHOWN,
    TICKET_SHOWN_UNPRINTED,
};
use proptest::prelude::*;
use shared::day::TicketState;
use shared::ids::{PriorityId, ProcedureId, ServiceId, TicketId, TicketNumber};
use shared::protocol::{CatalogView, ErrorCode, IssuedTicket, WaitRange};
use shared::text::Language;
use uuid::Uuid;

const SECOND: Duration = Duration::from_secs(1);

fn ward() -> CatalogView {
    CatalogView::new(&shared::catalog::ward().unwrap(), true)
}

fn id(n: u128) -> TicketId {
    TicketId(Uuid::from_u128(n))
}

fn issued(id: TicketId) -> IssuedTicket {
    IssuedTicket {
        id,
        number: TicketNumber::from("A001"),
        service: ServiceId::from("civil-status"),
        state: TicketState::Waiting,
        issued_at: "2026-11-21T07:05:00+07:00".parse().unwrap(),
        business_date: "2026-11-21".parse().unwrap(),
        people_ahead: 0,
        wait_minutes: Some(WaitRange { likely: 0, cautious: 5 }),
        public_url: "http://kiosk.example/t/x".to_owned(),
    }
}

/// A session with a clock that moves on before each input, so that nothing is a double tap.
struct Visit {
    session: Session,
    now: Duration,
}

impl Visit {
    fn with(catalog: CatalogView, has_printer: bool) -> Self {
        let mut visit = Self {
            session: Session::new(Language::Vi, has_printer, Duration::ZERO),
            now: Duration::ZERO,
        };
        visit.does(Input::CatalogArrived(Arc::new(catalog)));
        visit
    }

    fn welcome() -> Self {
        Self::with(ward(), true)
    }

    fn does(&mut self, input: Input) -> Vec<Effect> {
        self.now += SECOND;
        self.session.handle(input, self.now)
    }

    fn ticks(&mut self, time: Duration) -> Vec<Effect> {
        self.now += time;
        self.session.handle(Input::Tick, self.now)
    }

    fn up_to_confirm() -> Self {
        let mut visit = Self::welcome();
        visit.does(Input::Start);
        visit.does(Input::ChooseService(ServiceId::from("civil-status")));
        visit.does(Input::ChooseProcedure(ProcedureId::from("birth-registration")));
        visit.does(Input::Proceed);
        visit.does(Input::PriorityNo);
        assert_eq!(visit.session.screen(), Screen::Confirm);
        visit
    }

    fn up_to_ticket() -> Self {
        let mut visit = Self::up_to_confirm();
        visit.does(Input::TakeNumber { id: id(1) });
        visit.does(Input::TicketIssued(issued(id(1))));
        assert_eq!(visit.session.screen(), Screen::Ticket);
        visit
    }
}

#[test]
fn a_second_tap_on_take_a_number_asks_nothing() {
    let mut visit = Visit::up_to_confirm();
    assert_eq!(visit.does(Input::TakeNumber { id: id(1) }).len(), 1);
    assert_eq!(visit.does(Input::TakeNumber { id: id(2) }), []);
    visit.does(Input::TicketUnanswered { id: id(1) });
    assert_eq!(visit.session.screen(), Screen::Failed);
    assert_eq!(visit.does(Input::TakeNumber { id: id(3) }), []);
    let again = visit.does(Input::TryAgain);
    assert!(matches!(&again[..], [Effect::RequestTicket { id: asked, .. }] if *asked == id(1)));
}

#[test]
fn the_second_half_of_a_double_tap_is_ignored_on_the_next_screen() {
    let mut visit = Visit::welcome();
    visit.does(Input::Start);
    let service = || Input::ChooseService(ServiceId::from("civil-status"));
    visit.session.handle(service(), visit.now + DOUBLE_TAP - Duration::from_millis(1));
    assert_eq!(visit.session.screen(), Screen::Services);
    visit.session.handle(service(), visit.now + DOUBLE_TAP);
    assert_eq!(visit.session.screen(), Screen::Procedures);
}

#[test]
fn idle_asks_first_and_wipes_everything_then() {
    let mut visit = Visit::up_to_confirm();
    visit.does(Input::ChooseLanguage(Language::En));
    visit.ticks(IDLE_LIMIT - IDLE_WARNING - SECOND);
    assert_eq!(visit.session.idle_seconds_left(visit.now), None);
    visit.ticks(SECOND);
    assert_eq!(visit.session.idle_seconds_left(visit.now), Some(20));
    visit.ticks(IDLE_WARNING);
    assert_eq!(visit.session.screen(), Screen::Welcome);
    assert_eq!(visit.session.language(), Language::Vi);
    assert_eq!(visit.session.choice().service, None);
    assert_eq!(visit.session.idle_seconds_left(visit.now), None);
}

#[test]
fn any_touch_starts_the_idle_time_anew() {
    for touch in [Input::Touched, Input::StillHere, Input::ChooseLanguage(Language::En)] {
        let mut visit = Visit::up_to_confirm();
        visit.ticks(IDLE_LIMIT - 2 * SECOND);
        visit.does(touch);
        visit.ticks(IDLE_LIMIT - SECOND);
        assert_eq!(visit.session.screen(), Screen::Confirm);
    }
}

#[test]
fn a_language_left_on_the_welcome_screen_goes_back_by_itself() {
    let mut visit = Visit::welcome();
    visit.does(Input::ChooseLanguage(Language::En));
    assert_eq!(visit.session.idle_seconds_left(visit.now + IDLE_LIMIT), None, "no question there");
    visit.ticks(IDLE_LIMIT);
    assert_eq!(visit.session.language(), Language::Vi);
}

#[test]
fn a_ticket_leaves_when_its_time_is_over() {
    for (news, shown) in [
        (Some(PrintNews::Printed), TICKET_SHOWN),
        (Some(PrintNews::Failed), TICKET_SHOWN_UNPRINTED),
        (Some(PrintNews::Unknown), TICKET_SHOWN_UNPRINTED),
        (None, PRINTING_LIMIT),
    ] {
        let mut visit = Visit::up_to_ticket();
        if let Some(news) = news {
            assert_eq!(visit.session.ticket_seconds_left(visit.now), None, "not while it prints");
            visit.does(Input::PrintEnded { id: id(1), news });
            assert_eq!(visit.session.ticket_seconds_left(visit.now), Some(shown.as_secs()));
        }
        visit.ticks(shown - SECOND);
        assert_eq!(visit.session.screen(), Screen::Ticket, "{news:?}");
        visit.ticks(SECOND);
        assert_eq!(visit.session.screen(), Screen::Welcome, "{news:?}");
        assert_eq!(visit.session.ticket(), None);
    }
}

#[test]
fn a_kiosk_without_a_printer_reports_that_no_paper_came() {
    let mut visit = Visit::with(ward(), false);
    visit.does(Input::Start);
    visit.does(Input::ChooseService(ServiceId::from("business")));
    visit.does(Input::SomethingElse);
    visit.does(Input::PriorityNo);
    visit.does(Input::TakeNumber { id: id(1) });
    assert_eq!(
        visit.does(Input::TicketIssued(issued(id(1)))),
        [Effect::ReportNoPaper { id: id(1) }]
    );
    assert_eq!(visit.session.ticket().map(|ticket| ticket.print), Some(PrintNews::NoPrinter));
}

#[test]
fn news_of_another_ticket_change_nothing() {
    let mut visit = Visit::up_to_ticket();
    visit.does(Input::PrintEnded { id: id(9), news: PrintNews::Failed });
    assert_eq!(visit.session.ticket().map(|ticket| ticket.print), Some(PrintNews::Printing));
    assert_eq!(visit.does(Input::TicketIssued(issued(id(9)))), [Effect::Abandon { id: id(9) }]);
    assert_eq!(visit.session.ticket().map(|ticket| ticket.issued.id), Some(id(1)));
}

#[test]
fn leaving_a_wish_without_an_answer_tells_reception() {
    let mut visit = Visit::up_to_confirm();
    visit.does(Input::TakeNumber { id: id(1) });
    visit.does(Input::TicketUnanswered { id: id(1) });
    assert_eq!(visit.ticks(IDLE_LIMIT), [Effect::Abandon { id: id(1) }]);
    assert_eq!(visit.session.screen(), Screen::Welcome);
}

#[test]
fn a_client_that_died_leaves_nobody_waiting_and_a_late_number_is_still_shown() {
    assert_eq!(BUSY_LIMIT, kiosk::client::ISSUE_LIMIT + 5 * SECOND);
    let mut visit = Visit::up_to_confirm();
    visit.does(Input::TakeNumber { id: id(1) });
    visit.ticks(BUSY_LIMIT - SECOND);
    assert_eq!(visit.session.screen(), Screen::Busy);
    visit.ticks(SECOND);
    assert_eq!(visit.session.screen(), Screen::Failed);
    visit.does(Input::TryAgain);
    visit.ticks(BUSY_LIMIT - SECOND);
    assert_eq!(visit.session.screen(), Screen::Busy, "trying again begins anew");
    visit.ticks(SECOND);
    assert_eq!(visit.session.screen(), Screen::Failed);
    let effects = visit.does(Input::TicketIssued(issued(id(1))));
    assert_eq!(effects, [Effect::PrintTicket(issued(id(1)))]);
    assert_eq!(visit.session.screen(), Screen::Ticket);
}

#[test]
fn a_kiosk_that_may_not_give_numbers_says_so() {
    let mut visit = Visit::up_to_confirm();
    visit.does(Input::TakeNumber { id: id(1) });
    let effects = visit.does(Input::TicketNotAdmitted { id: id(1) });
    assert_eq!(visit.session.screen(), Screen::Away(AwayReason::NotAdmitted));
    assert_eq!(effects, [Effect::Abandon { id: id(1) }]);
    assert_eq!(visit.session.choice().service, None, "nothing of the visit stays");
}

#[test]
fn a_refusal_ends_the_wish() {
    let mut visit = Visit::up_to_confirm();
    visit.does(Input::TakeNumber { id: id(1) });
    let (code, message, language) = (ErrorCode::CenterClosed, "closed".to_owned(), Language::Vi);
    visit.does(Input::TicketRefused { id: id(1), code, message, language });
    assert_eq!(visit.session.screen(), Screen::Refused);
    assert_eq!(visit.does(Input::Home), [], "nothing was made, so nothing is reported");
    assert_eq!(visit.session.refusal(), None);
}

#[test]
fn the_server_away_covers_what_needs_it_and_keeps_the_answers() {
    let away = || Input::ServerLost(AwayReason::NoAnswer);
    let mut visit = Visit::up_to_confirm();
    visit.does(away());
    assert_eq!(visit.session.screen(), Screen::Away(AwayReason::NoAnswer));
    assert_eq!(visit.does(Input::TakeNumber { id: id(1) }), [], "a covered screen takes no touch");
    visit.does(Input::ServerAnswered);
    assert_eq!(visit.session.screen(), Screen::Confirm);
    assert!(visit.session.procedure().is_some());
    let mut visit = Visit::up_to_ticket();
    visit.does(away());
    assert_eq!(visit.session.screen(), Screen::Ticket);
    visit.does(Input::Finish);
    assert_eq!(visit.session.screen(), Screen::Away(AwayReason::NoAnswer));
}

#[test]
fn a_catalogue_without_the_chosen_field_leads_back_to_the_fields() {
    let mut visit = Visit::up_to_confirm();
    let mut smaller = ward();
    smaller.services.remove(0);
    visit.does(Input::CatalogArrived(Arc::new(smaller)));
    assert_eq!(visit.session.screen(), Screen::Services);
    assert_eq!(visit.session.choice().procedure, None);
}

#[test]
fn without_priority_groups_nobody_is_asked() {
    let mut catalog = ward();
    catalog.priorities.clear();
    let mut visit = Visit::with(catalog, true);
    visit.does(Input::Start);
    visit.does(Input::ChooseService(ServiceId::from("business")));
    visit.does(Input::SomethingElse);
    assert_eq!(visit.session.screen(), Screen::Confirm);
    visit.does(Input::Back);
    assert_eq!(visit.session.screen(), Screen::Procedures);
}

#[test]
fn pages_stay_within_the_list() {
    let mut visit = Visit::welcome();
    visit.does(Input::Start);
    visit.does(Input::ChooseService(ServiceId::from("civil-status")));
    let all =
        ward().procedures.iter().filter(|p| p.service == ServiceId::from("civil-status")).count();
    assert_eq!(visit.session.page(), (1, 2));
    let first: Vec<_> = visit.session.procedures_on_page().map(|p| p.id.clone()).collect();
    visit.does(Input::PageNext);
    visit.does(Input::PageNext);
    assert_eq!(visit.session.page(), (2, 2));
    let second: Vec<_> = visit.session.procedures_on_page().map(|p| p.id.clone()).collect();
    assert_eq!(first.len() + second.len(), all);
    visit.does(Input::PagePrevious);
    visit.does(Input::PagePrevious);
    assert_eq!(visit.session.page(), (1, 2));
}

fn any_input() -> impl Strategy<Value = Input> {
    let service = prop_oneof![Just("civil-status"), Just("business"), Just("unknown")];
    let procedure =
        prop_oneof![Just("birth-registration"), Just("death-registration"), Just("unknown")];
    prop_oneof![
        4 => Just(Input::Tick),
        2 => Just(Input::Start),
        2 => service.prop_map(|id| Input::ChooseService(ServiceId::from(id))),
        2 => procedure.prop_map(|id| Input::ChooseProcedure(ProcedureId::from(id))),
        1 => Just(Input::SomethingElse),
        1 => Just(Input::Proceed),
        2 => Just(Input::PriorityNo),
        1 => Just(Input::PriorityYes),
        1 => Just(Input::ChoosePriority(PriorityId::from("elderly"))),
        4 => (1..5_u128).prop_map(|n| Input::TakeNumber { id: id(n) }),
        2 => Just(Input::TryAgain),
        1 => Just(Input::AnotherService),
        1 => Just(Input::Back),
        1 => Just(Input::Home),
        1 => Just(Input::AskHome),
        1 => Just(Input::Stay),
        1 => Just(Input::CallHelp),
        1 => Just(Input::PaperCame(false)),
        1 => Just(Input::Comfort(ComfortInput::NextTextSize)),
        1 => Just(Input::Comfort(ComfortInput::LowReach)),
        1 => Just(Input::Find(FindInput::Open)),
        1 => Just(Input::Staff(StaffInput::Open)),
        1 => Just(Input::Outside(OutsideNews::OfflineReady(true))),
        1 => Just(Input::Outside(OutsideNews::OfflineReady(false))),
        1 => Just(Input::Finish),
        1 => Just(Input::StillHere),
        1 => Just(Input::PageNext),
        1 => Just(Input::PagePrevious),
        1 => Just(Input::ChooseLanguage(Language::En)),
        1 => Just(Input::ServerAnswered),
        1 => Just(Input::ServerLost(AwayReason::NoAnswer)),
        3 => (1..5_u128).prop_map(|n| Input::TicketIssued(issued(id(n)))),
        2 => (1..5_u128).prop_map(|n| Input::TicketUnanswered { id: id(n) }),
        1 => (1..5_u128).prop_map(|n| Input::TicketNotAdmitted { id: id(n) }),
        1 => (1..5_u128).prop_map(|n| Input::TicketRefused {
            id: id(n),
            code: ErrorCode::QuotaReached,
            message: "full".to_owned(),
            language: Language::Vi,
        }),
        1 => (1..5_u128).prop_map(|n| Input::PrintEnded { id: id(n), news: PrintNews::Printed }),
    ]
}

proptest! {
    #[test]
    fn no_order_of_things_loses_a_wish_or_keeps_a_visit(
        steps in prop::collection::vec((any_input(), 0..20_000_u64), 1..120)
    ) {
        let mut session = Session::new(Language::Vi, true, Duration::ZERO);
        let mut now = Duration::ZERO;
        session.handle(Input::CatalogArrived(Arc::new(ward())), now);
        let mut open: Option<(TicketId, shared::protocol::IssueTicketRequest)> = None;
        for (input, pause) in steps {
            now += Duration::from_millis(pause);
            let issued_now = match &input { Input::TicketIssued(ticket) => Some(ticket.id), _ => None };
            let refused_now = matches!(input, Input::TicketRefused { .. });
            let waited = matches!(session.screen(), Screen::Busy | Screen::Failed);
            let effects = session.handle(input, now);
            for effect in &effects {
                match effect {
                    Effect::RequestTicket { id, request, .. } => {
                        // One wish at a time, and asking again changes neither id nor body.
                        if let Some(wish) = &open { prop_assert_eq!(wish, &(*id, request.clone())); }
                        prop_assert_eq!(session.screen(), Screen::Busy);
                        open = Some((*id, request.clone()));
                    }
                    Effect::PrintTicket(ticket) => {
                        prop_assert_eq!(open.take().map(|wish| wish.0), Some(ticket.id));
                        prop_assert_eq!(session.screen(), Screen::Ticket);
                    }
                    Effect::Abandon { id } => {
                        // Either the wish that was left, or a number that nobody looks at.
                        if open.as_ref().map(|wish| wish.0) == Some(*id) && issued_now.is_none() { open = None; }
                        else { prop_assert_eq!(issued_now, Some(*id)); }
                    }
                    Effect::ReportNoPaper { .. } => prop_assert!(false, "this kiosk has a printer"),
                    Effect::ReportPaper { id, .. } => {
                        prop_assert_eq!(session.ticket().map(|ticket| ticket.issued.id), Some(*id));
                    }
                    Effect::PrintChecklist | Effect::PrintSlip | Effect::Fill(_) | Effect::CallHelp(_) | Effect::LookAtPrinter | Effect::Service(_) => {}
                }
            }
            if waited && refused_now && session.screen() == Screen::Refused { open = None; }
            match session.screen() {
                Screen::Busy | Screen::Failed => prop_assert!(open.is_some()),
                Screen::Welcome => {
                    prop_assert!(open.is_none(), "a wish was forgotten");
                    prop_assert_eq!(session.choice().service.as_ref(), None);
                    prop_assert_eq!(session.ticket(), None);
                }
                Screen::Ticket => prop_assert!(session.ticket().is_some()),
                _ => {}
            }
            let (page, pages) = session.page();
            prop_assert!(page >= 1 && page <= pages);
        }
        // Whatever happened, and although nothing is heard of a wish, the kiosk finds its way back by time alone.
        session.handle(Input::ServerAnswered, now);
        session.handle(Input::Tick, now + BUSY_LIMIT);
        session.handle(Input::Tick, now + BUSY_LIMIT + PRINTING_LIMIT + IDLE_LIMIT);
        prop_assert_eq!(session.screen(), Screen::Welcome);
    }
}
