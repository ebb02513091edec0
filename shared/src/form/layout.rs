//! Lays out a filled-in form on paper, as its template says.

use chrono::{Datelike, NaiveDate};

use super::answer::{Answer, Answers};
use super::definition::{Form, Kind};
use super::moments::PartialDate;
use super::paper::{PaperBox, PaperContext, PaperDocument, PaperPart, Run};
use super::template::{AnswerPart, BlockPart, PaperBlock, Phrase, PhrasePart, TableColumn};
use super::walk::{Stop, Walk};
use super::words;
use crate::ids::{QuestionId, SectionId};
use crate::text::Language;
use crate::vietnam::addresses::{self, Province};

/// How many boxes of one digit a kind has.
const ID_BOXES: usize = 12;
const PHONE_BOXES: usize = 10;
const DATE_BOXES: usize = 8;

/// A filled-in form on paper: Vietnamese, with every answer in full. Where nothing was answered stands a dotted
/// leader to write on.
#[must_use]
pub fn paper(form: &Form, answers: &Answers, context: &PaperContext) -> PaperDocument {
    let walk = Walk::through(form, answers, |_, _| ());
    let printer = Printer { form, walk: &walk, context };
    let template = &form.paper;
    PaperDocument {
        form: form.id.clone(),
        version: form.version,
        source: form.source.clone(),
        check_before_use: form.check_before_use,
        heading: template.heading.clone(),
        addressed_to: template
            .addressed_to
            .as_ref()
            .map(|phrase| printer.runs(phrase, None))
            .unwrap_or_default(),
        blocks: printer.blocks(&template.blocks),
        signatures: template.signatures.clone(),
    }
}

struct Printer<'a> {
    form: &'a Form,
    walk: &'a Walk<'a, 'a>,
    context: &'a PaperContext,
}

