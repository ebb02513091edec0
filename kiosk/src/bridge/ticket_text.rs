//! What stands on the printed ticket, in the citizen's language.

use shared::protocol::{CatalogView, IssuedTicket, PrintJob};
use shared::text::{Language, Text};
use slint::ComponentHandle;

use super::ticket::{given_without_server, wait_words};
use crate::session::Session;
use crate::ticket_paper::TicketPaper;
use crate::ui::{App, Words};

/// The paper of a number that was just given.
pub(super) fn paper(app: &App, session: &Session, issued: &IssuedTicket) -> TicketPaper {
    let priority = session.priority().map(|class| &class.name);
    lines(app, session.catalog().map(AsRef::as_ref), session.language(), issued, priority)
}

/// The paper of a number that is printed again, in the language of its holder.
pub(super) fn paper_again(app: &App, session: &Session, job: &PrintJob) -> TicketPaper {
    let catalog = session.catalog().map(AsRef::as_ref);
    let priority = catalog.and_then(|catalog| {
        let class =
            catalog.priorities.iter().find(|class| Some(&class.id) == job.priority.as_ref())?;
        Some(&class.name)
    });
    speak(job.language);
    let mut paper = lines(app, catalog, job.language, &job.ticket, priority);
    paper.reprint = job.again.then(|| app.global::<Words>().invoke_reprint_mark().into());
    // Nothing is drawn in between: the screen keeps its own language.
    speak(session.language());
    paper
}

fn speak(language: Language) {
    if let Err(error) = slint::select_bundled_translation(language.code()) {
        tracing::error!(%error, "the language cannot be changed");
    }
}

fn lines(
    app: &App,
    catalog: Option<&CatalogView>,
    language: Language,
    issued: &IssuedTicket,
    priority: Option<&Text>,
) -> TicketPaper {
    let words = app.global::<Words>();
    let mut paper = TicketPaper {
        heading: words.invoke_ticket_heading().into(),
        number: issued.number.as_str().to_owned(),
        people_ahead: if given_without_server(issued) {
            words.invoke_ticket_offline().into()
        } else {
            let ahead = i32::try_from(issued.people_ahead).unwrap_or(i32::MAX);
            words.invoke_people_ahead(ahead).into()
        },
        wait: issued
            .wait_minutes
            .map(|range| words.invoke_wait(wait_words(&words, range)).into())
            .unwrap_or_default(),
        // The server's own offset: the center's time, whatever the kiosk's clock says.
        time: issued.issued_at.format("%H:%M · %d/%m/%Y").to_string(),
        note: priority.map(|name| words.invoke_priority(name.get(language).into()).into()),
        qr_text: issued.public_url.clone(),
        qr_caption: words.invoke_qr_caption().into(),
        ..TicketPaper::default()
    };
    if let Some(catalog) = catalog {
        paper.agency = catalog.center.agency.get(language).to_owned();
        paper.center = catalog.center.name.get(language).to_owned();
        paper.closing = catalog.center.closing_line.get(language).to_owned();
        if let Some(service) = catalog.services.iter().find(|service| service.id == issued.service)
        {
            paper.service = service.name.get(language).to_owned();
        }
    }
    paper
}
