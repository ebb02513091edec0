//! Declarations in the writer: kept, tied to tickets, corrected, filed, and erased when their time is over.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use shared::day::EventKind;
use shared::ids::{DeclarationId, ProcedureId, TicketId};
use shared::protocol::FilingWay;

use super::core::Core;
use super::not_kept::NotKept;
use crate::dossier_code;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::declarations::{Counted, SealedDeclaration};
use crate::storage::dossiers::Dossier;
use crate::storage::{StorageError, audit, declarations, dossiers, transaction};

/// Keys without a declaration are thrown away once they are so many days older than any declaration may get.
const STRAY_DAYS: i64 = 2;

/// A change to a declaration.
#[derive(Debug)]
pub enum DeclarationChange {
    /// A kiosk sent it. While it belongs to no ticket it takes the place of what stood there.
    Put(Box<SealedDeclaration>),
    /// A kiosk takes it back.
    Discard(DeclarationId),
    /// A desk erases it because the citizen asks for it.
    Erase {
        /// Which.
        id: DeclarationId,
        /// Who.
        audit: AuditEntry,
    },
    /// A desk corrected it.
    Correct {
        /// As it is now.
        row: Box<SealedDeclaration>,
        /// The revision that it was made from.
        base_revision: i64,
        /// Who, and which answers.
        audit: AuditEntry,
    },
    /// A desk accepted it.
    File {
        /// As it is now, with the receipt in it.
        row: Box<SealedDeclaration>,
        /// The revision that it was made from.
        base_revision: i64,
        /// What was filed.
        filing: Filing,
        /// Who.
        audit: AuditEntry,
    },
}

/// What is filed; the code may still have to be made.
#[derive(Debug)]
pub struct Filing {
    /// How it came in.
    pub way: FilingWay,
    /// The code that somebody gave it.
    pub code: Option<String>,
    /// The pattern of the center's own codes.
    pub pattern: String,
    /// The procedure.
    pub procedure: Option<ProcedureId>,
    /// When it was accepted.
    pub filed_at: DateTime<Utc>,
    /// When the result is due.
    pub due_at: Option<DateTime<Utc>>,
    /// Who accepted it.
    pub staff: i64,
}

type Kept = Result<Result<(), NotKept>, StorageError>;

impl Core {
    /// Carries a change out. A refusal is found before anything is written.
    pub(super) fn change_declaration(
        &mut self,
        change: &DeclarationChange,
        now: DateTime<Utc>,
    ) -> Kept {
        match change {
            DeclarationChange::Put(row) => self.put_declaration(row),
            DeclarationChange::Discard(id) => self.discard_declaration(*id, now),
            DeclarationChange::Erase { id, audit: entry } => {
                self.erase_declaration(*id, now)?;
                audit::insert(&self.connection, entry, now).map(Ok)
            }
            DeclarationChange::Correct { row, base_revision, audit: entry } => {
                if let Err(why) = self.take_over(row, *base_revision)? {
                    return Ok(Err(why));
                }
                audit::insert(&self.connection, entry, now).map(Ok)
            }
            DeclarationChange::File { row, base_revision, filing, audit: entry } => {
                self.file(row, *base_revision, filing, entry, now)
            }
        }
    }

    fn put_declaration(&self, row: &SealedDeclaration) -> Kept {
        let connection = &self.connection;
        let known = declarations::find(connection, row.id)?;
        let mut row = row.clone();
        match &known {
            Some(known) if known.ticket.is_some() => {
                // The answer to the sending that was tied may have been lost.
                let is_same = known.sent_hash == row.sent_hash;
                return Ok(if is_same { Ok(()) } else { Err(NotKept::Tied) });
            }
            Some(known) => {
                row.revision = known.revision + 1;
                if known.business_date == row.business_date {
                    row.code_salt = known.code_salt;
                    row.code_hash = known.code_hash;
                }
            }
            None => {
                declarations::count(connection, row.business_date, &row.form, Counted::Begun)?;
            }
        }
        let holder = declarations::find_by_code(connection, row.business_date, &row.code_hash)?;
        if holder.is_some_and(|holder| holder.id != row.id) {
            return Ok(Err(NotKept::CodeTaken));
        }
        declarations::put(connection, &row).map(Ok)
    }

    fn discard_declaration(&mut self, id: DeclarationId, now: DateTime<Utc>) -> Kept {
        match declarations::find(&self.connection, id)? {
            None => return Ok(Ok(())),
            Some(known) if known.ticket.is_some() => return Ok(Err(NotKept::Tied)),
            Some(_) => {}
        }
        self.erase_declaration(id, now).map(Ok)
    }

    /// Should what follows the key fail, nobody can read what stays, and it goes when its time is over.
    fn erase_declaration(
        &mut self,
        id: DeclarationId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        if let Err(error) = self.declaration_keys.throw_away(&[id]) {
            tracing::error!(%error, "the key of a declaration cannot be thrown away");
        }
        declarations::delete(&self.connection, id, now)?;
        self.is_wal_stale = true;
        Ok(())
    }

    /// Writes another version of a declaration, when nobody else did in between.
    fn take_over(&self, row: &SealedDeclaration, base_revision: i64) -> Kept {
        match declarations::find(&self.connection, row.id)? {
            None => Ok(Err(NotKept::UnknownDeclaration)),
            Some(known) if known.revision != base_revision => Ok(Err(NotKept::Changed)),
            Some(_) => declarations::put(&self.connection, row).map(Ok),
        }
    }

