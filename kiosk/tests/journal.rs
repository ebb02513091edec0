//! The journal on a real disk: what a crash leaves is reported as unknown, what was reported is gone.

use std::fs;

use kiosk::journal::Journal;
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use uuid::Uuid;

fn id(n: u128) -> TicketId {
    TicketId(Uuid::from_u128(n))
}

#[test]
fn what_was_begun_and_not_ended_is_unknown_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::open(Some(&path)).unwrap();
    journal.begin(id(1)).unwrap();
    journal.begin(id(2)).unwrap();
    journal.ask(id(4)).unwrap();
    journal.end(id(2), PrintOutcome::Printed).unwrap();
    journal.begin(id(3)).unwrap();
    journal.end(id(3), PrintOutcome::Failed).unwrap();
    journal.forget(id(3)).unwrap();
    drop(journal);

    let journal = Journal::open(Some(&path)).unwrap();
    let left = journal.left().unwrap();
    assert_eq!(
        left,
        [
            (id(1), PrintOutcome::Unknown),
            (id(2), PrintOutcome::Printed),
            (id(4), PrintOutcome::Unknown)
        ]
    );
    for (ticket, _) in left {
        journal.forget(ticket).unwrap();
    }
    assert_eq!(journal.left().unwrap(), []);
    assert_eq!(fs::read_dir(&path).unwrap().count(), 0, "no file stays");
    journal.forget(id(1)).unwrap();
}

#[test]
fn notes_hold_nothing_but_the_outcome() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(Some(folder.path())).unwrap();
    journal.begin(id(7)).unwrap();
    let entry = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
    assert_eq!(entry.file_name().to_str().unwrap(), format!("{}.ticket", id(7)));
    assert_eq!(fs::read_to_string(entry.path()).unwrap(), "printing");
}

#[test]
fn other_files_and_torn_notes_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("README.txt"), "hello").unwrap();
    fs::write(folder.path().join("no-id.ticket"), "printed").unwrap();
    fs::write(folder.path().join(format!("{}.ticket", id(5))), [0xff, 0xfe]).unwrap();
    let journal = Journal::open(Some(folder.path())).unwrap();
    assert_eq!(journal.left().unwrap(), [(id(5), PrintOutcome::Unknown)]);
}

#[test]
fn what_a_power_cut_left_half_written_is_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let half = folder.path().join(format!("{}.new", id(5)));
    let foreign = folder.path().join("letter.new");
    fs::write(&half, "prin").unwrap();
    fs::write(&foreign, "hello").unwrap();
    let journal = Journal::open(Some(folder.path())).unwrap();
    assert!(!half.exists());
    assert!(foreign.exists(), "a file that is not ours stays");
    assert_eq!(journal.left().unwrap(), []);
}

#[test]
fn a_kiosk_without_a_journal_works() {
    let journal = Journal::open(None).unwrap();
    journal.ask(id(1)).unwrap();
    journal.begin(id(1)).unwrap();
    journal.end(id(1), PrintOutcome::Printed).unwrap();
    journal.forget(id(1)).unwrap();
    assert_eq!(journal.left().unwrap(), []);
}

#[test]
fn a_folder_that_is_a_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "x").unwrap();
    assert!(Journal::open(Some(&path)).is_err());
}
