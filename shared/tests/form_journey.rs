//! The way through a form: what is asked, Back and Change, cards, the list to check, sending, and the paper.

use chrono::NaiveDate;
use shared::form::{
    Address, Answer, AnswerKey, AnswerProblem, Answers, Form, Journey, PaperContext, PaperPart,
    PartialDate, PlaceState, RawAnswer, Run, fill_from_card, paper, relevant, review, spoken,
    validate, validate_draft, words,
};
use shared::text::Language;
use shared::vietnam::{addresses, id_card};

const CARD: &str =
    "001099012345||Nguyễn Văn An|01011999|Nam|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

fn today() -> NaiveDate {
    "2026-11-23".parse().expect("a date")
}

fn household() -> Form {
    Form::from_toml(include_str!("form_world/household.toml")).expect("a form")
}

fn key(text: &str) -> AnswerKey {
    text.parse().expect("a key")
}

/// Answers as a person would, and checks that the answer may stand there.
fn answer(form: &Form, answers: &mut Answers, at: &str, raw: RawAnswer) {
    let question = form.question_at(&key(at)).expect("a question");
    let answer =
        form.read(question, &raw, today()).unwrap_or_else(|problem| panic!("{at}: {problem:?}"));
    form.check(&key(at), &answer, answers, today())
        .unwrap_or_else(|problem| panic!("{at}: {problem:?}"));
    answers.set(key(at), answer);
}

fn home() -> Address {
    let province = addresses::provinces().iter().find(|one| one.name == "Hà Nội").expect("it");
    let ward = addresses::wards(province.code).iter().find(|one| one.name == "Phường Hoàn Kiếm");
    Address {
        province: province.code.into(),
        ward: ward.expect("the ward").code.into(),
        line: "Số 1 Hàng Phèn".into(),
    }
}

/// A household of two members, filled in whole.
fn filled_in(form: &Form) -> Answers {
    let mut answers = Answers::new();
    answer(form, &mut answers, "intro", RawAnswer::Seen);
    answer(form, &mut answers, "residence", RawAnswer::Address(home()));
    answer(form, &mut answers, "email", RawAnswer::Skip);
    answer(form, &mut answers, "married", RawAnswer::Yes(true));
    for (at, text) in [
        ("full_name", "nguyễn văn an"),
        ("birth_date", "05031990"),
        ("sex", "male"),
        ("citizen_number", "001090012345"),
        ("phone", "0912345678"),
        ("married_on", "2015"),
        ("married_at", "8h30"),
        ("income", "12.500.000"),
        ("members", "2"),
        ("members[0].member_name", "nguyễn thị bình"),
        ("members[0].relation", "child"),
        ("members[1].member_name", "trần văn cường"),
        ("members[1].relation", "other"),
        ("members[1].relation_words", "cháu nội"),
        ("rooms", "4"),
    ] {
        answer(form, &mut answers, at, text.into());
    }
    for at in ["members[0].member_number", "members[1].member_number"] {
        answer(form, &mut answers, at, RawAnswer::Skip);
    }
    answers
}

fn keys(journey: &Journey<'_>) -> Vec<String> {
    journey.places().iter().map(|place| place.key.to_string()).collect()
}

fn state(form: &Form, answers: &Answers, at: &str) -> Option<PlaceState> {
    Journey::new(form, answers, today()).place(&key(at)).map(|place| place.state.clone())
}

#[test]
fn a_whole_form_is_filled_in_question_by_question() {
    let form = household();
    let empty = Answers::new();
    let journey = Journey::new(&form, &empty, today());
    assert_eq!(journey.first_open().map(|place| place.key.to_string()).as_deref(), Some("intro"));
    assert!(!keys(&journey).contains(&"married_on".to_owned()), "asked of the married only");
    assert!(!journey.may_visit(&key("phone")), "what stands before is not settled");

    let answers = filled_in(&form);
    let journey = Journey::new(&form, &answers, today());
    assert!(journey.is_complete(), "{:?}", journey.first_open().map(|place| &place.key));
    assert_eq!(journey.places().len(), 21, "{:?}", keys(&journey));
    assert_eq!(journey.progress(&key("intro")), (0, 21));
    assert_eq!(journey.progress(&key("rooms")), (20, 21));
    let after = journey.next(&key("members")).map(|place| place.key.to_string());
    assert_eq!(after.as_deref(), Some("members[0].member_name"));
    let before =
        journey.previous(&key("members[1].member_name")).map(|place| place.key.to_string());
    assert_eq!(before.as_deref(), Some("members[0].member_number"));
    assert_eq!(validate(&form, &answers, today()), Ok(()));
    assert!(relevant(&form, &answers, today()) == answers);
}

