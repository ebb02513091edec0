//! The voice of the lobby: a call as a WAV, from recorded clips or from a program that speaks, made once and kept.

mod cache;
mod clips;
mod command;
mod level;
mod options;
mod resample;
mod sound;
mod task;

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use shared::announcement::Announcement;
use shared::catalog::VoiceRegion;
use shared::text::Language;
use tokio::sync::{OnceCell, Semaphore};

use cache::Cache;
use clips::{ClipFolder, NoClips};
use sound::{Length, Sound};

pub use cache::CACHE_BYTES_MAX;
pub use command::{COMMAND_USUAL, SpeechCommand, SpeechFailure};
pub use level::{PEAK_DBFS, REST_MS, SPEECH_DBFS};
pub use options::{VoiceCheckOptions, VoiceCommandOption, VoiceSayOptions, VoiceTask};
pub use sound::{NoSound, RATE};
pub use task::{Checked, check, say_to};

/// Programs that speak at the same time: a lobby waits for one, and the desks need the processor too.
const RUNS_AT_ONCE_MAX: usize = 2;

/// So long a phrase waits for its turn to be made.
const TURN_MAX: Duration = Duration::from_secs(5);

/// What is told only once is remembered up to this many things; then all may be told again.
const TOLD_MAX: usize = 1_000;

/// One saying of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// A WAV: one channel, 16 bit, [`RATE`].
    pub wav: Arc<[u8]>,
    /// Another one for everything that sounds otherwise.
    pub tag: String,
}

