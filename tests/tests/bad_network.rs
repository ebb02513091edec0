//! The network between kiosk and server delays, stalls, drops and resets at moments that a seed tells, while people
//! take numbers: each has one place in the server, each paper its own number, and none is lost.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use end_to_end::api::Caller;
use end_to_end::bad_line::BadLine;
use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;
use end_to_end::ticket_number::number_on;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{KioskSetup, Place, Window};
use end_to_end::words::Language;
use serde_json::Value;

const WISH: Wish<'static> = Wish { service: "labour-social", procedure: None, priority: None };

/// Tickets under each seed.
const TICKETS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn each_number_once_under_seed_1() -> anyhow::Result<()> {
    ten_tickets(1).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_number_once_under_seed_2() -> anyhow::Result<()> {
    ten_tickets(2).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_number_once_under_all_seeds() -> anyhow::Result<()> {
    if env::var_os("ONESTOP_LONG").is_none() {
        return Ok(());
    }
    for seed in 3..=30 {
        ten_tickets(seed).await?;
    }
    Ok(())
}

async fn ten_tickets(seed: u64) -> anyhow::Result<()> {
    let story = Story::begin(&format!("bad_network_{seed}"))?;
    let center = story.center().await?;
    let printer = PaperPrinter::start()?;
    let line = BadLine::open(center.address()).await?;
    let (server, address) = (line.address(), format!("tcp:{}", printer.address()));
    let setup = KioskSetup { printer: &address, server: Some(&server), ..KioskSetup::first() };
    let kiosk = Window::kiosk_as(&center, Place::Nowhere, &setup).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    citizen.waits_for("Touch here to begin").await?;
    let journal = center.folder().join("kiosk-journal");
    let book = journal.join("offline/numbers.json");
    until("the kiosk has numbers in hand", RECOVERY, async || {
        let read: Value = serde_json::from_slice(&fs::read(&book)?)?;
        Ok(read["blocks"].as_array().filter(|blocks| !blocks.is_empty()).map(drop))
    })
    .await?;

    line.is_bad(seed);
    let mut shown = Vec::new();
    for place in 0..TICKETS {
        let number = citizen.take_number(WISH, async |_| Ok(())).await;
        shown.push(number.with_context(|| format!("seed {seed}, ticket {place}"))?);
        // Whatever the network does, the paper comes.
        printer.wait_for_tickets(place + 1, SOON);
        citizen.tap("Finish").await?;
    }
    ensure!(line.troubles() >= TICKETS, "seed {seed}: only {} troubles", line.troubles());
    line.is_fair();
    until("the server knows everything", RECOVERY, async || {
        Ok((left(&journal)? == 0).then_some(()))
    })
    .await?;
    agree(&center.staff("quanly", None).await?, &shown)
        .await
        .with_context(|| format!("seed {seed}"))?;
    on_paper(&printer, &shown, story.folder()).with_context(|| format!("seed {seed}"))
}

/// What the kiosk has not told yet: tickets of its own, and what came of papers.
fn left(journal: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for (folder, ending) in
        [(journal.to_owned(), "ticket"), (journal.join("offline"), "told-later")]
    {
        for entry in fs::read_dir(folder)? {
            count += usize::from(entry?.path().extension().is_some_and(|it| it == ending));
        }
    }
    ensure!(
        !fs::read_dir(journal.join("offline"))?
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|it| it == "refused")),
        "the server refused a ticket"
    );
    Ok(count)
}

/// Those who wait are those who saw a number, in the order in which they came, each once.
async fn agree(manager: &Caller, shown: &[String]) -> anyhow::Result<()> {
    let different: BTreeSet<&String> = shown.iter().collect();
    ensure!(different.len() == shown.len(), "the same number on the screen twice: {shown:?}");
    let queue = manager.get("/queue").await?;
    let services = queue["services"].as_array().context("no services")?;
    let entries = services.iter().filter_map(|service| service["entries"].as_array()).flatten();
    let waiting: Vec<&str> = entries.filter_map(|entry| entry["number"].as_str()).collect();
    let mut sorted = waiting.clone();
    sorted.sort_unstable();
    let mut wanted: Vec<&str> = shown.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    ensure!(sorted == wanted, "on the screen {shown:?}, in the server {waiting:?}");
    let unprinted = manager.get("/manager/now").await?["unprinted"].clone();
    ensure!(unprinted.as_array().is_some_and(Vec::is_empty), "every paper came: {unprinted}");
    Ok(())
}

/// The papers in their order say what the screens said, each whole.
fn on_paper(printer: &PaperPrinter, shown: &[String], folder: &Path) -> anyhow::Result<()> {
    let papers = printer.tickets();
    ensure!(papers.len() == shown.len(), "{} papers for {shown:?}", papers.len());
    for (paper, number) in papers.iter().zip(shown) {
        ensure!(paper.cut, "the paper of {number} is not whole");
        let read = number_on(paper, shown, folder)?;
        ensure!(read == *number, "the paper says {read}, the screen said {number}");
    }
    Ok(())
}
