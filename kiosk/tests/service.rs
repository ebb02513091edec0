//! The service menu: its door, its test page, and a program that starts itself anew.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use end_to_end::paper_printer::PaperPrinter;
use kiosk::printer::{PrintOutcome, PrinterAddress, TicketPrinter};
use kiosk::service::{
    Door, DoorView, PAUSE_FIRST, PAUSE_MAX, Program, ServicePin, StaffCards, TestPageWords,
    WRONG_TRIES_FREE, WrongKey, test_page,
};
use kiosk::ticket_paper::{Paper, TicketPainter};

fn pin() -> ServicePin {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pin");
    fs::write(&path, "280451\n").unwrap();
    ServicePin::read(&path).unwrap()
}

fn try_pin(door: &mut Door, digits: &str, now: Duration) -> bool {
    digits.chars().for_each(|digit| door.digit(digit, now));
    door.enter(now)
}

#[test]
fn the_right_pin_opens_and_the_digits_are_never_shown() {
    let mut door = Door::new(Some(pin()), StaffCards::default());
    let now = Duration::from_secs(5);
    "28x 04".chars().for_each(|digit| door.digit(digit, now));
    assert_eq!(door.view(now), DoorView { has_pin: true, typed: 4, ..DoorView::default() });
    assert!(!format!("{door:?}").contains("2804"));
    door.erase();
    assert!(try_pin(&mut door, "451", now));
    assert_eq!(door.view(now).typed, 0, "wiped");
    "2804512345678".chars().for_each(|digit| door.digit(digit, now));
    assert_eq!(door.view(now).typed, 10);
    door.leave();
    assert_eq!(door.view(now).typed, 0);
}

#[test]
fn wrong_tries_slow_down_and_pauses_double() {
    let mut door = Door::new(Some(pin()), StaffCards::default());
    let mut now = Duration::ZERO;
    assert!(!door.enter(now), "nothing typed is no try");
    for n in 1..=WRONG_TRIES_FREE {
        assert_eq!(door.view(now).rests_seconds, None, "try {n}");
        assert!(!try_pin(&mut door, "111111", now));
        assert_eq!(door.view(now).was_wrong, Some(WrongKey::Pin));
        // Leaving and coming back forgets nothing.
        door.leave();
    }
    let mut pause = PAUSE_FIRST;
    for _ in 0..8 {
        assert_eq!(door.view(now).rests_seconds, Some(pause.as_secs()));
        let nearly = now + pause - Duration::from_millis(1);
        assert!(!try_pin(&mut door, "280451", nearly), "not even the right one");
        now += pause;
        assert_eq!(door.view(now).rests_seconds, None);
        assert!(!try_pin(&mut door, "999999", now));
        pause = (pause * 2).min(PAUSE_MAX);
    }
    now += PAUSE_MAX;
    assert!(try_pin(&mut door, "280451", now));
    assert!(!try_pin(&mut door, "111111", now));
    assert_eq!(door.view(now).rests_seconds, None, "the right PIN cleared the count");
}

const CARD: &str = "ONESTOP-STAFF-9F2C41D07A6B88E3510C";

/// The file of one card, as docs/install.md says that it is made.
fn cards() -> StaffCards {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cards");
    let hash = Argon2::default().hash_password(CARD.as_bytes()).unwrap();
    fs::write(&path, format!("# Lan\n{hash}\n")).unwrap();
    StaffCards::read(&path).unwrap()
}

