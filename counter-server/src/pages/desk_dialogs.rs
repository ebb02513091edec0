//! What the dialogs of the desk offer: reasons for a pause, lengths of a hold, where a ticket can be sent.

use shared::catalog::{Catalog, Desk};
use shared::day::{Day, DeskState, Ticket};
use shared::text::Language;

use super::words::{self, DeskLine};
use crate::language::{fill, tr};
use crate::views;

/// Lengths of a hold in minutes; after them comes "until called back".
const HOLD_MINUTES: [u32; 4] = [5, 10, 15, 30];

/// The length that is chosen until another is: a hold that ends by itself forgets nobody.
const HOLD_MINUTES_USUAL: u32 = 10;

/// One choice in a dialog, chosen by its code, the arrows or the mouse.
pub(super) struct Choice {
    /// What the form sends.
    pub(super) value: String,
    /// What is typed to choose it.
    pub(super) code: String,
    pub(super) label: String,
    /// What else one should know of it.
    pub(super) hint: String,
    /// Why it cannot be chosen now.
    pub(super) disabled: bool,
    pub(super) chosen: bool,
}

impl Choice {
    fn new(value: impl Into<String>, code: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            code: code.into(),
            label: label.into(),
            hint: String::new(),
            disabled: false,
            chosen: false,
        }
    }
}

/// Why the desk pauses.
pub(super) fn pause_reasons(language: Language, catalog: &Catalog) -> Vec<Choice> {
    (1..)
        .zip(&catalog.pause_reasons)
        .map(|(code, reason): (u32, _)| {
            Choice::new(reason.id.as_str(), code.to_string(), reason.name.get(language))
        })
        .collect()
}

/// How long somebody is set aside.
pub(super) fn hold_lengths(language: Language) -> Vec<Choice> {
    let timed = (1..).zip(HOLD_MINUTES).map(|(code, minutes): (u32, _)| {
        let label = fill(tr(language, "{minutes} min"), "minutes", &minutes);
        Choice {
            chosen: minutes == HOLD_MINUTES_USUAL,
            ..Choice::new(minutes.to_string(), code.to_string(), label)
        }
    });
    let open = Choice {
        hint: tr(language, "waits until a desk calls back").to_owned(),
        ..Choice::new("", "0", tr(language, "Until called back"))
    };
    let back = tr(language, "then waits again at the old place");
    timed.map(|choice| Choice { hint: back.to_owned(), ..choice }).chain([open]).collect()
}

/// Where the ticket at the desk can be sent: back, to a service by its letter, to a desk by its number.
pub(super) fn destinations(
    language: Language,
    day: &Day,
    catalog: &Catalog,
    desk: &Desk,
    ticket: &Ticket,
) -> Vec<Choice> {
    let back = ticket.legs.last().map(|leg| {
        let desk = leg.desk.as_ref().map(|desk| words::desk_named(language, catalog, desk));
        let label = desk.map_or_else(
            || tr(language, "Back to where it came from").to_owned(),
            |desk| fill(tr(language, "Back to {desk}"), "desk", &desk),
        );
        Choice {
            hint: words::service(language, catalog, &leg.service),
            ..Choice::new("back", "0", label)
        }
    });
    let services =
        catalog.services.iter().filter(|service| service.id != ticket.service).map(|service| {
            Choice {
                hint: fill(tr(language, "{count} waiting"), "count", &day.waiting(&service.id)),
                ..Choice::new(
                    format!("service:{}", service.id),
                    service.prefix.as_str(),
                    service.name.get(language),
                )
            }
        });
    let desks = catalog.desks.iter().filter(|other| other.id != desk.id).map(|other| {
        let line = DeskLine::new(language, &views::headline(day, other));
        Choice {
            disabled: day.desk(&other.id).state == DeskState::Closed,
            hint: line.label.to_owned(),
            ..Choice::new(format!("desk:{}", other.id), other.name.as_str(), line.name)
        }
    });
    back.into_iter().chain(services).chain(desks).collect()
}
