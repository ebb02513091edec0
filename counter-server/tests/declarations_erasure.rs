//! Declarations are erased on their date: after it no byte of them is left, and backups made before are dead.

mod declarations_form;
mod server;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use counter_server::personal;
use counter_server::storage::declarations;
use counter_server::{backup, check};
use declarations_form::{NAME, PERSONAL_ID, PHONE, kept, number_with};
use rusqlite::Connection;
use server::{TestServer, until};
use shared::ids::DeclarationId;
use uuid::Uuid;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// The files below a folder that hold these bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        fs::read(path).is_ok_and(|read| read.windows(bytes.len()).any(|part| part == bytes))
    };
    files(folder).into_iter().filter(holds).collect()
}

fn rows(test: &TestServer, sql: &str) -> i64 {
    let connection = Connection::open(test.database()).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn key_file(test: &TestServer, id: Uuid) -> PathBuf {
    test.folder().path().join(format!("keys/declarations/{id}.key"))
}

/// What of a declaration lies in the database, and the key that opens it.
struct Traces {
    ciphertext: Vec<u8>,
    key: Vec<u8>,
}

fn traces(test: &TestServer, id: Uuid) -> Traces {
    let connection = Connection::open(test.database()).unwrap();
    let row = declarations::find(&connection, DeclarationId(id)).unwrap().unwrap();
    Traces { ciphertext: row.ciphertext, key: fs::read(key_file(test, id)).unwrap() }
}

#[tokio::test]
async fn after_the_date_no_byte_is_left_and_a_backup_is_dead() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let id = kept(&kiosk).await;
    number_with(&kiosk, "civil-status", id).await;
    let desk = test.open_desk("1").await;
    desk.press("1", "call-next").await.expect(200, "");
    desk.get(&format!("/api/v1/declarations/{id}")).await.expect(200, "");
    desk.press("1", "start").await.expect(200, "");
    desk.press("1", "finish").await.expect(200, "");
    let traces = traces(&test, id);
    let copy = test.temporary.path().join("backup.db");
    backup::backup(&test.folder(), &copy).unwrap();
    assert!(!holding(test.temporary.path(), &traces.ciphertext).is_empty(), "the search finds it");
    test.advance(TimeDelta::days(7));
    until("the day has turned", || async {
        rows(&test, "SELECT count(*) FROM events WHERE type = 'day_opened'") >= 2
    })
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(rows(&test, "SELECT count(*) FROM declarations"), 1, "kept for seven days");
    assert!(key_file(&test, id).exists());
    // Somebody who reads holds the last step up: nothing is said to be erased before it is.
    let reader = Connection::open(test.database()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM declarations;").unwrap();
    test.advance(TimeDelta::days(1));
    until("the row is gone", || async { rows(&test, "SELECT count(*) FROM declarations") == 0 })
        .await;
    let said = "SELECT count(*) FROM audit WHERE action = 'declaration_erased'";
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(rows(&test, said), 0, "the write-ahead log may still hold it");
    reader.execute_batch("COMMIT").unwrap();
    drop(reader);
    until("it is said to be erased", || async { rows(&test, said) == 1 }).await;
    // Every byte of the folder: database, write-ahead log, keys.
    let folder = test.folder().path().to_owned();
    for canary in [NAME, PERSONAL_ID, PHONE] {
        assert_eq!(holding(&folder, canary.as_bytes()), Vec::<PathBuf>::new(), "{canary}");
    }
    assert_eq!(holding(&folder, &traces.ciphertext), Vec::<PathBuf>::new());
    assert_eq!(holding(&folder, &traces.key), Vec::<PathBuf>::new());
    assert!(!key_file(&test, id).exists());
    // The backup holds the sealed answers, which nobody can open any more, with all keys that are left.
    assert_eq!(holding(test.temporary.path(), &traces.ciphertext), vec![copy.clone()]);
    let connection = Connection::open(&copy).unwrap();
    let row = declarations::find(&connection, DeclarationId(id)).unwrap().unwrap();
    let keys = test.folder().declaration_keys(&test.folder().key().unwrap());
    assert_eq!(personal::open_contents(&keys, &row).unwrap(), None);
    // What stays are figures.
    let figures = "SELECT begun || given_in || filed || erased || form FROM declaration_counts";
    let connection = Connection::open(test.database()).unwrap();
    let figures: String = connection.query_row(figures, [], |row| row.get(0)).unwrap();
    assert_eq!(figures, "1101certificate");
    assert_eq!(check::check_database(&test.database()).unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn what_came_to_no_ticket_goes_with_its_day() {
    let mut test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let (draft, tied) = (kept(&kiosk).await, kept(&kiosk).await);
    number_with(&kiosk, "civil-status", tied).await;
    let traces = traces(&test, draft);
    // The server is down at midnight.
    test.stop().await;
    test.advance(TimeDelta::days(1));
    let test = test.begun_again().await;
    until("the draft is erased", || async {
        rows(&test, "SELECT count(*) FROM audit WHERE action = 'declaration_erased'") == 1
    })
    .await;
    assert!(!key_file(&test, draft).exists() && key_file(&test, tied).exists());
    assert_eq!(holding(test.folder().path(), &traces.ciphertext), Vec::<PathBuf>::new());
    assert_eq!(rows(&test, "SELECT count(*) FROM declarations"), 1);
    let codes = files(&test.folder().path().join("keys"))
        .into_iter()
        .filter(|path| path.to_str().unwrap().ends_with(".codes.key"))
        .count();
    assert_eq!(codes, 0, "codes of yesterday are dead");
}

#[tokio::test]
async fn a_restored_backup_shows_nothing_without_its_keys() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let id = kept(&kiosk).await;
    number_with(&kiosk, "civil-status", id).await;
    let copy = test.temporary.path().join("backup.db");
    backup::backup(&test.folder(), &copy).unwrap();
    for canary in [NAME, PERSONAL_ID] {
        assert_eq!(holding(test.temporary.path(), canary.as_bytes()), Vec::<PathBuf>::new());
    }
    let folder = DataFolder::new(&test.temporary.path().join("restored"));
    backup::restore(&folder, &copy, &Clock::system()).unwrap();
    assert_eq!(check::check(&folder).unwrap().problems, Vec::<String>::new());
    let connection = Connection::open(folder.database()).unwrap();
    let row = declarations::find(&connection, DeclarationId(id)).unwrap().unwrap();
    let keys = folder.declaration_keys(&folder.key().unwrap());
    assert_eq!(personal::open_contents(&keys, &row).unwrap(), None);
}
