//! Which part of a long list is on the screen.

use shared::catalog::{PriorityClass, Procedure};
use shared::protocol::ServiceView;

use super::Session;
use super::step::Step;

/// How many fields or procedures a page holds.
pub const PAGE_PLACES: usize = 6;
/// How many priority groups a page holds: each has two sentences.
pub const PRIORITY_PLACES: usize = 4;

/// The page of each list, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pages {
    pub(super) services: usize,
    pub(super) procedures: usize,
    pub(super) priorities: usize,
}

impl Session {
    /// The page of the list on the screen, and how many there are, both counted from 1; (1, 1) without a list.
    #[must_use]
    pub fn page(&self) -> (usize, usize) {
        let (page, entries) = match self.step {
            Step::Services => {
                (self.pages.services, self.catalog().map_or(0, |catalog| catalog.services.len()))
            }
            Step::Procedures => (self.pages.procedures, self.procedures().count()),
            Step::PriorityChoice => (
                self.pages.priorities,
                self.catalog().map_or(0, |catalog| catalog.priorities.len()),
            ),
            _ => (0, 0),
        };
        let pages = entries.div_ceil(self.places()).max(1);
        (page.min(pages - 1) + 1, pages)
    }

    /// The fields on this page.
    pub fn services_on_page(&self) -> impl Iterator<Item = &ServiceView> {
        let all = self.catalog().map(|catalog| catalog.services.as_slice()).unwrap_or_default();
        all.iter().skip(self.skipped()).take(self.places())
    }

    /// The procedures of the chosen field on this page.
    pub fn procedures_on_page(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures().skip(self.skipped()).take(self.places())
    }

    /// The priority groups on this page.
    pub fn priorities_on_page(&self) -> impl Iterator<Item = &PriorityClass> {
        let all = self.catalog().map(|catalog| catalog.priorities.as_slice()).unwrap_or_default();
        all.iter().skip(self.skipped()).take(self.places())
    }

    /// The procedures of the chosen field.
    pub(super) fn procedures(&self) -> impl Iterator<Item = &Procedure> {
        let all = self.catalog().map(|catalog| catalog.procedures.as_slice()).unwrap_or_default();
        all.iter().filter(|procedure| self.choice.service.as_ref() == Some(&procedure.service))
    }

    pub(super) fn turn_page(&mut self, forward: bool) {
        let (page, pages) = self.page();
        let turned = if forward { page.min(pages - 1) } else { page.saturating_sub(2) };
        match self.step {
            Step::Services => self.pages.services = turned,
            Step::Procedures => self.pages.procedures = turned,
            Step::PriorityChoice => self.pages.priorities = turned,
            _ => {}
        }
    }

    fn skipped(&self) -> usize {
        (self.page().0 - 1) * self.places()
    }

    fn places(&self) -> usize {
        if self.step == Step::PriorityChoice { PRIORITY_PLACES } else { PAGE_PLACES }
    }
}
