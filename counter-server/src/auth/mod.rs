//! Who may act: devices by token, staff by name and password, and what each of them may do.

mod extract;
mod guard;
pub mod password;
mod public_token;
mod remembered;
mod session;

pub use crate::identity::{Device, DeviceKind, Permission, Role, SignedIn, Token, TokenHash};
pub use extract::{DeviceOrStaff, device_of_token, holder, shown_session, shown_token};
pub use guard::SignInGuard;
pub use public_token::{public_token, ticket_of_token};
pub use remembered::Remembered;
pub use session::{COOKIE_NAME, move_to_desk, sign_in, sign_out};
