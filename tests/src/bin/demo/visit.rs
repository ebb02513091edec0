//! The demonstration that plays by itself: one citizen from the welcome screen to the end of the service, while a morning's
//! other people wait and are served around them.

use std::path::Path;

use anyhow::Context;
use end_to_end::browser::{Browser, Browsers, Glass};
use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::office;
use end_to_end::patience::{SOON, until};
use end_to_end::programs::{Program, built};
use end_to_end::visit::{Citizen, Step, Wish};
use end_to_end::window::{KioskSetup, Place, Window};
use end_to_end::words::{self, Language};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::boards;
use crate::pictures::Pictures;

/// What the citizen of this visit comes for.
const WISH: Wish<'static> = Wish {
    service: "civil-status",
    procedure: Some("birth-registration"),
    priority: Some("pregnant-child"),
};

/// Others in the lobby: so many people for each service.
const LOBBY: [(&str, usize); 6] = [
    ("civil-status", 4),
    ("certification", 5),
    ("land-building", 9),
    ("labour-social", 2),
    ("business", 3),
    ("reception-results", 4),
];

/// Desks of others that call one after another: who, where, how many.
const OTHER_DESKS: [(&str, &str, usize); 4] =
    [("quay2", "4", 1), ("quay3", "8", 1), ("quay2", "5", 3), ("quay3", "2", 2)];

/// Plays the visit; everything lies in `into`.
pub(crate) async fn play(into: &Path) -> anyhow::Result<()> {
    let center = Center::open(&into.join("center")).await?;
    let tickets = into.join("tickets");
    let mut command = Command::new(built("paper-printer")?);
    command.arg("--into").arg(&tickets);
    let mut printer = Program::start("paper-printer", command, into)?;
    let printer_address = format!("tcp:{}", printer.says("listening on ", 0, SOON).await?);
    let browsers = Browsers::start(into).await?;
    let pictures = Pictures::into(into.join("pictures"))?;
    println!("A citizen comes; pictures of every step:");
    fill_lobby(&center).await?;

    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let portrait = Display::start("kiosk", 1080, 1920, into).await?;
    let wall = Display::start("board", 1920, 1080, into).await?;
    let board = Window::board(&center, Place::On(&wall), "1920x1080").await?;
    let number = take_number(&center, &portrait, &catalog, &printer_address, &pictures).await?;
    let link = the_paper(&tickets, &mut printer, &pictures).await?;
    let phone = browsers.open(Glass::Phone).await?;
    phone.page.goto(center.page_of(&link)).await?;
    phone.find("[data-testid=phone-state][data-state=waiting]").await?;
    pictures.of_page(&phone, "phone-waiting").await?;
    let scene =
        Scene { center: &center, wall: &wall, board: &board, phone: &phone, pictures: &pictures };
    serve(&scene, &browsers, &number).await?;
    manage(&scene, &browsers).await?;
    phone.close().await?;
    other_kiosks(&center, &catalog, &pictures, into).await?;
    boards::pictures(&center, &pictures, into).await?;
    println!("The visit of {number} is over. Pictures: {}", pictures.folder().display());
    Ok(())
}

/// What the second half of the visit looks at.
struct Scene<'a> {
    center: &'a Center,
    wall: &'a Display,
    board: &'a Window<'a>,
    phone: &'a Browser,
    pictures: &'a Pictures,
}

async fn fill_lobby(center: &Center) -> anyhow::Result<()> {
    let kiosk = center.device("kiosk")?;
    for (service, people) in LOBBY {
        for _ in 0..people {
            kiosk.issue(service).await?;
        }
    }
    for (who, desk, people) in OTHER_DESKS {
        let staff = center.staff(who, Some(desk)).await?;
        let act = async |verb: &str| staff.post(&format!("/desks/{desk}/{verb}"), &json!({})).await;
        act("open").await?;
        for person in 0..people {
            if person > 0 {
                act("finish").await?;
            }
            act("call-next").await?;
            act("start").await?;
        }
    }
    Ok(())
}

fn picture_name(step: Step) -> &'static str {
    match step {
        Step::Welcome => "welcome",
        Step::Fields => "fields",
        Step::Procedures => "procedures",
        Step::Procedure => "procedure",
        Step::Priority => "priority",
        Step::Groups => "priority-groups",
        Step::Confirm => "confirm",
        Step::Ticket => "number",
    }
}

async fn take_number(
    center: &Center,
    display: &Display,
    catalog: &Value,
    printer: &str,
    pictures: &Pictures,
) -> anyhow::Result<String> {
    let kiosk = Window::kiosk(center, Place::On(display), "1080x1920", printer).await?;
    let citizen = Citizen::new(&kiosk, catalog.clone(), Language::Vi);
    let number = citizen
        .take_number(WISH, async |step| {
            if step == Step::Ticket {
                citizen.reads("Please take your ticket below.", SOON).await?;
            }
            pictures.of_display(display, &format!("kiosk-{}", picture_name(step))).await
        })
        .await?;
    citizen.tap("Finish").await?;
    citizen.waits_for("Touch here to begin").await?;
    Ok(number)
}

