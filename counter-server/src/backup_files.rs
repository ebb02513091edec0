//! The files of a backup beside its database: pictures, forms, recorded clips, in a folder of their own with their sums.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use crate::data_folder::{DataFolder, make_private_file, make_private_folder};

/// What is copied, by its place in the data folder. Keys are not: whoever has a backup must not read what was erased.
const PARTS: [&str; 3] = ["pictures", "forms", "voice/clips"];

/// The list of files with their sums, in the form that `sha256sum --check` reads.
const SUMS: &str = "SHA256SUMS";

/// Where the files of a backup stand: beside its database, under the same name with `.files` after it.
#[must_use]
pub fn beside(backup: &Path) -> PathBuf {
    with_end(backup, ".files")
}

/// The path with more at its end.
pub(crate) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Copies the files into a new folder, which is whole or not there. Each copy is read again and compared.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn copy(folder: &DataFolder, to: &Path) -> anyhow::Result<()> {
    let unfinished = with_end(to, ".unfinished");
    remove(&unfinished)?;
    make_private_folder(&unfinished)?;
    let mut sums = BTreeMap::new();
    for part in PARTS {
        let mut paths = Vec::new();
        list(&folder.path().join(part), Path::new(part), &mut paths)?;
        for path in paths {
            // What went away in between was not used any more.
            match copy_one(&folder.path().join(&path), &unfinished.join(&path)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                sum => {
                    sums.insert(path, sum?);
                }
            }
        }
    }
    let mut text = String::new();
    for (path, sum) in &sums {
        let name = path.to_str().context("the names of files must be UTF-8")?;
        writeln!(text, "{sum}  {name}")?;
        if sum_of(&unfinished.join(path))? != *sum {
            bail!("the copy of {name} is not whole");
        }
    }
    let mut file = make_private_file(&unfinished.join(SUMS))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, to)?;
    Ok(())
}

/// Files of a backup that were looked at and lie ready in the data folder.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
}

/// Brings the files of a backup into the data folder and compares them with their sums; changes nothing yet. Nothing
/// when the backup has no such folder, as those of older programs.
///
/// # Errors
/// When a file is missing or another one than the backup had.
pub(crate) fn stage(folder: &DataFolder, from: &Path) -> anyhow::Result<Option<Staged>> {
    if !from.is_dir() {
        return Ok(None);
    }
    let path = folder.path().join("restored-files.unfinished");
    remove(&path)?;
    make_private_folder(&path)?;
    let sums = fs::read_to_string(from.join(SUMS))
        .with_context(|| format!("{} cannot be read", from.join(SUMS).display()))?;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").context("a line of the sums cannot be read")?;
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if !Path::new(name).components().all(is_plain)
            || !PARTS.iter().any(|part| name.starts_with(&format!("{part}/")))
        {
            bail!("{name} belongs to no backup");
        }
        let copied = copy_one(&from.join(name), &path.join(name));
        let copied = copied.with_context(|| format!("{name} cannot be read"))?;
        if copied != sum {
            bail!("{name} is not as it was when the backup was made");
        }
    }
    Ok(Some(Staged { path }))
}

impl Staged {
    /// Puts the files in their places. What stands there is kept under another name with `aside` in it.
    pub(crate) fn put(self, folder: &DataFolder, aside: &str) -> io::Result<()> {
        for part in PARTS {
            let (new, place) = (self.path.join(part), folder.path().join(part));
            if place.exists() {
                fs::rename(&place, with_end(&place, &format!(".{aside}")))?;
            }
            if new.is_dir() {
                place.parent().map_or(Ok(()), make_private_folder)?;
                fs::rename(&new, &place)?;
            }
        }
        remove(&self.path)
    }
}

/// The files under a folder, which need not be there; what is just being written is none.
fn list(folder: &Path, under: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, under.join(entry.file_name()));
        if kind.is_dir() {
            list(&entry.path(), &name, found)?;
        } else if kind.is_file() && name.extension().is_none_or(|end| end != "unfinished") {
            found.push(name);
        }
    }
    Ok(())
}

/// Copies a file and tells the sum of what was read.
fn copy_one(from: &Path, to: &Path) -> io::Result<String> {
    let mut source = File::open(from)?;
    to.parent().map_or(Ok(()), make_private_folder)?;
    let mut copy = make_private_file(to)?;
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    copy.write_all(&bytes)?;
    copy.sync_all()?;
    Ok(hex(&bytes))
}

fn sum_of(path: &Path) -> io::Result<String> {
    fs::read(path).map(|bytes| hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn files_come_back_and_what_stood_there_is_kept() {
        let here = tempfile::tempdir().unwrap();
        let old = DataFolder::new(&here.path().join("old"));
        write(old.path(), "pictures/a.png", "one");
        write(old.path(), "voice/clips/vi/0.wav", "zero");
        write(old.path(), "pictures/b.unfinished", "half");
        write(old.path(), "keys/server.key", "secret");
        let to = here.path().join("b.files");
        copy(&old, &to).unwrap();
        assert!(!to.join("keys").exists() && !to.join("pictures/b.unfinished").exists());

        let new = DataFolder::new(&here.path().join("new"));
        write(new.path(), "pictures/c.png", "three");
        write(new.path(), "forms/x.toml", "x");
        stage(&new, &to).unwrap().expect("there").put(&new, "before").unwrap();
        let read = |name: &str| fs::read_to_string(new.path().join(name)).unwrap();
        assert_eq!(
            (read("pictures/a.png"), read("voice/clips/vi/0.wav")),
            ("one".into(), "zero".into())
        );
        assert_eq!(
            (read("pictures.before/c.png"), read("forms.before/x.toml")),
            ("three".into(), "x".into())
        );
        assert!(!new.path().join("pictures/c.png").exists());
        assert!(!new.path().join("restored-files.unfinished").exists());
        assert!(stage(&new, &here.path().join("none")).unwrap().is_none());
    }

    #[test]
    fn a_copy_that_is_not_as_it_was_changes_nothing() {
        let here = tempfile::tempdir().unwrap();
        let old = DataFolder::new(&here.path().join("old"));
        write(old.path(), "pictures/a.png", "one");
        let to = here.path().join("b.files");
        copy(&old, &to).unwrap();
        let new = DataFolder::new(&here.path().join("new"));
        write(new.path(), "pictures/c.png", "three");
        let refused = || stage(&new, &to).unwrap_err().to_string();
        fs::write(to.join("pictures/a.png"), "two").unwrap();
        assert_eq!(refused(), "pictures/a.png is not as it was when the backup was made");
        fs::remove_file(to.join("pictures/a.png")).unwrap();
        assert_eq!(refused(), "pictures/a.png cannot be read");
        fs::write(to.join(SUMS), "00  ../../etc/passwd\n").unwrap();
        assert_eq!(refused(), "../../etc/passwd belongs to no backup");
        fs::write(to.join(SUMS), "00  keys/server.key\n").unwrap();
        assert_eq!(refused(), "keys/server.key belongs to no backup");
        assert!(new.path().join("pictures/c.png").exists());
    }
}
