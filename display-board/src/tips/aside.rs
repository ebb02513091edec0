//! What stands beside or below a text: a code with its caption, or a picture.

use super::code;
use super::flow::{Column, Measure, Piece};
use super::setting::Setting;
use super::sheet::{Area, Ink, Page, PictureSource, SheetImage, SheetPicture};
use super::subject::TipEntry;
use super::words::Word;

/// How much a code or a picture beside a text takes at most: of the width, or of the height below it.
const WIDTH_SHARE_MAX: f32 = 0.36;
const HEIGHT_SHARE_MAX: f32 = 0.36;

/// A caption beside a code at the foot takes at most so much of the height.
const CAPTION_HEIGHT_SHARE_MAX: f32 = 0.4;

/// A code is no larger than so many units: what is scanned from 2 m needs no more.
const CODE_SIDE_MAX: f32 = 420.0;

/// At the right of a low place a code takes at most so much of the width, and so much together with its caption.
const LOW_WIDTH_SHARE_MAX: f32 = 0.3;
const WITH_CAPTION_SHARE_MAX: f32 = 0.45;

/// The width of a caption beside its code, in sizes of its letters.
const CAPTION_WIDTH: f32 = 7.5;

/// A code or a picture.
pub(super) struct Aside {
    what: SheetImage,
    /// Width ÷ height.
    aspect: f32,
    caption: Vec<Piece>,
}

impl Aside {
    /// What an entry has beside its text: its picture, the code of its network, or that of its procedure's page.
    pub(super) fn of(
        entry: &TipEntry,
        picture: Option<PictureSource>,
        setting: &Setting<'_>,
    ) -> Option<Self> {
        if let Some(picture) = picture {
            let aspect = (setting.aspect)(&picture)?;
            let what = SheetImage::Picture(picture);
            return Some(Self { what, aspect, caption: Vec::new() });
        }
        let (contents, word) = match (&entry.tip.wifi, &entry.procedure) {
            (Some(wifi), _) => (wifi.join_code(), Word::ScanNetwork),
            (None, Some(procedure)) => {
                (code::procedure_page(setting.public_address, &procedure.id)?, Word::ScanPage)
            }
            (None, None) => return None,
        };
        let caption = [(false, Ink::Main), (true, Ink::Soft)].map(|(second, ink)| {
            let said = Piece::plain(setting.words.say(&word, second)).inked(ink);
            Piece { gap: 0.2, ..said }
        });
        let caption = caption.to_vec();
        Some(Self { what: SheetImage::Code(contents), aspect: 1.0, caption })
    }

    /// Puts it at the right of a wide place or at the foot of a high one; returns what is left for the text. A code
    /// that would be too small to be read is left out.
    pub(super) fn place(
        &self,
        area: Area,
        is_low: bool,
        setting: &Setting<'_>,
        measure: &mut dyn Measure,
    ) -> (Area, Page) {
        let is_wide = area.width > area.height * 1.1;
        let page = match (&self.what, is_wide) {
            (SheetImage::Picture(_), _) => Some(self.picture(area, is_wide)),
            (SheetImage::Code(contents), true) if is_low => {
                self.code_beside(contents, area, true, setting, measure)
            }
            (SheetImage::Code(contents), true) => self.code_above(contents, area, setting, measure),
            (SheetImage::Code(contents), false) => {
                self.code_beside(contents, area, false, setting, measure)
            }
        };
        let Some(page) = page else { return (area, Page::default()) };
        let gap = 40.0 * setting.sizes.unit;
        let areas = || {
            let pictures = page.pictures.iter().map(|picture| picture.area);
            pictures.chain(page.texts.iter().map(|text| text.area))
        };
        let rest = if is_wide {
            let left = areas().map(|taken| taken.x).fold(area.x + area.width, f32::min);
            Area { width: (left - gap - area.x).max(0.0), ..area }
        } else {
            let top = areas().map(|taken| taken.y).fold(area.y + area.height, f32::min);
            Area { height: (top - gap - area.y).max(0.0), ..area }
        };
        (rest, page)
    }

