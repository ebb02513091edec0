//! Logs to stderr, as text for people or JSON for programs. Never a name, a token or what somebody typed.

use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// The shape of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

/// Lines that may wait to be written; more are dropped rather than hold up whoever is served.
const LINES_WAITING_MAX: usize = 8_192;

/// How much is written at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Lines of libraries that say at `info` what only their authors want to know.
const QUIET: &str = "refinery_core=warn";

/// Writes what still waits when dropped.
#[derive(Debug)]
pub struct LogGuard {
    sender: SyncSender<Message>,
}

#[derive(Debug)]
enum Message {
    Text(Vec<u8>),
    /// Everything before it is to be written; then the other end is dropped.
    Flush(SyncSender<()>),
}

/// Starts logging. `level` is a level or a filter in the syntax of `tracing-subscriber`.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(format: LogFormat, level: &str) -> anyhow::Result<LogGuard> {
    // The filter would take any other word as the name of a module, and log nothing.
    let is_level = level.parse::<tracing::Level>().is_ok() || level.contains('=');
    anyhow::ensure!(is_level, "`{level}` is no log level: try error, warn, info or debug");
    let filter = EnvFilter::try_new(format!("{level},{QUIET}")).map_err(|_| {
        anyhow::anyhow!("`{level}` is no log level: try error, warn, info or debug")
    })?;
    let lines = Lines::start()?;
    let guard = LogGuard { sender: lines.sender.clone() };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines);
    let started = match format {
        LogFormat::Text => subscriber.with_ansi(false).try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))?;
    Ok(guard)
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        let (sender, written) = sync_channel(0);
        if self.sender.send(Message::Flush(sender)).is_ok() {
            // Ends when the other end is dropped, which is what is waited for.
            let _ = written.recv();
        }
    }
}

/// Hands lines to a thread that writes them, so that a slow terminal slows nobody down.
#[derive(Clone, Debug)]
struct Lines {
    sender: SyncSender<Message>,
}

impl Lines {
    fn start() -> io::Result<Self> {
        let (sender, receiver) = sync_channel(LINES_WAITING_MAX);
        let write = move || {
            while let Ok(first) = receiver.recv() {
                let mut text = Vec::new();
                let mut flushed = Vec::new();
                let mut next = Some(first);
                while let Some(message) = next {
                    match message {
                        Message::Text(line) => text.extend_from_slice(&line),
                        Message::Flush(sender) => flushed.push(sender),
                    }
                    next = if text.len() < PIECE_BYTES { receiver.try_recv().ok() } else { None };
                }
                // There is nowhere to say that the log cannot be written.
                let _ = io::stderr().write_all(&text);
            }
        };
        thread::Builder::new().name("log".to_owned()).spawn(write)?;
        Ok(Self { sender })
    }
}

struct Line<'a> {
    text: Vec<u8>,
    sender: &'a SyncSender<Message>,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            let _ = self.sender.try_send(Message::Text(text));
        }
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { text: Vec::new(), sender: &self.sender }
    }
}
