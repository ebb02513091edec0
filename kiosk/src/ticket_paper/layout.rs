//! Stacks the parts of a ticket from top to bottom and draws them.

use cosmic_text::Weight;

use super::measures::{Measures, RULE_DOTS};
use super::picture::{Ink, Picture};
use super::qr::Code;
use super::text::{Block, CAP_HEIGHT_EM, Stand, Style, Typesetter};
use super::{Paper, TicketPaper};

/// Draws tickets. Making one parses the fonts; keep it and paint every ticket with it.
pub struct TicketPainter {
    type_setter: Typesetter,
}

impl Default for TicketPainter {
    fn default() -> Self {
        Self::new()
    }
}

impl TicketPainter {
    /// A painter with the embedded fonts.
    pub fn new() -> Self {
        Self { type_setter: Typesetter::new() }
    }

    /// The picture of a ticket. Any text is accepted: what is too long ends in an ellipsis,
    /// letters that the fonts lack become boxes, and nothing is drawn beside the paper.
    pub fn paint(&mut self, ticket: &TicketPaper, paper: Paper) -> Picture {
        let mut sheet = self.sheet(paper);
        sheet.letterhead(ticket);
        sheet.number(ticket);
        sheet.facts(ticket);
        sheet.code(ticket);
        sheet.closing(ticket);
        sheet.picture
    }

    /// An empty sheet.
    pub(super) fn sheet(&mut self, paper: Paper) -> Sheet<'_> {
        Sheet {
            type_setter: &mut self.type_setter,
            measures: Measures::of(paper),
            picture: Picture::new(paper.width_dots()),
            y: 0,
        }
    }
}

/// A ticket while it is drawn.
pub(super) struct Sheet<'a> {
    pub(super) type_setter: &'a mut Typesetter,
    pub(super) measures: Measures,
    pub(super) picture: Picture,
    /// Where the next part may begin: the last baseline or the bottom of a rule.
    pub(super) y: i32,
}

