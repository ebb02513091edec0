//! The search and the list of papers in the session alone: what each touch does, what is forgotten.

use std::sync::Arc;
use std::time::Duration;

use kiosk::session::PrinterHealth;
use kiosk::session::{
    ChecklistInput, Effect, FindInput, Input, ListPrint, OutsideNews, Screen, Session, Sheet,
};
use proptest::prelude::*;
use shared::day::PrintOutcome;
use shared::ids::ProcedureId;
use shared::protocol::CatalogView;
use shared::text::Language;

/// Long enough for no touch to be the second half of a double tap.
const BEAT: Duration = Duration::from_secs(1);

struct Visit {
    session: Session,
    now: Duration,
}

impl Visit {
    fn new() -> Self {
        let mut session = Session::new(Language::Vi, true, Duration::ZERO);
        let catalog = CatalogView::new(&shared::catalog::ward().unwrap(), true);
        session.handle(Input::CatalogArrived(Arc::new(catalog)), Duration::ZERO);
        Self { session, now: Duration::ZERO }
    }

    fn tell(&mut self, input: Input) -> Vec<Effect> {
        self.now += BEAT;
        self.session.handle(input, self.now)
    }

    fn type_in(&mut self, text: &str) -> Vec<ProcedureId> {
        self.tell(Input::Find(FindInput::Typed(text.to_owned())));
        self.session.found_on_page().map(|procedure| procedure.id.clone()).collect()
    }

    /// On the page of the birth registration, found by typing.
    fn at_birth() -> Self {
        let mut visit = Self::new();
        visit.tell(Input::Find(FindInput::Open));
        let birth = ProcedureId::from("birth-registration");
        assert_eq!(visit.type_in("khai sinh").first(), Some(&birth));
        visit.tell(Input::Find(FindInput::Choose(birth)));
        assert_eq!(visit.session.screen(), Screen::Procedure);
        visit
    }

    fn missing_after(&mut self, papers: &[usize]) -> usize {
        for paper in papers {
            self.tell(Input::Checklist(ChecklistInput::Toggle(*paper)));
        }
        self.session.papers_missing()
    }
}

#[test]
fn nothing_typed_gives_what_is_asked_for_most() {
    let mut visit = Visit::new();
    visit.tell(Input::Find(FindInput::Open));
    let shown: Vec<u32> = visit.session.found_on_page().map(|it| it.popularity).collect();
    let mut all: Vec<u32> =
        visit.session.catalog().unwrap().procedures.iter().map(|it| it.popularity).collect();
    all.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(shown, all[..shown.len()]);
}

#[test]
fn a_second_tap_chooses_nothing_by_chance_but_keys_are_never_lost() {
    let mut visit = Visit::new();
    visit.tell(Input::Find(FindInput::Open));
    let first = visit.session.found_on_page().next().unwrap().id.clone();
    visit.session.handle(Input::Find(FindInput::Choose(first)), visit.now);
    assert_eq!(visit.session.screen(), Screen::Find);
    visit.session.handle(Input::Find(FindInput::Typed("k".to_owned())), visit.now);
    assert_eq!(visit.session.finding().typed(), "k");
}

#[test]
fn only_what_was_found_can_be_chosen() {
    let mut visit = Visit::new();
    visit.tell(Input::Find(FindInput::Open));
    visit.type_in("kết hôn");
    visit.tell(Input::Find(FindInput::Choose(ProcedureId::from("house-building-permit"))));
    assert_eq!(visit.session.screen(), Screen::Find);
}

#[test]
fn idle_forgets_what_was_typed_and_ticked() {
    let mut visit = Visit::at_birth();
    assert_eq!(visit.missing_after(&[0, 1]), 1);
    visit.now += Duration::from_secs(300);
    visit.tell(Input::Tick);
    assert_eq!(visit.session.screen(), Screen::Welcome);
    assert_eq!(visit.session.finding().typed(), "");
    assert!(!visit.session.checklist().is_begun());
}

