//! Definitions of forms: what is read, and what is refused with its line.

use shared::form::{Compute, DateBound, Form, Kind, check, pick, sample_forms};
use shared::ids::{FormId, QuestionId};

const HOUSEHOLD: &str = include_str!("form_world/household.toml");

fn household() -> Form {
    Form::from_toml(HOUSEHOLD).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The problems of the household form with a piece of its text replaced, with `line: sentence`.
fn with(piece: &str, other: &str) -> Vec<String> {
    assert!(HOUSEHOLD.contains(piece), "`{piece}` is not in the file");
    let problems = Form::from_toml(&HOUSEHOLD.replacen(piece, other, 1)).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

/// The line on which a piece begins.
fn line_of(piece: &str) -> usize {
    let at = HOUSEHOLD.find(piece).expect("it stands in the file");
    HOUSEHOLD[..at].matches('\n').count() + 1
}

#[test]
fn a_definition_is_read_with_everything_in_it() {
    let form = household();
    assert_eq!((form.version, form.sections.len()), (2, 4));
    assert!(form.check_before_use);
    assert_eq!(form.persons(), ["requester"]);
    let kind = |id: &str| form.question(id).map(|question| question.kind.clone()).expect(id);
    assert_eq!(kind("members"), Kind::Number { min: Some(0), max: Some(12) });
    assert_eq!(
        kind("birth_words"),
        Kind::Computed { compute: Compute::WordsOfDate(QuestionId::from("birth_date")) }
    );
    let Kind::Date { earliest, latest, year_only } = kind("married_on") else { panic!("no date") };
    assert_eq!(earliest, Some(DateBound::Question(QuestionId::from("birth_date"))));
    assert_eq!(latest, Some(DateBound::Today { months: 0, days: 0 }));
    assert!(year_only);
    assert!(form.question("citizen_number").is_some_and(|question| question.sensitive));
    assert!(form.question("email").is_some_and(|question| !question.required));
}

#[test]
fn a_definition_as_json_is_the_same_again() {
    let form = household();
    let json = serde_json::to_string(&form).expect("written");
    assert_eq!(serde_json::from_str::<Form>(&json).expect("read"), form);
}

/// A piece of the household form, what stands there instead, and a part of the sentence about it.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("version = 2", "version = 0", "`version` must be 1 to 9999"),
    ("id = \"household\"", "id = \"House Hold\"", "`House Hold` is no code"),
    ("valid_from = 2025-07-01", "valid_from = \"2025\"", "`valid_from` must be a date without"),
    ("source = ", "sauce = ", "`sauce` does not belong here; did you mean `source`?"),
    ("kind = \"phone\"", "kind = \"phon\"", "`phon` is no kind of question; did you mean `phone`?"),
    ("id = \"phone\"", "id = \"email\"", "`email` stands on line"),
    ("id = \"sex\"", "id = \"Sex\"", "`Sex` is no code"),
    ("id = \"email\"", "id = \"date\"", "`date` has a meaning of its own"),
    (
        "show_if = { question = \"married\", is = true }",
        "show_if = { question = \"marred\", is = true }",
        "`marred` names no question of this form; did you mean `married`?",
    ),
    (
        "show_if = { question = \"married\", is = true }",
        "show_if = { question = \"rooms\", is = 1 }",
        "is not asked before this",
    ),
    (
        "show_if = { question = \"married\", is = true }",
        "show_if = { question = \"married_on\", answered = true }",
        "is not asked before this",
    ),
    (
        "show_if = { question = \"married\", is = true }",
        "show_if = { question = \"phone\", is = \"0\" }",
        "can only be asked whether it was answered",
    ),
    (
        "show_if = { question = \"relation\", is_not = \"child\" }",
        "show_if = { question = \"relation\", is_not = \"chil\" }",
        "`relation` has no option `chil`; did you mean `child`?",
    ),
    (
        "show_if = { not = { question = \"members\", is = 0 } }",
        "show_if = { question = \"relation\", is = \"child\" }",
        "is asked once for each item of `members`",
    ),
    ("{ words_of_date = \"birth_date\" }", "{ words_of_date = \"full_name\" }", "not `full_name`"),
    ("{ words_of_number = \"income\" }", "{ words = \"income\" }", "`compute` has exactly one of"),
    ("earliest = \"birth_date\"", "earliest = \"phone\"", "is of kind `phone`, not `date`"),
    ("earliest = \"today-120y\"", "earliest = \"today+1d\"", "`earliest` lies after `latest`"),
    ("earliest = \"today-120y\"", "earliest = \"today-120\"", "such as today-120y"),
    ("field = \"personal_id\" }\n\n", "field = \"number\" }\n\n", "`number` stands on no ID card"),
    ("field = \"birth_date\"", "field = \"name\"", "`name` of a card fills in"),
    ("min = 1\nmax = 99", "min = 100\nmax = 99", "is above `max`"),
    ("max_length = 40", "max_length = 501", "`max_length` must be 1 to 500"),
    ("max_length = 40", "min = 40", "`min` does not belong here"),
    ("min = 0, max = 12", "min = 0, max = 31", "`max` must be 1 to 30"),
    ("min = 0, max = 12", "min = 13, max = 12", "`min` is above `max`"),
    ("line = \"Điện thoại: {phone}\"", "line = \"{fone}\"", "`fone` names no question"),
    ("{birth_date.day}", "{birth_date.hour}", "a question of kind `date` has no part `hour`"),
    ("Điện thoại: {phone}", "Điện thoại: {phone", "a brace stands alone"),
    ("Điện thoại: {phone}", "{member_name}", "is asked once for each item of `members`"),
    ("boxes = \"sex\"", "boxes = \"phone\"", "boxes need a question of kind"),
    ("digits = \"citizen_number\"", "digits = \"sex\"", "digits need a question of kind"),
    ("table = \"members\"", "table = \"marriage\"", "is no repeated section"),
    ("title = \"I. NGƯỜI KHAI\"", "title = \"I. {phone}\"", "a title holds no answers"),
    ("title = \"Chủ hộ\"", "titel = \"Chủ hộ\"", "`title` is missing"),
    ("[paper]", "[papier]", "`papier` does not belong here"),
    ("procedures = [\"perm", "procedures = [\"Perm", "must be the code of a procedure"),
    ("kind = \"yes_no\"", "kind = yes_no", ""),
];

#[test]
fn every_mistake_is_told_with_its_line() {
    for &(piece, other, sentence) in MISTAKES {
        let problems = with(piece, other);
        assert!(
            problems.iter().any(|problem| problem.contains(sentence)),
            "{other}: {problems:#?}"
        );
        assert!(problems.len() <= 2, "one mistake is told once: {problems:#?}");
    }
}

#[test]
fn the_line_is_the_one_to_mend() {
    for (piece, other) in [
        ("kind = \"phone\"", "kind = \"phon\""),
        ("earliest = \"birth_date\"", "earliest = \"phone\""),
        ("max_length = 40", "max_length = 501"),
        ("boxes = \"sex\"", "boxes = \"phone\""),
        ("cell = \"{member_name}\"", "cell = \"{membername}\""),
        ("source = \"Th", "sauce = \"Th"),
    ] {
        let expected = format!("line {}: ", line_of(piece));
        let problems = with(piece, other);
        assert!(problems.iter().any(|one| one.starts_with(&expected)), "{expected}{problems:#?}");
    }
}

#[test]
fn a_form_that_could_grow_too_large_is_refused() {
    let many: String = (0..20)
        .map(|n| {
            format!(
                "[[sections.questions]]\nid = \"extra_{n}\"\nkind = \"time\"\nlabel = {{ vi = \"Giờ\", en = \"Time\" }}\n"
            )
        })
        .collect();
    let problems = with(
        "[[sections]]\nid = \"rooms_part\"",
        &format!("{many}[[sections]]\nid = \"rooms_part\""),
    );
    assert!(problems.iter().any(|problem| problem.contains("more than 200")), "{problems:?}");
}

#[test]
fn the_newest_version_in_use_on_a_day_is_picked() {
    let old = Form { version: 1, valid_from: "2024-01-01".parse().expect("date"), ..household() };
    let next = Form { version: 3, valid_from: "2027-01-01".parse().expect("date"), ..household() };
    let forms = [next, household(), old];
    let id = FormId::from("household");
    for (day, version) in [
        ("2023-12-31", None),
        ("2024-01-01", Some(1)),
        ("2026-01-01", Some(2)),
        ("2027-01-01", Some(3)),
    ] {
        let day = day.parse().expect("a date");
        assert_eq!(pick(&forms, &id, day).map(|form| form.version), version, "{day}");
    }
    assert_eq!(check(&forms), Vec::<String>::new());
    assert_eq!(check(&[household(), household()]).len(), 1, "the same version twice");
    let early = Form { version: 3, valid_from: "2024-01-01".parse().expect("date"), ..household() };
    assert_eq!(
        check(&[household(), early]).len(),
        1,
        "a later version that comes into use earlier"
    );
}

#[test]
fn the_sample_forms_can_be_read_and_go_together() {
    let forms = sample_forms().unwrap_or_else(|(file, problems)| panic!("{file}: {problems:#?}"));
    assert_eq!(check(&forms), Vec::<String>::new());
}
