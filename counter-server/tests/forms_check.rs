//! Forms as files: written by `init`, checked by a command and at the start, told by file and line.

mod declarations_form;
mod server;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use counter_server::forms::Forms;
use counter_server::init;
use counter_server::server::Server;
use declarations_form::{FORM, NOTICE};
use server::TestServer;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_counter-server"))
        .args(arguments)
        .env_remove("ONESTOP_DATA")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_sample_center_comes_with_its_forms_and_an_empty_one_with_none() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = DataFolder::new(&temporary.path().join("ward"));
    init::init(&folder, Some("ward"), &Clock::system()).unwrap();
    let forms = Forms::load(&folder.forms()).unwrap();
    assert_eq!(forms.len(), 9);
    assert_eq!(shared::form::sample_forms().unwrap().len(), 9, "none is forgotten");
    assert!(forms.notice().is_some());
    let checked = run(&["forms", "check", "--data", text(folder.path())]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert_eq!(String::from_utf8(checked.stdout).unwrap(), "ok: 9 forms\n");
    let empty = DataFolder::new(&temporary.path().join("empty"));
    init::init(&empty, None, &Clock::system()).unwrap();
    assert!(!empty.forms().exists());
    assert!(run(&["forms", "check", "--data", text(empty.path())]).status.success());
}

#[test]
fn every_problem_is_told_with_its_file_and_line() {
    let temporary = tempfile::tempdir().unwrap();
    let (good, bad) = (temporary.path().join("good.toml"), temporary.path().join("bad.toml"));
    fs::write(&good, FORM).unwrap();
    let broken = FORM.replace("question = \"wants_copies\"", "question = \"wants_nothing\"");
    fs::write(&bad, broken).unwrap();
    assert!(run(&["forms", "check", "--file", text(&good)]).status.success());
    let checked = run(&["forms", "check", "--file", text(&good), text(&bad)]);
    assert_eq!(checked.status.code(), Some(1));
    let line = FORM.lines().position(|line| line.starts_with("show_if")).unwrap() + 1;
    let expected = format!("{}, line {line}: ", bad.display());
    assert!(said(&checked).contains(&expected), "{expected}: {}", said(&checked));
    assert!(said(&checked).contains("wants_nothing"), "{}", said(&checked));
    let twice = temporary.path().join("twice.toml");
    fs::write(&twice, FORM).unwrap();
    let checked = run(&["forms", "check", "--file", text(&good), text(&twice)]);
    assert!(said(&checked).contains("twice"), "{}", said(&checked));
    let missing = run(&["forms", "check", "--file", "/nonexistent/form.toml"]);
    assert!(said(&missing).contains("cannot be read"), "{}", said(&missing));
    let nothing = run(&["forms", "check"]);
    assert!(!nothing.status.success() && said(&nothing).contains("--data"), "{}", said(&nothing));
}

#[tokio::test]
async fn a_server_with_a_wrong_form_says_so_and_does_not_start() {
    let mut test = TestServer::start().await;
    test.stop().await;
    let forms = test.folder().forms();
    fs::write(forms.join("certificate.toml"), FORM.replace("kind = \"phone\"", "kind = \"fax\""))
        .unwrap();
    let data = test.folder().path().to_owned();
    let served = run(&["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
    assert_eq!(served.status.code(), Some(1));
    let line = FORM.lines().position(|line| line == "kind = \"phone\"").unwrap() + 1;
    let sentence = said(&served);
    assert!(sentence.contains(&format!("certificate.toml, line {line}: ")), "{sentence}");
    fs::write(forms.join("certificate.toml"), FORM).unwrap();
    fs::remove_file(forms.join("notice.toml")).unwrap();
    let served = run(&["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
    assert!(said(&served).contains("notice.toml"), "{}", said(&served));
    fs::write(forms.join("notice.toml"), NOTICE.replace("law = ", "lore = ")).unwrap();
    let served = run(&["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
    assert!(said(&served).contains("notice.toml, line "), "{}", said(&served));
}

#[tokio::test]
async fn a_data_folder_of_before_still_starts() {
    let mut test = TestServer::start().await;
    test.stop().await;
    fs::remove_dir_all(test.folder().forms()).unwrap();
    let folder = test.folder();
    let server = Server::start(&folder, server::settings(), Clock::system()).await.unwrap();
    assert!(server.state().forms().is_empty());
    server.stop().await;
    let test = test.begun_again().await;
    let forms = test.kiosk().get("/api/v1/forms").await.expect(200, "");
    assert_eq!(
        (&forms.json["forms"], &forms.json["notice"]),
        (&serde_json::json!([]), &serde_json::Value::Null)
    );
}