#[test]
fn papers_that_only_some_need_are_not_missed() {
    let mut visit = Visit::at_birth();
    let documents = visit.session.procedure().unwrap().documents.clone();
    let all = documents.iter().filter(|document| !document.only_some).count();
    assert_eq!(visit.session.papers_missing(), all);
    let some = documents.iter().position(|document| document.only_some).unwrap();
    assert_eq!(visit.missing_after(&[some]), all);
    assert_eq!(visit.missing_after(&[0, 1, 2]), all - 3);
    // A place that is not there is no paper.
    assert_eq!(visit.missing_after(&[documents.len(), usize::MAX]), all - 3);
}

#[test]
fn a_list_is_printed_once_and_only_where_there_is_paper() {
    let mut visit = Visit::at_birth();
    let print = Input::Checklist(ChecklistInput::Print);
    assert_eq!(visit.tell(print.clone()), [Effect::PrintChecklist]);
    assert_eq!(visit.tell(print.clone()), []);
    visit.tell(Input::ListPrinted(PrintOutcome::Unknown));
    assert_eq!(visit.session.checklist().print(), ListPrint::Failed);
    assert_eq!(visit.tell(print.clone()), [Effect::PrintChecklist]);
    visit.tell(Input::ListPrinted(PrintOutcome::Printed));
    assert_eq!(visit.session.checklist().print(), ListPrint::Printed);
    visit.tell(Input::Outside(OutsideNews::Printer(PrinterHealth::CoverOpen)));
    assert!(!visit.session.can_print_list());
    assert_eq!(visit.tell(print), []);
    // News of a list whose reader is gone changes nothing.
    visit.tell(Input::Home);
    visit.tell(Input::ListPrinted(PrintOutcome::Printed));
    assert_eq!(visit.session.checklist().print(), ListPrint::None);
}

#[test]
fn a_catalogue_without_the_procedure_leads_back_to_a_choice() {
    let mut visit = Visit::at_birth();
    let mut catalog = CatalogView::new(&shared::catalog::ward().unwrap(), true);
    catalog.procedures.retain(|it| it.id != ProcedureId::from("birth-registration"));
    visit.tell(Input::CatalogArrived(Arc::new(catalog)));
    assert_eq!(visit.session.screen(), Screen::Services);
    visit.tell(Input::Back);
    assert_eq!(visit.session.screen(), Screen::Find);
    let birth = ProcedureId::from("birth-registration");
    assert!(!visit.type_in("khai sinh").contains(&birth), "the new catalogue is searched");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_page_shows_each_paper_once(letters in 0_usize..3, low in any::<bool>()) {
        let mut visit = Visit::at_birth();
        for _ in 0..letters {
            visit.tell(Input::Comfort(kiosk::session::ComfortInput::NextTextSize));
        }
        if low {
            visit.tell(Input::Comfort(kiosk::session::ComfortInput::LowReach));
        }
        let mut seen = Vec::new();
        loop {
            seen.extend(visit.session.papers_on_page());
            let (page, pages) = visit.session.paper_page();
            if page == pages {
                break;
            }
            visit.tell(Input::Checklist(ChecklistInput::Turn { forward: true }));
        }
        let all: Vec<usize> = (0..visit.session.procedure().unwrap().documents.len()).collect();
        prop_assert_eq!(seen, all);
    }

    #[test]
    fn no_row_of_touches_leads_to_a_dead_end(touches in proptest::collection::vec(0_u8..12, 0..40)) {
        let mut visit = Visit::at_birth();
        for touch in touches {
            let input = match touch {
                0 => Input::Back,
                1 => Input::Find(FindInput::Open),
                2 => Input::Find(FindInput::Typed("đăng ký".to_owned())),
                3 => Input::Find(FindInput::SomethingElse),
                4 => Input::Find(FindInput::ByField),
                5 => Input::Checklist(ChecklistInput::Show(Sheet::About)),
                6 => Input::Checklist(ChecklistInput::Toggle(1)),
                7 => Input::PageNext,
                8 => Input::PagePrevious,
                9 => Input::ChooseService("certification".into()),
                10 => Input::Proceed,
                _ => Input::PriorityNo,
            };
            visit.tell(input);
        }
        // From everywhere Back leads home.
        for _ in 0..12 {
            visit.tell(Input::Back);
        }
        prop_assert_eq!(visit.session.screen(), Screen::Welcome);
    }
}
