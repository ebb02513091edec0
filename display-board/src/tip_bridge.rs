//! Puts tips, urgent notices and emergencies into the window: measures words, keeps pictures, sets pages.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use shared::catalog::TipKind;
use shared::ids::ZoneId;
use shared::protocol::{BoardDay, BoardView, CatalogView};
use slint::{ComponentHandle, Image, ModelRc, Rgb8Pixel, SharedPixelBuffer, StyledText, VecModel};
use tokio::sync::mpsc;

use crate::clock::Moment;
use crate::options::{BoardLanguage, Size};
use crate::screens::{
    BoardWindow, Sheet, SheetAlign, SheetInk, SheetPicture, SheetShape, SheetShapeKind, SheetText,
    TipWords, Tips,
};
use crate::tips::code;
use crate::tips::compose;
use crate::tips::flow::Measure;
use crate::tips::pictures::{Found, Pixels, Wanted};
use crate::tips::program::{Input, Pager, Prepared, Program, ShownPage, TipShow};
use crate::tips::setting::Setting;
use crate::tips::sheet::{self, Align, Ink, Page, PictureSource, ShapeKind, SheetImage};
use crate::tips::sizes::Sizes;
use crate::tips::slides::Slide;
use crate::tips::subject::{Place, Subject};
use crate::tips::words::{Word, Words};

/// So many pictures are kept: the one that is shown and the one that comes next.
const PICTURES_KEPT_MAX: usize = 2;

/// A picture that failed is asked for again after so long.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// Everything of the tips that lives on the event loop.
pub struct TipBridge {
    program: RefCell<Program>,
    stage: Rc<RefCell<Stage>>,
}

/// What the program's pages are made with.
struct Stage {
    window: slint::Weak<BoardWindow>,
    language: BoardLanguage,
    panel: Option<Size>,
    wanted: Option<mpsc::Sender<Wanted>>,
    places: BTreeMap<u8, (f32, f32)>,
    pictures: Vec<(PictureSource, Image)>,
    asked: BTreeSet<PictureSource>,
    failed: BTreeMap<PictureSource, Duration>,
    slides: Vec<Slide>,
    made: BTreeMap<u8, Made>,
    today: BoardDay,
    public_address: String,
    now: Duration,
}

/// The pages of one thing at one place.
struct Made {
    key: MadeKey,
    pages: Vec<Page>,
    /// Which page stands in the window.
    shown: Option<usize>,
}

/// Everything that pages depend on.
#[derive(Clone, PartialEq)]
struct MadeKey {
    subject: Subject,
    size: (f32, f32),
    sizes: Sizes,
    scale_factor: f32,
    public_address: String,
    today: Option<BoardDay>,
    picture: bool,
}

impl TipBridge {
    /// The tips of a window. `wanted`: who fetches pictures; without one there are none.
    #[must_use]
    pub fn new(
        window: &BoardWindow,
        language: BoardLanguage,
        panel: Option<Size>,
        zone: Option<ZoneId>,
        wanted: Option<mpsc::Sender<Wanted>>,
    ) -> Self {
        let stage = Rc::new(RefCell::new(Stage {
            window: window.as_weak(),
            language,
            panel,
            wanted,
            places: BTreeMap::new(),
            pictures: Vec::new(),
            asked: BTreeSet::new(),
            failed: BTreeMap::new(),
            slides: Vec::new(),
            made: BTreeMap::new(),
            today: BoardDay::default(),
            public_address: String::new(),
            now: Duration::ZERO,
        }));
        Self { program: RefCell::new(Program::new(zone)), stage }
    }

    /// Calls `resized` whenever a place has got another size: then everything is to be shown again.
    pub fn on_resized(&self, window: &BoardWindow, resized: impl Fn() + 'static) {
        window.global::<Tips>().on_resized(resized);
    }

    /// Takes in what came of a request for a picture.
    pub fn receive(&self, found: Found) {
        let mut stage = self.stage.borrow_mut();
        match found {
            Found::Picture(source, pixels) => stage.keep_picture(source, pixels),
            Found::Slides(slides) => {
                // A file may have another picture under the same name.
                stage.pictures.retain(|(source, _)| matches!(source, PictureSource::Server(_)));
                stage.failed.retain(|source, _| matches!(source, PictureSource::Server(_)));
                stage.slides = slides;
            }
        }
    }

