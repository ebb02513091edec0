//! What a board says in the lobby, heard in the WAV that its loudspeaker would have got: every call whole, one after the
//! other, in order, never over the full scale; a recall again, a call taken back never.

use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use end_to_end::api::Caller;
use end_to_end::center::Center;
use end_to_end::ear::{self, Heard, RATE};
use end_to_end::lobby;
use end_to_end::patience::SOON;
use end_to_end::story::Story;
use end_to_end::window::{BoardSetup, Place, Window};
use serde_json::json;

/// How often it is listened to what was recorded so far.
const LISTEN: Duration = Duration::from_secs(2);

/// How long three calls may take to be said, one after the other.
const ALL_SAID: Duration = Duration::from_secs(60);

/// The longest chime, with its rest, in samples.
const CHIME: usize = 2 * RATE;

/// A lobby with a board that is heard.
struct Lobby<'a> {
    center: Center,
    board: Window<'a>,
    recording: PathBuf,
    device: Caller,
}

/// One call: who, at which desk, the how-manieth time.
type Call = (String, &'static str, u32);

#[tokio::test(flavor = "multi_thread")]
async fn three_calls_within_a_second_are_said_one_after_the_other() -> anyhow::Result<()> {
    let story = Story::begin("board_speaks")?;
    let lobby = Lobby::open(&story, 1).await?;
    let desks = lobby.desks(&[("quay1", "1"), ("quay2", "5"), ("quay3", "8")]).await?;
    let begun = Instant::now();
    let mut calls: Vec<Call> = Vec::new();
    for (desk, staff) in &desks {
        calls.push((call_next(desk, staff).await?, *desk, 1));
    }
    ensure!(begun.elapsed() < Duration::from_secs(1), "three calls took {:?}", begun.elapsed());
    let said = lobby.hears(&calls).await?;
    let starts = said.iter().map(|range| range.start);
    ensure!(starts.is_sorted(), "not in the order of calling: {said:?}");
    lobby.sounds_well(&said).await?;

    // The first person did not hear it; somebody else is called by mistake and taken back at once.
    let (first, staff) = &desks[0];
    staff.post(&format!("/desks/{first}/recall"), &json!({})).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (second, staff) = &desks[1];
    staff.post(&format!("/desks/{second}/start"), &json!({})).await?;
    staff.post(&format!("/desks/{second}/finish"), &json!({})).await?;
    let mistaken: Call = (call_next(second, staff).await?, *second, 1);
    staff.post(&format!("/desks/{second}/undo"), &json!({})).await?;
    // Who is called after both is said after both.
    let (third, staff) = &desks[2];
    staff.post(&format!("/desks/{third}/start"), &json!({})).await?;
    staff.post(&format!("/desks/{third}/finish"), &json!({})).await?;
    let last: Call = (call_next(third, staff).await?, *third, 1);
    let recalled: Call = (calls[0].0.clone(), *first, 2);
    let later = lobby.hears(&[recalled.clone(), last]).await?;
    let recall = lobby.recording_now()?.places_of(&lobby.sentence(&recalled).await?);
    ensure!(recall.len() == 2, "said and said again, and no more: {recall:?}");
    ensure!(recall[1].end < later[1].start, "the recall comes before the last call");
    let never = lobby.recording_now()?.places_of(&lobby.sentence(&mistaken).await?);
    ensure!(never.is_empty(), "{} was taken back and said at {never:?}", mistaken.0);
    let mut all = said;
    all.extend([recall[1].clone(), later[1].clone()]);
    lobby.sounds_well(&all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_is_said_as_often_as_the_center_wants() -> anyhow::Result<()> {
    let story = Story::begin("board_speaks_twice")?;
    let lobby = Lobby::open(&story, 2).await?;
    let desks = lobby.desks(&[("quay1", "1")]).await?;
    let (desk, staff) = &desks[0];
    let call: Call = (call_next(desk, staff).await?, *desk, 1);
    let sentence = lobby.sentence(&call).await?;
    let begun = Instant::now();
    let said = loop {
        let said = lobby.recording_now()?.places_of(&sentence);
        if said.len() >= 2 {
            break said;
        }
        ensure!(begun.elapsed() < ALL_SAID, "said {} times", said.len());
        tokio::time::sleep(LISTEN).await;
    };
    // Long enough for a third time.
    tokio::time::sleep(Duration::from_secs_f64(sentence.seconds() + 3.0)).await;
    ensure!(lobby.recording_now()?.places_of(&sentence).len() == 2, "said more than twice");
    // The chime comes once, before the first.
    let recording = lobby.recording_now()?;
    let chime = recording.piece(said[0].start.saturating_sub(CHIME)..said[0].start);
    ensure!(chime.loud().is_some(), "no chime before the call");
    ensure!(recording.piece(said[0].end..said[1].start).loud().is_none(), "a sound in between");
    Ok(())
}

async fn call_next(desk: &str, staff: &Caller) -> anyhow::Result<String> {
    let view = staff.post(&format!("/desks/{desk}/call-next"), &json!({})).await?;
    Ok(view["ticket"]["number"].as_str().context("nobody was called")?.to_owned())
}

impl Lobby<'_> {
    async fn open(story: &Story, times: i64) -> anyhow::Result<Self> {
        let center = story.center().await?;
        let settings = [("times", times.into()), ("volume_percent", 100.into())];
        lobby::set_voice(&center, &settings).await?;
        let kiosk = center.device("kiosk")?;
        for service in ["civil-status", "land-building", "reception-results"] {
            for _ in 0..3 {
                kiosk.issue(service).await?;
            }
        }
        // The server looks for what other programs changed once a second.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let recording = story.folder().join("played.wav");
        let sound = format!("file:{}", recording.display());
        let setup = BoardSetup { options: &["--sound", &sound], ..BoardSetup::first() };
        let board = Window::board_as(&center, Place::Nowhere, &setup).await?;
        board.screen.text("Đang chờ", SOON).await?;
        let device = center.device("board")?;
        Ok(Self { center, board, recording, device })
    }

    async fn desks(
        &self,
        desks: &[(&'static str, &'static str)],
    ) -> anyhow::Result<Vec<(&'static str, Caller)>> {
        let mut open = Vec::new();
        for (who, desk) in desks {
            let staff = self.center.staff(who, Some(desk)).await?;
            staff.post(&format!("/desks/{desk}/open"), &json!({})).await?;
            open.push((*desk, staff));
        }
        Ok(open)
    }

    fn recording_now(&self) -> anyhow::Result<Heard> {
        Heard::of_file(&self.recording)
    }

    /// The sentence of a call, as the server makes it.
    async fn sentence(&self, (number, desk, times): &Call) -> anyhow::Result<Heard> {
        let path = format!("/voice?number={number}&desk={desk}&language=vi&times={times}");
        Heard::of_wav(&self.device.file(&path).await?)
    }

    /// Waits until each of these was said; where it was said last.
    async fn hears(&self, calls: &[Call]) -> anyhow::Result<Vec<Range<usize>>> {
        let since = self.recording_now()?.samples.len().saturating_sub(RATE);
        let mut sentences = Vec::new();
        for call in calls {
            sentences.push(self.sentence(call).await?);
            self.board.screen.text(&call.0, SOON).await?;
        }
        let begun = Instant::now();
        loop {
            let recording = self.recording_now()?;
            let new = recording.piece(since..recording.samples.len());
            let found: Vec<Option<Range<usize>>> =
                sentences.iter().map(|sentence| new.places_of(sentence).pop()).collect();
            if let Some(said) = found.iter().cloned().collect::<Option<Vec<_>>>() {
                return Ok(said.iter().map(|it| it.start + since..it.end + since).collect());
            }
            if begun.elapsed() > ALL_SAID {
                bail!("of {calls:?} was said: {found:?} in {:.1} s", recording.seconds());
            }
            tokio::time::sleep(LISTEN).await;
        }
    }

    /// Nothing but these sentences and the same chime before each, and silence; loud enough and not too loud.
    async fn sounds_well(&self, said: &[Range<usize>]) -> anyhow::Result<()> {
        let recording = self.recording_now()?;
        let mut first_chime = None;
        for (index, range) in said.iter().enumerate() {
            let before = if index == 0 { 0 } else { said[index - 1].end };
            ensure!(before < range.start, "two sentences at once: {said:?}");
            let gap = recording.piece(before..range.start);
            let loud = gap.loud().with_context(|| format!("no chime before sentence {index}"))?;
            ensure!(loud.len() <= CHIME, "more than a chime before sentence {index}: {loud:?}");
            let chime = gap.piece(loud);
            match &first_chime {
                None => first_chime = Some(chime),
                Some(first) => ensure!(chime.is_like(first), "chime {index} is another"),
            }
        }
        let level = ear::level(&self.recording)?;
        eprintln!("{level:?}, {} sentences in {:.1} s", said.len(), recording.seconds());
        ensure!(level.peak_db <= -0.9, "the highest sample is too high: {level:?}");
        ensure!(level.rms_peak_db >= -24.0, "speech is too soft: {level:?}");
        Ok(())
    }
}
