//! Import and export of the whole configuration: in the browser, and beside the server on the command line.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use shared::catalog::diff::{self, Difference, How};
use shared::catalog::document::{from_toml, to_toml};
use shared::catalog::{Catalog, CatalogProblem};

use super::change;
use crate::clock::Clock;
use crate::data_folder::DataFolder;
use crate::storage::audit::{self, AuditAction, AuditEntry};
use crate::storage::database::{self, Purpose};
use crate::storage::{catalogs, transaction};

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
    let run = dry_run(&text, &catalogs::newest(&connection)?.catalog)
        .with_context(|| from.display().to_string())?;
    if !run.problems.is_empty() {
        let problems: Vec<String> = run.problems.iter().map(ToString::to_string).collect();
        bail!("{}: {}", from.display(), problems.join("; "));
    }
    let mut lines = lines(&run.differences);
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
