//! Reads the definition of a form from its file and tells everything that is wrong with it, line by line.

mod condition;
mod fields;
mod kind;
mod known;
mod paper;
mod section;

use std::fmt;

use serde::Serialize;
use toml::de::DeTable;

use fields::{Fields, Notes, nearest};
use known::Known;

use super::definition::{Form, Question, Section};
use super::limits::{ANSWERS_MAX, CODE_MAX};
use crate::ids::{FormId, ProcedureId};

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FormProblem {
    /// The line in the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub sentence: String,
}

impl fmt::Display for FormProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.sentence)
    }
}

impl Form {
    /// Reads a definition and checks everything about it: shape, codes, references, conditions, bounds, card
    /// fields, and the places for answers on the paper.
    ///
    /// # Errors
    /// Everything that is wrong, by line.
    pub fn from_toml(text: &str) -> Result<Self, Vec<FormProblem>> {
        let notes = Notes::new(text);
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let line = notes.line(error.span().map_or(0, |span| span.start));
                notes.wrong(line, error.message().replace('\n', " "));
                return Err(notes.into_problems());
            }
        };
        let fields = Fields::of_table(&notes, document.get_ref(), 1);
        let form = form(&fields);
        fields.end();
        let problems = notes.into_problems();
        match form {
            Some(form) if problems.is_empty() => Ok(form),
            _ if problems.is_empty() => {
                let sentence = "the definition cannot be read".to_owned();
                Err(vec![FormProblem { line: 1, sentence }])
            }
            _ => Err(problems),
        }
    }
}

fn form(fields: &Fields<'_, '_>) -> Option<Form> {
    let notes = fields.notes;
    let id = fields.text("id");
    if let Some(id) = id.as_ref().filter(|id| !is_kebab(id)) {
        let sentence =
            format!("`{id}` is no code: small letters a–z, digits, hyphens between them");
        notes.wrong(fields.line_of("id"), sentence);
    }
    let version = fields.count("version", 1, 9_999);
    if !fields.has("version") {
        notes.wrong(1, "`version` is missing");
    }
    let valid_from = fields.date("valid_from");
    let procedures = procedures(fields);
    let title = fields.both("title");
    let source = fields.text("source");
    let check_before_use = fields.boolean("check_before_use").unwrap_or(false);
    let mut known = Known::default();
    let sections = section::sections(fields, &mut known);
    let paper = paper::template(fields, &known);
    Some(Form {
        id: FormId::from(id?),
        version: version?,
        valid_from: valid_from?,
        procedures,
        title: title?,
        source: source?,
        check_before_use,
        sections: sections?,
        paper: paper?,
    })
}

fn procedures(fields: &Fields<'_, '_>) -> Vec<ProcedureId> {
    let mut procedures: Vec<ProcedureId> = Vec::new();
    for node in fields.list("procedures") {
        let line = fields.notes.line(node.span().start);
        match node.get_ref().as_str() {
            Some(id) if is_kebab(id) && procedures.iter().all(|other| other.as_str() != id) => {
                procedures.push(id.into());
            }
            Some(id) if is_kebab(id) => fields.notes.wrong(line, format!("`{id}` stands twice")),
            _ => fields.notes.wrong(line, "this must be the code of a procedure"),
        }
    }
    if procedures.is_empty() {
        let sentence = "`procedures` must name at least one procedure";
        fields.notes.wrong(fields.line_of("procedures"), sentence);
    }
    procedures
}

/// Whether a text is a code of the catalogue: `birth-registration`.
fn is_kebab(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= CODE_MAX && text.split('-').all(is_part)
}

/// How many answers a form can hold at the most.
fn answers_at_most(sections: &[Section]) -> usize {
    let of_section = |section: &Section| {
        let asked =
            section.questions.iter().filter(|question| Question::is_asked(question)).count();
        match &section.repeat {
            Some(repeat) => asked * usize::try_from(repeat.max).unwrap_or(usize::MAX) + 1,
            None => asked,
        }
    };
    sections.iter().map(of_section).sum()
}

/// Notes when a form could hold more answers than are taken.
fn look_at_size(fields: &Fields<'_, '_>, sections: &[Section]) {
    let most = answers_at_most(sections);
    if most > ANSWERS_MAX {
        let sentence = format!(
            "this form could hold {most} answers, more than {ANSWERS_MAX}; ask less or repeat less often"
        );
        fields.notes.wrong(fields.line_of("sections"), sentence);
    }
}

/// The end of a sentence for a name that is none of several.
fn none_of(name: &str, names: &[&str]) -> String {
    format!("{}; one of: {}", nearest(name, names.iter().copied()), names.join(", "))
}
