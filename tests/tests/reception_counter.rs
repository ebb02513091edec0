//! At the counter of the reception: a number for somebody who cannot use the kiosk, printed, put right, and given up;
//! an appointment booked for today and checked in. By mouse, in a real browser; the server agrees after each.

use end_to_end::api::Caller;
use end_to_end::browser::{Browser, Browsers, Glass};
use end_to_end::office;
use end_to_end::patience::{SOON, until};
use end_to_end::story::Story;
use serde_json::Value;
use thirtyfour::By;

async fn look_up(staff: &Caller, number: &str) -> anyhow::Result<Value> {
    staff.get(&format!("/tickets?number={number}")).await
}

async fn choose(page: &Browser, list: &str, value: &str) -> anyhow::Result<()> {
    office::press(page, &format!("[data-testid={list}] option[value='{value}']")).await
}

async fn shows_number(page: &Browser, number: &str, state: &str) -> anyhow::Result<()> {
    let what = format!("the panel shows {number} {state}");
    until(&what, SOON, async || {
        let shown = page.find("[data-testid=found-number]").await?.text().await?;
        // A number that was just given stands alone, without its state.
        let mark = page.page.find(By::Css("[data-testid=found-state]")).await?;
        let mark = mark.attr("data-state").await?;
        Ok((shown == number && mark.as_deref() == Some(state)).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_given_printed_put_right_and_given_up() -> anyhow::Result<()> {
    let story = Story::begin("reception_counter")?;
    let center = story.center().await?;
    let staff = center.staff("tiepnhan", None).await?;
    let browsers = Browsers::start(story.folder()).await?;
    let page = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &page, "tiepnhan", None).await?;

    // The procedure tells its service.
    choose(&page, "issue-procedure", "certified-copy").await?;
    choose(&page, "issue-priority", "elderly").await?;
    page.find("[data-testid=issue-note]").await?.send_keys("xe lăn").await?;
    let send = page.find("[data-testid=issue-send]").await?;
    page.page.action_chain().double_click_element(&send).perform().await?;
    shows_number(&page, "B001", "waiting").await?;
    let given = look_up(&staff, "B001").await?;
    assert_eq!(given["priority"], "elderly");
    assert_eq!(given["channel"], "reception");
    assert_eq!(given["note"], "xe lăn");
    let twice = staff.ask(reqwest::Method::GET, "/tickets?number=B002", None).await?;
    assert_eq!(twice.status.as_u16(), 404, "a double click gives one number");

    choose(&page, "found-service", "business").await?;
    office::press(&page, "[data-testid=found-correct]").await?;
    until("the ticket has the other service", SOON, async || {
        let corrected = look_up(&staff, "B001").await?;
        let is_right =
            corrected["service"] == "business" && corrected["arrived_at"] == given["arrived_at"];
        Ok(is_right.then_some(()))
    })
    .await?;

    office::press(&page, "[data-testid=found-paper]").await?;
    page.find("[data-testid=paper-number]").await?;
    office::press(&page, "[data-testid=paper-print]").await?;
    page.find("[data-testid=paper-copy]").await?;
    assert_eq!(look_up(&staff, "B001").await?["reprints"], 1);

    office::press(&page, ".paper-tools a").await?;
    shows_number(&page, "B001", "waiting").await?;
    office::press(&page, "[data-testid=found-cancel] summary").await?;
    office::press(&page, "[data-testid=found-cancel-confirm]").await?;
    shows_number(&page, "B001", "cancelled").await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_an_appointment_is_checked_in() -> anyhow::Result<()> {
    let story = Story::begin("reception_appointment")?;
    let center = story.center().await?;
    let staff = center.staff("tiepnhan", None).await?;
    let browsers = Browsers::start(story.folder()).await?;
    let page = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &page, "tiepnhan", None).await?;
    let id = uuid::Uuid::now_v7();
    // A slot that begins now, by the server's own clock.
    let now = staff.get("/queue").await?["now"].clone();
    let wish =
        serde_json::json!({"service": "business", "language": "vi", "appointment": {"at": now}});
    let path = format!("/tickets/{id}");
    let answer = staff.ask(reqwest::Method::PUT, &path, Some(&wish)).await?;
    assert_eq!(answer.body["state"], "booked", "{answer:?}");
    office::press(&page, "[data-testid=check-in-E001]").await?;
    shows_number(&page, "E001", "waiting").await?;
    assert_eq!(look_up(&staff, "E001").await?["state"], "waiting");
    Ok(())
}
