//! The page of a procedure: which papers the citizen has, which part of the page stands on the screen, and the
//! list on paper.

use std::collections::BTreeSet;

use shared::day::PrintOutcome;

use super::Session;
use super::input::Effect;
use super::step::Step;

/// How many papers a page holds: their names are long.
pub const PAPER_PLACES: usize = 3;

/// The parts of a procedure's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// What to bring.
    #[default]
    Papers,
    /// What it is for, time, cost, online, who may come instead.
    About,
    /// The code of the same page for a phone.
    Phone,
}

/// How far a paper is that no queue waits for: a list, the slip with a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListPrint {
    /// Not asked for.
    #[default]
    None,
    /// Being printed.
    Printing,
    /// It came.
    Printed,
    /// It did not come, or nobody can tell.
    Failed,
}

impl ListPrint {
    /// What came of it.
    #[must_use]
    pub fn after(outcome: PrintOutcome) -> Self {
        match outcome {
            PrintOutcome::Printed => Self::Printed,
            PrintOutcome::Failed | PrintOutcome::Unknown => Self::Failed,
        }
    }
}

/// What a citizen did on the page of a procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklist {
    have: BTreeSet<usize>,
    sheet: Sheet,
    page: usize,
    print: ListPrint,
}

/// Something on the page of a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecklistInput {
    /// I have this paper, or I have it not after all; counted from 0.
    Toggle(usize),
    /// Another part of the page.
    Show(Sheet),
    /// The next papers, or those before.
    Turn {
        /// To the next ones.
        forward: bool,
    },
    /// The list on paper, please.
    Print,
}

impl Checklist {
    /// Whether the citizen has this paper.
    #[must_use]
    pub fn has(&self, paper: usize) -> bool {
        self.have.contains(&paper)
    }

    /// Whether any paper was marked.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        !self.have.is_empty()
    }

    /// The part on the screen.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        self.sheet
    }

    /// How far the list on paper is.
    #[must_use]
    pub fn print(&self) -> ListPrint {
        self.print
    }
}

impl Session {
    /// What was done on the page of the procedure.
    #[must_use]
    pub fn checklist(&self) -> &Checklist {
        &self.checklist
    }

    /// The papers that everyone needs and that this citizen has not.
    #[must_use]
    pub fn papers_missing(&self) -> usize {
        let documents = self.procedure().map(|it| it.documents.as_slice()).unwrap_or_default();
        let missing = documents
            .iter()
            .enumerate()
            .filter(|(place, document)| !document.only_some && !self.checklist.has(*place));
        missing.count()
    }

    /// The papers on this page, each with its place in the whole list.
    #[must_use]
    pub fn papers_on_page(&self) -> std::ops::Range<usize> {
        let (page, _) = self.paper_page();
        let first = (page - 1) * self.paper_places();
        first..(first + self.paper_places()).min(self.papers())
    }

    /// The page of the list of papers, and how many there are, both counted from 1.
    #[must_use]
    pub fn paper_page(&self) -> (usize, usize) {
        let pages = self.papers().div_ceil(self.paper_places()).max(1);
        (self.checklist.page.min(pages - 1) + 1, pages)
    }

    /// How many papers fit on a page.
    #[must_use]
    pub fn paper_places(&self) -> usize {
        let larger = usize::from(self.comfort.text_step) + usize::from(self.comfort.low_reach);
        PAPER_PLACES.saturating_sub(larger).max(1)
    }

    fn papers(&self) -> usize {
        self.procedure().map_or(0, |procedure| procedure.documents.len())
    }

    /// Whether the list can be printed now.
    #[must_use]
    pub fn can_print_list(&self) -> bool {
        self.has_printer && self.outside.printer.prints()
    }

    pub(super) fn take_checklist(&mut self, input: ChecklistInput) -> Vec<Effect> {
        if self.step != Step::Procedure {
            return Vec::new();
        }
        match input {
            ChecklistInput::Toggle(paper) => {
                if paper < self.papers() && !self.checklist.have.remove(&paper) {
                    self.checklist.have.insert(paper);
                }
            }
            ChecklistInput::Show(sheet) => self.checklist.sheet = sheet,
            ChecklistInput::Turn { forward } => {
                let (page, pages) = self.paper_page();
                self.checklist.page =
                    if forward { page.min(pages - 1) } else { page.saturating_sub(2) };
            }
            ChecklistInput::Print => {
                if self.can_print_list() && self.checklist.print != ListPrint::Printing {
                    self.checklist.print = ListPrint::Printing;
                    return vec![Effect::PrintChecklist];
                }
            }
        }
        Vec::new()
    }

    /// Takes what came of the list on paper; whoever asked for it may be gone.
    pub(super) fn list_ended(&mut self, outcome: PrintOutcome) {
        if self.checklist.print == ListPrint::Printing {
            self.checklist.print = ListPrint::after(outcome);
        }
    }
}
