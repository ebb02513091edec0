//! The board's voice: a thread of its own that plays what the announcer decides.

mod card;
mod chime;
mod output;
mod recording;
mod sayings;
mod speaker;

use std::time::Duration;

use anyhow::Context;
use shared::catalog::{Lobby, Voice};
use shared::protocol::{BoardCall, BoardSound};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::options::Options;
use crate::sound::Sound;

use speaker::Speaker;

/// Samples a second of everything that is played, as the server makes its sentences.
const RATE: u32 = 22_050;

/// What the announcer is told: always the newest, so that nothing piles up while the sound card is slow.
#[derive(Clone, Debug)]
struct Heard {
    clock: Clock,
    calls: Option<Vec<BoardCall>>,
    voice: Option<Voice>,
    is_hushed: bool,
}

/// How the board sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sounding {
    /// What comes out of the loudspeaker.
    pub sound: BoardSound,
    /// Calls since the start that were shown but not spoken.
    pub unspoken: u32,
}

/// The board's voice, as the rest of the program holds it. It ends with its last holder.
#[derive(Debug)]
pub struct Loudspeaker {
    heard: watch::Sender<Heard>,
    sounding: watch::Receiver<Sounding>,
    /// Keeps the value of a board that never makes a sound.
    _mute: Option<watch::Sender<Sounding>>,
}

impl Loudspeaker {
    /// Starts the voice's thread; none for a board without sound. A sound card that is missing is no error:
    /// it is looked for as long as the board runs.
    ///
    /// # Errors
    /// When the system gives no thread or no network.
    pub fn start(options: &Options, clock: Clock) -> anyhow::Result<Self> {
        let (heard, hearing) =
            watch::channel(Heard { clock, calls: None, voice: None, is_hushed: false });
        let (sounds, sounding) = watch::channel(Sounding { sound: BoardSound::Muted, unspoken: 0 });
        if options.mute || options.sound == Sound::None {
            return Ok(Self { heard, sounding, _mute: Some(sounds) });
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("the network cannot be used")?;
        let options = options.clone();
        std::thread::Builder::new()
            .name("voice".to_owned())
            .spawn(move || match Speaker::new(&options, hearing, sounds) {
                Ok(Some(speaker)) => runtime.block_on(speaker.run()),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "calls are not spoken"),
            })
            .context("the voice's thread cannot be started")?;
        Ok(Self { heard, sounding, _mute: None })
    }

    /// The board shows these calls, newest first.
    pub fn hear_calls(&self, calls: &[BoardCall], clock: &Clock) {
        self.heard.send_modify(|heard| {
            heard.calls = Some(calls.to_vec());
            heard.clock = clock.clone();
        });
    }

    /// The center's settings; while an emergency message has the board nothing is spoken.
    pub fn hear_lobby(&self, lobby: &Lobby) {
        self.heard.send_if_modified(|heard| {
            let is_hushed = lobby.emergency.is_some();
            let is_news =
                heard.is_hushed != is_hushed || heard.voice.as_ref() != Some(&lobby.voice);
            heard.is_hushed = is_hushed;
            heard.voice = Some(lobby.voice.clone());
            is_news
        });
    }

    /// How the board sounds, now and whenever it changes.
    #[must_use]
    pub fn sounding(&self) -> watch::Receiver<Sounding> {
        self.sounding.clone()
    }
}

/// How many samples a time has.
fn samples_in(time: Duration) -> usize {
    let count = time.as_nanos() * u128::from(RATE) / 1_000_000_000;
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The time that so many samples take.
fn duration_of(samples: usize) -> Duration {
    let nanoseconds = u64::try_from(samples).unwrap_or(u64::MAX).saturating_mul(1_000_000_000);
    Duration::from_nanos(nanoseconds / u64::from(RATE))
}
