//! What holds for any form and any answers in any order, with Back and Change.

mod random_form;

use chrono::NaiveDate;
use proptest::prelude::*;
use random_form::oracle::{all_keys, is_asked, touched_by};
use shared::form::{
    Address, Answer, AnswerKey, Answers, CardField, Form, Journey, Kind, PaperContext, PartialDate,
    Place, PlaceState, RawAnswer, fill_from_card, paper, relevant, review, validate,
    validate_draft, words,
};
use shared::text::Language;
use shared::vietnam::{addresses, id_card};

const CARD: &str =
    "001099012345||Nguyễn Văn An|01011999|Nam|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

fn today() -> NaiveDate {
    "2026-11-23".parse().expect("a date")
}

/// What a person at a kiosk, or a program that means no good, does next.
#[derive(Clone, Debug)]
enum Step {
    /// Answers the question on the screen.
    Answer(u32),
    /// Skips it.
    Skip,
    /// Goes back.
    Back,
    /// Goes on where that is allowed.
    Next,
    /// Goes to a question from the list and answers it anew.
    Change(u16, u32),
    /// Scans a card for the person of a question.
    Scan(u16),
    /// Puts anything anywhere.
    Anything(u16, u8, i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any::<u32>().prop_map(Step::Answer),
        2 => Just(Step::Skip),
        2 => Just(Step::Back),
        2 => Just(Step::Next),
        3 => (any::<u16>(), any::<u32>()).prop_map(|(which, seed)| Step::Change(which, seed)),
        1 => any::<u16>().prop_map(Step::Scan),
        2 => (any::<u16>(), any::<u8>(), -3..4_i64)
            .prop_map(|(which, what, number)| Step::Anything(which, what, number)),
    ]
}

/// The first answer among several that may stand at a place. There must be one: anything else is a dead end.
fn some_answer(form: &Form, place: &Place<'_>, answers: &Answers, seed: u32) -> Answer {
    let candidates = candidates(form, place, answers, seed);
    candidates
        .iter()
        .find_map(|raw| {
            let answer = form.read(place.question, raw, today()).ok()?;
            form.check(&place.key, &answer, answers, today()).ok().map(|()| answer)
        })
        .unwrap_or_else(|| panic!("a dead end at {}: {:#?}", place.key, form.sections))
}

fn candidates(form: &Form, place: &Place<'_>, answers: &Answers, seed: u32) -> Vec<RawAnswer> {
    let typed = |text: String| vec![RawAnswer::Typed(text)];
    match &place.question.kind {
        Kind::Text { .. } => typed(format!("lời {seed}")),
        Kind::FullName => {
            typed(["nguyễn văn an", "TRẦN THỊ BÌNH", "h'hen niê"][seed as usize % 3].into())
        }
        Kind::Date { .. } => {
            let day = |back: u32| today() - chrono::Days::new(u64::from(back));
            let mut dates = vec![day(seed % 20_000), day(seed % 300), today()];
            let numbers = of_person(form, place, answers, CardField::PersonalId);
            dates.extend(numbers.into_iter().filter_map(|number| match number {
                Answer::Text(digits) => birth_of(digits),
                _ => None,
            }));
            dates.iter().map(|date| RawAnswer::Typed(date.format("%d%m%Y").to_string())).collect()
        }
        Kind::Time => typed(format!("{:02}{:02}", seed % 24, seed % 60)),
        Kind::Choice { options } => {
            let first = seed as usize % options.len();
            let turned = options[first..].iter().chain(&options[..first]);
            turned.map(|option| RawAnswer::Choice(option.id.clone())).collect()
        }
        Kind::YesNo => vec![RawAnswer::Yes(seed.is_multiple_of(2))],
        Kind::Number { min, max } => {
            let (min, max) = (min.unwrap_or(0), max.unwrap_or(9));
            typed((min + i64::from(seed) % (max - min + 1)).to_string())
        }
        Kind::Money { .. } => typed(format!("{}.000", seed % 900 + 1)),
        Kind::Phone => typed(format!("09{:08}", seed % 100_000_000)),
        Kind::Email => typed(format!("an{seed}@example.com")),
        Kind::PersonalId => {
            let births = of_person(form, place, answers, CardField::BirthDate);
            let year = births.into_iter().find_map(|birth| match birth {
                Answer::Date(date) => Some(date.year()),
                _ => None,
            });
            let years: Vec<i32> = year.into_iter().chain([1950 + (seed % 60) as i32]).collect();
            let number = |(year, sex): (i32, i32)| {
                format!(
                    "001{}{:02}{:06}",
                    (year - 1900) / 100 * 2 + sex,
                    year % 100,
                    seed % 1_000_000
                )
            };
            let pairs = years.into_iter().flat_map(|year| [(year, 0), (year, 1)]);
            pairs.map(number).map(RawAnswer::Typed).collect()
        }
        Kind::Address => {
            let provinces = addresses::provinces();
            let province = &provinces[seed as usize % provinces.len()];
            let wards = addresses::wards(province.code);
            let ward = wards[seed as usize % wards.len()].code.to_owned();
            let line = format!("Số {seed}");
            vec![RawAnswer::Address(Address { province: province.code.into(), ward, line })]
        }
        Kind::Note => vec![RawAnswer::Seen],
        Kind::Computed { .. } => Vec::new(),
    }
}