#[test]
fn a_staff_card_opens_and_wrong_ones_count_with_wrong_pins() {
    let mut door = Door::new(Some(pin()), cards());
    let now = Duration::from_secs(5);
    assert!(door.view(now).has_cards);
    "2804".chars().for_each(|digit| door.digit(digit, now));
    assert!(door.card(Some(CARD), now));
    assert_eq!(door.view(now).typed, 0, "what was typed is wiped");
    let id_card = "001099012345|011111111|Nguyễn Văn An|01011999|Nam|Hà Nội|15032022";
    let wrong = [Some("ONESTOP-STAFF-00000000000000000000"), None, Some(id_card)];
    for code in wrong {
        assert!(!door.card(code, now));
        assert_eq!(door.view(now).was_wrong, Some(WrongKey::Card));
    }
    assert!(!try_pin(&mut door, "111111", now));
    assert_eq!(door.view(now).was_wrong, Some(WrongKey::Pin));
    assert_eq!(door.view(now).rests_seconds, None);
    assert!(!door.card(Some(id_card), now));
    assert_eq!(door.view(now).rests_seconds, Some(PAUSE_FIRST.as_secs()), "the fifth wrong try");
    assert!(!door.card(Some(CARD), now + PAUSE_FIRST / 2), "not even the right one");
    assert!(door.card(Some(CARD), now + PAUSE_FIRST));
    assert!(!format!("{door:?}").contains("9F2C"));
}

#[test]
fn a_door_with_cards_only_has_no_pin_and_one_without_cards_counts_none() {
    let mut door = Door::new(None, cards());
    assert!(!door.view(Duration::ZERO).has_pin);
    assert!(door.card(Some(CARD), Duration::ZERO));
    let mut door = Door::new(Some(pin()), StaffCards::default());
    for _ in 0..10 {
        assert!(!door.card(Some(CARD), Duration::ZERO));
    }
    assert!(try_pin(&mut door, "280451", Duration::ZERO), "nothing was tried");
}

#[test]
fn without_a_pin_the_door_says_so_and_never_opens() {
    let mut door = Door::new(None, StaffCards::default());
    assert!(!door.view(Duration::ZERO).has_pin);
    assert!(!try_pin(&mut door, "280451", Duration::ZERO));
    assert_eq!(door.view(Duration::ZERO).typed, 0);
}

#[test]
fn the_test_page_prints_on_both_widths_and_its_code_can_be_read() {
    let words = TestPageWords {
        heading: "TRANG IN THỬ".to_owned(),
        center: "Trung tâm Phục vụ hành chính công".to_owned(),
        closing: "Mọi cạnh và dấu phải rõ".to_owned(),
    };
    for paper in [Paper::Mm80, Paper::Mm58] {
        let printer = PaperPrinter::start().unwrap();
        let address = PrinterAddress::Tcp {
            host: printer.address().ip().to_string(),
            port: printer.address().port(),
        };
        let server = "http://192.168.1.10:8080";
        let page = test_page(&words, &address.to_string(), paper, "09:12 · 23/11/2026", server);
        assert_eq!(page.number, format!("{} mm", paper.width_mm()));
        assert_eq!(page.people_ahead, address.to_string());
        let picture = TicketPainter::new().paint(&page, paper);
        let report = TicketPrinter::new(address).open_and_print(&picture);
        assert_eq!(report.outcome, PrintOutcome::Printed);
        assert_eq!(printer.tickets()[0].qr_text().as_deref(), Some(server));
    }
}

/// The program says the same sentence twice in one process: it has started itself anew.
#[test]
fn a_program_starts_itself_anew_with_its_options() {
    if let Ok(mark) = std::env::var("STARTED_MARK") {
        eprintln!("process {} started", std::process::id());
        assert!(std::env::args().any(|argument| argument == "--exact"), "with its options");
        // The mark tells the second start from the first.
        if !Path::new(&mark).exists() {
            fs::write(&mark, "").unwrap();
            panic!("{}", Program::this().unwrap().start_anew().unwrap_err());
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_program_starts_itself_anew_with_its_options", "--nocapture"])
        .env("STARTED_MARK", folder.path().join("mark"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let starts: Vec<_> = said.lines().filter(|line| line.starts_with("process ")).collect();
    assert_eq!(starts.len(), 2, "{said}");
    let process = |line: &str| line.split(' ').nth(1).unwrap().to_owned();
    assert_eq!(process(starts[0]), process(starts[1]), "the same process");
}