impl Printer<'_> {
    fn blocks(&self, blocks: &[PaperBlock]) -> Vec<PaperPart> {
        let shown = blocks.iter().filter(|block| self.walk.holds_outside(block.show_if.as_ref()));
        shown.map(|block| self.part(&block.part)).collect()
    }

    fn part(&self, part: &BlockPart) -> PaperPart {
        match part {
            BlockPart::Line(phrase) => PaperPart::Line(self.runs(phrase, None)),
            BlockPart::Title(title) => PaperPart::Title(title.clone()),
            BlockPart::Boxes { question, label } => {
                PaperPart::Boxes { label: label.clone(), options: self.boxes(question) }
            }
            BlockPart::Digits { question, label } => {
                PaperPart::Digits { label: label.clone(), digits: self.digits(question) }
            }
            BlockPart::Table { section, columns } => self.table(section, columns),
            BlockPart::Columns(columns) => {
                PaperPart::Columns(columns.iter().map(|blocks| self.blocks(blocks)).collect())
            }
        }
    }

    /// The stop of a question, in an item when it belongs to one.
    fn stop(&self, question: &QuestionId, item: Option<u32>) -> Option<&Stop<'_>> {
        let mut same = self.walk.stops.iter().filter(|stop| stop.question.id == *question);
        same.find(|stop| stop.item.is_none() || stop.item == item)
    }

    fn given(&self, question: &QuestionId, item: Option<u32>) -> Option<&Answer> {
        self.walk.given(&self.stop(question, item)?.key)
    }

    fn runs(&self, phrase: &Phrase, item: Option<u32>) -> Vec<Run> {
        let mut runs = Vec::new();
        for part in &phrase.0 {
            let run = match part {
                PhrasePart::Words(words) => Run::Words(words.clone()),
                PhrasePart::Center => Run::Words(self.context.center.clone()),
                PhrasePart::Date => Run::Words(day_in_words(self.context.date)),
                PhrasePart::Row => {
                    Run::Words(item.map(|item| (item + 1).to_string()).unwrap_or_default())
                }
                PhrasePart::Answer(question, part) => match self.words(question, *part, item) {
                    Some(words) if !words.is_empty() => Run::Filled(words),
                    _ => Run::Leader,
                },
            };
            match (runs.last_mut(), run) {
                (Some(Run::Words(before)), Run::Words(words)) => before.push_str(&words),
                (_, run) => runs.push(run),
            }
        }
        runs
    }

    fn words(&self, question: &QuestionId, part: AnswerPart, item: Option<u32>) -> Option<String> {
        if part == AnswerPart::Whole {
            let stop = self.stop(question, item)?;
            return self.walk.words(stop, Language::Vi, self.context.date);
        }
        match (self.given(question, item)?, part) {
            (Answer::Date(date), AnswerPart::Day) => Some(format!("{:02}", date.day()?.day())),
            (Answer::Date(date), AnswerPart::Month) => Some(format!("{:02}", date.month()?)),
            (Answer::Date(date), AnswerPart::Year) => Some(date.year().to_string()),
            (Answer::Time(time), AnswerPart::Hour) => Some(format!("{:02}", time.hour())),
            (Answer::Time(time), AnswerPart::Minute) => Some(format!("{:02}", time.minute())),
            (Answer::Address(address), AnswerPart::Line) => Some(address.line.clone()),
            (Answer::Address(address), AnswerPart::Ward) => {
                addresses::ward(&address.ward).map(|ward| ward.name.to_owned())
            }
            (Answer::Address(address), AnswerPart::Province) => {
                addresses::province(&address.province).map(Province::full_name)
            }
            _ => None,
        }
    }

    fn boxes(&self, question: &QuestionId) -> Vec<PaperBox> {
        let answer = self.given(question, None);
        let Some(asked) = self.form.question(question.as_str()) else { return Vec::new() };
        if asked.kind == Kind::YesNo {
            let of = |yes| PaperBox {
                label: words::yes_or_no(yes, Language::Vi).to_owned(),
                ticked: answer == Some(&Answer::Yes(yes)),
            };
            return vec![of(true), of(false)];
        }
        let options = asked.options().iter();
        options
            .map(|option| PaperBox {
                label: option.label.vi.clone(),
                ticked: answer == Some(&Answer::Choice(option.id.clone())),
            })
            .collect()
    }

    fn digits(&self, question: &QuestionId) -> Vec<Option<char>> {
        let kind = self.form.question(question.as_str()).map(|asked| &asked.kind);
        let boxes = match kind {
            Some(Kind::PersonalId) => ID_BOXES,
            Some(Kind::Phone) => PHONE_BOXES,
            _ => DATE_BOXES,
        };
        let written = match self.given(question, None) {
            Some(Answer::Text(text)) => text.clone(),
            Some(Answer::Date(PartialDate::Day(date))) => date.format("%d%m%Y").to_string(),
            Some(Answer::Date(PartialDate::Month(year, month))) => format!("  {month:02}{year:04}"),
            Some(Answer::Date(PartialDate::Year(year))) => format!("    {year:04}"),
            _ => String::new(),
        };
        let mut digits: Vec<Option<char>> =
            written.chars().map(|digit| Some(digit).filter(char::is_ascii_digit)).collect();
        if digits.len() < boxes {
            digits.resize(boxes, None);
        }
        digits
    }

    fn table(&self, section: &SectionId, columns: &[TableColumn]) -> PaperPart {
        let mut items: Vec<u32> = Vec::new();
        for stop in self.walk.stops.iter().filter(|stop| stop.section.id == *section) {
            if let Some(item) = stop.item
                && items.last() != Some(&item)
            {
                items.push(item);
            }
        }
        let row = |item: &u32| {
            let cell = |column: &TableColumn| {
                // A cell has lines of its own to write on.
                let runs = self.runs(&column.cell, Some(*item)).into_iter();
                runs.filter(|run| *run != Run::Leader).collect()
            };
            columns.iter().map(cell).collect()
        };
        let mut rows: Vec<Vec<Vec<Run>>> = items.iter().map(row).collect();
        if rows.is_empty() {
            rows.push(vec![Vec::new(); columns.len()]);
        }
        let headings = columns.iter().map(|column| column.heading.clone()).collect();
        PaperPart::Table { headings, rows }
    }
}

/// The day of printing as official papers write it.
fn day_in_words(date: NaiveDate) -> String {
    format!("ngày {:02} tháng {:02} năm {}", date.day(), date.month(), date.year())
}