    fn file(
        &self,
        row: &SealedDeclaration,
        base_revision: i64,
        filing: &Filing,
        entry: &AuditEntry,
        now: DateTime<Utc>,
    ) -> Kept {
        let connection = &self.connection;
        match declarations::find(connection, row.id)? {
            None => return Ok(Err(NotKept::UnknownDeclaration)),
            Some(known) if known.revision != base_revision => return Ok(Err(NotKept::Changed)),
            Some(_) => {}
        }
        if dossiers::find(connection, row.id)?.is_some() {
            return Ok(Err(NotKept::Filed));
        }
        let code = match &filing.code {
            Some(code) if dossiers::is_taken(connection, code)? => {
                return Ok(Err(NotKept::DossierCodeTaken));
            }
            Some(code) => code.clone(),
            None => self.new_dossier_code(filing)?,
        };
        declarations::put(connection, row)?;
        let dossier = Dossier {
            declaration: row.id,
            code,
            way: filing.way,
            procedure: filing.procedure.clone(),
            filed_at: filing.filed_at,
            due_at: filing.due_at,
            staff: Some(filing.staff),
        };
        dossiers::insert(connection, &dossier)?;
        let date = self.catalog.local_date(filing.filed_at);
        declarations::count(connection, date, &row.form, Counted::Filed)?;
        audit::insert(connection, entry, now).map(Ok)
    }

    /// The next code of the center's own series that is free: somebody may have typed one of it.
    fn new_dossier_code(&self, filing: &Filing) -> Result<String, StorageError> {
        let date = self.catalog.local_date(filing.filed_at);
        loop {
            let serial = dossiers::next_serial(&self.connection, date)?;
            let code = dossier_code::from_pattern(&filing.pattern, date, serial);
            if !dossiers::is_taken(&self.connection, &code)? {
                return Ok(code);
            }
        }
    }

    /// Whether a ticket may be given this declaration.
    pub(super) fn can_tie(
        &self,
        id: DeclarationId,
        ticket: TicketId,
    ) -> Result<bool, StorageError> {
        let known = declarations::find(&self.connection, id)?;
        Ok(known.is_some_and(|known| known.ticket.is_none_or(|tied| tied == ticket)))
    }

    /// Ties the declaration that an event names, beside the event.
    pub(super) fn tie_declaration(&self, what: &EventKind) -> Result<(), StorageError> {
        let EventKind::TicketIssued { ticket, declaration: Some(id), .. } = what else {
            return Ok(());
        };
        let Some(row) = declarations::find(&self.connection, *id)? else { return Ok(()) };
        if declarations::tie(&self.connection, *id, *ticket)? {
            let date = row.business_date;
            declarations::count(&self.connection, date, &row.form, Counted::GivenIn)?;
        }
        Ok(())
    }

    /// Deletes declarations whose time is over: first their keys, which kills every copy, then the rows.
    pub(super) fn delete_declarations(&mut self, today: NaiveDate) -> anyhow::Result<()> {
        let kept_days = Days::new(u64::from(self.catalog.retention.declaration_days));
        let first_kept = today.checked_sub_days(kept_days).unwrap_or(NaiveDate::MIN);
        let ended_before = self.start_of(first_kept);
        let due = declarations::due(&self.connection, today, ended_before)?;
        let now = self.clock.now();
        self.declaration_keys.throw_away(&due)?;
        let days = i64::from(self.catalog.retention.declaration_days) + STRAY_DAYS;
        let kept = declarations::ids(&self.connection)?;
        self.declaration_keys.throw_away_strays(&kept, now - TimeDelta::days(days))?;
        if due.is_empty() {
            return Ok(());
        }
        self.in_transaction(|core| {
            due.iter()
                .try_for_each(|id| declarations::delete(&core.connection, *id, now).map(|_| ()))
        })?;
        self.is_wal_stale = true;
        tracing::info!(rows = due.len(), "declarations deleted");
        Ok(())
    }

    /// Says of what was deleted that it is erased. Only once the write-ahead log is empty is that true.
    pub(super) fn say_erased(&self) -> anyhow::Result<()> {
        let unsaid = declarations::unsaid_erasures(&self.connection)?;
        if unsaid.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        self.in_transaction(|core| {
            unsaid.iter().try_for_each(|id| {
                let entry = AuditEntry::new(AuditAction::DeclarationErased, None)
                    .about(format!("declarations/{id}"));
                audit::insert(&core.connection, &entry, now)?;
                declarations::erasure_said(&core.connection, *id)
            })
        })?;
        Ok(())
    }

    /// The first moment of a local date.
    fn start_of(&self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(NaiveTime::MIN);
        midnight
            .and_local_timezone(self.catalog.center.time_zone)
            .earliest()
            .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
    }

    fn in_transaction(
        &self,
        write: impl FnOnce(&Self) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        transaction::begin_writing(&self.connection)?;
        let written = write(self).and_then(|()| transaction::commit(&self.connection));
        if written.is_err() && transaction::is_open(&self.connection) {
            transaction::roll_back(&self.connection)?;
        }
        written
    }
}
