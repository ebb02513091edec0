//! The program itself, started wrongly: one sentence on stderr and a non-zero exit.

use std::io::Write;
use std::process::{Command, Output};

fn board(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_display-board"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("SLINT_BACKEND")
        .output()
        .expect("the program can be started")
}

fn assert_refused(output: &Output, word: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("display-board: ") && stderr.contains(word), "{stderr}");
    assert!(output.stdout.is_empty());
}

#[test]
fn wrong_options_are_one_sentence() {
    assert_refused(&board(&["--loud"]), "--loud");
    assert_refused(&board(&[]), "--server");
    let arguments = ["--server", "http://127.0.0.1:1", "--token-file", "/nowhere/board.token"];
    assert_refused(&board(&arguments), "/nowhere/board.token");
}

#[test]
fn no_display_is_one_sentence() {
    let mut token = tempfile::NamedTempFile::new().expect("a file");
    token.write_all(b"a-token").expect("written");
    let path = token.path().to_str().expect("a path");
    assert_refused(&board(&["--server", "http://127.0.0.1:1", "--token-file", path]), "no display");
}

#[test]
fn help_goes_to_stdout() {
    let output = board(&["--help"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("--token-file"));
}
