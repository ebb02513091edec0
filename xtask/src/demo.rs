//! `cargo xtask demo`: builds everything and hands over to the demonstration program.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::bail;

use crate::build;
use crate::setup::{self, Purpose};

/// Installs what is missing, builds the programs, becomes the demonstration.
pub(crate) fn run(headless: bool) -> anyhow::Result<()> {
    setup::install(if headless { Purpose::HeadlessDemo } else { Purpose::Demo })?;
    let folder = build::programs(false)?;
    let mut command = Command::new(folder.join("demo"));
    command.arg("--into").arg(build::bin_dir("demo"));
    command.env("ONESTOP_BIN_DIR", &folder).current_dir(build::root());
    if headless {
        command.arg("--headless");
    }
    // Takes the place of this process, so that Ctrl-C and other signals reach the demonstration itself.
    let error = command.exec();
    bail!("cannot start {}: {error}", build::told(&command))
}
