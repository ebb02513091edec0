//! The list of papers to bring, as a printed paper: boxes that are ticked or empty, time, cost, a code.

use cosmic_text::Weight;

use super::layout::{Sheet, TicketPainter};
use super::measures::{Measures, RULE_DOTS};
use super::picture::{Ink, Picture};
use super::text::{Stand, Style};
use super::{Paper, TicketPaper};

/// Side of a box, in parts of the letters beside it.
const BOX_EM: f32 = 0.9;

/// Everything that stands on the list, already in the citizen's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecklistPaper {
    /// The agency above the center.
    pub agency: String,
    /// The center's full name.
    pub center: String,
    /// What this paper is, e.g. "GIẤY TỜ CẦN MANG".
    pub heading: String,
    /// The procedure's name.
    pub procedure: String,
    /// The papers.
    pub places: Vec<ChecklistPlace>,
    /// What stands over papers that only some need.
    pub only_some: String,
    /// What is still missing, as a sentence; empty to leave it out.
    pub summary: String,
    /// Time and cost: a name, and lines under it.
    pub facts: Vec<(String, Vec<String>)>,
    /// Of which day this is.
    pub as_of: String,
    /// What the code holds: the address of this page on a phone; empty for no code.
    pub qr_text: String,
    /// What the code is for.
    pub qr_caption: String,
}

/// One paper of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecklistPlace {
    /// What it is.
    pub name: String,
    /// Whether the citizen has it: its box is ticked.
    pub have: bool,
    /// Whether only some need it.
    pub only_some: bool,
}

impl TicketPainter {
    /// The picture of a list. Any text is accepted, as on tickets.
    pub fn paint_checklist(&mut self, list: &ChecklistPaper, paper: Paper) -> Picture {
        let head = TicketPaper {
            agency: list.agency.clone(),
            center: list.center.clone(),
            qr_text: list.qr_text.clone(),
            qr_caption: list.qr_caption.clone(),
            closing: list.as_of.clone(),
            ..TicketPaper::default()
        };
        let mut sheet = self.sheet(paper);
        sheet.letterhead(&head);
        sheet.title(list);
        sheet.places(list);
        sheet.list_facts(list);
        sheet.code(&head);
        sheet.closing(&head);
        sheet.picture
    }
}

/// Sentences of the list: as many lines as they need.
fn lines(measures: &Measures, weight: Weight) -> Style {
    Style { weight, lines_max: 6, shrinks: false, ..measures.detail }
}

impl Sheet<'_> {
    fn title(&mut self, list: &ChecklistPaper) {
        self.centred(&list.heading, self.measures.heading, self.measures.gap_group);
        let style = Style { size: self.measures.fact.size, ..self.measures.service };
        self.centred(&list.procedure, style, self.measures.gap_part);
    }

    fn places(&mut self, list: &ChecklistPaper) {
        self.rule();
        self.y += self.measures.gap_line / 2;
        for place in list.places.iter().filter(|place| !place.only_some) {
            self.place(place);
        }
        let mut some = list.places.iter().filter(|place| place.only_some).peekable();
        if some.peek().is_some() {
            let style = lines(&self.measures, Weight::SEMIBOLD);
            self.left(&list.only_some, style, self.measures.margin, self.measures.gap_line);
        }
        for place in some {
            self.place(place);
        }
        self.centred(&list.summary, self.measures.fact, self.measures.gap_part);
    }

    /// One paper behind its box.
    fn place(&mut self, place: &ChecklistPlace) {
        self.y += self.measures.gap_line;
        let style = lines(&self.measures, Weight::NORMAL);
        #[expect(clippy::cast_possible_truncation, reason = "a box has a few dozen dots")]
        let side = (style.size * BOX_EM).round() as i32;
        let (x, top) = (self.measures.margin, self.y);
        self.empty_box(x, top, side);
        if place.have {
            self.tick(x, top, side);
        }
        self.y = top;
        self.left(&place.name, style, x + side + side / 2, 0);
        self.y = self.y.max(top + side);
    }

    fn empty_box(&mut self, x: i32, y: i32, side: i32) {
        let thick = RULE_DOTS;
        self.picture.fill(x, y, side, thick);
        self.picture.fill(x, y + side - thick, side, thick);
        self.picture.fill(x, y, thick, side);
        self.picture.fill(x + side - thick, y, thick, side);
    }

    /// A tick of two strokes, down and then up.
    fn tick(&mut self, x: i32, y: i32, side: i32) {
        let thick = 2 * RULE_DOTS;
        for step in 0..side {
            let down = side / 2 + step;
            if step < side / 3 {
                self.picture.fill(x + side / 5 + step, y + down - thick / 2, thick, thick);
            }
            let up = side / 2 + side / 3 - step;
            if step < side * 2 / 5 {
                self.picture.fill(x + side / 5 + side / 3 + step, y + up - thick / 2, thick, thick);
            }
        }
    }

    fn list_facts(&mut self, list: &ChecklistPaper) {
        if list.facts.is_empty() {
            return;
        }
        self.rule();
        let margin = self.measures.margin;
        let (bold, plain) =
            (lines(&self.measures, Weight::SEMIBOLD), lines(&self.measures, Weight::NORMAL));
        for (name, values) in &list.facts {
            self.left(name, bold, margin, self.measures.gap_line);
            for value in values {
                self.left(value, plain, margin, self.measures.gap_line * 2 / 3);
            }
        }
    }

    /// Draws a text from `x` on, `gap` below the last part; an empty one takes no room.
    fn left(&mut self, text: &str, style: Style, x: i32, gap: i32) {
        #[expect(clippy::cast_precision_loss, reason = "paper is a few hundred dots wide")]
        let width = self.inner_width() - (x - self.measures.margin) as f32;
        let block = self.type_setter.set(text, style, width);
        if block.is_empty() {
            return;
        }
        self.y += gap;
        self.draw(&block, Stand::Left(x), self.y, Ink::Black);
        self.y += block.cap_box_height();
    }
}
