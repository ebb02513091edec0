//! What is kept beside the queue: sign-ins, the configuration, staff, devices; each with its audit row.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use shared::catalog::Catalog;

use super::batch::Progress;
use super::core::Core;
use super::declarations::DeclarationChange;
use super::not_kept::NotKept;
use super::{Answer, Done, WriteError};
use crate::identity::{DeviceKind, Role, SignedIn, TokenHash};
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::storage::sessions::NewSession;
use crate::storage::{StorageError, audit, catalogs, devices, help_calls, sessions, staff};

/// Something kept beside the queue.
#[derive(Debug)]
pub enum Record {
    /// Somebody signed in.
    SignIn {
        /// The session.
        session: NewSession,
        /// What they showed; it must still hold when the session begins.
        proof: Proof,
    },
    /// Somebody signed out.
    SignOut {
        /// The session.
        token: TokenHash,
        /// Whose it was.
        signed_in: SignedIn,
    },
    /// Another catalogue holds from now on.
    ChangeCatalog {
        /// The catalogue, without problems.
        catalog: Arc<Catalog>,
        /// The version that it was made from; refused when another one holds by now.
        base_version: i64,
        /// Who changed what.
        audit: AuditEntry,
    },
    /// A member of staff is added.
    AddStaff {
        /// The name to sign in with.
        name: String,
        /// What they may do.
        role: Role,
        /// An Argon2id hash in PHC format.
        password_hash: String,
        /// The administrator.
        by: i64,
    },
    /// A member of staff is changed; their sessions end, so that the change holds at once.
    ChangeStaff {
        /// Their row.
        staff: i64,
        /// What changes.
        change: StaffChange,
        /// The administrator.
        by: i64,
        /// The administrator's session, which stays when they change themselves.
        from: Option<TokenHash>,
    },
    /// A device is enrolled.
    AddDevice {
        /// What it is.
        kind: DeviceKind,
        /// Where it stands.
        name: String,
        /// The hash of its token.
        token: TokenHash,
        /// The administrator.
        by: i64,
    },
    /// A device is changed.
    ChangeDevice {
        /// Its row.
        device: i64,
        /// What changes.
        change: DeviceChange,
        /// The administrator.
        by: i64,
    },
    /// Somebody at a kiosk wants help.
    CallHelp {
        /// The kiosk.
        device: i64,
        /// The screen at which they stand.
        screen: Option<String>,
    },
    /// A member of staff goes there.
    AnswerHelp {
        /// The kiosk.
        device: i64,
        /// Who.
        by: i64,
    },
    /// Nobody at the kiosk wants help any more.
    EndHelp {
        /// The kiosk.
        device: i64,
    },
    /// A declaration is changed.
    Declaration(DeclarationChange),
    /// Anything else worth keeping.
    Audit(AuditEntry),
}

/// Why somebody gets a session. Hashing takes its time, and much can happen in between.
#[derive(Debug)]
pub enum Proof {
    /// The hash that their password was found to fit.
    Password(String),
    /// Another session of theirs.
    Session(TokenHash),
}

/// A change to a member of staff.
#[derive(Debug)]
pub enum StaffChange {
    /// Another role.
    Role(Role),
    /// Another password, as a hash.
    Password(String),
    /// They may no longer sign in.
    Deactivate,
    /// They may sign in again.
    Reactivate,
}

/// A change to a device.
#[derive(Debug)]
pub enum DeviceChange {
    /// Another name.
    Rename(String),
    /// Its token no longer holds.
    Revoke,
}

impl From<NotKept> for WriteError {
    fn from(why: NotKept) -> Self {
        Self::NotKept(why)
    }
}

type Kept = Result<Result<(), NotKept>, StorageError>;

impl Core {
    /// Writes a record and its audit row. A refusal is found before anything is written.
    pub(super) fn keep(
        &mut self,
        progress: &mut Progress,
        record: &Record,
        now: DateTime<Utc>,
    ) -> Result<Answer, StorageError> {
        let kept = match record {
            Record::SignIn { session, proof } => self.sign_in(session, proof, now),
            Record::SignOut { token, signed_in } => {
                sessions::delete(&self.connection, token)?;
                let entry = AuditEntry::new(AuditAction::SignedOut, Some(signed_in.staff));
                self.note(&entry.at_desk(signed_in.desk.clone()), now)
            }
            Record::ChangeCatalog { catalog, base_version, audit } => {
                self.change_catalog(progress, catalog, *base_version, audit, now)
            }
            Record::AddStaff { name, role, password_hash, by } => {
                self.add_staff(name, *role, password_hash, *by, now)
            }
            Record::ChangeStaff { staff, change, by, from } => {
                self.change_staff(*staff, change, (*by, from.as_ref()), now)
            }
            Record::AddDevice { kind, name, token, by } => {
                progress.shows_more = true;
                let id = devices::insert(&self.connection, *kind, name, token, now)?;
                let entry = AuditEntry::new(AuditAction::DeviceAdded, Some(*by));
                self.note(&entry.about(format!("devices/{id}")).saying(kind.name()), now)
            }
            Record::ChangeDevice { device, change, by } => {
                progress.shows_more = true;
                self.change_device(*device, change, *by, now)
            }
            Record::CallHelp { device, screen } => {
                let time_zone = self.catalog.center.time_zone;
                help_calls::call(&self.connection, *device, screen.as_deref(), time_zone, now)
                    .map(Ok)
            }
            Record::AnswerHelp { device, by } => {
                let time_zone = self.catalog.center.time_zone;
                let stands = help_calls::answer(&self.connection, *device, *by, time_zone, now)?;
                Ok(if stands { Ok(()) } else { Err(NotKept::Unknown) })
            }
            Record::EndHelp { device } => help_calls::end(&self.connection, *device).map(Ok),
            Record::Declaration(change) => self.change_declaration(change, now),
            Record::Audit(entry) => self.note(entry, now),
        };
        Ok(kept?.map(|()| Done::Nothing).map_err(WriteError::from))
    }

