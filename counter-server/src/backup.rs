//! `backup` and `restore`: copies that are checked before anybody relies on them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::check::check_database;
use crate::clock::Clock;
use crate::data_folder::{DataFolder, make_private};
use crate::storage::database::{self, Purpose};
use crate::storage::schema;

/// Copies the database into a new file; beside a running server too. The keys are not in it.
///
/// # Errors
/// One sentence: no database, the file exists or cannot be written, the copy is not whole.
pub fn backup(folder: &DataFolder, to: &Path) -> anyhow::Result<()> {
    folder.require_database()?;
    if to.exists() {
        bail!(
            "{} exists already, and a backup never overwrites: choose another name",
            to.display()
        );
    }
    let connection =
        database::open_current(&folder.database(), Purpose::Write, Duration::from_secs(10))?;
    // A copy that is not finished or not whole never stands under its name.
    let unfinished = with_end(to, ".unfinished");
    let cannot_write = || format!("{} cannot be written", to.display());
    if unfinished.exists() {
        fs::remove_file(&unfinished).with_context(cannot_write)?;
    }
    let name = unfinished.to_str().context("the name of the file must be UTF-8")?;
    // Reads the whole database in one transaction, whatever is written meanwhile.
    connection.execute("VACUUM INTO ?1", [name]).with_context(cannot_write)?;
    let verified = verify(&unfinished).and_then(|()| {
        make_private(&unfinished)?;
        File::open(&unfinished)?.sync_all()?;
        fs::rename(&unfinished, to)?;
        Ok(())
    });
    if verified.is_err() {
        // What went wrong is told; that the remains stay as well would tell nothing more.
        let _ = fs::remove_file(&unfinished);
    }
    verified
}

/// Puts a backup in the place of the database. A database that stands there is kept under another name.
///
/// # Errors
/// One sentence: a running server holds the folder, the backup is not whole, the folder cannot be written.
pub fn restore(folder: &DataFolder, from: &Path, clock: &Clock) -> anyhow::Result<Option<PathBuf>> {
    if !from.is_file() {
        bail!("there is no backup {}", from.display());
    }
    folder.make()?;
    let _lock = folder.lock()?;
    let path = folder.database();
    let unfinished = path.with_extension("unfinished");
    let cannot_write = || format!("{} cannot be written", folder.path().display());
    fs::copy(from, &unfinished).with_context(cannot_write)?;
    if let Err(error) = bring_up_to_date(&unfinished).and_then(|()| verify(&unfinished)) {
        let _ = fs::remove_file(&unfinished);
        bail!("{} cannot be restored: {error}", from.display());
    }
    make_private(&unfinished).with_context(cannot_write)?;
    File::open(&unfinished)?.sync_all()?;
    let kept = keep_present(&path, clock).with_context(cannot_write)?;
    fs::rename(&unfinished, &path).with_context(cannot_write)?;
    folder.key()?;
    Ok(kept)
}

/// Moves the present database aside with all that SQLite keeps beside it.
fn keep_present(path: &Path, clock: &Clock) -> std::io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let moment = clock.now().format("%Y%m%dT%H%M%S%3fZ");
    let kept = path.with_extension(format!("before-restore-{moment}.db"));
    for end in ["-wal", "-shm", ""] {
        let present = with_end(path, end);
        if present.exists() {
            fs::rename(&present, with_end(&kept, end))?;
        }
    }
    Ok(Some(kept))
}

/// A backup may come from an older program.
fn bring_up_to_date(path: &Path) -> anyhow::Result<()> {
    let mut connection = database::open(path, Purpose::Write, Duration::ZERO)?;
    schema::migrate(&mut connection)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn verify(path: &Path) -> anyhow::Result<()> {
    let report = check_database(path)?;
    match report.problems.first() {
        None => Ok(()),
        Some(problem) => bail!("the copy is not whole: {problem}"),
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
