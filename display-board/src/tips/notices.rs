//! What must not be missed: urgent notices in the strip, and the message that takes the whole board.

use shared::catalog::playlist::{SECONDS_MOST, reading_seconds};
use shared::catalog::tip_text::Span;
use shared::text::Text;

use super::flow::{Measure, Piece, PieceMark, body_pieces};
use super::head::{NUMBER_WIDTH, draw_number};
use super::setting::Setting;
use super::sheet::{Area, Ink, Page};
use super::spread::{Look, Said, spread};
use super::subject::TipEntry;
use super::words::Word;

/// Nobody reads a page of an emergency or an urgent notice in less.
const URGENT_SECONDS_LEAST: u16 = 8;

/// An urgent notice: title and text in one run, for a low and wide place.
pub(super) fn urgent(
    entry: &TipEntry,
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Vec<Page> {
    let [main, second] = [setting.main, setting.second].map(|language| {
        let mut body = body_pieces(entry.tip.body.get(language));
        let title = entry.tip.title.get(language).trim();
        match body.first_mut().filter(|first| first.mark == PieceMark::None) {
            Some(first) if !title.is_empty() => {
                first.spans.splice(0..0, Piece::strong(format!("{title}. ")).spans).for_each(drop);
            }
            _ if !title.is_empty() => body.insert(0, Piece::strong(title)),
            _ => {}
        }
        let inked = body.into_iter().map(|piece| piece.inked(Ink::OnUrgent)).collect();
        Said { title: None, body: inked }
    });
    let look = Look {
        sizes: setting.sizes.text(),
        small: setting.sizes.small,
        second_scale: 0.75,
        gap: 40.0 * setting.sizes.unit,
        centered: true,
    };
    // Room for the number of the page at the right.
    let number_width = setting.sizes.small * NUMBER_WIDTH;
    let text_area = Area { width: area.width - number_width, ..area };
    let spreads = spread(&main, &second, text_area, &look, measure);
    let count = spreads.len();
    let label = setting.words.say(&Word::Urgent, false);
    spreads
        .into_iter()
        .enumerate()
        .map(|(index, found)| {
            let mut page = found.page;
            let said = if found.second { &second } else { &main };
            page.label = format!("{label}: {}", said.label());
            page.seconds = reading_seconds(found.words).max(URGENT_SECONDS_LEAST);
            if let Some(own) = entry.tip.seconds {
                page.seconds = page.seconds.max(own.min(SECONDS_MOST));
            }
            let height = setting.sizes.small * 1.4;
            let (x, y) = (area.x + text_area.width, area.y + area.height - height);
            let at =
                Area { x, y: y.max(0.0), width: number_width, height: height.min(area.height) };
            draw_number((index + 1, count), at, Ink::OnUrgent, setting, &mut page);
            page
        })
        .collect()
}

/// A message that takes the whole board.
pub(super) fn emergency(
    text: &Text,
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Vec<Page> {
    let [main, second] = [setting.main, setting.second].map(|language| {
        let inked = |piece: Piece| {
            let spans = piece.spans.iter().map(|span| Span { strong: true, ..span.clone() });
            Piece { spans: spans.collect(), ..piece.inked(Ink::OnEmergency) }
        };
        Said { title: None, body: body_pieces(text.get(language)).into_iter().map(inked).collect() }
    });
    let look = Look {
        sizes: setting.sizes.alone(),
        small: setting.sizes.smallest,
        second_scale: 0.66,
        gap: 80.0 * setting.sizes.unit,
        centered: true,
    };
    spread(&main, &second, area, &look, measure)
        .into_iter()
        .map(|found| {
            let mut page = found.page;
            let word = setting.words.say(&Word::Emergency, found.second);
            let said = if found.second { &second } else { &main };
            page.label = format!("{word}: {}", said.label());
            page.seconds = reading_seconds(found.words).max(URGENT_SECONDS_LEAST);
            page
        })
        .collect()
}