#[test]
fn a_changed_answer_hides_and_brings_back_what_depends_on_it_and_nothing_is_lost() {
    let form = household();
    let mut answers = filled_in(&form);
    let before = keys(&Journey::new(&form, &answers, today()));
    answers.set(key("married"), Answer::Yes(false));
    assert_eq!(state(&form, &answers, "married_on"), None);
    assert!(answers.get(&key("married_on")).is_some(), "the answer stays");
    assert!(Journey::new(&form, &answers, today()).is_complete());
    let sent = relevant(&form, &answers, today());
    assert!(sent.get(&key("married_on")).is_none(), "but it is not sent");
    assert_eq!(validate(&form, &sent, today()), Ok(()));
    let problems = validate(&form, &answers, today()).expect_err("a hidden answer was sent");
    assert_eq!(problems[1], (key("married_on"), AnswerProblem::NotAsked));
    assert_eq!(validate_draft(&form, &answers), Ok(()), "a draft keeps it");

    answers.set(key("married"), Answer::Yes(true));
    assert_eq!(keys(&Journey::new(&form, &answers, today())), before);
    assert!(Journey::new(&form, &answers, today()).is_complete());

    answers.set(key("members"), Answer::Number(1));
    assert_eq!(state(&form, &answers, "members[1].member_name"), None);
    answers.set(key("members"), Answer::Number(3));
    assert_eq!(state(&form, &answers, "members[1].member_name"), Some(PlaceState::Answered));
    let journey = Journey::new(&form, &answers, today());
    let open = journey.first_open().map(|place| place.key.to_string());
    assert_eq!(open.as_deref(), Some("members[2].member_name"));
    answers.set(key("members"), Answer::Number(13));
    let journey = Journey::new(&form, &answers, today());
    assert_eq!(journey.first_open().map(|place| place.key.to_string()).as_deref(), Some("members"));
}

#[test]
fn an_answer_that_no_longer_agrees_is_wrong_where_it_stands_later() {
    let form = household();
    let mut answers = filled_in(&form);
    let born = |text: &str| Answer::Date(text.parse().expect("a date"));
    answers.set(key("birth_date"), born("2016-03-05"));
    assert_eq!(
        state(&form, &answers, "citizen_number"),
        Some(PlaceState::Wrong(AnswerProblem::PersonalIdBirth))
    );
    let Some(PlaceState::Wrong(AnswerProblem::DateBefore { other })) =
        state(&form, &answers, "married_on")
    else {
        panic!("married in the year before the birth")
    };
    assert_eq!(other.en, "Date of birth");
    assert_eq!(state(&form, &answers, "birth_date"), Some(PlaceState::Answered));
    answers.set(key("birth_date"), born("2015-12-31"));
    assert_eq!(
        state(&form, &answers, "married_on"),
        Some(PlaceState::Answered),
        "2015 is no clash"
    );
    answers.set(key("birth_date"), born("1990-03-05"));
    answers.set(key("sex"), Answer::Choice("female".into()));
    assert_eq!(
        state(&form, &answers, "citizen_number"),
        Some(PlaceState::Wrong(AnswerProblem::PersonalIdSex))
    );
}

#[test]
fn what_does_not_belong_there_is_refused() {
    let form = household();
    let good = filled_in(&form);
    let stranger = |at: &str, answer: Answer| {
        let mut answers = good.clone();
        answers.set(key(at), answer);
        let problems = validate(&form, &answers, today()).expect_err("refused");
        problems.into_iter().find(|(wrong, _)| *wrong == key(at)).expect("named").1
    };
    for at in
        ["nothing", "members[2].phone", "phones[0].phone", "birth_words", "members[12].relation"]
    {
        assert_eq!(stranger(at, Answer::Yes(true)), AnswerProblem::UnknownKey, "{at}");
    }
    assert_eq!(stranger("members[5].relation", Answer::Skipped), AnswerProblem::NotAsked);
    assert_eq!(stranger("phone", Answer::Yes(true)), AnswerProblem::WrongKind);
    assert_eq!(stranger("phone", Answer::Skipped), AnswerProblem::NotSkippable);
    assert_eq!(stranger("income", Answer::Number(-1)), AnswerProblem::TooSmall { least: 0 });
    assert_eq!(stranger("sex", Answer::Choice("x".into())), AnswerProblem::NotAnOption);
    let text = |text: &str| Answer::Text(text.into());
    assert_eq!(stranger("full_name", text("nguyễn văn an")), AnswerProblem::UnreadableText);
    assert_eq!(stranger("phone", text("0912 345 678")), AnswerProblem::UnreadableText);
    let long = AnswerProblem::TooLong { most: 40 };
    assert_eq!(stranger("members[1].relation_words", text(&"a".repeat(41))), long);
    let mut missing = good.clone();
    missing.remove(&key("phone"));
    assert_eq!(
        validate(&form, &missing, today()),
        Err(vec![(key("phone"), AnswerProblem::Missing)])
    );
    let mut draft = Answers::new();
    draft.set(key("phone"), text(&"1".repeat(501)));
    assert!(validate_draft(&form, &draft).is_err(), "too large even for a draft");
    for text in
        ["", "members[", "members[01].x", "members[30].x", "a.b", "A", "x[0]y.z", "members[-1].x"]
    {
        assert!(text.parse::<AnswerKey>().is_err(), "{text}");
    }
}

