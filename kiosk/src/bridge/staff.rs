//! The menu for staff: its door, what is known of the machine, what can be done with it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use shared::protocol::PrinterCondition;
use slint::{ComponentHandle, SharedString};

use super::Tell;
use crate::service::{ServiceErrand, ServiceFacts, TestPageWords, WrongKey};
use crate::session::{Input, Session, StaffInput};
use crate::ui::{App, StaffAdapter, Words};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<StaffAdapter>();
    let on = |input: StaffInput| {
        let to = tell.clone();
        move || to(Input::Staff(input.clone()))
    };
    adapter.on_knocked(on(StaffInput::Knock));
    adapter.on_erase(on(StaffInput::Erase));
    adapter.on_enter(on(StaffInput::Enter));
    adapter.on_test_print(on(StaffInput::Do(ServiceErrand::TestPrint)));
    adapter.on_new_roll(on(StaffInput::Do(ServiceErrand::ResetPaperCounter)));
    adapter.on_restart(on(StaffInput::Do(ServiceErrand::Restart)));
    adapter.on_quit(on(StaffInput::Do(ServiceErrand::Quit)));
    let to = tell.clone();
    adapter.on_digit(move |digit| {
        if let Some(digit) = digit.chars().next() {
            to(Input::Staff(StaffInput::Digit(digit)));
        }
    });
}

/// What stands at the door; set each second, since a pause counts down.
pub(super) fn show_door(app: &App, session: &Session, now: Duration) {
    let door = session.staff().door(now);
    let adapter = app.global::<StaffAdapter>();
    adapter.set_has_pin(door.has_pin);
    adapter.set_typed(i32::try_from(door.typed).unwrap_or_default());
    adapter.set_has_cards(door.has_cards);
    adapter.set_wrong_pin(door.was_wrong == Some(WrongKey::Pin));
    adapter.set_wrong_card(door.was_wrong == Some(WrongKey::Card));
    let rests = door.rests_seconds.and_then(|seconds| i32::try_from(seconds).ok());
    adapter.set_rests_seconds(rests.unwrap_or(-1));
}

/// What is known of the machine.
pub(super) fn show_facts(app: &App, facts: Option<&ServiceFacts>) {
    let Some(facts) = facts else { return };
    let adapter = app.global::<StaffAdapter>();
    let words = app.global::<Words>();
    let status = &facts.status;
    adapter.set_printer(facts.printer.as_str().into());
    adapter.set_printer_state(printer_words(&words, status.printer.state));
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    adapter.set_papers(count(status.printer.papers_printed_since_reset));
    adapter.set_papers_left(status.printer.paper_left_estimate.map_or(-1, count));
    adapter.set_server(facts.server.as_str().into());
    let seconds = facts.since_answer.and_then(|since| i32::try_from(since.as_secs()).ok());
    adapter.set_answered_seconds(seconds.unwrap_or(-1));
    adapter.set_numbers_left(count(status.offline.numbers_left));
    adapter.set_to_merge(count(status.offline.waiting_to_merge));
    adapter.set_journal(status.journal_ok);
    adapter.set_version(status.version.as_str().into());
}

fn printer_words(words: &Words, state: PrinterCondition) -> SharedString {
    match state {
        PrinterCondition::Ready => words.invoke_printer_ready(),
        PrinterCondition::PaperLow => words.invoke_printer_paper_low(),
        PrinterCondition::PaperOut => words.invoke_printer_paper_out(),
        PrinterCondition::CoverOpen => words.invoke_printer_cover_open(),
        PrinterCondition::Offline | PrinterCondition::Unreachable => words.invoke_printer_offline(),
        PrinterCondition::Error => words.invoke_printer_fault(),
        PrinterCondition::NotConfigured => words.invoke_printer_none(),
        PrinterCondition::Unknown => words.invoke_printer_unknown(),
    }
}

/// The words of the test page.
pub(super) fn test_words(app: &App, session: &Session) -> TestPageWords {
    let words = app.global::<Words>();
    let center = session
        .catalog()
        .map(|catalog| catalog.center.name.get(session.language()).to_owned())
        .unwrap_or_default();
    TestPageWords {
        heading: words.invoke_test_page().to_string(),
        center,
        closing: words.invoke_test_page_closing().to_string(),
    }
}

/// The time on the test page, as people read it.
pub(super) fn test_time(session: &Session, wall: DateTime<Utc>) -> String {
    let format = "%H:%M %d/%m/%Y";
    match session.catalog() {
        Some(catalog) => wall.with_timezone(&catalog.center.time_zone).format(format).to_string(),
        None => wall.format("%H:%M %d/%m/%Y UTC").to_string(),
    }
}
