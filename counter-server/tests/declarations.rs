//! Declarations at the kiosk: kept, checked, continued at another kiosk, taken back, tied to a ticket, sealed.

mod declarations_form;
mod server;

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use crypto_box::PublicKey;
use crypto_box::aead::OsRng;
use declarations_form::{Done, NAME, PERSONAL_ID, answers, keep, kept, number_with, request};
use rusqlite::Connection;
use serde_json::json;
use server::TestServer;
use server::client::{new_id, wish};

/// The files of the data folder that hold these bytes.
fn files_with(test: &TestServer, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![test.folder().path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read(&path).unwrap().windows(bytes.len()).any(|part| part == bytes) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[tokio::test]
async fn a_declaration_is_kept_and_goes_on_at_another_kiosk() {
    let test = declarations_form::server().await;
    let (first, second) = (test.kiosk(), test.kiosk());
    let id = new_id();
    let draft = request(json!({"requester_name": {"text": NAME}}), false);
    let begun = keep(&first, id, &draft).await.done(201);
    let code = begun.json["code"].as_str().unwrap().to_owned();
    assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    assert!(begun.json["erase_on"].as_str().unwrap() > "2026");
    let again = keep(&first, id, &draft).await.done(200);
    assert_eq!(again.json, begun.json, "sent again when the answer was lost");
    let typed = format!("{} {}", &code[..4], &code[4..]);
    let path = "/api/v1/declarations/continue";
    let continued = second.post(path, &json!({"code": typed})).await.done(200);
    assert_eq!(continued.json["id"], json!(id));
    assert_eq!(continued.json["answers"], draft["answers"]);
    assert_eq!(
        (&continued.json["complete"], &continued.json["notice_version"]),
        (&json!(false), &json!(3))
    );
    let done = keep(&second, id, &request(answers(), true)).await.done(200);
    assert_eq!(done.json["code"], code.as_str(), "the code goes on holding");
    let continued = first.post(path, &json!({"code": code})).await.done(200);
    assert_eq!(continued.json["answers"], answers());
    // Nothing of it stands anywhere in the clear, and neither does the code.
    for canary in [NAME, PERSONAL_ID, code.as_str(), "1988-03-05"] {
        assert_eq!(files_with(&test, canary.as_bytes()), Vec::<String>::new(), "{canary}");
    }
    let trail = Connection::open(test.database()).unwrap();
    let reads: i64 = trail
        .query_row(
            "SELECT count(*) FROM audit WHERE action = 'declaration_continued' AND subject = ?1",
            [format!("declarations/{id}")],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(reads, 2);
}

#[tokio::test]
async fn the_server_trusts_no_kiosk() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let id = new_id();
    let mut wrong = answers();
    wrong["citizen_number"] = json!({"text": "001288067543"});
    wrong["copy_count"] = json!({"number": 99});
    let refused = keep(&kiosk, id, &request(wrong, true)).await.expect(422, "wrong_answers");
    let faults = refused.json["answers"].as_array().unwrap();
    let keys: Vec<_> = faults.iter().map(|fault| fault["key"].as_str().unwrap()).collect();
    assert!(keys.contains(&"copy_count"), "{faults:?}");
    assert!(faults.iter().all(|fault| fault["sentence"].as_str().unwrap().len() > 10));
    let mut unknown = answers();
    unknown["shoe_size"] = json!({"number": 41});
    let refused = keep(&kiosk, id, &request(unknown, false)).await.expect(422, "wrong_answers");
    assert_eq!(refused.json["answers"][0]["key"], "shoe_size");
    let kind = json!({"wants_copies": {"number": 1}});
    keep(&kiosk, id, &request(kind, false)).await.expect(422, "wrong_answers");
    let mut missing = answers();
    missing.as_object_mut().unwrap().remove("birth_date");
    keep(&kiosk, id, &request(missing.clone(), true)).await.expect(422, "wrong_answers");
    keep(&kiosk, id, &request(missing, false)).await.done(201);
    // What another answer hides is dropped.
    let mut hidden = answers();
    hidden["wants_copies"] = json!({"yes": false});
    let kept = keep(&kiosk, id, &request(hidden, true)).await.done(200);
    let code = json!({"code": kept.json["code"]});
    let seen = kiosk.post("/api/v1/declarations/continue", &code).await.done(200);
    assert!(seen.json["answers"].get("copy_count").is_none(), "{:?}", seen.json);
    let mut other = request(answers(), true);
    other["version"] = json!(2);
    keep(&kiosk, id, &other).await.expect(422, "unknown_form");
    other["version"] = json!(1);
    other["colour"] = json!("blue");
    let refused = keep(&kiosk, id, &other).await.expect(422, "bad_request");
    assert!(!refused.text.contains(NAME), "no error says what was answered");
    keep(&kiosk, uuid::Uuid::new_v4(), &request(answers(), true)).await.expect(422, "bad_request");
    let long = json!({"requester_name": {"text": "x".repeat(500_000)}});
    assert_eq!(keep(&kiosk, id, &request(long, false)).await.status, 413);
}

#[tokio::test]
async fn guessing_codes_ends_soon() {
    let test = declarations_form::server().await;
    let (guesser, other) = (test.kiosk(), test.kiosk());
    let id = new_id();
    let kept = keep(&other, id, &request(answers(), true)).await.done(201);
    let path = "/api/v1/declarations/continue";
    for wrong in ["1234567", "", "12345678a", "abcdefgh"] {
        guesser.post(path, &json!({"code": wrong})).await.expect(422, "bad_request");
    }
    let right = kept.json["code"].as_str().unwrap();
    let wrong = (0..).map(|n| format!("{n:08}")).filter(|code| code != right);
    let mut tries = 0;
    for code in wrong.take(50) {
        let answer = guesser.post(path, &json!({"code": code})).await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() > 60);
            break;
        }
        answer.expect(404, "wrong_code");
        tries += 1;
    }
    assert_eq!(tries, 8);
    guesser.post(path, &json!({"code": right})).await.expect(429, "too_many_requests");
    other.post(path, &json!({"code": right})).await.done(200);
}

