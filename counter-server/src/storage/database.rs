//! Opening the database file: how it is set up, and what is refused.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use rusqlite::Connection;
use rusqlite::{ErrorCode, OpenFlags};

use super::{StorageError, schema};

/// Earlier versions of SQLite can lose data when a write-ahead log is reset.
const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// Statements kept prepared by one connection: more than there are.
const STATEMENTS_KEPT: usize = 64;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Writes, and reads.
    Write,
    /// Reads only.
    Read,
}

/// Why a database file cannot be used. Each is one sentence for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file.
    #[error("{} holds no database: run `counter-server init --data {}` first", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The file is a database of another program, or none at all.
    #[error("{} is not a database of this program", .0.display())]
    Foreign(PathBuf),
    /// The file is damaged.
    #[error("{} is damaged: restore the last backup with `counter-server restore`", .0.display())]
    Damaged(PathBuf),
    /// A newer program wrote it.
    #[error(
        "the database has schema version {found}, and this program knows versions up to {known}: use the program that wrote it, or a newer one"
    )]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// An older program wrote it and it was not brought up to date yet.
    #[error(
        "the database has schema version {found}, and this program needs version {known}: start the server once to bring it up to date"
    )]
    Older {
        /// The version found.
        found: i64,
        /// The version needed.
        known: i64,
    },
    /// The SQLite library in this program is too old.
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed")]
    OldLibrary(&'static str),
    /// The schema cannot be brought up to date.
    #[error("the database cannot be brought up to date: {0}")]
    Migration(String),
    /// The system gives no thread for the writer.
    #[error("the program cannot start its threads: {0}")]
    Thread(std::io::Error),
    /// Something stored cannot be read back.
    #[error("the database is damaged: {0}")]
    Unreadable(String),
    /// Anything else that SQLite says; no source beside it, since the sentence says all of it.
    #[error("{}", sentence(.0))]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<schema::MigrationError> for OpenError {
    fn from(error: schema::MigrationError) -> Self {
        match error {
            schema::MigrationError::Migration(error) => Self::Migration(error.to_string()),
            schema::MigrationError::Sqlite(error) => Self::Sqlite(error),
        }
    }
}

/// What an administrator can do about what SQLite says.
pub(super) fn sentence(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, ReadOnly};
    match error.sqlite_error_code() {
        Some(ReadOnly | CannotOpen) => {
            "the database cannot be written: its folder and files must belong to the user who runs this program"
                .to_owned()
        }
        Some(DatabaseCorrupt) => {
            "the database is damaged: restore the last backup with `counter-server restore`"
                .to_owned()
        }
        Some(DiskFull) => "the disk is full: make room, and start again".to_owned(),
        _ => format!("the database answers: {error}"),
    }
}

/// Opens a database of this program with any schema version up to the newest.
///
/// # Errors
/// An [`OpenError`] when the file cannot be used.
pub fn open(path: &Path, purpose: Purpose, wait: Duration) -> Result<Connection, OpenError> {
    check_library()?;
    if !path.is_file() {
        return Err(OpenError::Missing(path.parent().unwrap_or(path).to_owned()));
    }
    // Without SQLITE_OPEN_CREATE a vanished file is an error, never an empty database.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection, purpose, wait).map_err(|error| name_damage(error, path))?;
    let application_id: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| name_damage(error, path))?;
    if application_id != schema::APPLICATION_ID {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    let (found, known) = (schema::version(&connection)?, schema::newest_version());
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    Ok(connection)
}

/// Opens a database whose schema must be the newest.
///
/// # Errors
/// An [`OpenError`] when the file cannot be used.
pub fn open_current(
    path: &Path,
    purpose: Purpose,
    wait: Duration,
) -> Result<Connection, OpenError> {
    let connection = open(path, purpose, wait)?;
    let (found, known) = (schema::version(&connection)?, schema::newest_version());
    if found < known {
        return Err(OpenError::Older { found, known });
    }
    Ok(connection)
}

/// Makes a new database at a path where nothing stands yet.
///
/// # Errors
/// An [`OpenError`] when it cannot be made.
pub fn create(path: &Path) -> Result<Connection, OpenError> {
    check_library()?;
    let mut connection = Connection::open(path)?;
    set_up(&connection, Purpose::Write, Duration::ZERO)?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// A number that changes for this connection when another one commits.
///
/// # Errors
/// When the database cannot be read.
pub fn data_version(connection: &Connection) -> Result<i64, StorageError> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

/// For which version of the projections this database was written; 0 for the first.
///
/// # Errors
/// When the database cannot be read.
pub fn projections(connection: &Connection) -> Result<i64, StorageError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Notes for which version the projections are written. Part of the open transaction.
///
/// # Errors
/// When the database cannot be written.
pub fn set_projections(connection: &Connection, version: i64) -> Result<(), StorageError> {
    Ok(connection.pragma_update(None, "user_version", version)?)
}

/// Moves the write-ahead log into the database.
///
/// # Errors
/// When that fails; the log stays then, and whoever opens the database next reads it.
pub fn checkpoint(connection: &Connection) -> Result<(), StorageError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// What came of emptying the write-ahead log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptied {
    /// Nothing of what was deleted is left in it.
    Done,
    /// Another connection still reads; it has to be tried again.
    Busy,
}

/// Moves the write-ahead log into the database and cuts it to nothing, so that what was deleted is gone
/// from it too.
///
/// It does not wait for readers: `wait` is what the connection goes back to afterwards.
///
/// # Errors
/// When the database cannot be written.
pub fn empty_log(connection: &Connection, wait: Duration) -> Result<Emptied, StorageError> {
    connection.busy_timeout(Duration::ZERO)?;
    let busy: rusqlite::Result<i64> =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    connection.busy_timeout(wait)?;
    Ok(if busy? == 0 { Emptied::Done } else { Emptied::Busy })
}

/// Closes a connection; the last one takes the write-ahead log away.
///
/// # Errors
/// When something was not closed well.
pub fn close(connection: Connection) -> Result<(), StorageError> {
    connection.close().map_err(|(_, error)| error.into())
}

/// Copies the database, as of one moment, into a file that is empty or does not exist.
///
/// # Errors
/// When the database cannot be read or the file cannot be written.
pub fn copy_into(connection: &Connection, name: &str) -> Result<(), StorageError> {
    connection.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// The files of a database: itself, then what SQLite keeps beside it.
#[must_use]
pub fn files(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut name = OsString::from(path);
        name.push(end);
        name.into()
    })
}

/// Removes a database with all its files, as far as they exist.
///
/// # Errors
/// When the system refuses.
pub fn remove(path: &Path) -> io::Result<()> {
    for file in files(path) {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn check_library() -> Result<(), OpenError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(OpenError::OldLibrary(rusqlite::version()));
    }
    Ok(())
}

fn set_up(connection: &Connection, purpose: Purpose, wait: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(wait)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // What was acknowledged survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    match purpose {
        Purpose::Write => {
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
        }
        Purpose::Read => connection.pragma_update(None, "query_only", true),
    }
}

fn name_damage(error: rusqlite::Error, path: &Path) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::Foreign(path.to_owned()),
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged(path.to_owned()),
        _ => OpenError::Sqlite(error),
    }
}
