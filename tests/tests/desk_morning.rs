//! A desk's morning by the keyboard alone: every key does what it says, once, and the server agrees after each.

use end_to_end::api::Caller;
use end_to_end::browser::{Browsers, Glass};
use end_to_end::desk_page::{DeskPage, ENTER, ESCAPE};
use end_to_end::office;
use end_to_end::story::Story;
use serde_json::Value;

async fn take(kiosk: &Caller, services: &[&str]) -> anyhow::Result<()> {
    for service in services {
        kiosk.issue(service).await?;
    }
    Ok(())
}

async fn state_of(staff: &Caller, number: &str) -> anyhow::Result<Value> {
    staff.get(&format!("/tickets?number={number}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_morning_by_keyboard_alone() -> anyhow::Result<()> {
    let story = Story::begin("desk_morning")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    let reception = center.staff("tiepnhan", None).await?;
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    let desk = DeskPage::sign_in(&center, browser, "quay1", "1").await?;
    take(&kiosk, &["civil-status"; 6]).await?;

    desk.is("closed").await?;
    desk.press('o').await?;
    desk.is("open").await?;
    desk.press('n').await?;
    desk.has("called", "A001").await?;
    desk.press('s').await?;
    desk.has("serving", "A001").await?;

    sets_the_first_person_aside(&desk, &reception).await?;
    serves_the_second_and_takes_back(&desk, &reception).await?;
    calls_back_and_sends_on(&desk, &reception).await?;
    misses_the_third(&desk, &reception).await?;
    calls_out_of_turn_and_goes_home(&desk).await?;
    Ok(())
}

/// A001 gets a note and is set aside for ten minutes.
async fn sets_the_first_person_aside(desk: &DeskPage, reception: &Caller) -> anyhow::Result<()> {
    // A note, written and read at once.
    desk.press('m').await?;
    desk.asks("note").await?;
    desk.types("can bo sung anh").await?;
    desk.press(ENTER).await?;
    let note = desk.browser.find("[data-testid=ticket-note]").await?;
    assert_eq!(note.text().await?, "can bo sung anh");

    // Escape changes nothing; a digit sets aside at once.
    desk.press('h').await?;
    desk.asks("hold").await?;
    desk.press(ESCAPE).await?;
    desk.has("serving", "A001").await?;
    desk.press('h').await?;
    desk.asks("hold").await?;
    let chosen = "return [document.activeElement.checked, document.activeElement.value]";
    let chosen = desk.browser.page.execute(chosen, vec![]).await?;
    assert_eq!(chosen.json(), &serde_json::json!([true, "10"]), "Enter takes what has the focus");
    desk.press('2').await?;
    desk.has("none", "").await?;
    let held = state_of(reception, "A001").await?;
    assert_eq!(held["state"], "held");
    assert!(held["held_until"].is_string(), "for ten minutes: {held}");
    Ok(())
}

/// A002 is served; Next is taken back call and finish, one after the other.
async fn serves_the_second_and_takes_back(
    desk: &DeskPage,
    reception: &Caller,
) -> anyhow::Result<()> {
    // Next, and next again while serving: finish, then call.
    desk.press('n').await?;
    desk.has("called", "A002").await?;
    desk.press('s').await?;
    desk.has("serving", "A002").await?;
    desk.press('n').await?;
    desk.has("called", "A003").await?;
    assert_eq!(state_of(reception, "A002").await?["state"], "done");

    // Undo takes the call back, then the finish.
    desk.press('u').await?;
    desk.has("none", "").await?;
    assert_eq!(state_of(reception, "A003").await?["state"], "waiting");
    desk.press('u').await?;
    desk.has("serving", "A002").await?;
    desk.press('f').await?;
    desk.has("none", "").await?;
    assert_eq!(desk.server().await?["served_today"], 1);
    Ok(())
}

/// A001 comes back, and goes on to another service.
async fn calls_back_and_sends_on(desk: &DeskPage, reception: &Caller) -> anyhow::Result<()> {
    // Whoever was set aside comes back by number.
    desk.press('g').await?;
    desk.asks("resume").await?;
    desk.press('1').await?;
    desk.has("called", "A001").await?;
    desk.press('s').await?;
    desk.has("serving", "A001").await?;

    // Sent on by the letter of the service; the number stays.
    desk.press('t').await?;
    desk.asks("transfer").await?;
    desk.press('b').await?;
    desk.press(ENTER).await?;
    desk.has("none", "").await?;
    let sent = state_of(reception, "A001").await?;
    assert_eq!((&sent["state"], &sent["service"]), (&"waiting".into(), &"certification".into()));
    Ok(())
}

/// A003 is recalled as often as the center allows, and is missed.
async fn misses_the_third(desk: &DeskPage, reception: &Caller) -> anyhow::Result<()> {
    // Called, recalled as often as the center allows, missed, and the miss taken back.
    desk.press('n').await?;
    desk.has("called", "A003").await?;
    for recalls in 1..=2 {
        desk.press('r').await?;
        desk.rests().await?;
        assert_eq!(desk.server().await?["ticket"]["recalls"], recalls);
    }
    desk.browser.find("[data-testid=action-recall][aria-disabled=true]").await?;
    desk.browser.find(".actions[data-offers=no-show]").await?;
    desk.press('x').await?;
    desk.has("none", "").await?;
    assert_eq!(state_of(reception, "A003").await?["state"], "no_show");
    desk.press('u').await?;
    desk.has("called", "A003").await?;
    desk.press('x').await?;
    desk.has("none", "").await?;
    Ok(())
}

/// A006 is called by number; a pause in the middle keeps it; then the desk closes.
async fn calls_out_of_turn_and_goes_home(desk: &DeskPage) -> anyhow::Result<()> {
    // A number out of turn.
    desk.press('c').await?;
    desk.asks("call").await?;
    desk.types("a006").await?;
    desk.press(ENTER).await?;
    desk.has("called", "A006").await?;
    desk.press('s').await?;
    desk.has("serving", "A006").await?;

    // A pause in the middle of a service keeps the ticket; the browser comes back to the same state.
    desk.press('p').await?;
    desk.asks("pause").await?;
    desk.press('3').await?;
    desk.is("paused").await?;
    assert_eq!(desk.server().await?["pause_reason"], "paperwork");
    desk.browser.page.refresh().await?;
    desk.is("paused").await?;
    desk.has("serving", "A006").await?;
    desk.press('f').await?;
    desk.has("none", "").await?;
    desk.press('o').await?;
    desk.is("open").await?;
    desk.press('o').await?;
    desk.is("closed").await?;
    assert_eq!(desk.server().await?["served_today"], 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_held_down_and_a_double_click_do_one_thing() -> anyhow::Result<()> {
    let story = Story::begin("desk_one_thing")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    let desk = DeskPage::sign_in(&center, browser, "quay1", "1").await?;
    take(&kiosk, &["civil-status"; 3]).await?;
    desk.press('o').await?;
    desk.is("open").await?;

    // What a keyboard sends while a key is held down: one press, then repeats.
    let hold = "for (let at = 0; at < 40; at += 1) document.body.dispatchEvent(new KeyboardEvent(
        'keydown', { code: 'KeyN', key: 'n', repeat: at > 0, bubbles: true, cancelable: true }));";
    desk.browser.page.execute(hold, vec![]).await?;
    desk.has("called", "A001").await?;
    desk.press('s').await?;
    desk.has("serving", "A001").await?;

    let next = desk.browser.find("[data-testid=action-next]").await?;
    desk.browser.page.action_chain().double_click_element(&next).perform().await?;
    desk.has("called", "A002").await?;
    let undo = desk.browser.find("[data-testid=action-undo]").await?;
    desk.browser.page.action_chain().double_click_element(&undo).perform().await?;
    desk.has("none", "").await?;
    assert_eq!(desk.server().await?["served_today"], 1, "the finish was not taken back too");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_is_told_and_nothing_is_lost() -> anyhow::Result<()> {
    let story = Story::begin("desk_refused")?;
    let center = story.center().await?;
    center.device("kiosk")?.issue("civil-status").await?;
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    let desk = DeskPage::sign_in(&center, browser, "quay1", "1").await?;
    desk.press('o').await?;
    desk.is("open").await?;
    desk.press('c').await?;
    desk.asks("call").await?;
    desk.types("a999").await?;
    desk.press(ENTER).await?;
    desk.browser.find("[data-testid=dialog-problem]:not([hidden])").await?;
    let field = desk.browser.find("[data-testid=call-number]").await?;
    assert_eq!(field.prop("value").await?.as_deref(), Some("a999"), "what was written stays");
    let notice = "return document.getElementById('notice').textContent";
    let said = desk.browser.page.execute(notice, vec![]).await?;
    assert_eq!(said.json(), "", "it is said once, in the dialog");
    desk.press(ESCAPE).await?;
    let left = "return document.querySelector('#dialog-call .dialog-problem').textContent";
    let left = desk.browser.page.execute(left, vec![]).await?;
    assert_eq!(left.json(), "", "and goes with the dialog");
    desk.has("none", "").await?;
    desk.press('n').await?;
    desk.has("called", "A001").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_by_mouse_and_the_focus_stays() -> anyhow::Result<()> {
    let story = Story::begin("desk_by_mouse")?;
    let center = story.center().await?;
    let kiosk = center.device("kiosk")?;
    let browsers = Browsers::start(story.folder()).await?;
    let browser = browsers.open(Glass::Monitor).await?;
    let desk = DeskPage::sign_in(&center, browser, "quay1", "1").await?;
    take(&kiosk, &["civil-status"; 2]).await?;
    let click =
        async |hook: &str| office::press(&desk.browser, &format!("[data-testid={hook}]")).await;
    click("action-open-close").await?;
    desk.is("open").await?;
    click("action-next").await?;
    desk.has("called", "A001").await?;
    click("action-hold").await?;
    desk.asks("hold").await?;
    office::press(&desk.browser, "dialog[open] label.option:nth-of-type(3)").await?;
    desk.browser.find("[data-testid=hold-note]").await?.send_keys("đi lấy bản sao").await?;
    office::press(&desk.browser, "dialog[open] [data-testid=dialog-send]").await?;
    desk.has("none", "").await?;
    click("resume-A001").await?;
    desk.has("called", "A001").await?;
    let note = desk.browser.find("[data-testid=ticket-note]").await?;
    assert_eq!(note.text().await?, "đi lấy bản sao");

    // News replace what the page shows; whoever stands on a key by Tab stays on it.
    desk.browser.page.execute("document.getElementById('action-start').focus()", vec![]).await?;
    take(&kiosk, &["civil-status"]).await?;
    desk.browser.find("[data-testid=queue-row]:nth-child(2)").await?;
    desk.press(ENTER).await?;
    desk.has("serving", "A001").await?;
    click("action-finish").await?;
    desk.has("none", "").await?;
    click("action-undo").await?;
    desk.has("serving", "A001").await
}
