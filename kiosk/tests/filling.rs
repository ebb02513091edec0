//! Filling in a form as a pure machine: whole journeys by inputs, cards, codes, and that nothing stays.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails like the test")]

mod form_visit;

use std::collections::BTreeMap;
use std::time::Duration;

use kiosk::session::{
    Asked, Effect, FillEffect, FillInput, FillScreen, FormNews, IDLE_LIMIT, Input, Kept,
    NotContinued, Scanned, Screen, Secret, Trouble,
};
use shared::form::{Answer, AnswerProblem};
use shared::ids::{FormId, ProcedureId, TicketId};
use shared::protocol::ContinuedDeclaration;
use shared::text::Language;
use uuid::Uuid;

use form_visit::{CARD, Visit, declaration, forms, kept, key, today, wish};

#[test]
fn a_birth_is_declared_from_the_notice_to_the_number() {
    let mut visit = Visit::birth();
    assert_eq!(visit.at(), "relation");
    visit.says = BTreeMap::from([
        ("relation", "mother"),
        ("requester_name", "Trần Thị Bình"),
        ("child_name", "Nguyễn Minh Khôi"),
        ("child_birth_date", "15/10/2026"),
        ("requester_id", "001190012345"),
    ]);
    visit.answers_all();
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Review));
    // A mother is not asked for herself a second time.
    assert!(!visit.asked.iter().any(|asked| asked == "mother_name"), "{:?}", visit.asked);
    assert_eq!(visit.line("child_name"), "Nguyễn Minh Khôi");
    assert_eq!(visit.line("requester_id"), "•••••••••345");
    assert!(visit.line("child_birth_words").contains("tháng mười"));

    let request = visit.sends();
    assert!(request.complete);
    assert_eq!(request.form, FormId::from("birth-registration"));
    assert_eq!(request.notice_version, 1);
    let form = &forms().forms[0];
    assert_eq!(shared::form::validate(form, &request.answers, today()), Ok(()));

    visit.does(Input::Form(kept(declaration(7))));
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Kept));
    let filling = visit.session.filling().unwrap();
    assert_eq!(filling.kept().and_then(Kept::code).as_deref(), Some("4071 8265"));
    assert_eq!(filling.answer_count(), 0, "the kiosk forgets what the server has");
    visit.fills(FillInput::ToNumber);
    assert_eq!(visit.session.screen(), Screen::Priority);
    visit.does(Input::PriorityNo);
    let effects = visit.does(Input::TakeNumber { id: TicketId(Uuid::from_u128(1)) });
    let request = wish(&effects);
    assert_eq!(request.declaration, Some(declaration(7)));
    assert_eq!(request.procedure, Some(ProcedureId::from("birth-registration")));
}

#[test]
fn a_household_of_three_is_declared_on_ct01() {
    let mut visit = Visit::in_form("reception-results", "permanent-residence");
    visit.says = BTreeMap::from([
        ("request", "permanent_new"),
        ("members", "3"),
        ("birth_date", "05/03/1990"),
        ("sex", "female"),
        ("personal_id", "001190012345"),
        ("is_head", "yes"),
        ("member_birth", "01/01/1999"),
        ("member_sex", "male"),
        ("member_id", "001099012345"),
    ]);
    visit.answers_all();
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Review));
    for place in 0..3 {
        let asked = format!("members[{place}].member_name");
        assert!(visit.asked.contains(&asked), "{asked} is not among {:?}", visit.asked);
    }
    let request = visit.sends();
    assert_eq!(request.answers.get(&key("members")), Some(&Answer::Number(3)));
    assert!(request.answers.get(&key("members[2].member_relation")).is_some());
}

#[test]
fn going_back_loses_nothing_and_leads_to_the_procedure() {
    let mut visit = Visit::birth();
    visit.answers();
    assert_eq!(visit.at(), "requester_name");
    // Typed and not given: it stands there again.
    visit.types(0, "Trần Thị");
    visit.does(Input::Back);
    assert_eq!(visit.at(), "relation");
    visit.does(Input::ChooseLanguage(Language::En));
    visit.fills(FillInput::Next);
    assert_eq!(visit.at(), "requester_name");
    assert_eq!(visit.session.filling().unwrap().draft().text(0), "Trần Thị");
    visit.does(Input::Back);
    visit.does(Input::Back);
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Notice));
    visit.does(Input::Back);
    assert_eq!(visit.session.screen(), Screen::Procedure);
    // Opened again, it goes on where it was.
    visit.fills(FillInput::Open(ProcedureId::from("birth-registration")));
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Question));
}

