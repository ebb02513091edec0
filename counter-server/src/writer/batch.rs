//! One batch: commands that wait together are decided one after the other and committed at once.

use std::fmt;
use std::mem;
use std::sync::PoisonError;

use chrono::{DateTime, TimeDelta, Utc};
use shared::day::{Actor, Command, DeskCommand, EventKind, LoggedEvent, Refusal};
use shared::ids::{CommandId, TicketId};
use shared::protocol::LiveEvent;

use super::answer::{self, DeskAnswer};
use super::thread::Core;
use super::{Answer, Done, Pending, Record, Submission, WriteError, project};
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::command_answers::{self, GivenAnswer};
use crate::storage::{StorageError, audit, devices, sessions, tickets, transaction};
use crate::views;

/// Answers to named commands are kept so long: a sender that comes back later has lost its session.
const ANSWERS_KEPT_HOURS: i64 = 48;

/// Why a batch came to nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing of it is in the database.
    RolledBack(StorageError),
    /// The commit broke off: only the log can tell what is in the database.
    Unknown(StorageError),
}

impl Fault {
    /// Whether it may be the fault of one submission, and the others can still be written.
    pub(super) fn may_concern_one(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::RolledBack(error) => transaction::may_concern_one(error),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::RolledBack(error) | Self::Unknown(error)) = self;
        error.fmt(formatter)
    }
}

/// What a batch has brought so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Answers in the order of the submissions.
    pub(super) answers: Vec<Answer>,
    /// News of the events, each with whether the lobby may see it.
    pub(super) news: Vec<(LiveEvent, bool)>,
    is_begun: bool,
}

impl Progress {
    /// Whether anything was written.
    pub(super) fn has_written(&self) -> bool {
        self.is_begun
    }
}

impl Core {
    /// Carries out submissions in one transaction. On a fault the day is as before.
    pub(super) fn carry_out(&mut self, batch: &[Pending]) -> Result<Progress, Fault> {
        let before = self.day.clone();
        let mut progress = Progress::default();
        let now = self.clock.now();
        let carried = batch
            .iter()
            .try_for_each(|pending| {
                let answer = self.one(&mut progress, &pending.submission, now)?;
                progress.answers.push(answer);
                Ok(())
            })
            .and_then(|()| self.write_seen(&mut progress));
        let fault = match carried {
            Ok(()) if !progress.is_begun => return Ok(progress),
            Ok(()) => match transaction::commit(&self.connection) {
                Ok(()) => return Ok(progress),
                Err(error) => self.failed_commit(error),
            },
            Err(error) => Fault::RolledBack(error),
        };
        self.day = before;
        if transaction::is_open(&self.connection)
            && let Err(error) = transaction::roll_back(&self.connection)
        {
            return Err(Fault::Unknown(error));
        }
        Err(fault)
    }

    /// SQLite keeps the transaction open when a commit fails for a reason that can pass; only then is it
    /// certain that nothing was written.
    fn failed_commit(&self, error: StorageError) -> Fault {
        if transaction::can_pass(&error) && transaction::is_open(&self.connection) {
            Fault::RolledBack(error)
        } else {
            Fault::Unknown(error)
        }
    }

