//! A running server: from a data folder to an open port, and to a clean end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::data_folder::{DataFolder, DataFolderError, FolderLock};
use crate::forms::{FormFault, Forms};
use crate::last_heard;
use crate::listener::PatientListener;
use crate::live_forms::LiveForms;
use crate::pictures::Pictures;
use crate::router::router;
use crate::settings::Settings;
use crate::state::{AppState, Parts};
use crate::storage::readers::Readers;
use crate::voice::Voice;
use crate::writer;

/// Requests that are still on their way when the server ends get so long.
const GRACE: Duration = Duration::from_millis(1_200);

/// Why a server does not start. Each is one sentence for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// Something is wrong with the forms.
    #[error("{first}{}", more_faults(*.more))]
    Forms {
        /// The first thing that is wrong.
        first: FormFault,
        /// How many more there are.
        more: usize,
    },
    /// The address is taken or is none of this machine.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        reason: io::Error,
    },
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    state: AppState,
    serving: JoinHandle<()>,
    relaying: JoinHandle<()>,
    answering: JoinHandle<()>,
    watching: JoinHandle<()>,
    _lock: FolderLock,
}

impl Server {
    /// Opens the data folder, replays the day and listens.
    ///
    /// # Errors
    /// A [`ServerError`] when the folder, the database or the address cannot be used.
    pub async fn start(
        folder: &DataFolder,
        settings: Settings,
        clock: Clock,
    ) -> Result<Self, ServerError> {
        folder.require_database()?;
        let lock = folder.lock()?;
        let forms = LiveForms::new(folder.forms(), load_forms(folder)?);
        let listen = |reason| ServerError::Listen { address: settings.listen, reason };
        let listener = TcpListener::bind(settings.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let clock = Arc::new(clock);
        let date_keys = Arc::new(folder.date_keys());
        let key = folder.key()?;
        let declaration_keys = Arc::new(folder.declaration_keys(&key));
        let start = writer::Start {
            database: folder.database(),
            storage_wait: settings.storage_wait,
            events_kept: settings.events_kept,
            clock: Arc::clone(&clock),
            date_keys: Arc::clone(&date_keys),
            declaration_keys: Arc::clone(&declaration_keys),
        };
        let writer::Started { writer, published, feed, answering } =
            writer::start(start).map_err(DataFolderError::from)?;
        let answering = tokio::spawn(answering.run());
        let readers = Readers::new(folder.database()).map_err(DataFolderError::from)?;
        let key = folder.key()?;
        let relay = Arc::clone(&feed);
        let relaying = tokio::spawn(async move { relay.relay().await });
        let voice = Voice::new(folder.path(), settings.voice_command.clone());
        let parts = Parts {
            settings,
            address,
            clock,
            writer,
            feed,
            readers,
            key,
            date_keys,
            declaration_keys,
            forms,
            pictures: Pictures::open(folder.pictures()),
            voice,
            published,
        };
        let state = AppState::new(parts);
        let watching = tokio::spawn(watch_devices(state.clone()));
        let mut stopping = state.stopping.subscribe();
        let app = router(state.clone());
        let serving = tokio::spawn(async move {
            let stopped = async move {
                // The sender lives as long as the state, and so as long as this task.
                let _ = stopping.wait_for(|stopping| *stopping).await;
            };
            let listener = PatientListener::new(listener);
            if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stopped).await {
                tracing::error!(%error, "serving ended");
            }
        });
        Ok(Self { state, serving, relaying, answering, watching, _lock: lock })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.state.address
    }

    /// What its handlers reach.
    #[must_use]
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Waits until the writer has ended. Unless it was asked to, that is a fault: nothing can be changed
    /// any more, and only a new start helps.
    pub async fn writer_ended(&mut self) {
        // The way for its answers closes with the writer, in whatever manner it ends.
        if let Err(error) = (&mut self.answering).await {
            tracing::error!(%error, "answers can no longer be given");
        }
    }

    /// Takes no more connections, ends streams, lets requests and the writer finish, closes the database.
    pub async fn stop(self) {
        self.state.stopping.send_replace(true);
        let abort = self.serving.abort_handle();
        if tokio::time::timeout(GRACE, self.serving).await.is_err() {
            tracing::warn!("some connections did not end in time");
            abort.abort();
        }
        self.relaying.abort();
        self.watching.abort();
        let state = self.state;
        let stopped = tokio::task::spawn_blocking(move || state.writer.stop()).await;
        if let Err(error) = stopped {
            tracing::error!(%error, "the writer did not end");
        }
    }
}

/// Looks for kiosks and boards that went silent. Never returns.
async fn watch_devices(state: AppState) {
    loop {
        tokio::time::sleep(last_heard::LOOK_EVERY).await;
        state.kiosks.look(state.now());
        state.boards.look(state.now());
    }
}

/// The forms of the center, checked.
fn load_forms(folder: &DataFolder) -> Result<Forms, ServerError> {
    let forms = Forms::load(&folder.forms()).map_err(|faults| {
        let more = faults.len().saturating_sub(1);
        match faults.into_iter().next() {
            Some(first) => ServerError::Forms { first, more },
            None => DataFolderError::NotInitialised(folder.path().to_owned()).into(),
        }
    })?;
    tracing::debug!(forms = forms.len(), "forms read");
    Ok(forms)
}

fn more_faults(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!(" (and {more} more, which `counter-server forms check` lists)"),
    }
}
