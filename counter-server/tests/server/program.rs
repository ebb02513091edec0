//! The real program, run by its options and ended by its handle.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;

use super::client::Client;

const PROGRAM: &str = env!("CARGO_BIN_EXE_counter-server");

/// Runs a task to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    run_with_input(arguments, "")
}

/// Runs a task to its end with something on stdin.
pub(crate) fn run_with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = command(arguments).stdin(Stdio::piped()).spawn().unwrap();
    // A program that refuses its options does not wait for its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a task that must succeed says on stdout.
#[track_caller]
pub(crate) fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// The one sentence of a task that must fail.
#[track_caller]
pub(crate) fn fail(arguments: &[&str], input: &str) -> String {
    let output = run_with_input(arguments, input);
    assert!(!output.status.success(), "{arguments:?} should fail");
    assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().count(), 1, "one sentence: {text}");
    assert!(text.starts_with("counter-server: "), "{text}");
    text
}

/// A running server of its own process.
pub(crate) struct Program {
    child: Child,
    pub(crate) base: String,
    log: Option<JoinHandle<String>>,
}

impl Program {
    pub(crate) fn serve(data: &Path, more: &[&str]) -> Self {
        let data = data.to_str().unwrap();
        let mut arguments = vec!["serve", "--data", data, "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        let mut child = command(&arguments).spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim_end().strip_prefix("listening on ").map(str::to_owned);
        let Some(base) = base else {
            panic!("it does not listen: {line:?} {:?}", log.join());
        };
        Self { child, base, log: Some(log) }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.base.clone())
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as an administrator would; gives its exit code, how long that took, and its log.
    pub(crate) fn terminate(mut self) -> (i32, std::time::Duration, String) {
        let begun = std::time::Instant::now();
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let status = self.child.wait().unwrap();
        let took = begun.elapsed();
        let log = self.log.take().unwrap().join().unwrap();
        (status.code().unwrap_or(-1), took, log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already when the test ended it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
