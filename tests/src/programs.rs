//! Starts the real programs and ends them by their own handle.

use std::env;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

use crate::patience::until;

/// How long a program may take to end after it was asked to.
const GOODBYE: Duration = Duration::from_secs(10);

/// How much of what a program said goes into an error.
const LAST_WORDS_LINES: usize = 15;

/// A running program. Dropping it ends it at once.
pub struct Program {
    name: String,
    child: Child,
    log: PathBuf,
}

/// Where a program of this workspace was built.
///
/// # Errors
/// When it was not built.
pub fn built(name: &str) -> anyhow::Result<PathBuf> {
    let folder = match env::var_os("ONESTOP_BIN_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => own_folder()?,
    };
    let path = folder.join(name);
    if !path.is_file() {
        bail!("{} is not there; `cargo xtask test` builds it", path.display());
    }
    Ok(path)
}

fn own_folder() -> anyhow::Result<PathBuf> {
    let own = env::current_exe()?;
    let folder = own.parent().context("this program lies in no folder")?;
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    Ok(folder.to_path_buf())
}

/// Runs a program of this workspace to its end, gives it `input`, returns what it wrote to standard output.
///
/// # Errors
/// When it cannot be started or fails: with what it said.
pub async fn run_to_end(name: &str, arguments: &[&str], input: &str) -> anyhow::Result<String> {
    let mut command = Command::new(built(name)?);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.kill_on_drop(true).spawn().with_context(|| format!("cannot start {name}"))?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    // A program that asks for nothing may be gone before this is written.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{name} {} ended with {}: {said}", arguments.join(" "), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

impl Program {
    /// Starts a command. What it says goes into `NAME.log` in a folder.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, mut command: Command, folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let log = folder.join(format!("{name}.log"));
        let file = OpenOptions::new().create(true).append(true).open(&log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its number at the operating system.
    ///
    /// # Errors
    /// When it has ended.
    pub fn process_id(&self) -> anyhow::Result<u32> {
        self.child.id().with_context(|| format!("{} has ended", self.name))
    }

    /// All it has said so far.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The exit status, once it has ended by itself.
    ///
    /// # Errors
    /// When the operating system does not tell.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until it says a line that contains `marker`, at most `limit`; returns what follows the marker.
    /// Lines said before the byte `since` do not count.
    ///
    /// # Errors
    /// When the line does not come, or the program ends: with its last words.
    pub async fn says(
        &mut self,
        marker: &str,
        since: usize,
        limit: Duration,
    ) -> anyhow::Result<String> {
        let what = format!("{} says \"{marker}\"", self.name);
        let found = until(&what, limit, async || {
            let said = self.said();
            let lines = said.get(since..).unwrap_or_default().split_inclusive('\n');
            let mut whole = lines.filter(|line| line.ends_with('\n'));
            if let Some((_, rest)) = whole.find_map(|line| line.split_once(marker)) {
                return Ok(Some(Ok(rest.trim().to_owned())));
            }
            let ended = self.ended()?;
            Ok(ended.map(|status| Err(anyhow!("{} ended with {status}", self.name))))
        });
        found.await.flatten().with_context(|| self.last_words())
    }

    /// The last lines of what it said, for an error.
    #[must_use]
    pub fn last_words(&self) -> String {
        let said = self.said();
        let lines: Vec<&str> = said.lines().collect();
        let last = &lines[lines.len().saturating_sub(LAST_WORDS_LINES)..];
        format!("{} said:\n{}", self.name, last.join("\n"))
    }

    /// Lets it stand still, as a machine does that is too busy: connections to it stay, answers do not come.
    ///
    /// # Errors
    /// When it has ended.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.send(Signal::STOP)
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// When it has ended.
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.send(Signal::CONT)
    }

    fn send(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = Pid::from_raw(self.process_id()?.cast_signed()).context("no process")?;
        Ok(kill_process(pid, signal)?)
    }

    /// Asks it to end and waits; ends it at once when it does not obey. Returns its exit status.
    ///
    /// # Errors
    /// When the operating system does not let it be ended.
    pub async fn stop(&mut self) -> anyhow::Result<ExitStatus> {
        let pid = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(pid) = pid {
            kill_process(pid, Signal::TERM)?;
        }
        if let Ok(status) = tokio::time::timeout(GOODBYE, self.child.wait()).await {
            return Ok(status?);
        }
        self.kill().await
    }

    /// Ends it at once, as a power cut does (signal 9). Returns its exit status.
    ///
    /// # Errors
    /// When the operating system does not let it be ended.
    pub async fn kill(&mut self) -> anyhow::Result<ExitStatus> {
        self.child.start_kill()?;
        Ok(self.child.wait().await?)
    }
}
