//! The kiosk as a citizen feels it: how soon it can be used, how fast a touch is answered, what it holds and costs.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;
use tokio::process::Command;

use super::cost::{cpu_seconds, resident_mib};
use super::glance::{Glance, Hand};
use super::load::median;
use super::table::{Table, milliseconds, verdict};
use crate::center::Center;
use crate::display::Display;
use crate::patience::until;
use crate::programs::{Program, built};

const WIDTH: u32 = 1080;
const HEIGHT: u32 = 1920;

const STARTS: usize = 5;
const TAPS: usize = 20;
/// What somebody presses and touches at random before the memory is read.
const STROKES: usize = 200;
/// How long the kiosk may settle before its rest is measured, and how long that takes.
const SETTLE: Duration = Duration::from_secs(5);
const REST: Duration = Duration::from_secs(30);
const START_MAX: Duration = Duration::from_secs(20);
/// How long a finger rests; longer than a screen needs to show that it is touched.
const FINGER: Duration = Duration::from_millis(200);
/// Touches that come sooner are taken for the second half of a double tap.
const NEXT_TOUCH: Duration = Duration::from_millis(900);
/// Between two keys or touches at random: just more than what is taken for a double tap.
const STROKE: Duration = Duration::from_millis(450);
/// A screen that is left closes after a minute, a question after a minute and twenty seconds more.
const HOME_MAX: Duration = Duration::from_secs(180);
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// From the welcome screen by keypad to the notice before a form: search, the registration of a birth, "fill in
/// the form".
const TO_A_FORM: &str = "Down Down Return Down Down Return Down Down Down Down Down Return";
/// After the touch that agrees: who one is, a name, a date of birth, an ID by keypad.
const IN_THE_FORM: &str = "Down Return N g u y e n space V a n space A Return 0 1 0 2 1 9 9 0 Return Down Return Down Return";

/// Measures and describes.
///
/// # Errors
/// When the window does not show up or does not answer.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let folder = folder.join("kiosk");
    let center = Center::open(&folder).await?;
    let mut table = Table::new(
        "The kiosk (optimised, software renderer, virtual display of 1080×1920, no GPU)",
        &["figure", "median", "worst", "goal", ""],
    );
    cold_starts(&center, &folder, &mut table).await?;

    let display = Display::start("visit", WIDTH, HEIGHT, &folder).await?;
    let (kiosk, _) = start(&center, &display).await?;
    let glance = Glance::at(&display)?;
    let mut hand = Hand::on(&display)?;
    let before = cpu_seconds(&kiosk)?;
    let (there, back) = touches(&glance, &mut hand).await?;
    let busy = Duration::from_secs_f64((cpu_seconds(&kiosk)? - before) / (2 * TAPS) as f64);
    time_row(&mut table, "from the touch that begins to the fields", there);
    time_row(&mut table, "from the touch on Back to the welcome", back);
    // Tells what of it is the kiosk's own, on a machine that does other things too.
    table.row(&["processor time of one touch, mean", &milliseconds(busy), "", "", ""]);

    let seen = wander(&glance, &mut hand).await?;
    memory_row(&mut table, &kiosk, seen)?;
    home(&glance).await?;
    rest_row(&mut table, &kiosk).await?;
    Ok(table.text())
}

async fn cold_starts(center: &Center, folder: &Path, table: &mut Table) -> anyhow::Result<()> {
    let mut starts = Vec::new();
    for round in 0..STARTS {
        let display = Display::start(&format!("start-{round}"), WIDTH, HEIGHT, folder).await?;
        let (program, took) = start(center, &display).await?;
        starts.push(took.as_secs_f64());
        drop(program);
    }
    let worst = starts.iter().copied().fold(0.0, f64::max);
    let middle = median(starts);
    table.row(&[
        "cold start to the first usable screen",
        &format!("{middle:.2} s"),
        &format!("{worst:.2} s"),
        "≤ 0.5 s",
        verdict(worst <= 0.5),
    ]);
    Ok(())
}

