//! A form's questions in words: what each takes, within which bounds, and when it is asked.

use shared::form::{Compute, Condition, ConditionValue, DateBound, Form, Kind, Question};
use shared::text::Language;

use super::section::short_date;
use crate::language::{fill, tr};

/// What a question takes.
pub(super) fn kind(language: Language, kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => tr(language, "Text"),
        Kind::FullName => tr(language, "Full name"),
        Kind::Date { .. } => tr(language, "Date"),
        Kind::Time => tr(language, "Time"),
        Kind::Choice { .. } => tr(language, "One of a list"),
        Kind::YesNo => tr(language, "Yes or no"),
        Kind::Number { .. } => tr(language, "Whole number"),
        Kind::Money { .. } => tr(language, "Amount in đồng"),
        Kind::Phone => tr(language, "Telephone number"),
        Kind::Email => tr(language, "E-mail address"),
        Kind::PersonalId => tr(language, "Personal ID number"),
        Kind::Address => tr(language, "Address: province and ward"),
        Kind::Computed { .. } => tr(language, "Worked out, never asked"),
        Kind::Note => tr(language, "To read only"),
    }
}

/// Within which bounds, a sentence each.
pub(super) fn bounds(language: Language, form: &Form, kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Text { max_length } => {
            vec![fill(tr(language, "At most {count} characters."), "count", max_length)]
        }
        Kind::Date { earliest, latest, year_only } => {
            let mut all: Vec<String> = Vec::new();
            all.extend(earliest.as_ref().map(|bound| {
                fill(tr(language, "Not before: {when}."), "when", &when(language, form, bound))
            }));
            all.extend(latest.as_ref().map(|bound| {
                fill(tr(language, "Not after: {when}."), "when", &when(language, form, bound))
            }));
            if *year_only {
                all.push(tr(language, "The year alone is enough.").to_owned());
            }
            all
        }
        Kind::Number { min, max } | Kind::Money { min, max } => {
            let least = fill(tr(language, "At least {count}."), "count", &min.unwrap_or(0));
            let most = max.map(|max| fill(tr(language, "At most {count}."), "count", &max));
            std::iter::once(least).chain(most).collect()
        }
        Kind::Computed { compute } => vec![computed(language, form, compute)],
        _ => Vec::new(),
    }
}

fn computed(language: Language, form: &Form, compute: &Compute) -> String {
    let text = match compute {
        Compute::WordsOfDate(_) => tr(language, "{question}, the date in words."),
        Compute::WordsOfNumber(_) => tr(language, "{question}, the number in words."),
        Compute::CopyOf(_) => tr(language, "The same as {question}."),
        Compute::AgeOf(_) => tr(language, "Full years since {question}."),
    };
    fill(text, "question", &name(language, form, compute.source().as_str()))
}

fn when(language: Language, form: &Form, bound: &DateBound) -> String {
    let (months, days) = match bound {
        DateBound::Fixed(date) => return short_date(*date),
        DateBound::Question(question) => return name(language, form, question.as_str()),
        DateBound::Today { months, days } => (*months, *days),
    };
    let (count, before, after) = match (months, days) {
        (0, 0) => return tr(language, "today").to_owned(),
        (0, days) => (
            days,
            tr(language, "{count} days before today"),
            tr(language, "{count} days after today"),
        ),
        (months, _) if months % 12 == 0 => (
            months / 12,
            tr(language, "{count} years before today"),
            tr(language, "{count} years after today"),
        ),
        (months, _) => (
            months,
            tr(language, "{count} months before today"),
            tr(language, "{count} months after today"),
        ),
    };
    let text = if count < 0 { before } else { after };
    fill(text, "count", &count.unsigned_abs())
}

