//! The nine sample forms: everything the law asks for is there, and every way through them ends on paper.

mod form_answers;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use form_answers::{REQUIRED, SKIP, Story};
use shared::form::{
    Address, Answer, AnswerKey, Answers, Form, Journey, Kind, PaperContext, PaperPart, PlaceState,
    Question, RawAnswer, Run,
};
use shared::protocol::Notice;
use shared::text::{Language, Text};

/// Hà Nội, and the ward of Hoàn Kiếm in it.
const PROVINCE: &str = "01";
const WARD: &str = "00070";

/// Questions that only steer what is asked next: the paper has no line for them.
const GATES: [&str; 9] = [
    "mother_declared",
    "birth_place_kind",
    "period_wanted",
    "has_representative",
    "father_declared",
    "for_whom",
    "is_head",
    "owner_contact_same",
    "tax_address_same",
];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date")
}

fn forms() -> BTreeMap<String, Form> {
    let forms = shared::form::sample_forms().unwrap_or_else(|(name, problems)| {
        let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{name}:\n{}", sentences.join("\n"))
    });
    forms.into_iter().map(|form| (form.id.to_string(), form)).collect()
}

fn raw(question: &Question, typed: &str) -> RawAnswer {
    match question.kind {
        _ if typed == SKIP => RawAnswer::Skip,
        Kind::Address => RawAnswer::Address(Address {
            province: PROVINCE.to_owned(),
            ward: WARD.to_owned(),
            line: typed.to_owned(),
        }),
        _ => RawAnswer::from(typed),
    }
}

/// Answers question after question as a kiosk asks them; with `short`, skips all that can be skipped.
fn fill(form: &Form, story: &Story, short: bool) -> Answers {
    let typed: BTreeMap<&str, &str> = story.typed.iter().copied().collect();
    let mut answers = Answers::new();
    let mut used = BTreeSet::new();
    loop {
        let (key, answer) = {
            let journey = Journey::new(form, &answers, today());
            let Some(place) = journey.first_open() else { break };
            let key = place.key.to_string();
            assert_eq!(place.state, PlaceState::Open, "{}: {key}", story.about);
            assert!(journey.may_visit(&place.key), "{}: {key} cannot be reached", story.about);
            let what = match typed.get(key.as_str()) {
                _ if short && !place.question.required => SKIP,
                Some(what) => what,
                // Who leaves out the ID number has to name another paper.
                None if short && key.ends_with("_other_paper") => "Hộ chiếu C1234567",
                None => panic!("{}: nothing to say to {key}", story.about),
            };
            used.insert(key.clone());
            let answer = form
                .read(place.question, &raw(place.question, what), today())
                .unwrap_or_else(|problem| panic!("{}: {key}: {problem:?}", story.about));
            (place.key.clone(), answer)
        };
        answers.set(key, answer);
    }
    let unused: Vec<&&str> = typed.keys().filter(|key| !used.contains(**key)).collect();
    assert!(short || unused.is_empty(), "{}: never asked: {unused:?}", story.about);
    answers
}

/// Everything that the answers put on paper: filled words, ticked options and boxes of digits.
fn filled(parts: &[PaperPart], into: &mut BTreeSet<String>) {
    let runs = |runs: &[Run], into: &mut BTreeSet<String>| {
        into.extend(runs.iter().filter_map(|run| match run {
            Run::Filled(words) => Some(words.clone()),
            Run::Words(_) | Run::Leader => None,
        }));
    };
    for part in parts {
        match part {
            PaperPart::Line(line) => runs(line, into),
            PaperPart::Title(_) => {}
            PaperPart::Boxes { options, .. } => {
                into.extend(
                    options
                        .iter()
                        .filter(|option| option.ticked)
                        .map(|option| option.label.clone()),
                );
            }
            PaperPart::Digits { digits, .. } => {
                into.insert(digits.iter().flatten().collect());
            }
            PaperPart::Table { rows, .. } => {
                rows.iter().flatten().for_each(|cell| runs(cell, into))
            }
            PaperPart::Columns(columns) => columns.iter().for_each(|column| filled(column, into)),
        }
    }
}

/// Whether the paper need not show an answer: it only steers what is asked next, or what follows it says more.
fn steers(form: &Form, key: &AnswerKey, answer: &Answer) -> bool {
    let id = key.question.as_str();
    match answer {
        Answer::Choice(option) => {
            let says_more = option == "other" && form.question(&format!("{id}_other")).is_some();
            says_more || GATES.contains(&id)
        }
        // A box before the name of a benefit is a word of the layout.
        Answer::Yes(_) => GATES.contains(&id) || id.starts_with("benefit_"),
        // How many items a table has is seen.
        Answer::Number(_) => ["members", "trades", "co_owners", "attachments"].contains(&id),
        _ => false,
    }
}

