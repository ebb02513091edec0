//! How boards show a tip: drawn beside its form, before or after it is saved.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use qrcode::{Color, EcLevel, QrCode};
use shared::catalog::playlist::{self, Entry};
use shared::catalog::tip_text::{self, Block, Mark};
use shared::catalog::{Tip, TipKind};
use shared::protocol::{BoardDay, ErrorCode};
use shared::text::{Language, Text};

use super::entries::{context, position};
use super::faults;
use super::section::Context;
use super::sections::{tip_words, tips};
use super::shell::{HOME, MenuLine, Pairs, enter, frame};
use super::tip_sizes::{self, Fit, Shape};
use super::wrong_words;
use crate::admin::change;
use crate::admin::form::{self, Entered, Fault};
use crate::api::ApiError;
use crate::auth::{Permission, SignedIn};
use crate::language::{fill, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::state::AppState;
use crate::views;

/// White modules around a QR code (ISO/IEC 18004, 9.1).
const QUIET_ZONE: usize = 4;

#[derive(Template)]
#[template(path = "admin/tip_preview.html")]
struct PreviewPage {
    page: Page,
    menu: Vec<MenuLine>,
    title: String,
    back: String,
    /// What is wrong with the tip, so that it cannot be drawn.
    problems: Vec<String>,
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    frames: Vec<FrameView>,
}

/// One board.
struct FrameView {
    shape: &'static str,
    caption: &'static str,
    /// The language that stands large.
    main: &'static str,
    kind: &'static str,
    size: usize,
    /// Whether the languages take turns.
    is_alone: bool,
    texts: Vec<TextView>,
    picture: String,
    /// The path of the dark modules, and how many stand on a side.
    code: Option<(String, usize)>,
    code_caption: &'static str,
}

/// What stands on it in one language.
#[derive(Clone)]
struct TextView {
    language: &'static str,
    title: String,
    blocks: Vec<BlockView>,
    figures: Vec<(String, &'static str)>,
}

#[derive(Clone)]
struct BlockView {
    mark: String,
    spans: Vec<tip_text::Span>,
}

fn may(signed_in: Result<SignedIn, ApiError>, path: &str) -> Result<SignedIn, PageError> {
    enter(signed_in, path, Permission::EditNotices)
}

/// `GET /admin/tips/{key}/preview`.
pub async fn tip_preview_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let back = format!("{HOME}/tips/{key}");
    let who = may(signed_in, &back)?;
    let snapshot = state.snapshot();
    let entries = change::entries(&snapshot.catalog, "tips")?;
    let tip = position(&entries, &key).and_then(|at| snapshot.catalog.tips.get(at));
    let tip = tip.ok_or_else(|| PageError::because(ErrorCode::UnknownPage))?;
    html(StatusCode::OK, &draw(&state, &headers, &who, back, tip, Vec::new()))
}

/// `POST /admin/tips/preview`: what stands in the form; nothing is saved.
pub async fn preview_entered_tip(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let who = may(signed_in, &format!("{HOME}/tips"))?;
    let snapshot = state.snapshot();
    let language = crate::language::of_request(&headers);
    let context = context(&state, language, &snapshot.catalog, true);
    let (tip, problems) = entered_tip(&context, pairs);
    let back = format!("{HOME}/tips");
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html(status, &draw(&state, &headers, &who, back, &tip, problems))
}

/// The tip of a form, with what is wrong with it.
fn entered_tip(context: &Context<'_>, pairs: Pairs) -> (Tip, Vec<String>) {
    let groups = (tips::SECTION.form)(context);
    let mut entered = Entered::new();
    for (name, value) in pairs {
        entered.entry(name).or_default().push(value);
    }
    let blank = serde_json::json!({"kind": "advice"});
    let (mut value, mut faults) = form::read(&groups, &entered, blank);
    (tips::SECTION.finish)(&mut value, &mut faults);
    let tip: Tip = serde_json::from_value(value).unwrap_or_default();
    let known = context.catalog.problems_of_tip(&tip);
    faults.extend(known.iter().map(|problem| faults::of_problem(problem, context.catalog, false)));
    let told = |fault: &Fault| {
        let field = super::named::field(context, "tips", "", &fault.field);
        format!("{field}: {}", wrong_words::sentence(context.language, &fault.what))
    };
    (tip, faults.iter().map(told).collect())
}

fn draw(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    back: String,
    tip: &Tip,
    problems: Vec<String>,
) -> PreviewPage {
    let (page, menu) = frame(state, headers, who, &back);
    let snapshot = state.snapshot();
    let context = context(state, page.language, &snapshot.catalog, false);
    let now = state.now();
    let drawing = Drawing {
        context: &context,
        tip,
        address: state.public_address(headers),
        today: views::today(&snapshot.day, &snapshot.catalog, now),
    };
    let frames = if problems.is_empty() { drawing.frames() } else { Vec::new() };
    PreviewPage {
        title: tip.title.get(page.language).to_owned(),
        facts: facts(&context, tip),
        warnings: warnings(page.language, &frames.iter().map(|(_, fit)| *fit).collect::<Vec<_>>()),
        frames: frames.into_iter().map(|(frame, _)| frame).collect(),
        problems,
        back,
        page,
        menu,
    }
}

fn facts(context: &Context<'_>, tip: &Tip) -> Vec<(&'static str, String)> {
    let language = context.language;
    let procedure = tip.procedure.as_ref().and_then(|id| context.catalog.procedure(id));
    let entry = Entry { index: 0, tip, procedure, service: None };
    let seconds = fill(tr(language, "{count} s"), "count", &playlist::seconds(&entry));
    vec![
        (tr(language, "Kind"), tip_words::kind(language, tip.kind).to_owned()),
        (tr(language, "When and where"), tip_words::when_and_where(context, tip)),
        (tr(language, "Seconds"), seconds),
        (tr(language, "Now"), tip_words::now(context, tip)),
    ]
}

/// What a person who writes for boards should know of the letters.
fn warnings(language: Language, fits: &[Fit]) -> Vec<String> {
    let mut found = Vec::new();
    let pages = fits.iter().map(|fit| fit.pages).max().unwrap_or(1);
    if pages > 1 {
        let text = tr(
            language,
            "This is too long for one page: boards will show it on {count} pages, one after the other. Shorter is read by more people.",
        );
        found.push(fill(text, "count", &pages));
    } else if fits.iter().any(|fit| !fit.has_both) {
        let text = tr(
            language,
            "Both languages do not fit beside each other on every board: there they take turns. Shorter, they would stand together.",
        );
        found.push(text.to_owned());
    } else if fits.iter().any(|fit| fit.is_small()) {
        let text = tr(
            language,
            "The text is so long that its letters get small. Shorter, it would be readable from further away.",
        );
        found.push(text.to_owned());
    }
    found
}

struct Drawing<'a> {
    context: &'a Context<'a>,
    tip: &'a Tip,
    address: String,
    today: BoardDay,
}

