//! What a desk is answered, in a shape that is kept for whoever sends the same command again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::catalog::Catalog;
use shared::day::{Day, DeskCommand, DeskVerb, Refusal};
use shared::ids::DeskId;
use shared::protocol::{DeskTicket, DeskView, ErrorCode};
use shared::text::Text;

use crate::{refusal_sentences, sentences, views};

/// The answer to a desk command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskAnswer {
    /// The desk as the command leaves it.
    Desk(Box<DeskView>),
    /// Whom call-next called.
    Called(Box<DeskTicket>),
    /// Call-next found nobody.
    NobodyWaits,
    /// The rules say no.
    Refused(Box<Refused>),
}

/// A refusal with what stands at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Why.
    pub code: ErrorCode,
    /// What people read about it; answers kept by an earlier version have the sentence of the code only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Text>,
    /// The desk as it stands.
    pub desk: Option<DeskView>,
    /// The ticket still at the desk, when that is why.
    pub ticket: Option<DeskTicket>,
}

/// The answer to a command that was carried out. `day` is the day right after it.
pub(super) fn carried_out(
    day: &Day,
    catalog: &Catalog,
    command: &DeskCommand,
    at: DateTime<Utc>,
) -> DeskAnswer {
    let Some(view) = desk_view(day, catalog, &command.desk, at) else {
        return refused(day, catalog, &command.desk, &Refusal::UnknownDesk, at);
    };
    match (&command.verb, view.ticket) {
        (DeskVerb::CallNext, Some(ticket)) => DeskAnswer::Called(Box::new(ticket)),
        (_, ticket) => DeskAnswer::Desk(Box::new(DeskView { ticket, ..view })),
    }
}

/// The answer to a command that the rules refuse.
pub(super) fn refused(
    day: &Day,
    catalog: &Catalog,
    desk: &DeskId,
    refusal: &Refusal,
    at: DateTime<Utc>,
) -> DeskAnswer {
    if matches!(refusal, Refusal::NobodyWaits { .. }) {
        return DeskAnswer::NobodyWaits;
    }
    let view = desk_view(day, catalog, desk, at);
    let is_busy = matches!(refusal, Refusal::DeskBusy { .. });
    let ticket = view.as_ref().filter(|_| is_busy).and_then(|view| view.ticket.clone());
    let said = Some(refusal_sentences::said(refusal, day, catalog, at));
    let code = sentences::code_of(refusal);
    DeskAnswer::Refused(Box::new(Refused { code, said, desk: view, ticket }))
}

fn desk_view(day: &Day, catalog: &Catalog, desk: &DeskId, at: DateTime<Utc>) -> Option<DeskView> {
    catalog.desk(desk).map(|entry| views::desk(day, catalog, entry, at))
}
