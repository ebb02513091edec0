//! `staff add` and `device add`: who may act. Both work beside a running server.

use std::io::BufRead;
use std::time::Duration;

use anyhow::bail;

use crate::auth::password;
use crate::clock::Clock;
use crate::data_folder::DataFolder;
use crate::identity::{DeviceKind, NAME_CHARACTERS_MAX, Role, Token};
use crate::storage::database::{self, Purpose};
use crate::storage::{devices, staff};

/// How long to wait for a server that writes.
const STORAGE_WAIT: Duration = Duration::from_secs(10);

/// Adds a member of staff whose password is the first line of `input`.
///
/// # Errors
/// One sentence: no database, a name that is empty, too long or taken, a password that is too short.
pub fn add_staff(
    folder: &DataFolder,
    name: &str,
    role: Role,
    input: impl BufRead,
    clock: &Clock,
) -> anyhow::Result<()> {
    let name = check_name(name)?;
    let password = read_password(input)?;
    folder.require_database()?;
    let connection = database::open_current(&folder.database(), Purpose::Write, STORAGE_WAIT)?;
    let hash = password::hash(&password)
        .map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?;
    if staff::insert(&connection, name, role, &hash, clock.now())?.is_none() {
        bail!("the name `{name}` is taken");
    }
    Ok(())
}

/// Enrols a device and gives its token, which is kept nowhere else.
///
/// # Errors
/// One sentence: no database, or a name that is empty or too long.
pub fn add_device(
    folder: &DataFolder,
    kind: DeviceKind,
    name: &str,
    clock: &Clock,
) -> anyhow::Result<Token> {
    let name = check_name(name)?;
    folder.require_database()?;
    let connection = database::open_current(&folder.database(), Purpose::Write, STORAGE_WAIT)?;
    let token =
        Token::new().map_err(|error| anyhow::anyhow!("the system has no randomness: {error}"))?;
    devices::insert(&connection, kind, name, &token.hash(), clock.now())?;
    Ok(token)
}

fn check_name(name: &str) -> anyhow::Result<&str> {
    let name = name.trim();
    if name.is_empty() {
        bail!("the name is empty");
    }
    if name.chars().count() > NAME_CHARACTERS_MAX || name.chars().any(char::is_control) {
        bail!("the name must be one line of at most {NAME_CHARACTERS_MAX} characters");
    }
    Ok(name)
}

fn read_password(mut input: impl BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|error| anyhow::anyhow!("the password cannot be read from stdin: {error}"))?;
    let password = line.trim_end_matches(['\r', '\n']);
    let fewest = password::PASSWORD_CHARACTERS_MIN;
    if password.is_empty() {
        bail!("the password is empty: give it on the first line of stdin");
    }
    if password.chars().count() < fewest {
        bail!("the password is too short: at least {fewest} characters");
    }
    if password.len() > password::PASSWORD_BYTES_MAX {
        bail!("the password is too long: at most {} bytes", password::PASSWORD_BYTES_MAX);
    }
    Ok(password.to_owned())
}
