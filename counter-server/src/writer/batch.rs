//! One batch: commands that wait together are decided one after the other and committed at once.

use std::fmt;
use std::mem;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use shared::day::{Actor, Command, DeskCommand, Event, EventKind, LoggedEvent, Refusal};
use shared::ids::{CommandId, TicketId};
use shared::protocol::LiveEvent;

use super::answer::{self, DeskAnswer};
use super::core::Core;
use super::{Answer, Done, NotKept, Pending, Submission, WriteError, audited, project};
use crate::lesson::lesson;
use crate::storage::command_answers::{self, GivenAnswer};
use crate::storage::notes::{self, SealedNote};
use crate::storage::{StorageError, audit, devices, help_calls, paces, tickets, transaction};
use crate::{refusal_sentences, views};

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

/// Who asks, and the note that came along.
#[derive(Clone, Copy, Debug)]
struct Asked<'a> {
    by: &'a Actor,
    note: Option<&'a SealedNote>,
}

/// What a batch has brought so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Answers in the order of the submissions.
    pub(super) answers: Vec<Answer>,
    /// News of the events, each with whether the lobby may see it.
    pub(super) news: Vec<(LiveEvent, bool)>,
    /// Whether the catalogue or the names of devices changed, which every snapshot shows.
    pub(super) shows_more: bool,
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
        let catalog_before = (Arc::clone(&self.catalog), self.catalog_version);
        let paces_before = Arc::clone(&self.paces);
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
        (self.catalog, self.catalog_version) = catalog_before;
        self.paces = paces_before;
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
                let version = self.catalog_version;
                let answer = self.keep(progress, record, now)?;
                if self.catalog_version != version {
                    self.announce_catalog(progress, now)?;
                }
                Ok(answer)
            }
            Submission::Command { command: Command::Desk(command), by, id, note } => {
                let asked = Asked { by, note: note.as_deref() };
                let answer = self.desk(progress, command, asked, *id, now)?;
                Ok(Ok(Done::Desk(Box::new(answer))))
            }
            Submission::Command { command, by, note, .. } => {
                let asked = Asked { by, note: note.as_deref() };
                match command {
                    Command::IssueTicket(wish) => {
                        self.issue(progress, wish.ticket, command, asked, now)
                    }
                    command => self.on_ticket(progress, command, asked, now),
                }
            }
        }
    }

    /// Says that another version of the catalogue holds.
    fn announce_catalog(
        &mut self,
        progress: &mut Progress,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let command = Command::AnnounceCatalog { version: self.catalog_version };
        let asked = Asked { by: &Actor::Server, note: None };
        // The day refuses no announcement.
        self.follow(progress, &command, asked, now)?.or(Ok(()))
    }

    /// What is asked of a ticket beside the desks.
    fn on_ticket(
        &mut self,
        progress: &mut Progress,
        command: &Command,
        asked: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Answer, StorageError> {
        // A kiosk may speak of a ticket of yesterday: that day is over, and nobody looks.
        if let Command::ReportPrint { ticket, .. } = command
            && self.day.ticket(*ticket).is_none()
            && tickets::is_known(&self.connection, *ticket)?
        {
            return Ok(Ok(Done::Nothing));
        }
        match self.follow(progress, command, asked, now)? {
            Ok(()) => Ok(Ok(Done::Nothing)),
            Err(refusal) => Ok(Err(self.refused(refusal, now))),
        }
    }

    fn refused(&self, refusal: Refusal, now: DateTime<Utc>) -> WriteError {
        let said = refusal_sentences::said(&refusal, &self.day, &self.catalog, now);
        WriteError::Refused { refusal: Box::new(refusal), said: Box::new(said) }
    }

    /// An id that belongs to an earlier day gets its ticket, uncompared; the one look into the database
    /// that a refusal may cost.
    fn issue(
        &mut self,
        progress: &mut Progress,
        id: TicketId,
        command: &Command,
        asked: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Answer, StorageError> {
        let was_known = self.day.ticket(id).is_some();
        if !was_known && tickets::is_known(&self.connection, id)? {
            return self.stored(id, now);
        }
        if let Command::IssueTicket(wish) = command
            && let Some(declaration) = wish.declaration
            && !was_known
            && !self.can_tie(declaration, id)?
        {
            return Ok(Err(NotKept::UnknownDeclaration.into()));
        }
        if let Some(refusal) = self.cannot_be_told(command)? {
            return Ok(Err(self.refused(refusal, now)));
        }
        if let Err(refusal) = self.follow(progress, command, asked, now)? {
            return Ok(Err(self.refused(refusal, now)));
        }
        // Reception may have taken the number in by its paper.
        let told_as = self.told_as(command);
        let (id, is_new) = (told_as.unwrap_or(id), !was_known && told_as.is_none());
        let Some(ticket) = self.day.ticket(id) else {
            // The day turned on this very command, and the ticket belongs to the day before.
            return self.stored(id, now);
        };
        let time_zone = self.catalog.center.time_zone;
        Ok(Ok(Done::Ticket {
            ticket: Box::new(ticket.clone()),
            business_date: tickets::number_date(
                ticket,
                ticket.issued_at.with_timezone(&time_zone).date_naive(),
            ),
            is_new,
        }))
    }

    /// A ticket of an earlier day.
    fn stored(&self, id: TicketId, now: DateTime<Utc>) -> Result<Answer, StorageError> {
        let Some(stored) = tickets::find(&self.connection, id)? else {
            return Ok(Err(self.refused(Refusal::UnknownTicket, now)));
        };
        Ok(Ok(Done::Ticket {
            ticket: Box::new(stored.ticket),
            business_date: stored.business_date,
            is_new: false,
        }))
    }

    fn desk(
        &mut self,
        progress: &mut Progress,
        command: &DeskCommand,
        asked: Asked<'_>,
        id: Option<CommandId>,
        now: DateTime<Utc>,
    ) -> Result<DeskAnswer, StorageError> {
        let request = id.map(|_| request_text(command, asked.by)).transpose()?;
        if let (Some(id), Some(request)) = (id, &request)
            && let Some(given) = command_answers::find(&self.connection, id)?
        {
            return self.given(command, &given, request, now);
        }
        let answer = match self.follow(progress, &Command::Desk(command.clone()), asked, now)? {
            Ok(()) => answer::carried_out(&self.day, &self.catalog, command, now),
            Err(refusal) => answer::refused(&self.day, &self.catalog, &command.desk, &refusal, now),
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
        now: DateTime<Utc>,
    ) -> Result<DeskAnswer, StorageError> {
        if given.request != request {
            let refusal = Refusal::DifferentBody;
            return Ok(answer::refused(&self.day, &self.catalog, &command.desk, &refusal, now));
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
        asked: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<(), Refusal>, StorageError> {
        let events = match self.day.decide(command, asked.by, &self.catalog, &self.paces, now) {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal)),
        };
        for event in events {
            self.begin(progress)?;
            let logged = LoggedEvent { seq: self.day.seq() + 1, event };
            let before = self.day.clone();
            self.day.apply(&logged);
            project::write(&self.connection, &before, &self.day, &logged)?;
            if let Some(lesson) = lesson(&before, &logged.event) {
                self.learn(&lesson)?;
            }
            self.keep_note(&logged.event, asked.note)?;
            self.tie_declaration(&logged.event.what)?;
            if let Some(entry) = audited::entry(&before, &logged.event) {
                audit::insert(&self.connection, &entry, logged.event.at)?;
            }
            if matches!(logged.event.what, EventKind::DayOpened { .. }) {
                let oldest = now - TimeDelta::hours(ANSWERS_KEPT_HOURS);
                command_answers::delete_before(&self.connection, oldest)?;
                paces::trim(&self.connection)?;
                let kept = TimeDelta::days(self.catalog.retention.audit_days.into());
                audit::delete_before(&self.connection, now - kept)?;
                let (catalog, today) =
                    (&self.catalog, self.day.business_date_at(&self.catalog, now));
                help_calls::delete_before(&self.connection, today, catalog.center.time_zone)?;
            }
            let news = views::live_event(&self.day, &self.catalog, &logged);
            progress.news.push((news, logged.event.what.is_public()));
        }
        Ok(Ok(()))
    }

    /// Keeps the text of the note that an event names, beside the event.
    fn keep_note(&self, event: &Event, note: Option<&SealedNote>) -> Result<(), StorageError> {
        let named = match &event.what {
            EventKind::TicketIssued { note, .. }
            | EventKind::TicketHeld { note, .. }
            | EventKind::TicketTransferred { note, .. } => *note,
            EventKind::TicketNoted { note, .. } => Some(*note),
            _ => None,
        };
        match (note.filter(|note| Some(note.id) == named), event.what.ticket()) {
            (Some(note), Some(ticket)) => notes::insert(&self.connection, note, ticket, event.at),
            _ => Ok(()),
        }
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
    let asked = (&command.desk, &command.verb, command.ticket, by);
    serde_json::to_string(&asked).map_err(|error| unwritable(&error))
}

fn unwritable(error: &serde_json::Error) -> StorageError {
    StorageError::Unreadable {
        table: "command_answers",
        row: "new".to_owned(),
        reason: error.to_string(),
    }
}
