//! The writer: one thread that owns the day and the only connection that writes.
//!
//! Submissions that wait together share one transaction. Whoever submits gets an answer only after the
//! commit; what was refused costs no commit, and nobody ever sees what is not durable.

mod answer;
mod audited;
mod batch;
mod core;
mod declarations;
mod erasure;
mod learn;
mod not_kept;
mod offline;
mod project;
mod record;
mod thread;
mod touched;

use std::collections::HashMap;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use chrono::NaiveDate;
use shared::day::{Actor, Command, Refusal, Ticket};
use shared::ids::CommandId;
use shared::text::Text;
use tokio::sync::oneshot;

use crate::storage::notes::SealedNote;

pub use answer::{DeskAnswer, Refused};
pub use declarations::{DeclarationChange, Filing};
pub use not_kept::NotKept;
pub use record::{DeviceChange, Proof, Record, StaffChange};
pub use thread::{Answering, Start, Started, start};
pub use touched::Touched;

/// Submissions that may wait; more are turned away at once, so that memory stays bounded.
const WAITING_MAX: usize = 4_096;

/// Something asked of the writer.
#[derive(Debug)]
pub enum Submission {
    /// Something asked of the day.
    Command {
        /// What.
        command: Command,
        /// Who asks.
        by: Actor,
        /// Names this sending: the same name again gets the first answer.
        id: Option<CommandId>,
        /// The note that the command names, sealed; written in the same transaction.
        note: Option<Box<SealedNote>>,
    },
    /// Something to be kept beside the queue.
    Record(Record),
}

impl Submission {
    /// Something asked of the day, without a name and without a note.
    #[must_use]
    pub fn command(command: Command, by: Actor) -> Self {
        Self::Command { command, by, id: None, note: None }
    }
}

/// What came of a submission, after its commit.
#[derive(Debug)]
pub enum Done {
    /// A ticket was issued, now or before.
    Ticket {
        /// The ticket.
        ticket: Box<Ticket>,
        /// The local date that its number belongs to.
        business_date: NaiveDate,
        /// Whether it was issued by this very submission.
        is_new: bool,
    },
    /// The desk's answer.
    Desk(Box<DeskAnswer>),
    /// Done, with nothing to tell.
    Nothing,
}

/// Why a submission came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The rules say no.
    #[error("refused: {refusal}")]
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// What people read about it.
        said: Box<Text>,
    },
    /// A record that does not fit what is kept already.
    #[error("not kept: {0}")]
    NotKept(NotKept),
    /// The database cannot be written now.
    #[error("the database cannot be written")]
    Unavailable,
    /// Too many submissions wait already.
    #[error("too many submissions wait")]
    Overloaded,
    /// The server is ending.
    #[error("the server is ending")]
    Stopped,
}

type Answer = Result<Done, WriteError>;

#[derive(Debug)]
struct Pending {
    submission: Submission,
    reply: oneshot::Sender<Answer>,
}

#[derive(Debug)]
enum Message {
    Pending(Pending),
    Stop,
}

/// When devices were last heard of, waiting for the next transaction.
type Seen = Arc<Mutex<HashMap<i64, chrono::DateTime<chrono::Utc>>>>;

/// The way to the writer thread.
#[derive(Debug)]
pub struct Writer {
    sender: SyncSender<Message>,
    seen: Seen,
    clock: Arc<crate::clock::Clock>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Asks for something and waits until it is durable.
    ///
    /// # Errors
    /// A [`WriteError`]; nothing was changed then, except when the database failed in the middle of a
    /// commit: then asking again with the same id tells.
    pub async fn submit(&self, submission: Submission) -> Result<Done, WriteError> {
        let (reply, answer) = oneshot::channel();
        let pending = Message::Pending(Pending { submission, reply });
        self.sender.try_send(pending).map_err(|error| match error {
            TrySendError::Full(_) => WriteError::Overloaded,
            TrySendError::Disconnected(_) => WriteError::Stopped,
        })?;
        answer.await.unwrap_or(Err(WriteError::Stopped))
    }

    /// Keeps something beside the queue and waits until it is durable.
    ///
    /// # Errors
    /// As [`Writer::submit`].
    pub async fn record(&self, record: Record) -> Result<(), WriteError> {
        self.submit(Submission::Record(record)).await.map(|_| ())
    }

    /// Notes that a device was heard of. Written with the next transaction.
    pub fn device_seen(&self, device: i64) {
        let now = self.clock.now();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(device, now);
    }

    /// Whether the thread lives; it ends by itself only in a panic.
    #[must_use]
    pub fn is_running(&self) -> bool {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Lets the writer finish what waits, close the database, and end. Blocks until it has.
    pub fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A writer that is gone already needs no message.
            let _ = self.sender.send(Message::Stop);
            if thread.join().is_err() {
                tracing::error!("the writer ended in a panic");
            }
        }
    }
}
