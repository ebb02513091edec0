//! `cargo xtask pictures`: every screen of the kiosk as a picture, drawn without a display.

use std::fs;
use std::path::Path;

use crate::build;
use crate::setup::{self, Purpose};

/// The tests that walk through all screens and write what they see: one for each language, shape of panel and
/// size of text.
const TOUR: &str = "package(kiosk) & binary(screens) & test(/every_screen_is_drawn/)";

/// Installs what is missing, lets the tour draw, says where the pictures lie.
pub(crate) fn run() -> anyhow::Result<()> {
    setup::install(Purpose::Pictures)?;
    // Where the tour puts them; those of screens that are no more would stay.
    let folder = build::bin_dir("kiosk-pictures");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut command = build::cargo();
    command.args(["nextest", "run", "--package", "kiosk", "--test", "screens"]);
    command.args(["--filterset", TOUR]);
    let drawn = build::run(&mut command);
    println!("{} pictures in {}", count(&folder), folder.display());
    drawn
}

fn count(folder: &Path) -> usize {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    entries(folder).map(|tour| entries(&tour.path()).count()).sum()
}
