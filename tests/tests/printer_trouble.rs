//! The printer is out of paper, absent, or breaks off: the citizen is told and keeps the number, the staff see it.

use end_to_end::center::Center;
use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::screen::free_port;
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;
use serde_json::{Value, json};

const WISH: Wish<'static> = Wish { service: "labour-social", procedure: None, priority: None };

const NOT_PRINTED: &str = "The ticket could not be printed. Your number is kept. Remember it or take a photo, and tell the staff.";
const PERHAPS: &str = "Did your ticket come out?";

#[tokio::test(flavor = "multi_thread")]
async fn without_paper() -> anyhow::Result<()> {
    let story = Story::begin("without_paper")?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    printer.set_faults(|faults| faults.paper_out = true);
    let told = a_number_without_paper(&center, &format!("tcp:{}", printer.address())).await?;
    assert_eq!(told, ("failed".to_owned(), NOT_PRINTED));
    assert_eq!(printer.tickets().len(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_printer_at_the_address() -> anyhow::Result<()> {
    let story = Story::begin("without_a_printer")?;
    let center = story.center().await?;
    let told = a_number_without_paper(&center, &format!("tcp:127.0.0.1:{}", free_port()?)).await?;
    assert_eq!(told, ("failed".to_owned(), NOT_PRINTED));
    Ok(())
}

/// Nobody can know whether the ticket came out whole: the citizen and the staff are told just that.
#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_breaks_off() -> anyhow::Result<()> {
    let story = Story::begin("printer_breaks_off")?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    printer.set_faults(|faults| faults.close_after_bytes = Some(9_000));
    let (outcome, sentence) =
        a_number_without_paper(&center, &format!("tcp:{}", printer.address())).await?;
    assert!(
        matches!((outcome.as_str(), sentence), ("failed", NOT_PRINTED) | ("unknown", PERHAPS)),
        "{outcome}"
    );
    assert!(printer.tickets().iter().all(|ticket| !ticket.cut));
    Ok(())
}

/// Somebody refills the paper, and reception has the ticket printed after all.
#[tokio::test(flavor = "multi_thread")]
async fn reception_has_it_printed_again() -> anyhow::Result<()> {
    let story = Story::begin("printed_again")?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    printer.set_faults(|faults| faults.paper_out = true);
    let address = format!("tcp:{}", printer.address());
    let kiosk = Window::kiosk(&center, Place::Nowhere, "1080x1920", &address).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    citizen.take_number(WISH, async |_| Ok(())).await?;
    let manager = center.staff("quanly", None).await?;
    let ticket = until("the manager sees it", RECOVERY, async || {
        let now = manager.get("/manager/now").await?;
        Ok(now["unprinted"][0]["id"].as_str().map(str::to_owned))
    });
    let ticket = ticket.await?;
    printer.set_faults(|faults| faults.paper_out = false);
    let reception = center.staff("tiepnhan", None).await?;
    let kiosk_row = json!({ "device": 1 });
    reception.post(&format!("/tickets/{ticket}/reprint"), &kiosk_row).await?;
    let paper = until("the paper comes", RECOVERY, async || {
        Ok(printer.tickets().into_iter().find(|ticket| ticket.cut))
    });
    let paper = paper.await?;
    assert!(paper.qr_text().is_some_and(|link| link.starts_with(center.address())));
    until("nobody waits without paper", RECOVERY, async || {
        let now = manager.get("/manager/now").await?;
        Ok(now["unprinted"].as_array().is_some_and(Vec::is_empty).then_some(()))
    })
    .await?;
    assert_eq!(printer.tickets().iter().filter(|ticket| ticket.cut).count(), 1, "and once only");
    Ok(())
}

/// Takes a number; returns what the staff are told and what the citizen reads. There is one ticket, and it waits.
async fn a_number_without_paper(
    center: &Center,
    printer: &str,
) -> anyhow::Result<(String, &'static str)> {
    let kiosk = Window::kiosk(center, Place::Nowhere, "1080x1920", printer).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    let number = citizen.take_number(WISH, async |_| Ok(())).await?;
    let sentences = [(NOT_PRINTED, citizen.word(NOT_PRINTED)?), (PERHAPS, citizen.word(PERHAPS)?)];
    let read = until("the citizen is told", SOON, async || {
        let labels = kiosk.screen.elements().await?;
        let said = |text: &str| labels.iter().any(|it| it.label.contains(text));
        Ok(sentences.iter().find(|(_, text)| said(text)).map(|(english, _)| *english))
    });
    let read = read.await?;
    assert_eq!(citizen.reads_number().await?, number);

    let manager = center.staff("quanly", None).await?;
    let unprinted = until("the manager sees it", RECOVERY, async || {
        let now = manager.get("/manager/now").await?;
        let list = now["unprinted"].as_array().cloned().unwrap_or_default();
        assert_eq!((&now["issued_today"], &now["waiting"]), (&1.into(), &1.into()));
        Ok((!list.is_empty()).then_some(list))
    });
    let unprinted = unprinted.await?;
    assert_eq!(unprinted.len(), 1);
    assert_eq!(
        (&unprinted[0]["number"], &unprinted[0]["device"]),
        (&number.as_str().into(), &"Kiosk 1".into())
    );
    reception_sees(center, &number, &unprinted[0]["outcome"]).await?;
    Ok((unprinted[0]["outcome"].as_str().unwrap_or_default().to_owned(), read))
}

async fn reception_sees(center: &Center, number: &str, outcome: &Value) -> anyhow::Result<()> {
    let reception = center.staff("tiepnhan", None).await?;
    let queue = reception.get("/queue").await?;
    let entries = queue["services"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|it| it["entries"].as_array())
        .flatten();
    let entries: Vec<&Value> = entries.filter(|it| it["number"] == number).collect();
    assert_eq!(entries.len(), 1, "{queue}");
    assert_eq!(&entries[0]["print"], outcome);
    Ok(())
}
