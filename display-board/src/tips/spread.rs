//! One text in two languages on as few pages as it needs, in the largest letters that fit.

use shared::catalog::playlist::words_of;

use super::flow::{Column, Measure, Piece, paginate, words_fit};
use super::sheet::{Area, Page, ShapeKind, SheetShape};

/// What is said in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// Stands at the top of every page.
    pub(super) title: Option<Piece>,
    /// The rest.
    pub(super) body: Vec<Piece>,
}

/// How a text looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    /// The sizes of the main language, the largest first; a text that fits at none of them takes more pages.
    pub(super) sizes: Vec<f32>,
    /// The smallest size of the other language beside the main one.
    pub(super) small: f32,
    /// The size of the other language, in sizes of the main one.
    pub(super) second_scale: f32,
    /// Distance between the languages.
    pub(super) gap: f32,
    /// Whether the text stands in the middle of its height, else near the top.
    pub(super) centered: bool,
}

/// A page with how many words stand on it, in the language that has more of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SpreadPage {
    /// The page.
    pub(super) page: Page,
    /// The words that somebody reads.
    pub(super) words: usize,
    /// Whether it shows the second language alone.
    pub(super) second: bool,
}

/// Where the second language stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrangement {
    Beside,
    Below,
}

/// The share of the width that the main language has where both stand beside each other.
const MAIN_SHARE: f32 = 0.57;

/// A title that takes more of a page than this is no title: it flows with the rest.
const TITLE_SHARE_MAX: f32 = 0.45;

/// How often a lower page is tried, to spread a text evenly over its pages.
const BALANCING_STEPS: usize = 5;

/// So much of the room that is left over stands above the text.
const ABOVE_SHARE: f32 = 0.32;

impl Said {
    /// Whether there is nothing to say.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.pieces().iter().all(|piece| piece.words().trim().is_empty())
    }

    /// Title and body in one list.
    #[must_use]
    pub(super) fn pieces(&self) -> Vec<Piece> {
        self.title.iter().chain(&self.body).cloned().collect()
    }

    /// Its words, a sentence for the title and one for the rest.
    #[must_use]
    pub(super) fn label(&self) -> String {
        let body: Vec<String> =
            self.body.iter().map(|piece| piece.words().trim().to_owned()).collect();
        let body = body.join(" ");
        match &self.title {
            Some(title) if body.is_empty() => title.words(),
            Some(title) => format!("{}. {body}", title.words()),
            None => body,
        }
    }

    fn words(&self) -> usize {
        self.pieces().iter().map(|piece| words_of(&piece.words())).sum()
    }
}

/// The pages of a text: both languages on one page where that is possible, else pages of the one and then pages of
/// the other.
#[must_use]
pub(super) fn spread(
    main: &Said,
    second: &Said,
    area: Area,
    look: &Look,
    measure: &mut dyn Measure,
) -> Vec<SpreadPage> {
    if main.is_empty() && second.is_empty() {
        return Vec::new();
    }
    if second.is_empty() || second.label() == main.label() {
        return alone(main, area, look, false, measure);
    }
    if main.is_empty() {
        return alone(second, area, look, true, measure);
    }
    if let Some(page) = together(main, second, area, look, measure) {
        return vec![page];
    }
    let mut pages = alone(main, area, look, false, measure);
    pages.extend(alone(second, area, look, true, measure));
    pages
}

fn together(
    main: &Said,
    second: &Said,
    area: Area,
    look: &Look,
    measure: &mut dyn Measure,
) -> Option<SpreadPage> {
    let wide = area.width > area.height * 1.25;
    let order = if wide {
        [Arrangement::Beside, Arrangement::Below]
    } else {
        [Arrangement::Below, Arrangement::Beside]
    };
    for size in &look.sizes {
        for arrangement in order {
            // Two narrow columns are harder to read than one.
            let is_narrow = area.width * MAIN_SHARE < look.small * 14.0;
            if arrangement == Arrangement::Beside && is_narrow {
                continue;
            }
            let page = try_together(main, second, area, look, (arrangement, *size), measure);
            if page.is_some() {
                return page;
            }
        }
    }
    None
}

