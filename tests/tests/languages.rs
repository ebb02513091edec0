//! Vietnamese and English on every screen of the kiosk, switched there and back, in both orientations.

use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Step, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;

/// What is read on a screen, as the kiosk's own English.
fn mark(step: Step) -> &'static str {
    match step {
        Step::Welcome => "Touch here to begin",
        Step::Fields | Step::Procedures | Step::Groups => "Back",
        Step::Procedure => "Continue to take a number",
        Step::Priority => "No, go on",
        Step::Confirm => "Take a number",
        Step::Ticket => "Finish",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_switches_in_portrait() -> anyhow::Result<()> {
    every_screen_switches("languages_portrait", "1080x1920").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_switches_in_landscape() -> anyhow::Result<()> {
    every_screen_switches("languages_landscape", "1920x1080").await
}

async fn every_screen_switches(name: &str, size: &str) -> anyhow::Result<()> {
    let story = Story::begin(name)?;
    let center = story.center().await?;
    let kiosk = Window::kiosk(&center, Place::Nowhere, size, "none").await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let vietnamese = Citizen::new(&kiosk, catalog.clone(), Language::Vi);
    let english = Citizen::new(&kiosk, catalog, Language::En);
    let wish = Wish {
        service: "civil-status",
        procedure: Some("death-registration"),
        priority: Some("pregnant-child"),
    };
    let mut seen = Vec::new();
    let number = vietnamese
        .take_number(wish, async |step| {
            vietnamese.waits_for(mark(step)).await?;
            everything_fits(&kiosk, step).await?;
            kiosk.tap("English").await?;
            english.waits_for(mark(step)).await?;
            everything_fits(&kiosk, step).await?;
            kiosk.tap("Tiếng Việt").await?;
            vietnamese.waits_for(mark(step)).await?;
            seen.push(step);
            Ok(())
        })
        .await?;
    assert_eq!((number.as_str(), seen.len()), ("A001", 8));
    Ok(())
}

/// Nothing hangs over the edge of the window: what cannot be seen cannot be tapped or read.
async fn everything_fits(kiosk: &Window<'_>, step: Step) -> anyhow::Result<()> {
    let frame = kiosk.screen.frame().await?;
    let (width, height) = (frame.width / frame.scale, frame.height / frame.scale);
    for it in kiosk.screen.elements().await? {
        let inside = it.x >= -0.5
            && it.y >= -0.5
            && it.x + it.width <= width + 0.5
            && it.y + it.height <= height + 0.5;
        assert!(inside, "{step:?} in {width}x{height}: {it:?}");
    }
    Ok(())
}
