//! The story: a citizen takes a number at a real kiosk window, the printer prints it, a desk calls it in a real browser,
//! the lobby board shows it, the phone follows it, the manager sees it. Everything is looked at from outside.

use std::time::Duration;

use end_to_end::browser::{Browser, Browsers, Glass};
use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::office;
use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::{self, Language};

const WISH: Wish<'static> =
    Wish { service: "civil-status", procedure: Some("birth-registration"), priority: None };

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_is_served() -> anyhow::Result<()> {
    let story = Story::begin("one_visit")?;
    let center = story.center().await?;
    let portrait = Display::start("kiosk", 1080, 1920, story.folder()).await?;
    let landscape = Display::start("board", 1920, 1080, story.folder()).await?;
    let printer = PaperPrinter::start()?;
    let kiosk = Window::kiosk(
        &center,
        Place::On(&portrait),
        "1080x1920",
        &format!("tcp:{}", printer.address()),
    )
    .await?;
    let board = Window::board(&center, Place::On(&landscape), "1920x1080").await?;
    let browsers = Browsers::start(story.folder()).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;

    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    let number = citizen.take_number(WISH, async |_| Ok(())).await?;
    assert_eq!(number, "A001");
    let link = the_paper(&printer);
    let phone = browsers.open(Glass::Phone).await?;
    phone.page.goto(center.page_of(&link)).await?;
    assert_eq!(phone.find("[data-testid=phone-number]").await?.text().await?, number);
    phone.find("[data-testid=phone-state][data-state=waiting]").await?;

    board
        .screen
        .text(&words::board(Language::Vi, "No number has been called yet today", &[])?, SOON)
        .await?;
    let before = landscape.picture().await?;
    let desk = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &desk, "quay1", Some("1")).await?;
    office::open_desk(&desk).await?;
    desk.key('n').await?;
    desk.find("[data-testid=ticket][data-state=called]").await?;
    assert_eq!(desk.find("[data-testid=ticket-number]").await?.text().await?, number);

    board
        .screen
        .text(&words::board(Language::Vi, "Newest call: {0}, desk {1}", &[&number, "1"])?, SOON)
        .await?;
    let after = landscape.picture().await?;
    assert!(before != after && after.colours() > 10, "the board's picture does not show the call");
    phone.find("[data-testid=phone-state][data-state=called]").await?;
    served(&center, &desk, &phone).await?;
    kiosk_returns(&citizen).await?;
    for browser in [phone, desk] {
        browser.close().await?;
    }
    Ok(())
}

/// One ticket came out, whole, cut, as wide as the paper; returns where its QR code leads.
fn the_paper(printer: &PaperPrinter) -> String {
    let tickets = printer.wait_for_tickets(1, SOON);
    assert_eq!((tickets.len(), printer.unknown_bytes()), (1, 0));
    assert!(tickets[0].cut && tickets[0].width_dots == 576, "{} dots", tickets[0].width_dots);
    let link = tickets[0].qr_text().expect("the printed QR code can be read");
    assert!(link.contains("/t/"), "{link}");
    link
}

/// The desk serves and finishes; the phone, the manager's page and the server all know.
async fn served(center: &Center, desk: &Browser, phone: &Browser) -> anyhow::Result<()> {
    desk.key('s').await?;
    desk.find("[data-testid=ticket][data-state=serving]").await?;
    desk.key('f').await?;
    desk.find("[data-testid=ticket][data-state=none]").await?;
    phone.find("[data-testid=phone-state][data-state=done]").await?;
    let manager = center.staff("quanly", None).await?;
    let now = manager.get("/manager/now").await?;
    assert_eq!(
        (&now["issued_today"], &now["served_today"], &now["waiting"]),
        (&1.into(), &1.into(), &0.into())
    );
    assert_eq!(now["unprinted"].as_array().map(Vec::len), Some(0), "{now}");
    Ok(())
}

async fn kiosk_returns(citizen: &Citizen<'_>) -> anyhow::Result<()> {
    until("the kiosk is ready for the next citizen", Duration::from_secs(90), async || {
        Ok(citizen.waits_for("Touch here to begin").await.ok())
    })
    .await
    .map(drop)
}
