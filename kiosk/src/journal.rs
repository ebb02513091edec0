//! A note on disk for each ticket whose printing has begun and was not reported, so that a crash in the middle
//! of a print is known to reception, and nothing is printed twice.
//!
//! One file a ticket, named by its id; the content is the outcome, once known. Nothing about a person.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use shared::day::PrintOutcome;
use shared::ids::TicketId;
use uuid::Uuid;

/// What stands in the file while the printer works.
const PRINTING: &str = "printing";
const ENDING: &str = "ticket";

/// A folder of notes, or none.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    folder: Option<PathBuf>,
}

impl Journal {
    /// Opens the folder, making it when it is not there; proves that it can be written.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(folder: Option<&Path>) -> io::Result<Self> {
        if let Some(folder) = folder {
            fs::create_dir_all(folder)?;
            let probe = folder.join("writable");
            File::create(&probe)?;
            fs::remove_file(probe)?;
        }
        Ok(Self { folder: folder.map(Path::to_owned) })
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

    /// Takes the note away: the outcome was reported.
    ///
    /// # Errors
    /// When the note is there and cannot be removed.
    pub fn forget(&self, ticket: TicketId) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        match fs::remove_file(path(folder, ticket)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => sync(folder),
        }
    }

    /// Every note, with the outcome to report: unknown where the printing had begun and never ended.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn left(&self) -> io::Result<Vec<(TicketId, PrintOutcome)>> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let mut notes = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|ending| ending != ENDING) {
                continue;
            }
            let Some(id) = path.file_stem().and_then(|stem| Uuid::parse_str(stem.to_str()?).ok())
            else {
                continue;
            };
            let content = fs::read_to_string(&path).unwrap_or_default();
            notes.push((TicketId(id), outcome(content.trim())));
        }
        notes.sort_by_key(|(id, _)| *id);
        Ok(notes)
    }

    fn write(&self, ticket: TicketId, content: &str) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        // A new file put in place whole: a power cut leaves the old note or the new one.
        let fresh = folder.join(format!("{ticket}.new"));
        let mut file = File::create(&fresh)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path(folder, ticket))?;
        sync(folder)
    }
}

fn path(folder: &Path, ticket: TicketId) -> PathBuf {
    folder.join(format!("{ticket}.{ENDING}"))
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
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
