//! The kiosk loses its power between the wish and the answer: reception hears of the number after the restart.

use std::fs;
use std::path::Path;

use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;
use uuid::Uuid;

const WISH: Wish<'static> = Wish { service: "labour-social", procedure: None, priority: None };

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_without_an_answer_is_known_to_reception_after_a_restart() -> anyhow::Result<()> {
    let story = Story::begin("kiosk_restarts")?;
    let mut center = story.center().await?;
    let journal = center.folder().join("kiosk-journal");
    let device = center.device("kiosk")?;
    let catalog = device.get("/catalog").await?;

    let mut kiosk = Window::kiosk(&center, Place::Nowhere, "1080x1920", "none").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    citizen.walk_to_confirm(WISH, async |_| Ok(())).await?;
    center.server().freeze()?;
    citizen.tap("Take a number").await?;
    let id = until("the wish is on disk", SOON, async || Ok(noted(&journal)?.pop())).await?;
    kiosk.program().kill().await?;
    center.server().thaw()?;
    // Whether the server still took the dead kiosk's request or not: from here on the ticket exists.
    let number = device.issue_as(id, WISH.service).await?["number"].clone();

    let manager = center.staff("quanly", None).await?;
    let _kiosk = Window::kiosk(&center, Place::Nowhere, "1080x1920", "none").await?;
    let unprinted = until("the manager sees it", RECOVERY, async || {
        Ok(manager.get("/manager/now").await?["unprinted"]
            .as_array()
            .and_then(|it| it.first().cloned()))
    })
    .await?;
    assert_eq!((&unprinted["number"], &unprinted["outcome"]), (&number, &"unknown".into()));
    until("the note is gone", SOON, async || Ok(noted(&journal)?.is_empty().then_some(()))).await
}

/// The tickets of which the kiosk's journal knows.
fn noted(journal: &Path) -> anyhow::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(journal)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "ticket") {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            found.push(stem.parse()?);
        }
    }
    Ok(found)
}
