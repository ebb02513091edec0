//! Entries that are more than running text: a slogan, the figures of the day, a picture, a wireless network.

use shared::catalog::Wifi;
use shared::text::Language;

use super::flow::{Column, Measure, Piece, body_pieces, words_fit};
use super::head::{LOW_LINES, draw_head};
use super::setting::Setting;
use super::sheet::{
    Area, Ink, Page, PictureSource, ShapeKind, SheetImage, SheetPicture, SheetShape,
};
use super::subject::TipEntry;
use super::words::{Word, Words};

/// A picture over the whole place: its shape kept, nothing of it cut off.
pub(super) fn picture(
    source: &PictureSource,
    area: Area,
    label: String,
    setting: &Setting<'_>,
) -> Option<Page> {
    let aspect = (setting.aspect)(source)?;
    let what = SheetImage::Picture(source.clone());
    Some(Page {
        pictures: vec![SheetPicture { area: area.fit(aspect), what }],
        label,
        seconds: super::slides::SLIDE_SECONDS,
        ..Page::default()
    })
}

/// A line that stands large and alone, the other language under it; none when it is too long for that.
pub(super) fn slogan(
    entry: &TipEntry,
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Option<Page> {
    let inner = area.inside(64.0 * setting.sizes.unit);
    let lines = |language: Language, inks: (Ink, Ink), scale: f32| {
        let title = entry.tip.title.get(language).trim();
        let mut pieces: Vec<Piece> = Vec::new();
        if !title.is_empty() {
            pieces.push(Piece::strong(title).inked(inks.0).scaled(scale).centered());
        }
        let body = body_pieces(entry.tip.body.get(language)).into_iter();
        pieces.extend(body.map(|piece| piece.inked(inks.1).scaled(scale * 0.5).centered()));
        pieces
    };
    let mut pieces = lines(setting.main, (Ink::Primary, Ink::Main), 1.0);
    let mut second = lines(setting.second, (Ink::Soft, Ink::Soft), 0.5);
    if let Some(first) = second.first_mut() {
        first.gap = 0.6;
    }
    pieces.append(&mut second);
    for size in setting.sizes.alone() {
        let is_small = pieces.iter().any(|piece| piece.scale * size < setting.sizes.small);
        if is_small || !words_fit(&pieces, inner.width, size, measure) {
            continue;
        }
        let column = Column::of(&pieces, inner.width, size, measure);
        if column.height <= inner.height {
            let mut page = Page::default();
            let y = inner.y + (inner.height - column.height) / 2.0;
            column.draw(Area { y, ..inner }, size, &mut page);
            page.label = entry.tip.title.get(setting.main).to_owned();
            return Some(page);
        }
    }
    None
}

/// The name and the password of a wireless network: large, or in a low place one line each.
pub(super) fn network(wifi: &Wifi, is_low: bool, words: &dyn Words) -> Vec<Piece> {
    let both = |word: &Word| format!("{} · {}", words.say(word, false), words.say(word, true));
    let caption = |word: &Word| Piece::plain(both(word)).scaled(0.75).inked(Ink::Soft);
    let named = |word: &Word, value: &str| {
        if is_low {
            let mut line = Piece::plain(format!("{}: ", words.say(word, false)));
            line.spans.extend(Piece::strong(value).spans);
            return vec![Piece { gap: 0.1, ..line }];
        }
        let value = Piece::strong(value).scaled(1.3).inked(Ink::Main);
        vec![caption(word), Piece { gap: 0.0, ..value }]
    };
    let mut pieces = named(&Word::Network, &wifi.name);
    if wifi.password.is_empty() {
        pieces.push(caption(&Word::NoPassword));
    } else {
        pieces.extend(named(&Word::Password, &wifi.password));
    }
    pieces
}

/// The figures of the day: beside each other in a wide place, one below the other in a high one.
pub(super) fn figures(
    entry: &TipEntry,
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Option<Page> {
    let today = setting.today;
    let mut figures =
        vec![(today.served.to_string(), Word::Served), (today.waiting.to_string(), Word::Waiting)];
    if let Some(minutes) = today.wait_minutes_mean {
        figures.push((setting.words.say(&Word::Minutes(minutes), false), Word::MeanWait));
    }
    let unit = setting.sizes.unit;
    let inner = area.inside(40.0 * unit);
    let head = Area { height: setting.sizes.small * 1.5, ..inner };
    let mut page = Page::default();
    let said: Vec<String> = figures
        .iter()
        .map(|(value, word)| format!("{}: {value}", setting.words.say(word, false)))
        .collect();
    page.label = format!("{}. {}", setting.words.say(&Word::Figures, false), said.join(". "));
    let is_low = area.height < setting.sizes.smallest * LOW_LINES;
    let mut rest = inner;
    if !is_low {
        draw_head(&Word::Figures, (1, 1), head, setting, measure, &mut page);
        rest = inner.below(head.height + 14.0 * unit);
    }
    let title = entry.tip.title.get(setting.main).trim();
    if !title.is_empty() && !is_low {
        let title = Piece::strong(title).inked(Ink::Primary);
        let column = Column::of(&[title], rest.width, setting.sizes.smallest * 1.2, measure);
        if column.height < rest.height * 0.3 {
            column.draw(rest, setting.sizes.smallest * 1.2, &mut page);
            rest = rest.below(column.height + 20.0 * unit);
        }
    }
    let cells = cells(rest, figures.len(), 40.0 * unit);
    let columns = figure_columns(&figures, cells.first()?, setting, measure)?;
    for (index, (cell, (column, size))) in cells.iter().zip(columns).enumerate() {
        let y = cell.y + (cell.height - column.height) / 2.0;
        column.draw(Area { y, ..*cell }, size, &mut page);
        if index > 0 {
            let gap = 20.0 * unit;
            let line = if rest.width > rest.height {
                Area { x: cell.x - gap, width: 0.0, ..*cell }
            } else {
                Area { y: cell.y - gap, height: 0.0, ..*cell }
            };
            page.shapes.push(SheetShape { area: line, kind: ShapeKind::Line });
        }
    }
    Some(page)
}

/// All figures in the largest size at which each of them fits its cell.
fn figure_columns(
    figures: &[(String, Word)],
    cell: &Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Option<Vec<(Column, f32)>> {
    let small = setting.sizes.small;
    [4.4_f32, 3.8, 3.2, 2.6, 2.0, 1.7, 1.5, 1.35, 1.2, 1.0].iter().find_map(|times| {
        let size = setting.sizes.smallest;
        let columns: Vec<(Column, f32)> = figures
            .iter()
            .map(|(value, word)| {
                let say = |second| setting.words.say(word, second);
                let value = Piece::strong(value.as_str()).scaled(*times).inked(Ink::Primary);
                let name = Piece { gap: 0.0, ..Piece::strong(say(false)) };
                let other = Piece { gap: 0.0, ..Piece::plain(say(true)) };
                let pieces = [
                    value.centered(),
                    name.centered(),
                    other.scaled(small / size).inked(Ink::Soft).centered(),
                ];
                let fits = words_fit(&pieces, cell.width, size, measure)
                    && measure.width(&super::flow::markdown(&pieces[0].spans), size * times)
                        <= cell.width;
                fits.then(|| Column::of(&pieces, cell.width, size, measure))
                    .filter(|column| column.height <= cell.height)
                    .map(|column| (column, size))
            })
            .collect::<Option<_>>()?;
        Some(columns)
    })
}

/// So many equal cells with a distance between them.
fn cells(area: Area, count: usize, gap: f32) -> Vec<Area> {
    #[expect(clippy::cast_precision_loss, reason = "two or three")]
    let number = count as f32;
    (0..count)
        .map(|index| {
            #[expect(clippy::cast_precision_loss, reason = "two or three")]
            let place = index as f32;
            if area.width > area.height {
                let width = (area.width - gap * (number - 1.0)) / number;
                Area { x: area.x + place * (width + gap), width, ..area }
            } else {
                let height = (area.height - gap * (number - 1.0)) / number;
                Area { y: area.y + place * (height + gap), height, ..area }
            }
        })
        .collect()
}
