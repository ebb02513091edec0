//! A ticket that was given without the server, as it waits on disk to be told. Nothing about a person.

use serde::{Deserialize, Serialize};
use shared::ids::TicketId;
use shared::protocol::IssueTicketRequest;

/// The ending of an entry's file.
pub(super) const ENDING: &str = "told-later";
/// The ending of one that the server will never take; kept for whoever looks into it.
pub(super) const REFUSED: &str = "refused";

/// A ticket that the server does not know yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Its place in the order in which they are told.
    pub(super) place: u64,
    /// Its id.
    pub(crate) ticket: TicketId,
    /// What is told.
    pub(crate) request: IssueTicketRequest,
}

impl Entry {
    /// The name of its file.
    pub(super) fn name(&self) -> String {
        format!("{}.{ENDING}", self.ticket)
    }

    /// The name of its file once the server refused it.
    pub(super) fn refused_name(&self) -> String {
        format!("{}.{REFUSED}", self.ticket)
    }
}
