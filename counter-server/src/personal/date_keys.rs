//! Keys of one date each: files beside the database and in none of its copies, thrown away with their date.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use crate::data_folder::{self, ServerKey};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// Reads the notes of its date.
    Notes,
    /// Tells whether two personal IDs of its date are equal.
    Persons,
    /// Makes the codes of declarations that were begun on its date.
    Codes,
    /// Opens what kiosks sealed on its date while they were cut off.
    Sealing,
}

impl KeyUse {
    /// How the names of its files end, after the date.
    fn ending(self) -> &'static str {
        match self {
            Self::Notes => ".notes.key",
            Self::Persons => ".person.key",
            Self::Codes => ".codes.key",
            Self::Sealing => ".sealing.key",
        }
    }
}

/// The keys of all dates that have one.
pub struct DateKeys {
    folder: PathBuf,
    known: Mutex<HashMap<(NaiveDate, KeyUse), ServerKey>>,
}

impl DateKeys {
    /// The keys in a folder, which is made with the first of them.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, known: Mutex::default() }
    }

    /// The key of a date; `None` when it was never made, was thrown away, or did not come along with a
    /// restored database.
    ///
    /// # Errors
    /// When the file stands there and cannot be read.
    pub fn get(&self, date: NaiveDate, of: KeyUse) -> io::Result<Option<ServerKey>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.get(&(date, of)) {
            return Ok(Some(key.clone()));
        }
        let Some(key) = read(&self.path(date, of))? else { return Ok(None) };
        known.insert((date, of), key.clone());
        Ok(Some(key))
    }

    /// The key of a date; made at random on first use, and durable before it is used.
    ///
    /// # Errors
    /// When it can be neither read nor made.
    pub fn get_or_make(&self, date: NaiveDate, of: KeyUse) -> io::Result<ServerKey> {
        if let Some(key) = self.get(date, of)? {
            return Ok(key);
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Another request may have made it while this one waited.
        if let Some(key) = known.get(&(date, of)) {
            return Ok(key.clone());
        }
        data_folder::make_private_folder(&self.folder)?;
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let path = self.path(date, of);
        // A key under its name is always whole, wherever the machine stops.
        let unfinished = path.with_extension("unfinished");
        let _ = fs::remove_file(&unfinished);
        let mut file = data_folder::make_private_file(&unfinished)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        File::open(&self.folder)?.sync_all()?;
        let key = ServerKey::new(bytes);
        known.insert((date, of), key.clone());
        Ok(key)
    }

    /// Throws the keys of all dates before this one away; tells how many there were.
    ///
    /// # Errors
    /// When a file cannot be removed; the others may be gone by then.
    pub fn throw_away_before(&self, first_kept: NaiveDate, of: KeyUse) -> io::Result<usize> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(date, used), _| *used != of || *date >= first_kept);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let mut thrown_away = 0;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let date = name.to_str().and_then(|name| name.strip_suffix(of.ending()));
            if date
                .and_then(|date| date.parse().ok())
                .is_some_and(|date: NaiveDate| date < first_kept)
            {
                fs::remove_file(entry.path())?;
                thrown_away += 1;
            }
        }
        if thrown_away > 0 {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(thrown_away)
    }

    fn path(&self, date: NaiveDate, of: KeyUse) -> PathBuf {
        self.folder.join(format!("{date}{}", of.ending()))
    }
}

impl fmt::Debug for DateKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DateKeys").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn read(path: &std::path::Path) -> io::Result<Option<ServerKey>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| {
        let sentence = format!("{} is not a key of 32 bytes", path.display());
        io::Error::new(io::ErrorKind::InvalidData, sentence)
    })?;
    Ok(Some(ServerKey::new(bytes)))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use chrono::NaiveDate;

    use super::{DateKeys, KeyUse};

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn a_key_stays_the_same_until_it_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let keys = DateKeys::new(path.clone());
        assert_eq!(keys.throw_away_before(date(30), KeyUse::Notes).unwrap(), 0);
        assert_eq!(keys.get(date(23), KeyUse::Notes).unwrap(), None);
        let made = keys.get_or_make(date(23), KeyUse::Notes).unwrap();
        assert_eq!(keys.get_or_make(date(23), KeyUse::Notes).unwrap(), made);
        let mode = std::fs::metadata(path.join("2026-11-23.notes.key")).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        // Another run of the program.
        let keys = DateKeys::new(path.clone());
        assert_eq!(keys.get(date(23), KeyUse::Notes).unwrap(), Some(made.clone()));
        assert_ne!(keys.get_or_make(date(24), KeyUse::Notes).unwrap(), made);
        assert_ne!(keys.get_or_make(date(23), KeyUse::Persons).unwrap(), made);
        assert_eq!(keys.throw_away_before(date(24), KeyUse::Notes).unwrap(), 1);
        assert_eq!(keys.get(date(23), KeyUse::Notes).unwrap(), None);
        assert!(keys.get(date(24), KeyUse::Notes).unwrap().is_some());
        assert!(keys.get(date(23), KeyUse::Persons).unwrap().is_some());
        assert!(!path.join("2026-11-23.notes.key").exists());
    }

    #[test]
    fn a_broken_key_file_is_an_error_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DateKeys::new(folder.path().to_owned());
        std::fs::write(folder.path().join("2026-11-23.notes.key"), b"short").unwrap();
        assert!(keys.get(date(23), KeyUse::Notes).is_err());
        assert!(keys.get_or_make(date(23), KeyUse::Notes).is_err());
    }
}