#[test]
fn a_card_fills_in_everything_about_its_holder() {
    let form = household();
    let card = id_card::read(CARD).expect("a card");
    let mut answers = Answers::new();
    let filled = fill_from_card(&form, "requester", &card, &mut answers);
    let filled: Vec<String> = filled.iter().map(ToString::to_string).collect();
    assert_eq!(filled, ["full_name", "birth_date", "sex", "citizen_number", "residence"]);
    for at in &filled {
        assert_eq!(state(&form, &answers, at), Some(PlaceState::Answered), "{at}");
    }
    assert!(answers.get(&key("residence")) == Some(&Answer::Address(home())));
    assert!(answers.get(&key("full_name")) == Some(&Answer::Text("Nguyễn Văn An".into())));

    answers.set(key("members"), Answer::Number(2));
    let journey = Journey::new(&form, &answers, today());
    let place = journey.place(&key("members[1].member_number")).expect("asked");
    let person = place.person.clone().expect("a card can fill it in");
    assert_eq!(person, "members[1].member");
    let filled = fill_from_card(&form, &person, &card, &mut answers);
    let filled: Vec<String> = filled.iter().map(ToString::to_string).collect();
    assert_eq!(filled, ["members[1].member_name", "members[1].member_number"]);
    assert_eq!(fill_from_card(&form, "nobody", &card, &mut answers), Vec::new());
    assert_eq!(fill_from_card(&form, "members[12].member", &card, &mut answers), Vec::new());
}

#[test]
fn an_address_of_before_2025_leaves_the_ward_to_be_chosen() {
    let form = household();
    let old = CARD.replace("Phường Hoàn Kiếm, Hà Nội", "Hàng Bồ, Hoàn Kiếm, Hà Nội");
    let card = id_card::read(&old).expect("a card");
    let mut answers = Answers::new();
    let filled = fill_from_card(&form, "requester", &card, &mut answers);
    assert!(filled.contains(&key("residence")));
    let wanted = PlaceState::Wrong(AnswerProblem::WardMissing);
    assert_eq!(state(&form, &answers, "residence"), Some(wanted));
}

#[test]
fn words_for_lists_for_the_ear_and_for_both_languages() {
    let form = household();
    let answers = filled_in(&form);
    let vi = |at: &str| words(&form, &key(at), &answers, Language::Vi, today());
    let en = |at: &str| words(&form, &key(at), &answers, Language::En, today());
    assert_eq!(vi("birth_date"), "05/03/1990");
    assert_eq!(vi("birth_words"), "ngày năm tháng ba năm một nghìn chín trăm chín mươi");
    assert_eq!(vi("age"), "36");
    assert_eq!((vi("sex"), en("sex")), ("Nam".into(), "Male".into()));
    assert_eq!((vi("married"), en("married")), ("Có".into(), "Yes".into()));
    assert_eq!((vi("married_on"), vi("married_at")), ("2015".into(), "8 giờ 30 phút".into()));
    assert_eq!(vi("income"), "12.500.000 đồng");
    assert_eq!(vi("income_words"), "mười hai triệu năm trăm nghìn");
    assert_eq!(vi("phone"), "0912 345 678");
    assert_eq!(vi("residence"), "Số 1 Hàng Phèn, Phường Hoàn Kiếm, Thành phố Hà Nội");
    assert_eq!(vi("citizen_number"), "001090012345");
    assert_eq!(vi("email"), "");
    assert_eq!(vi("members[1].relation_words"), "cháu nội");
    let aloud = |at: &str| spoken(&form, &key(at), &answers, Language::Vi, today());
    assert_eq!(aloud("full_name"), "Nguyễn Văn An");
    assert_eq!(aloud("email"), "Không khai");
    for at in ["citizen_number", "income", "income_words"] {
        assert_eq!(aloud(at), "đã nhập, không đọc to", "{at}");
    }
}

