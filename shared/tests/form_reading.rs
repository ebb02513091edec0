//! What people type, as it is read: normal forms, and sentences for what cannot be read.

use chrono::NaiveDate;
use shared::form::{Address, Answer, AnswerProblem, Form, PartialDate, RawAnswer};
use shared::text::Language;

fn today() -> NaiveDate {
    "2026-11-23".parse().expect("a date")
}

fn household() -> Form {
    Form::from_toml(include_str!("form_world/household.toml")).expect("a form")
}

fn read(question: &str, raw: &RawAnswer) -> Result<Answer, AnswerProblem> {
    let form = household();
    form.read(form.question(question).expect("a question"), raw, today())
}

fn typed(question: &str, text: &str) -> Result<Answer, AnswerProblem> {
    read(question, &RawAnswer::from(text))
}

/// Results are compared with `==`: a failure must not print what was answered.
fn assert_reads(question: &str, text: &str, answer: &Answer) {
    let read = typed(question, text);
    assert!(read.as_ref() == Ok(answer), "{question}: {text} gives {read:?}");
}

#[test]
fn names_are_stored_with_capitals_composed_and_with_single_spaces() {
    for (text, name) in [
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("  NGUYỄN   VĂN  AN ", "Nguyễn Văn An"),
        ("nguye\u{302}\u{303}n va\u{306}n an", "Nguyễn Văn An"),
        ("đặng thị đào", "Đặng Thị Đào"),
        ("h’hen niê", "H'Hen Niê"),
        ("Y MOAN ênuôl", "Y Moan Ênuôl"),
        ("anna mcDonald-lê", "Anna McDonald-Lê"),
    ] {
        assert_reads("full_name", text, &Answer::Text(name.into()));
        assert_reads("full_name", name, &Answer::Text(name.into()));
    }
    for (text, problem) in [
        ("", AnswerProblem::Missing),
        (" \t", AnswerProblem::Missing),
        ("An", AnswerProblem::NameIncomplete),
        ("Nguyễn Văn 4n", AnswerProblem::NameLetters),
        ("Nguyễn Văn An.", AnswerProblem::NameLetters),
        ("Nguyễn - An", AnswerProblem::NameLetters),
        ("Нгуен Ан", AnswerProblem::NameLetters),
    ] {
        assert_eq!(typed("full_name", text), Err(problem), "{text}");
    }
    let long = "An ".repeat(60);
    assert_eq!(typed("full_name", &long), Err(AnswerProblem::TooLong { most: 100 }));
}

#[test]
fn dates_are_read_however_they_are_typed() {
    let day = Answer::Date(PartialDate::of_day(1990, 3, 5).expect("a date"));
    for text in [
        "05031990",
        "5/3/1990",
        "05-03-1990",
        "5.3.1990",
        "5 3 1990",
        "1990-03-05",
        "ngày 5 tháng 3 năm 1990",
        "Ngày 05 tháng 03, năm 1990",
    ] {
        assert_reads("birth_date", text, &day);
    }
    for (text, problem) in [
        ("31/02/1990", AnswerProblem::NoSuchDate),
        ("29022023", AnswerProblem::NoSuchDate),
        ("5/13/1990", AnswerProblem::NoSuchDate),
        ("5/3/90", AnswerProblem::YearOfTwoDigits),
        ("150390", AnswerProblem::YearOfTwoDigits),
        ("1990", AnswerProblem::DateIncomplete),
        ("3/1990", AnswerProblem::DateIncomplete),
        ("5/3", AnswerProblem::DateIncomplete),
        ("hôm qua", AnswerProblem::NotADate),
        ("5/3/1990/7", AnswerProblem::NotADate),
        ("24/11/2026", AnswerProblem::DateTooLate { latest: today() }),
    ] {
        assert_eq!(typed("birth_date", text), Err(problem), "{text}");
    }
    let earliest = "1906-11-23".parse().expect("a date");
    assert_eq!(typed("birth_date", "22/11/1906"), Err(AnswerProblem::DateTooEarly { earliest }));
    assert_reads(
        "birth_date",
        "29/02/2024",
        &Answer::Date(PartialDate::of_day(2024, 2, 29).expect("it")),
    );
}

#[test]
fn a_year_or_a_month_is_enough_where_the_form_says_so() {
    for (text, date) in [
        ("1990", PartialDate::of_year(1990)),
        ("năm 1990", PartialDate::of_year(1990)),
        ("3/1990", PartialDate::of_month(1990, 3)),
        ("031990", PartialDate::of_month(1990, 3)),
        ("tháng 3 năm 1990", PartialDate::of_month(1990, 3)),
        ("1990-03", PartialDate::of_month(1990, 3)),
    ] {
        assert_reads("married_on", text, &Answer::Date(date.expect("a date")));
    }
    assert_eq!(typed("married_on", "2027"), Err(AnswerProblem::DateTooLate { latest: today() }));
}

