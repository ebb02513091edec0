//! The search for a procedure: what was typed, and what it finds.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use shared::catalog::Procedure;
use shared::catalog::search::Search;
use shared::ids::ProcedureId;
use shared::protocol::CatalogView;

use super::checklist::Checklist;
use super::input::Effect;
use super::paging::Pages;
use super::step::Step;
use super::{Choice, DOUBLE_TAP, Session};

/// How many results a page holds.
pub const FOUND_PLACES: usize = 4;
/// How many results there are at most: whoever has to turn more pages types more.
const FOUND_MAX: usize = 12;

/// What a citizen typed into the search, and what it found.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Finding {
    typed: String,
    found: Vec<ProcedureId>,
    /// The search was opened in this visit: Back leads to it.
    pub(super) opened: bool,
    /// The procedure was chosen from the results.
    pub(super) chosen: bool,
    /// "Something else": any field will do, its desk helps.
    pub(super) unsure: bool,
}

/// What was typed may be anything, also a name.
impl fmt::Debug for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Finding").field("found", &self.found.len()).finish_non_exhaustive()
    }
}

/// Something in the search.
#[derive(Clone)]
pub enum FindInput {
    /// To the search.
    Open,
    /// What stands in its field now.
    Typed(String),
    /// This one of what was found.
    Choose(ProcedureId),
    /// By field instead.
    ByField,
    /// Nothing of it.
    SomethingElse,
}

impl fmt::Debug for FindInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Open => "Open",
            Self::Typed(_) => "Typed(…)",
            Self::Choose(_) => "Choose",
            Self::ByField => "ByField",
            Self::SomethingElse => "SomethingElse",
        })
    }
}

impl Finding {
    /// What was typed.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// How many procedures were found.
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.len()
    }
}

/// The index over one catalogue.
#[derive(Debug)]
pub(super) struct Finder {
    catalog: Arc<CatalogView>,
    search: Search,
}

impl Session {
    /// The search.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// What was found, on this page.
    pub fn found_on_page(&self) -> impl Iterator<Item = &Procedure> {
        let all = self.catalog().map(|catalog| catalog.procedures.as_slice()).unwrap_or_default();
        let (page, _) = self.page();
        let ids = self.finding.found.iter().skip((page - 1) * self.places()).take(self.places());
        ids.filter_map(|id| all.iter().find(|procedure| procedure.id == *id))
    }

    pub(super) fn take_find(&mut self, input: FindInput, now: Duration) -> Vec<Effect> {
        let second_half = now.saturating_sub(self.entered_at) < DOUBLE_TAP;
        match (self.step, input) {
            (Step::Find, FindInput::Typed(text)) => {
                self.finding.typed = text;
                self.pages.found = 0;
                self.look_up();
            }
            _ if second_half => {}
            (Step::Welcome, FindInput::Open) => {
                self.choice = Choice::default();
                self.pages = Pages::default();
                self.finding = Finding { opened: true, ..Finding::default() };
                self.step = Step::Find;
                self.look_up();
            }
            (Step::Find, FindInput::Choose(id)) if self.finding.found.contains(&id) => {
                self.choose_found(id);
            }
            (Step::Find, FindInput::ByField) => {
                self.finding.unsure = false;
                self.step = Step::Services;
            }
            (Step::Find, FindInput::SomethingElse) => {
                self.finding.unsure = true;
                self.step = Step::Services;
            }
            // Anything else is a touch that came too late for its screen.
            _ => {}
        }
        Vec::new()
    }

    fn choose_found(&mut self, id: ProcedureId) {
        let service = self.catalog().and_then(|catalog| {
            let procedure = catalog.procedures.iter().find(|procedure| procedure.id == id)?;
            Some(procedure.service.clone())
        });
        self.choice = Choice { service, procedure: Some(id), priority: None };
        self.finding.chosen = true;
        self.finding.unsure = false;
        self.checklist = Checklist::default();
        self.step = Step::Procedure;
    }

    /// Looks up what was typed, also after the catalogue changed.
    pub(super) fn look_up(&mut self) {
        let Some(catalog) = self.catalog.clone() else { return };
        let finder = self.finder.take().filter(|finder| Arc::ptr_eq(&finder.catalog, &catalog));
        let finder = finder.unwrap_or_else(|| Finder {
            search: Search::new(&catalog.procedures, &BTreeMap::new()),
            catalog,
        });
        let hits = finder.search.find(&self.finding.typed, FOUND_MAX);
        self.finding.found = hits.into_iter().map(|hit| hit.procedure).collect();
        self.finder = Some(finder);
    }
}