    /// Shows what is on at this moment, touching only what differs from what stands there.
    pub fn show(
        &self,
        window: &BoardWindow,
        catalog: Option<&CatalogView>,
        view: Option<&BoardView>,
        at: Moment,
    ) -> TipShow {
        let mut stage = self.stage.borrow_mut();
        stage.now = at.uptime;
        stage.measure_places(window);
        if let Some(view) = view {
            stage.today = view.today.clone();
        }
        if let Some(catalog) = catalog {
            stage.public_address.clone_from(&catalog.public_address);
        }
        let slides = stage.slides.clone();
        let input = Input { catalog, view, slides: &slides };
        let show = self.program.borrow_mut().show(input, at, &mut *stage);
        stage.put(window, Place::Tip, show.tip.as_ref());
        stage.put(window, Place::Strip, show.urgent.as_ref());
        stage.put(window, Place::Board, show.emergency.as_ref());
        show
    }
}

impl Stage {
    /// Reads how large the places are; one that was never there has no size.
    fn measure_places(&mut self, window: &BoardWindow) {
        let tips = window.global::<Tips>();
        let sizes = [
            (Place::Tip, tips.get_tip_width(), tips.get_tip_height()),
            (Place::Strip, tips.get_urgent_width(), tips.get_urgent_height()),
            (Place::Board, tips.get_emergency_width(), tips.get_emergency_height()),
        ];
        for (place, width, height) in sizes.into_iter().filter(|(_, width, _)| *width > 0.0) {
            let _ = self.places.insert(number(place), (width, height));
        }
    }

    fn keep_picture(&mut self, source: PictureSource, pixels: Option<Pixels>) {
        let _ = self.asked.remove(&source);
        let Some(pixels) = pixels else {
            let _ = self.failed.insert(source, self.now);
            return;
        };
        self.pictures.retain(|(kept, _)| *kept != source);
        self.pictures.push((source, Image::from_rgb8(pixels)));
        if self.pictures.len() > PICTURES_KEPT_MAX {
            drop(self.pictures.remove(0));
        }
    }

    fn picture(&self, source: &PictureSource) -> Option<&Image> {
        self.pictures.iter().find(|(kept, _)| kept == source).map(|(_, image)| image)
    }

    /// Asks for a picture; false when there is none to wait for.
    fn ask(&mut self, source: &PictureSource) -> bool {
        if self.failed.get(source).is_some_and(|at| self.now < *at + RETRY_AFTER) {
            return false;
        }
        if self.asked.contains(source) {
            return true;
        }
        let (Some(wanted), Some((width, height))) =
            (&self.wanted, self.places.get(&number(Place::Tip)))
        else {
            return false;
        };
        let _ = self.failed.remove(source);
        let scale = self.scale_factor();
        let request = Wanted {
            source: source.clone(),
            width_max: pixels(width * scale),
            height_max: pixels(height * scale),
        };
        let is_asked = wanted.try_send(request).is_ok();
        if is_asked {
            let _ = self.asked.insert(source.clone());
        }
        is_asked
    }

    fn scale_factor(&self) -> f32 {
        self.window.upgrade().map_or(1.0, |window| window.window().scale_factor())
    }

    fn key(&self, window: &BoardWindow, subject: &Subject, place: Place) -> Option<MadeKey> {
        let size = *self.places.get(&number(place))?;
        let scale_factor = window.window().scale_factor();
        let whole = window.window().size().to_logical(scale_factor);
        let shows_figures =
            matches!(subject, Subject::Tip(entry) if entry.tip.kind == TipKind::Figures);
        let picture = source_of(subject).is_some_and(|source| self.picture(&source).is_some());
        Some(MadeKey {
            subject: subject.clone(),
            size,
            sizes: Sizes::of(whole.width, whole.height, self.panel),
            scale_factor,
            public_address: self.public_address.clone(),
            today: shows_figures.then(|| self.today.clone()),
            picture,
        })
    }

    fn compose(&self, window: &BoardWindow, key: &MadeKey, place: Place) -> Vec<Page> {
        let aspect = |source: &PictureSource| {
            let size = self.picture(source)?.size();
            #[expect(clippy::cast_precision_loss, reason = "at most some thousand pixels")]
            let aspect = size.width as f32 / size.height.max(1) as f32;
            Some(aspect)
        };
        let setting = Setting {
            main: self.language.main(),
            second: self.language.second(),
            sizes: key.sizes,
            scale_factor: key.scale_factor,
            public_address: &key.public_address,
            today: &self.today,
            words: &WindowWords(window),
            aspect: &aspect,
        };
        compose::pages(&key.subject, place, key.size, &setting, &mut WindowMeasure(window))
    }