/// The ticket as it came out; returns where its QR code leads.
async fn the_paper(
    tickets: &Path,
    printer: &mut Program,
    pictures: &Pictures,
) -> anyhow::Result<String> {
    let said = printer.says("ticket-001.png", 0, SOON).await?;
    pictures.of_file(&tickets.join("ticket-001.png"), "ticket-as-printed")?;
    let link = said.split_whitespace().find(|word| word.starts_with("http"));
    Ok(link.context("the ticket has no QR code")?.to_owned())
}

/// The desk signs in, opens, calls, serves and finishes.
async fn serve(scene: &Scene<'_>, browsers: &Browsers, number: &str) -> anyhow::Result<()> {
    let Scene { center, wall, board, phone, pictures } = scene;
    pictures.of_display(wall, "board-before-the-call").await?;
    let desk = browsers.open(Glass::Monitor).await?;
    office::fill_in(center, &desk, "quay1", Some("1")).await?;
    pictures.of_page(&desk, "desk-sign-in").await?;
    office::press(&desk, "[data-testid=sign-in-submit]").await?;
    office::open_desk(&desk).await?;
    pictures.of_page(&desk, "desk-before-the-call").await?;
    desk.key('n').await?;
    desk.find("[data-testid=ticket][data-state=called]").await?;
    let called = desk.find("[data-testid=ticket-number]").await?.text().await?;
    anyhow::ensure!(called == number, "{called} was called, not {number}");
    pictures.of_page(&desk, "desk-called").await?;
    board
        .screen
        .text(&words::board(Language::Vi, "Newest call: {0}, desk {1}", &[number, "1"])?, SOON)
        .await?;
    pictures.of_display(wall, "board-after-the-call").await?;
    phone.find("[data-testid=phone-state][data-state=called]").await?;
    pictures.of_page(phone, "phone-called").await?;
    desk.key('s').await?;
    desk.find("[data-testid=ticket][data-state=serving]").await?;
    pictures.of_page(&desk, "desk-serving").await?;
    desk.key('f').await?;
    desk.find("[data-testid=ticket][data-state=none]").await?;
    phone.find("[data-testid=phone-state][data-state=done]").await?;
    pictures.of_page(phone, "phone-done").await?;
    desk.close().await
}

async fn manage(scene: &Scene<'_>, browsers: &Browsers) -> anyhow::Result<()> {
    let Scene { center, pictures, .. } = scene;
    for (name, page, mark) in [
        ("quanly", "manager", "tile-served"),
        ("tiepnhan", "reception", "service-waiting-business"),
    ] {
        let browser = browsers.open(Glass::Monitor).await?;
        office::sign_in(center, &browser, name, None).await?;
        browser.page.goto(format!("{}/{page}", center.page_address())).await?;
        browser.find(&format!("[data-testid={mark}]")).await?;
        pictures.of_page(&browser, page).await?;
        office::press(&browser, "[data-testid=language-switch]").await?;
        browser.find("html[lang=en]").await?;
        pictures.of_page(&browser, &format!("{page}-english")).await?;
        browser.close().await?;
    }
    Ok(())
}

/// The kiosk in English and in landscape, then what it shows while the server is away.
async fn other_kiosks(
    center: &Center,
    catalog: &Value,
    pictures: &Pictures,
    into: &Path,
) -> anyhow::Result<()> {
    for (name, width, height, language) in [
        ("english", 1080, 1920, Language::En),
        ("landscape", 1920, 1080, Language::Vi),
        ("landscape-english", 1920, 1080, Language::En),
    ] {
        let display = Display::start(name, width, height, into).await?;
        let kiosk =
            Window::kiosk(center, Place::On(&display), &format!("{width}x{height}"), "none")
                .await?;
        if language == Language::En {
            kiosk.tap("English").await?;
        }
        let citizen = Citizen::new(&kiosk, catalog.clone(), language);
        let wish = Wish { priority: None, ..WISH };
        let seen = async |step| {
            pictures.of_display(&display, &format!("kiosk-{name}-{}", picture_name(step))).await
        };
        citizen.take_number(wish, seen).await?;
    }
    away(pictures, into).await
}

/// What people see while the server is away.
async fn away(pictures: &Pictures, into: &Path) -> anyhow::Result<()> {
    let lost = Center::open(&into.join("center-away")).await?;
    let display = Display::start("away", 1080, 1920, into).await?;
    // One that gives numbers by itself has little to show.
    let setup = KioskSetup { journal: false, ..KioskSetup::first() };
    let kiosk = Window::kiosk_as(&lost, Place::On(&display), &setup).await?;
    kiosk.screen.button(&words::kiosk(Language::Vi, "Touch here to begin", &[])?, SOON).await?;
    drop(lost);
    let resting = words::kiosk(Language::Vi, "This kiosk is resting for a moment", &[])?;
    until("the kiosk says that it rests", SOON * 3, async || {
        Ok(kiosk.screen.shows(&resting).await?.then_some(()))
    })
    .await?;
    pictures.of_display(&display, "kiosk-server-away").await
}
