//! `check`: whether a center's data are whole.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Duration;

use shared::day::Ticket;
use shared::ids::{ServiceId, TicketId};

use crate::data_folder::DataFolder;
use crate::fold::{DatedLegs, Folded, fold};
use crate::storage::database::{self, Connection, Purpose};
use crate::storage::paces::PaceSample;
use crate::storage::{StorageError, desks, integrity, legs, paces, tickets, transaction};

/// With less room than this the next weeks are not safe.
const FREE_BYTES_MIN: u64 = 256 * 1024 * 1024;

/// Problems of one kind that are told one by one; a broken log would otherwise fill the screen.
const PROBLEMS_TOLD_MAX: usize = 10;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Events in the log.
    pub events: u64,
    /// Tickets of all dates.
    pub tickets: u64,
    /// What is wrong, each in one sentence.
    pub problems: Vec<String>,
}

/// Checks a data folder; beside a running server too.
///
/// # Errors
/// When there is no database, or it cannot be opened at all.
pub fn check(folder: &DataFolder) -> anyhow::Result<Report> {
    folder.require_database()?;
    let mut report = check_database(&folder.database())?;
    if let Some(problem) = check_free_disk(folder.path()) {
        report.problems.push(problem);
    }
    Ok(report)
}

/// Checks a database file: its pages, its references, and that the log yields the projections.
///
/// # Errors
/// When it cannot be opened at all.
pub fn check_database(path: &Path) -> anyhow::Result<Report> {
    let connection = database::open_current(path, Purpose::Read, Duration::from_secs(10))?;
    // One transaction, so that a server that goes on writing does not come between.
    transaction::begin_reading(&connection)?;
    let mut report = Report::default();
    check_pages(&connection, &mut report)?;
    if !report.problems.is_empty() {
        // Damaged pages make everything below fail in ways that say nothing.
        return Ok(report);
    }
    let folded = match fold(&connection, |problem| tell(&mut report, problem)) {
        Ok(folded) => {
            report.events = folded.events;
            folded
        }
        Err(error) => {
            report.problems.push(format!("the log cannot be folded: {error}"));
            return Ok(report);
        }
    };
    compare_tickets(&connection, &folded, &mut report)?;
    compare_legs(&connection, &folded, &mut report)?;
    compare_desks(&connection, &folded, &mut report)?;
    compare_paces(&connection, &folded, &mut report)?;
    Ok(report)
}

fn check_pages(connection: &Connection, report: &mut Report) -> Result<(), StorageError> {
    let damages = integrity::damages(connection)?;
    if !damages.is_empty() {
        let told = damages.iter().map(|damage| format!("the database is damaged: {damage}"));
        report.problems.extend(told);
        return Ok(());
    }
    let dangling = integrity::dangling_rows(connection)?;
    if dangling > 0 {
        report.problems.push(format!("{dangling} rows name rows that do not exist"));
    }
    Ok(())
}

fn compare_legs(
    connection: &Connection,
    folded: &Folded,
    report: &mut Report,
) -> Result<(), StorageError> {
    let mut stored: HashMap<TicketId, DatedLegs> = HashMap::new();
    legs::read_all(connection, |ticket, date, part| {
        stored.entry(ticket).or_default().push((date, part));
    })?;
    let none = Vec::new();
    let logged: usize = folded.legs.values().map(Vec::len).sum();
    let found: usize = stored.values().map(Vec::len).sum();
    if logged != found {
        tell(report, format!("the log knows {logged} parts of visits, the table {found}"));
    }
    for (id, parts) in &stored {
        if folded.legs.get(id).unwrap_or(&none) != parts {
            tell(report, format!("the parts of ticket {id} are not as the log leaves them"));
        }
    }
    Ok(())
}

/// Only the last calls of each service are kept, and none from before there was a table for them.
fn compare_paces(
    connection: &Connection,
    folded: &Folded,
    report: &mut Report,
) -> Result<(), StorageError> {
    let mut stored: BTreeMap<ServiceId, Vec<PaceSample>> = BTreeMap::new();
    for sample in paces::read_all(connection)? {
        stored.entry(sample.service.clone()).or_default().push(sample);
    }
    for (service, samples) in &stored {
        if !folded.paces.get(service).is_some_and(|logged| logged.ends_with(samples)) {
            tell(report, format!("the learned pace of {service} is not as the log leaves it"));
        }
    }
    Ok(())
}

fn compare_tickets(
    connection: &Connection,
    folded: &Folded,
    report: &mut Report,
) -> Result<(), StorageError> {
    let mut differing = Vec::new();
    let mut numbers: HashMap<(String, String), TicketId> = HashMap::new();
    let mut found = 0;
    tickets::read_all(connection, |stored| {
        found += 1;
        let Ticket { id, number, .. } = &stored.ticket;
        if folded.tickets.get(id) != Some(&stored) {
            differing.push(format!("ticket {number} ({id}) is not as the log leaves it"));
        }
        let place = (stored.business_date.to_string(), number.to_string());
        if numbers.insert(place, *id).is_some() {
            differing.push(format!("number {number} was given twice on {}", stored.business_date));
        }
    })?;
    report.tickets = found;
    if found != folded.tickets.len() as u64 {
        let logged = folded.tickets.len();
        report.problems.push(format!("the log knows {logged} tickets, the table {found}"));
    }
    for problem in differing {
        tell(report, problem);
    }
    Ok(())
}

fn compare_desks(
    connection: &Connection,
    folded: &Folded,
    report: &mut Report,
) -> Result<(), StorageError> {
    let stored = desks::read_all(connection)?;
    for id in stored.keys().chain(folded.desks.keys()).collect::<std::collections::BTreeSet<_>>() {
        if stored.get(id) != folded.desks.get(id) {
            tell(report, format!("desk {id} is not as the log leaves it"));
        }
    }
    Ok(())
}

fn tell(report: &mut Report, problem: String) {
    if report.problems.len() < PROBLEMS_TOLD_MAX {
        report.problems.push(problem);
    }
}

fn check_free_disk(path: &Path) -> Option<String> {
    let disk = rustix::fs::statvfs(path).ok()?;
    let free_bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
    (free_bytes < FREE_BYTES_MIN).then(|| {
        let (free, least) = (free_bytes >> 20, FREE_BYTES_MIN >> 20);
        format!(
            "only {free} MiB are free on the disk of {}: at least {least} are needed",
            path.display()
        )
    })
}
