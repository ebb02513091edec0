//! A board in a real window while its server is killed, frozen and cut off at moments that a seed tells, and the desks
//! go on: after each trouble it shows what the server says, and what is on the glass is what its labels say.
//!
//! `ONESTOP_BOARD_SEED=7` plays the troubles of another seed. The times to recover stand in `recoveries.txt`.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use end_to_end::api::Caller;
use end_to_end::bad_line::BadLine;
use end_to_end::board_day::BoardDay;
use end_to_end::board_truth::{Seen, Sentences, Truth, service_names};
use end_to_end::center::Center;
use end_to_end::cuttable_line::CuttableLine;
use end_to_end::dice::Dice;
use end_to_end::display::{Display, Picture};
use end_to_end::eye::{self, Part};
use end_to_end::patience::SOON;
use end_to_end::screen::Element;
use end_to_end::story::Story;
use end_to_end::window::{BoardSetup, Place, Window};

/// A board is meant to be right so soon; the limit of the story is looser, for machines that are busy.
const AIM: Duration = Duration::from_secs(2);
const LIMIT: Duration = Duration::from_secs(10);

/// The longest cut that the board must survive as if it had not been; played in the long story.
const LONGEST: Duration = Duration::from_secs(300);

/// Between two things that happen in the lobby.
const STEP: Duration = Duration::from_millis(150);

/// How long a change of the labels may take until it is on the glass.
const DRAWN: Duration = Duration::from_millis(200);

/// The large number is read in a picture made this much smaller, the clock in one made so much smaller.
const SHRINK: usize = 4;
const SHRINK_CLOCK: usize = 2;

/// How the line or the server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// The server's power is cut; it starts again.
    Killed,
    /// The server's machine stands still.
    Frozen,
    /// Nothing comes through, and nobody is told.
    Cut,
    /// As cut, and what was on its way comes as late as a pulled cable makes it.
    Unplugged,
    /// Late, stalled, lost, reset, as a seed tells.
    Bad,
}

const TROUBLES: [Trouble; 5] =
    [Trouble::Killed, Trouble::Cut, Trouble::Bad, Trouble::Unplugged, Trouble::Frozen];

/// Everything that stands on the stage.
struct Scene<'a> {
    center: Center,
    line: BadLine,
    cut: CuttableLine,
    board: Window<'a>,
    display: &'a Display,
    day: BoardDay,
    witness: Witness,
    dice: Dice,
}

/// Who knows what should be seen.
struct Witness {
    device: Caller,
    names: BTreeMap<String, String>,
    sentences: Sentences,
}

/// How the board came back.
struct Recovery {
    from: Trouble,
    length: Duration,
    took: Duration,
    /// What was still wrong when it was looked last before it was right.
    last: String,
}

/// What came of it.
#[derive(Default)]
struct Outcome {
    recoveries: Vec<Recovery>,
    numbers: Readings,
    clocks: Readings,
}

