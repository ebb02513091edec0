//! A wish whose number comes without the server.

use shared::ids::TicketId;

use super::Session;
use super::input::Effect;

impl Session {
    /// The server may have taken the wish although no answer came: what comes now has an id of its own, and the
    /// server takes the other back.
    pub(super) fn replace_wish(&mut self, wish: TicketId, by: TicketId) -> Vec<Effect> {
        if let Some(open) = self.wish.as_mut().filter(|open| open.id == wish) {
            open.id = by;
        }
        Vec::new()
    }
}
