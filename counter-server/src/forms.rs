//! Forms of the center: files in the data folder, read and checked at the start and by `forms check`.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use shared::form::{self, Form, FormSummary};
use shared::ids::FormId;
use shared::protocol::Notice;

/// The file with the notice about personal data; every other `.toml` beside it is a form.
pub const NOTICE_FILE: &str = "notice.toml";

/// The most bytes of a form's file: many times the longest.
pub const FORM_FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A file under `shared/data/forms` by its name, with its text.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../shared/data/forms/", $name)))
    };
}

/// The forms of the sample center, and its notice.
const SAMPLE: [(&str, &str); 10] = [
    file!("notice.toml"),
    file!("birth-registration.toml"),
    file!("death-registration.toml"),
    file!("marriage-registration.toml"),
    file!("marital-status-certificate.toml"),
    file!("residence-ct01.toml"),
    file!("business-household.toml"),
    file!("social-pension.toml"),
    file!("land-change.toml"),
    file!("house-permit.toml"),
];

/// Writes the forms of the sample center into a folder; a file that stands there stays as it is.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_sample(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, text) in SAMPLE {
        let path = folder.join(name);
        if !path.exists() {
            fs::write(path, text)?;
        }
    }
    Ok(())
}

/// Writes the notice of the sample center into a folder, unless one stands there.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_sample_notice(folder: &Path) -> io::Result<()> {
    let path = folder.join(NOTICE_FILE);
    let notice = SAMPLE.iter().find(|(name, _)| *name == NOTICE_FILE);
    match notice {
        Some((_, text)) if !path.exists() => fs::write(path, text),
        _ => Ok(()),
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFault {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; absent when it is about the whole file.
    pub line: Option<usize>,
    /// What is wrong, in one sentence.
    pub sentence: String,
}

impl fmt::Display for FormFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => {
                write!(formatter, "{}, line {line}: {}", self.file.display(), self.sentence)
            }
            None => write!(formatter, "{}: {}", self.file.display(), self.sentence),
        }
    }
}

/// Every form that the center has, of all versions, and the notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    all: Vec<Form>,
    notice: Option<Notice>,
    /// Changes with the files.
    tag: String,
}

impl Forms {
    /// Reads a folder; one that does not exist holds no forms.
    ///
    /// # Errors
    /// Everything that is wrong, file by file.
    pub fn load(folder: &Path) -> Result<Self, Vec<FormFault>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(vec![fault(folder, None, format!("it cannot be read: {error}"))]);
            }
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "toml"))
            .collect();
        files.sort_unstable();
        let forms = Self::read(&files)?;
        if !forms.all.is_empty() && forms.notice.is_none() {
            let sentence = format!(
                "there is no {NOTICE_FILE}: nobody may be asked for personal data without being told why"
            );
            return Err(vec![fault(folder, None, sentence)]);
        }
        Ok(forms)
    }

    /// Reads files and checks whether they go together.
    ///
    /// # Errors
    /// Everything that is wrong, file by file.
    pub fn read(files: &[PathBuf]) -> Result<Self, Vec<FormFault>> {
        let mut forms = Self::default();
        let mut faults = Vec::new();
        let mut hash = Sha256::new();
        for file in files {
            let text = match read_text(file) {
                Ok(text) => text,
                Err(sentence) => {
                    faults.push(fault(file, None, sentence));
                    continue;
                }
            };
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
            if file.file_name().is_some_and(|name| name == NOTICE_FILE) {
                match Notice::from_toml(&text) {
                    Ok(notice) => forms.notice = Some(notice),
                    Err(problem) => faults.push(fault(file, Some(problem.line), problem.sentence)),
                }
                continue;
            }
            match Form::from_toml(&text) {
                Ok(form) => forms.all.push(form),
                Err(problems) => faults.extend(
                    problems
                        .into_iter()
                        .map(|problem| fault(file, Some(problem.line), problem.sentence)),
                ),
            }
        }
        if faults.is_empty() {
            let folder = files.first().and_then(|file| file.parent()).unwrap_or(Path::new("."));
            let together = form::check(&forms.all);
            faults.extend(together.into_iter().map(|sentence| fault(folder, None, sentence)));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        forms.tag = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(forms)
    }

    /// Every form in every version, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Form] {
        &self.all
    }

    /// How many files of forms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether the center has no forms.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The newest version of each form that is in use on a date, in the order of their codes.
    #[must_use]
    pub fn in_use(&self, date: NaiveDate) -> Vec<&Form> {
        let mut ids: Vec<&FormId> = self.all.iter().map(|form| &form.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| form::pick(&self.all, id, date)).collect()
    }

    /// What a list of the forms in use on a date shows.
    #[must_use]
    pub fn summaries(&self, date: NaiveDate) -> Vec<FormSummary> {
        self.in_use(date).into_iter().map(Form::summary).collect()
    }

    /// One version of a form.
    #[must_use]
    pub fn find(&self, id: &FormId, version: u32) -> Option<&Form> {
        self.all.iter().find(|form| form.id == *id && form.version == version)
    }

    /// What people are told before they fill in a form.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Changes with the files.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }
}

fn fault(file: &Path, line: Option<usize>, sentence: String) -> FormFault {
    FormFault { file: file.to_owned(), line, sentence: sentence.replace('\n', " ") }
}

fn read_text(file: &Path) -> Result<String, String> {
    let bytes = fs::metadata(file).map(|about| about.len()).unwrap_or(0);
    if bytes > FORM_FILE_BYTES_MAX {
        return Err(format!("it is larger than {FORM_FILE_BYTES_MAX} bytes"));
    }
    fs::read_to_string(file).map_err(|error| format!("it cannot be read: {error}"))
}
