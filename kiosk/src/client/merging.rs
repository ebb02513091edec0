//! Tells the server of the numbers that were given without it, one after the other, and asks it for new ones.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use shared::ids::TicketId;
use shared::protocol::{ErrorCode, IssuedTicket, LeaseRequest, LeasedNumbers};
use tokio::time::sleep;

use super::{Wire, problem};
use crate::journal::Journal;
use crate::offline::Entry;

/// How often a ticket is told with a declaration that the server does not know: it may still be on its way.
/// Together longer than the longest pause between two tries of sending declarations.
const DECLARATION_TRIES: u32 = 20;
const DECLARATION_PAUSE: Duration = Duration::from_millis(500);

/// What telling of a ticket came to.
enum Told {
    /// The server knows it now, under this id.
    Taken(TicketId),
    /// The server does not know its declaration.
    NoDeclaration,
    /// The server will never take it.
    Never,
    /// Worth trying again.
    Later,
}

impl Wire {
    /// Tells of every ticket that waits, in the order in which they were given; stops at the first that the
    /// server does not answer for.
    pub(super) async fn tell_all(self: &Arc<Self>) {
        let mut tries = 0;
        while let Some(entry) = self.offline.first() {
            match self.tell_of(&entry).await {
                Told::Taken(id) => {
                    tries = 0;
                    self.has_told(entry, id).await;
                }
                Told::NoDeclaration if tries < DECLARATION_TRIES => {
                    tries += 1;
                    sleep(DECLARATION_PAUSE).await;
                }
                Told::NoDeclaration => {
                    tracing::error!(ticket = %entry.ticket, "the declaration of a ticket never came");
                    self.on_disk(move |offline| offline.drop_declaration(&entry)).await;
                }
                Told::Never => {
                    self.note(entry.ticket, Journal::forget).await;
                    self.on_disk(move |offline| offline.set_aside(&entry)).await;
                }
                Told::Later => return,
            }
        }
    }

    async fn has_told(self: &Arc<Self>, entry: Entry, id: TicketId) {
        let note = entry.ticket;
        tracing::info!(ticket = %note, "the server knows a ticket that was given without it");
        self.offline.want_numbers_soon();
        let outcome = self.on_disk(move |offline| offline.told(&entry)).await.flatten();
        if let Some(outcome) = outcome {
            let wire = Arc::clone(self);
            tokio::spawn(async move { wire.report_to_end(note, id, outcome).await });
        }
        self.tell_offline();
    }

    async fn tell_of(&self, entry: &Entry) -> Told {
        let sent = self
            .api
            .put(&format!("tickets/{}", entry.ticket))
            .json(&self.offline.telling(entry))
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(ticket = %entry.ticket, %error, "no answer to a ticket that was given without the server");
                return Told::Later;
            }
        };
        let status = response.status();
        if status.is_success() {
            return match response.json::<IssuedTicket>().await {
                Ok(known) => Told::Taken(known.id),
                Err(_) => Told::Later,
            };
        }
        let code = problem(response).await.code;
        tracing::warn!(ticket = %entry.ticket, %status, ?code, "a ticket that was given without the server was not taken");
        match code {
            ErrorCode::UnknownDeclaration => Told::NoDeclaration,
            // A proxy's page, an administrator's change, a clock: none of it is a word about this ticket.
            ErrorCode::Internal | ErrorCode::NotAllowed | ErrorCode::NotSignedIn => Told::Later,
            _ if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => Told::Never,
            _ => Told::Later,
        }
    }

    /// Asks for numbers for the next time without a server, when it is time to.
    pub(super) async fn ask_for_numbers(&self) {
        let Some(journal) = self.offline.wants_numbers() else { return };
        let sent = self.api.post("kiosk/leases").json(&LeaseRequest { journal }).send().await;
        let leased = match sent.and_then(reqwest::Response::error_for_status) {
            Ok(response) => response.json::<LeasedNumbers>().await,
            Err(error) => Err(error),
        };
        match leased {
            Ok(leased) => {
                self.on_disk(move |offline| offline.take_numbers(leased)).await;
            }
            Err(error) => {
                tracing::warn!(%error, "no numbers for the time without the server");
                self.offline.want_numbers_soon();
            }
        }
    }
}
