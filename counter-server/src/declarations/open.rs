//! Opening a declaration for somebody who may see it.

use std::fmt;

use chrono::NaiveDate;
use shared::day::{Ticket, TicketState};
use shared::form::{self, AnswerKey, AnswerProblem, Answers, Form};
use shared::ids::{DeclarationId, TicketId};
use shared::protocol::{DeclarationSummary, DeclarationView, DossierView, ErrorCode};
use shared::text::Language;

use crate::api::{ApiError, faults};
use crate::identity::{Permission, SignedIn};
use crate::personal::{self, Contents};
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::declarations::{self, SealedDeclaration};
use crate::storage::dossiers::{self, Dossier};
use crate::storage::tickets;
use crate::views;
use crate::writer::{DeclarationChange, Record};

/// A declaration that was opened for somebody.
pub struct Opened {
    /// As it is stored.
    pub row: SealedDeclaration,
    /// What was declared.
    pub contents: Contents,
    /// The version of the form in which it was filled in.
    pub form: Form,
    /// Its ticket.
    pub ticket: Ticket,
    /// What was filed.
    pub dossier: Option<Dossier>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Opened").field("row", &self.row).finish_non_exhaustive()
    }
}

impl Opened {
    /// The answers to what is asked.
    #[must_use]
    pub fn answers(&self, today: NaiveDate) -> Answers {
        form::relevant(&self.form, &self.contents.answers, today)
    }

    /// What is missing or does not stand.
    #[must_use]
    pub fn problems(&self, today: NaiveDate) -> Vec<(AnswerKey, AnswerProblem)> {
        form::validate(&self.form, &self.answers(today), today).err().unwrap_or_default()
    }

    /// As programs see it.
    #[must_use]
    pub fn view(&self, state: &AppState, language: Language, today: NaiveDate) -> DeclarationView {
        let problems = self.problems(today);
        DeclarationView {
            id: self.row.id,
            form: self.row.form.clone(),
            version: self.row.version,
            title: self.form.title.clone(),
            language: self.row.language,
            complete: problems.is_empty(),
            revision: self.row.revision,
            ticket: self.ticket.id,
            number: self.ticket.number.clone(),
            answers: self.answers(today),
            problems: faults(&problems, language),
            dossier: self.dossier_view(state),
        }
    }

    /// What was filed, with what stands on the receipt.
    #[must_use]
    pub fn dossier_view(&self, state: &AppState) -> Option<DossierView> {
        let time_zone = state.snapshot().catalog.center.time_zone;
        let dossier = self.dossier.as_ref()?;
        Some(DossierView {
            code: dossier.code.clone(),
            way: dossier.way,
            procedure: dossier.procedure.clone(),
            filed_at: views::local(dossier.filed_at, time_zone),
            due_at: dossier.due_at.map(|at| views::local(at, time_zone)),
            receipt: self.contents.receipt.clone().unwrap_or_default(),
        })
    }
}

/// Opens a declaration for somebody who is about to change it, which leaves a trace of its own.
///
/// # Errors
/// `unknown_declaration`, `not_allowed` and `storage_unavailable`.
pub fn open(state: &AppState, who: &SignedIn, id: DeclarationId) -> Result<Opened, ApiError> {
    let unknown = || ApiError::new(ErrorCode::UnknownDeclaration);
    let (row, dossier) = state.readers.read(|connection| {
        Ok((declarations::find(connection, id)?, dossiers::find(connection, id)?))
    })?;
    let row = row.ok_or_else(unknown)?;
    // What came to no ticket is the citizen's alone.
    let ticket = ticket(state, row.ticket.ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    if !may_see(who, &ticket) {
        return Err(ApiError::new(ErrorCode::NotAllowed));
    }
    let contents = personal::open_contents(&state.declaration_keys, &row).map_err(|error| {
        tracing::error!(%error, "a declaration cannot be read");
        ApiError::new(ErrorCode::StorageUnavailable)
    })?;
    let contents = contents.ok_or_else(unknown)?;
    let form = state.forms().find(&row.form, row.version).cloned();
    let form = form.ok_or(ApiError::new(ErrorCode::UnknownForm))?;
    Ok(Opened { row, contents, form, ticket, dossier })
}

/// Opens a declaration for somebody who reads it. That they did is durable before anything is shown.
///
/// # Errors
/// As [`open`], and `storage_unavailable` when the reading cannot be kept.
pub async fn reading(
    state: &AppState,
    who: &SignedIn,
    id: DeclarationId,
) -> Result<Opened, ApiError> {
    let opened = open(state, who, id)?;
    let entry = AuditEntry::new(AuditAction::DeclarationRead, Some(who.staff))
        .at_desk(who.desk.clone())
        .about(format!("declarations/{id}"));
    state.writer.record(Record::Audit(entry)).await?;
    Ok(opened)
}

/// The declaration of a ticket in a line, for the desk that has it; nothing of what was answered.
#[must_use]
pub fn summary(state: &AppState, who: &SignedIn, ticket: TicketId) -> Option<DeclarationSummary> {
    let snapshot = state.snapshot();
    let ticket = snapshot.day.ticket(ticket)?;
    let id = ticket.declaration.filter(|_| may_see(who, ticket))?;
    let found = state.readers.read(|connection| declarations::find(connection, id));
    let row = match found {
        Ok(row) => row?,
        Err(error) => {
            tracing::warn!(%error, "a declaration cannot be looked up");
            return None;
        }
    };
    let title = state.forms().find(&row.form, row.version)?.title.clone();
    Some(DeclarationSummary { id, form: row.form, title })
}

/// The desk that has the ticket, and whoever may see all declarations.
fn may_see(who: &SignedIn, ticket: &Ticket) -> bool {
    let is_here =
        matches!(ticket.state, TicketState::Called | TicketState::Serving | TicketState::Held);
    let is_own = is_here
        && who.desk.is_some()
        && who.desk == ticket.desk
        && who.role.may(Permission::ActAtOwnDesk);
    is_own || who.role.may(Permission::ReadDeclarations)
}

/// A ticket of today, or of an earlier date.
fn ticket(state: &AppState, id: TicketId) -> Result<Option<Ticket>, ApiError> {
    if let Some(ticket) = state.snapshot().day.ticket(id) {
        return Ok(Some(ticket.clone()));
    }
    let stored = state.readers.read(|connection| tickets::find(connection, id))?;
    Ok(stored.map(|stored| stored.ticket))
}

/// Erases an opened declaration because the citizen asks for it: nothing of it can be read from then on.
///
/// # Errors
/// `storage_unavailable`.
pub async fn take_away(state: &AppState, who: &SignedIn, opened: Opened) -> Result<(), ApiError> {
    let id = opened.row.id;
    let audit = AuditEntry::new(AuditAction::DeclarationTakenAway, Some(who.staff))
        .at_desk(who.desk.clone())
        .about(format!("declarations/{id}"));
    let change = DeclarationChange::Erase { id, audit };
    Ok(state.writer.record(Record::Declaration(change)).await?)
}