impl Sheet<'_> {
    fn centre(&self) -> i32 {
        self.picture.width_dots() as i32 / 2
    }

    pub(super) fn inner_width(&self) -> f32 {
        (self.picture.width_dots() as i32 - 2 * self.measures.margin) as f32
    }

    pub(super) fn letterhead(&mut self, ticket: &TicketPaper) {
        // Room for the tone marks above the capitals of the first line.
        self.y = (self.measures.center.size * 0.15).ceil() as i32;
        self.centred(&ticket.agency, self.measures.agency, self.measures.gap_line / 2);
        self.centred(&ticket.center, self.measures.center, self.measures.gap_line + 4);
        self.y += self.measures.gap_line;
        let length = self.measures.rule_short;
        self.picture.fill(self.centre() - length / 2, self.y, length, RULE_DOTS);
        self.y += RULE_DOTS;
    }

    fn number(&mut self, ticket: &TicketPaper) {
        self.centred(&ticket.heading, self.measures.heading, self.measures.gap_group);
        self.badge(ticket.reprint.as_deref().unwrap_or_default());
        self.giant(&ticket.number);
        self.centred(&ticket.service, self.measures.service, self.measures.gap_part);
    }

    fn facts(&mut self, ticket: &TicketPaper) {
        self.rule();
        let (fact, detail) = (self.measures.fact, self.measures.detail);
        self.centred(&ticket.people_ahead, fact, self.measures.gap_group);
        self.centred(&ticket.wait, fact, self.measures.gap_line);
        self.centred(&ticket.time, detail, self.measures.gap_line);
        let note = ticket.note.as_deref().unwrap_or_default();
        self.centred(note, detail, self.measures.gap_line);
    }

    pub(super) fn closing(&mut self, ticket: &TicketPaper) {
        self.rule();
        self.centred(&ticket.closing, self.measures.closing, self.measures.gap_group);
        // Letters below the baseline, and a little white before the cutter's own distance.
        let below = (self.measures.closing.size * 0.3).ceil() as i32;
        self.y += below + self.measures.gap_line;
        self.picture.grow_to(usize::try_from(self.y).unwrap_or(0));
    }

    /// Draws a centred text `gap` below the last part; an empty one takes no room.
    pub(super) fn centred(&mut self, text: &str, style: Style, gap: i32) {
        let block = self.type_setter.set(text, style, self.inner_width());
        if block.is_empty() {
            return;
        }
        let centre = self.centre();
        self.y += gap;
        self.draw(&block, Stand::Centre(centre), self.y, Ink::Black);
        self.y += block.cap_box_height();
    }

    pub(super) fn draw(&mut self, block: &Block, stand: Stand, top: i32, ink: Ink) {
        self.type_setter.draw(block, stand, top, &mut self.picture, ink);
    }

    /// A rule over the whole width between two groups.
    pub(super) fn rule(&mut self) {
        self.y += self.measures.gap_group;
        let margin = self.measures.margin;
        let width = self.picture.width_dots() as i32 - 2 * margin;
        self.picture.fill(margin, self.y, width, RULE_DOTS);
        self.y += RULE_DOTS;
    }

    /// The ticket number, as large as the paper allows.
    fn giant(&mut self, number: &str) {
        let largest = (self.measures.number_cap_height_max / CAP_HEIGHT_EM).floor();
        let style = |size: f32| Style {
            size,
            weight: Weight::BOLD,
            tracking: 0.015,
            lines_max: 2,
            shrinks: false,
        };
        // Measured by advance, not by ink: all numbers of one length get one size.
        let measured = self.type_setter.set(number, style(largest), f32::MAX);
        if measured.is_empty() {
            return;
        }
        let fitting = largest * self.measures.number_width_max / measured.width().max(1.0);
        let size = fitting.floor().clamp(self.measures.service.size, largest);
        let block = self.type_setter.set(number, style(size), self.inner_width());
        self.y += self.measures.gap_part;
        let stand = match self.type_setter.ink_box(&block) {
            // One line is centred by its ink: the bearings of huge letters would show.
            Some(ink) if block.cap_box_height() == block.cap_height() => {
                // A number with a mark above or a stroke below its capitals keeps its room.
                self.y += (-ink.top - block.cap_height()).max(0);
                Stand::Left(self.centre() - (ink.left + ink.right + 1) / 2)
            }
            _ => Stand::Centre(self.centre()),
        };
        self.draw(&block, stand, self.y, Ink::Black);
        let below = self.type_setter.ink_box(&block).map_or(0, |ink| ink.bottom.max(0));
        self.y += block.cap_box_height() + below;
    }

    /// White letters on black: seen at once by the staff who are shown the ticket.
    fn badge(&mut self, text: &str) {
        let style = self.measures.badge;
        let block = self.type_setter.set(text, style, self.inner_width() - 2.0 * style.size);
        if block.is_empty() {
            return;
        }
        let padding = (style.size * 0.5).round() as i32;
        let width = block.width().ceil() as i32 + 2 * (padding + padding / 2);
        let height = block.cap_box_height() + 2 * padding;
        let (centre, top) = (self.centre(), self.y + self.measures.gap_line);
        self.picture.fill(centre - width / 2, top, width, height);
        self.draw(&block, Stand::Centre(centre), top + padding, Ink::White);
        self.y = top + height;
    }

    /// The QR code with its caption beside it, or below it where the paper is too narrow.
    pub(super) fn code(&mut self, ticket: &TicketPaper) {
        let inner_width = self.inner_width();
        let Some(code) = Code::new(&ticket.qr_text, self.measures.qr_width, inner_width as usize)
        else {
            return;
        };
        self.rule();
        // The quiet zone gives part of the room between rule and code.
        self.y += self.measures.gap_group - self.overlap(&code);
        let side = code.side_dots();
        let caption_width = inner_width - side as f32;
        if caption_width >= self.measures.caption_width_min {
            let caption =
                self.type_setter.set(&ticket.qr_caption, self.measures.caption, caption_width);
            // The quiet zone is part of the code, so the pair is centred by what is seen.
            let pair = side + caption.width().ceil() as i32;
            let x = self.centre() - (pair + code.quiet_dots()) / 2;
            let x = x.max(self.measures.margin - code.quiet_dots());
            code.draw(x, self.y, &mut self.picture);
            let top = self.y + (side - caption.cap_box_height()) / 2;
            self.draw(&caption, Stand::Left(x + side), top, Ink::Black);
            self.y += side - self.overlap(&code);
        } else {
            code.draw(self.centre() - side / 2, self.y, &mut self.picture);
            self.y += side - code.quiet_dots();
            self.centred(&ticket.qr_caption, self.measures.caption, self.measures.gap_part);
        }
    }

    /// How much of the room between a rule and the code is given by its quiet zone.
    fn overlap(&self, code: &Code) -> i32 {
        self.measures.gap_group.min(code.quiet_dots())
    }
}
