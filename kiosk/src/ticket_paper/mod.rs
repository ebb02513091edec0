//! The printed ticket: what stands on it, and its picture for 80 mm and 58 mm paper.
//!
//! Most receipt printers have no Vietnamese code page, so the ticket is printed as a picture. It
//! is drawn in two steps: `text` sets lines with the embedded Noto Sans, `layout` stacks them.

mod checklist;
mod fonts;
mod layout;
mod measures;
mod picture;
mod qr;
mod text;

pub use checklist::{ChecklistPaper, ChecklistPlace};
pub use layout::TicketPainter;
pub use picture::{HEIGHT_DOTS_MAX, Picture};

/// Everything that stands on a ticket, already in the citizen's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketPaper {
    /// The agency above the center, e.g. "UBND phường Hoàn Kiếm".
    pub agency: String,
    /// The center's full name.
    pub center: String,
    /// What this paper is, e.g. "PHIẾU SỐ THỨ TỰ".
    pub heading: String,
    /// The ticket number, e.g. "A025".
    pub number: String,
    /// The service's name.
    pub service: String,
    /// How many people are ahead, as a sentence; empty to leave it out.
    pub people_ahead: String,
    /// The wait range, as a sentence; empty to leave it out.
    pub wait: String,
    /// When the ticket was issued, as text.
    pub time: String,
    /// A line for a special case (priority, an appointment, issued while offline).
    pub note: Option<String>,
    /// What the QR code holds: the address of the ticket on a phone; empty for no code.
    pub qr_text: String,
    /// What the QR code is for.
    pub qr_caption: String,
    /// The closing line, e.g. "Vui lòng giữ phiếu và chờ gọi số".
    pub closing: String,
    /// The mark of a ticket that was printed again, e.g. "IN LẠI".
    pub reprint: Option<String>,
}

/// The paper roll of a kiosk. Both are printed with 8 dots a millimetre (203 dpi).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 80 mm wide, 576 dots printable.
    #[default]
    Mm80,
    /// 58 mm wide, 384 dots printable.
    Mm58,
}

impl Paper {
    /// How wide the roll is, in millimetres.
    pub fn width_mm(self) -> u32 {
        match self {
            Self::Mm80 => 80,
            Self::Mm58 => 58,
        }
    }

    /// How many dots the print head has over this paper.
    pub fn width_dots(self) -> usize {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }
}
