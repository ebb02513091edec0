//! What the pages of a board depend on, whatever they show.

use shared::protocol::BoardDay;
use shared::text::Language;

use super::sheet::PictureSource;
use super::sizes::Sizes;
use super::words::Words;

/// Everything about a board that its pages depend on, besides the entry.
pub struct Setting<'a> {
    /// The language of the large lines.
    pub main: Language,
    /// The other one.
    pub second: Language,
    /// How large letters are.
    pub sizes: Sizes,
    /// Physical pixels of a logical one.
    pub scale_factor: f32,
    /// Where phones reach the server's pages; empty when that is not known.
    pub public_address: &'a str,
    /// The figures of the day.
    pub today: &'a BoardDay,
    /// What the board says by itself.
    pub words: &'a dyn Words,
    /// Width ÷ height of the pictures that can be shown.
    pub aspect: &'a dyn Fn(&PictureSource) -> Option<f32>,
}