/// Answers about the holder of the same card.
fn of_person<'a>(
    form: &Form,
    place: &Place<'_>,
    answers: &'a Answers,
    field: CardField,
) -> Vec<&'a Answer> {
    let journey = Journey::new(form, answers, today());
    let places = journey.places().iter().filter(|other| {
        other.person == place.person
            && other.question.card.as_ref().is_some_and(|card| card.field == field)
    });
    places.filter_map(|other| answers.get(&other.key)).collect()
}

fn birth_of(digits: &str) -> Option<NaiveDate> {
    let id = shared::vietnam::personal_id::PersonalId::parse(digits).ok()?;
    NaiveDate::from_ymd_opt(id.birth_year(), 1, 1)
}

fn states(form: &Form, answers: &Answers) -> Vec<(AnswerKey, PlaceState)> {
    let journey = Journey::new(form, answers, today());
    journey.places().iter().map(|place| (place.key.clone(), place.state.clone())).collect()
}

/// A person at a form.
struct Visit<'f> {
    form: &'f Form,
    answers: Answers,
    at: Option<AnswerKey>,
}

impl Visit<'_> {
    fn set(&mut self, key: &AnswerKey, answer: Answer) {
        let before = states(self.form, &self.answers);
        let was = self.answers.clone();
        self.answers.set(key.clone(), answer);
        let touched = touched_by(self.form, key);
        let untouched = |states: Vec<(AnswerKey, PlaceState)>| -> Vec<(AnswerKey, PlaceState)> {
            states.into_iter().filter(|(key, _)| !touched.contains(key)).collect()
        };
        let after = states(self.form, &self.answers);
        assert_eq!(untouched(before.clone()), untouched(after), "{key} touched more than it may");
        assert_eq!(states(self.form, &was), before, "the old answers bring the old way back");
    }

    fn go(&mut self, step: &Step) {
        let form = self.form;
        let answers = self.answers.clone();
        let journey = Journey::new(form, &answers, today());
        let here = self.at.as_ref().and_then(|key| journey.place(key)).or(journey.first_open());
        match (step, here) {
            (Step::Answer(seed), Some(place)) if journey.may_visit(&place.key) => {
                self.set(&place.key, some_answer(form, place, &answers, *seed));
                self.at = Journey::new(form, &self.answers, today())
                    .next(&place.key)
                    .map(|next| next.key.clone());
            }
            (Step::Skip, Some(place)) if !place.question.required => {
                self.set(&place.key, Answer::Skipped);
            }
            (Step::Back, Some(place)) => {
                self.at = journey.previous(&place.key).map(|before| before.key.clone());
            }
            (Step::Next, Some(place)) => {
                let next = journey.next(&place.key).filter(|next| journey.may_visit(&next.key));
                self.at = next.map(|next| next.key.clone());
            }
            (Step::Change(which, seed), _) => {
                let may = |place: &&Place<'_>| journey.may_visit(&place.key);
                let places: Vec<_> = journey.places().iter().filter(may).collect();
                if let Some(place) = places.get(usize::from(*which) % places.len().max(1)) {
                    self.set(&place.key, some_answer(form, place, &answers, *seed));
                }
            }
            (Step::Scan(which), _) => {
                let persons: Vec<_> =
                    journey.places().iter().filter_map(|place| place.person.clone()).collect();
                if let Some(person) = persons.get(usize::from(*which) % persons.len().max(1)) {
                    let card = id_card::read(CARD).expect("a card");
                    let filled = fill_from_card(form, person, &card, &mut self.answers);
                    assert!(!filled.is_empty(), "{person} has questions that a card fills in");
                }
            }
            (Step::Anything(which, what, number), _) => self.put_anything(*which, *what, *number),
            _ => {}
        }
    }

    fn put_anything(&mut self, which: u16, what: u8, number: i64) {
        let mut keys = all_keys(self.form);
        if what.is_multiple_of(3) {
            // Numbers of items, which hide most.
            keys.retain(|key| self.form.section(key.question.as_str()).is_some());
        }
        let Some(key) = keys.get(usize::from(which) % keys.len().max(1)) else { return };
        let answer = match what % 9 {
            0 | 3 | 6 if what.is_multiple_of(2) => Answer::Number(number),
            0 => Answer::Number(number),
            1 => Answer::Text("x".repeat(usize::from(what))),
            2 => Answer::Date(PartialDate::of_year(2000 + number as i32 * 10).expect("a year")),
            3 => Answer::Choice("male".into()),
            4 => Answer::Yes(number > 0),
            5 => Answer::Address(Address::default()),
            6 => Answer::Text(format!("001{}99012345", number.rem_euclid(10))),
            7 => Answer::Seen,
            _ => Answer::Skipped,
        };
        self.set(&key.clone(), answer);
    }

    /// What holds after every step.
    fn assert_sound(&self) {
        let (form, answers) = (self.form, &self.answers);
        let journey = Journey::new(form, answers, today());
        for key in all_keys(form) {
            let asked = is_asked(form, answers, &key);
            assert_eq!(journey.place(&key).is_some(), asked, "{key}");
        }
        match journey.first_open() {
            Some(place) => assert!(journey.may_visit(&place.key), "no dead end at {}", place.key),
            None => assert!(journey.is_complete()),
        }
        let first_open = journey.first_open().map(|open| &open.key);
        let mut is_open_before = false;
        for place in journey.places() {
            assert_eq!(journey.may_visit(&place.key), !is_open_before, "{}", place.key);
            let stands = match answers.get(&place.key) {
                Some(answer) => form.check(&place.key, answer, answers, today()).is_ok(),
                None => false,
            };
            assert_eq!(stands, place.state.is_settled(), "{}", place.key);
            is_open_before |= !stands;
            assert_eq!(first_open == Some(&place.key), !stands && journey.may_visit(&place.key));
        }
        for (position, pair) in journey.places().windows(2).enumerate() {
            let (one, other) = (&pair[0].key, &pair[1].key);
            assert_eq!(journey.next(one).map(|place| &place.key), Some(other));
            assert_eq!(journey.previous(other).map(|place| &place.key), Some(one));
            assert_eq!(journey.progress(one), (position, journey.places().len()));
            assert!(!journey.may_visit(other) || journey.may_visit(one), "Back is always allowed");
        }
        let sent = relevant(form, answers, today());
        assert_eq!(validate(form, &sent, today()).is_ok(), journey.is_complete());
        assert_eq!(states(form, &sent), states(form, answers), "what is left out changes nothing");
        let json = serde_json::to_string(answers).expect("written");
        assert!(serde_json::from_str::<Answers>(&json).expect("read") == *answers);
    }

    /// Goes on from here to the end by answering whatever is open.
    fn finish(&mut self) {
        for seed in 0..400 {
            let answers = self.answers.clone();
            let journey = Journey::new(self.form, &answers, today());
            let Some(place) = journey.first_open() else { break };
            let key = place.key.clone();
            self.answers.set(key, some_answer(self.form, place, &answers, seed * 7_919));
        }
        self.assert_sound();
        let journey = Journey::new(self.form, &self.answers, today());
        assert!(journey.is_complete(), "the end is never reached");
        let sent = relevant(self.form, &self.answers, today());
        assert_eq!(validate(self.form, &sent, today()), Ok(()));
        assert_eq!(validate_draft(self.form, &sent), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_answers_in_any_order_lead_to_the_end(
        form in random_form::form(),
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let mut visit = Visit { form: &form, answers: Answers::new(), at: None };
        visit.assert_sound();
        for step in &steps {
            let before = visit.answers.clone();
            visit.go(step);
            for (key, _) in before.iter() {
                prop_assert!(visit.answers.get(key).is_some(), "{} was lost", key);
            }
            visit.assert_sound();
        }
        visit.finish();
    }

    #[test]
    fn lists_words_and_paper_stand_for_any_answers(
        form in random_form::form(),
        steps in prop::collection::vec(step(), 0..25),
    ) {
        let mut visit = Visit { form: &form, answers: Answers::new(), at: None };
        steps.iter().for_each(|step| visit.go(step));
        visit.finish();
        for language in [Language::Vi, Language::En] {
            let journey = Journey::new(&form, &visit.answers, today());
            let list = review(&form, &visit.answers, language, today());
            for place in journey.places().iter().filter(|place| place.question.kind != Kind::Note) {
                let mut lines = list.iter().flat_map(|section| &section.lines);
                let line = lines.find(|line| line.key == place.key);
                prop_assert!(line.is_some_and(|line| !line.words.is_empty()), "{}", place.key);
            }
            // What is written out can be typed again and means the same.
            for place in journey.places().iter().filter(|place| place.state == PlaceState::Answered) {
                let is_typed = !matches!(place.question.kind, Kind::Choice { .. } | Kind::Address | Kind::Note);
                if is_typed {
                    let words = words(&form, &place.key, &visit.answers, language, today());
                    let again = form.read(place.question, &RawAnswer::Typed(words), today());
                    prop_assert!(again.as_ref().ok() == visit.answers.get(&place.key), "{}", place.key);
                }
            }
        }
        let context = PaperContext { center: "Trung tâm".into(), date: today() };
        prop_assert_eq!(paper(&form, &visit.answers, &context).blocks.len(), 1);
    }

    #[test]
    fn a_form_as_json_is_the_same_again(form in random_form::form()) {
        let json = serde_json::to_string(&form).expect("written");
        prop_assert_eq!(serde_json::from_str::<Form>(&json).expect("read"), form);
    }

    #[test]
    fn what_was_read_reads_the_same_again(text in "\\PC{0,30}|[0-9/.: hd-]{0,12}|[a-zA-ZÀ-ỹ' -]{0,30}") {
        let form = Form::from_toml(include_str!("form_world/household.toml")).expect("a form");
        for id in ["full_name", "relation_words", "phone", "email", "citizen_number"] {
            let question = form.question(id).expect("a question");
            if let Ok(answer) = form.read(question, &RawAnswer::Typed(text.clone()), today()) {
                let Answer::Text(normal) = &answer else { panic!("a text") };
                let again = form.read(question, &RawAnswer::Typed(normal.clone()), today());
                prop_assert!(again.as_ref() == Ok(&answer), "{}: {:?} {:?}", id, text, again);
            }
        }
        for id in ["birth_date", "married_on", "married_at", "income", "rooms"] {
            // Whatever is typed is read or refused; nothing panics, and what is read stands.
            let question = form.question(id).expect("a question");
            let _ = form.read(question, &RawAnswer::Typed(text.clone()), today());
        }
    }
}