/// What was read on the glass.
#[derive(Default)]
struct Readings {
    read: usize,
    not_read: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_is_right_after_every_trouble() -> anyhow::Result<()> {
    let long = env::var_os("ONESTOP_LONG").is_some();
    let seed = match env::var("ONESTOP_BOARD_SEED") {
        Ok(seed) => seed.parse().context("ONESTOP_BOARD_SEED is a number")?,
        Err(_) => 1,
    };
    let story = Story::begin("board_always_right")?;
    let display = Display::start("board", 1920, 1080, story.folder()).await?;
    let mut scene = Scene::open(&story, &display, seed).await?;
    let mut outcome = Outcome::default();
    let lasts = Duration::from_secs(if long { 600 } else { 60 });
    let length_max = if long { 60_000 } else { 5_000 };
    let (begun, mut round) = (Instant::now(), 0);
    while begun.elapsed() < lasts || round < TROUBLES.len() {
        let trouble = TROUBLES[round % TROUBLES.len()];
        let length = match round {
            3 if long => LONGEST,
            _ => Duration::from_millis(300 + scene.dice.below(length_max)),
        };
        let played = scene.one_trouble(trouble, length, story.folder(), &mut outcome).await;
        fs::write(story.folder().join("recoveries.txt"), outcome.told(seed))?;
        played.with_context(|| format!("seed {seed}, round {round}, {trouble:?}"))?;
        round += 1;
    }
    let done = scene.day.done();
    for verb in ["call-next", "recall", "transfer", "finish"] {
        ensure!(done.contains_key(verb), "seed {seed}: nobody did {verb}: {done:?}");
    }
    eprintln!("{}commands: {done:?}", outcome.told(seed));
    outcome.numbers.are_those_of_the_labels().with_context(|| format!("seed {seed}, numbers"))?;
    outcome.clocks.are_those_of_the_labels().with_context(|| format!("seed {seed}, clock"))
}

impl Readings {
    /// The reader errs now and then; a board that draws something else than it says would err every time.
    fn are_those_of_the_labels(&self) -> anyhow::Result<()> {
        let Self { read, not_read } = self;
        ensure!(*read > 0, "nothing was read on the glass");
        ensure!(not_read.len() * 5 <= *read, "{read} were read and these were not: {not_read:?}");
        Ok(())
    }

    /// Notes whether what the label says was read; keeps a picture of what was not.
    fn note(
        &mut self,
        said: &str,
        read: &str,
        (picture, folder): (&Picture, &Path),
    ) -> anyhow::Result<()> {
        if eye::a_line_holds(read, said) {
            self.read += 1;
            return Ok(());
        }
        let name = format!("not-read-{}-{}.png", said.replace(':', ""), self.not_read.len());
        picture.write_png(&folder.join(name))?;
        self.not_read.push(format!("{said}: {}", read.trim()));
        Ok(())
    }
}

impl<'a> Scene<'a> {
    async fn open(story: &Story, display: &'a Display, seed: u64) -> anyhow::Result<Self> {
        let center = story.center().await?;
        let day = BoardDay::open(&center, seed).await?;
        let line = BadLine::open(center.address()).await?;
        let cut = CuttableLine::open(&line.address()).await?;
        let server = format!("http://127.0.0.1:{}", cut.port());
        let setup = BoardSetup { server: Some(&server), ..BoardSetup::first() };
        let board = Window::board_as(&center, Place::On(display), &setup).await?;
        let device = center.device("board")?;
        let names = service_names(&device).await?;
        let witness = Witness { device, names, sentences: Sentences::read()? };
        let dice = Dice::new(seed ^ 0x0B0A_12D0);
        let scene = Self { center, line, cut, board, display, day, witness, dice };
        scene.witness.is_right(&scene.board, SOON).await.context("before any trouble")?;
        Ok(scene)
    }

    async fn one_trouble(
        &mut self,
        trouble: Trouble,
        length: Duration,
        folder: &Path,
        outcome: &mut Outcome,
    ) -> anyhow::Result<()> {
        let quiet = Duration::from_millis(500 + self.dice.below(2_000));
        self.lobby_goes_on(quiet).await;
        self.look(folder, outcome).await?;
        match trouble {
            Trouble::Killed => drop(self.center.server().kill().await?),
            Trouble::Frozen => self.center.server().freeze()?,
            Trouble::Cut => self.cut.cut(),
            Trouble::Unplugged => self.cut.unplug(),
            Trouble::Bad => self.line.is_bad(self.dice.throw()),
        }
        self.lobby_goes_on(length).await;
        match trouble {
            Trouble::Killed => self.center.start_server_again().await?,
            Trouble::Frozen => self.center.server().thaw()?,
            Trouble::Cut | Trouble::Unplugged => self.cut.mend(),
            Trouble::Bad => self.line.is_fair(),
        }
        let (took, last) = self.witness.is_right(&self.board, LIMIT).await?;
        outcome.recoveries.push(Recovery { from: trouble, length, took, last });
        self.look(folder, outcome).await
    }

