//! A form on A4 as HTML, laid out like the official one: Vietnamese only.

use askama::Template;
use chrono::{Datelike, NaiveDate};
use shared::form::{PaperDocument, PaperPart, Run};

/// The sheet, to stand in a page.
#[derive(Template)]
#[template(path = "form_sheet.html")]
pub(super) struct Sheet {
    document: PaperDocument,
    day: u32,
    month: u32,
    year: i32,
}

/// Blocks of the paper, which may stand within each other.
#[derive(Template)]
#[template(path = "declaration_blocks.html")]
struct Blocks<'a> {
    blocks: &'a [PaperPart],
}

impl Sheet {
    /// A form with the day on which it is printed.
    pub(super) fn new(document: PaperDocument, date: NaiveDate) -> Self {
        let (day, month, year) = (date.day(), date.month(), date.year());
        Self { document, day, month, year }
    }

    /// What stands at its top.
    pub(super) fn heading(&self) -> &str {
        &self.document.heading
    }

    /// Whether somebody must still compare it with the official text.
    pub(super) fn check_before_use(&self) -> bool {
        self.document.check_before_use
    }
}

fn blocks(blocks: &[PaperPart]) -> Blocks<'_> {
    Blocks { blocks }
}

/// Whether a line ends with an answer or its place: dots go on to the edge then.
fn leads(runs: &[Run]) -> bool {
    matches!(runs.last(), Some(Run::Filled(_) | Run::Leader))
}
