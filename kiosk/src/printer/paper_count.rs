//! How much of the paper roll is used, kept in a file so that it outlives the program.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file in the folder of the journal: papers and millimetres since the roll was changed.
const FILE: &str = "paper-roll";

/// Dots a millimetre of the printers' heads (203 dpi).
const DOTS_A_MM: u32 = 8;

/// What feed and cutter add to a picture, in millimetres.
const MARGIN_MM: u32 = 15;

/// The length of a paper in millimetres before the first one was printed.
const PAPER_MM_USUAL: u32 = 150;

/// What was printed since the roll was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaperCount {
    /// Papers.
    pub papers: u32,
    /// Their length in millimetres.
    pub millimetres: u32,
}

impl PaperCount {
    /// How many more papers a roll of so many metres gives, by the mean length of those before.
    #[must_use]
    pub fn left_on(self, roll_metres: u32) -> u32 {
        let mean = self.millimetres.checked_div(self.papers).unwrap_or(PAPER_MM_USUAL).max(1);
        roll_metres.saturating_mul(1_000).saturating_sub(self.millimetres) / mean
    }

    fn read(text: &str) -> Option<Self> {
        let (papers, millimetres) = text.trim().split_once(' ')?;
        Some(Self { papers: papers.parse().ok()?, millimetres: millimetres.parse().ok()? })
    }
}

/// Counts papers; without a folder until the program ends.
#[derive(Debug, Default)]
pub struct PaperCounter {
    folder: Option<PathBuf>,
    count: PaperCount,
}

impl PaperCounter {
    /// Goes on from what was counted before. A file that cannot be read counts as a new roll: the estimate is a
    /// help, and nothing that a kiosk may fail for.
    #[must_use]
    pub fn open(folder: Option<&Path>) -> Self {
        let text = folder.map(|folder| fs::read_to_string(folder.join(FILE)).unwrap_or_default());
        let count = text.as_deref().and_then(PaperCount::read).unwrap_or_default();
        Self { folder: folder.map(Path::to_owned), count }
    }

    /// What was counted.
    #[must_use]
    pub fn count(&self) -> PaperCount {
        self.count
    }

    /// Counts a paper with a picture of so many rows of dots.
    ///
    /// # Errors
    /// When it cannot be written down; it counts all the same until the program ends.
    pub fn add(&mut self, rows: usize) -> io::Result<()> {
        let long = u32::try_from(rows).unwrap_or(u32::MAX) / DOTS_A_MM + MARGIN_MM;
        self.count.papers = self.count.papers.saturating_add(1);
        self.count.millimetres = self.count.millimetres.saturating_add(long);
        self.write()
    }

    /// The roll was changed.
    ///
    /// # Errors
    /// As [`PaperCounter::add`].
    pub fn reset(&mut self) -> io::Result<()> {
        self.count = PaperCount::default();
        self.write()
    }

    /// Put in place whole: a power cut leaves the old file or the new one.
    fn write(&self) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let fresh = folder.join(format!("{FILE}.new"));
        let mut file = File::create(&fresh)?;
        writeln!(file, "{} {}", self.count.papers, self.count.millimetres)?;
        file.sync_all()?;
        fs::rename(fresh, folder.join(FILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_counted_over_restarts_until_the_roll_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let mut counter = PaperCounter::open(Some(folder.path()));
        assert_eq!(counter.count(), PaperCount::default());
        counter.add(1_080).unwrap();
        counter.add(1_080).unwrap();
        let counted = PaperCount { papers: 2, millimetres: 300 };
        assert_eq!(PaperCounter::open(Some(folder.path())).count(), counted);
        counter.reset().unwrap();
        assert_eq!(PaperCounter::open(Some(folder.path())).count(), PaperCount::default());
        fs::write(folder.path().join(FILE), "what is this").unwrap();
        assert_eq!(PaperCounter::open(Some(folder.path())).count(), PaperCount::default());
    }

    #[test]
    fn what_is_left_follows_the_papers_before() {
        assert_eq!(PaperCount::default().left_on(60), 400);
        assert_eq!(PaperCount { papers: 100, millimetres: 20_000 }.left_on(60), 200);
        assert_eq!(PaperCount { papers: 400, millimetres: 61_000 }.left_on(60), 0);
    }

    #[test]
    fn without_a_folder_it_counts_until_the_end() {
        let mut counter = PaperCounter::open(None);
        counter.add(8).unwrap();
        assert_eq!(counter.count(), PaperCount { papers: 1, millimetres: 16 });
    }
}
