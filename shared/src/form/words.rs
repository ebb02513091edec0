//! An answer in words: for lists, for the ear, and for paper.

use chrono::{Datelike, NaiveDate};

use super::answer::{Address, Answer, Answers};
use super::definition::{Compute, Form, Kind, Question};
use super::key::AnswerKey;
use super::moments::{PartialDate, TimeOfDay};
use super::walk::{Stop, Walk};
use crate::ids::QuestionId;
use crate::text::Language;
use crate::vietnam::addresses::Province;
use crate::vietnam::{addresses, date_words, money, number_words, phone};

/// How many digits at the end of a masked number stay readable, so that one can tell two numbers apart.
const READABLE: usize = 3;
/// How many dots stand for a value that is hidden whole.
const HIDDEN: usize = 6;

/// An answer in words, as it stands; empty when there is none, when it was skipped, and when the question is not
/// asked. Computed questions have words as well. Not for lists or the ear when the question is sensitive.
#[must_use]
pub fn words(
    form: &Form,
    key: &AnswerKey,
    answers: &Answers,
    language: Language,
    today: NaiveDate,
) -> String {
    let walk = Walk::through(form, answers, |_, _| ());
    let stop = walk.stops.iter().find(|stop| stop.key == *key);
    stop.and_then(|stop| walk.words(stop, language, today)).unwrap_or_default()
}

/// An answer as it may be said aloud: a sensitive one is never said.
#[must_use]
pub fn spoken(
    form: &Form,
    key: &AnswerKey,
    answers: &Answers,
    language: Language,
    today: NaiveDate,
) -> String {
    let walk = Walk::through(form, answers, |_, _| ());
    let Some(stop) = walk.stops.iter().find(|stop| stop.key == *key) else { return String::new() };
    if answers.get(key) == Some(&Answer::Skipped) {
        return left_out(language).to_owned();
    }
    let Some(words) = walk.words(stop, language, today) else { return String::new() };
    match (walk.is_sensitive(stop), language) {
        (false, _) => words,
        (true, Language::Vi) => "đã nhập, không đọc to".to_owned(),
        (true, Language::En) => "entered, not read aloud".to_owned(),
    }
}

/// What stands for an answer that was left out.
#[must_use]
pub fn left_out(language: Language) -> &'static str {
    match language {
        Language::Vi => "Không khai",
        Language::En => "Left out",
    }
}

/// A value with all but its last digits hidden; what is no long number is hidden whole, its length as well.
#[must_use]
pub fn masked(words: &str) -> String {
    let length = words.len();
    let is_number = words.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
    match words {
        "" => String::new(),
        _ if is_number && length >= READABLE * 3 => {
            "•".repeat(length - READABLE) + &words[length - READABLE..]
        }
        _ => "•".repeat(HIDDEN),
    }
}