    async fn lobby_goes_on(&mut self, length: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < length {
            self.day.goes_on().await;
            tokio::time::sleep(STEP).await;
        }
    }

    /// A picture at this moment: the large numbers and the clock on it are those that the labels say.
    async fn look(&self, folder: &Path, outcome: &mut Outcome) -> anyhow::Result<()> {
        let before = self.witness.sentences.seen(&self.board.screen).await?;
        tokio::time::sleep(DRAWN).await;
        let picture = self.display.picture_now()?;
        let after = self.witness.sentences.seen(&self.board.screen).await?;
        ensure!(picture.colours() > 10, "the display is empty");
        if let (Some(clock), Some(place)) = (&after.clock, &after.clock_place)
            && before.clock == after.clock
        {
            let read = eye::read(&picture, part_of(place), SHRINK_CLOCK, "7", folder)?;
            outcome.clocks.note(clock, &read, (&picture, folder))?;
        }
        if before.newest != after.newest {
            return Ok(());
        }
        for (call, place) in after.newest.iter().zip(&after.places) {
            let mut read = String::new();
            for look in ["7", "6", "11"] {
                read.push_str(&eye::read(&picture, part_of(place), SHRINK, look, folder)?);
                read.push('\n');
                if eye::a_line_holds(&read, &call.number) {
                    break;
                }
            }
            let others = self.others_read(&read, &after, &call.number);
            if !others.is_empty() {
                picture.write_png(&folder.join("wrong.png"))?;
                bail!("the label says {}, the glass {others:?}", call.number);
            }
            outcome.numbers.note(&call.number, &read, (&picture, folder))?;
        }
        Ok(())
    }

    /// Numbers of other calls of the board that stand in what was read of this one.
    fn others_read(&self, read: &str, seen: &Seen, number: &str) -> Vec<String> {
        let all = seen.newest.iter().chain(&seen.earlier).map(|call| call.number.clone());
        all.filter(|other| other != number).filter(|other| eye::a_line_holds(read, other)).collect()
    }
}

fn part_of(place: &Element) -> Part {
    Part {
        x: place.x.max(0.0) as usize,
        y: place.y.max(0.0) as usize,
        width: place.width as usize,
        height: place.height as usize,
    }
}

impl Witness {
    /// Waits until the board shows what the server says; how long that took, and what was wrong last.
    async fn is_right(
        &self,
        board: &Window<'_>,
        limit: Duration,
    ) -> anyhow::Result<(Duration, String)> {
        let (begun, mut last) = (Instant::now(), String::new());
        loop {
            match self.is_right_now(board).await {
                Ok(seen) => return Ok((seen.duration_since(begun), last)),
                Err(error) if begun.elapsed() > limit => {
                    return Err(error.context(format!("not right within {} s", limit.as_secs())));
                }
                Err(error) => last = format!("{error:#}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// When it was seen to be right.
    async fn is_right_now(&self, board: &Window<'_>) -> anyhow::Result<Instant> {
        let before = Truth::now(&self.device, &self.names).await?;
        let seen = self.sentences.seen(&board.screen).await?;
        let at = Instant::now();
        let after = Truth::now(&self.device, &self.names).await?;
        ensure!(before.seq == after.seq, "the server goes on");
        after.is_shown_by(&seen)?;
        Ok(at)
    }
}

impl Outcome {
    fn told(&self, seed: u64) -> String {
        let (numbers, clocks) = (self.numbers.read, self.clocks.read);
        let mut text =
            format!("seed {seed}, {numbers} numbers and {clocks} times read on the glass\n");
        for Recovery { from, length, took, last } in &self.recoveries {
            let late = if *took <= AIM { "" } else { ", later than the aim: " };
            let why = if *took <= AIM { "" } else { last.as_str() };
            let (length, took) = (length.as_secs_f64(), took.as_secs_f64());
            let _ =
                writeln!(text, "{from:?} for {length:.1} s: right after {took:.2} s{late}{why}");
        }
        text
    }
}
