//! Reads the tables of a definition field by field; what is wrong is noted with its line and reading goes on.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use unicode_normalization::is_nfc;

use super::FormProblem;
use crate::form::limits::TEXT_MAX;
use crate::text::Text;

/// A value of the file with its place.
pub(super) type Node<'d> = Spanned<DeValue<'d>>;

/// Collects what is wrong and knows lines.
pub(super) struct Notes {
    line_starts: Vec<usize>,
    problems: RefCell<Vec<FormProblem>>,
}

impl Notes {
    pub(super) fn new(text: &str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(after_breaks.map(|(at, _)| at + 1)).collect();
        Self { line_starts, problems: RefCell::default() }
    }

    /// The line of a place in the file, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    /// Notes what is wrong. An empty sentence stands for what was told elsewhere already.
    pub(super) fn wrong(&self, line: usize, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !sentence.is_empty() {
            self.problems.borrow_mut().push(FormProblem { line, sentence });
        }
    }

    /// Everything noted, by line.
    pub(super) fn into_problems(self) -> Vec<FormProblem> {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        problems
    }
}

/// The fields of one table.
pub(super) struct Fields<'n, 'd> {
    pub(super) notes: &'n Notes,
    table: &'n DeTable<'d>,
    /// The line on which the table begins.
    pub(super) line: usize,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'n, 'd> Fields<'n, 'd> {
    pub(super) fn of_table(notes: &'n Notes, table: &'n DeTable<'d>, line: usize) -> Self {
        Self { notes, table, line, asked: RefCell::default() }
    }

    /// The fields of a value that must be a table; `what` names it in the sentence.
    pub(super) fn of(notes: &'n Notes, node: &'n Node<'d>, what: &str) -> Option<Self> {
        let line = notes.line(node.span().start);
        match node.get_ref() {
            DeValue::Table(table) => Some(Self::of_table(notes, table, line)),
            _ => {
                notes.wrong(line, format!("{what} must be a table {{ … }}"));
                None
            }
        }
    }

    /// The value of a field, when it stands there.
    pub(super) fn node(&self, name: &'static str) -> Option<&'n Node<'d>> {
        self.asked.borrow_mut().insert(name);
        self.table.get(name)
    }

    /// Whether a field stands there; it counts as known from now on.
    pub(super) fn has(&self, name: &'static str) -> bool {
        self.node(name).is_some()
    }

    /// The line of a field, or of the table when it is not there.
    pub(super) fn line_of(&self, name: &str) -> usize {
        self.table.get(name).map_or(self.line, |node| self.notes.line(node.span().start))
    }

    fn missing(&self, name: &str) {
        self.notes.wrong(self.line, format!("`{name}` is missing"));
    }

    /// A text that must stand there.
    pub(super) fn text(&self, name: &'static str) -> Option<String> {
        if self.node(name).is_none() {
            self.missing(name);
        }
        self.optional_text(name)
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&self, name: &'static str) -> Option<String> {
        let node = self.node(name)?;
        let DeValue::String(text) = node.get_ref() else {
            self.notes.wrong(self.line_of(name), format!("`{name}` must be a text in quotes"));
            return None;
        };
        self.look_at_letters(text, name, self.line_of(name));
        Some(text.to_string())
    }

    fn look_at_letters(&self, text: &str, name: &str, line: usize) {
        if !is_nfc(text) {
            self.notes.wrong(line, format!("`{name}` has letters that are not composed (NFC)"));
        }
        if text.chars().any(char::is_control) {
            self.notes
                .wrong(line, format!("`{name}` holds a line break or another control character"));
        }
        if text.chars().count() > TEXT_MAX * 2 {
            self.notes.wrong(line, format!("`{name}` has more than {} characters", TEXT_MAX * 2));
        }
    }

    pub(super) fn integer(&self, name: &'static str) -> Option<i64> {
        let node = self.node(name)?;
        let number = match node.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.notes.wrong(self.line_of(name), format!("`{name}` must be a whole number"));
        }
        number
    }

    /// A number between two bounds; both are named when it is not.
    pub(super) fn count(&self, name: &'static str, least: u32, most: u32) -> Option<u32> {
        let number = self.integer(name)?;
        let fits = u32::try_from(number).ok().filter(|number| (least..=most).contains(number));
        if fits.is_none() {
            self.notes.wrong(self.line_of(name), format!("`{name}` must be {least} to {most}"));
        }
        fits
    }

    pub(super) fn boolean(&self, name: &'static str) -> Option<bool> {
        match self.node(name)?.get_ref() {
            DeValue::Boolean(yes) => Some(*yes),
            _ => {
                self.notes.wrong(self.line_of(name), format!("`{name}` must be true or false"));
                None
            }
        }
    }

    pub(super) fn date(&self, name: &'static str) -> Option<NaiveDate> {
        let Some(node) = self.node(name) else {
            self.missing(name);
            return None;
        };
        let date = match node.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.date.and_then(|date| {
                NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            }),
            _ => None,
        };
        if date.is_none() {
            let sentence = format!("`{name}` must be a date without quotes, such as 2025-07-01");
            self.notes.wrong(self.line_of(name), sentence);
        }
        date
    }

    /// A text in both languages that must stand there.
    pub(super) fn both(&self, name: &'static str) -> Option<Text> {
        if self.node(name).is_none() {
            self.missing(name);
        }
        self.optional_both(name)
    }

    pub(super) fn optional_both(&self, name: &'static str) -> Option<Text> {
        let node = self.node(name)?;
        let fields = Fields::of(self.notes, node, &format!("`{name}`"))?;
        let (vi, en) = (fields.text("vi"), fields.text("en"));
        fields.end();
        let (vi, en) = (vi?, en?);
        for (language, text) in [("vi", &vi), ("en", &en)] {
            if text.trim().is_empty() {
                let sentence = format!("`{name}.{language}` is empty");
                self.notes.wrong(fields.line_of(language), sentence);
            }
        }
        Some(Text { vi, en })
    }

    /// The values of a list; none when it is absent.
    pub(super) fn list(&self, name: &'static str) -> Vec<&'n Node<'d>> {
        match self.node(name).map(|node| node.get_ref()) {
            Some(DeValue::Array(values)) => values.iter().collect(),
            Some(_) => {
                self.notes.wrong(self.line_of(name), format!("`{name}` must be a list"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Notes every field that nobody asked for.
    pub(super) fn end(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if !asked.contains(name) {
                let near = nearest(name, asked.iter().copied());
                let sentence = format!("`{name}` does not belong here{near}");
                self.notes.wrong(self.notes.line(key.span().start), sentence);
            }
        }
    }
}

/// A guess at what was meant, as the end of a sentence; nothing when no name is near.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| *distance <= 2.max(other.len() / 4))
        .min();
    near.map_or_else(String::new, |(_, other)| format!("; did you mean `{other}`?"))
}
