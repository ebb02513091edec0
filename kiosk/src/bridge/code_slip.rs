//! What stands on the slip with the code of a form, in the citizen's language: nothing of the form itself.

use chrono::NaiveDate;
use slint::ComponentHandle;

use super::shell::day;
use crate::session::{Session, slip_text};
use crate::ticket_paper::TicketPaper;
use crate::ui::{App, FormWords};

/// The slip of the form that was kept; none when there is no code on the screen. The machine reads the code back
/// where this kiosk has a reader.
pub(super) fn paper(app: &App, session: &Session, today: NaiveDate) -> Option<TicketPaper> {
    let (catalog, code) = (session.catalog()?, session.filling()?.kept()?.code()?);
    let language = session.language();
    let words = app.global::<FormWords>();
    let has_reader = session.shelf().has_scanner();
    Some(TicketPaper {
        agency: catalog.center.agency.get(language).to_owned(),
        center: catalog.center.name.get(language).to_owned(),
        heading: words.invoke_slip_heading().into(),
        people_ahead: words.invoke_slip_holds(day(app, &today)).into(),
        wait: words.invoke_slip_where().into(),
        qr_text: if has_reader { slip_text(&code) } else { String::new() },
        qr_caption: words.invoke_slip_qr().into(),
        closing: words.invoke_slip_secret().into(),
        number: code,
        ..TicketPaper::default()
    })
}
