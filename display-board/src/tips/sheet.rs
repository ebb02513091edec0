//! A page of a place: what stands where, in logical pixels from the place's corner.

use std::path::PathBuf;

use shared::ids::PictureId;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// From the left edge.
    pub x: f32,
    /// From the upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// The whole of a place.
    #[must_use]
    pub fn of(width: f32, height: f32) -> Self {
        Self { x: 0.0, y: 0.0, width, height }
    }

    /// The same without an edge of so many pixels.
    #[must_use]
    pub fn inside(self, edge: f32) -> Self {
        Self {
            x: self.x + edge,
            y: self.y + edge,
            width: (self.width - 2.0 * edge).max(0.0),
            height: (self.height - 2.0 * edge).max(0.0),
        }
    }

    /// The largest rectangle of this shape (width ÷ height) in the middle of this one.
    #[must_use]
    pub fn fit(self, aspect: f32) -> Self {
        let width = self.width.min(self.height * aspect);
        let height = width / aspect;
        Self {
            x: self.x + (self.width - width) / 2.0,
            y: self.y + (self.height - height) / 2.0,
            width,
            height,
        }
    }

    /// The part from `from` downwards.
    #[must_use]
    pub fn below(self, from: f32) -> Self {
        Self { y: self.y + from, height: (self.height - from).max(0.0), ..self }
    }
}

/// What colour letters have; the theme knows which that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// The main text.
    #[default]
    Main,
    /// What is less important: the other language, captions.
    Soft,
    /// Titles.
    Primary,
    /// On the ground of urgent notices.
    OnUrgent,
    /// On the ground of an emergency.
    OnEmergency,
}

/// To which side lines are flush.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// To the left.
    #[default]
    Left,
    /// To the middle.
    Center,
    /// To the right.
    Right,
}

/// Words at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetText {
    /// Where they stand; they fill its height.
    pub area: Area,
    /// As Markdown with every sign of it escaped that is not meant as one.
    pub markdown: String,
    /// Size of the letters.
    pub size: f32,
    /// Their colour.
    pub ink: Ink,
    /// To which side.
    pub align: Align,
}

/// A picture at a place; it has the place's shape already.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetPicture {
    /// Where it stands.
    pub area: Area,
    /// What is to be seen.
    pub what: SheetImage,
}

/// What a picture shows.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetImage {
    /// A picture that was fetched.
    Picture(PictureSource),
    /// A QR code with these contents, black on white with its quiet zone.
    Code(String),
}

/// Where a picture comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PictureSource {
    /// The server.
    Server(PictureId),
    /// A file of the folder of slides.
    File(PathBuf),
}

/// A drawn shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SheetShape {
    /// Where.
    pub area: Area,
    /// Which.
    pub kind: ShapeKind,
}

/// The shapes that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// A thin line between two parts.
    Line,
    /// An empty square: a paper that everyone brings.
    Square,
    /// An empty circle: a paper that only some bring.
    Circle,
    /// A dot: a point of a list.
    Dot,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Words.
    pub texts: Vec<SheetText>,
    /// Pictures.
    pub pictures: Vec<SheetPicture>,
    /// Shapes.
    pub shapes: Vec<SheetShape>,
    /// The page in words, for whoever does not see it.
    pub label: String,
    /// How long it stands, in seconds.
    pub seconds: u16,
}