#[test]
fn a_no_to_the_notice_leaves_the_way_to_a_number() {
    let mut visit = Visit::on_procedure("civil-status", "birth-registration");
    visit.fills(FillInput::Open(ProcedureId::from("birth-registration")));
    visit.fills(FillInput::Decline);
    assert_eq!(visit.session.screen(), Screen::Procedure);
    assert!(visit.session.filling().is_none());
    visit.does(Input::Proceed);
    visit.does(Input::PriorityNo);
    let effects = visit.does(Input::TakeNumber { id: TicketId(Uuid::from_u128(1)) });
    assert_eq!(wish(&effects).declaration, None);
}

#[test]
fn what_does_not_stand_is_said_and_stays() {
    let mut visit = Visit::birth();
    visit.answers();
    visit.types(0, "An");
    visit.fills(FillInput::Next);
    assert_eq!(visit.at(), "requester_name");
    assert_eq!(visit.trouble(), Some(Trouble::Answer(AnswerProblem::NameIncomplete)));
    visit.types(0, "");
    visit.fills(FillInput::Next);
    assert_eq!(visit.trouble(), Some(Trouble::Answer(AnswerProblem::Missing)));
    visit.fills(FillInput::Skip);
    assert_eq!(visit.trouble(), Some(Trouble::Answer(AnswerProblem::NotSkippable)));
    visit.types(0, "Nguyễn Văn An");
    assert_eq!(visit.trouble(), None);
    visit.fills(FillInput::Next);
    assert_eq!(visit.at(), "requester_birth");
    visit.types(2, "1999");
    visit.fills(FillInput::Next);
    assert_eq!(visit.at(), "requester_id", "the year alone will do");
    visit.fills(FillInput::Skip);
    assert_eq!(visit.at(), "requester_other_paper", "skipping asks for another paper");
}

#[test]
fn a_changed_answer_opens_again_what_depends_on_it_and_nothing_else() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([("relation", "mother"), ("child_birth_date", "15/10/2026")]);
    visit.answers_all();
    let before = visit.asked.len();
    visit.fills(FillInput::Change(key("relation")));
    assert_eq!(visit.at(), "relation");
    visit.does(Input::Back);
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Review));
    visit.fills(FillInput::Change(key("relation")));
    visit.fills(FillInput::Choose("relative".to_owned()));
    // A relative has a mother to name.
    assert_eq!(visit.at(), "mother_name");
    visit.answers_all();
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Review));
    let again = &visit.asked[before..];
    assert!(again.iter().all(|asked| asked.starts_with("mother_")), "{again:?}");
    // Back to what it was: nothing has to be said again.
    visit.fills(FillInput::Change(key("relation")));
    visit.fills(FillInput::Choose("mother".to_owned()));
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Review));
}

#[test]
fn a_card_fills_in_what_it_holds_once_it_is_confirmed() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([("relation", "father"), ("child_birth_date", "15/10/2026")]);
    visit.answers();
    visit.scans(CARD);
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Card));
    let lines = visit.session.filling().unwrap().card_lines(Language::Vi);
    let words: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
    assert_eq!(words[..2], ["Nguyễn Văn An", "01/01/1999"]);
    assert!(words.contains(&"•••••••••345"), "{words:?}");
    // Not mine: nothing is taken.
    visit.fills(FillInput::CardWrong);
    assert_eq!(visit.at(), "requester_name");
    assert_eq!(visit.session.filling().unwrap().answer_count(), 1);
    visit.scans(CARD);
    visit.fills(FillInput::CardRight);
    assert_eq!(visit.at(), "child_name", "what the card holds is not asked again");
    visit.answers_all();
    assert_eq!(visit.line("requester_name"), "Nguyễn Văn An");
    assert!(visit.line("requester_residence").contains("Hoàn Kiếm"));
}

