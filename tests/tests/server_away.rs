//! The server dies and comes back: board and a kiosk without numbers in hand say so calmly, recover by themselves
//! and miss nothing.

use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{RECOVERY, SOON, until};
use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::{self, Language};
use serde_json::json;

const WISH: Wish<'static> =
    Wish { service: "certification", procedure: Some("certified-copy"), priority: None };

#[tokio::test(flavor = "multi_thread")]
async fn the_kiosk_rests_and_recovers() -> anyhow::Result<()> {
    let story = Story::begin("kiosk_recovers")?;
    let mut center = story.center().await?;
    let kiosk = Window::kiosk_without_journal(&center, Place::Nowhere, "1080x1920", "none").await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    citizen.waits_for("Touch here to begin").await?;

    center.server().kill().await?;
    citizen.reads("This kiosk is resting for a moment", RECOVERY).await?;
    center.start_server_again().await?;
    kiosk.screen.button(&citizen.word("Touch here to begin")?, RECOVERY).await?;
    assert_eq!(citizen.take_number(WISH, async |_| Ok(())).await?, "B001");
    Ok(())
}

/// The number is asked for while the server is down: the citizen is told, tries again when it is back, and gets one.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_asked_for_in_vain_is_given_later_and_once() -> anyhow::Result<()> {
    let story = Story::begin("server_dies_at_the_last_tap")?;
    let mut center = story.center().await?;
    let printer = PaperPrinter::start()?;
    let address = format!("tcp:{}", printer.address());
    let kiosk =
        Window::kiosk_without_journal(&center, Place::Nowhere, "1080x1920", &address).await?;
    let catalog = center.device("kiosk")?.get("/catalog").await?;
    let citizen = Citizen::new(&kiosk, catalog, Language::Vi);
    citizen.walk_to_confirm(WISH, async |_| Ok(())).await?;
    // The button is in reach before the server dies, so that the tap comes before the kiosk knows.
    let take = citizen.waits_for("Take a number").await?;
    center.server().kill().await?;
    kiosk.tap_on(&take, 1).await?;
    let (resting, failed) =
        (citizen.word("This kiosk is resting for a moment")?, citizen.word("Try again")?);
    kiosk
        .screen
        .find("that there is no number", RECOVERY, |it| {
            it.label.contains(&resting) || it.label == failed
        })
        .await?;

    center.start_server_again().await?;
    let again = [
        citizen.word("Try again")?,
        citizen.word("Take a number")?,
        citizen.word("Touch here to begin")?,
    ];
    let way_on = kiosk
        .screen
        .find("a way on", RECOVERY, |it| it.role == "Button" && again.contains(&it.label))
        .await?;
    if way_on.label == again[2] {
        citizen.take_number(WISH, async |_| Ok(())).await?;
    } else {
        kiosk.tap(&way_on.label).await?;
    }
    assert_eq!(citizen.reads_number().await?, "B001");
    assert_eq!(printer.wait_for_tickets(1, SOON).len(), 1);
    let manager = center.staff("quanly", None).await?;
    assert_eq!(manager.get("/manager/now").await?["issued_today"], 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_says_so_and_misses_nothing() -> anyhow::Result<()> {
    let story = Story::begin("board_recovers")?;
    let mut center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    for _ in 0..4 {
        kiosk.issue("land-building").await?;
    }
    let board = Window::board(&center, Place::Nowhere, "1920x1080").await?;
    let calls = |number: &str, desk: &str| {
        words::board(Language::Vi, "Newest call: {0}, desk {1}", &[number, desk])
    };
    let desk = center.staff("quay1", Some("5")).await?;
    desk.post("/desks/5/open", &json!({})).await?;
    desk.post("/desks/5/call-next", &json!({})).await?;
    board.screen.text(&calls("C001", "5")?, SOON).await?;

    center.server().kill().await?;
    let banner = words::board(
        Language::Vi,
        "Not live since {0} – numbers may be late, please listen to staff",
        &[""],
    )?;
    let banner = banner.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    board.screen.text(&banner, RECOVERY).await?;

    // Calls happen at once, before the board has found the server again.
    center.start_server_again().await?;
    desk.post("/desks/5/start", &json!({})).await?;
    desk.post("/desks/5/finish", &json!({})).await?;
    desk.post("/desks/5/call-next", &json!({})).await?;
    let other = center.staff("quay2", Some("6")).await?;
    other.post("/desks/6/open", &json!({})).await?;
    other.post("/desks/6/call-next", &json!({})).await?;
    for number in ["C002", "C003"] {
        board.screen.text(number, RECOVERY).await?;
    }
    board.screen.text("C001", SOON).await?;
    until("the board's banner goes away", RECOVERY, async || {
        Ok((!board.screen.shows(&banner).await?).then_some(()))
    })
    .await
}

/// After the server's sudden end everything acknowledged is there, and staff stay signed in.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_power_fails() -> anyhow::Result<()> {
    let story = Story::begin("power_fails")?;
    let mut center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    let mut given = Vec::new();
    for _ in 0..20 {
        given.push(kiosk.issue("civil-status").await?["number"].clone());
    }
    let desk = center.staff("quay1", Some("1")).await?;
    desk.post("/desks/1/open", &json!({})).await?;
    let called = desk.post("/desks/1/call-next", &json!({})).await?;
    center.server().kill().await?;
    center.start_server_again().await?;

    let shown = desk.get("/desks/1").await?;
    assert_eq!(shown["ticket"]["number"], called["ticket"]["number"]);
    let queue = desk.get("/queue").await?;
    let services = queue["services"].as_array().cloned().unwrap_or_default();
    let waiting = services.iter().find(|it| it["service"] == "civil-status").expect("the service");
    let numbers: Vec<_> = waiting["entries"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| it["number"].clone())
        .collect();
    assert_eq!(numbers, given[1..]);
    Ok(())
}
