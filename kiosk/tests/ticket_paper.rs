//! The ticket as a picture: for sample centers on both papers, and for any text at all.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

mod sample_tickets;

use end_to_end::paper_printer::{Machine, PrintedTicket};
use kiosk::printer::bands;
use kiosk::ticket_paper::{HEIGHT_DOTS_MAX, Paper, Picture, TicketPainter, TicketPaper};
use proptest::prelude::*;
use std::cell::RefCell;
use std::path::Path;

const PAPERS: [(Paper, usize, &str); 2] = [(Paper::Mm80, 576, "80mm"), (Paper::Mm58, 384, "58mm")];

/// Columns that stay white on each side of every ticket.
const MARGIN_DOTS: usize = 4;

thread_local! {
    static PAINTER: RefCell<TicketPainter> = RefCell::new(TicketPainter::new());
}

fn paint(ticket: &TicketPaper, paper: Paper) -> Picture {
    PAINTER.with_borrow_mut(|painter| painter.paint(ticket, paper))
}

/// What a printer makes of a picture.
fn printed(picture: &Picture) -> PrintedTicket {
    let mut machine = Machine::default();
    for band in bands(picture) {
        machine.take(&band);
    }
    machine.take(&[0x1D, b'V', 0]);
    assert_eq!(machine.unknown_bytes, 0);
    machine.tickets.pop().unwrap()
}

fn black_in_row(picture: &Picture, y: usize) -> usize {
    (0..picture.width_dots()).filter(|x| picture.is_black(*x, y)).count()
}

fn black_in_column(picture: &Picture, x: usize) -> usize {
    (0..picture.height_dots()).filter(|y| picture.is_black(x, *y)).count()
}

/// Asserts that nothing is drawn beside the paper or at its very edge.
fn assert_inside(picture: &Picture, width: usize) {
    assert_eq!(picture.width_dots(), width);
    assert!((1..=HEIGHT_DOTS_MAX).contains(&picture.height_dots()));
    for x in (0..MARGIN_DOTS).chain(width - MARGIN_DOTS..width) {
        assert_eq!(black_in_column(picture, x), 0, "column {x}");
    }
}

/// Asserts that no letter is clipped at the first or the last row.
fn assert_not_clipped(picture: &Picture) {
    assert_eq!(black_in_row(picture, 0), 0, "clipped at the top");
    assert_eq!(black_in_row(picture, picture.height_dots() - 1), 0, "clipped at the bottom");
}

#[test]
fn sample_tickets_are_inside_the_paper_and_their_code_reads() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tickets");
    std::fs::create_dir_all(&folder).unwrap();
    for (paper, width, paper_name) in PAPERS {
        for (name, ticket) in sample_tickets::all() {
            let picture = paint(&ticket, paper);
            assert_inside(&picture, width);
            assert_not_clipped(&picture);
            let printed = printed(&picture);
            // For eyes: the pictures of the last run.
            printed.write_png(&folder.join(format!("{name}-{paper_name}.png"))).unwrap();
            assert_eq!(printed.qr_text(), Some(ticket.qr_text), "{name} on {paper_name}");
        }
    }
}

#[test]
fn a_sample_ticket_is_no_longer_than_a_hand() {
    let ticket = sample_tickets::vietnamese();
    assert!(paint(&ticket, Paper::Mm80).height_dots() < 130 * 8);
    assert!(paint(&ticket, Paper::Mm58).height_dots() < 120 * 8);
}

/// Width of what stands between the rule under the center and the next one: the number, on a
/// ticket that has nothing else.
fn number_width(number: &str, paper: Paper) -> usize {
    let ticket = TicketPaper { number: number.to_owned(), ..TicketPaper::default() };
    let picture = paint(&ticket, paper);
    let height = picture.height_dots();
    let top = (0..height).find(|y| has_rule(&picture, *y)).unwrap();
    let from = (top..height).find(|y| !has_rule(&picture, *y)).unwrap();
    let to = (from..height).find(|y| has_rule(&picture, *y)).unwrap();
    let ink = |x: &usize| (from..to).any(|y| picture.is_black(*x, y));
    let columns: Vec<usize> = (0..picture.width_dots()).filter(ink).collect();
    columns.last().unwrap() + 1 - columns[0]
}

/// Whether a row belongs to a rule: no letter has a stroke of a quarter of the paper.
fn has_rule(picture: &Picture, y: usize) -> bool {
    let quarter = picture.width_dots() / 4;
    let row: Vec<bool> = (0..picture.width_dots()).map(|x| picture.is_black(x, y)).collect();
    row.split(|black| !black).any(|run| run.len() > quarter)
}

