//! `cargo xtask tidy`: the conventions that a program can check. Each finding is one line.

mod directions;
mod layout;
mod places;
mod sources;
mod texts;
mod translations;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::build;

/// Folders that are not part of the sources.
const SKIPPED: [&str; 2] = ["target", ".git"];

/// All files of the tree, read once.
pub(crate) struct Tree {
    /// Sorted by path.
    files: Vec<SourceFile>,
}

/// One file that holds text.
pub(crate) struct SourceFile {
    /// From the top of the tree, with `/`.
    path: String,
    text: String,
}

/// What is wrong, and where.
pub(crate) struct Finding {
    place: String,
    sentence: String,
}

impl Finding {
    fn in_file(file: &SourceFile, sentence: impl Display) -> Self {
        Self { place: file.path.clone(), sentence: sentence.to_string() }
    }

    /// `index` counts lines from 0.
    fn at_line(file: &SourceFile, index: usize, sentence: impl Display) -> Self {
        Self { place: format!("{}:{}", file.path, index + 1), sentence: sentence.to_string() }
    }
}

impl SourceFile {
    fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }
}

impl Tree {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    if folder != root || !SKIPPED.contains(&&*entry.file_name().to_string_lossy()) {
                        folders.push(entry.path());
                    }
                    continue;
                }
                // What is not text, such as a font or a picture, has no conventions.
                if let Ok(text) = std::fs::read_to_string(entry.path()) {
                    files.push(SourceFile { path: relative(root, &entry.path()), text });
                }
            }
        }
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Self { files })
    }

    fn with_extension(&self, extension: &str) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(move |file| file.is(extension))
    }

    fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    fn under(&self, prefix: &str) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(move |file| file.path.starts_with(prefix))
    }
}

fn relative(root: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root).unwrap_or(path).to_path_buf();
    path.to_string_lossy().into_owned()
}

/// Checks everything; prints each finding.
///
/// # Errors
/// When there is any finding, or the tree cannot be read.
pub(crate) fn run(clippy: bool) -> anyhow::Result<()> {
    let root = build::root();
    let tree = Tree::read(root)?;
    let mut findings = layout::check(root)?;
    findings.extend(sources::check(&tree));
    findings.extend(texts::check(&tree));
    findings.extend(places::check(&tree, root));
    findings.extend(directions::check(&tree));
    findings.extend(translations::check(&tree));
    for finding in &findings {
        println!("{}: {}", finding.place, finding.sentence);
    }
    let formatted = build::run(build::cargo().args(["fmt", "--all", "--check"]));
    if clippy {
        let mut command = build::cargo();
        command.args(["clippy", "--workspace", "--all-targets", "--features", build::FEATURES]);
        build::run(command.args(["--", "-D", "warnings"]))?;
    }
    match findings.len() {
        0 => formatted,
        count => bail!("{count} against the conventions"),
    }
}
