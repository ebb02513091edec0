//! Running text: pieces one below the other, at a size at which they fit, over as many pages as they need.

use shared::catalog::tip_text::{self, Block, Mark, Span};

use super::sheet::{Align, Area, Ink, ShapeKind, SheetShape, SheetText};

/// Tells how much room words take, as the screen will draw them.
pub trait Measure {
    /// The height of a text that wraps at a width.
    fn height(&mut self, markdown: &str, width: f32, size: f32) -> f32;
    /// The width of a text on one line.
    fn width(&mut self, markdown: &str, size: f32) -> f32;
}

/// A piece of text that begins on a line of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its words.
    pub spans: Vec<Span>,
    /// What stands before it.
    pub mark: PieceMark,
    /// Its letters, in sizes of the running text.
    pub scale: f32,
    /// Their colour.
    pub ink: Ink,
    /// The room above it, in sizes of the running text; none at the top of a page.
    pub gap: f32,
    /// To which side.
    pub align: Align,
}

/// What stands before a [`Piece`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PieceMark {
    /// Nothing.
    #[default]
    None,
    /// Nothing, but it stands under the words of the point before it.
    Under,
    /// A dot.
    Dot,
    /// A number.
    Number(u64),
    /// A square to tick.
    Square,
    /// A circle: only for some.
    Circle,
}

/// How far the words of a point stand from the left, in sizes of the running text.
const INDENT: f32 = 0.95;

/// Room above a paragraph, and above a point, in sizes of the running text.
const PARAGRAPH_GAP: f32 = 0.5;
const POINT_GAP: f32 = 0.28;

/// A point that is higher than this share of a page may go over to the next one.
const WHOLE_SHARE_MAX: f32 = 0.5;

/// Height of a line in letter sizes: the ascent and descent of Noto Sans.
const LINE: f32 = 1.362;

impl Piece {
    /// Plain words.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::of(vec![Span { text: text.into(), strong: false, soft: false }])
    }

    /// Bold words.
    #[must_use]
    pub fn strong(text: impl Into<String>) -> Self {
        Self::of(vec![Span { text: text.into(), strong: true, soft: false }])
    }

    fn of(spans: Vec<Span>) -> Self {
        Self {
            spans,
            mark: PieceMark::None,
            scale: 1.0,
            ink: Ink::Main,
            gap: PARAGRAPH_GAP,
            align: Align::Left,
        }
    }

    /// The same with another size, in sizes of the running text.
    #[must_use]
    pub fn scaled(self, scale: f32) -> Self {
        Self { scale, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn inked(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// The same behind a mark.
    #[must_use]
    pub fn marked(self, mark: PieceMark) -> Self {
        Self { mark, gap: if mark == PieceMark::Under { 0.0 } else { POINT_GAP }, ..self }
    }

    /// The same with its lines in the middle.
    #[must_use]
    pub fn centered(self) -> Self {
        Self { align: Align::Center, ..self }
    }

    fn indent(&self) -> f32 {
        if self.mark == PieceMark::None { 0.0 } else { INDENT }
    }

    /// Its words without their looks.
    #[must_use]
    pub fn words(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// The pieces of a text's blocks; a line break that its author made begins a piece of its own.
#[must_use]
pub fn pieces(blocks: &[Block]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for block in blocks {
        let (mark, under) = match block.mark {
            Mark::Paragraph => (PieceMark::None, PieceMark::None),
            Mark::Point => (PieceMark::Dot, PieceMark::Under),
            Mark::Number(number) => (PieceMark::Number(number), PieceMark::Under),
        };
        for (index, spans) in lines(&block.spans).into_iter().enumerate() {
            let piece = Piece::of(spans);
            pieces.push(match (index, mark) {
                (0, PieceMark::None) => piece,
                (0, mark) => piece.marked(mark),
                _ => Piece { gap: 0.0, mark: under, ..piece },
            });
        }
    }
    pieces
}

/// The spans of each line.
fn lines(spans: &[Span]) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    for span in spans {
        for (index, text) in span.text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !text.is_empty()) {
                line.push(Span { text: text.to_owned(), ..*span });
            }
        }
    }
    lines.retain(|line| line.iter().any(|span| !span.text.trim().is_empty()));
    lines
}

/// Words as Markdown that shows them as they are; bold is the only mark. Italics are left out: the boards' font
/// has none, and slanted Vietnamese tone marks are hard to read from far.
#[must_use]
pub fn markdown(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        let words = span.text.trim();
        if !span.strong || words.is_empty() {
            text += &escaped(&span.text);
            continue;
        }
        let start = span.text.len() - span.text.trim_start().len();
        text += &span.text[..start];
        // A mark between a letter and a sign closes nothing (CommonMark 0.31, 6.2); a word joiner is neither.
        let joined = |sign: Option<char>| {
            if sign.is_none_or(char::is_alphanumeric) { "" } else { "\u{2060}" }
        };
        let (before, after) = (joined(words.chars().next()), joined(words.chars().last()));
        text += &format!("**{before}{}{after}**", escaped(words));
        text += &span.text[start + words.len()..];
    }
    text.trim().to_owned()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            // Slint puts its own texts in this sign's place.
            '\u{e541}' => continue,
            sign if sign.is_ascii_punctuation() => escaped.push('\\'),
            _ => {}
        }
        escaped.push(if sign.is_control() { ' ' } else { sign });
    }
    escaped
}

