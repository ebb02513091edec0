//! Sizes and distances of the ticket in dots (8 a millimetre), for each paper.

use cosmic_text::Weight;

use super::Paper;
use super::text::Style;

/// The sizes of one paper.
pub(super) struct Measures {
    /// White columns left and right of everything.
    pub(super) margin: i32,
    pub(super) agency: Style,
    pub(super) center: Style,
    pub(super) heading: Style,
    pub(super) number_width_max: f32,
    pub(super) number_cap_height_max: f32,
    pub(super) service: Style,
    pub(super) fact: Style,
    pub(super) detail: Style,
    pub(super) badge: Style,
    pub(super) caption: Style,
    pub(super) closing: Style,
    /// Width that the QR code should have, quiet zone included.
    pub(super) qr_width: usize,
    /// The caption stands beside the code only where it has this much room.
    pub(super) caption_width_min: f32,
    /// Between lines of one group, from baseline to the next capitals.
    pub(super) gap_line: i32,
    /// Between parts of one group.
    pub(super) gap_part: i32,
    /// Between groups, on each side of a rule.
    pub(super) gap_group: i32,
    /// Length of the short rule under the center's name, as official letters have it.
    pub(super) rule_short: i32,
}

/// Thickness of every rule.
pub(super) const RULE_DOTS: i32 = 2;

fn style(size: f32, weight: Weight, lines_max: usize) -> Style {
    Style { size, weight, tracking: 0.0, lines_max, shrinks: false }
}

/// A style for sentences that are best read in one line.
fn one_line(size: f32, weight: Weight, lines_max: usize) -> Style {
    Style { shrinks: true, ..style(size, weight, lines_max) }
}

impl Measures {
    pub(super) fn of(paper: Paper) -> Self {
        match paper {
            Paper::Mm80 => Self::mm80(),
            Paper::Mm58 => Self::mm58(),
        }
    }

    fn mm80() -> Self {
        Self {
            margin: 12,
            agency: one_line(27.0, Weight::NORMAL, 3),
            center: one_line(32.0, Weight::BOLD, 4),
            heading: Style { tracking: 0.08, ..one_line(30.0, Weight::SEMIBOLD, 2) },
            number_width_max: 536.0,
            number_cap_height_max: 172.0,
            service: one_line(38.0, Weight::BOLD, 4),
            fact: one_line(32.0, Weight::SEMIBOLD, 3),
            detail: one_line(27.0, Weight::NORMAL, 4),
            badge: style(24.0, Weight::BOLD, 1),
            caption: style(27.0, Weight::NORMAL, 6),
            closing: one_line(30.0, Weight::SEMIBOLD, 3),
            qr_width: 224,
            caption_width_min: 220.0,
            gap_line: 20,
            gap_part: 30,
            gap_group: 28,
            rule_short: 160,
        }
    }

    fn mm58() -> Self {
        Self {
            margin: 8,
            agency: one_line(23.0, Weight::NORMAL, 4),
            center: one_line(27.0, Weight::BOLD, 5),
            heading: Style { tracking: 0.06, ..one_line(26.0, Weight::SEMIBOLD, 2) },
            number_width_max: 360.0,
            number_cap_height_max: 136.0,
            service: one_line(32.0, Weight::BOLD, 5),
            fact: one_line(27.0, Weight::SEMIBOLD, 3),
            detail: one_line(23.0, Weight::NORMAL, 5),
            badge: style(21.0, Weight::BOLD, 1),
            caption: style(23.0, Weight::NORMAL, 6),
            closing: one_line(25.0, Weight::SEMIBOLD, 3),
            qr_width: 168,
            caption_width_min: 176.0,
            gap_line: 17,
            gap_part: 24,
            gap_group: 22,
            rule_short: 112,
        }
    }
}