#[test]
fn the_list_to_check_masks_what_is_sensitive() {
    let form = household();
    let mut answers = filled_in(&form);
    answers.remove(&key("rooms"));
    let list = review(&form, &answers, Language::En, today());
    let titles: Vec<&str> = list.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["Declarant", "Marriage", "Members", "Member 1", "Member 2", "Home"]);
    let line = |at: &str| {
        let mut lines = list.iter().flat_map(|section| &section.lines);
        lines.find(|line| line.key == key(at)).expect(at).clone()
    };
    assert_eq!(line("citizen_number").words, "•••••••••345");
    assert_eq!(line("income").words, "••••••");
    assert!(line("income_words").sensitive, "worked out from what is sensitive");
    assert!(line("income_words").computed && line("age").computed);
    assert_eq!(
        (line("email").words.as_str(), line("email").state),
        ("Left out", PlaceState::Skipped)
    );
    assert_eq!((line("rooms").words.as_str(), line("rooms").state), ("", PlaceState::Open));
    assert!(!list.iter().flat_map(|section| &section.lines).any(|line| line.key == key("intro")));
    assert!(!format!("{list:?}").contains("Nguyễn"), "nothing is shown when debugged");
}

fn printed(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Words(words) | Run::Filled(words) => words.as_str(),
            Run::Leader => "…",
        })
        .collect()
}

#[test]
fn the_paper_has_every_answer_in_its_place() {
    let form = household();
    let answers = filled_in(&form);
    let context =
        PaperContext { center: "Trung tâm Phục vụ hành chính công".into(), date: today() };
    let document = paper(&form, &answers, &context);
    assert_eq!(printed(&document.addressed_to), "Kính gửi: Trung tâm Phục vụ hành chính công");
    let lines: Vec<String> = document
        .blocks
        .iter()
        .filter_map(|part| match part {
            PaperPart::Line(runs) => Some(printed(runs)),
            _ => None,
        })
        .collect();
    assert_eq!(
        lines,
        [
            "Họ, chữ đệm và tên: Nguyễn Văn An, sinh ngày 05 tháng 03 năm 1990 (ngày năm tháng ba năm một nghìn \
         chín trăm chín mươi)",
            "Kết hôn: 2015, lúc 08 giờ",
            "Thu nhập: 12.500.000 đồng (mười hai triệu năm trăm nghìn). Lập ngày 23 tháng 11 năm 2026.",
        ]
    );
    let Some(PaperPart::Boxes { options, .. }) = document.blocks.get(2) else { panic!("boxes") };
    let ticked: Vec<bool> = options.iter().map(|option| option.ticked).collect();
    assert_eq!(ticked, [true, false]);
    let Some(PaperPart::Digits { digits, .. }) = document.blocks.get(3) else { panic!("digits") };
    assert_eq!(digits.iter().flatten().collect::<String>(), "001090012345");
    let Some(PaperPart::Columns(columns)) = document.blocks.get(4) else { panic!("columns") };
    let Some(PaperPart::Line(email)) = columns[1].first() else { panic!("a line") };
    assert_eq!(printed(email), "Thư điện tử: …", "a leader where nothing was answered");
    let Some(PaperPart::Table { headings, rows }) = document.blocks.get(7) else {
        panic!("a table")
    };
    assert_eq!((headings.len(), rows.len()), (3, 2));
    assert_eq!(printed(&rows[1][2]), "Khác cháu nội");
    assert_eq!(document.signatures.len(), 2);
    assert!(document.check_before_use);
    assert!(!format!("{document:?}").contains("Nguyễn"), "nothing is shown when debugged");

    let empty = paper(&form, &Answers::new(), &context);
    let Some(PaperPart::Digits { digits, .. }) = empty.blocks.get(3) else { panic!("digits") };
    assert_eq!(digits.as_slice(), [None; 12].as_slice(), "empty boxes to write in");
    let is_table = |part: &&PaperPart| matches!(part, PaperPart::Table { .. });
    let Some(PaperPart::Table { rows, .. }) = empty.blocks.iter().find(is_table) else {
        panic!("it")
    };
    assert_eq!(rows.len(), 1, "one empty row");
}

#[test]
fn partial_dates_know_their_first_and_last_day() {
    let month = PartialDate::of_month(2024, 2).expect("a month");
    assert_eq!(month.first_day().to_string(), "2024-02-01");
    assert_eq!(month.last_day().to_string(), "2024-02-29");
    let year = PartialDate::of_year(2025).expect("a year");
    assert_eq!(year.last_day().to_string(), "2025-12-31");
}

#[test]
fn what_is_wiped_is_gone() {
    let form = household();
    let mut answers = filled_in(&form);
    answers.wipe();
    assert!(answers.is_empty());
    let mut address = Answer::Address(home());
    address.wipe();
    assert!(address == Answer::Seen);
}

#[test]
fn more_answers_than_a_form_can_hold_are_not_looked_at() {
    let form = household();
    let many = (0..201).map(|n| (key(&format!("question_{n}")), Answer::Seen));
    let answers: Answers = many.collect();
    let problems = validate(&form, &answers, today()).expect_err("refused");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].1, AnswerProblem::TooManyAnswers { most: 200 });
}
