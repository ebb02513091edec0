//! What a desk is answered, in a shape that is kept for whoever sends the same command again.

use serde::{Deserialize, Serialize};
use shared::catalog::Catalog;
use shared::day::{Day, DeskCommand, DeskVerb, Refusal};
use shared::ids::DeskId;
use shared::protocol::{DeskTicket, DeskView, ErrorCode};

use crate::{sentences, views};

/// The answer to a desk command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskAnswer {
    /// The desk as the command leaves it.
    Desk(DeskView),
    /// Whom call-next called.
    Called(DeskTicket),
    /// Call-next found nobody.
    NobodyWaits,
    /// The rules say no.
    Refused(Refused),
}

/// A refusal with what stands at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Why.
    pub code: ErrorCode,
    /// The desk as it stands.
    pub desk: Option<DeskView>,
    /// The ticket still at the desk, when that is why.
    pub ticket: Option<DeskTicket>,
}

/// The answer to a command that was carried out. `day` is the day right after it.
pub(super) fn carried_out(day: &Day, catalog: &Catalog, command: &DeskCommand) -> DeskAnswer {
    let Some(view) = desk_view(day, catalog, &command.desk) else {
        return refused(day, catalog, &command.desk, &Refusal::UnknownDesk);
    };
    match (command.verb, view.ticket) {
        (DeskVerb::CallNext, Some(ticket)) => DeskAnswer::Called(ticket),
        (_, ticket) => DeskAnswer::Desk(DeskView { ticket, ..view }),
    }
}

/// The answer to a command that the rules refuse.
pub(super) fn refused(
    day: &Day,
    catalog: &Catalog,
    desk: &DeskId,
    refusal: &Refusal,
) -> DeskAnswer {
    if matches!(refusal, Refusal::NobodyWaits { .. }) {
        return DeskAnswer::NobodyWaits;
    }
    let view = desk_view(day, catalog, desk);
    let is_busy = matches!(refusal, Refusal::DeskBusy { .. });
    let ticket = view.as_ref().filter(|_| is_busy).and_then(|view| view.ticket.clone());
    DeskAnswer::Refused(Refused { code: sentences::code_of(refusal), desk: view, ticket })
}

fn desk_view(day: &Day, catalog: &Catalog, desk: &DeskId) -> Option<DeskView> {
    catalog.desk(desk).map(|entry| views::desk(day, catalog, entry))
}