/// A piece at its place within a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    piece: Piece,
    y: f32,
    height: f32,
}

/// The pieces of one page, and the height that they take.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    placed: Vec<Placed>,
    /// The height of all of it.
    pub height: f32,
}

impl Column {
    /// All pieces in a column of this width, however high.
    #[must_use]
    pub fn of(pieces: &[Piece], width: f32, size: f32, measure: &mut dyn Measure) -> Self {
        let mut column = Self::default();
        for piece in pieces {
            let height = height(piece, width, size, measure);
            column.put(piece.clone(), height, size);
        }
        column
    }

    fn put(&mut self, piece: Piece, height: f32, size: f32) {
        let y = self.top(&piece, size);
        self.height = y + height;
        self.placed.push(Placed { piece, y, height });
    }

    fn top(&self, piece: &Piece, size: f32) -> f32 {
        if self.placed.is_empty() { 0.0 } else { self.height + piece.gap * size }
    }

    /// How many words it has.
    #[must_use]
    pub fn words(&self) -> usize {
        let words = |placed: &Placed| shared::catalog::playlist::words_of(&placed.piece.words());
        self.placed.iter().map(words).sum()
    }

    /// Draws it with its upper left corner at a point.
    pub fn draw(&self, at: Area, size: f32, page: &mut super::sheet::Page) {
        for Placed { piece, y, height } in &self.placed {
            let indent = piece.indent() * size;
            let letters = piece.scale * size;
            page.texts.push(SheetText {
                area: Area {
                    x: at.x + indent,
                    y: at.y + y,
                    width: at.width - indent,
                    height: *height,
                },
                markdown: markdown(&piece.spans),
                size: letters,
                ink: piece.ink,
                align: piece.align,
            });
            let line = Area { x: at.x, y: at.y + y, width: indent, height: letters * LINE };
            draw_mark(piece, line, letters, page);
        }
    }
}

fn draw_mark(piece: &Piece, line: Area, letters: f32, page: &mut super::sheet::Page) {
    let mut shape = |kind: ShapeKind, share: f32| {
        let side = letters * share;
        // The middle of a small letter is a little below the middle of its line.
        let y = line.y + (line.height - side) / 2.0 + letters * 0.03;
        page.shapes.push(SheetShape {
            area: Area { x: line.x + letters * 0.06, y, width: side, height: side },
            kind,
        });
    };
    match piece.mark {
        PieceMark::None | PieceMark::Under => {}
        PieceMark::Dot => shape(ShapeKind::Dot, 0.26),
        PieceMark::Square => shape(ShapeKind::Square, 0.62),
        PieceMark::Circle => shape(ShapeKind::Circle, 0.62),
        PieceMark::Number(number) => page.texts.push(SheetText {
            area: line,
            markdown: escaped(&format!("{number}.")),
            size: letters,
            ink: piece.ink,
            align: Align::Left,
        }),
    }
}

fn height(piece: &Piece, width: f32, size: f32, measure: &mut dyn Measure) -> f32 {
    measure.height(&markdown(&piece.spans), width - piece.indent() * size, piece.scale * size)
}

