//! What each kind of device and each role may do, in one table.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// One thing that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read the catalogue and the live feed.
    ReadCenter,
    /// Read the lobby board.
    ReadBoard,
    /// Take a number for a citizen.
    IssueTicket,
    /// Say what came of a print.
    ReportPrint,
    /// Read the forms that can be filled in.
    ReadForms,
    /// Fill in forms with a citizen.
    FillForms,
    /// Read and correct what citizens declared, also where somebody else serves them.
    ReadDeclarations,
    /// Say how the machine is, and that somebody at it wants help.
    ReportStatus,
    /// Say how a board is.
    ReportBoard,
    /// Go to a kiosk where somebody wants help.
    AnswerHelp,
    /// Read desks and queues.
    ReadQueues,
    /// Act for the desk signed in at.
    ActAtOwnDesk,
    /// Act for any desk.
    ActAtAnyDesk,
    /// Call a waiting number out of turn, where the center's rules let desks do so.
    CallNumber,
    /// Look a ticket up with its note, cancel it, check it in, correct it, print it again.
    HandleTickets,
    /// Read the manager's figures.
    ReadFigures,
    /// Edit holidays, tips and notices.
    EditNotices,
    /// Read the audit log.
    ReadAudit,
    /// Change the configuration, staff and devices.
    Administer,
}

/// A role of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Serves at a desk.
    Staff,
    /// Receives people and takes numbers for them.
    Reception,
    /// Sees all figures and may act for any desk.
    Manager,
    /// Runs the system.
    Admin,
}

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// Gives tickets.
    Kiosk,
    /// Shows calls.
    Board,
}

/// The table: whom each permission is for. Columns: kiosk, board, staff, reception, manager, admin.
const fn holders(permission: Permission) -> [bool; 6] {
    const Y: bool = true;
    const N: bool = false;
    match permission {
        Permission::ReadCenter => [Y, Y, Y, Y, Y, Y],
        Permission::ReadBoard => [Y, Y, N, N, N, N],
        Permission::IssueTicket => [Y, N, N, Y, Y, Y],
        Permission::ReportPrint => [Y, N, N, N, N, N],
        Permission::ReadForms => [Y, N, Y, Y, Y, Y],
        Permission::FillForms => [Y, N, N, N, N, N],
        Permission::ReadDeclarations => [N, N, N, N, Y, N],
        Permission::ReportStatus => [Y, N, N, N, N, N],
        Permission::ReportBoard => [N, Y, N, N, N, N],
        Permission::AnswerHelp => [N, N, Y, Y, Y, Y],
        Permission::ReadQueues => [N, N, Y, Y, Y, Y],
        Permission::ActAtOwnDesk => [N, N, Y, Y, Y, Y],
        Permission::ActAtAnyDesk => [N, N, N, N, Y, Y],
        Permission::CallNumber => [N, N, Y, Y, Y, Y],
        Permission::HandleTickets => [N, N, N, Y, Y, Y],
        Permission::ReadFigures => [N, N, N, N, Y, Y],
        Permission::EditNotices => [N, N, N, N, Y, Y],
        Permission::ReadAudit => [N, N, N, N, Y, Y],
        Permission::Administer => [N, N, N, N, N, Y],
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Staff, Self::Reception, Self::Manager, Self::Admin];

    /// Whether this role may do it.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        holders(permission)[2 + self as usize]
    }

    /// The name on the command line, in the database and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Reception => "reception",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl DeviceKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Kiosk, Self::Board];

    /// Whether this kind of device may do it.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        holders(permission)[self as usize]
    }

    /// The name on the command line and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Board => "board",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
