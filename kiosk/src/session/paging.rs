//! Which part of a long list is on the screen.

use shared::catalog::{PriorityClass, Procedure};
use shared::protocol::ServiceView;

use super::Session;
use super::find::FOUND_PLACES;
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
    pub(super) found: usize,
}

impl Session {
    /// The page of the list on the screen, and how many there are, both counted from 1; (1, 1) without a list.
    #[must_use]
    pub fn page(&self) -> (usize, usize) {
        let (page, entries) = match self.step {
            Step::Services => {
                (self.pages.services, self.catalog().map_or(0, |catalog| catalog.services.len()))
            }
            Step::Procedures => (self.pages.procedures, self.procedures().len()),
            Step::Find => (self.pages.found, self.finding().count()),
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
        self.procedures().into_iter().skip(self.skipped()).take(self.places())
    }

    /// The priority groups on this page.
    pub fn priorities_on_page(&self) -> impl Iterator<Item = &PriorityClass> {
        let all = self.catalog().map(|catalog| catalog.priorities.as_slice()).unwrap_or_default();
        all.iter().skip(self.skipped()).take(self.places())
    }

    /// The procedures of the chosen field, those that are asked for most first.
    pub(super) fn procedures(&self) -> Vec<&Procedure> {
        let all = self.catalog().map(|catalog| catalog.procedures.as_slice()).unwrap_or_default();
        let service = self.choice.service.as_ref();
        let mut of_field: Vec<&Procedure> =
            all.iter().filter(|procedure| service == Some(&procedure.service)).collect();
        of_field.sort_by_key(|procedure| std::cmp::Reverse(procedure.popularity));
        of_field
    }

    pub(super) fn turn_page(&mut self, forward: bool) {
        let (page, pages) = self.page();
        let turned = if forward { page.min(pages - 1) } else { page.saturating_sub(2) };
        match self.step {
            Step::Services => self.pages.services = turned,
            Step::Procedures => self.pages.procedures = turned,
            Step::PriorityChoice => self.pages.priorities = turned,
            Step::Find => self.pages.found = turned,
            _ => {}
        }
    }

    fn skipped(&self) -> usize {
        (self.page().0 - 1) * self.places()
    }

    /// How many rows of the list on the screen fit on it.
    #[must_use]
    pub fn places(&self) -> usize {
        if self.step == Step::Find {
            // The keys take their part of the screen whatever the letters are.
            let larger = usize::from(self.comfort.text_step);
            return if self.comfort.low_reach { 2 } else { FOUND_PLACES - larger };
        }
        // In the portrait list of procedures one place belongs to "something else"; groups have two sentences.
        let [usual, larger, largest] = match (self.portrait, self.comfort.low_reach, self.step) {
            (_, false, Step::PriorityChoice) => [PRIORITY_PLACES, 3, 2],
            (_, true, Step::PriorityChoice) => [2, 2, 2],
            (true, false, Step::Procedures) => [5, 3, 2],
            (true, true, Step::Procedures) => [3, 2, 1],
            (true, false, _) => [PAGE_PLACES, 5, 3],
            (true, true, _) => [4, 3, 2],
            // Two columns.
            (false, _, _) => [PAGE_PLACES, 4, 2],
        };
        match self.comfort.text_step {
            0 => usual,
            1 => larger,
            _ => largest,
        }
    }
}
