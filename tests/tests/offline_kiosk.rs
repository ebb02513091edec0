//! The server is gone and the kiosk goes on: numbers out of those in hand, told in order once it is back, also
//! when the kiosk loses its power in between.

use std::fs;
use std::path::Path;

use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;
use serde_json::{Value, json};

const WISH: Wish<'static> = Wish { service: "land-building", procedure: None, priority: None };

/// Waits until the kiosk has numbers in hand.
async fn has_numbers(center: &Center) -> anyhow::Result<()> {
    let book = center.folder().join("kiosk-journal/offline/numbers.json");
    until("the kiosk has numbers in hand", RECOVERY, async || {
        let read: Value = serde_json::from_slice(&fs::read(&book)?)?;
        Ok(read["blocks"].as_array().filter(|blocks| !blocks.is_empty()).map(drop))
    })
    .await
}

/// The tickets that wait on the kiosk's disk.
fn waiting(center: &Center) -> anyhow::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(center.folder().join("kiosk-journal/offline"))? {
        count += usize::from(entry?.path().extension().is_some_and(|it| it == "told-later"));
    }
    Ok(count)
}

async fn kiosk(center: &Center) -> anyhow::Result<Window<'static>> {
    Window::kiosk(center, Place::Nowhere, "1080x1920", "none").await
}

/// Takes a number and goes back to the first screen.
async fn take(citizen: &Citizen<'_>) -> anyhow::Result<String> {
    let number = citizen.take_number(WISH, async |_| Ok(())).await?;
    citizen.tap("Finish").await?;
    Ok(number)
}

#[tokio::test(flavor = "multi_thread")]
async fn three_numbers_without_the_server_are_called_in_their_order() -> anyhow::Result<()> {
    let story = Story::begin("offline_kiosk")?;
    let mut center = story.center().await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let first = center.device("kiosk")?.issue(WISH.service).await?["number"].clone();
    let desk = center.staff("quay1", Some("5")).await?;
    let manager = center.staff("quanly", None).await?;
    let mut window = kiosk(&center).await?;
    let citizen = Citizen::new(&window, catalog.clone(), Language::Vi);
    citizen.waits_for("Touch here to begin").await?;
    has_numbers(&center).await?;

    center.server().kill().await?;
    let mut given = vec![first];
    for _ in 0..2 {
        given.push(json!(take(&citizen).await?));
    }
    assert_eq!(waiting(&center)?, 2, "on disk before anybody saw them");
    // The power fails, and comes back while the server is still away.
    window.program().kill().await?;
    let window = kiosk(&center).await?;
    let citizen = Citizen::new(&window, catalog, Language::Vi);
    given.push(json!(take(&citizen).await?));
    assert_eq!(waiting(&center)?, 3);

    center.start_server_again().await?;
    until("the server knows them", RECOVERY, async || Ok((waiting(&center)? == 0).then_some(())))
        .await?;
    desk.post("/desks/5/open", &json!({})).await?;
    let mut called = Vec::new();
    for _ in 0..4 {
        called.push(desk.post("/desks/5/call-next", &json!({})).await?["ticket"]["number"].clone());
        desk.post("/desks/5/start", &json!({})).await?;
        desk.post("/desks/5/finish", &json!({})).await?;
    }
    assert_eq!(called, given, "in the order in which they came");
    assert_eq!(manager.get("/manager/now").await?["issued_today"], 4, "each once");
    // What came of the papers is told after the tickets.
    until("nothing is left on the kiosk's disk", SOON, async || {
        Ok(notes(&center.folder().join("kiosk-journal"))?.eq(&0).then_some(()))
    })
    .await
}

fn notes(journal: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(journal)? {
        count += usize::from(entry?.path().extension().is_some_and(|it| it == "ticket"));
    }
    Ok(count)
}

/// The server dies after it was asked and before it answered: the number that it perhaps gave is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_server_gave_unheard_is_taken_back() -> anyhow::Result<()> {
    let story = Story::begin("offline_unheard")?;
    let mut center = story.center().await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let reception = center.staff("tiepnhan", None).await?;
    let display = Display::start("offline-unheard", 1080, 1920, story.folder()).await?;
    let window = Window::kiosk(&center, Place::On(&display), "1080x1920", "none").await?;
    let citizen = Citizen::new(&window, catalog, Language::Vi);
    citizen.walk_to_confirm(WISH, async |_| Ok(())).await?;
    has_numbers(&center).await?;
    // It stands still: the request reaches it, and it works on it only later.
    center.server().freeze()?;
    citizen.tap("Take a number").await?;
    let number = citizen.reads_number().await?;
    assert_ne!(number, "C001", "one of those in hand");
    citizen.reads("The wait is not known: the center's system cannot be reached at the moment. Your number counts, and you will be called.", SOON).await?;
    center.server().thaw()?;
    until("the server knows it", RECOVERY, async || Ok((waiting(&center)? == 0).then_some(())))
        .await?;
    let kept = reception.get(&format!("/tickets?number={number}")).await?;
    assert_eq!(kept["state"], "waiting");
    let queue = reception.get("/queue").await?;
    let services = queue["services"].as_array().cloned().unwrap_or_default();
    let land = services.iter().find(|it| it["service"] == WISH.service).expect("the service");
    let numbers: Vec<&Value> =
        land["entries"].as_array().into_iter().flatten().map(|it| &it["number"]).collect();
    assert_eq!(numbers, [&json!(number)], "one person, one place");
    Ok(())
}
