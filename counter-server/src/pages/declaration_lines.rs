//! A declaration as lines on the page of a desk, and the field in which one of them is corrected.

use axum::Json;
use axum::extract::Path;
use chrono::NaiveDate;
use serde::Deserialize;
use shared::form::{
    self, Answer, AnswerKey, Journey, Kind, PartialDate, Place, PlaceState, RawAnswer,
};
use shared::text::Language;
use shared::vietnam::{addresses, folding};

use crate::declarations::Opened;
use crate::language::tr;

/// What a field sends.
#[derive(Default, Deserialize)]
pub struct EditForm {
    pub(super) key: String,
    pub(super) revision: i64,
    #[serde(default)]
    pub(super) value: String,
    #[serde(default)]
    pub(super) province: String,
    #[serde(default)]
    pub(super) ward: String,
    #[serde(default)]
    pub(super) line: String,
    pub(super) leave_out: Option<String>,
}

/// A part of the form.
pub(super) struct Part {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// One answer.
pub(super) struct Line {
    /// Where its answer belongs, and its place on the page.
    pub(super) key: String,
    pub(super) anchor: String,
    pub(super) short: String,
    pub(super) words: String,
    /// `answered`, `skipped`, `open`, `wrong` or `computed`.
    pub(super) state: &'static str,
    /// What is wrong with it.
    pub(super) problem: Option<String>,
    /// The field, when it is being corrected.
    pub(super) field: Option<Field>,
}

/// What a line is corrected in.
pub(super) struct Field {
    /// The question as the citizen read it.
    pub(super) label: String,
    pub(super) why: Option<String>,
    pub(super) input: Input,
    pub(super) can_leave_out: bool,
}

/// How it is entered.
pub(super) enum Input {
    /// Typed.
    Typed { value: String, mode: &'static str },
    /// Chosen from a list.
    Chosen { options: Vec<Choice> },
    /// An address of two levels.
    Address { provinces: Vec<Choice>, ward: String, wards: Vec<&'static str>, line: String },
}

/// One entry of a list.
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// What was entered and does not stand.
pub(super) struct Rejected<'a> {
    pub(super) entered: &'a EditForm,
    pub(super) sentence: String,
}

/// Everything that is asked and worked out, in the order of the form.
pub(super) fn parts(
    opened: &Opened,
    language: Language,
    today: NaiveDate,
    editing: Option<&AnswerKey>,
    rejected: Option<&Rejected<'_>>,
) -> Vec<Part> {
    let answers = &opened.contents.answers;
    let journey = Journey::new(&opened.form, answers, today);
    let review = form::review(&opened.form, answers, language, today);
    let line = |line: form::ReviewLine| {
        let place = journey.place(&line.key);
        let is_edited = editing == Some(&line.key);
        let sentence = match &line.state {
            PlaceState::Wrong(problem) => Some(problem.sentence(language)),
            _ => None,
        };
        let rejected = rejected.filter(|_| is_edited);
        Line {
            anchor: anchor(&line.key),
            short: line.short,
            // At the desk the citizen stands beside it and must see what is printed.
            words: match line.state {
                PlaceState::Answered => {
                    form::words(&opened.form, &line.key, answers, language, today)
                }
                _ => line.words,
            },
            state: if line.computed { "computed" } else { state(&line.state) },
            problem: rejected.map(|rejected| rejected.sentence.clone()).or(sentence),
            field: place.filter(|_| is_edited).map(|place| {
                let entered = rejected.map(|rejected| rejected.entered);
                field(place, answers.get(&place.key), entered, language)
            }),
            key: line.key.to_string(),
        }
    };
    review
        .into_iter()
        .map(|part| Part { title: part.title, lines: part.lines.into_iter().map(line).collect() })
        .collect()
}

/// The place of a line on the page.
pub(super) fn anchor(key: &AnswerKey) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
    format!("line-{}", key.to_string().chars().map(plain).collect::<String>())
}

fn state(state: &PlaceState) -> &'static str {
    match state {
        PlaceState::Open => "open",
        PlaceState::Answered => "answered",
        PlaceState::Wrong(_) => "wrong",
        PlaceState::Skipped => "skipped",
    }
}

fn field(
    place: &Place<'_>,
    answer: Option<&Answer>,
    entered: Option<&EditForm>,
    language: Language,
) -> Field {
    let question = place.question;
    Field {
        label: question.label.get(language).to_owned(),
        why: question.why.as_ref().map(|why| why.get(language).to_owned()),
        input: input(&question.kind, answer, entered, language),
        can_leave_out: !question.required,
    }
}

