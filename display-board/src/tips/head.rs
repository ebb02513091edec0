//! The line over a page, and the number of a page among several.

use super::flow::{Measure, Piece, markdown};
use super::setting::Setting;
use super::sheet::{Align, Area, Ink, Page, SheetText};
use super::words::Word;

/// A place of fewer lines than this is low: what can be left out is left out.
pub(super) const LOW_LINES: f32 = 13.0;

/// The width of the number of a page, in sizes of its letters.
pub(super) const NUMBER_WIDTH: f32 = 2.8;

/// The line over a page: what kind of entry it is, and which of its pages.
pub(super) fn draw_head(
    word: &Word,
    (page_number, count): (usize, usize),
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
    page: &mut Page,
) {
    let size = setting.sizes.small;
    let number_width = if count > 1 { size * NUMBER_WIDTH } else { 0.0 };
    let mut piece = Piece::strong(setting.words.say(word, false));
    let short = markdown(&piece.spans);
    piece.spans.extend(Piece::plain(format!(" · {}", setting.words.say(word, true))).spans);
    let long = markdown(&piece.spans);
    let room = area.width - number_width;
    let fits = measure.width(&long, size) <= room;
    page.texts.push(SheetText {
        area: Area { width: room, ..area },
        markdown: if fits { long } else { short },
        size,
        ink: Ink::Primary,
        align: Align::Left,
    });
    let at = Area { x: area.x + room, width: number_width, ..area };
    draw_number((page_number, count), at, Ink::Soft, setting, page);
}

/// Which of several pages it is.
pub(super) fn draw_number(
    (page_number, count): (usize, usize),
    area: Area,
    ink: Ink,
    setting: &Setting<'_>,
    page: &mut Page,
) {
    if count < 2 {
        return;
    }
    let number = format!("{page_number}/{count}");
    page.label = format!("{} ({number})", page.label);
    page.texts.push(SheetText {
        area,
        markdown: markdown(&Piece::strong(number).spans),
        size: setting.sizes.small,
        ink,
        align: Align::Right,
    });
}
