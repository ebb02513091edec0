//! `backup` and `restore`: copies that are checked before anybody relies on them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

use crate::backup_files::{self, with_end};
use crate::check::check_database;
use crate::clock::Clock;
use crate::data_folder::{DataFolder, make_private_file};
use crate::rebuild;
use crate::storage::database::{self, Purpose};

/// Copies the database into a new file, and pictures, forms and recorded clips into a folder beside it; while a server
/// runs too. The keys are not in it.
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
    let files = backup_files::beside(to);
    if files.exists() {
        bail!(
            "{} exists already, and a backup never overwrites: choose another name",
            files.display()
        );
    }
    let connection =
        database::open_current(&folder.database(), Purpose::Write, Duration::from_secs(10))?;
    // A copy that is not finished or not whole never stands under its name.
    let unfinished = with_end(to, ".unfinished");
    let cannot_write = || format!("{} cannot be written", to.display());
    database::remove(&unfinished).with_context(cannot_write)?;
    let name = unfinished.to_str().context("the name of the file must be UTF-8")?;
    // Reads the whole database in one transaction, whatever is written meanwhile.
    make_private_file(&unfinished).with_context(cannot_write)?;
    let copied = database::copy_into(&connection, name).with_context(cannot_write);
    let verified = copied.and_then(|()| verify(&unfinished)).and_then(|()| {
        File::open(&unfinished)?.sync_all()?;
        // After the database: what it names was there when it was copied.
        backup_files::copy(folder, &files)?;
        fs::rename(&unfinished, to)?;
        Ok(())
    });
    if verified.is_err() {
        // What went wrong is told; that the remains stay as well would tell nothing more.
        let _ = database::remove(&unfinished);
    }
    verified
}

/// Puts a backup in the place of the database, and its files in theirs. What stands there is kept under other names. A
/// backup without its folder of files brings the database alone.
///
/// # Errors
/// One sentence: a running server holds the folder, the backup is not whole, the folder cannot be written.
pub fn restore(folder: &DataFolder, from: &Path, clock: &Clock) -> anyhow::Result<Option<PathBuf>> {
    if !from.is_file() {
        bail!("there is no backup {}", from.display());
    }
    folder.make()?;
    let _lock = folder.lock()?;
    let files = backup_files::stage(folder, &backup_files::beside(from))
        .map_err(|error| anyhow::anyhow!("{} cannot be restored: {error:#}", from.display()))?;
    let path = folder.database();
    let unfinished = path.with_extension("unfinished");
    let cannot_write = || format!("{} cannot be written", folder.path().display());
    // An earlier restore may have broken off; its write-ahead log must not get into this one.
    database::remove(&unfinished).with_context(cannot_write)?;
    let mut source =
        File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
    make_private_file(&unfinished)
        .and_then(|mut copy| io::copy(&mut source, &mut copy))
        .with_context(cannot_write)?;
    if let Err(error) = bring_up_to_date(&unfinished).and_then(|()| verify(&unfinished)) {
        // What went wrong is told; that the remains stay as well would tell nothing more.
        let _ = database::remove(&unfinished);
        bail!("{} cannot be restored: {error}", from.display());
    }
    File::open(&unfinished)?.sync_all()?;
    let aside = format!("before-restore-{}", clock.now().format("%Y%m%dT%H%M%S%3fZ"));
    let kept = keep_present(&path, &aside).with_context(cannot_write)?;
    fs::rename(&unfinished, &path).with_context(cannot_write)?;
    if let Some(files) = files {
        files.put(folder, &aside).with_context(cannot_write)?;
    }
    folder.key()?;
    Ok(kept)
}

/// Moves the present database aside with all that SQLite keeps beside it. The database goes first: should
/// the machine stop in between, no server starts on half of it, and the next restore moves the rest.
fn keep_present(path: &Path, aside: &str) -> io::Result<Option<PathBuf>> {
    let was_present = path.exists();
    let kept = path.with_extension(format!("{aside}.db"));
    for (present, aside) in database::files(path).iter().zip(database::files(&kept)) {
        if present.exists() {
            fs::rename(present, aside)?;
        }
    }
    Ok(was_present.then_some(kept))
}

/// A backup may come from an older program.
fn bring_up_to_date(path: &Path) -> anyhow::Result<()> {
    let mut connection = database::open(path, Purpose::Write, Duration::ZERO)?;
    rebuild::bring_up_to_date(&mut connection)?;
    database::close(connection)?;
    Ok(())
}

fn verify(path: &Path) -> anyhow::Result<()> {
    let report = check_database(path)?;
    match report.problems.first() {
        None => Ok(()),
        Some(problem) => bail!("the copy is not whole: {problem}"),
    }
}
