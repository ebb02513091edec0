//! The printed ticket read again: rebuilt from the printer's bytes as a picture, read by programs that know
//! nothing of it. `tesseract` reads its words in Vietnamese, `zbarimg` its code (Debian: tesseract-ocr-vie, zbar-tools).

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::paper_printer::{Machine, PrintedTicket};
use end_to_end::words::{self, Language as Words};
use kiosk::printer::bands;
use kiosk::ticket_paper::{Paper, TicketPainter, TicketPaper};
use shared::text::Language;

const ADDRESS: &str = "http://192.168.1.10:8080/t/fH3kZ0qWm7VtY2sXc9LrPA";

/// What a ticket says instead of the people ahead when the server was away.
const GIVEN_OFFLINE: &str = "Wait not known: given while the center's system could not be reached";

/// One slip of the reader is let pass for so many signs of a sentence: a tone mark that it takes for dirt.
const SIGNS_A_SLIP: usize = 14;

/// The huge number is read in pictures made this much smaller, a long one and a short one: the reader is made for
/// letters of a book.
const SHRINKS: [usize; 2] = [3, 4];

/// How the reader looks for lines (`tesseract --help-psm`): one column, one block, scattered text. A person looks
/// more than once too.
const LOOKS: [&str; 3] = ["4", "6", SCATTERED];

/// For text anywhere.
const SCATTERED: &str = "11";
/// For one line alone.
const ONE_LINE: &str = "7";

#[test]
fn wide_paper_in_vietnamese_reads() {
    read_all(Paper::Mm80, "80mm", Language::Vi);
}

#[test]
fn wide_paper_in_english_reads() {
    read_all(Paper::Mm80, "80mm", Language::En);
}

#[test]
fn narrow_paper_in_vietnamese_reads() {
    read_all(Paper::Mm58, "58mm", Language::Vi);
}

#[test]
fn narrow_paper_in_english_reads() {
    read_all(Paper::Mm58, "58mm", Language::En);
}

#[test]
fn a_picture_without_the_words_does_not_read() {
    if !can_read() {
        return;
    }
    let reading = Reading::of(&printed(&ordinary(Language::Vi), Paper::Mm80), "blank");
    for foreign in ["Đất đai – Xây dựng", "Vui lòng trả phiếu này tại quầy số chín", "IN LẠI"]
    {
        assert!(reading.slips(foreign) > slips_allowed(foreign), "{foreign}: {}", reading.text);
    }
    assert!(!reading.has_number("A026"), "{}", reading.text);
}

/// Every kind of ticket of one paper and one language.
fn read_all(paper: Paper, paper_name: &str, language: Language) {
    if !can_read() {
        return;
    }
    for (name, ticket) in samples(language) {
        let name = format!("{}-{paper_name}-{name}", language.code());
        let reading = Reading::of(&printed(&ticket, paper), &name);
        assert!(
            reading.has_number(&ticket.number),
            "{name}: no {}\n{}",
            ticket.number,
            reading.text
        );
        let codes: &[String] =
            if ticket.qr_text.is_empty() { &[] } else { std::slice::from_ref(&ticket.qr_text) };
        assert_eq!(reading.codes, codes, "{name}");
        for sentence in sentences(&ticket) {
            let slips = reading.slips(&sentence);
            let allowed = slips_allowed(&sentence);
            assert!(
                slips <= allowed,
                "{name}: \"{sentence}\" has {slips} slips in\n{}",
                reading.text
            );
        }
    }
}

/// What must be read, each word of it.
fn sentences(ticket: &TicketPaper) -> Vec<String> {
    let always = [
        &ticket.agency,
        &ticket.center,
        &ticket.heading,
        &ticket.service,
        &ticket.people_ahead,
        &ticket.wait,
        &ticket.time,
        &ticket.closing,
    ];
    let sometimes = ticket.note.iter().chain(&ticket.reprint);
    let all = always.into_iter().chain(sometimes);
    all.filter(|sentence| !sentence.is_empty()).cloned().collect()
}

