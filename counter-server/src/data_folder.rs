//! The data folder of one center: the database, the server's key, and the lock of whoever uses it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::storage::database::OpenError;

/// A key of 256 bits, made at random.
pub type ServerKey = [u8; 32];

/// Why a data folder cannot be used. Each is one sentence for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// There is no such folder, or no database in it.
    #[error("{} holds no database: run `counter-server init --data {}` first", .0.display(), .0.display())]
    NotInitialised(PathBuf),
    /// A database stands there already.
    #[error("{} already holds a database, which is left as it is", .0.display())]
    AlreadyInitialised(PathBuf),
    /// A running program holds the folder.
    #[error("{} is in use by a running server: stop it first", .0.display())]
    InUse(PathBuf),
    /// The folder cannot be written.
    #[error("{} cannot be written: {reason}", .path.display())]
    NotWritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The key file is no key.
    #[error("{} is not a key of 32 bytes: put the right one back, or remove it to have a new one made, which ends the phone pages of tickets already printed", .0.display())]
    BadKey(PathBuf),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] OpenError),
}

/// Where everything of one center stands.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

/// Held while a program owns the folder; given back when dropped.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl DataFolder {
    /// The folder at `path`, whether it exists or not.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.path.join("onestop.db")
    }

    /// Outside the database and so outside every backup of it.
    fn key_file(&self) -> PathBuf {
        self.path.join("keys").join("server.key")
    }

    /// Makes the folder when it is not there, readable by its owner only.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> Result<(), DataFolderError> {
        make_private_folder(&self.path)
    }

    /// Says so when the folder holds no database.
    ///
    /// # Errors
    /// [`DataFolderError::NotInitialised`].
    pub fn require_database(&self) -> Result<(), DataFolderError> {
        if self.database().is_file() {
            return Ok(());
        }
        Err(DataFolderError::NotInitialised(self.path.clone()))
    }

    /// Takes the folder for this program alone.
    ///
    /// # Errors
    /// When a running program holds it, or it cannot be written.
    pub fn lock(&self) -> Result<FolderLock, DataFolderError> {
        let path = self.path.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|reason| not_writable(&self.path, reason))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(DataFolderError::InUse(self.path.clone())),
            Err(TryLockError::Error(reason)) => Err(not_writable(&path, reason)),
        }
    }

    /// The server's key; made on first use.
    ///
    /// # Errors
    /// When it can be neither read nor made.
    pub fn key(&self) -> Result<ServerKey, DataFolderError> {
        let path = self.key_file();
        match File::open(&path) {
            Ok(file) => read_key(file, &path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make_key(),
            Err(reason) => Err(not_writable(&path, reason)),
        }
    }

    fn make_key(&self) -> Result<ServerKey, DataFolderError> {
        let path = self.key_file();
        if let Some(folder) = path.parent() {
            make_private_folder(folder)?;
        }
        let mut key = ServerKey::default();
        getrandom::fill(&mut key).map_err(|error| not_writable(&path, io::Error::other(error)))?;
        let written = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.write_all(&key).and_then(|()| file.sync_all()));
        written.map_err(|reason| not_writable(&path, reason))?;
        Ok(key)
    }
}

/// Keeps everybody but its owner from reading a file: a database holds hashes of passwords.
///
/// # Errors
/// When the system refuses.
pub fn make_private(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

fn read_key(mut file: File, path: &Path) -> Result<ServerKey, DataFolderError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|reason| not_writable(path, reason))?;
    bytes.try_into().map_err(|_| DataFolderError::BadKey(path.to_owned()))
}

fn make_private_folder(path: &Path) -> Result<(), DataFolderError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o700)))
        .map_err(|reason| not_writable(path, reason))
}

fn not_writable(path: &Path, reason: io::Error) -> DataFolderError {
    DataFolderError::NotWritable { path: path.to_owned(), reason }
}
