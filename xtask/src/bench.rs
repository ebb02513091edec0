//! `cargo xtask bench`: optimised programs, without the remote control of the tests, measured.

use std::process::Command;

use crate::build;
use crate::setup::{self, Purpose};

/// Installs what is missing, builds optimised programs, runs the benchmarks.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    setup::install(Purpose::Bench)?;
    let folder = build::programs(true)?;
    let mut command = Command::new(folder.join("bench"));
    // One kiosk asks as fast as it can here, which the server would refuse from a real one.
    command.env("ONESTOP_REQUESTS_PER_SECOND_MAX", "0");
    command.args(arguments).env("ONESTOP_BIN_DIR", &folder).current_dir(build::root());
    build::run(&mut command)
}
