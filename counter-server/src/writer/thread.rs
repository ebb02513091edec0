//! The writer's thread: waits, drains, carries out, publishes; and what it does when the database fails.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use shared::day::{Actor, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use super::batch::{Fault, Progress};
use super::core::{Answers, Core};
use super::{Message, Pending, Seen, Submission, WAITING_MAX, WriteError, Writer};
use crate::clock::Clock;
use crate::live::Feed;
use crate::personal::{DateKeys, DeclarationKeys};
use crate::published::{Published, Snapshot};
use crate::rebuild;
use crate::storage::database::{self, OpenError, Purpose};
use crate::storage::{StorageError, catalogs, devices, paces, probe, replay};

/// Submissions that share one commit at most.
const BATCH_MAX: usize = 256;

/// How often the writer looks up from waiting: for the turn of the day, for changes made by other
/// programs, and for a database that can be written again.
const LOOK_UP: Duration = Duration::from_secs(1);

/// What the writer starts with.
#[derive(Debug)]
pub struct Start {
    /// The database file.
    pub database: PathBuf,
    /// How long to wait for another program that writes.
    pub storage_wait: Duration,
    /// Events kept for clients that come back.
    pub events_kept: usize,
    /// The clock.
    pub clock: Arc<Clock>,
    /// Keys of single dates, thrown away with them.
    pub date_keys: Arc<DateKeys>,
    /// Keys of declarations, thrown away with them.
    pub declaration_keys: Arc<DeclarationKeys>,
}

/// A writer that runs.
#[derive(Debug)]
pub struct Started {
    /// The way to it.
    pub writer: Writer,
    /// What it shows.
    pub published: Arc<Published>,
    /// The live feed.
    pub feed: Arc<Feed>,
    /// To be run beside it.
    pub answering: Answering,
}

/// Hands out the answers of whole batches. Waking dozens of tasks is cheap from inside the runtime and
/// dear from outside, where the writer lives.
#[derive(Debug)]
pub struct Answering(UnboundedReceiver<Answers>);

impl Answering {
    /// Ends when the writer has ended.
    pub async fn run(mut self) {
        while let Some(answers) = self.0.recv().await {
            for (reply, answer) in answers {
                // Whoever asked may have gone away.
                let _ = reply.send(answer);
            }
        }
    }
}

/// Replays the log and starts the thread.
///
/// # Errors
/// When the database cannot be opened, brought up to date or read.
pub fn start(start: Start) -> Result<Started, OpenError> {
    let begun = Instant::now();
    let mut connection = database::open(&start.database, Purpose::Write, start.storage_wait)?;
    rebuild::bring_up_to_date(&mut connection)?;
    let stored = catalogs::newest(&connection).map_err(unreadable)?;
    let replayed = replay::replay(&connection, &stored.catalog).map_err(unreadable)?;
    let names = Arc::new(devices::read_names(&connection).map_err(unreadable)?);
    let (seq, events) = (replayed.day.seq(), replayed.news.len());
    let feed = Arc::new(Feed::new(start.events_kept, seq - events as u64));
    feed.push(replayed.news);
    let catalog = Arc::new(stored.catalog);
    let learned = Arc::new(paces::read(&connection).map_err(unreadable)?);
    let published = Arc::new(Published::new(Snapshot {
        day: replayed.day.clone(),
        catalog: Arc::clone(&catalog),
        catalog_version: stored.version,
        paces: Arc::clone(&learned),
        devices: Arc::clone(&names),
    }));
    tracing::info!(events, seq, ms = begun.elapsed().as_millis(), "log replayed");
    let seen = Seen::default();
    let (answers, answering) = unbounded_channel();
    let mut core = Core {
        data_version: database::data_version(&connection).map_err(unreadable)?,
        connection,
        day: replayed.day,
        catalog,
        paces: learned,
        clock: Arc::clone(&start.clock),
        seen: Arc::clone(&seen),
        catalog_version: stored.version,
        devices: names,
        database: start.database,
        storage_wait: start.storage_wait,
        date_keys: start.date_keys,
        declaration_keys: start.declaration_keys,
        erased_for: None,
        // The program may have been ended between a deletion and its last step.
        is_wal_stale: true,
        must_announce: false,
        published: Arc::clone(&published),
        feed: Arc::clone(&feed),
        answers,
        next_look: Instant::now(),
        next_due: DateTime::<Utc>::MIN_UTC,
        must_replay: false,
    };
    // The day is open before anybody can ask.
    core.look_up();
    let (sender, receiver) = sync_channel(WAITING_MAX);
    let thread = thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || core.run(&receiver))
        .map_err(OpenError::Thread)?;
    let thread = Mutex::new(Some(thread));
    let writer = Writer { sender, seen, clock: start.clock, thread };
    Ok(Started { writer, published, feed, answering: Answering(answering) })
}