/// When something is asked.
pub(super) fn condition(language: Language, form: &Form, condition: &Condition) -> String {
    let all = |parts: &[Condition], between: &str| {
        let parts: Vec<String> = parts.iter().map(|part| inner(language, form, part)).collect();
        parts.join(&format!(" {between} "))
    };
    match condition {
        Condition::Is(question, value) => {
            let text = tr(language, "{question} is “{answer}”");
            asked(language, form, text, question.as_str(), value)
        }
        Condition::IsNot(question, value) => {
            let text = tr(language, "{question} is answered, and not with “{answer}”");
            asked(language, form, text, question.as_str(), value)
        }
        Condition::Answered(question, wanted) => {
            let text = match wanted {
                true => tr(language, "{question} is answered"),
                false => tr(language, "{question} is not answered"),
            };
            fill(text, "question", &name(language, form, question.as_str()))
        }
        Condition::All(parts) => all(parts, tr(language, "and")),
        Condition::Any(parts) => all(parts, tr(language, "or")),
        Condition::Not(part) => {
            if let Condition::Is(question, value) = &**part {
                let text = tr(language, "{question} is not “{answer}”");
                return asked(language, form, text, question.as_str(), value);
            }
            let text = tr(language, "it is not so that {condition}");
            fill(text, "condition", &inner(language, form, part))
        }
    }
}

/// A condition within another one, in brackets where it has parts of its own.
fn inner(language: Language, form: &Form, part: &Condition) -> String {
    let words = condition(language, form, part);
    match part {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => format!("({words})"),
        _ => words,
    }
}

fn asked(
    language: Language,
    form: &Form,
    text: &str,
    question: &str,
    value: &ConditionValue,
) -> String {
    let answer = match value {
        ConditionValue::Choice(option) => {
            let options = form.question(question).map(Question::options).unwrap_or_default();
            let found = options.iter().find(|known| known.id == *option);
            found.map_or_else(|| option.clone(), |found| found.label.get(language).to_owned())
        }
        ConditionValue::Yes(true) => tr(language, "Yes").to_owned(),
        ConditionValue::Yes(false) => tr(language, "No").to_owned(),
        ConditionValue::Number(number) => number.to_string(),
    };
    fill(&fill(text, "question", &name(language, form, question)), "answer", &answer)
}

/// The short name of a question, in quotation marks.
fn name(language: Language, form: &Form, question: &str) -> String {
    let found = form.question(question);
    let name = found.map_or(question, |found| found.short.get(language));
    format!("“{name}”")
}

#[cfg(test)]
mod tests {
    use shared::form::{Condition, Form, sample_forms};
    use shared::text::Language;

    use super::{bounds, condition};

    fn forms() -> Vec<Form> {
        sample_forms().unwrap()
    }

    #[test]
    fn conditions_name_questions_and_options_by_their_words() {
        let forms = forms();
        let pension = forms.iter().find(|form| form.id.as_str() == "social-pension").unwrap();
        let asked =
            pension.question("applicant_ethnicity_other").unwrap().show_if.as_ref().unwrap();
        assert_eq!(
            condition(Language::En, pension, asked),
            "“Ethnic group” is “Another ethnic group”"
        );
        assert_eq!(condition(Language::Vi, pension, asked), "“Dân tộc” là “Dân tộc khác”");
        assert_eq!(
            condition(Language::Vi, pension, &Condition::Not(Box::new(asked.clone()))),
            "“Dân tộc” không phải “Dân tộc khác”"
        );
        let both = Condition::Not(Box::new(Condition::Any(vec![
            asked.clone(),
            Condition::All(vec![
                Condition::Answered("applicant_name".into(), true),
                Condition::Answered("applicant_birth".into(), false),
            ]),
        ])));
        assert_eq!(
            condition(Language::En, pension, &both),
            "it is not so that (“Ethnic group” is “Another ethnic group” or (“Full name” is answered \
             and “Date of birth” is not answered))"
        );
    }

    #[test]
    fn every_condition_and_bound_of_the_sample_forms_has_words() {
        for form in forms() {
            let questions = form.sections.iter().flat_map(|section| &section.questions);
            for question in questions {
                for language in [Language::Vi, Language::En] {
                    let mut said = bounds(language, &form, &question.kind);
                    said.extend(question.show_if.as_ref().map(|it| condition(language, &form, it)));
                    for sentence in said {
                        assert!(!sentence.contains('{') && sentence.len() > 3, "{sentence}");
                    }
                }
            }
        }
    }
}
