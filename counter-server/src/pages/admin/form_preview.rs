//! A form as an administrator looks it over: every question in order, when it is asked, and the paper.

use askama::Template;
use chrono::NaiveDate;
use shared::catalog::Catalog;
use shared::form::{self, Answers, CardField, Form, PaperContext, Question, Section};
use shared::text::Language;

use super::form_words;
use super::section::short_date;
use crate::admin::form_sample::sample_answers;
use crate::language::{fill, tr};
use crate::pages::filters;
use crate::pages::form_sheet::Sheet;

/// Everything about one version of a form, drawn.
#[derive(Template)]
#[template(path = "admin/form_preview.html")]
pub(super) struct Preview {
    language: Language,
    facts: Vec<(&'static str, String)>,
    check_before_use: bool,
    /// Codes that no procedure of the center has.
    unknown: Vec<String>,
    parts: Vec<Part>,
    filled_in: Sheet,
    empty: Sheet,
}

struct Part {
    title: String,
    /// When it is asked, and how often.
    notes: Vec<String>,
    questions: Vec<QuestionView>,
}

struct QuestionView {
    number: usize,
    code: String,
    label: String,
    kind: &'static str,
    /// That it may be skipped, is masked, or comes from a card.
    marks: Vec<String>,
    /// Everything else about it, a line each.
    lines: Vec<String>,
    options: Vec<String>,
}

impl Preview {
    pub(super) fn new(
        language: Language,
        catalog: &Catalog,
        form: &Form,
        today: NaiveDate,
    ) -> Self {
        let center = catalog.center.name.get(Language::Vi).to_owned();
        let context = PaperContext { center, date: today };
        let sheet = |answers: &Answers| Sheet::new(form::paper(form, answers, &context), today);
        let mut number = 0;
        let known = |id: &&shared::ids::ProcedureId| catalog.procedure(id).is_none();
        Self {
            language,
            facts: facts(language, catalog, form),
            check_before_use: form.check_before_use,
            unknown: form.procedures.iter().filter(known).map(ToString::to_string).collect(),
            parts: form
                .sections
                .iter()
                .map(|section| part(language, form, section, &mut number))
                .collect(),
            filled_in: sheet(&sample_answers(form, today)),
            empty: sheet(&Answers::new()),
        }
    }
}

fn facts(language: Language, catalog: &Catalog, form: &Form) -> Vec<(&'static str, String)> {
    let procedures: Vec<String> = procedures(language, catalog, form);
    let source = if form.source.is_empty() { "–" } else { &form.source };
    vec![
        (tr(language, "Code"), form.id.to_string()),
        (tr(language, "Version"), form.version.to_string()),
        (tr(language, "Valid from"), short_date(form.valid_from)),
        (tr(language, "Procedures"), procedures.join(", ")),
        (tr(language, "Source"), source.to_owned()),
    ]
}

/// The procedures that use a form, by their names; by their codes those that the center does not have.
pub(super) fn procedures(language: Language, catalog: &Catalog, form: &Form) -> Vec<String> {
    let name = |id| {
        let procedure = catalog.procedure(id);
        procedure.map_or_else(|| id.to_string(), |it| it.name.get(language).to_owned())
    };
    form.procedures.iter().map(name).collect()
}

fn part(language: Language, form: &Form, section: &Section, number: &mut usize) -> Part {
    let mut notes = Vec::new();
    notes.extend(section.show_if.as_ref().map(|condition| {
        let words = form_words::condition(language, form, condition);
        fill(tr(language, "Asked when {condition}."), "condition", &words)
    }));
    let mut questions = Vec::new();
    if let Some(repeat) = &section.repeat {
        let item = repeat.item.get(language);
        let text = if repeat.min == repeat.max {
            tr(language, "Asked {most} times, once for each: {item}.")
        } else {
            tr(language, "Asked {least} to {most} times, once for each: {item}.")
        };
        let text = fill(&fill(text, "least", &repeat.min), "most", &repeat.max);
        notes.push(fill(&text, "item", &item));
        if repeat.min < repeat.max {
            questions.push(question(language, form, &repeat.count, number));
        }
    }
    let asked = section.questions.iter();
    questions.extend(asked.map(|asked| question(language, form, asked, number)));
    Part { title: section.title.get(language).to_owned(), notes, questions }
}

fn question(
    language: Language,
    form: &Form,
    question: &Question,
    number: &mut usize,
) -> QuestionView {
    *number += 1;
    let mut marks = Vec::new();
    if question.is_asked() && !question.required {
        marks.push(tr(language, "may be skipped").to_owned());
    }
    if question.sensitive {
        marks.push(tr(language, "masked, never spoken").to_owned());
    }
    if let Some(card) = &question.card {
        let text = fill(
            tr(language, "from the ID card: {what}"),
            "what",
            &card_field(language, card.field),
        );
        marks.push(text);
    }
    let mut lines = Vec::new();
    lines.extend(question.show_if.as_ref().map(|condition| {
        let words = form_words::condition(language, form, condition);
        fill(tr(language, "Asked when {condition}."), "condition", &words)
    }));
    lines.extend(form_words::bounds(language, form, &question.kind));
    lines.extend(question.why.as_ref().map(|why| why.get(language).to_owned()));
    lines.extend(question.example.as_ref().map(|example| {
        fill(tr(language, "Example: {example}"), "example", &example.get(language))
    }));
    QuestionView {
        number: *number,
        code: question.id.to_string(),
        label: question.label.get(language).to_owned(),
        kind: form_words::kind(language, &question.kind),
        marks,
        lines,
        options: question.options().iter().map(|it| it.label.get(language).to_owned()).collect(),
    }
}

fn card_field(language: Language, field: CardField) -> &'static str {
    match field {
        CardField::Name => tr(language, "full name"),
        CardField::BirthDate => tr(language, "date of birth"),
        CardField::Sex => tr(language, "sex"),
        CardField::PersonalId => tr(language, "personal ID number"),
        CardField::Address => tr(language, "address"),
        CardField::IssuedOn => tr(language, "date of issue"),
        CardField::Father => tr(language, "father's name"),
        CardField::Mother => tr(language, "mother's name"),
    }
}