#[tokio::test]
async fn a_citizen_takes_it_back() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let id = new_id();
    let kept = keep(&kiosk, id, &request(answers(), true)).await.done(201);
    let path = format!("/api/v1/declarations/{id}");
    kiosk.delete(&path).await.expect(204, "");
    kiosk.delete(&path).await.expect(204, "");
    let code = json!({"code": kept.json["code"]});
    kiosk.post("/api/v1/declarations/continue", &code).await.expect(404, "wrong_code");
    let folder = test.folder().path().join("keys/declarations");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "its key is gone");
    let mut body = wish("civil-status");
    body["declaration"] = json!(id);
    let ticket = format!("/api/v1/tickets/{}", new_id());
    kiosk.put(&ticket, &body).await.expect(422, "unknown_declaration");
    server::until("said to be erased", || async {
        let connection = Connection::open(test.database()).unwrap();
        let sql = "SELECT count(*) FROM audit WHERE action = 'declaration_erased'";
        connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() == 1
    })
    .await;
}

#[tokio::test]
async fn a_declaration_belongs_to_one_ticket() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let id = kept(&kiosk).await;
    let ticket = number_with(&kiosk, "civil-status", id).await;
    let mut body = wish("civil-status");
    body["declaration"] = json!(id);
    let path = format!("/api/v1/tickets/{ticket}");
    kiosk.put(&path, &body).await.expect(200, "");
    kiosk.put(&path, &wish("civil-status")).await.expect(409, "different_body");
    let other = format!("/api/v1/tickets/{}", new_id());
    kiosk.put(&other, &body).await.expect(422, "unknown_declaration");
    body["declaration"] = json!(new_id());
    kiosk.put(&other, &body).await.expect(422, "unknown_declaration");
    // The same again is harmless, another version is for the desk.
    keep(&kiosk, id, &request(answers(), true)).await.done(200);
    let mut changed = answers();
    changed["copy_count"] = json!({"number": 3});
    keep(&kiosk, id, &request(changed, true)).await.expect(409, "wrong_state");
    kiosk.delete(&format!("/api/v1/declarations/{id}")).await.expect(409, "wrong_state");
    // The log names it, and the projection folds.
    let connection = Connection::open(test.database()).unwrap();
    let event: String = connection
        .query_row("SELECT body FROM events WHERE type = 'ticket_issued'", [], |row| row.get(0))
        .unwrap();
    assert!(event.contains(&id.to_string()), "{event}");
    let report = counter_server::check::check_database(&test.database()).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
}