/// Starts the kiosk; the time until the button that begins a visit stands on the display.
async fn start(center: &Center, display: &Display) -> anyhow::Result<(Program, Duration)> {
    let glance = Glance::at(display)?;
    let mut command = Command::new(built("kiosk")?);
    let size = format!("{WIDTH}x{HEIGHT}");
    command.args(["--server", center.address(), "--window", &size, "--token-file"]);
    command
        .arg(center.token_file("kiosk"))
        .arg("--journal")
        .arg(center.folder().join("kiosk-journal"))
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY");
    let begun = Instant::now();
    let program = Program::start("kiosk", command, center.folder())?;
    while glance.main_button()?.is_none() {
        if begun.elapsed() > START_MAX {
            bail!("no usable screen within {} s: {}", START_MAX.as_secs(), program.said());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok((program, begun.elapsed()))
}

/// Touches the button that begins, then Back, again and again: the times from letting go to the next screen.
async fn touches(
    glance: &Glance,
    hand: &mut Hand,
) -> anyhow::Result<(Vec<Duration>, Vec<Duration>)> {
    tokio::time::sleep(NEXT_TOUCH).await;
    let Some(begin) = glance.main_button()? else { bail!("the kiosk does not stand at its start") };
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..TAPS {
        times.0.push(touch(glance, hand, begin).await?);
        if glance.main_button()?.is_some() {
            bail!("touching the button that begins did not lead on");
        }
        let back = glance.back_button()?;
        times.1.push(touch(glance, hand, back).await?);
        if glance.main_button()? != Some(begin) {
            bail!("touching {back:?} did not lead back to the welcome");
        }
    }
    Ok(times)
}

/// One touch; the time from letting go until the display changes away from the finger.
async fn touch(
    glance: &Glance,
    hand: &mut Hand,
    (x, y): (usize, usize),
) -> anyhow::Result<Duration> {
    hand.press(x, y)?;
    tokio::time::sleep(FINGER).await;
    let before = glance.upper()?;
    let released = Instant::now();
    hand.release()?;
    while glance.upper()? == before {
        if released.elapsed() > ANSWER_MAX {
            bail!("the touch at {x}, {y} changed nothing");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let took = released.elapsed();
    tokio::time::sleep(NEXT_TOUCH).await;
    Ok(took)
}

fn time_row(table: &mut Table, what: &str, mut times: Vec<Duration>) {
    times.sort();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    let met = verdict(worst <= Duration::from_millis(50));
    table.row(&[what, &milliseconds(middle), &milliseconds(worst), "≤ 50 ms", met]);
}

/// Goes to a form by keypad and then anywhere, by keypad, keyboard and finger, from a seed; how many different
/// pictures were seen.
async fn wander(glance: &Glance, hand: &mut Hand) -> anyhow::Result<usize> {
    let mut seen = HashSet::new();
    strike(TO_A_FORM, glance, hand, &mut seen).await?;
    let (_, bar) = glance.back_button()?;
    hand.press(WIDTH as usize * 3 / 4, bar)?;
    hand.release()?;
    tokio::time::sleep(NEXT_TOUCH).await;
    strike(IN_THE_FORM, glance, hand, &mut seen).await?;
    let mut seed = 0x5EED_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..STROKES {
        match random(12) {
            0..=2 => hand.key("Down")?,
            3 => hand.key("Return")?,
            4 => hand.key("n")?,
            5 => hand.key("1")?,
            // Anywhere below the head, whose mark opens the menu for staff.
            _ => {
                let (x, y) = (random(u64::from(WIDTH)), random(u64::from(HEIGHT) * 4 / 5));
                hand.press(x as usize, y as usize + HEIGHT as usize / 5)?;
                hand.release()?;
            }
        }
        tokio::time::sleep(STROKE).await;
        seen.insert(glance.fingerprint()?);
    }
    Ok(seen.len())
}

async fn strike(
    keys: &str,
    glance: &Glance,
    hand: &mut Hand,
    seen: &mut HashSet<u64>,
) -> anyhow::Result<()> {
    for key in keys.split(' ') {
        hand.key(key)?;
        tokio::time::sleep(STROKE).await;
        seen.insert(glance.fingerprint()?);
    }
    Ok(())
}

fn memory_row(table: &mut Table, kiosk: &Program, seen: usize) -> anyhow::Result<()> {
    let resident = resident_mib(kiosk)?;
    table.row(&[
        &format!("resident memory after {seen} pictures, forms among them"),
        &format!("{resident:.1} MiB"),
        "",
        "≤ 70 MB",
        verdict(resident * 1.048_576 <= 70.0),
    ]);
    Ok(())
}

async fn rest_row(table: &mut Table, kiosk: &Program) -> anyhow::Result<()> {
    tokio::time::sleep(SETTLE).await;
    let before = cpu_seconds(kiosk)?;
    tokio::time::sleep(REST).await;
    let percent = (cpu_seconds(kiosk)? - before) / REST.as_secs_f64() * 100.0;
    table.row(&[
        "processor at rest, of one core",
        &format!("{percent:.2} %"),
        "",
        "≤ 0.5 %",
        verdict(percent <= 0.5),
    ]);
    Ok(())
}

/// Waits until the kiosk leaves whatever it shows.
async fn home(glance: &Glance) -> anyhow::Result<()> {
    until("the kiosk comes back to its welcome", HOME_MAX, async || glance.main_button()).await?;
    Ok(())
}