#[test]
fn times_numbers_and_amounts_are_read_however_they_are_typed() {
    for (text, time) in [
        ("0830", "08:30"),
        ("830", "08:30"),
        ("8:30", "08:30"),
        ("8h30", "08:30"),
        ("8 giờ 30 phút", "08:30"),
        ("8h", "08:00"),
        ("23.59", "23:59"),
        ("0", "00:00"),
    ] {
        assert_reads("married_at", text, &Answer::Time(time.parse().expect("a time")));
    }
    for text in ["24:00", "8:60", "8:3:1", "sáng", "12345"] {
        assert_eq!(typed("married_at", text), Err(AnswerProblem::NotATime), "{text}");
    }
    for (text, amount) in [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1,500,000 VND", 1_500_000),
        ("2 000 000 đồng", 2_000_000),
        ("500đ", 500),
        ("0", 0),
    ] {
        assert_reads("income", text, &Answer::Number(amount));
    }
    for (text, problem) in [
        ("1.5", AnswerProblem::OddGroups),
        ("1.50.000", AnswerProblem::OddGroups),
        ("hai triệu", AnswerProblem::NotANumber),
        ("-5", AnswerProblem::TooSmall { least: 0 }),
        ("1.000.000.001", AnswerProblem::TooLarge { most: 1_000_000_000 }),
        ("99999999999999999999999", AnswerProblem::TooLarge { most: 999_999_999_999_999 }),
    ] {
        assert_eq!(typed("income", text), Err(problem), "{text}");
    }
    assert_eq!(typed("rooms", "0"), Err(AnswerProblem::TooSmall { least: 1 }));
    assert_eq!(typed("rooms", "3,5"), Err(AnswerProblem::OddGroups));
}

#[test]
fn phones_mails_and_personal_ids_have_one_normal_form() {
    assert_reads("phone", "+84 912 345 678", &Answer::Text("0912345678".into()));
    assert_eq!(typed("phone", "0112345678"), Err(AnswerProblem::PhoneStart));
    assert_eq!(
        typed("phone", "091234567"),
        Err(AnswerProblem::PhoneLength { found: 9, expected: 10 })
    );
    assert_reads("email", "An.Nguyen@Example.COM", &Answer::Text("An.Nguyen@example.com".into()));
    for (text, problem) in [
        ("an", AnswerProblem::NotAnEmail),
        ("an@example", AnswerProblem::NotAnEmail),
        ("an@@example.com", AnswerProblem::NotAnEmail),
        ("an.@example.com", AnswerProblem::NotAnEmail),
        ("an@-example.com", AnswerProblem::NotAnEmail),
        ("người@example.com", AnswerProblem::EmailLetters),
        ("a n@example.com", AnswerProblem::EmailLetters),
    ] {
        assert_eq!(typed("email", text), Err(problem), "{text}");
    }
    assert_reads("citizen_number", "001 099 012345", &Answer::Text("001099012345".into()));
    for (text, problem) in [
        ("00109901234", AnswerProblem::PersonalIdLength { found: 11 }),
        ("012345678", AnswerProblem::PersonalIdOld),
        ("00109901234x", AnswerProblem::PersonalIdDigits),
        ("003099012345", AnswerProblem::PersonalIdPlace),
        ("001299012345", AnswerProblem::PersonalIdYear),
    ] {
        assert_eq!(typed("citizen_number", text), Err(problem), "{text}");
    }
}

#[test]
fn an_address_needs_a_province_and_a_ward_of_it() {
    let address = |province: &str, ward: &str, line: &str| {
        read(
            "residence",
            &RawAnswer::Address(Address {
                province: province.into(),
                ward: ward.into(),
                line: line.into(),
            }),
        )
    };
    let hanoi = shared::vietnam::addresses::provinces()
        .iter()
        .find(|province| province.name == "Hà Nội")
        .expect("Hà Nội");
    let ward = shared::vietnam::addresses::wards(hanoi.code).first().expect("a ward");
    let other = shared::vietnam::addresses::provinces()
        .iter()
        .find(|province| province.code != hanoi.code)
        .expect("another");
    let tidy = Address {
        province: hanoi.code.into(),
        ward: ward.code.into(),
        line: "Số 1 Hàng Phèn".into(),
    };
    assert!(address(hanoi.code, ward.code, " Số 1  Hàng Phèn ") == Ok(Answer::Address(tidy)));
    assert!(address(hanoi.code, ward.code, "").is_ok(), "a hamlet may have no numbers");
    assert_eq!(address("", "", "Số 1"), Err(AnswerProblem::ProvinceMissing));
    assert_eq!(address("xx", "", "Số 1"), Err(AnswerProblem::ProvinceUnknown));
    assert_eq!(address(hanoi.code, "", "Số 1"), Err(AnswerProblem::WardMissing));
    assert_eq!(address(other.code, ward.code, ""), Err(AnswerProblem::WardUnknown));
    assert_eq!(
        address(hanoi.code, ward.code, &"x".repeat(201)),
        Err(AnswerProblem::TooLong { most: 200 })
    );
    assert_eq!(typed("residence", "Hà Nội"), Err(AnswerProblem::WrongKind));
}

