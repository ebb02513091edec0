//! From an entry to its pages: everything that a place of a given size shows of it.

use shared::catalog::TipKind;
use shared::catalog::playlist::{
    Entry, SECONDS_LEAST, SECONDS_MOST, SECONDS_TO_READ, SECONDS_TO_SCAN, reading_seconds, seconds,
};

use super::aside::Aside;
use super::cards;
use super::checklist;
use super::flow::{Measure, Piece, body_pieces};
use super::head::{LOW_LINES, NUMBER_WIDTH, draw_head, draw_number};
use super::notices;
use super::setting::Setting;
use super::sheet::{Area, Ink, Page, PictureSource};
use super::spread::{Look, Said, SpreadPage, spread};
use super::subject::{Place, Subject, TipEntry};
use super::words::Word;

/// The edge around what stands in the tip place, in units.
const EDGE: f32 = 40.0;

/// A narrow place has a narrower edge: so much of its width at most.
const EDGE_SHARE_MAX: f32 = 0.05;

/// The pages of an entry; none when there is nothing that can be shown.
#[must_use]
pub fn pages(
    subject: &Subject,
    place: Place,
    (width, height): (f32, f32),
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Vec<Page> {
    let area = Area::of(width, height);
    if width < 1.0 || height < 1.0 {
        return Vec::new();
    }
    match (subject, place) {
        (Subject::Slide(slide), _) => {
            cards::picture(&PictureSource::File(slide.path.clone()), area, String::new(), setting)
                .into_iter()
                .collect()
        }
        (Subject::Emergency(text), _) => notices::emergency(text, area, setting, measure),
        (Subject::Tip(entry), Place::Strip) => notices::urgent(entry, area, setting, measure),
        (Subject::Tip(entry), Place::Tip | Place::Board) => tip(entry, area, setting, measure),
    }
}

fn tip(
    entry: &TipEntry,
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Vec<Page> {
    let picture = entry.tip.picture.clone().map(PictureSource::Server);
    let shown = picture.filter(|picture| (setting.aspect)(picture).is_some());
    let mut pages = match entry.tip.kind {
        TipKind::Picture => {
            let label = entry.tip.title.get(setting.main).to_owned();
            let found = shown.and_then(|picture| cards::picture(&picture, area, label, setting));
            found.map_or_else(|| text(entry, None, area, setting, measure), |page| vec![page])
        }
        TipKind::Slogan => match cards::slogan(entry, area, setting, measure) {
            Some(page) => vec![page],
            None => text(entry, None, area, setting, measure),
        },
        TipKind::Figures => cards::figures(entry, area, setting, measure).into_iter().collect(),
        TipKind::Advice
        | TipKind::Notice
        | TipKind::Utility
        | TipKind::Checklist
        | TipKind::Urgent => text(entry, shown, area, setting, measure),
    };
    set_seconds(entry, &mut pages);
    pages
}

/// One page stands as long as the entry; of several each as long as its own words need.
fn set_seconds(entry: &TipEntry, pages: &mut [Page]) {
    let own = entry.tip.seconds.map(|seconds| seconds.clamp(SECONDS_LEAST, SECONDS_MOST));
    if let [page] = pages {
        page.seconds = seconds(&Entry {
            index: 0,
            tip: &entry.tip,
            procedure: entry.procedure.as_ref(),
            service: None,
        });
    } else if let Some(own) = own {
        pages.iter_mut().for_each(|page| page.seconds = own);
    }
}

/// A text of any length, with a code or a picture where it has one.
fn text(
    entry: &TipEntry,
    picture: Option<PictureSource>,
    area: Area,
    setting: &Setting<'_>,
    measure: &mut dyn Measure,
) -> Vec<Page> {
    let unit = setting.sizes.unit;
    let inner = area.inside((EDGE * unit).min(area.width * EDGE_SHARE_MAX));
    // A low place has no room for a line over its text.
    let is_low = area.height < setting.sizes.smallest * LOW_LINES;
    let [main, second] = said(entry, is_low, setting);
    let head_height = setting.sizes.small * 1.5;
    let rest = if is_low { inner } else { inner.below(head_height + 14.0 * unit) };
    let (text_area, aside_page) = match Aside::of(entry, picture, setting) {
        Some(aside) => aside.place(rest, is_low, setting, measure),
        None => (rest, Page::default()),
    };
    let look = Look {
        sizes: setting.sizes.text(),
        small: setting.sizes.small,
        second_scale: 0.68,
        gap: 56.0 * unit,
        centered: false,
    };
    let mut spreads = spread(&main, &second, text_area, &look, measure);
    let number_width = setting.sizes.small * NUMBER_WIDTH;
    if is_low && spreads.len() > 1 {
        let narrower = Area { width: text_area.width - number_width, ..text_area };
        spreads = spread(&main, &second, narrower, &look, measure);
    }
    let count = spreads.len();
    let with_code = !aside_page.pictures.is_empty();
    let finish = |(index, found): (usize, SpreadPage)| {
        let mut page = found.page;
        page.pictures.extend(aside_page.pictures.iter().cloned());
        page.texts.extend(aside_page.texts.iter().cloned());
        let least = if with_code { SECONDS_TO_SCAN } else { SECONDS_TO_READ };
        page.seconds = reading_seconds(found.words).max(least);
        let word = setting.words.say(&kind_word(entry.tip.kind), found.second);
        let said = if found.second { &second } else { &main };
        page.label = format!("{word}: {}", said.label());
        (index, page)
    };
    let mut pages: Vec<(usize, Page)> = spreads.into_iter().enumerate().map(finish).collect();
    for (index, page) in &mut pages {
        let number = (*index + 1, count);
        if is_low {
            let x = text_area.x + text_area.width - number_width;
            let at = Area { x, width: number_width, height: head_height, ..text_area };
            draw_number(number, at, Ink::Soft, setting, page);
        } else {
            let head = Area { height: head_height, ..inner };
            draw_head(&kind_word(entry.tip.kind), number, head, setting, measure, page);
        }
    }
    pages.into_iter().map(|(_, page)| page).collect()
}

fn kind_word(kind: TipKind) -> Word {
    match kind {
        TipKind::Advice | TipKind::Slogan | TipKind::Picture => Word::Advice,
        TipKind::Notice => Word::Notice,
        TipKind::Utility => Word::Utility,
        TipKind::Checklist => Word::Checklist,
        TipKind::Figures => Word::Figures,
        TipKind::Urgent => Word::Urgent,
    }
}

/// What an entry says in both languages.
fn said(entry: &TipEntry, is_low: bool, setting: &Setting<'_>) -> [Said; 2] {
    [(setting.main, false), (setting.second, true)].map(|(language, second)| {
        let tip = &entry.tip;
        let (title_ink, body_ink, title_scale) =
            if second { (Ink::Soft, Ink::Soft, 1.1) } else { (Ink::Primary, Ink::Main, 1.22) };
        let mut title = tip.title.get(language).trim();
        if let Some(procedure) = entry.procedure.as_ref().filter(|_| title.is_empty()) {
            title = procedure.name.get(language);
        }
        let mut body = body_pieces(tip.body.get(language));
        if tip.kind == TipKind::Checklist {
            let papers = entry.procedure.iter();
            body.extend(
                papers.flat_map(|it| checklist::pieces(it, language, second, setting.words)),
            );
        }
        // A name and a password are the same in both languages: they stand once, in the larger letters.
        if let Some(wifi) = tip.wifi.as_ref().filter(|_| !second) {
            body.extend(cards::network(wifi, is_low, setting.words));
        }
        for piece in body.iter_mut().filter(|piece| piece.ink == Ink::Main) {
            piece.ink = body_ink;
        }
        let title =
            (!title.is_empty()).then(|| Piece::strong(title).scaled(title_scale).inked(title_ink));
        Said { title, body }
    })
}