fn try_together(
    main: &Said,
    second: &Said,
    area: Area,
    look: &Look,
    (arrangement, size): (Arrangement, f32),
    measure: &mut dyn Measure,
) -> Option<SpreadPage> {
    let second_size = (size * look.second_scale).max(look.small);
    let (first_width, second_width) = match arrangement {
        Arrangement::Below => (area.width, area.width),
        Arrangement::Beside => {
            let first = area.width * MAIN_SHARE - look.gap / 2.0;
            (first, area.width - first - look.gap)
        }
    };
    let first = fitting(&main.pieces(), first_width, area.height, size, measure)?;
    let other = fitting(&second.pieces(), second_width, area.height, second_size, measure)?;
    let mut page = Page::default();
    match arrangement {
        Arrangement::Beside => {
            let height = first.height.max(other.height);
            let top = area.y + above(area.height - height, look);
            first.draw(Area { y: top, width: first_width, ..area }, size, &mut page);
            let x = area.x + first_width + look.gap;
            let at = Area { x, y: top, width: second_width, height };
            other.draw(at, second_size, &mut page);
            let line = Area { x: x - look.gap / 2.0, y: top, width: 0.0, height };
            page.shapes.push(SheetShape { area: line, kind: ShapeKind::Line });
        }
        Arrangement::Below => {
            let height = first.height + look.gap + other.height;
            if height > area.height {
                return None;
            }
            let top = area.y + above(area.height - height, look);
            first.draw(Area { y: top, ..area }, size, &mut page);
            let middle = top + first.height + look.gap / 2.0;
            let line = Area { y: middle, height: 0.0, ..area };
            page.shapes.push(SheetShape { area: line, kind: ShapeKind::Line });
            let at = Area { y: middle + look.gap / 2.0, ..area };
            other.draw(at, second_size, &mut page);
        }
    }
    Some(SpreadPage { page, words: main.words().max(second.words()), second: false })
}

/// All pieces in one column, if it is no higher than `height` and tears no word.
fn fitting(
    pieces: &[Piece],
    width: f32,
    height: f32,
    size: f32,
    measure: &mut dyn Measure,
) -> Option<Column> {
    if !words_fit(pieces, width, size, measure) {
        return None;
    }
    let column = Column::of(pieces, width, size, measure);
    (column.height <= height).then_some(column)
}

/// No more pages than needed, and none of them nearly empty.
fn balanced(pieces: &[Piece], area: Area, size: f32, measure: &mut dyn Measure) -> Vec<Column> {
    let mut best = paginate(pieces, area.width, area.height, size, measure);
    let (mut low, mut high) = (area.height * 0.4, area.height);
    for _ in 0..BALANCING_STEPS {
        if best.len() < 2 {
            break;
        }
        let middle = f32::midpoint(low, high);
        let pages = paginate(pieces, area.width, middle, size, measure);
        let fits = pages.iter().all(|page| page.height <= middle);
        if pages.len() <= best.len() && fits {
            best = pages;
            high = middle;
        } else {
            low = middle;
        }
    }
    best
}

fn above(left: f32, look: &Look) -> f32 {
    left.max(0.0) * if look.centered { 0.5 } else { ABOVE_SHARE }
}

/// One language by itself.
fn alone(
    said: &Said,
    area: Area,
    look: &Look,
    second: bool,
    measure: &mut dyn Measure,
) -> Vec<SpreadPage> {
    let pieces = said.pieces();
    for size in &look.sizes {
        if let Some(column) = fitting(&pieces, area.width, area.height, *size, measure) {
            let mut page = Page::default();
            let top = area.y + above(area.height - column.height, look);
            column.draw(Area { y: top, ..area }, *size, &mut page);
            return vec![SpreadPage { page, words: column.words(), second }];
        }
    }
    let size = look.sizes.last().copied().unwrap_or(look.small);
    // Where room is short, a title is bold and no larger than the rest.
    let title: Vec<Piece> = said.title.iter().map(|title| title.clone().scaled(1.0)).collect();
    let head = Column::of(&title, area.width, size, measure);
    let keeps_title = !title.is_empty() && head.height <= area.height * TITLE_SHARE_MAX;
    let (head, body) = if keeps_title { (head, &said.body) } else { (Column::default(), &pieces) };
    let gap = if keeps_title { size * 0.4 } else { 0.0 };
    let rest = area.below(head.height + gap);
    balanced(body, rest, size, measure)
        .into_iter()
        .map(|column| {
            let mut page = Page::default();
            head.draw(area, size, &mut page);
            column.draw(rest, size, &mut page);
            SpreadPage { page, words: head.words() + column.words(), second }
        })
        .collect()
}