/// Why a call cannot be said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoVoice {
    /// The program that speaks does not.
    #[error(transparent)]
    Speech(#[from] SpeechFailure),
    /// What it wrote is no sound.
    #[error("what the program that speaks wrote cannot be used: {0}")]
    Sound(#[from] NoSound),
    /// A clip is broken; the program that speaks has to stand in.
    #[error("{0}")]
    Clip(String),
    /// Too many phrases are being made.
    #[error("too many calls are being made into speech at once")]
    Busy,
    /// Something unexpected.
    #[error("{0}")]
    Internal(String),
}

type Made = Result<Arc<[u8]>, NoVoice>;

/// The voice of a center.
#[derive(Debug)]
pub struct Voice {
    command: SpeechCommand,
    cache: Arc<Cache>,
    clips: ClipFolder,
    turns: Semaphore,
    /// Phrases that are being made, so that whoever asks for the same waits for the same.
    making: Mutex<HashMap<String, Arc<OnceCell<Made>>>>,
    told: Mutex<HashSet<String>>,
}

/// How a phrase comes to be.
enum Source {
    Clips(clips::Recorded),
    Command { voice: &'static str, text: String },
}

impl Voice {
    /// The voice of the center in this data folder.
    #[must_use]
    pub fn new(data: &Path, command: SpeechCommand) -> Self {
        let folder = data.join("voice");
        Self {
            command,
            cache: Arc::new(Cache::new(folder.join("cache"), CACHE_BYTES_MAX)),
            clips: ClipFolder::new(folder.join("clips")),
            turns: Semaphore::new(RUNS_AT_ONCE_MAX),
            making: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// One saying of a call: from clips where all that it needs are there, else from the program that speaks.
    ///
    /// # Errors
    /// [`NoVoice`] when neither can say it.
    pub async fn say(&self, call: &Announcement<'_>) -> Result<Saying, NoVoice> {
        if let Some(recorded) = self.recorded(call).await? {
            match self.shared(Source::Clips(recorded)).await {
                Err(NoVoice::Clip(broken)) => self.tell_once(&broken),
                said => return said,
            }
        }
        let source = Source::Command { voice: voice_of(call), text: call.sentence() };
        let said = self.shared(source).await;
        if let Err(error) = &said {
            self.tell_once(error);
        }
        said
    }

    /// The clips of a call, when all are there.
    async fn recorded(&self, call: &Announcement<'_>) -> Result<Option<clips::Recorded>, NoVoice> {
        let (clips, language, names) = (self.clips.clone(), call.language, call.clips());
        let found = blocking(move || clips.find(language, &names)).await?;
        match found {
            Ok(recorded) => return Ok(Some(recorded)),
            Err(NoClips::None) => {}
            Err(NoClips::Missing(files)) => {
                for file in files {
                    self.tell_once(&format!(
                        "the clip {} is missing: calls that need it are spoken by the synthesiser",
                        file.display()
                    ));
                }
            }
        }
        Ok(None)
    }

    /// Makes a phrase, unless it is in the cache or somebody is making it.
    async fn shared(&self, source: Source) -> Result<Saying, NoVoice> {
        let key = self.key(&source);
        let cell = Arc::clone(self.lock_making().entry(key.clone()).or_default());
        // When whoever makes it goes away, the next who waits goes on.
        let made = cell.get_or_init(|| self.make(&key, source)).await.clone();
        let mut making = self.lock_making();
        if making.get(&key).is_some_and(|known| Arc::ptr_eq(known, &cell)) {
            making.remove(&key);
        }
        let tag = key.get(..32).unwrap_or(&key).to_owned();
        made.map(|wav| Saying { wav, tag })
    }

    fn lock_making(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<OnceCell<Made>>>> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn make(&self, key: &str, source: Source) -> Made {
        let (cache, name) = (Arc::clone(&self.cache), key.to_owned());
        if let Some(wav) = blocking(move || cache.read(&name)).await? {
            return Ok(wav.into());
        }
        let turn = tokio::time::timeout(TURN_MAX, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| NoVoice::Busy)?.map_err(|_| NoVoice::Busy)?;
        let wav = match source {
            Source::Clips(recorded) => {
                let made = blocking(move || recorded.make().map(|sound| sound.to_wav())).await?;
                made.map_err(|broken| NoVoice::Clip(broken.to_string()))?
            }
            Source::Command { voice, text } => {
                let spoken = self.command.run(voice, &text).await?;
                blocking(move || levelled(&spoken)).await??
            }
        };
        let (cache, name) = (Arc::clone(&self.cache), key.to_owned());
        let (kept, wav) = blocking(move || (cache.write(&name, &wav), wav)).await?;
        if let Err(error) = kept {
            self.tell_once(&format!("sayings cannot be kept in the cache: {error}"));
        }
        Ok(wav.into())
    }

    /// The name of a phrase in the cache: everything that decides how it sounds.
    fn key(&self, source: &Source) -> String {
        let mut hash = Sha256::new();
        hash.update(level::VERSION.to_le_bytes());
        match source {
            Source::Clips(recorded) => {
                hash.update(b"clips\0");
                hash.update(&recorded.stamp);
            }
            Source::Command { voice, text } => {
                hash.update(b"command\0");
                for piece in [self.command.as_str(), voice, text] {
                    hash.update(piece);
                    hash.update(b"\0");
                }
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn tell_once(&self, what: &dyn Display) {
        let what = what.to_string();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= TOLD_MAX {
            told.clear();
        }
        if told.contains(&what) {
            return;
        }
        tracing::warn!("the voice of the lobby: {what}");
        told.insert(what);
    }
}

/// Runs what waits for disks or reckons long where it holds up nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, NoVoice> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| NoVoice::Internal(error.to_string()))
}

fn levelled(spoken: &[u8]) -> Result<Vec<u8>, NoVoice> {
    let sound = Sound::from_wav(spoken, Length::Streamed).and_then(level::finish)?;
    Ok(sound.to_wav())
}

/// The name of a voice of espeak-ng.
fn voice_of(call: &Announcement<'_>) -> &'static str {
    match (call.language, call.region) {
        (Language::En, _) => "en",
        (Language::Vi, VoiceRegion::North) => "vi",
        (Language::Vi, VoiceRegion::Central) => "vi-vn-x-central",
        (Language::Vi, VoiceRegion::South) => "vi-vn-x-south",
    }
}