    fn begin(&self, progress: &mut Progress) -> Result<(), StorageError> {
        if !mem::replace(&mut progress.is_begun, true) {
            transaction::begin_writing(&self.connection)?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        progress: &mut Progress,
        submission: &Submission,
        now: DateTime<Utc>,
    ) -> Result<Answer, StorageError> {
        match submission {
            Submission::Record(record) => {
                self.begin(progress)?;
                self.keep(record, now)?;
                Ok(Ok(Done::Nothing))
            }
            Submission::Command { command: Command::Desk(command), by, id } => {
                let answer = self.desk(progress, command, by, *id, now)?;
                Ok(Ok(Done::Desk(Box::new(answer))))
            }
            Submission::Command { command: Command::IssueTicket(wish), by, .. } => {
                self.issue(progress, wish.ticket, &Command::IssueTicket(wish.clone()), by, now)
            }
            Submission::Command { command, by, .. } => {
                // A kiosk may speak of a ticket of yesterday: that day is over, and nobody looks.
                if let Command::ReportPrint { ticket, .. } = command
                    && self.day.ticket(*ticket).is_none()
                    && tickets::is_known(&self.connection, *ticket)?
                {
                    return Ok(Ok(Done::Nothing));
                }
                match self.follow(progress, command, by, now)? {
                    Ok(()) => Ok(Ok(Done::Nothing)),
                    Err(refusal) => Ok(Err(WriteError::Refused(refusal))),
                }
            }
        }
    }

    /// An id that belongs to an earlier day gets its ticket, uncompared; the one look into the database
    /// that a refusal may cost.
    fn issue(
        &mut self,
        progress: &mut Progress,
        id: TicketId,
        command: &Command,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Answer, StorageError> {
        let was_known = self.day.ticket(id).is_some();
        if !was_known && tickets::is_known(&self.connection, id)? {
            return self.stored(id);
        }
        if let Err(refusal) = self.follow(progress, command, by, now)? {
            return Ok(Err(WriteError::Refused(refusal)));
        }
        let Some(ticket) = self.day.ticket(id) else {
            // The day turned on this very command, and the ticket belongs to the day before.
            return self.stored(id);
        };
        let time_zone = self.catalog.center.time_zone;
        Ok(Ok(Done::Ticket {
            ticket: Box::new(ticket.clone()),
            business_date: ticket.issued_at.with_timezone(&time_zone).date_naive(),
            is_new: !was_known,
        }))
    }

    /// A ticket of an earlier day.
    fn stored(&self, id: TicketId) -> Result<Answer, StorageError> {
        let stored = tickets::find(&self.connection, id)?;
        Ok(stored.map_or(Err(WriteError::Refused(Refusal::UnknownTicket)), |stored| {
            Ok(Done::Ticket {
                ticket: Box::new(stored.ticket),
                business_date: stored.business_date,
                is_new: false,
            })
        }))
    }

    fn desk(
        &mut self,
        progress: &mut Progress,
        command: &DeskCommand,
        by: &Actor,
        id: Option<CommandId>,
        now: DateTime<Utc>,
    ) -> Result<DeskAnswer, StorageError> {
        let request = id.map(|_| request_text(command, by)).transpose()?;
        if let (Some(id), Some(request)) = (id, &request)
            && let Some(given) = command_answers::find(&self.connection, id)?
        {
            return self.given(command, &given, request);
        }
        let answer = match self.follow(progress, &Command::Desk(command.clone()), by, now)? {
            Ok(()) => answer::carried_out(&self.day, &self.catalog, command),
            Err(refusal) => answer::refused(&self.day, &self.catalog, &command.desk, &refusal),
        };
        if let (Some(id), Some(request)) = (id, request) {
            self.begin(progress)?;
            let body = serde_json::to_string(&answer).map_err(|error| unwritable(&error))?;
            let given = GivenAnswer { request, body };
            command_answers::insert(&self.connection, id, now, self.day.seq(), &given)?;
        }
        Ok(answer)
    }

    /// The first answer again; or a refusal when the id was used for something else.
    fn given(
        &self,
        command: &DeskCommand,
        given: &GivenAnswer,
        request: &str,
    ) -> Result<DeskAnswer, StorageError> {
        if given.request != request {
            let refusal = Refusal::DifferentBody;
            return Ok(answer::refused(&self.day, &self.catalog, &command.desk, &refusal));
        }
        serde_json::from_str(&given.body).map_err(|error| StorageError::Unreadable {
            table: "command_answers",
            row: request.to_owned(),
            reason: error.to_string(),
        })
    }

    /// Decides, applies, and writes what follows.
    fn follow(
        &mut self,
        progress: &mut Progress,
        command: &Command,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Result<(), Refusal>, StorageError> {
        let events = match self.day.decide(command, by, &self.catalog, now) {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal)),
        };
        for event in events {
            self.begin(progress)?;
            let logged = LoggedEvent { seq: self.day.seq() + 1, event };
            self.day.apply(&logged);
            project::write(&self.connection, &self.day, &logged)?;
            if matches!(logged.event.what, EventKind::DayOpened { .. }) {
                let oldest = now - TimeDelta::hours(ANSWERS_KEPT_HOURS);
                command_answers::delete_before(&self.connection, oldest)?;
            }
            let news = views::live_event(&self.day, &self.catalog, &logged);
            progress.news.push((news, logged.event.what.is_public()));
        }
        Ok(Ok(()))
    }

    fn keep(&self, record: &Record, now: DateTime<Utc>) -> Result<(), StorageError> {
        let entry = match record {
            Record::SignIn(session) => {
                sessions::insert(&self.connection, session, now)?;
                let (staff, desk) = (Some(session.staff), session.desk.clone());
                AuditEntry { action: AuditAction::SignedIn, staff, desk }
            }
            Record::SignOut { token, signed_in } => {
                sessions::delete(&self.connection, token)?;
                let (staff, desk) = (Some(signed_in.staff), signed_in.desk.clone());
                AuditEntry { action: AuditAction::SignedOut, staff, desk }
            }
            Record::Audit(entry) => entry.clone(),
        };
        audit::insert(&self.connection, &entry, now)
    }

    /// Writes when devices were last heard of, when a transaction is open anyway.
    fn write_seen(&self, progress: &mut Progress) -> Result<(), StorageError> {
        if !progress.is_begun {
            return Ok(());
        }
        let seen = mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        for (device, at) in seen {
            devices::touch(&self.connection, device, at)?;
        }
        Ok(())
    }
}

/// What was asked and by whom, to be compared with a repeated sending.
fn request_text(command: &DeskCommand, by: &Actor) -> Result<String, StorageError> {
    let asked = (&command.desk, command.verb, command.ticket, by);
    serde_json::to_string(&asked).map_err(|error| unwritable(&error))
}

fn unwritable(error: &serde_json::Error) -> StorageError {
    StorageError::Unreadable {
        table: "command_answers",
        row: "new".to_owned(),
        reason: error.to_string(),
    }
}
