//! Long lists to choose from: options, provinces and wards, filtered as one types, a page at a time.

use shared::text::Language;
use shared::vietnam::{addresses, folding};

use super::asking::{Asked, QuestionView};
use super::{FillScreen, Filling, Look};

/// How many rows a page holds while somebody types to find one: the keys need room.
const FINDING_PLACES: usize = 4;
/// A list of so many rows can be found in by typing: two pages are turned faster than a word is typed.
const FIND_FROM: usize = 13;
/// A list of so many rows begins with typing.
const FIND_AT_ONCE: usize = 61;

/// One row.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The code of the option, province or ward.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Whether it is the answer so far.
    pub chosen: bool,
}

/// Which row is chosen is an answer.
impl std::fmt::Debug for Row {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Row({}, …)", self.id)
    }
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPage {
    /// Those on it.
    pub rows: Vec<Row>,
    /// Which page, from 1.
    pub page: usize,
    /// Of how many; at least 1.
    pub pages: usize,
    /// For how many rows a page has room.
    pub slots: usize,
    /// Whether the list is long enough to be found in by typing.
    pub may_find: bool,
    /// Whether it is being found in.
    pub finding: bool,
}

impl Filling {
    /// The rows on the screen, of which a page holds so many; none for a question without a list.
    #[must_use]
    pub fn rows(&self, look: Look) -> RowPage {
        let Some(view) = self.question() else {
            return RowPage {
                rows: Vec::new(),
                page: 1,
                pages: 1,
                slots: 1,
                may_find: false,
                finding: false,
            };
        };
        let finding = self.is_finding(&view);
        let places = places(finding, look);
        let all = self.all_rows(&view, look.language);
        let count = all.len();
        let pages = count.div_ceil(places).max(1);
        let page = (self.row_first / places).min(pages - 1);
        RowPage {
            rows: all.into_iter().skip(page * places).take(places).collect(),
            page: page + 1,
            pages,
            slots: if finding || pages > 1 { places } else { count },
            may_find: self.row_count(&view) >= FIND_FROM,
            finding,
        }
    }

    fn is_finding(&self, view: &QuestionView<'_>) -> bool {
        let count = self.row_count(view);
        count >= FIND_FROM && self.draft.finding().unwrap_or(count >= FIND_AT_ONCE)
    }

    /// Every row that the filter lets through.
    pub(super) fn all_rows(&self, view: &QuestionView<'_>, language: Language) -> Vec<Row> {
        let filter = self.draft.filter();
        let row = |id: &str, name: &str, chosen: &str| Row {
            id: id.to_owned(),
            name: name.to_owned(),
            chosen: id == chosen,
        };
        let address = self.draft.address();
        match view.asked {
            Asked::Choice => view
                .question
                .options()
                .iter()
                .filter(|option| folding::matches(option.label.get(language), filter))
                .map(|option| row(&option.id, option.label.get(language), self.draft.chosen()))
                .collect(),
            // The center's own first: most people live there.
            Asked::Province => addresses::provinces_with_first(self.home.unwrap_or_default())
                .into_iter()
                .filter(|province| folding::matches(province.name, filter))
                .map(|province| row(province.code, province.name, &address.province))
                .collect(),
            Asked::Ward => addresses::search(&address.province, filter)
                .into_iter()
                .map(|ward| row(ward.code, ward.name, &address.ward))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn row_count(&self, view: &QuestionView<'_>) -> usize {
        match view.asked {
            Asked::Choice => view.question.options().len(),
            Asked::Province => addresses::provinces().len(),
            Asked::Ward => addresses::wards(&self.draft.address().province).len(),
            _ => 0,
        }
    }

    /// The row of the answer so far: its page is shown.
    pub(super) fn row_of_chosen(&self) -> usize {
        let Some(view) = self.question() else { return 0 };
        let rows = self.all_rows(&view, Language::Vi);
        rows.iter().position(|row| row.chosen).unwrap_or(0)
    }

    pub(super) fn turn_rows(&mut self, forward: bool, look: Look) -> Option<FillScreen> {
        let shown = self.rows(look);
        let places = places(shown.finding, look);
        self.row_first = turned(shown.page, shown.pages, forward) * places;
        None
    }
}

/// How many rows a page holds.
fn places(finding: bool, look: Look) -> usize {
    match (finding, look.places) {
        (false, places) => places.max(1),
        // Two stand side by side.
        (true, ..FINDING_PLACES) => 2,
        (true, _) => FINDING_PLACES,
    }
}

/// The page after or before one that is counted from 1, within bounds, counted from 0.
pub(super) fn turned(page: usize, pages: usize, forward: bool) -> usize {
    if forward { page.min(pages - 1) } else { page.saturating_sub(2) }
}

/// The province of a center whose name ends with that of a ward, such as "… phường Hoàn Kiếm"; none when several have a ward of
/// that name.
pub(super) fn province_of(center: &str) -> Option<&'static str> {
    let center = folding::fold(center);
    let mut homes = addresses::provinces().iter().filter(|province| {
        center.ends_with(&folding::fold(province.name))
            || addresses::wards(province.code)
                .iter()
                .any(|ward| center.ends_with(&folding::fold(ward.name)))
    });
    let home = homes.next()?;
    homes.next().is_none().then_some(home.code)
}