fn complete_on_paper(form: &Form, answers: &Answers, about: &str) {
    let journey = Journey::new(form, answers, today());
    assert!(journey.is_complete(), "{about}");
    let relevant = shared::form::relevant(form, answers, today());
    assert_eq!(shared::form::validate(form, &relevant, today()), Ok(()), "{about}");
    assert!(relevant == *answers, "{about}: something was answered that is not asked");

    let context = PaperContext { center: "Trung tâm Một cửa".to_owned(), date: today() };
    let paper = shared::form::paper(form, answers, &context);
    let mut on_paper = BTreeSet::new();
    filled(&paper.blocks, &mut on_paper);
    for place in journey.places() {
        let answer = answers.get(&place.key).expect("an answer");
        if *answer == Answer::Skipped || steers(form, &place.key, answer) {
            continue;
        }
        let words = shared::form::words(form, &place.key, answers, Language::Vi, today());
        assert!(on_paper.contains(&words), "{about}: {} is not on paper", place.key);
    }
    for language in [Language::Vi, Language::En] {
        for section in shared::form::review(form, answers, language, today()) {
            assert!(!section.title.is_empty());
            for line in section.lines {
                assert!(!line.words.trim().is_empty(), "{about}: {} has no words", line.key);
                assert!(!line.short.trim().is_empty(), "{about}: {} has no name", line.key);
            }
        }
    }
}

#[test]
fn every_story_ends_complete_and_stands_on_paper() {
    let forms = forms();
    for story in form_answers::all() {
        let form = &forms[story.form];
        complete_on_paper(
            form,
            &fill(form, story, false),
            &format!("{}: {}", story.form, story.about),
        );
    }
}

#[test]
fn the_shortest_way_skips_all_that_can_be_skipped() {
    let forms = forms();
    for story in form_answers::all() {
        let form = &forms[story.form];
        let answers = fill(form, story, true);
        complete_on_paper(form, &answers, &format!("{}, short: {}", story.form, story.about));
        let skipped = answers.iter().filter(|(_, answer)| **answer == Answer::Skipped).count();
        let may_skip = Journey::new(form, &answers, today())
            .places()
            .iter()
            .filter(|place| !place.question.required)
            .count();
        assert_eq!(skipped, may_skip, "{}", story.about);
    }
}

#[test]
fn every_question_is_asked_in_some_story() {
    let forms = forms();
    let mut asked: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for story in form_answers::all() {
        let form = &forms[story.form];
        let answers = fill(form, story, false);
        let places = Journey::new(form, &answers, today());
        let ids = places.places().iter().map(|place| place.question.id.to_string());
        asked.entry(story.form).or_default().extend(ids);
    }
    for (id, form) in &forms {
        let all = form.sections.iter().flat_map(|section| &section.questions);
        for question in all.filter(|question| question.is_asked()) {
            assert!(
                asked[id.as_str()].contains(question.id.as_str()),
                "{id}: {} is never asked",
                question.id
            );
        }
    }
}

#[test]
fn nothing_that_the_law_asks_for_is_missing() {
    let forms = forms();
    assert_eq!(forms.len(), REQUIRED.len());
    for (id, questions) in REQUIRED {
        for question in questions.split_whitespace() {
            assert!(forms[id].question(question).is_some(), "{id}: {question}");
        }
    }
}

#[test]
fn they_are_in_use_and_belong_to_procedures_of_the_sample_center() {
    let forms: Vec<Form> = forms().into_values().collect();
    assert_eq!(shared::form::check(&forms), Vec::<String>::new());
    let ward = shared::catalog::ward().unwrap();
    for form in &forms {
        assert!(shared::form::pick(&forms, &form.id, today()).is_some(), "{}", form.id);
        assert!(!form.procedures.is_empty(), "{}", form.id);
        for procedure in &form.procedures {
            assert!(
                ward.procedures.iter().any(|other| other.id == *procedure),
                "{}: {procedure}",
                form.id
            );
        }
    }
}

fn plain(text: &Text, about: &str, most: usize) {
    for words in [&text.vi, &text.en] {
        assert!(!words.trim().is_empty() && words.trim() == words, "{about}: {words:?}");
        assert!(words.chars().count() <= most, "{about}: too long for a screen: {words}");
    }
}

#[test]
fn questions_are_short_and_are_questions() {
    for (id, form) in forms() {
        for section in &form.sections {
            plain(&section.title, &id, 60);
            let count = section.repeat.iter().map(|repeat| repeat.count.as_ref());
            for question in count.chain(&section.questions) {
                let about = format!("{id}: {}", question.id);
                plain(&question.label, &about, 90);
                plain(&question.short, &about, 60);
                question.why.iter().for_each(|why| plain(why, &about, 120));
                question.options().iter().for_each(|option| plain(&option.label, &about, 60));
                if question.is_asked() {
                    let ends = |words: &str| words.ends_with('?') || words.ends_with(')');
                    assert!(ends(&question.label.vi) && ends(&question.label.en), "{about}");
                }
                if question.kind == Kind::PersonalId {
                    assert!(question.sensitive && question.card.is_some(), "{about}");
                }
            }
        }
    }
}

#[test]
fn an_example_is_an_answer_that_stands() {
    for (id, form) in forms() {
        for question in form.sections.iter().flat_map(|section| &section.questions) {
            let Some(example) = &question.example else { continue };
            for words in [&example.vi, &example.en] {
                let outcome = form.read(question, &RawAnswer::from(words.as_str()), today());
                assert!(outcome.is_ok(), "{id}: {}: {words}: {outcome:?}", question.id);
            }
        }
    }
}

