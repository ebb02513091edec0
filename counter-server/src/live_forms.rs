//! The forms that hold at this moment, and how another version comes into use while the server runs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use shared::form::{self, Form, FormProblem};
use shared::ids::FormId;
use tokio::sync::Mutex;

use crate::forms::{self, FORM_FILE_BYTES_MAX, FormFault, Forms};

/// The forms of a running server.
#[derive(Debug)]
pub struct LiveForms {
    folder: PathBuf,
    current: RwLock<Arc<Forms>>,
    /// Held while a file is added, so that two at once do not pass the same check.
    adding: Mutex<()>,
}

/// Why a file does not become a form.
#[derive(Debug)]
pub enum NotTaken {
    /// It is larger than any form.
    TooLarge,
    /// Something is wrong with it, line by line.
    Wrong(Vec<FormProblem>),
    /// The center has this version of the form already.
    Known {
        /// The form.
        id: FormId,
        /// The version.
        version: u32,
    },
    /// It does not go together with another version of the form.
    OutOfOrder {
        /// The other version.
        other: Form,
    },
    /// It does not go together with the other files; the sentences are English.
    Together(Vec<String>),
}

/// A file that is written but not in use yet; taken away again unless it is put in place.
#[derive(Debug)]
pub struct Staged {
    part: PathBuf,
    place: PathBuf,
}

impl LiveForms {
    /// The forms that were read from a folder.
    #[must_use]
    pub fn new(folder: PathBuf, forms: Forms) -> Self {
        Self { folder, current: RwLock::new(Arc::new(forms)), adding: Mutex::new(()) }
    }

    /// The forms that hold now.
    #[must_use]
    pub fn current(&self) -> Arc<Forms> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps others from adding a form until it is dropped.
    pub async fn one_at_a_time(&self) -> impl Drop {
        self.adding.lock().await
    }

    /// Reads a text as a form that could come into use beside those that hold.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(&self, text: &str) -> Result<Form, NotTaken> {
        if text.len() as u64 > FORM_FILE_BYTES_MAX {
            return Err(NotTaken::TooLarge);
        }
        let form = Form::from_toml(text).map_err(NotTaken::Wrong)?;
        let current = self.current();
        let (id, version) = (form.id.clone(), form.version);
        if current.find(&id, version).is_some() {
            return Err(NotTaken::Known { id, version });
        }
        let is_odd = |it: &&Form| it.version.cmp(&version) != it.valid_from.cmp(&form.valid_from);
        if let Some(other) = current.all().iter().filter(|it| it.id == id).find(is_odd) {
            return Err(NotTaken::OutOfOrder { other: other.clone() });
        }
        let all: Vec<Form> = current.all().iter().cloned().chain([form.clone()]).collect();
        let together = form::check(&all);
        if together.is_empty() { Ok(form) } else { Err(NotTaken::Together(together)) }
    }

    /// Writes the file of a form that was checked, durably, under a name that no reading of the folder finds.
    /// Where the center has no notice about personal data yet, that of the sample center comes along.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn stage(&self, form: &Form, text: &str) -> io::Result<Staged> {
        fs::create_dir_all(&self.folder)?;
        if self.current().notice().is_none() {
            forms::write_sample_notice(&self.folder)?;
        }
        let name = format!("{}-v{}.toml", form.id, form.version);
        let place = self.folder.join(&name);
        if place.exists() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, name));
        }
        let staged = Staged { part: self.folder.join(format!(".{name}.part")), place };
        let mut file = File::create(&staged.part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(staged)
    }

    /// Puts a staged file in place and takes the forms of the folder into use. Nothing changes when they do not
    /// go together, because somebody changed another file by hand.
    ///
    /// # Errors
    /// What is wrong with the folder.
    pub fn take_into_use(&self, staged: &Staged) -> Result<(), Vec<FormFault>> {
        let moved =
            fs::rename(&staged.part, &staged.place).and_then(|()| sync_folder(&self.folder));
        let read = match moved {
            Ok(()) => Forms::load(&self.folder),
            Err(error) => Err(vec![FormFault {
                file: staged.place.clone(),
                line: None,
                sentence: format!("it cannot be written: {error}"),
            }]),
        };
        match read {
            Ok(forms) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(forms);
                Ok(())
            }
            Err(faults) => {
                if let Err(error) = fs::remove_file(&staged.place) {
                    tracing::warn!(%error, "the file of a form that is not in use stays");
                }
                Err(faults)
            }
        }
    }

    /// The file of a form as it was written, comments and all.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds the form no more.
    pub fn text_of(&self, id: &FormId, version: u32) -> io::Result<String> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|end| end != "toml") {
                continue;
            }
            let text = fs::read_to_string(&path)?;
            if let Ok(form) = Form::from_toml(&text)
                && form.id == *id
                && form.version == version
            {
                return Ok(text);
            }
        }
        Err(io::ErrorKind::NotFound.into())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if self.part.exists()
            && let Err(error) = fs::remove_file(&self.part)
        {
            tracing::warn!(%error, "the file of a form that is not in use stays");
        }
    }
}

/// A new name in a folder is durable once the folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
