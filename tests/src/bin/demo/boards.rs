//! Pictures of boards: every layout, upright and dark, over a desk, with a checklist, with a message that takes it whole.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::lobby;
use end_to_end::patience::SOON;
use end_to_end::window::{BoardSetup, Place, Window};
use serde_json::json;

use crate::pictures::Pictures;

/// How long a call is large; afterwards it rests and leaves room for tips.
const REST: Duration = Duration::from_secs(13);

/// A board: its picture's name, its size, what is on its command line.
type Look = (&'static str, (u32, u32), &'static [&'static str]);

/// Each with a call that was just made, or with the last one at rest.
const LOOKS: [(Look, bool); 6] = [
    (("board-over-a-desk", (800, 480), &["--zone", "desk:5"]), true),
    (("board-calls", (1920, 1080), &["--layout", "calls"]), false),
    (("board-tips-and-last-call", (1920, 1080), &["--layout", "tips-and-last-call"]), false),
    (("board-dark", (1920, 1080), &["--theme", "dark"]), false),
    (("board-upright", (1080, 1920), &[]), false),
    (("board-new-call", (1920, 1080), &["--layout", "calls-and-tips"]), true),
];

/// Where somebody is called: who calls, and the desk, which serves somebody when this begins.
const CALLER: (&str, &str) = ("quay2", "5");

/// A message as the sample shows it.
const MESSAGE: [&str; 2] = [
    "Mời mọi người bình tĩnh ra khỏi tòa nhà theo lối thoát hiểm gần nhất và tập trung tại sân trước.",
    "Please leave the building calmly by the nearest exit and gather in the front yard.",
];

/// Takes the pictures. What they need is changed in the center, so this comes last.
pub(crate) async fn pictures(
    center: &Center,
    pictures: &Pictures,
    into: &Path,
) -> anyhow::Result<()> {
    let (who, desk) = CALLER;
    let staff = center.staff(who, Some(desk)).await?;
    let act = async |verb: &str| staff.post(&format!("/desks/{desk}/{verb}"), &json!({})).await;
    let (mut number, mut has_rested) = (String::new(), false);
    for (look, is_new) in LOOKS {
        if is_new {
            // Whoever is at the desk is done; one who was only called is served first.
            let _ = act("start").await;
            act("finish").await?;
            let called = act("call-next").await?;
            number = called["ticket"]["number"].as_str().context("nobody was called")?.to_owned();
        } else if !has_rested {
            tokio::time::sleep(REST).await;
        }
        has_rested = !is_new;
        one(center, pictures, into, look, &number).await?;
    }
    lobby::keep_tips_of_kind(center, "checklist").await?;
    one(center, pictures, into, ("board-checklist", (1920, 1080), &[]), "cần mang").await?;
    lobby::set_emergency(center, Some(MESSAGE)).await?;
    one(center, pictures, into, ("board-emergency", (1920, 1080), &[]), MESSAGE[0]).await?;
    lobby::set_emergency(center, None).await
}

/// A picture of one board, once it says something.
async fn one(
    center: &Center,
    pictures: &Pictures,
    into: &Path,
    (name, (width, height), options): Look,
    says: &str,
) -> anyhow::Result<()> {
    let display = Display::start(name, width, height, into).await?;
    let size = format!("{width}x{height}");
    let options = [&["--mute"], options].concat();
    let setup = BoardSetup { name, size: &size, server: None, options: &options };
    let board = Window::board_as(center, Place::On(&display), &setup).await?;
    board.screen.text(says, SOON).await?;
    pictures.of_display(&display, name).await
}
