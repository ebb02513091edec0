//! What stands on the printed list of papers, in the citizen's language.

use chrono::{DateTime, Utc};
use slint::ComponentHandle;

use super::procedure::{due_words, fee_words, phone_address, time_words};
use super::shell::short_day;
use crate::session::Session;
use crate::ticket_paper::{ChecklistPaper, ChecklistPlace};
use crate::ui::{App, Words};

/// The list of the procedure on the screen; none when there is no procedure on it.
pub(super) fn paper(app: &App, session: &Session, now: DateTime<Utc>) -> Option<ChecklistPaper> {
    let (catalog, procedure) = (session.catalog()?, session.procedure()?);
    let language = session.language();
    let words = app.global::<Words>();
    let place = |(place, document): (usize, &shared::catalog::Document)| ChecklistPlace {
        name: document.name.get(language).to_owned(),
        have: session.checklist().has(place),
        only_some: document.only_some,
    };
    let missing = session.papers_missing();
    let summary = match (session.checklist().is_begun(), missing) {
        (false, _) => slint::SharedString::new(),
        (true, 0) => words.invoke_list_complete(),
        (true, _) => words.invoke_list_missing(i32::try_from(missing).unwrap_or(i32::MAX)),
    };
    let (time, time_note) = time_words(&words, &procedure.time_limit, language);
    let (fee, fee_note) = fee_words(&words, &procedure.fee, language);
    let (due, _) = due_words(app, session, now);
    let lines = |parts: [slint::SharedString; 3]| -> Vec<String> {
        parts.into_iter().filter(|part| !part.is_empty()).map(Into::into).collect()
    };
    Some(ChecklistPaper {
        agency: catalog.center.agency.get(language).to_owned(),
        center: catalog.center.name.get(language).to_owned(),
        heading: words.invoke_list_heading().into(),
        procedure: procedure.name.get(language).to_owned(),
        places: procedure.documents.iter().enumerate().map(place).collect(),
        only_some: words.invoke_list_some().into(),
        summary: summary.into(),
        facts: vec![
            (words.invoke_list_time().into(), lines([time, time_note, due])),
            (words.invoke_list_fee().into(), lines([fee, fee_note, slint::SharedString::new()])),
        ],
        as_of: words.invoke_list_as_of(short_day(app, session, now)).into(),
        qr_text: phone_address(session).unwrap_or_default(),
        qr_caption: words.invoke_list_code().into(),
    })
}
