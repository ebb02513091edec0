//! The QR code of a ticket in whole dots a module, with its quiet zone.

use qrcode::{Color, EcLevel, QrCode};

use super::picture::Picture;

/// White modules that must surround the code (ISO/IEC 18004).
const QUIET_ZONE_MODULES: usize = 4;

/// Dots a module: under 4 (0.5 mm) cheap phone cameras fail on worn print heads.
const MODULE_DOTS_MIN: usize = 4;
const MODULE_DOTS_MAX: usize = 6;

/// A code ready to be drawn.
pub(super) struct Code {
    modules: Vec<Color>,
    modules_wide: usize,
    module_dots: usize,
}

impl Code {
    /// Encodes a text with error correction M and chooses the largest module with which the code,
    /// quiet zone included, stays near `width_wanted`. `None` for an empty text and for one that
    /// does not fit `width_max` with the smallest module.
    pub(super) fn new(text: &str, width_wanted: usize, width_max: usize) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        // Never with the address: whoever has it can follow the ticket.
        let does_not_fit = || {
            tracing::warn!(
                letters = text.len(),
                width_max,
                "the code is left out: it does not fit on the ticket"
            );
        };
        let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
            does_not_fit();
            return None;
        };
        let modules_wide = code.width();
        let all_modules = modules_wide + 2 * QUIET_ZONE_MODULES;
        let module_dots = (width_wanted / all_modules).clamp(MODULE_DOTS_MIN, MODULE_DOTS_MAX);
        if all_modules * module_dots > width_max {
            does_not_fit();
            return None;
        }
        Some(Self { modules: code.into_colors(), modules_wide, module_dots })
    }

    /// Width and height in dots, quiet zone included.
    pub(super) fn side_dots(&self) -> i32 {
        ((self.modules_wide + 2 * QUIET_ZONE_MODULES) * self.module_dots) as i32
    }

    /// Width of the quiet zone in dots.
    pub(super) fn quiet_dots(&self) -> i32 {
        (QUIET_ZONE_MODULES * self.module_dots) as i32
    }

    /// Draws the code with the corner of its quiet zone at (x, y).
    pub(super) fn draw(&self, x: i32, y: i32, picture: &mut Picture) {
        let side = self.module_dots as i32;
        let origin = self.quiet_dots();
        for (index, colour) in self.modules.iter().enumerate() {
            if *colour == Color::Dark {
                let column = (index % self.modules_wide) as i32 * side;
                let row = (index / self.modules_wide) as i32 * side;
                picture.fill(x + origin + column, y + origin + row, side, side);
            }
        }
        picture.grow_to(usize::try_from(y + self.side_dots()).unwrap_or(0));
    }
}
