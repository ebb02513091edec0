//! People beside the kiosk: somebody calls for help and is told that a person comes; the paper is out, which staff see
//! and the kiosk says before anybody asks for a number.

use end_to_end::browser::{Browsers, Glass};
use end_to_end::office;
use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{KioskSetup, Place, Window};
use end_to_end::words::Language;

const WISH: Wish<'static> = Wish { service: "labour-social", procedure: None, priority: None };

#[tokio::test(flavor = "multi_thread")]
async fn somebody_comes_to_the_kiosk_that_called() -> anyhow::Result<()> {
    let story = Story::begin("kiosk_helped")?;
    let center = story.center().await?;
    center.enrol("kiosk", "Kiosk 2", "kiosk-2").await?;
    let setup = KioskSetup { name: "kiosk-2", ..KioskSetup::first() };
    let kiosk = Window::kiosk_as(&center, Place::Nowhere, &setup).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    let browsers = Browsers::start(story.folder()).await?;
    let page = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &page, "tiepnhan", None).await?;

    citizen.tap("Touch here to begin").await?;
    citizen.tap("Call for help").await?;
    citizen.waits_for("Help is called").await?;
    // The board is the second device, so that this kiosk is the third: its name is what counts.
    let row = "[data-testid^=help-row-][data-answered=false]";
    let told = page.find(row).await?.text().await?;
    assert!(told.contains("Kiosk 2"), "{told}");
    office::press(&page, &format!("{row} button")).await?;
    page.find("[data-testid^=help-row-][data-answered=true]").await?;
    citizen.waits_for("Help is coming").await?;

    // Taken back, it is gone on both sides; a visit that is over takes it back by itself.
    citizen.tap("Help is coming").await?;
    citizen.waits_for("Call for help").await?;
    until("reception has nobody to help", SOON, async || {
        let rows = page.page.find_all(thirtyfour::By::Css("[data-testid^=help-row-]")).await?;
        Ok(rows.is_empty().then_some(()))
    })
    .await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_out_is_known_before_the_tap() -> anyhow::Result<()> {
    let story = Story::begin("paper_out_before")?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    let address = format!("tcp:{}", printer.address());
    let kiosk = Window::kiosk(&center, Place::Nowhere, "1080x1920", &address).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    citizen.waits_for("Touch here to begin").await?;
    let notice = "The printer has no paper just now. You still get a number: it is shown here and on your phone.";
    assert!(!kiosk.screen.shows(&citizen.word(notice)?).await?);
    let browsers = Browsers::start(story.folder()).await?;
    let reception = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &reception, "tiepnhan", None).await?;
    let manager = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &manager, "quanly", None).await?;

    // Nobody touches anything: the kiosk asks its printer by itself.
    printer.set_faults(|faults| faults.paper_out = true);
    citizen.reads(notice, RECOVERY).await?;
    for page in [&reception, &manager] {
        until("the staff see which kiosk has no paper", RECOVERY, async || {
            let text = page.find("[data-testid=kiosk-row-1]").await?.text().await?;
            Ok((text.contains("Kiosk 1") && text.to_lowercase().contains("hết giấy")).then_some(()))
        })
        .await?;
    }
    let number = citizen.take_number(WISH, async |_| Ok(())).await?;
    citizen.reads("QR code of your ticket's page", SOON).await?;
    assert_eq!(printer.tickets().len(), 0);
    let queue = center.staff("tiepnhan", None).await?;
    let kept = queue.get(&format!("/tickets?number={number}")).await?;
    assert_eq!(kept["state"], "waiting");

    // Refilled, the notice goes by itself.
    printer.set_faults(|faults| faults.paper_out = false);
    citizen.tap("Finish").await?;
    citizen.waits_for("Touch here to begin").await?;
    let text = citizen.word(notice)?;
    until("the notice is gone", RECOVERY, async || {
        Ok((!kiosk.screen.shows(&text).await?).then_some(()))
    })
    .await?;
    for page in [reception, manager] {
        page.close().await?;
    }
    Ok(())
}