    /// Sets a page, unless it stands there already.
    fn put(&mut self, window: &BoardWindow, place: Place, shown: Option<&ShownPage>) {
        let tips = window.global::<Tips>();
        let set_there = |there: bool| match place {
            Place::Tip => tips.set_has_tip(there),
            Place::Strip => tips.set_is_urgent(there),
            Place::Board => tips.set_is_emergency(there),
        };
        let set = |sheet: Sheet| match place {
            Place::Tip => tips.set_tip(sheet),
            Place::Strip => tips.set_urgent(sheet),
            Place::Board => tips.set_emergency(sheet),
        };
        let made = self.made.get(&number(place)).zip(shown);
        let page =
            made.and_then(|(made, shown)| Some((made, shown.page, made.pages.get(shown.page)?)));
        let Some((made, index, page)) = page else {
            set_there(false);
            set(Sheet::default());
            let _ = self.made.remove(&number(place));
            return;
        };
        if made.shown != Some(index) {
            set(self.sheet(page, made.key.scale_factor));
            set_there(true);
            if let Some(made) = self.made.get_mut(&number(place)) {
                made.shown = Some(index);
            }
        }
    }

    fn sheet(&self, page: &Page, scale_factor: f32) -> Sheet {
        let texts = page.texts.iter().map(sheet_text).collect::<Vec<_>>();
        let shapes = page.shapes.iter().map(sheet_shape).collect::<Vec<_>>();
        let snap = |n: f32| (n * scale_factor).round() / scale_factor;
        let pictures: Vec<SheetPicture> = page
            .pictures
            .iter()
            .filter_map(|picture| {
                let (image, code) = match &picture.what {
                    SheetImage::Picture(source) => (self.picture(source)?.clone(), false),
                    SheetImage::Code(contents) => (code_image(contents)?, true),
                };
                let sheet::Area { x, y, width, height } = picture.area;
                // A code's modules are whole pixels only where its corner is one.
                let (x, y) = (snap(x), snap(y));
                Some(SheetPicture { x, y, width, height, picture: image, code })
            })
            .collect();
        let picture_alone = texts.is_empty() && pictures.iter().any(|picture| !picture.code);
        Sheet {
            texts: model(texts),
            pictures: model(pictures),
            shapes: model(shapes),
            label: page.label.as_str().into(),
            picture_alone,
        }
    }
}

impl Pager for Stage {
    fn prepare(&mut self, subject: &Subject, place: Place, patient: bool) -> Prepared {
        let nothing = Prepared::Pages(Vec::new());
        let Some(window) = self.window.upgrade() else { return nothing };
        let Some(key) = self.key(&window, subject, place) else { return nothing };
        let seconds =
            |pages: &[Page]| Prepared::Pages(pages.iter().map(|page| page.seconds).collect());
        if let Some(made) = self.made.get(&number(place)) {
            // What is shown keeps its picture, although the store may have let it go.
            let alike = MadeKey { picture: made.key.picture || key.picture, ..key.clone() };
            if made.key == alike {
                return seconds(&made.pages);
            }
        }
        if place == Place::Tip
            && let Some(source) = source_of(subject)
            && self.picture(&source).is_none()
            && self.ask(&source)
            && patient
        {
            return Prepared::Waiting;
        }
        let pages = self.compose(&window, &key, place);
        let prepared = seconds(&pages);
        if !pages.is_empty() {
            let _ = self.made.insert(number(place), Made { key, pages, shown: None });
        }
        prepared
    }

    fn expect(&mut self, subject: &Subject) {
        if let Some(source) = source_of(subject).filter(|source| self.picture(source).is_none()) {
            let _ = self.ask(&source);
        }
    }
}

/// Words as the window's language has them.
struct WindowWords<'a>(&'a BoardWindow);

