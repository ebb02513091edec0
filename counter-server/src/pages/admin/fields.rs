//! Fields of a form as they are drawn: with value, fault, and the ids that bind them for screen readers.

use askama::Template;
use shared::catalog::Wrong;
use shared::text::Language;

use super::section::{label_of, weekdays};
use super::wrong_words;
use crate::admin::form::{Entered, Fault, Field, Group, Kind, What, row_count};
use crate::language::{fill, tr};

/// Fields that belong together, drawn.
pub(super) struct GroupView {
    pub(super) legend: &'static str,
    pub(super) hint: &'static str,
    pub(super) fields: Vec<FieldView>,
}

/// One field, drawn.
#[derive(Template)]
#[template(path = "admin/field.html")]
pub(super) struct FieldView {
    id: String,
    name: String,
    label: String,
    /// The language of what is entered, when the field stands for one.
    text_language: &'static str,
    hint: &'static str,
    error: String,
    kind: &'static str,
    value: String,
    optional: &'static str,
    choices: Vec<ChoiceView>,
    rows: Vec<RowView>,
    add: &'static str,
    /// While which other field has which values it counts: `id value value`.
    only_for: String,
    pictures_link: &'static str,
    upload_label: &'static str,
    delay_label: &'static str,
}

struct ChoiceView {
    id: String,
    value: String,
    label: String,
    chosen: bool,
    /// The delay that stands beside it, with its own id, name and fault.
    delay: Option<DelayView>,
}

struct DelayView {
    id: String,
    name: String,
    value: String,
    error: String,
}

struct RowView {
    legend: String,
    fields: Vec<FieldView>,
}

/// One line of the summary over a form: where to go, and what is wrong there.
pub(super) struct Problem {
    pub(super) target: String,
    pub(super) text: String,
}

/// Draws a form.
pub(super) struct Drawing<'a> {
    pub(super) language: Language,
    pub(super) entered: &'a Entered,
    pub(super) faults: &'a [Fault],
}

