//! The test page of a printer, drawn like a ticket, so that it proves what a ticket needs.

use crate::ticket_paper::{Paper, TicketPaper};

/// The words of the page in one language, as the screens translate them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestPageWords {
    /// What this paper is, e.g. "TRANG IN THỬ".
    pub heading: String,
    /// The center's name.
    pub center: String,
    /// What to look for, e.g. "All edges and accents must be clear".
    pub closing: String,
}

/// The page. `printer` as in `--printer`, `time` as people read it, `server` goes into the code, so that a phone
/// shows whether codes can be read.
#[must_use]
pub fn test_page(
    words: &TestPageWords,
    printer: &str,
    paper: Paper,
    time: &str,
    server: &str,
) -> TicketPaper {
    let (width_mm, dots) = (paper.width_mm(), paper.width_dots());
    TicketPaper {
        center: words.center.clone(),
        heading: words.heading.clone(),
        number: format!("{width_mm} mm"),
        service: "ÂĂĐÊÔƠƯ ạảấẩẫậ ỳỵỷỹ 0123456789".to_owned(),
        people_ahead: printer.to_owned(),
        wait: format!("{dots} × 203 dpi"),
        time: time.to_owned(),
        qr_text: server.to_owned(),
        qr_caption: server.to_owned(),
        closing: words.closing.clone(),
        ..TicketPaper::default()
    }
}
