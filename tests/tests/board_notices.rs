//! What an administrator sets in the browser reaches the boards that hang already: an urgent notice in the strip, an
//! emergency message over everything, and both go away again. A board over a desk shows that desk alone.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;
use end_to_end::browser::{Browser, Browsers, Glass};
use end_to_end::center::Center;
use end_to_end::display::{Display, Picture};
use end_to_end::eye::{self, Part};
use end_to_end::office;
use end_to_end::patience::{SOON, until};
use end_to_end::story::Story;
use end_to_end::window::{BoardSetup, Place, Window};
use end_to_end::words::{self, Language};
use serde_json::json;

const URGENT: [&str; 2] = ["Thang máy số 2 đang hỏng", "Lift 2 is out of order"];
const MORE: [&str; 2] = ["Xin dùng cầu thang bộ.", "Please take the stairs."];
const EMERGENCY: [&str; 2] =
    ["Mời mọi người ra khỏi tòa nhà ngay", "Please leave the building now"];

/// Live means within this time, on a machine that does other things too.
const LIVE: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn notices_come_and_go_on_boards_that_hang() -> anyhow::Result<()> {
    let story = Story::begin("board_notices")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    kiosk.issue("civil-status").await?;
    let desk = center.staff("quay1", Some("1")).await?;
    desk.post("/desks/1/open", &json!({})).await?;
    desk.post("/desks/1/call-next", &json!({})).await?;
    let wall = Display::start("wall", 1920, 1080, story.folder()).await?;
    let board = Window::board(&center, Place::On(&wall), "1920x1080").await?;
    let setup = BoardSetup {
        name: "left-hall",
        size: "1080x1920",
        server: None,
        options: &["--mute", "--zone", "left", "--theme", "dark"],
    };
    let left = Window::board_as(&center, Place::Nowhere, &setup).await?;
    let newest = words::board(Language::Vi, "Newest call: {0}, desk {1}", &["A001", "1"])?;
    for window in [&board, &left] {
        window.screen.text(&newest, SOON).await?;
    }
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &browser, "quantri", None).await?;

    add_urgent(&center, &browser).await?;
    shown(&[&board, &left], URGENT[0]).await?;
    let glass = wall.picture().await?;
    glass.write_png(&story.folder().join("urgent.png"))?;
    let read = read_all(&glass, story.folder())?;
    ensure!(eye::holds_number(&read, "A001"), "the strip took the call away: {read}");
    remove_urgent(&center, &browser).await?;
    gone(&[&board, &left], URGENT[0]).await?;

    show_emergency(&center, &browser).await?;
    shown(&[&board, &left], EMERGENCY[0]).await?;
    let glass = wall.picture().await?;
    glass.write_png(&story.folder().join("emergency.png"))?;
    let read = read_all(&glass, story.folder())?;
    for word in EMERGENCY[1].split(' ') {
        ensure!(read.contains(word), "no \"{word}\" on the glass: {read}");
    }
    ensure!(!eye::holds_number(&read, "A001"), "a call beside the emergency: {read}");
    // A board that is switched on meanwhile shows it at once.
    let late = BoardSetup { name: "late", ..setup };
    let late = Window::board_as(&center, Place::Nowhere, &late).await?;
    shown(&[&late], EMERGENCY[0]).await?;
    office::press(&browser, "[data-testid=emergency-withdraw]").await?;
    browser.find("[data-testid=admin-done]").await?;
    gone(&[&board, &left, &late], EMERGENCY[0]).await?;
    for window in [&board, &left, &late] {
        window.screen.text("A001", SOON).await?;
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_over_a_desk_shows_that_desk_alone() -> anyhow::Result<()> {
    let story = Story::begin("board_over_a_desk")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    for service in ["civil-status", "civil-status", "land-building"] {
        kiosk.issue(service).await?;
    }
    let panel = Display::start("panel", 800, 480, story.folder()).await?;
    let setup = BoardSetup {
        name: "board-over-desk-1",
        size: "800x480",
        server: None,
        options: &["--mute", "--zone", "desk:1"],
    };
    let board = Window::board_as(&center, Place::On(&panel), &setup).await?;
    let say = |english: &str, values: &[&str]| words::board(Language::Vi, english, values);
    let sign = say("Desk {0}", &["1"])?;
    let doing = async |english: &str| {
        let label = say("{0}: {1}", &[&sign, &say(english, &[])?])?;
        board.screen.text(&label, SOON).await
    };
    doing("This desk is closed").await?;
    let desk = center.staff("quay1", Some("1")).await?;
    let other = center.staff("quay2", Some("5")).await?;
    desk.post("/desks/1/open", &json!({})).await?;
    other.post("/desks/5/open", &json!({})).await?;
    doing("The next number will be called here").await?;
    other.post("/desks/5/call-next", &json!({})).await?;
    desk.post("/desks/1/call-next", &json!({})).await?;
    let newest = say("Newest call: {0}, desk {1}", &["A001", "1"])?;
    board.screen.text(&newest, SOON).await?;
    panel.picture().await?.write_png(&story.folder().join("called.png"))?;
    ensure!(!board.screen.shows("C001").await?, "a call of another desk");
    desk.post("/desks/1/recall", &json!({})).await?;
    let again = say("Newest call: {0}, desk {1}, called {2} times", &["A001", "1", "2"])?;
    board.screen.text(&again, SOON).await?;
    desk.post("/desks/1/start", &json!({})).await?;
    let serves = say("Desk {0} serves {1}", &["1", "A001"])?;
    board.screen.text(&serves, SOON).await?;
    desk.post("/desks/1/finish", &json!({})).await?;
    doing("The next number will be called here").await?;
    desk.post("/desks/1/pause", &json!({ "reason": first_reason(&center).await? })).await?;
    doing("This desk takes a short break").await?;
    panel.picture().await?.write_png(&story.folder().join("paused.png"))
}

/// A code of the center's list of reasons.
async fn first_reason(center: &Center) -> anyhow::Result<String> {
    let staff = center.staff("quanly", None).await?;
    let catalog = staff.get("/catalog").await?;
    Ok(catalog["pause_reasons"][0]["id"].as_str().unwrap_or("break").to_owned())
}

async fn add_urgent(center: &Center, browser: &Browser) -> anyhow::Result<()> {
    browser.page.goto(format!("{}/admin/tips/new", center.page_address())).await?;
    office::press(browser, "[name=kind] option[value=urgent]").await?;
    for (code, title, body) in [("vi", URGENT[0], MORE[0]), ("en", URGENT[1], MORE[1])] {
        browser.find(&format!("[name='title.{code}']")).await?.send_keys(title).await?;
        browser.find(&format!("[name='body.{code}']")).await?.send_keys(body).await?;
    }
    office::press(browser, "[data-testid=admin-save]").await?;
    browser.find("[data-testid=admin-done]").await.map(drop)
}

async fn remove_urgent(center: &Center, browser: &Browser) -> anyhow::Result<()> {
    browser.page.goto(format!("{}/admin/tips", center.page_address())).await?;
    let find = format!(
        "for (const link of document.querySelectorAll('[data-testid=admin-row] th a')) \
         if (link.textContent.includes('{}')) {{ link.click(); return true; }} return false;",
        URGENT[0]
    );
    let found = browser.page.execute(find, vec![]).await?;
    ensure!(found.json() == true, "the notice does not stand in the list");
    office::press(browser, "[data-testid=admin-remove]").await?;
    office::press(browser, "[data-testid=admin-anyway]").await?;
    browser.find("[data-testid=admin-done]").await.map(drop)
}

async fn show_emergency(center: &Center, browser: &Browser) -> anyhow::Result<()> {
    browser.page.goto(format!("{}/admin/emergency", center.page_address())).await?;
    for (code, text) in ["vi", "en"].into_iter().zip(EMERGENCY) {
        let field = format!("[name='lobby.emergency.{code}']");
        browser.find(&field).await?.send_keys(text).await?;
    }
    office::press(browser, "[data-testid=emergency-preview]").await?;
    browser.find("[data-testid=emergency-board]").await?;
    office::press(browser, "[data-testid=emergency-show]").await?;
    browser.find("[data-testid=emergency-stands]").await.map(drop)
}

/// What stands on the glass, as a reader finds it in small and in large letters.
fn read_all(glass: &Picture, folder: &Path) -> anyhow::Result<String> {
    let all = Part::all(glass);
    let (small, large) =
        (eye::read(glass, all, 2, "11", folder)?, eye::read(glass, all, 3, "6", folder)?);
    Ok(format!("{small}\n{large}"))
}

async fn shown(boards: &[&Window<'_>], text: &str) -> anyhow::Result<()> {
    let begun = Instant::now();
    for board in boards {
        board.screen.text(text, LIVE).await?;
    }
    eprintln!("\"{text}\" on {} boards after {:.2} s", boards.len(), begun.elapsed().as_secs_f64());
    Ok(())
}

async fn gone(boards: &[&Window<'_>], text: &str) -> anyhow::Result<()> {
    for board in boards {
        until(&format!("\"{text}\" goes away"), LIVE, async || {
            Ok((!board.screen.shows(text).await?).then_some(()))
        })
        .await?;
    }
    Ok(())
}