#[tokio::test]
async fn what_waited_sealed_in_a_journal_is_treated_alike() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let key = kiosk.get("/api/v1/kiosk/sealing-key").await.expect(200, "").json;
    let public: [u8; 32] =
        STANDARD.decode(key["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    let seal = |body: &serde_json::Value| {
        let sealed = PublicKey::from_bytes(public).seal(&mut OsRng, body.to_string().as_bytes());
        json!({"sealed": STANDARD.encode(sealed.unwrap()), "key_date": key["date"]})
    };
    let id = new_id();
    let sealed = seal(&request(answers(), true));
    let first = keep(&kiosk, id, &sealed).await.done(201);
    let again = keep(&kiosk, id, &sealed).await.done(200);
    assert_eq!(first.json, again.json);
    let plain = keep(&kiosk, id, &request(answers(), true)).await.done(200);
    assert_eq!(first.json, plain.json);
    number_with(&kiosk, "civil-status", id).await;
    keep(&kiosk, id, &seal(&request(answers(), true))).await.done(200);
    let other = seal(&request(json!({"shoe_size": {"number": 41}}), false));
    keep(&kiosk, new_id(), &other).await.expect(422, "wrong_answers");
    let garbage = json!({"sealed": STANDARD.encode([1; 100]), "key_date": key["date"]});
    keep(&kiosk, new_id(), &garbage).await.expect(422, "bad_request");
    // After three days nobody can open it any more.
    let late = seal(&request(answers(), true));
    test.advance(TimeDelta::days(3));
    keep(&kiosk, new_id(), &late).await.done(201);
    test.advance(TimeDelta::days(1));
    let keys = test.folder().path().join("keys");
    let name = format!("{}.sealing.key", key["date"].as_str().unwrap());
    server::until("the key is gone", || async { !keys.join(&name).exists() }).await;
    keep(&kiosk, new_id(), &late).await.expect(422, "bad_request");
}

#[tokio::test]
async fn forms_come_with_the_notice_and_an_etag() {
    let test = declarations_form::server().await;
    let kiosk = test.kiosk();
    let forms = kiosk.get("/api/v1/forms").await.expect(200, "");
    assert_eq!(forms.json["forms"][0]["id"], "certificate");
    assert_eq!(forms.json["forms"][0]["sections"][0]["questions"].as_array().unwrap().len(), 4);
    assert_eq!(forms.json["notice"]["version"], 3);
    assert_eq!(forms.json["notice"]["how_long"]["vi"], "Xóa sau 7 ngày.");
    assert!(!forms.json["notice"]["controller"]["vi"].as_str().unwrap().contains("{center}"));
    let tag = forms.header("etag").to_owned();
    let again = kiosk.clone().with("if-none-match", tag.clone()).get("/api/v1/forms").await;
    assert_eq!(again.status, 304);
    server::catalog::change_catalog(&test, |catalog| catalog.retention.declaration_days = 0).await;
    let changed = kiosk.with("if-none-match", tag).get("/api/v1/forms").await.expect(200, "");
    assert_eq!(changed.json["notice"]["how_long"]["vi"], "Xóa khi hết ngày.");
    let catalog = test.kiosk().get("/api/v1/catalog").await.expect(200, "");
    let summary = &catalog.json["forms"][0];
    assert_eq!((&summary["id"], &summary["version"]), (&json!("certificate"), &json!(1)));
    assert_eq!(summary["procedures"], json!(["birth-registration"]));
    test.board().get("/api/v1/forms").await.expect(403, "not_allowed");
}