/// What a form refuses although it looks like an answer.
const REFUSED: [(&str, &str, &str); 12] = [
    ("birth-registration", "child_birth_date", "23/11/2026"),
    ("birth-registration", "child_birth_date", "2026"),
    ("birth-registration", "copies_count", "0"),
    ("birth-registration", "child_name", "Khôi 2"),
    ("death-registration", "death_date", "23/11/2026"),
    ("marriage-registration", "wife_birth", "23/11/2008"),
    ("marriage-registration", "husband_birth", "23/11/2006"),
    ("marriage-registration", "wife_marriage_number", "0"),
    ("residence-ct01", "stay_until", "23/11/2028"),
    ("business-household", "owner_birth", "23/11/2008"),
    ("business-household", "capital", "5"),
    ("social-pension", "applicant_birth", "01/01/1990"),
];

#[test]
fn what_cannot_be_is_refused_at_once() {
    let forms = forms();
    for (id, question, typed) in REFUSED {
        let form = &forms[id];
        let question = form.question(question).unwrap();
        assert!(
            form.read(question, &raw(question, typed), today()).is_err(),
            "{id}: {}: {typed}",
            question.id
        );
    }
}

/// An answer of a story, and one to an earlier question that makes it wrong: the form, the first word of what the
/// story is about, the earlier question with what is typed there, and the questions that have to be looked at again.
const REOPENED: [(&str, &str, &str, &str, &str); 6] = [
    ("birth-registration", "the mother", "requester_birth", "20/05/1998", "requester_id"),
    ("death-registration", "a child", "deceased_birth", "12/11/2026", "deceased_id death_date"),
    ("death-registration", "a child", "death_date", "12/11/2026", "notice_date"),
    ("marital-status-certificate", "for somebody", "period_from", "01/07/2020", "period_to"),
    ("residence-ct01", "temporary", "sex", "female", "personal_id"),
    (
        "residence-ct01",
        "temporary",
        "members[1].member_birth",
        "15/10/2017",
        "members[1].member_id",
    ),
];

#[test]
fn a_change_opens_again_what_no_longer_agrees_and_nothing_else() {
    let forms = forms();
    for (id, about, changed, typed, again) in REOPENED {
        let form = &forms[id];
        let is_it = |story: &&&Story| story.form == id && story.about.starts_with(about);
        let all = form_answers::all();
        let mut answers = fill(form, all.iter().find(is_it).unwrap(), false);
        let key: AnswerKey = changed.parse().unwrap();
        let question = form.question_at(&key).unwrap();
        answers.set(key, form.read(question, &raw(question, typed), today()).unwrap());
        let journey = Journey::new(form, &answers, today());
        let open: Vec<String> = journey
            .places()
            .iter()
            .filter(|place| !place.state.is_settled())
            .map(|place| place.key.to_string())
            .collect();
        assert_eq!(open, again.split(' ').collect::<Vec<_>>(), "{id}: {changed}");
        assert!(
            journey.places().iter().all(|place| place.state != PlaceState::Open),
            "{id}: {changed}"
        );
    }
}

/// A card of a woman of 76, who could be anybody in any of the forms.
const CARD: &str =
    "001150012345||Trần Thị Bình|20051950|Nữ|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

#[test]
fn what_a_card_says_is_never_asked_again() {
    let card = shared::vietnam::id_card::read(CARD).unwrap();
    for (id, form) in forms() {
        assert!(!form.persons().is_empty(), "{id}");
        for person in form.persons() {
            let mut answers = Answers::new();
            let filled = shared::form::fill_from_card(&form, person, &card, &mut answers);
            assert!(filled.len() >= 2, "{id}: {person}");
            let journey = Journey::new(&form, &answers, today());
            for place in
                journey.places().iter().filter(|place| place.person.as_deref() == Some(person))
            {
                assert_eq!(place.state, PlaceState::Answered, "{id}: {}", place.key);
            }
        }
    }
}

#[test]
fn the_notice_says_who_keeps_what_and_for_how_long() {
    let notice = Notice::from_toml(include_str!("../data/forms/notice.toml")).unwrap();
    let center = Text { vi: "Trung tâm Một cửa".to_owned(), en: "One-Stop Center".to_owned() };
    let (week, same_day) = (notice.of_center(&center, 7), notice.of_center(&center, 0));
    assert!(notice.version >= 1);
    assert!(notice.valid_from <= today());
    for language in [Language::Vi, Language::En] {
        assert!(week.controller.get(language).contains(center.get(language)));
        let seven = week.how_long.get(language);
        assert!(seven.contains('7') && !seven.contains('{'), "{seven}");
        assert_ne!(same_day.how_long.get(language), seven);
    }
    let lists = [&notice.kept, &notice.not_kept, &notice.rights];
    for text in lists.into_iter().flatten().chain([&notice.title, &notice.purpose, &notice.choice])
    {
        plain(text, "notice", 140);
    }
}
