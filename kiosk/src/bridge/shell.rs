//! What every screen shares: which one it is, language, names, time, paging, idle.

use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};
use shared::text::Language;
use slint::ComponentHandle;

use super::Tell;
use crate::session::{FillScreen, Input, Session, StaffScreen};
use crate::ui::{App, Screen, Shell, Words};

/// `sized` gets the size of the window in logical pixels.
pub(super) fn connect(app: &App, tell: &Tell, sized: impl Fn(f32, f32) + 'static) {
    let shell = app.global::<Shell>();
    let weak = app.as_weak();
    let to = tell.clone();
    shell.on_resized(move |width, height| {
        if let Some(app) = weak.upgrade() {
            super::fit(&app, width, height);
            sized(width, height);
            to(Input::Turned { portrait: height > width });
        }
    });
    let to = tell.clone();
    shell.on_touched(move || to(Input::Touched));
    let to = tell.clone();
    shell.on_choose_language(move |english| {
        to(Input::ChooseLanguage(if english { Language::En } else { Language::Vi }));
    });
    let to = tell.clone();
    shell.on_back(move || to(Input::Back));
    let to = tell.clone();
    shell.on_home(move || to(Input::Home));
    let to = tell.clone();
    shell.on_ask_home(move || to(Input::AskHome));
    let to = tell.clone();
    shell.on_stay(move || to(Input::Stay));
    let to = tell.clone();
    shell.on_page_next(move || to(Input::PageNext));
    let to = tell.clone();
    shell.on_page_previous(move || to(Input::PagePrevious));
    let to = tell.clone();
    shell.on_still_here(move || to(Input::StillHere));
}

pub(super) fn show(app: &App, session: &Session) {
    let shell = app.global::<Shell>();
    let language = session.language();
    shell.set_english(language == Language::En);
    if let Some(catalog) = session.catalog() {
        shell.set_agency(catalog.center.agency.get(language).into());
        shell.set_center(catalog.center.name.get(language).into());
        shell.set_slogan(catalog.center.slogan.get(language).into());
    } else {
        shell.set_agency(Default::default());
        shell.set_center(Default::default());
        shell.set_slogan(Default::default());
    }
    shell.set_asks_to_leave(session.asks_to_leave());
    shell.set_may_leave(session.may_leave());
    let (page, pages) = session.page();
    shell.set_page(i32::try_from(page).unwrap_or(1));
    shell.set_pages(i32::try_from(pages).unwrap_or(1));
    shell.set_screen(screen(session.screen()));
}

/// What changes by itself as time passes.
pub(super) fn count(app: &App, session: &Session, wall: DateTime<Utc>, now: Duration) {
    let shell = app.global::<Shell>();
    let zone = session.catalog().map(|catalog| catalog.center.time_zone);
    // Without a catalogue the place is not known, and a wrong hour is worse than none.
    if let Some(zone) = zone {
        let local = wall.with_timezone(&zone);
        shell.set_time(local.format("%H:%M").to_string().into());
        shell.set_date(date(app, &local));
    } else {
        shell.set_time(Default::default());
        shell.set_date(Default::default());
    }
    let idle = session.idle_seconds_left(now).and_then(|seconds| i32::try_from(seconds).ok());
    shell.set_idle_seconds(idle.unwrap_or(-1));
}

/// A date with its weekday.
pub(super) fn date(app: &App, local: &impl Datelike) -> slint::SharedString {
    let weekday = i32::try_from(local.weekday().num_days_from_monday()).unwrap_or_default();
    let [day, month] = [local.day(), local.month()].map(|n| i32::try_from(n).unwrap_or_default());
    app.global::<Words>().invoke_date(weekday, day, month, local.year().to_string().into())
}

/// A date in figures.
pub(super) fn day(app: &App, local: &impl Datelike) -> slint::SharedString {
    let [day, month] = [local.day(), local.month()].map(|n| i32::try_from(n).unwrap_or_default());
    app.global::<Words>().invoke_day(day, month, local.year().to_string().into())
}

/// The date at the center, in figures; empty when the place is not known.
pub(super) fn short_day(app: &App, session: &Session, now: DateTime<Utc>) -> slint::SharedString {
    let zone = session.catalog().map(|catalog| catalog.center.time_zone);
    zone.map(|zone| day(app, &now.with_timezone(&zone))).unwrap_or_default()
}

fn screen(screen: crate::session::Screen) -> Screen {
    use crate::session::Screen as Pure;
    match screen {
        Pure::Away(_) => Screen::Away,
        Pure::Welcome => Screen::Welcome,
        Pure::Services => Screen::Services,
        Pure::Procedures => Screen::Procedures,
        Pure::Procedure => Screen::Procedure,
        Pure::Priority => Screen::Priority,
        Pure::PriorityChoice => Screen::PriorityChoice,
        Pure::Confirm => Screen::Confirm,
        Pure::Busy => Screen::Busy,
        Pure::Refused => Screen::Refused,
        Pure::Failed => Screen::Failed,
        Pure::Ticket => Screen::Ticket,
        Pure::Find => Screen::Find,
        Pure::Fill(FillScreen::Notice) => Screen::FormNotice,
        Pure::Fill(FillScreen::Question) => Screen::FormQuestion,
        Pure::Fill(FillScreen::Review) => Screen::FormReview,
        Pure::Fill(FillScreen::Card) => Screen::FormCard,
        Pure::Fill(FillScreen::Keeping) => Screen::FormKeeping,
        Pure::Fill(FillScreen::Kept) => Screen::FormKept,
        Pure::Fill(FillScreen::Code) => Screen::FormCode,
        Pure::Staff(StaffScreen::Pin) => Screen::StaffPin,
        Pure::Staff(StaffScreen::Menu) => Screen::StaffMenu,
    }
}

/// The screen as reception is told of it.
pub(super) fn screen_code(screen: crate::session::Screen) -> &'static str {
    use crate::session::Screen as Pure;
    match screen {
        Pure::Away(_) => "away",
        Pure::Welcome => "welcome",
        Pure::Services | Pure::Procedures => "choosing",
        Pure::Find => "search",
        Pure::Procedure => "procedure",
        Pure::Priority | Pure::PriorityChoice => "priority",
        Pure::Confirm | Pure::Busy => "number",
        Pure::Refused | Pure::Failed => "refused",
        Pure::Ticket => "ticket",
        Pure::Fill(_) => "form",
        Pure::Staff(_) => "staff",
    }
}
