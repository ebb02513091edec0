//! The screen of the number.

use std::time::Duration;

use qrcode::{Color, EcLevel, QrCode};
use shared::protocol::{IssuedTicket, WaitRange};
use shared::text::Language;
use shared::vietnam::number_words::code_aloud;
use slint::{ComponentHandle, Image, Rgb8Pixel, SharedPixelBuffer, SharedString};

use super::Tell;
use crate::session::{Input, PrintNews, Session};
use crate::ui::{App, TicketAdapter, Words};

/// White modules around a code (ISO/IEC 18004, 9.1).
const QUIET_ZONE: usize = 4;
/// Pixels of one module in the picture; the screen scales it without smoothing.
const MODULE: usize = 8;

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<TicketAdapter>();
    let to = tell.clone();
    adapter.on_finish(move || to(Input::Finish));
    let to = tell.clone();
    adapter.on_paper_came(move |came| to(Input::PaperCame(came)));
}

pub(super) fn show(app: &App, session: &Session) {
    let Some(ticket) = session.ticket() else { return };
    let issued = &ticket.issued;
    let adapter = app.global::<TicketAdapter>();
    let words = app.global::<Words>();
    let name = session.catalog().and_then(|catalog| {
        let service = catalog.services.iter().find(|service| service.id == issued.service)?;
        Some(service.name.get(session.language()).into())
    });
    adapter.set_number(issued.number.as_str().into());
    adapter.set_spoken_number(match session.language() {
        Language::Vi => code_aloud(issued.number.as_str()).into(),
        Language::En => spaced(issued.number.as_str()).into(),
    });
    adapter.set_service(name.unwrap_or_default());
    adapter.set_people_ahead(i32::try_from(issued.people_ahead).unwrap_or(i32::MAX));
    adapter
        .set_wait(issued.wait_minutes.map(|range| wait_words(&words, range)).unwrap_or_default());
    let is_offline = given_without_server(issued);
    adapter.set_offline(is_offline);
    adapter.set_qr(if is_offline { Image::default() } else { code_picture(&issued.public_url) });
    adapter.set_print(match ticket.print {
        PrintNews::Printing => crate::ui::PrintNews::Printing,
        PrintNews::Printed => crate::ui::PrintNews::Printed,
        PrintNews::Failed => crate::ui::PrintNews::Failed,
        PrintNews::Unknown => crate::ui::PrintNews::Unknown,
        PrintNews::NoPrinter => crate::ui::PrintNews::NoPrinter,
    });
}

pub(super) fn count(app: &App, session: &Session, now: Duration) {
    let left = session.ticket_seconds_left(now).and_then(|seconds| i32::try_from(seconds).ok());
    app.global::<TicketAdapter>().set_seconds_left(left.unwrap_or(-1));
}

/// Whether the kiosk gave the number by itself: then no page of it is known, and nothing of the wait.
pub(super) fn given_without_server(issued: &IssuedTicket) -> bool {
    issued.public_url.is_empty()
}

/// Sign by sign, as a number is called.
fn spaced(number: &str) -> String {
    let signs: Vec<String> = number.chars().map(String::from).collect();
    signs.join(" ")
}

/// "about 10–20 minutes".
pub(super) fn wait_words(words: &Words, range: WaitRange) -> SharedString {
    let [from, to] = [range.likely, range.cautious].map(|n| i32::try_from(n).unwrap_or(i32::MAX));
    match (from, to) {
        (_, 0) => words.invoke_wait_short(),
        // Nobody reads "0–5": the lower end is at least a minute.
        (from, to) if from.max(1) == to => words.invoke_wait_about(to),
        (from, to) => words.invoke_wait_range(from.max(1), to),
    }
}

/// The code as a picture, black on white with its quiet zone; empty when the address does not fit into one.
pub(super) fn code_picture(address: &str) -> Image {
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else {
        tracing::error!("an address does not fit into a QR code");
        return Image::default();
    };
    let modules = code.width() + 2 * QUIET_ZONE;
    let side = modules * MODULE;
    let Ok(side_pixels) = u32::try_from(side) else { return Image::default() };
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(side_pixels, side_pixels);
    for (place, pixel) in pixels.make_mut_slice().iter_mut().enumerate() {
        let inside = |n: usize| (n / MODULE).checked_sub(QUIET_ZONE).filter(|n| *n < code.width());
        let dark = match (inside(place % side), inside(place / side)) {
            (Some(x), Some(y)) => code[(x, y)] == Color::Dark,
            _ => false,
        };
        *pixel = if dark { Rgb8Pixel::new(0, 0, 0) } else { Rgb8Pixel::new(255, 255, 255) };
    }
    Image::from_rgb8(pixels)
}