impl Words for WindowWords<'_> {
    fn say(&self, word: &Word, second: bool) -> String {
        let words = self.0.global::<TipWords>();
        let said = match word {
            Word::Advice => words.invoke_advice(second),
            Word::Notice => words.invoke_notice(second),
            Word::Utility => words.invoke_utility(second),
            Word::Checklist => words.invoke_checklist(second),
            Word::Figures => words.invoke_figures(second),
            Word::Urgent => words.invoke_urgent(second),
            Word::Emergency => words.invoke_emergency(second),
            Word::OnlySome => words.invoke_only_some(second),
            Word::ScanPage => words.invoke_scan_page(second),
            Word::ScanNetwork => words.invoke_scan_network(second),
            Word::Network => words.invoke_network(second),
            Word::Password => words.invoke_password(second),
            Word::NoPassword => words.invoke_no_password(second),
            Word::Served => words.invoke_served(second),
            Word::Waiting => words.invoke_waiting(second),
            Word::MeanWait => words.invoke_mean_wait(second),
            Word::Minutes(minutes) => {
                words.invoke_minutes(i32::try_from(*minutes).unwrap_or(i32::MAX), second)
            }
            Word::Fee => words.invoke_fee(second),
            Word::Time => words.invoke_time(second),
            Word::Free => words.invoke_free(second),
            Word::OnlineFee(amount) => words.invoke_online_fee(amount.into(), second),
            Word::ByPage(amount) => words.invoke_by_page(amount.into(), second),
            Word::ByPageMore(later, most) => {
                words.invoke_by_page_more(later.into(), most.into(), second)
            }
            Word::SameDay => words.invoke_same_day(second),
            Word::WorkingDays(from, to) => {
                words.invoke_working_days(i32::from(*from), i32::from(*to), second)
            }
            Word::Days(from, to) => words.invoke_days(i32::from(*from), i32::from(*to), second),
        };
        said.into()
    }
}

/// Measures as the window draws.
struct WindowMeasure<'a>(&'a BoardWindow);

impl Measure for WindowMeasure<'_> {
    fn height(&mut self, markdown: &str, width: f32, size: f32) -> f32 {
        self.0.invoke_measure_height(styled(markdown), width, size)
    }

    fn width(&mut self, markdown: &str, size: f32) -> f32 {
        self.0.invoke_measure_width(styled(markdown), size)
    }
}

/// The picture that something needs.
fn source_of(subject: &Subject) -> Option<PictureSource> {
    match subject {
        Subject::Tip(entry) => entry.tip.picture.clone().map(PictureSource::Server),
        Subject::Slide(slide) => Some(PictureSource::File(slide.path.clone())),
        Subject::Emergency(_) => None,
    }
}

fn number(place: Place) -> u8 {
    match place {
        Place::Tip => 0,
        Place::Strip => 1,
        Place::Board => 2,
    }
}

fn pixels(length: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place is between nothing and some thousand pixels"
    )]
    let pixels = length.clamp(1.0, 20_000.0) as u32;
    pixels
}

fn styled(markdown: &str) -> StyledText {
    StyledText::from_markdown(markdown).unwrap_or_else(|_| StyledText::from_plain_text(markdown))
}

fn sheet_text(text: &sheet::SheetText) -> SheetText {
    let sheet::Area { x, y, width, height } = text.area;
    SheetText {
        x,
        y,
        width,
        height,
        size: text.size,
        text: styled(&text.markdown),
        ink: match text.ink {
            Ink::Main => SheetInk::Main,
            Ink::Soft => SheetInk::Soft,
            Ink::Primary => SheetInk::Primary,
            Ink::OnUrgent => SheetInk::OnUrgent,
            Ink::OnEmergency => SheetInk::OnEmergency,
        },
        align: match text.align {
            Align::Left => SheetAlign::Left,
            Align::Center => SheetAlign::Center,
            Align::Right => SheetAlign::Right,
        },
    }
}

fn sheet_shape(shape: &sheet::SheetShape) -> SheetShape {
    let sheet::Area { x, y, width, height } = shape.area;
    let kind = match shape.kind {
        ShapeKind::Line => SheetShapeKind::Line,
        ShapeKind::Square => SheetShapeKind::Square,
        ShapeKind::Circle => SheetShapeKind::Circle,
        ShapeKind::Dot => SheetShapeKind::Dot,
    };
    SheetShape { x, y, width, height, kind }
}

fn model<T: Clone + 'static>(rows: Vec<T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(rows))
}

/// A code as a picture of one pixel a module, which the window draws larger without smoothing.
fn code_image(contents: &str) -> Option<Image> {
    let modules = code::modules(contents)?;
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(modules.side, modules.side);
    for (pixel, dark) in pixels.make_mut_slice().iter_mut().zip(modules.dark) {
        let shade = if dark { 0 } else { 255 };
        *pixel = Rgb8Pixel::new(shade, shade, shade);
    }
    Some(Image::from_rgb8(pixels))
}