impl Drawing<'_> {
    pub(super) fn groups(&self, groups: &[Group]) -> Vec<GroupView> {
        let language = self.language;
        groups
            .iter()
            .map(|group| GroupView {
                legend: tr(language, group.legend),
                hint: group.hint.map_or("", |hint| tr(language, hint)),
                fields: group.fields.iter().map(|field| self.field(field, "")).collect(),
            })
            .collect()
    }

    /// What is wrong, in the order of the form; what belongs to no field stands last.
    pub(super) fn problems(&self, groups: &[GroupView]) -> Vec<Problem> {
        let mut found = Vec::new();
        for field in groups.iter().flat_map(|group| &group.fields) {
            field.problems(&mut found);
        }
        for fault in self.faults.iter().filter(|fault| fault.field.is_empty()) {
            let text = wrong_words::sentence(self.language, &fault.what);
            found.push(Problem { target: "form".to_owned(), text });
        }
        found
    }

    fn error(&self, name: &str) -> String {
        // A row that is one text has no name between its number and its language.
        let plain = name.replace(".text.", ".");
        let fault = self.faults.iter().find(|fault| fault.field == name || fault.field == plain);
        fault.map_or_else(String::new, |fault| wrong_words::sentence(self.language, &fault.what))
    }

    /// What is wrong with a list of texts: with how many they are, or with one of the lines.
    fn error_in_lines(&self, name: &str) -> String {
        let below = format!("{name}.");
        self.faults.iter().find_map(|fault| self.error_in(fault, name, &below)).unwrap_or_default()
    }

    fn error_in(&self, fault: &Fault, name: &str, below: &str) -> Option<String> {
        let language = self.language;
        if fault.field == name {
            return Some(match &fault.what {
                What::Catalog(Wrong::Bounds { most, .. }) => {
                    fill(tr(language, "At most {count} lines."), "count", most)
                }
                what => wrong_words::sentence(language, what),
            });
        }
        let line: usize = fault.field.strip_prefix(below)?.parse().ok()?;
        let line = fill(tr(language, "Line {n}"), "n", &(line + 1));
        Some(format!("{line}: {}", wrong_words::sentence(language, &fault.what)))
    }

    fn first(&self, name: &str) -> String {
        let values = self.entered.get(name);
        values.and_then(|values| values.first()).cloned().unwrap_or_default()
    }

    fn field(&self, field: &Field, under: &str) -> FieldView {
        let language = self.language;
        let name = format!("{under}{}", field.name);
        let id = id_of(&name);
        let (label, text_language) = label_of(language, field);
        let mut view = FieldView {
            label,
            text_language,
            hint: field.hint.map_or("", |hint| tr(language, hint)),
            error: self.error(&name),
            kind: "line",
            value: String::new(),
            optional: if field.optional { tr(language, "optional") } else { "" },
            choices: Vec::new(),
            rows: Vec::new(),
            add: "",
            only_for: field.only_for.as_ref().map_or_else(String::new, |(name, values)| {
                format!("{} {}", id_of(name), values.join(" "))
            }),
            pictures_link: tr(language, "All pictures"),
            upload_label: tr(language, "Upload a picture…"),
            delay_label: tr(language, "stands back by (minutes)"),
            id,
            name,
        };
        self.fill_in(&mut view, &field.kind);
        view
    }

    fn fill_in(&self, view: &mut FieldView, kind: &Kind) {
        let language = self.language;
        view.kind = match kind {
            Kind::Line => "line",
            Kind::Area => "area",
            Kind::Lines => "lines",
            Kind::Password => "password",
            Kind::Number { .. } => "number",
            Kind::Minutes { .. } => "decimal",
            Kind::Switch => "switch",
            Kind::Choice(_) => "choice",
            Kind::Picture(_) => "picture",
            Kind::Several(_) | Kind::Weekdays => "several",
            Kind::Clock => "clock",
            Kind::Date => "date",
            Kind::Serves(_) => "serves",
            Kind::Rows { .. } => "rows",
        };
        match kind {
            Kind::Password => {}
            Kind::Lines => {
                view.value = self.first(&view.name);
                view.error = self.error_in_lines(&view.name);
            }
            Kind::Choice(choices) | Kind::Picture(choices) | Kind::Several(choices) => {
                view.value = self.first(&view.name);
                view.choices = self.choices(view, choices.iter().map(|c| (&*c.value, &*c.label)));
                // Nothing chosen yet means none, which stands first.
                if let (Kind::Picture(_), [none, others @ ..]) = (kind, &mut *view.choices) {
                    none.chosen = !others.iter().any(|other| other.chosen);
                }
            }
            Kind::Weekdays => {
                let days = weekdays(language);
                view.choices = self.choices(view, days.iter().map(|(day, name)| (&**day, *name)));
            }
            Kind::Serves(choices) => {
                view.choices = self.choices(view, choices.iter().map(|c| (&*c.value, &*c.label)));
                for choice in &mut view.choices {
                    let name = format!("delay_minutes.{}", choice.value);
                    choice.delay = Some(DelayView {
                        id: id_of(&name),
                        value: self.first(&name),
                        error: self.error(&name),
                        name,
                    });
                }
            }
            Kind::Rows { fields, one, add, spare } => {
                view.add = tr(language, add);
                view.rows = (0..row_count(&view.name, self.entered) + spare)
                    .map(|index| RowView {
                        legend: fill(tr(language, one), "n", &(index + 1)),
                        fields: fields
                            .iter()
                            .map(|field| self.field(field, &format!("{}.{index}.", view.name)))
                            .collect(),
                    })
                    .collect();
            }
            _ => view.value = self.first(&view.name),
        }
    }

    fn choices<'b>(
        &self,
        view: &FieldView,
        choices: impl Iterator<Item = (&'b str, &'b str)>,
    ) -> Vec<ChoiceView> {
        let chosen = self.entered.get(&view.name).map_or(&[][..], Vec::as_slice);
        choices
            .map(|(value, label)| ChoiceView {
                id: format!("{}-{value}", view.id),
                value: value.to_owned(),
                label: label.to_owned(),
                chosen: chosen.iter().any(|one| one == value),
                delay: None,
            })
            .collect()
    }
}

impl FieldView {
    fn problems(&self, found: &mut Vec<Problem>) {
        if !self.error.is_empty() {
            let target = match self.choices.first() {
                // A set of boxes cannot be focused; its first box can.
                Some(first) if self.kind != "choice" => first.id.clone(),
                _ => self.id.clone(),
            };
            found.push(Problem { target, text: format!("{}: {}", self.label, self.error) });
        }
        for choice in &self.choices {
            if let Some(delay) = choice.delay.as_ref().filter(|delay| !delay.error.is_empty()) {
                let text = format!("{}: {}", choice.label, delay.error);
                found.push(Problem { target: delay.id.clone(), text });
            }
        }
        for row in &self.rows {
            let first = found.len();
            for field in &row.fields {
                field.problems(found);
            }
            // The row tells which of several fields of one name is meant.
            for problem in &mut found[first..] {
                problem.text = format!("{} · {}", row.legend, problem.text);
            }
        }
    }

    /// The ids of what describes the field: its hint and its fault.
    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = (!self.error.is_empty()).then(|| format!("{}-error", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// Names of fields hold dots, which ids for links and styles better do not.
fn id_of(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}