#[test]
fn choices_skipping_and_notes() {
    assert_reads("sex", "female", &Answer::Choice("female".into()));
    assert_eq!(typed("sex", "none"), Err(AnswerProblem::NotAnOption));
    assert_reads("married", "Có", &Answer::Yes(true));
    assert_reads("married", "no", &Answer::Yes(false));
    assert_eq!(read("married", &RawAnswer::Skip), Err(AnswerProblem::NotSkippable));
    assert!(read("email", &RawAnswer::Skip) == Ok(Answer::Skipped));
    assert!(read("intro", &RawAnswer::Seen) == Ok(Answer::Seen));
    assert_eq!(read("intro", &RawAnswer::Yes(true)), Err(AnswerProblem::WrongKind));
    assert_eq!(read("phone", &RawAnswer::Seen), Err(AnswerProblem::WrongKind));
}

#[test]
fn text_is_tidied_and_never_cut() {
    assert_reads("relation_words", "  cháu\u{a0} nội\n", &Answer::Text("cháu nội".into()));
    assert_eq!(typed("relation_words", &"a".repeat(41)), Err(AnswerProblem::TooLong { most: 40 }));
    assert_eq!(typed("relation_words", "a\u{202e}b"), Err(AnswerProblem::UnreadableText));
    assert_eq!(
        typed("relation_words", &"a".repeat(100_000)),
        Err(AnswerProblem::TooLong { most: 40 })
    );
}

#[test]
fn every_sentence_says_something_in_both_languages() {
    let text = |word: &str| shared::text::Text { vi: word.into(), en: word.into() };
    let date = today();
    let problems = [
        AnswerProblem::Missing,
        AnswerProblem::NotSkippable,
        AnswerProblem::TooLong { most: 40 },
        AnswerProblem::DateTooEarly { earliest: date },
        AnswerProblem::DateTooLate { latest: date },
        AnswerProblem::DateBefore { other: text("@@") },
        AnswerProblem::TooSmall { least: 12_345 },
        AnswerProblem::PhoneLength { found: 9, expected: 10 },
        AnswerProblem::PersonalIdLength { found: 11 },
        AnswerProblem::PersonalIdBirth,
        AnswerProblem::WardMissing,
    ];
    for problem in problems {
        let (vi, en) = (problem.sentence(Language::Vi), problem.sentence(Language::En));
        assert!(vi.ends_with('.') && en.ends_with('.') && vi != en, "{vi} {en}");
        assert!(!vi.contains("{}") && !en.contains("{}"), "{vi} {en}");
        let json = serde_json::to_string(&problem).expect("written");
        assert_eq!(serde_json::from_str::<AnswerProblem>(&json).expect("read"), problem);
    }
    let late = AnswerProblem::DateTooLate { latest: date };
    assert_eq!(
        late.sentence(Language::En),
        "This is too late. Please enter 23/11/2026 or an earlier date."
    );
    assert!(AnswerProblem::TooSmall { least: 12_345 }.sentence(Language::Vi).contains("12.345"));
}

#[test]
fn answers_as_json_have_the_agreed_shape_and_show_nothing_in_debug() {
    for (answer, json) in [
        (Answer::Text("Nguyễn Văn An".into()), r#"{"text":"Nguyễn Văn An"}"#),
        (Answer::Date(PartialDate::of_year(1990).expect("it")), r#"{"date":"1990"}"#),
        (Answer::Time("08:30".parse().expect("it")), r#"{"time":"08:30"}"#),
        (Answer::Yes(true), r#"{"yes":true}"#),
        (Answer::Number(7), r#"{"number":7}"#),
        (Answer::Skipped, r#""skipped""#),
        (Answer::Seen, r#""seen""#),
    ] {
        assert_eq!(serde_json::to_string(&answer).expect("written"), json);
        assert!(serde_json::from_str::<Answer>(json).expect("read") == answer);
    }
    let debug = format!("{:?} {:?}", Answer::Text("secret".into()), RawAnswer::from("secret"));
    assert!(!debug.contains("secret"), "{debug}");
    assert!(serde_json::from_str::<Answer>(r#"{"date":"1990-02-31"}"#).is_err());
    assert!(serde_json::from_str::<Answer>(r#"{"time":"8:30"}"#).is_err());
}
