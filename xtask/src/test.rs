//! `cargo xtask test`: every test of the workspace, with nextest's own summary at the end.

use crate::build::{self, FEATURES};
use crate::setup::{self, Purpose};

/// Installs what is missing, builds programs and tests once, runs every test.
pub(crate) fn run(long: bool, nextest: &[String]) -> anyhow::Result<()> {
    setup::install(Purpose::Test)?;
    let programs = build::programs(false)?;
    let mut command = build::cargo();
    command.args(["nextest", "run", "--workspace", "--features", FEATURES]);
    command.args(nextest);
    command.env("ONESTOP_BIN_DIR", programs);
    if long {
        command.env("ONESTOP_LONG", "1");
    }
    build::run(&mut command)
}