/// Whether every word of the pieces has room on one line, so that none of them is torn apart.
#[must_use]
pub fn words_fit(pieces: &[Piece], width: f32, size: f32, measure: &mut dyn Measure) -> bool {
    pieces.iter().all(|piece| {
        let room = width - piece.indent() * size;
        let letters = piece.scale * size;
        piece
            .spans
            .iter()
            .flat_map(|span| span.text.split_whitespace().map(|word| (word, span.strong)))
            .all(|(word, strong)| {
                // No letter is wider than its size: most words need no measuring.
                #[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
                let most = word.chars().count() as f32 * letters;
                let span = Span { text: word.to_owned(), strong, soft: false };
                most <= room || measure.width(&markdown(&[span]), letters) <= room
            })
    })
}

/// Lays pieces out on pages of this width and height; a piece that is too long for the rest of its page goes on on
/// the next one, between two words.
#[must_use]
pub fn paginate(
    pieces: &[Piece],
    width: f32,
    page_height: f32,
    size: f32,
    measure: &mut dyn Measure,
) -> Vec<Column> {
    let mut pages = Vec::new();
    let mut page = Column::default();
    let mut rest: Vec<Piece> = pieces.iter().rev().cloned().collect();
    while let Some(piece) = rest.pop() {
        let whole = height(&piece, width, size, measure);
        let room = page_height - page.top(&piece, size);
        if whole <= room {
            page.put(piece, whole, size);
            continue;
        }
        let line = piece.scale * size * LINE;
        // A point that fits on a page of its own is not torn apart; a single line of a long piece at the foot of a
        // page would stand alone.
        let is_point = piece.mark != PieceMark::None && whole <= page_height * WHOLE_SHARE_MAX;
        let is_kept_whole = is_point || room < 2.0 * line;
        match (!is_kept_whole || page.placed.is_empty())
            .then(|| split(&piece, width, room, size, measure))
            .flatten()
        {
            Some((head, tail)) => {
                let head_height = height(&head, width, size, measure);
                page.put(head, head_height, size);
                rest.push(tail);
            }
            // Not even its first word fits below the others: it begins the next page.
            None if !page.placed.is_empty() => rest.push(piece),
            // A page lower than a line: better a line that is cut than no end of pages.
            None => page.put(piece, whole, size),
        }
        pages.push(std::mem::take(&mut page));
    }
    if !page.placed.is_empty() {
        pages.push(page);
    }
    pages
}

/// As many words of a piece as fit into the height, and the others; none when not even one does.
fn split(
    piece: &Piece,
    width: f32,
    room: f32,
    size: f32,
    measure: &mut dyn Measure,
) -> Option<(Piece, Piece)> {
    let words: Vec<Span> = piece
        .spans
        .iter()
        .flat_map(|span| {
            span.text.split_inclusive(' ').map(|word| Span { text: word.to_owned(), ..*span })
        })
        .collect();
    let part = |spans: &[Span]| Piece { spans: joined(spans), ..piece.clone() };
    let mut fitting = 0;
    let mut too_many = words.len();
    while too_many - fitting > 1 {
        let middle = usize::midpoint(fitting, too_many);
        if height(&part(&words[..middle]), width, size, measure) <= room {
            fitting = middle;
        } else {
            too_many = middle;
        }
    }
    if fitting == 0 {
        return None;
    }
    let under = if piece.mark == PieceMark::None { PieceMark::None } else { PieceMark::Under };
    let tail = Piece { mark: under, ..part(&words[fitting..]) };
    Some((part(&words[..fitting]), tail))
}

/// Neighbours that look alike become one, so that a long bold run is one run.
fn joined(spans: &[Span]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if (last.strong, last.soft) == (span.strong, span.soft) => {
                last.text.push_str(&span.text);
            }
            _ => joined.push(span.clone()),
        }
    }
    joined
}

/// The pieces of a body; a text with marks that no board shows stands as it was typed, marks and all.
pub(super) fn body_pieces(body: &str) -> Vec<Piece> {
    match tip_text::blocks(body) {
        Ok(blocks) => pieces(&blocks),
        Err(_) => body
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| Piece::plain(line.trim()))
            .collect(),
    }
}
