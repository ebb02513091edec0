//! The data folder of one center: the database, the server's key, and the lock of whoever uses it.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::personal::{DateKeys, DeclarationKeys};
use crate::storage::database::OpenError;

/// A key of 256 bits, made at random. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerKey([u8; 32]);

impl ServerKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerKey(…)")
    }
}

/// Why a data folder cannot be used. Each is one sentence for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// There is no such folder, or no database in it.
    #[error("{} holds no database: run `counter-server init --data {}` first", .0.display(), .0.display())]
    NotInitialised(PathBuf),
    /// The folder belongs to somebody else.
    #[error("{} cannot be read: {reason}; run this program as the user that the folder belongs to", .path.display())]
    NotReadable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
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
    fn key_folder(&self) -> PathBuf {
        self.path.join("keys")
    }

    fn key_file(&self) -> PathBuf {
        self.key_folder().join("server.key")
    }

    /// The keys of single dates, thrown away with them.
    #[must_use]
    pub fn date_keys(&self) -> DateKeys {
        DateKeys::new(self.key_folder())
    }

    /// The keys of single declarations, wrapped by the server's key.
    #[must_use]
    pub fn declaration_keys(&self, wrapping: &ServerKey) -> DeclarationKeys {
        DeclarationKeys::new(self.key_folder().join("declarations"), wrapping.clone())
    }

    /// The forms that citizens can fill in, one file each.
    #[must_use]
    pub fn forms(&self) -> PathBuf {
        self.path.join("forms")
    }

    /// Pictures that were uploaded for the boards.
    #[must_use]
    pub fn pictures(&self) -> PathBuf {
        self.path.join("pictures")
    }

    /// Makes the folder when it is not there, readable by its owner only.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> Result<(), DataFolderError> {
        make_private_folder(&self.path).map_err(|reason| not_writable(&self.path, reason))
    }

    /// Says so when the folder holds no database.
    ///
    /// # Errors
    /// [`DataFolderError::NotInitialised`].
    pub fn require_database(&self) -> Result<(), DataFolderError> {
        match fs::metadata(self.database()) {
            Ok(file) if file.is_file() => Ok(()),
            Err(reason) if reason.kind() == io::ErrorKind::PermissionDenied => {
                Err(DataFolderError::NotReadable { path: self.path.clone(), reason })
            }
            _ => Err(DataFolderError::NotInitialised(self.path.clone())),
        }
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

    /// Whether the server's key was made or brought along.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.key_file().is_file()
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
            make_private_folder(folder).map_err(|reason| not_writable(folder, reason))?;
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| not_writable(&path, io::Error::other(error)))?;
        let written = make_private_file(&path)
            .and_then(|mut file| file.write_all(&key).and_then(|()| file.sync_all()));
        written.map_err(|reason| not_writable(&path, reason))?;
        Ok(ServerKey(key))
    }
}

/// Keeps everybody but its owner from reading a file: a database holds hashes of passwords.
///
/// # Errors
/// When the system refuses.
pub fn make_private(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

/// Makes a file that nobody but its owner can read, not even while it is written.
///
/// # Errors
/// When the system refuses, or something stands there already.
pub fn make_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)
}

fn read_key(mut file: File, path: &Path) -> Result<ServerKey, DataFolderError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|reason| not_writable(path, reason))?;
    bytes.try_into().map(ServerKey).map_err(|_| DataFolderError::BadKey(path.to_owned()))
}

/// Makes a folder, unless it is there, that nobody but its owner can look into.
///
/// # Errors
/// When the system refuses.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

fn not_writable(path: &Path, reason: io::Error) -> DataFolderError {
    DataFolderError::NotWritable { path: path.to_owned(), reason }
}