    fn picture(&self, area: Area, is_wide: bool) -> Page {
        let band = if is_wide {
            let width = (area.width * WIDTH_SHARE_MAX).min(area.height * self.aspect);
            Area { x: area.x + area.width - width, width, ..area }
        } else {
            let height = (area.height * HEIGHT_SHARE_MAX).min(area.width / self.aspect);
            Area { y: area.y + area.height - height, height, ..area }
        };
        let picture = SheetPicture { area: band.fit(self.aspect), what: self.what.clone() };
        Page { pictures: vec![picture], ..Page::default() }
    }

    /// A code at the right with its caption under it.
    fn code_above(
        &self,
        contents: &str,
        area: Area,
        setting: &Setting<'_>,
        measure: &mut dyn Measure,
    ) -> Option<Page> {
        let unit = setting.sizes.unit;
        let (size, gap) = (setting.sizes.small, 20.0 * unit);
        let width = (area.width * WIDTH_SHARE_MAX).min(area.height * 0.7).min(CODE_SIDE_MAX * unit);
        let band = Area { x: area.x + area.width - width, width, ..area };
        let centered: Vec<Piece> = self.caption.iter().cloned().map(Piece::centered).collect();
        let column = Column::of(&centered, band.width, size, measure);
        let room = (band.height - column.height - gap).min(band.width);
        let side = code::side(contents, room, setting.scale_factor)?;
        let height = side + gap + column.height;
        let y = band.y + ((band.height - height) * 0.4).max(0.0);
        let x = band.x + (band.width - side) / 2.0;
        let mut page = Page::default();
        let area = Area { x, y, width: side, height: side };
        page.pictures.push(SheetPicture { area, what: self.what.clone() });
        column.draw(Area { y: y + side + gap, ..band }, size, &mut page);
        Some(page)
    }

    /// A code with its caption at its right: at the right end of a low place, or at the foot of a narrow one.
    fn code_beside(
        &self,
        contents: &str,
        area: Area,
        at_right: bool,
        setting: &Setting<'_>,
        measure: &mut dyn Measure,
    ) -> Option<Page> {
        let unit = setting.sizes.unit;
        let (size, gap) = (setting.sizes.small, 20.0 * unit);
        let most = CODE_SIDE_MAX * unit;
        let room = if at_right {
            area.height.min(area.width * LOW_WIDTH_SHARE_MAX)
        } else {
            (area.height * HEIGHT_SHARE_MAX).min(area.width * 0.5)
        };
        let room = room.min(most);
        let side = code::side(contents, room, setting.scale_factor)?;
        let caption_width = if at_right { size * CAPTION_WIDTH } else { area.width - side - gap };
        // Both languages where they are no higher than the code, else the main one; a code without a word is better
        // than no code.
        let foot = if at_right { side } else { side.max(area.height * CAPTION_HEIGHT_SHARE_MAX) };
        let caption =
            [(self.caption.len(), side), (1, foot)].into_iter().find_map(|(count, most)| {
                let column = Column::of(self.caption.get(..count)?, caption_width, size, measure);
                (column.height <= most).then_some(column)
            });
        let has_room =
            !at_right || side + gap + caption_width <= area.width * WITH_CAPTION_SHARE_MAX;
        let caption = caption.filter(|_| has_room);
        let height = caption.as_ref().map_or(side, |column| column.height.max(side));
        let (x, top) = if at_right {
            let width = if caption.is_some() { side + gap + caption_width } else { side };
            (area.x + area.width - width, area.y + (area.height - height) / 2.0)
        } else {
            (area.x, area.y + area.height - height)
        };
        let y = top + (height - side) / 2.0;
        let mut page = Page::default();
        let code = Area { x, y, width: side, height: side };
        page.pictures.push(SheetPicture { area: code, what: self.what.clone() });
        if let Some(column) = caption {
            let (x, y) = (x + side + gap, top + (height - column.height) / 2.0);
            column.draw(Area { x, y, width: caption_width, height }, size, &mut page);
        }
        Some(page)
    }
}
