//! A note on disk for each number that was asked for and whose paper was not reported yet, so that no crash
//! between the wish and the paper hides a ticket from reception, and nothing is printed twice.
//!
//! One file a ticket, named by its id; the content is the outcome, once known. Nothing about a person.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use shared::day::PrintOutcome;
use shared::ids::TicketId;
use uuid::Uuid;

use crate::files::{self, FRESH};

/// What stands in the file while nobody knows whether there is a ticket.
const ASKED: &str = "asked";
/// What stands in the file while the printer works.
const PRINTING: &str = "printing";
const ENDING: &str = "ticket";

/// A folder of notes, or none.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    folder: Option<PathBuf>,
}

impl Journal {
    /// Opens the folder, making it when it is not there; proves that it can be written, and clears away what a
    /// power cut left half-written.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(folder: Option<&Path>) -> io::Result<Self> {
        if let Some(folder) = folder {
            fs::create_dir_all(folder)?;
            let probe = folder.join("writable");
            File::create(&probe)?;
            fs::remove_file(probe)?;
            remove_half_written(folder)?;
        }
        Ok(Self { folder: folder.map(Path::to_owned) })
    }

    /// Notes that a number is asked for; on disk when it returns.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub fn ask(&self, ticket: TicketId) -> io::Result<()> {
        self.write(ticket, ASKED)
    }

    /// Notes that the printing of this ticket begins; on disk when it returns.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub fn begin(&self, ticket: TicketId) -> io::Result<()> {
        self.write(ticket, PRINTING)
    }

    /// Notes what came of it, until it is reported.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub fn end(&self, ticket: TicketId, outcome: PrintOutcome) -> io::Result<()> {
        self.write(ticket, word(outcome))
    }

    /// Takes the note away: the outcome was reported, or there is no ticket.
    ///
    /// # Errors
    /// When the note is there and cannot be removed.
    pub fn forget(&self, ticket: TicketId) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        files::remove(folder, &name(ticket))
    }

    /// Every note, with the outcome to report: unknown where no printing ended.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn left(&self) -> io::Result<Vec<(TicketId, PrintOutcome)>> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let mut notes = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(ticket) = ticket_of(&path, ENDING) else { continue };
            let content = fs::read_to_string(&path).unwrap_or_default();
            notes.push((ticket, outcome(content.trim())));
        }
        notes.sort_by_key(|(id, _)| *id);
        Ok(notes)
    }

    fn write(&self, ticket: TicketId, content: &str) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        files::write(folder, &name(ticket), content.as_bytes())
    }
}

fn name(ticket: TicketId) -> String {
    format!("{ticket}.{ENDING}")
}

/// The ticket of a file with this ending; none for a file that is not ours.
fn ticket_of(path: &Path, ending: &str) -> Option<TicketId> {
    path.extension().filter(|found| *found == ending)?;
    Uuid::parse_str(path.file_stem()?.to_str()?).ok().map(TicketId)
}

fn remove_half_written(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if ticket_of(&path, FRESH).is_some() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn word(outcome: PrintOutcome) -> &'static str {
    match outcome {
        PrintOutcome::Printed => "printed",
        PrintOutcome::Failed => "failed",
        PrintOutcome::Unknown => "unknown",
    }
}

fn outcome(word: &str) -> PrintOutcome {
    match word {
        "printed" => PrintOutcome::Printed,
        "failed" => PrintOutcome::Failed,
        _ => PrintOutcome::Unknown,
    }
}
