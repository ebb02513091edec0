//! The program that makes speech of words: run once a phrase, words by its standard input, a WAV by its output.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Child;

/// The program and its options when nothing else is set: 140 words a minute, slower than the usual 175, for a lobby
/// full of noise.
pub const COMMAND_USUAL: &str = "espeak-ng -v {voice} -s 140 -a 80 -b 1 --stdin --stdout";

/// What becomes the name of the voice.
const VOICE_PLACE: &str = "{voice}";

/// So long one phrase may take.
const RUN_MAX: Duration = Duration::from_secs(5);

/// The largest WAV that is read: a minute of 32-bit stereo at 48 kHz.
const WAV_BYTES_MAX: u64 = 24 * 1024 * 1024;

/// The program with its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeechCommand {
    text: String,
}

/// Why a program did not speak.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpeechFailure {
    /// It cannot be started.
    #[error("{program} cannot be started: {reason}")]
    NotStarted {
        /// The program.
        program: String,
        /// What the system says.
        reason: String,
    },
    /// It ended with an error.
    #[error("the program that speaks ended with {0}")]
    Ended(String),
    /// It took too long.
    #[error("the program that speaks took longer than {} s", RUN_MAX.as_secs())]
    TooSlow,
    /// It wrote more than any sentence needs.
    #[error("the program that speaks wrote more than {WAV_BYTES_MAX} bytes")]
    TooMuch,
}

impl Default for SpeechCommand {
    fn default() -> Self {
        Self { text: COMMAND_USUAL.to_owned() }
    }
}

impl SpeechCommand {
    /// A program with options, parted by spaces; `{voice}` becomes the name of a voice of espeak-ng.
    ///
    /// # Errors
    /// A sentence when it names no program.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        match words.next() {
            None => Err("it must name a program, such as espeak-ng".to_owned()),
            Some(VOICE_PLACE) => Err("it must begin with a program".to_owned()),
            Some(_) => Ok(Self { text: text.to_owned() }),
        }
    }

    /// As it was set.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes that the program writes when it is given this text.
    ///
    /// # Errors
    /// [`SpeechFailure`] when it cannot be started, fails, or takes too long; it is ended then with all that it
    /// started.
    pub async fn run(&self, voice: &str, text: &str) -> Result<Vec<u8>, SpeechFailure> {
        let words: Vec<String> =
            self.text.split_whitespace().map(|word| word.replace(VOICE_PLACE, voice)).collect();
        let (program, options) = words.split_first().ok_or(SpeechFailure::TooMuch)?;
        let child = tokio::process::Command::new(program)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| not_started(program, &error))?;
        let mut group = Group::of(&child);
        let spoken = tokio::time::timeout(RUN_MAX, speak(child, text)).await;
        let spoken = spoken.map_err(|_| SpeechFailure::TooSlow)?;
        if spoken != Err(SpeechFailure::TooMuch) {
            group.has_ended();
        }
        spoken
    }
}

fn not_started(program: &str, error: &io::Error) -> SpeechFailure {
    SpeechFailure::NotStarted { program: program.to_owned(), reason: error.to_string() }
}

async fn speak(mut child: Child, text: &str) -> Result<Vec<u8>, SpeechFailure> {
    let ended = |error: io::Error| SpeechFailure::Ended(error.to_string());
    if let Some(mut input) = child.stdin.take() {
        // A program that has its words elsewhere may close its input; what it then says counts.
        let _ = input.write_all(format!("{text}\n").as_bytes()).await;
    }
    let mut wav = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(WAV_BYTES_MAX + 1).read_to_end(&mut wav).await.map_err(ended)?;
    }
    // A length in memory always fits.
    if wav.len() as u64 > WAV_BYTES_MAX {
        return Err(SpeechFailure::TooMuch);
    }
    let status = child.wait().await.map_err(ended)?;
    if status.success() { Ok(wav) } else { Err(SpeechFailure::Ended(status.to_string())) }
}

/// A program and all that it started; ended together when nobody waits any more.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(Pid::from_raw))
    }

    /// Its number may belong to somebody else from now on.
    fn has_ended(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(id) = self.0 {
            // It may have ended by itself in the meantime.
            let _ = kill_process_group(id, Signal::KILL);
        }
    }
}