impl Walk<'_, '_> {
    /// The words of what stands at a stop; none when nothing does.
    pub(super) fn words(
        &self,
        stop: &Stop<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Option<String> {
        match &stop.question.kind {
            Kind::Computed { compute } => self.computed(compute, stop, language, today),
            _ => of_answer(stop.question, self.given(&stop.key)?, language),
        }
    }

    /// Whether what stands at a stop is sensitive: marked so, or worked out from something that is.
    pub(super) fn is_sensitive(&self, stop: &Stop<'_>) -> bool {
        let mut question = stop.question;
        // A computed question reads an earlier one only, so this ends.
        while !question.sensitive {
            let Kind::Computed { compute } = &question.kind else { return false };
            let Some(source) = self.question(compute.source()) else { return false };
            question = source;
        }
        true
    }

    fn computed(
        &self,
        compute: &Compute,
        stop: &Stop<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Option<String> {
        let source = self.stop_near(compute.source(), stop)?;
        if let (Compute::CopyOf(_), Kind::Computed { .. }) = (compute, &source.question.kind) {
            return self.words(source, language, today);
        }
        let answer = self.given(&source.key)?;
        match (compute, answer) {
            (Compute::CopyOf(_), _) => of_answer(source.question, answer, language),
            (Compute::WordsOfDate(_), Answer::Date(PartialDate::Day(date))) => {
                Some(date_words::date_in_words(*date))
            }
            (Compute::WordsOfDate(_), Answer::Date(PartialDate::Month(year, month))) => {
                Some(date_words::month_in_words(*year, *month))
            }
            (Compute::WordsOfDate(_), Answer::Date(PartialDate::Year(year))) => {
                Some(date_words::year_in_words(*year))
            }
            (Compute::WordsOfNumber(_), Answer::Number(number)) => Some(number_in_words(*number)),
            (Compute::AgeOf(_), Answer::Date(date)) => Some(age(*date, today)?.to_string()),
            _ => None,
        }
    }

    /// The stop of an earlier question as it is meant from another stop.
    fn stop_near(&self, question: &QuestionId, from: &Stop<'_>) -> Option<&Stop<'_>> {
        let mut same = self.stops.iter().filter(|stop| stop.question.id == *question);
        same.find(|stop| stop.item.is_none() || stop.item == from.item)
    }
}

/// The words of one answer.
pub(super) fn of_answer(
    question: &Question,
    answer: &Answer,
    language: Language,
) -> Option<String> {
    Some(match answer {
        Answer::Text(number) if question.kind == Kind::Phone => phone::grouped(number),
        Answer::Text(text) => text.clone(),
        Answer::Date(date) => in_digits(*date),
        Answer::Time(time) => of_time(*time, language),
        Answer::Choice(id) => {
            let option = question.options().iter().find(|option| option.id == *id)?;
            option.label.get(language).to_owned()
        }
        Answer::Yes(yes) => yes_or_no(*yes, language).to_owned(),
        Answer::Number(amount) if matches!(question.kind, Kind::Money { .. }) => {
            money::dong(*amount, language)
        }
        Answer::Number(number) => super::sentence::grouped(*number, language),
        Answer::Address(address) => of_address(address),
        Answer::Seen => match language {
            Language::Vi => "Đã đọc".to_owned(),
            Language::En => "Read".to_owned(),
        },
        Answer::Skipped => return None,
    })
}

/// Yes or no.
pub(super) fn yes_or_no(yes: bool, language: Language) -> &'static str {
    match (yes, language) {
        (true, Language::Vi) => "Có",
        (false, Language::Vi) => "Không",
        (true, Language::En) => "Yes",
        (false, Language::En) => "No",
    }
}

/// A date as people write it.
fn in_digits(date: PartialDate) -> String {
    match date {
        PartialDate::Day(date) => date.format("%d/%m/%Y").to_string(),
        PartialDate::Month(year, month) => format!("{month:02}/{year:04}"),
        PartialDate::Year(year) => format!("{year:04}"),
    }
}

fn of_time(time: TimeOfDay, language: Language) -> String {
    match (language, time.minute()) {
        (Language::En, _) => time.to_string(),
        (Language::Vi, 0) => format!("{} giờ", time.hour()),
        (Language::Vi, minute) => format!("{} giờ {minute:02} phút", time.hour()),
    }
}

/// The line, the ward and the province, as far as they are known.
fn of_address(address: &Address) -> String {
    let ward = addresses::ward(&address.ward).map_or("", |ward| ward.name);
    let province =
        addresses::province(&address.province).map(Province::full_name).unwrap_or_default();
    let parts = [address.line.as_str(), ward, &province];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn number_in_words(number: i64) -> String {
    let words = number_words::in_words(number.unsigned_abs());
    if number < 0 { format!("âm {words}") } else { words }
}

/// Full years from a date until today; of a date not known to the day by the years alone.
fn age(date: PartialDate, today: NaiveDate) -> Option<u32> {
    match date {
        PartialDate::Day(birth) => today.years_since(birth),
        _ => u32::try_from(today.year() - date.year()).ok(),
    }
}
