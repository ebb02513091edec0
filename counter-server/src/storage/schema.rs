//! The schema and its versions: migrations only ever go forward.

use rusqlite::{Connection, OptionalExtension};

#[expect(clippy::unwrap_used, reason = "written by the macro")]
mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Marks a database file as one of this product: "1Cua" in ASCII.
pub const APPLICATION_ID: i32 = 0x3143_7561;

/// The newest version of the schema that this program knows.
#[must_use]
pub fn newest_version() -> i64 {
    let migrations = embedded::migrations::runner();
    let versions = migrations.get_migrations().iter().map(|m| i64::from(m.version()));
    versions.max().unwrap_or(0)
}

/// The version of the schema in a database; 0 when there is none.
///
/// # Errors
/// When the database cannot be read.
pub fn version(connection: &Connection) -> rusqlite::Result<i64> {
    let has_history: Option<i64> = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'refinery_schema_history'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if has_history.is_none() {
        return Ok(0);
    }
    connection.query_row(
        "SELECT coalesce(max(version), 0) FROM refinery_schema_history",
        [],
        |row| row.get(0),
    )
}

/// Why a database did not come up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A migration failed.
    #[error(transparent)]
    Migration(#[from] refinery::Error),
    /// It cannot be marked as ours.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Brings a database up to the newest version and marks it as ours.
///
/// # Errors
/// When a migration fails; it is rolled back then.
pub fn migrate(connection: &mut Connection) -> Result<(), MigrationError> {
    embedded::migrations::runner().set_grouped(true).run(connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(())
}
