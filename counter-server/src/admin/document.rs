//! Import and export of the whole configuration: in the browser, and beside the server on the command line.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use shared::catalog::diff::{self, Difference, How};
use shared::catalog::document::{from_toml, to_toml};
use shared::catalog::{Catalog, CatalogProblem};
use shared::day::{Actor, Command, LoggedEvent, Paces};

use super::{change, strand};
use crate::clock::Clock;
use crate::data_folder::DataFolder;
use crate::storage::audit::{self, AuditAction, AuditEntry};
use crate::storage::database::{self, Connection, Purpose};
use crate::storage::{catalogs, replay, transaction};

/// How long to wait for a server that writes.
const STORAGE_WAIT: Duration = Duration::from_secs(10);

/// What a file would change.
#[derive(Debug)]
pub struct DryRun {
    /// The catalogue in the file.
    pub catalog: Catalog,
    /// What differs from the catalogue that holds.
    pub differences: Vec<Difference>,
    /// What is wrong with it; it cannot be taken over then.
    pub problems: Vec<CatalogProblem>,
}

/// Reads a file and compares it with the catalogue that holds.
///
/// # Errors
/// A sentence with the line when the file is not in the right shape.
pub fn dry_run(text: &str, now: &Catalog) -> anyhow::Result<DryRun> {
    let catalog = from_toml(text)?;
    let differences = diff::differences(now, &catalog)?;
    let problems = catalog.problems();
    Ok(DryRun { catalog, differences, problems })
}

/// `config export`: writes the configuration into a file; works while the server runs.
///
/// # Errors
/// One sentence: no database, or the file cannot be written.
pub fn export_to(folder: &DataFolder, to: &Path, clock: &Clock) -> anyhow::Result<()> {
    folder.require_database()?;
    let connection = database::open_current(&folder.database(), Purpose::Write, STORAGE_WAIT)?;
    let text = to_toml(&catalogs::newest(&connection)?.catalog)?;
    std::fs::write(to, text).with_context(|| format!("{} cannot be written", to.display()))?;
    audit::insert(&connection, &AuditEntry::new(AuditAction::CatalogExported, None), clock.now())?;
    Ok(())
}

/// `config import`: takes the configuration from a file, or only tells what would change. A running server
/// takes the change over within a second. Gives the lines to print.
///
/// # Errors
/// One sentence: no database, no such file, or what is wrong with it.
pub fn import_from(
    folder: &DataFolder,
    from: &Path,
    is_dry: bool,
    clock: &Clock,
) -> anyhow::Result<Vec<String>> {
    folder.require_database()?;
    let text = std::fs::read_to_string(from)
        .with_context(|| format!("{} cannot be read", from.display()))?;
    let connection = database::open_current(&folder.database(), Purpose::Write, STORAGE_WAIT)?;
    transaction::begin_writing(&connection)?;
    let stored = catalogs::newest(&connection)?;
    let run = dry_run(&text, &stored.catalog).with_context(|| from.display().to_string())?;
    if !run.problems.is_empty() {
        let problems: Vec<String> = run.problems.iter().map(ToString::to_string).collect();
        bail!("{}: {}", from.display(), problems.join("; "));
    }
    let mut lines = lines(&run.differences);
    lines.extend(stranded_lines(&connection, &stored.catalog, &run.catalog, clock.now())?);
    if is_dry || run.differences.is_empty() {
        transaction::roll_back(&connection)?;
        if run.differences.is_empty() {
            lines.push("nothing differs".to_owned());
        }
        return Ok(lines);
    }
    catalogs::insert(&connection, &run.catalog, clock.now())?;
    let entry = change::audit_entry(&run.differences, AuditAction::CatalogImported, None);
    audit::insert(&connection, &entry, clock.now())?;
    transaction::commit(&connection)?;
    Ok(lines)
}

/// One line for each kind of people whom the change strands as the queue stands, for people at a terminal.
fn stranded_lines(
    connection: &Connection,
    old: &Catalog,
    new: &Catalog,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<String>> {
    let mut day = replay::replay(connection, old)?.day;
    // A log that nobody serves may end yesterday.
    let turned = day.decide(&Command::Tick, &Actor::Server, old, &Paces::default(), now);
    for event in turned.unwrap_or_default() {
        let seq = day.seq() + 1;
        day.apply(&LoggedEvent { seq, event });
    }
    let line = |one: strand::Stranded| {
        let people = one.people;
        match one.how {
            strand::How::ServiceRemoved(service) => {
                format!("! services {service}: goes; open tickets without a way: {people}")
            }
            strand::How::NobodyServes(service) => {
                format!("! services {service}: no desk serves it; open tickets: {people}")
            }
            strand::How::ServiceCloses(service) => {
                format!("! services {service}: closes at once; open tickets: {people}")
            }
            strand::How::StepRemoved(service) => {
                format!("! services {service}: goes; visits that were to go on there: {people}")
            }
            strand::How::DeskRemoved(desk, number) => {
                let number = number.map_or_else(|| "a ticket".to_owned(), |n| n.to_string());
                format!("! desks {desk}: goes, and still has {number}")
            }
            strand::How::DeskOfTheirsRemoved(desk) => {
                format!("! desks {desk}: goes; tickets sent there alone: {people}")
            }
        }
    };
    Ok(strand::stranded(&day, old, new, now).into_iter().map(line).collect())
}

/// One line for each difference, for people at a terminal.
fn lines(differences: &[Difference]) -> Vec<String> {
    let mut lines = Vec::new();
    for difference in differences {
        let name = match difference.entry.as_str() {
            "" => difference.list.clone(),
            entry => format!("{} {entry}", difference.list),
        };
        match &difference.how {
            How::Added => lines.push(format!("+ {name}")),
            How::Removed => lines.push(format!("- {name}")),
            How::Reordered => lines.push(format!("~ {name}: another order")),
            How::Changed { fields } => {
                let shown =
                    |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
                lines.extend(fields.iter().map(|field| {
                    format!(
                        "~ {name}: {} {} -> {}",
                        field.field,
                        shown(&field.from),
                        shown(&field.to)
                    )
                }));
            }
        }
    }
    lines
}