/// An ordinary ticket, the longest names, a second print, a group with priority, one given without the server.
fn samples(language: Language) -> Vec<(&'static str, TicketPaper)> {
    let ordinary = ordinary(language);
    let catalog = shared::catalog::ward().unwrap();
    let longest = catalog.services.iter().map(|service| service.name.get(language));
    let longest = longest.max_by_key(|name| name.chars().count()).unwrap().to_owned();
    let long_name = match language {
        Language::Vi => "Lao động – Bảo trợ xã hội, chính sách người có công và giảm nghèo",
        Language::En => "Labour, social support, merit to the nation and reduction of poverty",
    };
    let group = catalog.priorities[2].name.get(language);
    let say =
        |english: &str, values: &[&str]| words::kiosk(words_of(language), english, values).unwrap();
    vec![
        (
            "longest",
            TicketPaper { service: longest, number: "D317".to_owned(), ..ordinary.clone() },
        ),
        (
            "long",
            TicketPaper {
                service: long_name.to_owned(),
                number: "CT0107".to_owned(),
                people_ahead: say("People ahead: {}", &["128"]),
                ..ordinary.clone()
            },
        ),
        ("again", TicketPaper { reprint: Some(say("PRINTED AGAIN", &[])), ..ordinary.clone() }),
        ("priority", TicketPaper { note: Some(say("Priority: {}", &[group])), ..ordinary.clone() }),
        (
            "offline",
            TicketPaper {
                number: "A975".to_owned(),
                people_ahead: say(GIVEN_OFFLINE, &[]),
                wait: String::new(),
                qr_text: String::new(),
                qr_caption: String::new(),
                ..ordinary.clone()
            },
        ),
        ("ordinary", ordinary),
    ]
}

/// A ticket with the words that the kiosk says and the names of the sample center.
fn ordinary(language: Language) -> TicketPaper {
    let say =
        |english: &str, values: &[&str]| words::kiosk(words_of(language), english, values).unwrap();
    let catalog = shared::catalog::ward().unwrap();
    TicketPaper {
        agency: catalog.center.agency.get(language).to_owned(),
        center: catalog.center.name.get(language).to_owned(),
        heading: say("QUEUE TICKET", &[]),
        number: "A025".to_owned(),
        service: catalog.services[0].name.get(language).to_owned(),
        people_ahead: say("People ahead: {}", &["5"]),
        wait: say("Expected wait: {}", &[&say("about {0}–{1} minutes", &["10", "20"])]),
        time: "08:15 · 23/11/2026".to_owned(),
        note: None,
        qr_text: ADDRESS.to_owned(),
        qr_caption: say("Scan to follow your place on a phone", &[]),
        closing: catalog.center.closing_line.get(language).to_owned(),
        reprint: None,
    }
}

fn words_of(language: Language) -> Words {
    match language {
        Language::Vi => Words::Vi,
        Language::En => Words::En,
    }
}

/// What the printer makes of the ticket's bytes.
fn printed(ticket: &TicketPaper, paper: Paper) -> PrintedTicket {
    let picture = TicketPainter::new().paint(ticket, paper);
    let mut machine = Machine::default();
    for band in bands(&picture) {
        machine.take(&band);
    }
    machine.take(&[0x1D, b'V', 0]);
    assert_eq!(machine.unknown_bytes, 0);
    machine.tickets.pop().unwrap()
}

/// Whether the programs that read are there; says what is missing where they are not. CI must have them.
fn can_read() -> bool {
    let languages = said(Command::new("tesseract").arg("--list-langs"));
    let reads_vietnamese = languages.is_some_and(|list| list.lines().any(|line| line == "vie"));
    let missing = if !reads_vietnamese {
        "tesseract with its Vietnamese (tesseract-ocr, tesseract-ocr-vie)"
    } else if said(Command::new("zbarimg").arg("--version")).is_none() {
        "zbarimg (zbar-tools)"
    } else {
        return true;
    };
    assert!(env::var_os("CI").is_none(), "CI must have {missing}");
    eprintln!("skipped: this machine lacks {missing}; `cargo xtask test` installs it");
    false
}

/// What a program wrote to standard output; none when it cannot be started.
fn said(command: &mut Command) -> Option<String> {
    let output = command.env("OMP_THREAD_LIMIT", "1").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What was read on one ticket.
struct Reading {
    /// Everything from every look, one line a look.
    text: String,
    /// Words that stand alone, from the shrunken picture.
    small: Vec<String>,
    codes: Vec<String>,
}

impl Reading {
    fn of(ticket: &PrintedTicket, name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("read-tickets");
        fs::create_dir_all(&folder).unwrap();
        let [whole, badge] = ["", "-badge"].map(|kind| folder.join(format!("{name}{kind}.png")));
        ticket.write_png(&whole).unwrap();
        let mut looks: Vec<String> = LOOKS.iter().map(|look| read(&whole, look)).collect();
        if write_badge(&badge, ticket) {
            looks.push(read(&badge, ONE_LINE));
        }
        let text: Vec<String> = looks.iter().map(|look| plain(look)).collect();
        let small = SHRINKS.map(|shrink| {
            let small = folder.join(format!("{name}-{shrink}.png"));
            write_shrunk(&small, ticket, shrink);
            read(&small, SCATTERED)
        });
        let codes = said(Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&whole)).unwrap();
        Self {
            text: text.join("\n"),
            small: small.iter().flat_map(|look| look.lines()).map(plain).collect(),
            codes: codes.lines().map(str::to_owned).collect(),
        }
    }

    /// The fewest slips with which a sentence stands in one of the looks.
    fn slips(&self, sentence: &str) -> usize {
        let sentence: Vec<char> = plain(sentence).chars().collect();
        let looks = self.text.lines().map(|look| slips_in(&sentence, look));
        looks.min().unwrap_or(sentence.len())
    }

    /// Whether the number stands alone on a line, every sign of it right.
    fn has_number(&self, number: &str) -> bool {
        self.small.iter().any(|line| line == number)
    }
}

