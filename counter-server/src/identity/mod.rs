//! Who somebody is and what each may do: plain data that storage and everything above it share.

mod access;
mod permission;
mod token;

use shared::ids::DeskId;

pub use access::{API, Access};
pub use permission::{DeviceKind, Permission, Role};
pub use token::{Token, TokenHash};

/// The most characters of the name of a member of staff or of a device.
pub const NAME_CHARACTERS_MAX: usize = 60;

/// A signed-in member of staff. As an extractor it answers 401 when nobody is; as an optional one it
/// answers `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Their row.
    pub staff: i64,
    /// The name signed in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The desk acted for.
    pub desk: Option<DeskId>,
}

/// An enrolled kiosk or board. As an extractor it answers 401 for an unknown token and 429 when the
/// device asks too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its row.
    pub id: i64,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
}
