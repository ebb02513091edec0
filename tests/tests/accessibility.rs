//! axe-core finds nothing wrong on any page, in any state, in both languages and on a narrow screen.

use anyhow::Context;
use end_to_end::accessibility::Axe;
use end_to_end::browser::{Browser, Browsers, Glass};
use end_to_end::center::Center;
use end_to_end::desk_page::{DeskPage, ENTER, ESCAPE};
use end_to_end::office;
use end_to_end::patience::{SOON, until};
use end_to_end::story::Story;
use reqwest::Method;
use serde_json::json;
use thirtyfour::By;

async fn go(center: &Center, browser: &Browser, path: &str) -> anyhow::Result<()> {
    Ok(browser.page.goto(format!("{}{path}", center.page_address())).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_in_every_state() -> anyhow::Result<()> {
    let story = Story::begin("axe_desk")?;
    let mut center = story.center().await?;
    let axe = Axe::load()?;
    let reception = center.staff("tiepnhan", None).await?;
    let wishes = [
        json!({"service": "civil-status", "language": "en", "procedure": "birth-registration",
            "priority": "elderly", "note": "con nhỏ", "steps": ["certification"]}),
        json!({"service": "civil-status", "language": "vi", "procedure": "marriage-registration"}),
        json!({"service": "certification", "language": "vi", "priority": "merit"}),
    ];
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    let desk = DeskPage::sign_in(&center, browser, "quay1", "1").await?;
    let page = &desk.browser;
    axe.check(page, "closed").await?;
    desk.press('o').await?;
    desk.is("open").await?;
    axe.check(page, "open and empty").await?;
    for wish in &wishes {
        let path = format!("/tickets/{}", uuid::Uuid::now_v7());
        let answer = reception.ask(Method::PUT, &path, Some(wish)).await?;
        assert!(answer.status.is_success(), "{answer:?}");
    }
    page.find("[data-testid=queue-row]:nth-child(3)").await?;
    axe.check(page, "open with a queue").await?;
    desk.press('n').await?;
    desk.has("called", "A001").await?;
    axe.check(page, "called").await?;
    desk.press('s').await?;
    desk.has("serving", "A001").await?;
    axe.check(page, "in service").await?;
    for (key, dialog) in
        [('h', "hold"), ('t', "transfer"), ('m', "note"), ('p', "pause"), ('?', "help")]
    {
        desk.press(key).await?;
        desk.asks(dialog).await?;
        axe.check(page, dialog).await?;
        desk.press(ESCAPE).await?;
    }
    somebody_is_absent(&axe, &desk).await?;
    desk.press('p').await?;
    desk.asks("pause").await?;
    desk.press('1').await?;
    desk.is("paused").await?;
    axe.check(page, "paused").await?;
    page.page.set_window_rect(0, 0, 500, 900).await?;
    axe.check(page, "narrow").await?;
    go(&center, page, "/language/en?to=/desk").await?;
    desk.is("paused").await?;
    axe.check(page, "in English").await?;
    center.server().kill().await?;
    page.find("[data-testid=connection-bar][data-state=lost]").await?;
    axe.check(page, "not connected").await
}

async fn somebody_is_absent(axe: &Axe, desk: &DeskPage) -> anyhow::Result<()> {
    let page = &desk.browser;
    desk.press('h').await?;
    desk.asks("hold").await?;
    desk.press('1').await?;
    desk.has("none", "").await?;
    axe.check(page, "somebody is set aside").await?;
    desk.press('g').await?;
    desk.asks("resume").await?;
    axe.check(page, "resume").await?;
    desk.press(ESCAPE).await?;
    desk.press('c').await?;
    desk.asks("call").await?;
    desk.types("A999").await?;
    desk.press(ENTER).await?;
    page.find("[data-testid=dialog-problem]:not([hidden])").await?;
    axe.check(page, "a dialog with an error").await?;
    desk.press(ESCAPE).await?;
    // A key that does not fit says why on the page.
    desk.press('f').await?;
    page.find("[data-testid=notice][data-kind=info]").await?;
    axe.check(page, "a sentence on the page").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reception_with_every_form_and_error() -> anyhow::Result<()> {
    let story = Story::begin("axe_reception")?;
    let center = story.center().await?;
    let axe = Axe::load()?;
    let browsers = Browsers::start(story.folder()).await?;
    let page = browsers.open(Glass::Monitor).await?;
    office::sign_in(&center, &page, "tiepnhan", None).await?;
    axe.check(&page, "reception").await?;
    office::press(&page, "[data-testid=issue-send]").await?;
    page.find("#problem-service:not([hidden])").await?;
    axe.check(&page, "no service").await?;
    office::press(&page, "[data-testid=issue-service] option[value=business]").await?;
    office::press(&page, "[data-testid=issue-priority] option[value=elderly]").await?;
    page.find("[data-testid=issue-person]").await?.send_keys("123").await?;
    office::press(&page, "#issue-more summary").await?;
    page.find("[data-testid=issue-time]").await?.send_keys("1000").await?;
    office::press(&page, "[data-testid=issue-send]").await?;
    page.find("#problem-person_id:not([hidden])").await?;
    axe.check(&page, "errors at the fields").await?;
    page.find("[data-testid=issue-person]").await?.clear().await?;
    page.find("[data-testid=issue-person]").await?.send_keys("001099012345").await?;
    page.page.execute("document.getElementById('issue-time').value = ''", vec![]).await?;
    office::press(&page, "[data-testid=issue-send]").await?;
    page.find("[data-testid=found-number]").await?;
    axe.check(&page, "a number was given").await?;
    office::press(&page, "[data-testid=found-cancel] summary").await?;
    page.find("[data-testid=found-cancel-confirm]").await?;
    axe.check(&page, "asked whether to cancel").await?;
    office::press(&page, "[data-testid=found-paper]").await?;
    page.find("[data-testid=paper-number]").await?;
    axe.check(&page, "the paper").await?;
    go(&center, &page, "/reception?number=Z999").await?;
    page.find("[data-testid=look-up-problem]").await?;
    axe.check(&page, "a number that is not there").await?;
    page.page.set_window_rect(0, 0, 500, 900).await?;
    go(&center, &page, "/language/en?to=/reception").await?;
    page.find("[data-testid=issue-send]").await?;
    axe.check(&page, "narrow, in English").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_in_every_state() -> anyhow::Result<()> {
    let story = Story::begin("axe_phone")?;
    let center = story.center().await?;
    let axe = Axe::load()?;
    let kiosk = center.device("kiosk")?;
    let staff = center.staff("quay1", Some("5")).await?;
    let browsers = Browsers::start(story.folder()).await?;
    let phone = browsers.open(Glass::Phone).await?;
    let ticket = kiosk.issue("land-building").await?;
    let link = center.page_of(ticket["public_url"].as_str().context("no link")?);
    staff.post("/desks/5/open", &json!({})).await?;
    let shows = async |state: &str| -> anyhow::Result<()> {
        phone.page.goto(&link).await?;
        phone.find(&format!("[data-testid=phone-state][data-state={state}]")).await?;
        axe.check(&phone, state).await
    };
    shows("waiting").await?;
    for (verb, state) in [
        ("call-next", "called"),
        ("hold", "held"),
        ("resume", "called"),
        ("start", "serving"),
        ("finish", "done"),
    ] {
        let body = if verb == "resume" { json!({"number": "C001"}) } else { json!({}) };
        staff.post(&format!("/desks/5/{verb}"), &body).await?;
        shows(state).await?;
    }
    let second = kiosk.issue("land-building").await?;
    let link = center.page_of(second["public_url"].as_str().context("no link")?);
    phone.page.goto(&link).await?;
    office::press(&phone, "[data-testid=phone-cancel]").await?;
    phone.find("[data-testid=phone-cancel-confirm]").await?;
    axe.check(&phone, "asked whether to cancel").await?;
    office::press(&phone, "[data-testid=phone-cancel-confirm]").await?;
    phone.find("[data-testid=phone-state][data-state=cancelled]").await?;
    axe.check(&phone, "cancelled").await?;
    let third = kiosk.issue("land-building").await?;
    let link = center.page_of(third["public_url"].as_str().context("no link")?);
    staff.post("/desks/5/call-next", &json!({})).await?;
    staff.post("/desks/5/no-show", &json!({})).await?;
    phone.page.goto(&link).await?;
    phone.find("[data-testid=phone-state][data-state=no_show]").await?;
    axe.check(&phone, "missed").await?;
    go(&center, &phone, "/t/nonsense").await?;
    phone.find("[data-testid=error-title]").await?;
    axe.check(&phone, "an unknown ticket").await
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_the_manager_and_administration() -> anyhow::Result<()> {
    let story = Story::begin("axe_office")?;
    let center = story.center().await?;
    let axe = Axe::load()?;
    let browsers = Browsers::start(story.folder()).await?;
    let page = browsers.open(Glass::Monitor).await?;
    go(&center, &page, "/").await?;
    page.find("[data-testid=sign-in-name]").await?.send_keys("quantri").await?;
    page.find("[data-testid=sign-in-password]").await?.send_keys("wrong").await?;
    axe.check(&page, "signing in").await?;
    office::press(&page, "[data-testid=sign-in-submit]").await?;
    page.find("[data-testid=sign-in-error]").await?;
    axe.check(&page, "a wrong password").await?;
    center.device("kiosk")?.issue("business").await?;
    office::sign_in(&center, &page, "quantri", None).await?;
    for path in ["/manager", "/desk?choose=1", "/nowhere"] {
        go(&center, &page, path).await?;
        axe.check(&page, path).await?;
    }
    go(&center, &page, "/admin").await?;
    let listening = "/admin/voice/listen".to_owned();
    for path in links_below(&page).await?.into_iter().chain([listening]) {
        go(&center, &page, &path).await?;
        axe.check(&page, &path).await?;
    }
    Ok(())
}

/// The pages of the administration, found by its own links, and the first page below each.
async fn links_below(page: &Browser) -> anyhow::Result<Vec<String>> {
    let list =
        "return Array.from(document.querySelectorAll('a[href^=\"/admin\"]'), (a) => a.pathname)";
    let links = async || -> anyhow::Result<Vec<String>> {
        page.page.find(By::Css("main")).await?;
        let found = page.page.execute(list, vec![]).await?;
        Ok(serde_json::from_value(found.json().clone())?)
    };
    let mut sections = until("the administration has sections", SOON, async || {
        let found = links().await?;
        Ok((found.len() > 5).then_some(found))
    })
    .await?;
    sections.sort();
    sections.dedup();
    let mut all = sections.clone();
    for section in &sections {
        let below = format!("{section}/");
        page.page.goto(page.page.current_url().await?.join(section)?.as_str()).await?;
        all.extend(links().await?.into_iter().find(|link| link.starts_with(&below)));
    }
    Ok(all)
}
