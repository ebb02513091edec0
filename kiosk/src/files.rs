//! Files that a power cut leaves whole: the old content or the new, and on disk when a call returns.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Of a file that is being written.
pub(crate) const FRESH: &str = "new";

/// Puts a file in place whole.
pub(crate) fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let fresh = folder.join(name).with_extension(FRESH);
    let mut file = File::create(&fresh)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join(name))?;
    sync(folder)
}

/// Takes a file away; one that is gone already is no fault.
pub(crate) fn remove(folder: &Path, name: &str) -> io::Result<()> {
    match fs::remove_file(folder.join(name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => sync(folder),
    }
}

/// Gives a file another name.
pub(crate) fn rename(folder: &Path, from: &str, to: &str) -> io::Result<()> {
    fs::rename(folder.join(from), folder.join(to))?;
    sync(folder)
}

/// The content of a file; `None` when there is none.
pub(crate) fn read(folder: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    match fs::read(folder.join(name)) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Names of the files with an ending, and without what a power cut left half-written.
pub(crate) fn names(folder: &Path, ending: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let has_ending = |ending: &str| path.extension().is_some_and(|found| found == ending);
        if has_ending(FRESH) {
            fs::remove_file(&path)?;
        } else if has_ending(ending) {
            names.extend(path.file_name().and_then(|name| name.to_str()).map(str::to_owned));
        }
    }
    Ok(names)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
