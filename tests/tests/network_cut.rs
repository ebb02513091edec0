//! The network is cut for a minute in the middle of a service: the page says so, keeps what it shows, never claims a
//! success, and comes back by itself; what was pressed meanwhile happened once or not at all.

use std::time::{Duration, Instant};

use end_to_end::browser::{Browsers, Glass, HOST};
use end_to_end::cuttable_line::CuttableLine;
use end_to_end::office;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;

/// How long nothing comes through.
const CUT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_cut_for_a_minute() -> anyhow::Result<()> {
    let story = Story::begin("network_cut")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    for _ in 0..3 {
        kiosk.issue("land-building").await?;
    }
    let line = CuttableLine::open(center.address()).await?;
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    let address = format!("http://{HOST}:{}/", line.port());
    office::fill_in_at(&center, &browser, &address, "quay1", Some("5")).await?;
    office::press(&browser, "[data-testid=sign-in-submit]").await?;
    office::open_desk(&browser).await?;
    browser.key('n').await?;
    browser.find("[data-testid=ticket][data-state=called]").await?;
    browser.key('s').await?;
    browser.find("[data-testid=ticket][data-state=serving]").await?;
    let server = center.staff("quay2", Some("5")).await?;

    line.cut();
    let cut_at = Instant::now();
    browser.key('f').await?;
    let bar = "[data-testid=connection-bar][data-state=lost]";
    until("the page says that it is not connected", CUT, async || {
        Ok(browser.find(bar).await.ok().map(drop))
    })
    .await?;
    browser.find("[data-testid=notice][data-kind=error]").await?;
    // Somebody comes meanwhile; the page cannot know, and keeps what it has.
    kiosk.issue("land-building").await?;
    tokio::time::sleep(CUT.saturating_sub(cut_at.elapsed())).await;
    browser.find(bar).await?;
    browser.find("[data-testid=ticket][data-state=serving]").await?;
    assert_eq!(browser.find("[data-testid=ticket-number]").await?.text().await?, "C001");
    assert_eq!(browser.find("[data-testid=queue-count]").await?.text().await?, "2");

    line.mend();
    until("the page is connected again", RECOVERY, async || {
        let live = "return document.getElementById('connection').dataset.state";
        let state = browser.page.execute(live, vec![]).await?;
        Ok((state.json().as_str() == Some("live")).then_some(()))
    })
    .await?;
    until("the page shows the desk as the server has it, and who came", SOON, async || {
        let desk = server.get("/desks/5").await?;
        let state = desk["ticket"]["state"].as_str().unwrap_or("none").to_owned();
        let shown = "return [document.querySelector('[data-testid=ticket]').dataset.state,
            document.querySelector('[data-testid=queue-count]').textContent]";
        let shown = browser.page.execute(shown, vec![]).await?;
        Ok((shown.json()[0] == state && shown.json()[1] == "3").then_some(()))
    })
    .await?;
    // Whether the lost key arrived late or never: pressing it as the page now offers finishes the ticket once.
    if !server.get("/desks/5").await?["ticket"].is_null() {
        browser.key('f').await?;
    }
    browser.find("[data-testid=ticket][data-state=none]").await?;
    assert_eq!(server.get("/desks/5").await?["served_today"], 1);
    browser.key('n').await?;
    browser.find("[data-testid=ticket][data-state=called]").await?;
    assert_eq!(browser.find("[data-testid=ticket-number]").await?.text().await?, "C002");
    assert_eq!(server.get("/desks/5").await?["ticket"]["number"], "C002");
    Ok(())
}
