//! The pictures of a demonstration: numbered in the order of the visit.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use end_to_end::browser::Browser;
use end_to_end::display::Display;

/// The folder of the pictures, and how many there are.
pub(crate) struct Pictures {
    folder: PathBuf,
    count: Cell<usize>,
}

impl Pictures {
    /// Makes the folder.
    pub(crate) fn into(folder: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, count: Cell::new(0) })
    }

    /// Where the pictures are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a display shows.
    pub(crate) async fn of_display(&self, display: &Display, name: &str) -> anyhow::Result<()> {
        display.picture().await?.write_png(&self.next(name))
    }

    /// What a page shows.
    pub(crate) async fn of_page(&self, browser: &Browser, name: &str) -> anyhow::Result<()> {
        browser.picture(&self.next(name)).await
    }

    /// A picture that somebody else made.
    pub(crate) fn of_file(&self, file: &Path, name: &str) -> anyhow::Result<()> {
        fs::copy(file, self.next(name))?;
        Ok(())
    }

    fn next(&self, name: &str) -> PathBuf {
        self.count.set(self.count.get() + 1);
        println!("  {:02} {}", self.count.get(), name.replace('-', " "));
        self.folder.join(format!("{:02}-{name}.png", self.count.get()))
    }
}
