//! What has pages, and where they are shown.

use std::rc::Rc;

use shared::catalog::{Procedure, Tip};
use shared::text::Text;

use super::slides::Slide;

/// A tip with everything of the catalogue that its pages need.
#[derive(Clone, Debug, PartialEq)]
pub struct TipEntry {
    /// The tip.
    pub tip: Tip,
    /// The procedure that it speaks of.
    pub procedure: Option<Procedure>,
}

/// Something that has pages.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// An entry of the playlist.
    Tip(Rc<TipEntry>),
    /// A picture of the folder of slides.
    Slide(Slide),
    /// A message that takes the whole board.
    Emergency(Rc<Text>),
}

/// Which part of a board a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The tip place.
    Tip,
    /// The strip of urgent notices.
    Strip,
    /// The whole board, for an emergency.
    Board,
}
