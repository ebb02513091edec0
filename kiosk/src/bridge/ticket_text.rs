//! What stands on the printed ticket, in the citizen's language.

use shared::protocol::IssuedTicket;
use slint::ComponentHandle;

use super::ticket::wait_words;
use crate::session::Session;
use crate::ticket_paper::TicketPaper;
use crate::ui::{App, Words};

pub(super) fn paper(app: &App, session: &Session, issued: &IssuedTicket) -> TicketPaper {
    let words = app.global::<Words>();
    let language = session.language();
    let mut paper = TicketPaper {
        heading: words.invoke_ticket_heading().into(),
        number: issued.number.as_str().to_owned(),
        people_ahead: words
            .invoke_people_ahead(i32::try_from(issued.people_ahead).unwrap_or(i32::MAX))
            .into(),
        wait: issued
            .wait_minutes
            .map(|range| words.invoke_wait(wait_words(&words, range)).into())
            .unwrap_or_default(),
        // The server's own offset: the center's time, whatever the kiosk's clock says.
        time: issued.issued_at.format("%H:%M · %d/%m/%Y").to_string(),
        note: session
            .priority()
            .map(|class| words.invoke_priority(class.name.get(language).into()).into()),
        qr_text: issued.public_url.clone(),
        qr_caption: words.invoke_qr_caption().into(),
        ..TicketPaper::default()
    };
    if let Some(catalog) = session.catalog() {
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
