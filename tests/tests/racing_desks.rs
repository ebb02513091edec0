//! Two desks with the same work press at the same moment: everybody is called once, and both pages tell the truth.

use end_to_end::browser::{Browsers, Glass};
use end_to_end::desk_page::DeskPage;
use end_to_end::patience::{SOON, until};
use end_to_end::story::Story;

async fn number(desk: &DeskPage) -> anyhow::Result<String> {
    desk.browser.find("[data-testid=ticket][data-state=called]").await?;
    Ok(desk.browser.find("[data-testid=ticket-number]").await?.text().await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_never_call_the_same_person() -> anyhow::Result<()> {
    let story = Story::begin("racing_desks")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    for _ in 0..5 {
        kiosk.issue("land-building").await?;
    }
    let browsers = Browsers::start(story.folder()).await?;
    let left =
        DeskPage::sign_in(&center, browsers.open(Glass::Monitor).await?, "quay1", "5").await?;
    let right =
        DeskPage::sign_in(&center, browsers.open(Glass::Monitor).await?, "quay2", "6").await?;
    for desk in [&left, &right] {
        desk.press('o').await?;
        desk.is("open").await?;
    }
    let mut called = Vec::new();
    for _ in 0..2 {
        tokio::try_join!(left.press('n'), right.press('n'))?;
        for desk in [&left, &right] {
            let number = number(desk).await?;
            desk.has("called", &number).await?;
            called.push(number.clone());
            desk.press('s').await?;
            desk.has("serving", &number).await?;
        }
    }
    called.sort();
    assert_eq!(called, ["C001", "C002", "C003", "C004"]);

    // One person is left: one desk gets them, the other says that nobody waits.
    tokio::try_join!(left.press('n'), right.press('n'))?;
    tokio::try_join!(left.rests(), right.rests())?;
    let what = "one desk has the last person, the other has nobody";
    until(what, SOON, async || {
        let (left, right) = (left.server().await?, right.server().await?);
        let tickets = [&left["ticket"]["number"], &right["ticket"]["number"]];
        let has = |number: &str| tickets.iter().any(|it| *it == number);
        Ok((has("C005") && tickets.iter().any(|it| it.is_null())).then_some(()))
    })
    .await?;
    let without = if left.server().await?["ticket"].is_null() { &left } else { &right };
    without.browser.find("[data-testid=ticket][data-state=none]").await?;
    assert_eq!(left.server().await?["served_today"], 2);
    assert_eq!(right.server().await?["served_today"], 2);
    Ok(())
}