impl Drawing<'_> {
    /// Each shape with each language large.
    fn frames(&self) -> Vec<(FrameView, Fit)> {
        let both = [Language::Vi, Language::En];
        let each = Shape::ALL.into_iter().flat_map(|shape| both.map(|main| (shape, main)));
        each.map(|(shape, main)| self.frame(shape, main)).collect()
    }

    fn frame(&self, shape: Shape, main_language: Language) -> (FrameView, Fit) {
        let other = match main_language {
            Language::Vi => Language::En,
            Language::En => Language::Vi,
        };
        let texts = [main_language, other].map(|language| self.text(language));
        let code = self.code();
        let picture = self.tip.picture.as_ref().map_or_else(String::new, ToString::to_string);
        let has_aside = code.is_some() || !picture.is_empty();
        let lines = |text: &TextView| {
            let plain = |block: &BlockView| {
                block.mark.clone() + &block.spans.iter().map(|it| &*it.text).collect::<String>()
            };
            (text.title.clone(), text.blocks.iter().map(plain).collect::<Vec<_>>())
        };
        let (title, blocks) = lines(&texts[0]);
        let fit = match self.tip.kind {
            TipKind::Advice | TipKind::Notice | TipKind::Utility | TipKind::Checklist => {
                tip_sizes::fit(shape, has_aside, &title, &blocks)
            }
            // A large title would push the figures out.
            TipKind::Figures => Fit { size: 3, ..Fit::default() },
            _ => Fit::default(),
        };
        let frame = FrameView {
            shape: shape.name(),
            caption: match shape {
                Shape::Wide => "16:9",
                Shape::Tall => "9:16",
            },
            main: main_language.code(),
            kind: self.tip.kind.name(),
            size: fit.size,
            is_alone: !fit.has_both,
            texts: texts.into(),
            picture,
            code,
            code_caption: match self.tip.wifi {
                Some(_) => tr(main_language, "Scan to join"),
                None => tr(main_language, "Scan for the whole list"),
            },
        };
        (frame, fit)
    }

    fn text(&self, language: Language) -> TextView {
        let of = |text: &Text| text.get(language).to_owned();
        let mut blocks: Vec<BlockView> = match tip_text::blocks(self.tip.body.get(language)) {
            Ok(blocks) => blocks.into_iter().map(BlockView::from).collect(),
            Err(_) => Vec::new(),
        };
        if self.tip.kind == TipKind::Checklist {
            blocks.extend(self.documents(language));
        }
        if let Some(wifi) = &self.tip.wifi {
            blocks.push(line(tr(language, "Network:"), &wifi.name));
            match wifi.password.is_empty() {
                true => blocks.push(line("", tr(language, "No password"))),
                false => blocks.push(line(tr(language, "Password:"), &wifi.password)),
            }
        }
        let figures = match self.tip.kind {
            TipKind::Figures => self.figures(language),
            _ => Vec::new(),
        };
        TextView { language: language.code(), title: of(&self.tip.title), blocks, figures }
    }

    fn documents(&self, language: Language) -> Vec<BlockView> {
        let procedure =
            self.tip.procedure.as_ref().and_then(|id| self.context.catalog.procedure(id));
        let documents = procedure.into_iter().flat_map(|procedure| &procedure.documents);
        let view = |document: &shared::catalog::Document| {
            let mark = if document.only_some { "◇" } else { "☐" };
            let text = document.name.get(language).to_owned();
            BlockView {
                mark: mark.to_owned(),
                spans: vec![tip_text::Span { text, strong: false, soft: document.only_some }],
            }
        };
        documents.map(view).collect()
    }

    fn figures(&self, language: Language) -> Vec<(String, &'static str)> {
        let mean = self.today.wait_minutes_mean;
        vec![
            (self.today.served.to_string(), tr(language, "served today")),
            (self.today.waiting.to_string(), tr(language, "waiting now")),
            (
                mean.map_or_else(|| "–".to_owned(), |it| it.to_string()),
                tr(language, "minutes of waiting on average"),
            ),
        ]
    }

    fn code(&self) -> Option<(String, usize)> {
        let says = match (&self.tip.wifi, &self.tip.procedure) {
            (Some(wifi), _) => wifi.join_code(),
            (None, Some(procedure)) => format!("{}/p/{procedure}", self.address),
            (None, None) => return None,
        };
        let code = QrCode::with_error_correction_level(says, EcLevel::M).ok()?;
        let modules = (0..code.width()).flat_map(|y| (0..code.width()).map(move |x| (x, y)));
        let dark = modules.filter(|place| code[*place] == Color::Dark);
        let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE));
        Some((path.collect(), code.width() + 2 * QUIET_ZONE))
    }
}

impl From<Block> for BlockView {
    fn from(block: Block) -> Self {
        let mark = match block.mark {
            Mark::Paragraph => String::new(),
            Mark::Point => "•".to_owned(),
            Mark::Number(number) => format!("{number}."),
        };
        Self { mark, spans: block.spans }
    }
}

/// A word and what it names, in bold.
fn line(word: &str, named: &str) -> BlockView {
    let span = |text: String, strong| tip_text::Span { text, strong, soft: false };
    BlockView {
        mark: String::new(),
        spans: vec![span(format!("{word} "), false), span(named.to_owned(), true)],
    }
}
