//! Calls of cargo, always with the same features, so that demo and tests share what is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// Windows that are driven from outside are built with Slint's remote control.
pub(crate) const FEATURES: &str = "kiosk/mcp,display-board/mcp";

/// What demo, stories and benchmarks start.
const PROGRAMS: [&str; 7] =
    ["counter-server", "kiosk", "kiosk-hours", "display-board", "paper-printer", "demo", "bench"];

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A cargo command in the folder of the workspace.
pub(crate) fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// A folder beside those in which cargo puts the programs, `debug` and `release`.
pub(crate) fn bin_dir(profile: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    root().join(target).join(profile)
}

/// Builds every program of the workspace, optimised or not, with or without the remote control. Returns the folder
/// that keeps them as they are now, whatever is built meanwhile.
pub(crate) fn programs(release: bool) -> anyhow::Result<PathBuf> {
    println!("Building the programs (the first time takes some minutes) ...");
    let mut command = cargo();
    command.args(["build", "--workspace", "--bins"]);
    if release {
        command.arg("--release");
    } else {
        command.args(["--features", FEATURES]);
    }
    run(&mut command)?;
    let (profile, kept) = if release { ("release", "bench-bin") } else { ("debug", "test-bin") };
    keep(&bin_dir(profile), &bin_dir(kept))
}

fn keep(built: &Path, kept: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(kept)?;
    for program in PROGRAMS {
        let (from, to) = (built.join(program), kept.join(program));
        // A program that runs cannot be written over, but its name can go to another.
        if to.exists() {
            fs::remove_file(&to)?;
        }
        fs::hard_link(&from, &to)
            .or_else(|_| fs::copy(&from, &to).map(drop))
            .with_context(|| format!("cannot keep {}", from.display()))?;
    }
    Ok(kept.to_path_buf())
}

/// Runs a command to its end; an exit code other than 0 is an error that names the command.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", told(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", told(command));
    }
    Ok(())
}

/// The command as a person would type it.
pub(crate) fn told(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
