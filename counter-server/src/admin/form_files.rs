//! A file becomes a form of the center: checked, written with its audit row, and in use at once.

use std::sync::Arc;

use shared::day::{Actor, Command};
use shared::form::Form;

use crate::api::ApiError;
use crate::live_forms::NotTaken;
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::writer::{Record, Submission};

/// Why nothing was taken over.
#[derive(Debug)]
pub enum Failed {
    /// The file is not fit for it.
    NotTaken(NotTaken),
    /// The files of the folder do not go together; the sentences are English and name files.
    Folder(Vec<String>),
    /// The server cannot write.
    Error(ApiError),
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

/// Takes a form into use. Kiosks hear of it and fetch the forms anew; declarations that were begun with another
/// version keep that one.
///
/// # Errors
/// Why not; nothing changed then.
pub async fn take_into_use(state: &AppState, text: &str, by: i64) -> Result<Form, Failed> {
    let _alone = state.forms.one_at_a_time().await;
    let form = state.forms.check(text).map_err(Failed::NotTaken)?;
    let (shared, to_write, content) = (state.clone(), form.clone(), text.to_owned());
    let staged = blocking(move || shared.forms.stage(&to_write, &content)).await?;
    let staged = Arc::new(staged.map_err(|error| {
        tracing::error!(%error, "the file of a form cannot be written");
        ApiError::new(shared::protocol::ErrorCode::StorageUnavailable)
    })?);
    let entry = AuditEntry::new(AuditAction::FormAdded, Some(by))
        .about(format!("forms/{}", form.id))
        .saying(format!("version {}, {}", form.version, form.valid_from));
    state.writer.record(Record::Audit(entry)).await.map_err(ApiError::from)?;
    let shared = state.clone();
    let taken = blocking(move || shared.forms.take_into_use(&staged)).await?;
    taken.map_err(|faults| Failed::Folder(faults.iter().map(ToString::to_string).collect()))?;
    announce(state).await;
    Ok(form)
}

/// Tells everybody who follows to look at what the center offers again.
async fn announce(state: &AppState) {
    let command = Command::AnnounceCatalog { version: state.snapshot().catalog_version };
    if let Err(error) = state.writer.submit(Submission::command(command, Actor::Server)).await {
        tracing::warn!(%error, "kiosks hear of the form only when they ask by themselves");
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ApiError::internal(&error))
}