fn unreadable(error: StorageError) -> OpenError {
    match error {
        StorageError::Sqlite(error) => OpenError::Sqlite(error),
        other => OpenError::Unreadable(other.to_string()),
    }
}

impl Core {
    fn run(mut self, receiver: &Receiver<Message>) {
        let mut is_stopping = false;
        let mut batch = Vec::new();
        while !is_stopping {
            if Instant::now() >= self.next_look {
                self.look_up();
            }
            match receiver.recv_timeout(self.next_look.saturating_duration_since(Instant::now())) {
                Ok(Message::Pending(first)) => batch.push(first),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => is_stopping = true,
                Err(RecvTimeoutError::Timeout) => continue,
            }
            while batch.len() < BATCH_MAX || is_stopping {
                match receiver.try_recv() {
                    Ok(Message::Pending(next)) => batch.push(next),
                    Ok(Message::Stop) => is_stopping = true,
                    Err(_) => break,
                }
            }
            self.handle(std::mem::take(&mut batch));
        }
        self.close();
    }

    /// Carries out a batch and answers. What fails together is tried again one by one, so that one
    /// submission that cannot be written does not take its neighbours along.
    fn handle(&mut self, batch: Vec<Pending>) {
        if batch.is_empty() {
            return;
        }
        if self.must_replay && self.replay_again().is_err() {
            return answer_all(batch, &WriteError::Unavailable);
        }
        self.take_changes();
        match self.carry_out(&batch) {
            Ok(progress) => self.finish(batch, progress),
            Err(fault) if batch.len() > 1 && fault.may_concern_one() => {
                tracing::warn!(%fault, submissions = batch.len(), "batch failed, trying one by one");
                for pending in batch {
                    self.handle(vec![pending]);
                }
            }
            Err(fault) => {
                self.note_fault(&fault);
                answer_all(batch, &WriteError::Unavailable);
            }
        }
    }

    /// Shows what was committed, then answers: whoever is answered can read what they wrote.
    fn finish(&mut self, batch: Vec<Pending>, progress: Progress) {
        let has_written = progress.has_written();
        if progress.shows_more {
            self.read_device_names();
        }
        if progress.shows_more || !progress.news.is_empty() {
            self.publish();
            self.feed.push(progress.news);
            self.next_due = self.day.next_due(&self.catalog, self.clock.now());
        }
        if has_written && self.published.set_can_write(true) {
            tracing::info!("the database can be written again");
        }
        let is_single = batch.len() == 1;
        let answers = batch.into_iter().map(|pending| pending.reply).zip(progress.answers);
        if is_single {
            answers.for_each(|(reply, answer)| {
                // Whoever asked may have gone away.
                let _ = reply.send(answer);
            });
        } else {
            // Gone only when the program ends.
            let _ = self.answers.send(answers.collect());
        }
    }

    /// The writer's own commits do not count as changes made by other programs.
    fn read_device_names(&mut self) {
        match devices::read_names(&self.connection) {
            Ok(names) => self.devices = Arc::new(names),
            Err(error) => tracing::warn!(%error, "the names of devices cannot be read"),
        }
    }

    fn publish(&self) {
        self.published.publish(Snapshot {
            day: self.day.clone(),
            catalog: Arc::clone(&self.catalog),
            catalog_version: self.catalog_version,
            paces: Arc::clone(&self.paces),
            devices: Arc::clone(&self.devices),
        });
    }