#[test]
fn the_number_is_as_large_as_the_paper_allows() {
    for (paper, width, _) in PAPERS {
        for number in ["A025", "B1234", "CT0007"] {
            let part = number_width(number, paper) as f64 / width as f64;
            assert!((0.85..0.97).contains(&part), "{number} takes {part} of {width} dots");
        }
        // A short number stops at a sensible height instead of filling the width.
        assert!(number_width("A1", paper) < width * 3 / 4);
        // One size for all numbers of one length: the digits of Noto Sans are equally wide.
        assert!(number_width("A025", paper).abs_diff(number_width("A838", paper)) < width / 25);
    }
}

#[test]
fn empty_parts_take_no_room() {
    let full = sample_tickets::vietnamese();
    let bare = TicketPaper { number: "A025".to_owned(), ..TicketPaper::default() };
    for (paper, width, _) in PAPERS {
        let picture = paint(&bare, paper);
        assert_inside(&picture, width);
        assert!(picture.height_dots() * 2 < paint(&full, paper).height_dots());
        assert_inside(&paint(&TicketPaper::default(), paper), width);
    }
}

#[test]
fn a_code_that_does_not_fit_is_left_out() {
    let ticket = TicketPaper { qr_text: "x".repeat(3_000), ..sample_tickets::english() };
    for (paper, width, _) in PAPERS {
        let picture = paint(&ticket, paper);
        assert_inside(&picture, width);
        assert_eq!(printed(&picture).qr_text(), None);
    }
}

#[test]
fn a_long_address_still_reads_on_narrow_paper() {
    let qr_text = format!("https://motcua.example.vn/t/{}", "k3V9".repeat(20));
    let ticket = TicketPaper { qr_text: qr_text.clone(), ..sample_tickets::vietnamese() };
    assert_eq!(printed(&paint(&ticket, Paper::Mm58)).qr_text(), Some(qr_text));
}

#[test]
fn tone_marks_are_drawn() {
    for (paper, _, _) in PAPERS {
        let tall = "ẨẪẰỄỘỢỴ".to_owned();
        let agency = TicketPaper { agency: tall.clone(), ..TicketPaper::default() };
        let center = TicketPaper { center: tall.clone(), ..TicketPaper::default() };
        let closing = TicketPaper { closing: tall, ..TicketPaper::default() };
        for ticket in [agency, center, closing] {
            assert_not_clipped(&paint(&ticket, paper));
        }
    }
    // The same letters with and without marks differ above the capitals and below the baseline.
    let with = TicketPaper { service: "Ẩ Ễ Ộ Ự".to_owned(), ..TicketPaper::default() };
    let without = TicketPaper { service: "A E O U".to_owned(), ..TicketPaper::default() };
    let ink = |ticket: &TicketPaper| {
        let picture = paint(ticket, Paper::Mm80);
        (0..picture.height_dots()).map(|y| black_in_row(&picture, y)).sum::<usize>()
    };
    assert!(ink(&with) > ink(&without) + 200);
}

#[test]
fn decomposed_vietnamese_prints_like_composed() {
    let composed = TicketPaper { service: "Chứng thực".to_owned(), ..TicketPaper::default() };
    let decomposed = TicketPaper {
        service: "Chu\u{31b}\u{301}ng thu\u{31b}\u{323}c".to_owned(),
        ..TicketPaper::default()
    };
    assert_eq!(paint(&composed, Paper::Mm80), paint(&decomposed, Paper::Mm80));
}

/// Words as they may come from a catalogue that somebody typed in a hurry.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => any::<String>(),
        2 => "[A-ZĐẨỆỘỰa-zđẩệộự \u{300}-\u{309}\u{323}\u{31b}👪🇻🇳\u{200d}\u{200f}ب字ก\n\t]{0,60}",
        1 => "[A-ZỆ]{0,400}",
        1 => "([a-zđấ]{1,7} ){0,80}",
        1 => Just(String::new()),
    ]
}

prop_compose! {
    fn any_ticket()(
        agency in any_text(), center in any_text(), heading in any_text(), number in any_text(),
        service in any_text(), people_ahead in any_text(), wait in any_text(), time in any_text(),
        note in proptest::option::of(any_text()), qr_text in any_text(),
        closing_and_caption in (any_text(), any_text()), reprint in proptest::option::of(any_text()),
    ) -> TicketPaper {
        let (closing, qr_caption) = closing_and_caption;
        TicketPaper {
            agency, center, heading, number, service, people_ahead, wait, time, note, qr_text,
            qr_caption, closing, reprint,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_stays_inside_the_paper(ticket in any_ticket()) {
        for (paper, width, _) in PAPERS {
            assert_inside(&paint(&ticket, paper), width);
        }
    }
}