#[test]
fn every_bad_scan_is_a_sentence_and_a_scan_outside_a_form_is_nothing() {
    let mut visit = Visit::birth();
    visit.scans(CARD);
    assert_eq!(visit.trouble(), Some(Trouble::CardNotHere), "the relation stands on no card");
    visit.answers();
    for wrong in [
        "GD4010112345678|4e677579e1bb856e|01/01/1999|1|",
        "001099012345||Nguyễn Văn An|31021999|Nam|Hà Nội|01012022",
        "https://example.vn/",
        "xyz",
    ] {
        visit.scans(wrong);
        assert!(matches!(visit.trouble(), Some(Trouble::Card(_))), "{wrong}");
        assert_eq!(visit.at(), "requester_name");
    }
    visit.fills(FillInput::Scanned(Scanned::unreadable()));
    assert_eq!(visit.trouble(), Some(Trouble::CardUnreadable));
    let mut outside = Visit::on_procedure("civil-status", "birth-registration");
    assert_eq!(outside.fills(FillInput::Scanned(Scanned::unreadable())), []);
    outside.scans(CARD);
    assert_eq!(outside.session.screen(), Screen::Procedure);
    assert!(!format!("{:?}", outside.session).contains("001099012345"));
}

#[test]
fn the_keys_of_a_scanner_leave_the_field_as_it_was() {
    let mut visit = Visit::birth();
    visit.answers();
    visit.types(0, "Trần");
    visit.fills(FillInput::RunBegan);
    visit.types(0, "Trần0010990");
    visit.scans("nonsense");
    assert_eq!(visit.session.filling().unwrap().draft().text(0), "Trần");
}

#[test]
fn a_reader_that_loses_letters_only_proposes_the_words() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([("relation", "father")]);
    visit.answers();
    visit.scans("001099012345||Nguyen Van An|01011999|Nam|So 1 Hang Phen, Phuong Hoan Kiem, Ha Noi|01012022");
    visit.fills(FillInput::CardRight);
    // The name is asked with the proposal in its field; numbers and dates hold.
    assert_eq!(visit.at(), "requester_name");
    assert_eq!(visit.session.filling().unwrap().draft().text(0), "Nguyen Van An");
    visit.types(0, "Nguyễn Văn An");
    visit.fills(FillInput::Next);
    assert_eq!(visit.at(), "requester_residence");
}

#[test]
fn one_stops_with_a_code_and_goes_on_elsewhere() {
    let mut visit = Visit::birth();
    visit.answers();
    let effects = visit.fills(FillInput::Stop);
    let [Effect::Fill(FillEffect::Keep { request, .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(!request.complete);
    visit.does(Input::Form(kept(declaration(7))));
    let code = visit.session.filling().unwrap().kept().and_then(Kept::code);
    assert_eq!(code.as_deref(), Some("4071 8265"));
    visit.fills(FillInput::GoOn);
    assert_eq!(visit.at(), "requester_name");

    let mut other = Visit::on_procedure("civil-status", "birth-registration");
    other.does(Input::Home);
    other.fills(FillInput::OpenCode);
    other.fills(FillInput::CodeTyped(Secret::from("4071")));
    assert_eq!(other.fills(FillInput::CodeGiven { today: today() }), []);
    assert_eq!(other.session.shelf().trouble(), Some(&NotContinued::TooShort));
    other.fills(FillInput::CodeTyped(Secret::from("40718265")));
    let effects = other.fills(FillInput::CodeGiven { today: today() });
    assert!(matches!(&effects[..], [Effect::Fill(FillEffect::Continue { code, .. })]
        if code.reveal() == "40718265"));
    other.does(Input::Form(FormNews::Continued(Box::new(ContinuedDeclaration {
        id: declaration(7),
        form: request.form.clone(),
        version: request.version,
        language: Language::Vi,
        notice_version: request.notice_version,
        answers: request.answers.clone(),
        complete: false,
        code: "40718265".to_owned(),
        expires_at: "2026-11-22T00:00:00+07:00".parse().unwrap(),
        erase_on: today(),
    }))));
    assert_eq!(other.at(), "requester_name");
    other.says = BTreeMap::from([("child_birth_date", "15/10/2026")]);
    other.answers_all();
    other.sends();
    other.does(Input::Form(kept(declaration(7))));
    other.fills(FillInput::ToNumber);
    assert_eq!(other.session.screen(), Screen::Priority, "the field is that of the form");
}

#[test]
fn without_a_server_the_whole_form_waits_here_and_a_part_does_not() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([("child_birth_date", "15/10/2026")]);
    visit.answers();
    visit.fills(FillInput::Stop);
    visit.does(Input::Form(FormNews::NotKept(declaration(7))));
    assert_eq!(visit.session.filling().unwrap().kept(), Some(&Kept::NotNow));
    visit.does(Input::Back);
    assert_eq!(visit.at(), "requester_name");
    visit.answers_all();
    visit.sends();
    visit.does(Input::Form(FormNews::KeptHere(declaration(7))));
    let kept = visit.session.filling().unwrap().kept().cloned();
    assert_eq!(kept, Some(Kept::Here));
    assert_eq!(kept.and_then(|kept| kept.code()), None);
    visit.fills(FillInput::ToNumber);
    visit.does(Input::PriorityNo);
    let effects = visit.does(Input::TakeNumber { id: TicketId(Uuid::from_u128(1)) });
    assert_eq!(wish(&effects).declaration, Some(declaration(7)));
}

#[test]
fn what_the_server_refuses_is_said_on_the_list() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([("child_birth_date", "15/10/2026")]);
    visit.answers_all();
    visit.sends();
    let message = "Xin xem lại.".to_owned();
    visit.does(Input::Form(FormNews::Refused {
        id: declaration(7),
        message: message.clone(),
        language: Language::Vi,
    }));
    assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Review));
    assert_eq!(visit.trouble(), Some(Trouble::Refused { message, language: Language::Vi }));
}

