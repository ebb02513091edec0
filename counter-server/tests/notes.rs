//! Notes: who reads them, that every reading is kept, where their text is not, and that they are erased.

mod server;

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use counter_server::auth::Role;
use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use counter_server::server::Server;
use counter_server::{backup, check};
use rusqlite::Connection;
use serde_json::{Value, json};
use server::catalog::change_catalog;
use server::client::{Client, new_id, wish};
use server::{TestServer, settings, until};

const TEXT: &str = "Thiếu giấy chứng sinh bản chính";

async fn press(desk: &Client, id: &str, verb: &str, body: Value) -> server::client::Answer {
    desk.post(&format!("/api/v1/desks/{id}/{verb}"), &body).await
}

fn readings(test: &TestServer) -> Vec<(Option<i64>, Option<String>, String)> {
    let connection = Connection::open(test.database()).unwrap();
    let mut statement = connection
        .prepare("SELECT staff, desk, subject FROM audit WHERE action = 'note_read' ORDER BY id")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn holds(path: &Path, text: &str) -> bool {
    fs::read(path).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
}

/// The files of the database that hold this text.
fn files_with(test: &TestServer, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(test.folder().path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && holds(&path, text) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn keys(test: &TestServer, ending: &str) -> usize {
    let folder = test.folder().path().join("keys");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().ends_with(ending)).count()
}

/// A ticket with a note, at desk 4.
async fn noted(test: &TestServer) -> (Client, String) {
    let kiosk = test.kiosk();
    let desk = test.open_desk("4").await;
    let ticket = kiosk.take_number("business").await;
    desk.press("4", "call-next").await.expect(200, "");
    let noted = press(&desk, "4", "note", json!({"note": format!("  {TEXT} ")})).await;
    let noted = noted.expect(200, "");
    assert_eq!(noted.json["ticket"]["has_note"], true);
    assert!(!noted.text.contains(TEXT), "the answer is kept, so it never holds the text");
    (desk, ticket.json["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_note_is_read_where_it_is_needed_and_each_first_reading_is_kept() {
    let test = TestServer::start().await;
    let (desk, ticket) = noted(&test).await;
    let other = test.staff("elsewhere", Role::Staff, Some("5")).await;
    let reception = test.staff("reception", Role::Reception, None).await;
    assert_eq!(readings(&test), Vec::new());
    for _ in 0..3 {
        let view = desk.get("/api/v1/desks/4").await.expect(200, "");
        assert_eq!(view.json["ticket"]["note"], TEXT);
    }
    assert_eq!(readings(&test).len(), 1, "a page that refreshes itself reads it once");
    let view = other.get("/api/v1/desks/4").await.expect(200, "");
    assert_eq!(
        (&view.json["ticket"]["has_note"], view.json["ticket"].get("note")),
        (&json!(true), None)
    );
    let found = other.get("/api/v1/tickets?number=E001").await.expect(200, "");
    assert_eq!((&found.json["has_note"], found.json.get("note")), (&json!(true), None));
    assert_eq!(readings(&test).len(), 1);
    let found = reception.get("/api/v1/tickets?number=E001").await.expect(200, "");
    assert_eq!(found.json["note"], TEXT);
    let kept = readings(&test);
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .all(|(staff, _, about)| staff.is_some() && *about == format!("tickets/{ticket}"))
    );
    assert_eq!((kept[0].1.as_deref(), kept[1].1.as_deref()), (Some("4"), None));
    // Nothing written down holds the text: events, answers, audit, the table of notes.
    assert_eq!(files_with(&test, TEXT), Vec::<String>::new());
    for path in ["/api/v1/queue", "/api/v1/desks/5"] {
        assert!(!desk.get(path).await.text.contains(TEXT), "{path}");
    }
}

#[tokio::test]
async fn notes_come_with_numbers_holds_and_transfers() {
    let test = TestServer::start().await;
    let reception = test.staff("reception", Role::Reception, None).await;
    let desk = test.open_desk("4").await;
    let note_now =
        || async { reception.get("/api/v1/tickets?number=E001").await.json["note"].clone() };
    let mut body = wish("business");
    body["note"] = json!("x".repeat(501));
    let path = format!("/api/v1/tickets/{}", new_id());
    let refused = reception.put(&path, &body).await.expect(422, "bad_request");
    assert!(refused.json["message"].as_str().unwrap().contains("500"), "{refused:?}");
    body["note"] = json!("đi cùng người nhà");
    reception.put(&path, &body).await.expect(201, "");
    reception.put(&path, &body).await.expect(200, "");
    assert_eq!(note_now().await, "đi cùng người nhà");
    desk.press("4", "call-next").await.expect(200, "");
    for empty in ["", "   "] {
        press(&desk, "4", "note", json!({"note": empty})).await.expect(422, "bad_request");
    }
    let command = new_id();
    let hold = json!({"minutes": 30, "note": "chờ bản sao", "command_id": command});
    let first = press(&desk, "4", "hold", hold.clone()).await.expect(200, "");
    // Sent again when the answer was lost: the ticket is no longer at the desk, the answer is the same.
    let again = press(&desk, "4", "hold", hold).await.expect(200, "");
    assert_eq!(first.json, again.json);
    assert_eq!(note_now().await, "chờ bản sao");
    let other = json!({"minutes": 30, "note": "khác", "command_id": command});
    press(&desk, "4", "hold", other).await.expect(409, "different_body");
    desk.press("4", "undo").await.expect(200, "");
    assert_eq!(note_now().await, "đi cùng người nhà", "undo brings the note back too");
    let body = json!({"service": "certification", "note": "cần chứng thực 2 bản"});
    press(&desk, "4", "transfer", body).await.expect(200, "");
    assert_eq!(note_now().await, "cần chứng thực 2 bản");
}

#[tokio::test]
async fn a_backup_holds_no_key_and_a_restored_center_shows_notes_as_gone() {
    let test = TestServer::start().await;
    let (_, _) = noted(&test).await;
    let copy = test.temporary.path().join("backup.db");
    backup::backup(&test.folder(), &copy).unwrap();
    assert!(!holds(&copy, TEXT));
    let folder = DataFolder::new(&test.temporary.path().join("restored"));
    backup::restore(&folder, &copy, &Clock::system()).unwrap();
    assert_eq!(check::check(&folder).unwrap().problems, Vec::<String>::new());
    let server = Server::start(&folder, settings(), Clock::system()).await.unwrap();
    let restored = Client::new(format!("http://{}", server.address()));
    let body = json!({"name": "at desk 4", "password": server::PASSWORD, "desk": "4"});
    let session = restored.post("/api/v1/session", &body).await.expect(200, "");
    let cookie = session.header("set-cookie").split(';').next().unwrap().to_owned();
    let view = restored.with_cookie(cookie).get("/api/v1/desks/4").await.expect(200, "");
    assert_eq!(
        (&view.json["ticket"]["has_note"], view.json["ticket"].get("note")),
        (&json!(true), None)
    );
    server.stop().await;
}

#[tokio::test]
async fn a_key_of_a_past_date_that_is_made_late_goes_too() {
    let test = TestServer::start().await;
    let folder = test.folder().path().join("keys");
    fs::create_dir_all(&folder).unwrap();
    for name in ["2020-01-01.person.key", "2020-01-01.notes.key"] {
        fs::write(folder.join(name), [7; 32]).unwrap();
    }
    until("stray keys are gone", || async {
        keys(&test, ".notes.key") + keys(&test, ".person.key") == 0
    })
    .await;
}

#[tokio::test]
async fn notes_and_hashes_go_with_their_day() {
    let test = TestServer::start().await;
    let (desk, _) = noted(&test).await;
    let kiosk = test.kiosk();
    let mut body = wish("business");
    body["person_id"] = json!("001099012345");
    kiosk.put(&format!("/api/v1/tickets/{}", new_id()), &body).await.expect(201, "");
    assert_eq!((keys(&test, ".notes.key"), keys(&test, ".person.key")), (1, 1));
    // One day longer than the visit.
    change_catalog(&test, |catalog| catalog.retention.note_days = 1).await;
    desk.press("4", "hold").await.expect(200, "");
    test.advance(TimeDelta::hours(24));
    until("hashes go at the turn of the day", || async { keys(&test, ".person.key") == 0 }).await;
    assert_eq!(keys(&test, ".notes.key"), 1, "the note is kept for a day more");
    let rows = || -> i64 {
        let connection = Connection::open(test.database()).unwrap();
        connection.query_row("SELECT count(*) FROM notes", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(rows(), 1);
    let sealed: Vec<u8> = Connection::open(test.database())
        .unwrap()
        .query_row("SELECT ciphertext FROM notes", [], |row| row.get(0))
        .unwrap();
    // Somebody who reads holds the last step up, and it is tried again.
    let reader = Connection::open(test.database()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM notes;").unwrap();
    test.advance(TimeDelta::hours(24));
    until("the key is gone", || async { keys(&test, ".notes.key") == 0 }).await;
    until("the row is gone", || async { rows() == 0 }).await;
    reader.execute_batch("COMMIT").unwrap();
    until("no file of the database holds the sealed text", || async {
        let wal = test.database().with_extension("db-wal");
        let left = [test.database(), wal].iter().any(|path| {
            fs::read(path).is_ok_and(|bytes| bytes.windows(sealed.len()).any(|part| part == sealed))
        });
        !left
    })
    .await;
    assert_eq!(check::check_database(&test.database()).unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn signs_that_nobody_sees_are_not_kept_in_a_note() {
    let test = TestServer::start().await;
    let reception = test.staff("reception", Role::Reception, None).await;
    let mut body = wish("business");
    body["note"] = json!("\u{202e}đi cùng\u{0}\u{1b}[31m người nhà\u{2069}\r\nlần 2\u{200b}");
    reception.put(&format!("/api/v1/tickets/{}", new_id()), &body).await.expect(201, "");
    let found = reception.get("/api/v1/tickets?number=E001").await.expect(200, "");
    assert_eq!(found.json["note"], "đi cùng[31m người nhà\nlần 2");
    // Nothing but such signs is nothing; what counts is the length of what is kept.
    let desk = test.open_desk("4").await;
    desk.press("4", "call-next").await.expect(200, "");
    let unseen = json!({"note": "\u{200b}\u{202e} \u{7}"});
    press(&desk, "4", "note", unseen).await.expect(422, "bad_request");
    let long = json!({"note": format!("{}{}", "x".repeat(500), "\u{200b}".repeat(50))});
    press(&desk, "4", "note", long).await.expect(200, "");
}
