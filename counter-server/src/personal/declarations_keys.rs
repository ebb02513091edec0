//! The key of each declaration: a file beside the database and in none of its copies. Whoever removes it has
//! erased the declaration everywhere, in backups made before as well.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use shared::ids::DeclarationId;
use uuid::Uuid;

use super::sealing::{self, KEY_BYTES, NONCE_BYTES};
use crate::data_folder::{self, ServerKey};

const ENDING: &str = ".key";

/// The keys of all declarations, each wrapped by the server's key.
pub struct DeclarationKeys {
    folder: PathBuf,
    wrapping: ServerKey,
}

impl DeclarationKeys {
    /// The keys in a folder, which is made with the first of them.
    #[must_use]
    pub fn new(folder: PathBuf, wrapping: ServerKey) -> Self {
        Self { folder, wrapping }
    }

    /// The key of a declaration; `None` when it was thrown away, never made, or did not come along with a
    /// restored database.
    ///
    /// # Errors
    /// When the file stands there and cannot be read, or was wrapped by another server's key.
    pub fn get(&self, id: DeclarationId) -> io::Result<Option<ServerKey>> {
        let bytes = match fs::read(self.path(id)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let (nonce, wrapped) = bytes
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(|| io::Error::other("the key of a declaration is broken"))?;
        let key = sealing::open(&self.wrapping, id.0.as_bytes(), nonce, wrapped)?;
        let key: [u8; KEY_BYTES] =
            key.try_into().map_err(|_| io::Error::other("the key of a declaration is broken"))?;
        Ok(Some(ServerKey::new(key)))
    }

    /// The key of a declaration; made at random on first use, and durable before it is used.
    ///
    /// # Errors
    /// When it can be neither read nor made.
    pub fn get_or_make(&self, id: DeclarationId) -> io::Result<ServerKey> {
        if let Some(key) = self.get(id)? {
            return Ok(key);
        }
        data_folder::make_private_folder(&self.folder)?;
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(io::Error::other)?;
        let key = ServerKey::new(key);
        let (nonce, wrapped) = sealing::seal(&self.wrapping, id.0.as_bytes(), key.as_bytes())?;
        let path = self.path(id);
        // A key under its name is always whole, wherever the machine stops; each try has a name of its own, so
        // that two requests at once do not write into one file.
        let unfinished = path.with_extension(format!("unfinished-{}", Uuid::new_v4()));
        let mut file = data_folder::make_private_file(&unfinished)?;
        file.write_all(&nonce)?;
        file.write_all(&wrapped)?;
        file.sync_all()?;
        // The first to link it wins; whoever comes second takes that key.
        let linked = fs::hard_link(&unfinished, &path);
        fs::remove_file(&unfinished)?;
        match linked {
            Ok(()) => {
                File::open(&self.folder)?.sync_all()?;
                Ok(key)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.get(id)?.ok_or_else(|| io::Error::other("the key of a declaration vanished"))
            }
            Err(error) => Err(error),
        }
    }

    /// Throws keys away and makes that durable. Their bytes are overwritten first, for what the file system
    /// keeps of a removed file.
    ///
    /// # Errors
    /// When one cannot be removed; others may be gone by then.
    pub fn throw_away(&self, ids: &[DeclarationId]) -> io::Result<()> {
        let mut is_changed = false;
        for id in ids {
            is_changed |= overwrite_and_remove(&self.path(*id))?;
        }
        if is_changed {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Throws away keys that were made before a moment and whose declaration is not among those that are kept:
    /// a request that failed left them, or another database stood here. Younger ones may belong to a request
    /// that is under way.
    ///
    /// # Errors
    /// When the folder cannot be read or a key cannot be removed.
    pub fn throw_away_strays(
        &self,
        kept: &[DeclarationId],
        made_before: DateTime<Utc>,
    ) -> io::Result<usize> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let kept: HashSet<String> = kept.iter().map(|id| format!("{id}{ENDING}")).collect();
        let mut thrown_away = 0;
        for entry in entries {
            let entry = entry?;
            let is_kept = entry.file_name().to_str().is_some_and(|name| kept.contains(name));
            if !is_kept && DateTime::<Utc>::from(entry.metadata()?.modified()?) < made_before {
                overwrite_and_remove(&entry.path())?;
                thrown_away += 1;
            }
        }
        if thrown_away > 0 {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(thrown_away)
    }

    fn path(&self, id: DeclarationId) -> PathBuf {
        self.folder.join(format!("{id}{ENDING}"))
    }
}

fn overwrite_and_remove(path: &Path) -> io::Result<bool> {
    let opened = File::options().write(true).open(path);
    match opened {
        Ok(mut file) => {
            let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
            file.write_all(&vec![0; length])?;
            file.sync_all()?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    fs::remove_file(path)?;
    Ok(true)
}

impl fmt::Debug for DeclarationKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeclarationKeys")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use chrono::{DateTime, Utc};
    use shared::ids::DeclarationId;
    use uuid::Uuid;

    use super::DeclarationKeys;
    use crate::data_folder::ServerKey;

    #[test]
    fn a_key_stays_until_it_is_thrown_away_and_needs_the_key_of_the_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("declarations");
        let (one, two) = (DeclarationId(Uuid::now_v7()), DeclarationId(Uuid::now_v7()));
        let keys = DeclarationKeys::new(path.clone(), ServerKey::new([1; 32]));
        assert_eq!(keys.get(one).unwrap(), None);
        assert_eq!(keys.throw_away_strays(&[], DateTime::<Utc>::MAX_UTC).unwrap(), 0);
        let made = keys.get_or_make(one).unwrap();
        assert_eq!(keys.get_or_make(one).unwrap(), made);
        assert_ne!(keys.get_or_make(two).unwrap(), made);
        let again = DeclarationKeys::new(path.clone(), ServerKey::new([1; 32]));
        assert_eq!(again.get(one).unwrap(), Some(made.clone()));
        let stranger = DeclarationKeys::new(path.clone(), ServerKey::new([2; 32]));
        assert!(stranger.get(one).is_err());
        assert!(
            stranger.get_or_make(one).is_err(),
            "a key that cannot be read is never overwritten"
        );
        for entry in fs::read_dir(&path).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(32).any(|part| part == made.as_bytes()), "wrapped");
        }
        keys.throw_away(&[one, DeclarationId(Uuid::now_v7())]).unwrap();
        assert_eq!(keys.get(one).unwrap(), None);
        fs::write(path.join("left.unfinished-1"), b"x").unwrap();
        assert_eq!(keys.throw_away_strays(&[], DateTime::<Utc>::MIN_UTC).unwrap(), 0, "too young");
        assert_eq!(keys.throw_away_strays(&[two], DateTime::<Utc>::MAX_UTC).unwrap(), 1);
        assert!(keys.get(two).unwrap().is_some());
    }
}
