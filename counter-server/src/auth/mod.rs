//! Who may act: devices by token, staff by name and password, and what each of them may do.

mod extract;
mod guard;
pub mod password;
mod permission;
mod public_token;
mod remembered;
mod session;
mod token;

pub use extract::{Device, DeviceOrStaff, SignedIn};
pub use guard::SignInGuard;
pub use permission::{DeviceKind, Permission, Role};
pub use public_token::{public_token, ticket_of_token};
pub use remembered::Remembered;
pub use session::{COOKIE_NAME, move_to_desk, sign_in, sign_out};
pub use token::{Token, TokenHash};
