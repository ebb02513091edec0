//! Who did what beside the queue: codes and rows, never a person's name or what somebody typed about one.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use shared::ids::DeskId;

use super::{StorageError, moment};

/// Something worth keeping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done.
    pub action: AuditAction,
    /// By whom, when known.
    pub staff: Option<i64>,
    /// At which desk.
    pub desk: Option<DeskId>,
    /// What it was done to: the code of an entry, such as `services/civil-status` or `staff/4`.
    pub subject: Option<String>,
    /// What changed, old and new.
    pub detail: Option<String>,
}

impl AuditEntry {
    /// An action and who did it.
    #[must_use]
    pub fn new(action: AuditAction, staff: Option<i64>) -> Self {
        Self { action, staff, desk: None, subject: None, detail: None }
    }

    /// The same, at a desk.
    #[must_use]
    pub fn at_desk(self, desk: Option<DeskId>) -> Self {
        Self { desk, ..self }
    }

    /// The same, with what it was done to.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// The same, with what changed.
    #[must_use]
    pub fn saying(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

/// Declares the actions with the names under which they stand in the database and on the wire.
macro_rules! actions {
    ($($(#[$meta:meta])* $action:ident = $name:literal,)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AuditAction {
            $($(#[$meta])* $action,)*
        }

        impl AuditAction {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$action,)*];

            /// Its name in the database and on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)*
                }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SignedIn = "signed_in",
    /// Name and password did not fit.
    SignInFailed = "sign_in_failed",
    /// Somebody signed out.
    SignedOut = "signed_out",
    /// An entry of the configuration was added, changed or removed.
    CatalogChanged = "catalog_changed",
    /// A whole configuration was read from a file.
    CatalogImported = "catalog_imported",
    /// The whole configuration was written to a file.
    CatalogExported = "catalog_exported",
    /// A version of a form that citizens fill in came into use.
    FormAdded = "form_added",
    /// A picture for the boards was uploaded.
    PictureAdded = "picture_added",
    /// A picture for the boards was thrown away.
    PictureRemoved = "picture_removed",
    /// A member of staff was added.
    StaffAdded = "staff_added",
    /// A member of staff got another role.
    StaffRoleChanged = "staff_role_changed",
    /// A member of staff got a new password.
    StaffPasswordChanged = "staff_password_changed",
    /// A member of staff may no longer sign in.
    StaffDeactivated = "staff_deactivated",
    /// A member of staff may sign in again.
    StaffReactivated = "staff_reactivated",
    /// A kiosk or board was enrolled.
    DeviceAdded = "device_added",
    /// A kiosk or board got another name.
    DeviceRenamed = "device_renamed",
    /// The token of a kiosk or board no longer holds.
    DeviceRevoked = "device_revoked",
    /// Somebody read a note about a visit.
    NoteRead = "note_read",
    /// A kiosk was given what was declared at another one, for its code.
    DeclarationContinued = "declaration_continued",
    /// Somebody looked at what a citizen declared.
    DeclarationRead = "declaration_read",
    /// A desk corrected what a citizen declared; the detail names the answers, never what they say.
    DeclarationCorrected = "declaration_corrected",
    /// A desk accepted a declaration as a dossier.
    DeclarationFiled = "declaration_filed",
    /// A desk took a declaration away because the citizen asked for it.
    DeclarationTakenAway = "declaration_taken_away",
    /// Nothing of a declaration is left.
    DeclarationErased = "declaration_erased",
    /// A number was given with a head start.
    PriorityUsed = "priority_used",
    /// A member of staff took in the paper of a kiosk that died.
    TicketAdmitted = "ticket_admitted",
    /// A member of staff took a ticket back.
    TicketCancelled = "ticket_cancelled",
    /// A member of staff checked an appointment in.
    TicketCheckedIn = "ticket_checked_in",
    /// A member of staff put a ticket into another queue.
    TicketCorrected = "ticket_corrected",
    /// A member of staff had a ticket printed again.
    TicketReprinted = "ticket_reprinted",
}

impl AuditAction {
    /// The action with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}

/// Writes an entry.
///
/// # Errors
/// When the database cannot be written.
pub fn insert(
    connection: &Connection,
    entry: &AuditEntry,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    connection
        .prepare_cached(
            "INSERT INTO audit (at_ms, action, staff, desk, subject, detail) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            at.timestamp_millis(),
            entry.action.name(),
            entry.staff,
            entry.desk.as_ref().map(DeskId::as_str),
            entry.subject,
            entry.detail,
        ])?;
    Ok(())
}

/// Which entries to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub before: Option<DateTime<Utc>>,
    /// Only this action.
    pub action: Option<AuditAction>,
    /// Only rows with a smaller id: what the next page begins with.
    pub before_id: Option<i64>,
}

/// An entry as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Grows with time.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The name of the action; one of a newer program may be unknown to this one.
    pub action: String,
    /// The row of who did it.
    pub staff: Option<i64>,
    /// The name that they sign in with.
    pub staff_name: Option<String>,
    /// At which desk.
    pub desk: Option<String>,
    /// What it was done to.
    pub subject: Option<String>,
    /// What changed.
    pub detail: Option<String>,
}

/// Reads entries, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn read(
    connection: &Connection,
    filter: &AuditFilter,
    rows_max: u32,
) -> Result<Vec<AuditRow>, StorageError> {
    let mut statement = connection.prepare_cached(
        "SELECT audit.id, at_ms, action, audit.staff, staff.name, desk, subject, detail FROM audit \
         LEFT JOIN staff ON staff.id = audit.staff \
         WHERE at_ms >= ?1 AND at_ms < ?2 AND (?3 IS NULL OR action = ?3) AND audit.id < ?4 \
         ORDER BY audit.id DESC LIMIT ?5",
    )?;
    let values = params![
        filter.from.map_or(i64::MIN, |from| from.timestamp_millis()),
        filter.before.map_or(i64::MAX, |before| before.timestamp_millis()),
        filter.action.map(AuditAction::name),
        filter.before_id.unwrap_or(i64::MAX),
        rows_max,
    ];
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        found.push(AuditRow {
            id,
            at: moment("audit", &id, row.get(1)?)?,
            action: row.get(2)?,
            staff: row.get(3)?,
            staff_name: row.get(4)?,
            desk: row.get(5)?,
            subject: row.get(6)?,
            detail: row.get(7)?,
        });
    }
    Ok(found)
}

/// Takes away entries that were written before a moment; tells how many.
///
/// # Errors
/// When the database cannot be written.
pub fn delete_before(
    connection: &Connection,
    before: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let statement = "DELETE FROM audit WHERE at_ms < ?1";
    Ok(connection.prepare_cached(statement)?.execute([before.timestamp_millis()])?)
}

#[cfg(test)]
mod tests {
    use super::AuditAction;

    #[test]
    fn every_action_reads_back() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::from_name(action.name()), Some(*action));
        }
        assert_eq!(AuditAction::from_name("danced"), None);
    }
}