    fn note(&self, entry: &AuditEntry, now: DateTime<Utc>) -> Kept {
        audit::insert(&self.connection, entry, now).map(Ok)
    }

    fn sign_in(&self, session: &NewSession, proof: &Proof, now: DateTime<Utc>) -> Kept {
        let connection = &self.connection;
        let holds = match proof {
            Proof::Password(hash) => staff::has_password(connection, session.staff, hash)?,
            Proof::Session(token) => sessions::find(connection, token, now)?
                .is_some_and(|signed_in| signed_in.staff == session.staff),
        };
        if !holds {
            return Ok(Err(NotKept::NotSignedIn));
        }
        sessions::insert(connection, session, now)?;
        let entry = AuditEntry::new(AuditAction::SignedIn, Some(session.staff));
        self.note(&entry.at_desk(session.desk.clone()), now)
    }

    fn change_catalog(
        &mut self,
        progress: &mut Progress,
        catalog: &Arc<Catalog>,
        base_version: i64,
        entry: &AuditEntry,
        now: DateTime<Utc>,
    ) -> Kept {
        // Another program may have written one that this thread has not taken over yet.
        let newest = catalogs::newest_version(&self.connection)?;
        if base_version != newest {
            return Ok(Err(NotKept::Outdated { newest }));
        }
        self.catalog_version = catalogs::insert(&self.connection, catalog, now)?;
        self.catalog = Arc::clone(catalog);
        progress.shows_more = true;
        self.note(entry, now)
    }

    fn add_staff(
        &self,
        name: &str,
        role: Role,
        password_hash: &str,
        by: i64,
        now: DateTime<Utc>,
    ) -> Kept {
        let added = staff::insert(&self.connection, name, role, password_hash, now)?;
        let Some(id) = added else { return Ok(Err(NotKept::NameTaken)) };
        let entry = AuditEntry::new(AuditAction::StaffAdded, Some(by));
        self.note(&entry.about(format!("staff/{id}")).saying(role.name()), now)
    }

    fn change_staff(
        &self,
        id: i64,
        change: &StaffChange,
        (by, from): (i64, Option<&TokenHash>),
        now: DateTime<Utc>,
    ) -> Kept {
        let connection = &self.connection;
        let Some(member) = staff::list(connection)?.into_iter().find(|member| member.id == id)
        else {
            return Ok(Err(NotKept::Unknown));
        };
        let leaves_admins = match change {
            StaffChange::Role(role) => *role != Role::Admin,
            StaffChange::Deactivate => true,
            StaffChange::Password(_) | StaffChange::Reactivate => false,
        };
        let is_admin = member.role == Role::Admin && member.deactivated_at.is_none();
        if leaves_admins && is_admin && staff::count_other_admins(connection, id)? == 0 {
            return Ok(Err(NotKept::LastAdmin));
        }
        let (action, detail) = match change {
            StaffChange::Role(role) => {
                staff::set_role(connection, id, *role)?;
                let detail = format!("{} → {}", member.role.name(), role.name());
                (AuditAction::StaffRoleChanged, Some(detail))
            }
            StaffChange::Password(hash) => {
                staff::set_password(connection, id, hash)?;
                (AuditAction::StaffPasswordChanged, None)
            }
            StaffChange::Deactivate => {
                staff::set_deactivated(connection, id, Some(now))?;
                (AuditAction::StaffDeactivated, None)
            }
            StaffChange::Reactivate => {
                staff::set_deactivated(connection, id, None)?;
                (AuditAction::StaffReactivated, None)
            }
        };
        // Administrators who change their own password or role stay signed in where they sit, and nowhere else.
        let stays = from.filter(|_| id == by && !matches!(change, StaffChange::Deactivate));
        staff::end_sessions(connection, id, stays)?;
        let entry = AuditEntry::new(action, Some(by)).about(format!("staff/{id}"));
        self.note(&AuditEntry { detail, ..entry }, now)
    }

    fn change_device(&self, id: i64, change: &DeviceChange, by: i64, now: DateTime<Utc>) -> Kept {
        let connection = &self.connection;
        let Some(device) = devices::list(connection)?.into_iter().find(|device| device.id == id)
        else {
            return Ok(Err(NotKept::Unknown));
        };
        let entry = match change {
            DeviceChange::Rename(name) => {
                devices::rename(connection, id, name)?;
                let detail = format!("{} → {name}", device.name);
                AuditEntry::new(AuditAction::DeviceRenamed, Some(by)).saying(detail)
            }
            DeviceChange::Revoke => {
                devices::revoke(connection, id, now)?;
                AuditEntry::new(AuditAction::DeviceRevoked, Some(by)).saying(device.name)
            }
        };
        self.note(&entry.about(format!("devices/{id}")), now)
    }
}
