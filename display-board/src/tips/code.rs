//! QR codes: what they say and which modules are dark.

use qrcode::{Color, EcLevel, QrCode};

/// White modules around a code (ISO/IEC 18004, 9.1).
const QUIET_ZONE: usize = 4;

/// The fewest pixels of one module that a phone reads from some metres.
pub const MODULE_PIXELS_MIN: u32 = 3;

/// The modules of a code with its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    /// Modules on a side.
    pub side: u32,
    /// Row by row, true = dark.
    pub dark: Vec<bool>,
}

/// The modules of a code with these contents; none when they are too long for one.
#[must_use]
pub fn modules(contents: &str) -> Option<Modules> {
    let code = QrCode::with_error_correction_level(contents, EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET_ZONE;
    let inside = |n: usize| n.checked_sub(QUIET_ZONE).filter(|n| *n < code.width());
    let dark = (0..side * side)
        .map(|place| match (inside(place % side), inside(place / side)) {
            (Some(x), Some(y)) => code[(x, y)] == Color::Dark,
            _ => false,
        })
        .collect();
    Some(Modules { side: u32::try_from(side).ok()?, dark })
}

/// The largest side of a code, in logical pixels, that is at most `room` and a whole number of physical pixels a
/// module; none when fewer than [`MODULE_PIXELS_MIN`] are left for each, or there is no such code.
#[must_use]
pub fn side(contents: &str, room: f32, scale_factor: f32) -> Option<f32> {
    let modules = modules(contents)?.side;
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 185 modules a side")]
    let count = modules as f32;
    let pixels = (room * scale_factor / count).floor();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let is_readable = pixels >= MODULE_PIXELS_MIN as f32;
    is_readable.then(|| pixels * count / scale_factor)
}

/// Where a phone finds the page of a procedure; none when it is not known where phones reach the server.
#[must_use]
pub fn procedure_page(
    public_address: &str,
    procedure: &shared::ids::ProcedureId,
) -> Option<String> {
    (!public_address.is_empty()).then(|| format!("{public_address}/p/{procedure}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_whole_pixels_and_enough_of_them() {
        let address = "http://192.168.1.10:8080/p/birth-registration";
        let count = modules(address).expect("a code").side;
        let found = side(address, 300.0, 1.0).expect("room");
        assert!(found <= 300.0 && (found / count as f32).fract() == 0.0, "{found} of {count}");
        assert!(found / count as f32 >= 3.0);
        assert_eq!(side(address, count as f32 * 2.9, 1.0), None);
        // The same room on a panel with twice the pixels has twice as many for each module.
        assert!(side(address, count as f32 * 2.9, 2.0).is_some());
        assert_eq!(side(&"x".repeat(5_000), 900.0, 1.0), None);
    }
}