    fn note_fault(&mut self, fault: &Fault) {
        match fault {
            Fault::RolledBack(error) if fault.may_concern_one() => {
                tracing::error!(%error, "one submission cannot be written");
                return;
            }
            Fault::RolledBack(error) => {
                tracing::error!(%error, "the database cannot be written");
            }
            Fault::Unknown(error) => {
                tracing::error!(%error, "a commit broke off, the log is read again");
                self.must_replay = true;
            }
        }
        self.published.set_can_write(false);
    }

    /// Opens the database anew and takes the day from the log. News that nobody has heard goes out.
    fn replay_again(&mut self) -> Result<(), OpenError> {
        let connection = database::open_current(&self.database, Purpose::Write, self.storage_wait)?;
        let replayed = replay::replay(&connection, &self.catalog).map_err(unreadable)?;
        let learned = Arc::new(paces::read(&connection).map_err(unreadable)?);
        let newest = self.feed.newest();
        let unheard: Vec<_> =
            replayed.news.into_iter().filter(|(event, _)| event.seq > newest).collect();
        self.connection = connection;
        // Each connection counts for itself: the next look must find a difference.
        self.data_version = -1;
        self.day = replayed.day;
        self.paces = learned;
        self.must_replay = false;
        self.publish();
        self.feed.push(unheard);
        tracing::info!(seq = self.day.seq(), "the log was read again");
        Ok(())
    }

    /// What is done once a second, beside what is asked.
    fn look_up(&mut self) {
        self.next_look = Instant::now() + LOOK_UP;
        if self.must_replay && self.replay_again().is_err() {
            return;
        }
        if !self.published.can_write() {
            self.probe();
        }
        self.take_changes();
        if self.must_announce && self.published.can_write() {
            self.must_announce = false;
            self.submit(Command::AnnounceCatalog { version: self.catalog_version });
        }
        if self.clock.now() >= self.next_due {
            self.tick();
        }
        if self.published.can_write() {
            self.erase_what_is_due();
        }
    }

    /// What the server asks of itself.
    fn submit(&mut self, command: Command) {
        let (reply, _) = oneshot::channel();
        let submission = Submission::command(command, Actor::Server);
        self.handle(vec![Pending { submission, reply }]);
    }

    fn tick(&mut self) {
        self.submit(Command::Tick);
        let has_turned = self.published.can_write();
        if has_turned {
            self.next_due = self.day.next_due(&self.catalog, self.clock.now());
        }
    }

    /// Tries whether the database can be written again.
    fn probe(&mut self) {
        match probe::write(&self.connection, self.clock.now()) {
            Ok(()) => {
                self.published.set_can_write(true);
                tracing::info!("the database can be written again");
            }
            Err(error) => tracing::debug!(%error, "the database still cannot be written"),
        }
    }

    /// Takes over what other programs changed: names of devices, the catalogue.
    fn take_changes(&mut self) {
        if let Err(error) = self.try_take_changes() {
            tracing::warn!(%error, "changes made by other programs cannot be read");
        }
    }

    fn try_take_changes(&mut self) -> Result<(), StorageError> {
        let version = database::data_version(&self.connection)?;
        if version == self.data_version {
            return Ok(());
        }
        self.devices = Arc::new(devices::read_names(&self.connection)?);
        if catalogs::newest_version(&self.connection)? != self.catalog_version {
            let stored = catalogs::newest(&self.connection)?;
            self.catalog = Arc::new(stored.catalog);
            self.catalog_version = stored.version;
            self.must_announce = true;
        }
        self.data_version = version;
        self.publish();
        Ok(())
    }

    fn close(self) {
        if let Err(error) = database::checkpoint(&self.connection) {
            tracing::warn!(%error, "the write-ahead log stays; the next start reads it");
        }
        if let Err(error) = database::close(self.connection) {
            tracing::warn!(%error, "the database was not closed well");
        }
        tracing::info!(seq = self.day.seq(), "writer ended");
    }
}

fn answer_all(batch: Vec<Pending>, error: &WriteError) {
    for pending in batch {
        let _ = pending.reply.send(Err(error.clone()));
    }
}