#[test]
fn long_lists_are_found_in_by_typing_and_the_own_province_stands_first() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([("relation", "relative")]);
    while visit.session.filling().unwrap().question().unwrap().asked != Asked::Province {
        visit.answers();
    }
    let look = visit.session.look();
    let page = visit.session.filling().unwrap().rows(look);
    assert_eq!(page.rows[0].name, "Hà Nội", "the center stands in Hoàn Kiếm");
    assert!(page.may_find && !page.finding && page.pages == 6);
    visit.fills(FillInput::Find(true));
    visit.fills(FillInput::Filter(Secret::from("da n")));
    let names: Vec<String> =
        visit.session.filling().unwrap().rows(look).rows.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Đà Nẵng"]);
    visit.fills(FillInput::Filter(Secret::from("")));
    visit.fills(FillInput::Choose("01".to_owned()));
    let page = visit.session.filling().unwrap().rows(look);
    assert!(page.finding, "126 wards are typed for");
    visit.fills(FillInput::Filter(Secret::from("hoan kiem")));
    let page = visit.session.filling().unwrap().rows(look);
    assert_eq!(page.rows[0].name, "Phường Hoàn Kiếm");
    visit.fills(FillInput::Choose(page.rows[0].id.clone()));
    visit.types(0, "Số 1 Hàng Phèn");
    // Back through the parts loses none of them.
    visit.does(Input::Back);
    visit.does(Input::Back);
    assert_eq!(visit.session.filling().unwrap().question().unwrap().asked, Asked::Province);
    visit.fills(FillInput::Next);
    visit.fills(FillInput::Next);
    assert_eq!(visit.session.filling().unwrap().draft().text(0), "Số 1 Hàng Phèn");
    visit.fills(FillInput::Next);
    assert_eq!(visit.at(), "child_name");
}

#[test]
fn the_second_half_of_a_double_tap_answers_nothing() {
    let mut visit = Visit::birth();
    let now = visit.now + Duration::from_secs(1);
    visit.session.handle(Input::Fill(FillInput::Choose("mother".to_owned())), now);
    visit.session.handle(Input::Fill(FillInput::Next), now + Duration::from_millis(100));
    assert_eq!(visit.trouble(), None);
    visit.session.handle(Input::Back, now + Duration::from_millis(150));
    assert_eq!(visit.at(), "requester_name");
}

#[test]
fn nothing_of_a_person_is_shown_by_debug_nor_left_after_idle() {
    let mut visit = Visit::birth();
    visit.says = BTreeMap::from([
        ("relation", "mother"),
        ("requester_name", "Canary Zwölfelf"),
        ("requester_id", "001190099887"),
        ("child_birth_date", "15/10/2026"),
    ]);
    visit.answers_all();
    for typed in ["Canary Zwölfelf", "001190099887"] {
        assert!(!format!("{:?}", visit.session).contains(typed));
    }
    visit.now += IDLE_LIMIT;
    visit.does(Input::Tick);
    assert_eq!(visit.session.screen(), Screen::Welcome);
    assert!(visit.session.filling().is_none());
    assert_eq!(visit.session.shelf().code(), "");
}
