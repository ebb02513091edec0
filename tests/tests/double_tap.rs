//! A nervous finger: however often it taps, there is one ticket.

use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;

#[tokio::test(flavor = "multi_thread")]
async fn tapping_twice_makes_one_ticket() -> anyhow::Result<()> {
    let story = Story::begin("double_tap")?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    let address = format!("tcp:{}", printer.address());
    let kiosk = Window::kiosk(&center, Place::Nowhere, "1080x1920", &address).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    let wish = Wish { service: "business", procedure: None, priority: None };

    citizen.walk_to_confirm(wish, async |_| Ok(())).await?;
    kiosk.tap_twice(&citizen.word("Take a number")?).await?;
    assert_eq!(citizen.reads_number().await?, "E001");

    printer.wait_for_tickets(1, SOON);
    let manager = center.staff("quanly", None).await?;
    let now = until("the ticket is known as printed", SOON, async || {
        let queue = manager.get("/queue").await?;
        let entries = queue["services"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|it| it["entries"].as_array().cloned());
        let entries: Vec<_> = entries.flatten().collect();
        Ok((entries.first().is_some_and(|entry| entry["print"] == "printed")).then_some(entries))
    });
    assert_eq!(now.await?.len(), 1);
    assert_eq!(manager.get("/manager/now").await?["issued_today"], 1);
    assert_eq!(printer.tickets().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tap_may_be_a_double_one() -> anyhow::Result<()> {
    let story = Story::begin("double_tap_everywhere")?;
    let center = story.center().await?;
    let kiosk = Window::kiosk(&center, Place::Nowhere, "1920x1080", "none").await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog.clone(), Language::Vi);
    let field = catalog["services"][1]["name"]["vi"].as_str().unwrap_or_default().to_owned();

    kiosk.tap_twice(&citizen.word("Touch here to begin")?).await?;
    kiosk.tap_twice(&field).await?;
    kiosk.tap_twice(&citizen.word("Something else, or I am not sure")?).await?;
    kiosk.tap_twice(&citizen.word("No, go on")?).await?;
    kiosk.tap_twice(&citizen.word("Take a number")?).await?;
    assert_eq!(citizen.reads_number().await?, "B001");
    let manager = center.staff("quanly", None).await?;
    assert_eq!(manager.get("/manager/now").await?["issued_today"], 1);
    Ok(())
}
