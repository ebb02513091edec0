//! The place where one story happens: an empty folder that keeps what the programs said, to be read when it fails.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::center::Center;

/// One story.
pub struct Story {
    folder: PathBuf,
}

impl Story {
    /// Begins a story in `target/stories/NAME`, emptied.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn begin(name: &str) -> anyhow::Result<Self> {
        let own = env::current_exe()?;
        let target =
            own.ancestors().find(|folder| folder.ends_with("debug") || folder.ends_with("release"));
        let target = target
            .and_then(Path::parent)
            .context("this program lies outside of the target folder")?;
        let folder = target.join("stories").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A fresh sample center with a running server.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn center(&self) -> anyhow::Result<Center> {
        Center::open(&self.folder.join("center")).await
    }
}