fn slips_allowed(sentence: &str) -> usize {
    sentence.chars().count() / SIGNS_A_SLIP
}

fn read(picture: &PathBuf, look: &str) -> String {
    let mut command = Command::new("tesseract");
    command.arg(picture).args(["-", "-l", "vie", "--dpi", "203", "--psm", look]);
    said(&mut command).unwrap()
}

/// One space between words, and one sign for all dashes and dots that stand between words.
fn plain(text: &str) -> String {
    let text = text.replace(['–', '—', '·', '•'], "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fewest signs to change, add or leave out until `sentence` stands somewhere in `text` (Sellers 1980).
fn slips_in(sentence: &[char], text: &str) -> usize {
    let mut column: Vec<usize> = (0..=sentence.len()).collect();
    let mut fewest = sentence.len();
    for sign in text.chars() {
        let mut diagonal = column[0];
        for (row, expected) in sentence.iter().enumerate() {
            let change = diagonal + usize::from(*expected != sign);
            diagonal = column[row + 1];
            column[row + 1] = change.min(diagonal + 1).min(column[row] + 1);
        }
        fewest = fewest.min(column[sentence.len()]);
    }
    fewest
}

#[test]
fn slips_are_counted() {
    let slips = |sentence: &str, text| slips_in(&sentence.chars().collect::<Vec<_>>(), text);
    assert_eq!(slips("giữ phiếu", "Vui lòng giữ phiếu và chờ"), 0);
    assert_eq!(slips("giữ phiếu", "Vui lòng giư phiếu và chờ"), 1);
    assert_eq!(slips("giữ phiếu", "Vui lòng gi phiiếu và chờ"), 2);
    assert_eq!(slips("giữ", ""), 3);
}

/// The white letters of the black badge as black ones on white; false when the ticket has no badge.
fn write_badge(path: &Path, ticket: &PrintedTicket) -> bool {
    const HEIGHT_LEAST: usize = 24;
    const WHITE: usize = 20;
    let Some((left, top, width)) = first_black_block(ticket, HEIGHT_LEAST) else { return false };
    let height = (top..ticket.height_dots()).take_while(|y| ticket.is_black(left, *y)).count();
    write_png(path, width + 2 * WHITE, height + 2 * WHITE, |x, y| {
        let inside = x.checked_sub(WHITE).filter(|x| *x < width);
        let place = inside.zip(y.checked_sub(WHITE).filter(|y| *y < height));
        let is_letter = place.is_some_and(|(x, y)| !ticket.is_black(left + x, top + y));
        if is_letter { 0 } else { 255 }
    });
    true
}

/// Left, top and width of the first run of black that goes on downwards at its left end; no letter and no rule
/// is as wide and as high.
fn first_black_block(ticket: &PrintedTicket, rows: usize) -> Option<(usize, usize, usize)> {
    let least = ticket.width_dots / 6;
    (0..ticket.height_dots()).find_map(|y| {
        let left = (0..ticket.width_dots).find(|x| ticket.is_black(*x, y))?;
        let run = (left..ticket.width_dots).take_while(|x| ticket.is_black(*x, y)).count();
        let goes_on = (y..y + rows).all(|y| ticket.is_black(left, y));
        (run >= least && goes_on).then_some((left, y, run))
    })
}

fn write_shrunk(path: &Path, ticket: &PrintedTicket, shrink: usize) {
    let (width, height) = (ticket.width_dots / shrink + 2 * shrink, ticket.height_dots() / shrink);
    write_png(path, width, height, |x, y| {
        let dots = (0..shrink * shrink).map(|dot| (dot % shrink, dot / shrink));
        let black = dots.filter(|(dx, dy)| {
            (x * shrink + dx)
                .checked_sub(shrink * shrink)
                .is_some_and(|x| ticket.is_black(x, y * shrink + dy))
        });
        255 - (black.count() * 255 / (shrink * shrink)) as u8
    });
}

fn write_png(path: &Path, width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) {
    let dots: Vec<u8> = (0..width * height).map(|dot| grey(dot % width, dot / width)).collect();
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(&dots).unwrap();
}
