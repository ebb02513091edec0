//! The real program: its options, its sentences, power cuts, backups, logs.

mod server;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;
use server::PASSWORD;
use server::client::{Answer, Client, new_id, wish};
use server::program::{Program, fail, run, run_with_input, succeed};
use tempfile::TempDir;
use tokio::task::JoinSet;

/// A new data folder of the sample center.
fn center() -> (TempDir, PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let data = temporary.path().join("data");
    succeed(&["init", "--data", text(&data), "--sample", "ward"]);
    (temporary, data)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn device(data: &Path, kind: &str, name: &str) -> String {
    succeed(&["device", "add", "--data", text(data), "--kind", kind, "--name", name])
}

fn staff(data: &Path, name: &str, role: &str, password: &str) -> std::process::Output {
    let arguments =
        ["staff", "add", "--data", text(data), "--name", name, "--role", role, "--password-stdin"];
    run_with_input(&arguments, password)
}

async fn sign_in(program: &Program, name: &str, desk: &str) -> Client {
    let body = json!({"name": name, "password": PASSWORD, "desk": desk});
    let answer = program.client().post("/api/v1/session", &body).await.expect(200, "");
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    program.client().with_cookie(cookie)
}

#[tokio::test]
async fn a_power_cut_in_the_middle_of_a_hundred_issues_loses_nothing_acknowledged() {
    let (_temporary, data) = center();
    let token = device(&data, "kiosk", "K1");
    for cut_after in [1, 20, 60] {
        let program = Program::serve(&data, &[]);
        let kiosk = program.client().with_token(&token);
        let mut sending = JoinSet::new();
        for _ in 0..100 {
            let kiosk = kiosk.clone();
            sending.spawn(async move {
                let id = new_id();
                let path = format!("/api/v1/tickets/{id}");
                let request = kiosk.request(reqwest::Method::PUT, &path).json(&wish("business"));
                Client::try_send(request).await.ok().map(|answer: Answer| (id, answer))
            });
        }
        let mut acknowledged = Vec::new();
        let mut program = Some(program);
        while let Some(sent) = sending.join_next().await {
            let Some((id, answer)) = sent.unwrap() else { continue };
            let answer = answer.expect(201, "");
            acknowledged.push((id, answer.json["number"].as_str().unwrap().to_owned()));
            if acknowledged.len() == cut_after {
                program.take().unwrap().kill();
            }
        }
        assert!(acknowledged.len() >= cut_after);
        let numbers: BTreeSet<&String> = acknowledged.iter().map(|(_, number)| number).collect();
        assert_eq!(numbers.len(), acknowledged.len(), "no number twice");
        let program = Program::serve(&data, &[]);
        let kiosk = program.client().with_token(&token);
        for (id, number) in &acknowledged {
            let again = kiosk.take(*id, "business").await.expect(200, "");
            assert_eq!(again.json["number"], *number);
        }
        kiosk.take_number("business").await;
        program.kill();
        assert!(succeed(&["check", "--data", text(&data)]).starts_with("ok: "));
    }
}

#[tokio::test]
async fn sigterm_ends_it_quickly_and_well_with_streams_open() {
    let (_temporary, data) = center();
    let token = device(&data, "board", "B1");
    let program = Program::serve(&data, &[]);
    let board = program.client().with_token(&token);
    let mut stream = server::stream::EventStream::open(&board, "").await;
    stream.next().await.unwrap();
    let (code, took, _) = program.terminate();
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(!data.join("onestop.db-wal").exists(), "the log was moved into the database");
}

#[tokio::test]
async fn a_backup_made_while_serving_restores_the_same_state() {
    let (temporary, data) = center();
    let token = device(&data, "kiosk", "K1");
    assert!(staff(&data, "lan", "staff", PASSWORD).status.success());
    let program = Program::serve(&data, &[]);
    let kiosk = program.client().with_token(&token);
    let desk = sign_in(&program, "lan", "4").await;
    desk.press("4", "open").await.expect(200, "");
    for _ in 0..5 {
        kiosk.take_number("business").await;
    }
    desk.press("4", "call-next").await.expect(200, "");
    let before = kiosk.get("/api/v1/board").await.json;
    let copy = temporary.path().join("copy.db");
    succeed(&["backup", "--data", text(&data), "--to", text(&copy)]);
    kiosk.take_number("business").await;
    let restore = ["restore", "--from", text(&copy), "--data", text(&data)];
    assert!(fail(&restore, "").contains("in use by a running server"));
    assert_eq!(program.terminate().0, 0);
    let said = succeed(&restore);
    assert!(said.contains("before-restore"), "{said}");
    let elsewhere = temporary.path().join("elsewhere");
    succeed(&["restore", "--from", text(&copy), "--data", text(&elsewhere)]);
    for place in [&data, &elsewhere] {
        let mode = fs::metadata(place.join("onestop.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else reads the hashes of passwords");
        let left: Vec<String> = fs::read_dir(place)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("unfinished"))
            .collect();
        assert_eq!(left, Vec::<String>::new());
        let program = Program::serve(place, &[]);
        let kiosk = program.client().with_token(&token);
        let after = kiosk.get("/api/v1/board").await.json;
        for part in ["seq", "calls", "waiting"] {
            assert_eq!(before[part], after[part], "{part}");
        }
        assert_eq!(kiosk.take_number("business").await.json["number"], "E006");
        drop(program);
        succeed(&["check", "--data", text(place)]);
    }
    assert!(
        fail(&["backup", "--data", text(&data), "--to", text(&copy)], "")
            .contains("exists already")
    );
}

#[tokio::test]
async fn a_restore_that_broke_off_does_no_harm_to_the_next() {
    let (temporary, data) = center();
    let token = device(&data, "kiosk", "K1");
    let program = Program::serve(&data, &[]);
    let kiosk = program.client().with_token(&token);
    kiosk.take_number("business").await;
    let copy = temporary.path().join("copy.db");
    succeed(&["backup", "--data", text(&data), "--to", text(&copy)]);
    for _ in 0..5 {
        kiosk.take_number("business").await;
    }
    program.kill();
    let log = data.join("onestop.db-wal");
    assert!(log.metadata().unwrap().len() > 0, "the write-ahead log of a power cut");
    // As a machine leaves it that stops right after the database was moved aside.
    fs::copy(data.join("onestop.db"), data.join("onestop.unfinished")).unwrap();
    fs::copy(&log, data.join("onestop.unfinished-wal")).unwrap();
    fs::rename(data.join("onestop.db"), data.join("onestop.before-restore-1.db")).unwrap();
    assert!(fail(&["init", "--data", text(&data)], "").contains("already"));
    succeed(&["restore", "--from", text(&copy), "--data", text(&data)]);
    assert!(!log.exists(), "it belongs to another database");
    let program = Program::serve(&data, &[]);
    let kiosk = program.client().with_token(&token);
    assert_eq!(kiosk.take_number("business").await.json["number"], "E002");
    drop(program);
    succeed(&["check", "--data", text(&data)]);
}

#[tokio::test]
async fn the_log_holds_no_names_and_no_secrets() {
    let (_temporary, data) = center();
    let token = device(&data, "kiosk", "Kiosk bí mật");
    assert!(staff(&data, "Nguyễn Bí Danh", "staff", PASSWORD).status.success());
    let program = Program::serve(&data, &["--log-level", "debug", "--log-format", "json"]);
    let kiosk = program.client().with_token(&token);
    let ticket = kiosk.take_number("business").await;
    let desk = sign_in(&program, "Nguyễn Bí Danh", "4").await;
    desk.press("4", "open").await.expect(200, "");
    desk.press("4", "call-next").await.expect(200, "");
    let wrong = json!({"name": "somebody else", "password": "a wrong password"});
    program.client().post("/api/v1/session", &wrong).await.expect(401, "wrong_password");
    let url = ticket.json["public_url"].as_str().unwrap();
    let secret = url.rsplit('/').next().unwrap().to_owned();
    program.client().get(&format!("/api/v1/public/tickets/{secret}")).await.expect(200, "");
    program
        .client()
        .get("/api/v1/public/tickets/an-unknown-token")
        .await
        .expect(404, "unknown_ticket");
    let (_, _, log) = program.terminate();
    assert!(log.contains("\"route\":\"/api/v1/tickets/{id}\""), "{log}");
    assert!(log.contains("\"status\":201") && log.contains("log replayed"), "{log}");
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    let secrets = [
        token.as_str(),
        &secret,
        PASSWORD,
        "Bí Danh",
        "bí danh",
        "bí mật",
        "somebody else",
        "a wrong password",
        "an-unknown-token",
        "onestop_session",
    ];
    for part in secrets {
        assert!(!log.contains(part), "the log tells {part}");
    }
    let stored = fs::read(data.join("onestop.db")).unwrap();
    for part in [token.as_str(), &secret, PASSWORD, "somebody else"] {
        let found = stored.windows(part.len()).any(|bytes| bytes == part.as_bytes());
        assert!(!found, "the database holds {part}");
    }
}

#[test]
fn a_folder_or_database_that_cannot_be_used_is_told_in_one_sentence() {
    let (temporary, data) = center();
    let at = |name: &str| temporary.path().join(name);
    let (nowhere, file, foreign, other) = (at("nowhere"), at("file"), at("foreign"), at("other"));
    fs::write(&file, "no folder").unwrap();
    let inside_file = file.join("data");
    fs::create_dir(&foreign).unwrap();
    let prose = "this is no database, but text that is long enough".repeat(40);
    fs::write(foreign.join("onestop.db"), prose).unwrap();
    fs::create_dir(&other).unwrap();
    let connection = Connection::open(other.join("onestop.db")).unwrap();
    connection.execute_batch("CREATE TABLE t (a)").unwrap();
    let (data, nowhere, inside_file) = (text(&data), text(&nowhere), text(&inside_file));
    for (arguments, part) in [
        (vec!["serve", "--data", nowhere], "run `counter-server init"),
        (vec!["serve", "--data", inside_file], "holds no database"),
        (vec!["serve", "--data", text(&foreign)], "is not a database of this program"),
        (vec!["serve", "--data", text(&other)], "is not a database of this program"),
        (vec!["init", "--data", data], "already holds a database"),
        (vec!["init", "--data", inside_file], "cannot be written"),
        (vec!["init", "--data", nowhere, "--sample", "city"], "there is no sample `city`"),
        (vec!["check", "--data", nowhere], "holds no database"),
        (vec!["backup", "--data", data, "--to", inside_file], "cannot be written"),
        (vec!["restore", "--from", nowhere, "--data", data], "there is no backup"),
        (vec!["restore", "--from", text(&file), "--data", data], "cannot be restored"),
        (
            vec!["device", "add", "--data", nowhere, "--kind", "kiosk", "--name", "T"],
            "holds no database",
        ),
    ] {
        let sentence = fail(&arguments, "");
        assert!(sentence.contains(part), "{arguments:?}: {sentence}");
    }
    assert!(!Path::new(nowhere).exists(), "a wrong sample leaves nothing behind");
}

#[test]
fn a_wrong_option_or_a_taken_port_is_told_in_one_sentence() {
    let (_temporary, data) = center();
    let data = text(&data);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for (arguments, part) in [
        (vec!["serve", "--data", data, "--port", "80"], "unexpected argument '--port'"),
        (vec!["serve", "--data", data, "--listen", &taken], "cannot listen on"),
        (vec!["serve", "--data", data, "--log-level", "lou=d=er"], "no log level"),
        (vec!["check", "--config", "/no/such.toml"], "there is no configuration file"),
        (
            vec!["device", "add", "--data", data, "--kind", "toaster", "--name", "T"],
            "invalid value 'toaster'",
        ),
        (
            vec!["staff", "add", "--data", data, "--name", "lan", "--role", "staff"],
            "--password-stdin",
        ),
    ] {
        let sentence = fail(&arguments, "");
        assert!(sentence.contains(part), "{arguments:?}: {sentence}");
    }
}

#[test]
fn names_and_passwords_of_staff_are_checked() {
    let (_temporary, data) = center();
    for (name, role, password, part) in [
        ("lan", "staff", "\n", "the password is empty"),
        ("lan", "staff", "", "the password is empty"),
        ("lan", "staff", "short\n", "too short: at least 8"),
        (" ", "staff", "long enough\n", "the name is empty"),
        ("a\nb", "staff", "long enough\n", "one line"),
        ("lan", "king", "long enough\n", "invalid value 'king'"),
    ] {
        let output = staff(&data, name, role, password);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(part), "{name:?} {role}: {told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    assert!(staff(&data, "Đào", "staff", "long enough\n").status.success());
    let twice = staff(&data, "ĐÀO ", "admin", "long enough\n");
    assert!(String::from_utf8(twice.stderr).unwrap().contains("the name `ĐÀO` is taken"));
}

#[test]
fn a_folder_is_served_once_and_a_newer_database_is_left_alone() {
    let (_temporary, data) = center();
    let program = Program::serve(&data, &[]);
    let again = ["serve", "--data", text(&data), "--listen", "127.0.0.1:0"];
    assert!(fail(&again, "").contains("in use by a running server"));
    assert!(fail(&["init", "--data", text(&data)], "").contains("in use by a running server"));
    assert!(succeed(&["check", "--data", text(&data)]).starts_with("ok: 1 events"));
    program.kill();
    let connection = Connection::open(data.join("onestop.db")).unwrap();
    connection
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
             VALUES (999, 'from_the_future', '2030-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
    drop(connection);
    for task in ["serve", "check"] {
        let sentence = fail(&[task, "--data", text(&data)], "");
        assert!(sentence.contains("schema version 999"), "{sentence}");
    }
}

#[tokio::test]
async fn check_finds_what_does_not_fit() {
    let (_temporary, data) = center();
    let token = device(&data, "kiosk", "K1");
    let program = Program::serve(&data, &[]);
    for _ in 0..3 {
        program.client().with_token(&token).take_number("business").await;
    }
    program.terminate();
    let database = data.join("onestop.db");
    let whole = fs::read(&database).unwrap();
    for (damage, part) in [
        ("UPDATE tickets SET state = 'done' WHERE number = 'E002'", "ticket E002"),
        ("DELETE FROM tickets WHERE number = 'E003'", "the log knows 3 tickets, the table 2"),
        ("DELETE FROM events WHERE seq = 3", "event 3 is missing"),
        ("UPDATE events SET body = '{}' WHERE seq = 2", "events row 2 cannot be read"),
        (
            "INSERT INTO desks (id, state, served, service_seconds_sum) VALUES ('9', 'open', 0, 0)",
            "desk 9 is not as the log",
        ),
        (
            "INSERT INTO legs (ticket, leg, business_date, service, queued_at_ms, ended_at_ms, end) \
             SELECT id, 0, business_date, service, 0, 0, 'done' FROM tickets WHERE number = 'E001'",
            "the log knows 0 parts of visits, the table 1",
        ),
        (
            "INSERT INTO paces (service, busy_seconds, at_ms) VALUES ('business', 60, 0)",
            "the learned pace of business is not as the log leaves it",
        ),
    ] {
        fs::write(&database, &whole).unwrap();
        let connection = Connection::open(&database).unwrap();
        connection.execute_batch(damage).unwrap();
        connection.close().unwrap();
        let output = run(&["check", "--data", text(&data)]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{damage}: {told}");
        assert!(told.contains(part), "{damage}: {told}");
    }
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 3_000].fill(0xAA);
    fs::write(&database, &damaged).unwrap();
    let output = run(&["check", "--data", text(&data)]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn help_is_complete() {
    let help = succeed(&["--help"]);
    for task in ["init", "serve", "staff", "device", "check", "backup", "restore"] {
        assert!(help.contains(task), "{task}");
    }
    let serve = succeed(&["serve", "--help"]);
    for option in ["--data", "--listen", "--config", "ONESTOP_LISTEN", "[default: 127.0.0.1:8080]"]
    {
        assert!(serve.contains(option), "{option}: {serve}");
    }
}