fn input(
    kind: &Kind,
    answer: Option<&Answer>,
    entered: Option<&EditForm>,
    language: Language,
) -> Input {
    let value = entered.map_or_else(|| typed(answer), |entered| entered.value.clone());
    let choice = |id: &str, label: &str| Choice {
        id: id.to_owned(),
        label: label.to_owned(),
        chosen: id == value,
    };
    match kind {
        Kind::Choice { options } => Input::Chosen {
            options: options
                .iter()
                .map(|option| choice(&option.id, option.label.get(language)))
                .collect(),
        },
        Kind::YesNo => Input::Chosen {
            options: vec![choice("yes", tr(language, "Yes")), choice("no", tr(language, "No"))],
        },
        Kind::Address => address(answer, entered),
        Kind::Number { .. } | Kind::Money { .. } | Kind::PersonalId => {
            Input::Typed { value, mode: "numeric" }
        }
        Kind::Phone => Input::Typed { value, mode: "tel" },
        Kind::Email => Input::Typed { value, mode: "email" },
        _ => Input::Typed { value, mode: "text" },
    }
}

fn address(answer: Option<&Answer>, entered: Option<&EditForm>) -> Input {
    let known = match answer {
        Some(Answer::Address(address)) => address.clone(),
        _ => form::Address::default(),
    };
    let province = entered.map_or(known.province, |entered| entered.province.clone());
    let ward_name = addresses::ward(&known.ward).map(|ward| ward.name.to_owned());
    Input::Address {
        provinces: addresses::provinces()
            .iter()
            .map(|one| Choice {
                id: one.code.to_owned(),
                label: one.full_name(),
                chosen: one.code == province,
            })
            .collect(),
        ward: entered.map_or(ward_name.unwrap_or_default(), |entered| entered.ward.clone()),
        wards: addresses::wards(&province).iter().map(|ward| ward.name).collect(),
        line: entered.map_or(known.line, |entered| entered.line.clone()),
    }
}

/// An answer as one would type it.
fn typed(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Text(text)) => text.clone(),
        Some(Answer::Choice(option)) => option.clone(),
        Some(Answer::Date(PartialDate::Day(date))) => date.format("%d/%m/%Y").to_string(),
        Some(Answer::Date(PartialDate::Month(year, month))) => format!("{month:02}/{year}"),
        Some(Answer::Date(PartialDate::Year(year))) => year.to_string(),
        Some(Answer::Time(time)) => format!("{:02}:{:02}", time.hour(), time.minute()),
        Some(Answer::Yes(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        Some(Answer::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// `GET /desk/wards/{province}`: the communes of a province, for the list under a field. Public knowledge.
pub async fn ward_names(Path(province): Path<String>) -> Json<Vec<&'static str>> {
    Json(addresses::wards(&province).iter().map(|ward| ward.name).collect())
}

/// What was entered, to be read by the rules of the form.
pub(super) fn raw(kind: &Kind, entered: &EditForm) -> RawAnswer {
    if entered.leave_out.is_some() {
        return RawAnswer::Skip;
    }
    match kind {
        Kind::Choice { .. } if !entered.value.is_empty() => {
            RawAnswer::Choice(entered.value.clone())
        }
        Kind::YesNo if entered.value == "yes" => RawAnswer::Yes(true),
        Kind::YesNo if entered.value == "no" => RawAnswer::Yes(false),
        Kind::Address => RawAnswer::Address(form::Address {
            province: entered.province.clone(),
            ward: ward_code(&entered.province, &entered.ward),
            line: entered.line.clone(),
        }),
        _ => RawAnswer::Typed(entered.value.clone()),
    }
}

/// The code of the ward with this name, written with marks or without; what is none stays as it is and is refused.
fn ward_code(province: &str, name: &str) -> String {
    let wanted = folding::fold(name);
    let wards = addresses::wards(province).iter();
    let found = wards.clone().find(|ward| folding::fold(ward.name) == wanted);
    let by_bare_name = || {
        let mut fitting = wards.filter(|ward| folding::fold(ward.bare_name()) == wanted);
        // Two wards of one bare name: the kind must be said.
        fitting.next().filter(|_| fitting.next().is_none())
    };
    found.or_else(by_bare_name).map_or_else(|| name.to_owned(), |ward| ward.code.to_owned())
}
